//! The form of what colours areas: risk rules and load scales, and their checks.

use serde::Deserialize;

use super::fill::{Fill, Hatch};
use super::load::{LoadBand, LoadBy, LoadClass, LoadLevel, LoadScale};
use super::risk::{RiskClass, RiskLevel, RiskRule};
use super::wire_parts::WireText;
use super::wire_parts::{color, tier};
use crate::model::Count;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    name: String,
    version: u32,
    valid_from: String,
    classes: Vec<Class>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Class {
    level: String,
    above_per_hectare: Option<f64>,
    color: String,
    hatch: String,
    ink: String,
    letter: String,
    label: WireText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireFill {
    color: String,
    hatch: String,
    ink: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WireLoad {
    name: String,
    version: u32,
    bands: Vec<Band>,
    classes: Vec<Class>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Band {
    tier: String,
    by: String,
    breaks: [u64; 4],
}

/// The rules by the first day on which they are in force.
pub(super) fn rules(rules: Vec<Rule>) -> Result<Vec<RiskRule>, String> {
    let mut checked = rules
        .into_iter()
        .map(Rule::check)
        .collect::<Result<Vec<_>, _>>()?;
    if checked.is_empty() {
        return Err("there is no rule".to_owned());
    }
    checked.sort_by_key(RiskRule::valid_from);
    Ok(checked)
}

impl Rule {
    fn check(self) -> Result<RiskRule, String> {
        let from = Count::parse_date(&self.valid_from);
        let valid_from = from
            .ok_or_else(|| format!("valid_from `{}` is not a date YYYY-MM-DD", self.valid_from))?;
        let classes = self.classes.into_iter().map(Class::of_risk);
        let classes = classes.collect::<Result<Vec<_>, _>>()?;
        RiskRule::new(self.name, self.version, valid_from, classes)
    }
}

impl WireFill {
    pub(super) fn check(&self) -> Result<Fill, String> {
        fill(&self.color, &self.hatch, &self.ink)
    }
}

fn fill(colour: &str, hatch: &str, ink: &str) -> Result<Fill, String> {
    let pattern = Hatch::from_name(hatch);
    Ok(Fill {
        color: color(colour)?,
        hatch: pattern.ok_or_else(|| format!("hatch `{hatch}` is unknown"))?,
        ink: color(ink)?,
        hatch_px: 1,
    })
}

impl Class {
    fn of_risk(self) -> Result<RiskClass, String> {
        let level = RiskLevel::from_name(&self.level);
        Ok(RiskClass {
            level: level.ok_or_else(|| format!("level `{}` is unknown", self.level))?,
            above_per_hectare: self.above_per_hectare,
            fill: fill(&self.color, &self.hatch, &self.ink)?,
            letter: self.letter,
            label: self.label.into(),
        })
    }

    fn of_load(self) -> Result<LoadClass, String> {
        if self.above_per_hectare.is_some() {
            return Err(format!(
                "level {} of a load has no above_per_hectare",
                self.level
            ));
        }
        let level = LoadLevel::from_name(&self.level);
        Ok(LoadClass {
            level: level.ok_or_else(|| format!("level `{}` is unknown", self.level))?,
            fill: fill(&self.color, &self.hatch, &self.ink)?,
            letter: self.letter,
            label: self.label.into(),
        })
    }
}

impl WireLoad {
    pub(super) fn check(self) -> Result<LoadScale, String> {
        let band = |band: Band| {
            let by = LoadBy::from_name(&band.by);
            Ok::<_, String>(LoadBand {
                tier: tier(&band.tier)?,
                by: by.ok_or_else(|| format!("`{}` is no load", band.by))?,
                breaks: band.breaks,
            })
        };
        let bands = self.bands.into_iter().map(band);
        let bands = bands.collect::<Result<Vec<_>, _>>()?;
        let classes = self.classes.into_iter().map(Class::of_load);
        let classes = classes.collect::<Result<Vec<_>, _>>()?;
        LoadScale::new(self.name, self.version, bands, classes)
    }
}
