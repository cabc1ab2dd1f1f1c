//! Risk classes of areas by dated rules. Only areas have colours, never people.

use time::Date;

use super::fill::Fill;
use super::style::{Content, MeasureLabel, Style};
use crate::assign::Assignment;
use crate::layer::{AreaLayer, AreaRecord, CountLayer, MeasureCounts};
use crate::model::{Text, Tier};
use crate::snapshot::Snapshot;

/// The level of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RiskLevel {
    /// 高危, red.
    High,
    /// 关注, orange.
    Watch,
    /// 健康, green.
    Normal,
    /// Nothing was reported from the area.
    None,
}

impl RiskLevel {
    /// The name in files and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Watch => "watch",
            Self::Normal => "normal",
            Self::None => "none",
        }
    }

    /// The level of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::High, Self::Watch, Self::Normal, Self::None]
            .into_iter()
            .find(|level| level.name() == name)
    }
}

/// One class of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskClass {
    /// Its level.
    pub level: RiskLevel,
    /// Areas with more cases per hectare than this belong to it; for `normal` and `none` absent.
    pub above_per_hectare: Option<f64>,
    /// How it is painted.
    pub fill: Fill,
    /// A letter, to tell classes apart without colour.
    pub letter: String,
    /// What it is called.
    pub label: Text,
}

/// A rule that is valid from a date.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskRule {
    name: String,
    version: u32,
    valid_from: Date,
    classes: Vec<RiskClass>,
}

impl RiskRule {
    /// The rule with exactly the classes high, watch, normal and none.
    ///
    /// # Errors
    /// Says which class is missing or which threshold is wrong.
    pub fn new(
        name: String,
        version: u32,
        valid_from: Date,
        mut classes: Vec<RiskClass>,
    ) -> Result<Self, String> {
        classes.sort_by_key(|class| class.level);
        let levels: Vec<RiskLevel> = classes.iter().map(|class| class.level).collect();
        if levels
            != [
                RiskLevel::High,
                RiskLevel::Watch,
                RiskLevel::Normal,
                RiskLevel::None,
            ]
        {
            return Err(format!(
                "rule {name} does not have the classes high, watch, normal, none, each once"
            ));
        }
        let thresholds = [classes[0].above_per_hectare, classes[1].above_per_hectare];
        match thresholds {
            [Some(high), Some(watch)] if high > watch && watch >= 0.0 => {}
            _ => {
                return Err(format!(
                    "rule {name}: above_per_hectare of high must exceed that of watch, from 0 up"
                ));
            }
        }
        if classes[2..]
            .iter()
            .any(|class| class.above_per_hectare.is_some())
        {
            return Err(format!(
                "rule {name}: normal and none have no above_per_hectare"
            ));
        }
        Ok(Self {
            name,
            version,
            valid_from,
            classes,
        })
    }

    /// `name@version`.
    pub fn label(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }

    /// The first day on which it counts.
    pub fn valid_from(&self) -> Date {
        self.valid_from
    }

    /// The classes: high, watch, normal, none.
    pub fn classes(&self) -> &[RiskClass] {
        &self.classes
    }

    /// The same rule for twice as many pixels a side on the same ground.
    pub(super) fn double(&mut self) {
        self.classes
            .iter_mut()
            .for_each(|class| class.fill.double());
    }

    /// The level of an area with this sum of cases on this ground; `None` cases means that nothing was reported.
    pub fn level(&self, cases: Option<u64>, area_m2: f64) -> RiskLevel {
        let Some(cases) = cases else {
            return RiskLevel::None;
        };
        let per_hectare = cases as f64 * 10_000.0 / area_m2;
        let class = self
            .classes
            .iter()
            .find(|c| c.above_per_hectare.is_some_and(|least| per_hectare > least));
        class.map_or(RiskLevel::Normal, |class| class.level)
    }
}

/// The rule of a style that was in force at the cut-off of the data: the last that began by then, else the first.
pub(super) fn rule_at(rules: &[RiskRule], cutoff: Option<Date>) -> &RiskRule {
    let begun = rules
        .iter()
        .rev()
        .find(|rule| cutoff.is_none_or(|date| rule.valid_from <= date));
    begun.unwrap_or(&rules[0])
}

/// The first of some measures that is stored, and its place in the tallies.
pub(super) fn stored_measure<'a>(
    counts: &'a CountLayer,
    measures: &[MeasureLabel],
) -> Option<(usize, &'a MeasureCounts)> {
    let find = |label: &MeasureLabel| {
        counts
            .measures()
            .iter()
            .enumerate()
            .find(|(_, sums)| sums.measure.as_str() == label.name)
    };
    measures.iter().find_map(find)
}

/// What tells the level of an area of a layer under a style; nothing when that is not a risk style.
pub(super) fn level_of<'a, T: AreaRecord>(
    snapshot: &'a Snapshot,
    style: &'a Style,
    areas: &'a AreaLayer<T>,
    assignment: &'a Assignment,
) -> Option<impl Fn(usize) -> RiskLevel + 'a> {
    let Content::Risk {
        measures, rules, ..
    } = style.content()
    else {
        return None;
    };
    let measure = stored_measure(&snapshot.counts, measures);
    let rule = rule_at(rules, measure.map(|(_, sums)| sums.cutoff));
    Some(move |index: usize| {
        let cases = measure.and_then(|(column, _)| assignment.tallies[index].counts[column]);
        rule.level(cases, areas.area_m2(index))
    })
}

/// The level of every area of a layer under a style; no levels when the style is not a risk style.
fn levels<T: AreaRecord>(
    snapshot: &Snapshot,
    style: &Style,
    areas: &AreaLayer<T>,
    assignment: &Assignment,
) -> Vec<RiskLevel> {
    let level = level_of(snapshot, style, areas, assignment);
    level.map_or_else(Vec::new, |level| {
        (0..assignment.tallies.len()).map(level).collect()
    })
}

/// The level of every grid of a tier under a risk style, in the order of the layer.
pub fn risk_of_grids(snapshot: &Snapshot, style: &Style, tier: Tier) -> Vec<RiskLevel> {
    let Some(layer) = snapshot.grids.get(&tier) else {
        return Vec::new();
    };
    levels(snapshot, style, layer, &snapshot.assignment(tier))
}

/// The level of every cell of the `index`-th honeycomb under a risk style, in the order of the layer.
pub fn risk_of_cells(snapshot: &Snapshot, style: &Style, index: usize) -> Vec<RiskLevel> {
    let Some(crossing) = snapshot.crossings.get(index) else {
        return Vec::new();
    };
    levels(
        snapshot,
        style,
        &crossing.cells,
        &snapshot.crossing_assignment(index),
    )
}
