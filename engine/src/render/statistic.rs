//! Any count or rate of areas: what is counted, what it is divided by, in which class an area lies.

use std::sync::Arc;

use super::areas::{shown_crossing, shown_grids};
use super::class_scale::{ClassScale, NO_DATA, WITHHELD};
use super::fill::Fill;
use super::load::LoadBy;
use super::risk::stored_measure;
use super::style::{Borders, MeasureLabel};
use super::{Areas, RenderError, View};
use crate::assign::Tally;
use crate::duties::Numbers;
use crate::layer::{AreaLayer, CountLayer};
use crate::model::{Grid, Tier};
use crate::snapshot::Snapshot;

/// What is counted in an area.
#[derive(Debug, Clone, PartialEq)]
pub enum Counted {
    /// A measure: the first of these that is stored.
    Measure(Vec<MeasureLabel>),
    /// Addresses, or what lives at them.
    Places(LoadBy),
    /// Addresses that reported a measure, be it zero: the first of these that is stored.
    Reported(Vec<MeasureLabel>),
    /// The fewest people who answer for an address of the area.
    People,
    /// People whom a grid lacks in roles.
    Missing,
}

/// What the count of an area is divided by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Denominator {
    /// Nothing: the count itself.
    One,
    /// Its ground, in units of so many square metres.
    Ground {
        /// 10,000 for hectares, 1,000,000 for square kilometres.
        unit_m2: f64,
    },
    /// Its addresses, or what lives at them.
    Places {
        /// What stands below the line.
        by: LoadBy,
        /// The rate is of so many.
        times: u32,
        /// An area with fewer has no rate: it would be chance.
        least: u64,
    },
}

/// A statistic of areas and how it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistic {
    /// What is counted.
    pub counted: Counted,
    /// What the count is divided by.
    pub per: Denominator,
    /// Value to class and colour.
    pub scale: ClassScale,
    /// The borders between areas.
    pub borders: Borders,
}

/// What is known of an area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Known {
    /// Its value; zero is one.
    Value(f64),
    /// Nothing was reported from it.
    Nothing,
    /// Too few stand below the line.
    Withheld,
}

/// A statistic over the measures of one snapshot.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stated<'a> {
    statistic: &'a Statistic,
    /// The place of the measure in tallies, if one is counted and stored.
    column: Option<usize>,
    /// What is counted of each area, where that does not follow from its tally.
    numbers: Option<&'a [Option<u32>]>,
}

/// What a statistic of duties counts of each area of a view; `None` of any other statistic.
///
/// # Errors
/// [`RenderError`] when the view names what is not stored.
pub(super) fn numbers_of(
    snapshot: &Snapshot,
    statistic: &Statistic,
    view: &View,
) -> Result<Option<Numbers>, RenderError> {
    if !matches!(statistic.counted, Counted::People | Counted::Missing) {
        return Ok(None);
    }
    let cover = snapshot.cover(None);
    let is_people = statistic.counted == Counted::People;
    if !matches!(view.areas, Areas::Grids) {
        let crossing = shown_crossing(snapshot, &view.areas)?.filter(|_| is_people);
        let numbers = |(index, _)| cover.fewest(&snapshot.crossing_assignment(index));
        return Ok(crossing.map(numbers));
    }
    let numbers = |(tier, _): (Tier, &Arc<AreaLayer<Grid>>)| {
        if is_people {
            cover.fewest(&snapshot.assignment(tier))
        } else {
            cover.missing(tier)
        }
    };
    Ok(shown_grids(snapshot, view.tier)?.map(numbers))
}

impl Statistic {
    /// Whether its values are whole numbers.
    pub(super) fn is_count(&self) -> bool {
        self.per == Denominator::One
    }

    /// The measures that it may count.
    pub(super) fn measures(&self) -> &[MeasureLabel] {
        match &self.counted {
            Counted::Measure(measures) | Counted::Reported(measures) => measures,
            Counted::Places(_) | Counted::People | Counted::Missing => &[],
        }
    }

    /// The statistic of a snapshot's counts; `numbers` are those of [`numbers_of`].
    pub(super) fn stated<'a>(
        &'a self,
        counts: &CountLayer,
        numbers: Option<&'a [Option<u32>]>,
    ) -> Stated<'a> {
        let measure = stored_measure(counts, self.measures());
        Stated {
            statistic: self,
            column: measure.map(|(column, _)| column),
            numbers,
        }
    }
}

impl Stated<'_> {
    /// What is known of the area of an index with this tally on this ground.
    pub(super) fn of(self, area: usize, tally: &Tally, area_m2: f64) -> Known {
        let count = match &self.statistic.counted {
            Counted::Measure(_) => self.column.and_then(|column| tally.counts[column]),
            Counted::Places(by) => Some(by.of(tally)),
            Counted::Reported(_) => self.column.map(|column| tally.reported[column]),
            Counted::People | Counted::Missing => {
                let number = self.numbers.and_then(|numbers| numbers.get(area).copied());
                number.flatten().map(u64::from)
            }
        };
        let Some(count) = count.map(|count| count as f64) else {
            return Known::Nothing;
        };
        match self.statistic.per {
            Denominator::One => Known::Value(count),
            Denominator::Ground { unit_m2 } => Known::Value(count * unit_m2 / area_m2),
            Denominator::Places { by, times, least } => match by.of(tally) {
                few if few < least => Known::Withheld,
                below => Known::Value(count * f64::from(times) / below as f64),
            },
        }
    }

    /// The place of an area's fill among those of the scale.
    pub(super) fn fill(self, area: usize, tally: &Tally, area_m2: f64) -> usize {
        let scale = &self.statistic.scale;
        match self.of(area, tally, area_m2) {
            Known::Value(value) => scale.class(value),
            Known::Nothing => scale.colors().len(),
            Known::Withheld => scale.colors().len() + 1,
        }
    }

    /// The name of an area's class.
    pub(super) fn class_name(self, known: Known) -> String {
        match known {
            Known::Value(value) => self.statistic.scale.class(value).to_string(),
            Known::Nothing => NO_DATA.to_owned(),
            Known::Withheld => WITHHELD.to_owned(),
        }
    }

    /// How areas are painted, in the order of [`Stated::fill`].
    pub(super) fn fills(self) -> Vec<Fill> {
        self.statistic.scale.fills().map(|(_, fill)| fill).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Dataset;
    use crate::render::{Content, Style};

    fn statistic(what: &str, withheld: bool) -> Statistic {
        let text = r#"{ "zh": "", "en": "" }"#;
        let fill = r##"{ "color": "#888888", "hatch": "dots", "ink": "#444444" }"##;
        let none = format!(r#"{{ "fill": {fill}, "letter": "?", "label": {text} }}"#);
        let withheld = if withheld { &*none } else { "null" };
        let json = format!(
            r##"{{
                "id": "s", "version": 1, "order": 1, "title": {text}, "description": {text}, "pixel_zooms": [0, 20],
                "content": {{
                    "kind": "choropleth", {what},
                    "scale": {{ "name": "s", "version": 1, "breaks": [1, 10], "colors": ["#eeeeee", "#888888", "#222222"],
                        "no_data": {none}, "withheld": {withheld} }},
                    "borders": {{ "tiers": [], "cells": {{ "color": "#ffffff", "width_px": 1 }}, "least_spacing_px": 6 }}
                }}
            }}"##
        );
        let style = Style::parse("s.json", &json).expect("valid");
        let own = match style.content() {
            Content::Choropleth(statistic) => Some(Statistic::clone(statistic)),
            _ => None,
        };
        own.expect("a choropleth")
    }

    fn tally(deaths: Option<u64>, residents: u64) -> Tally {
        Tally {
            addresses: 4,
            households: 5,
            residents,
            counts: vec![None, deaths],
            reported: vec![0, u64::from(deaths.is_some())],
        }
    }

    #[test]
    fn zero_nothing_and_too_few_are_three_things() {
        let rate = statistic(
            r#""measures": [{ "name": "deaths", "label": { "zh": "", "en": "" } }],
            "per": { "residents": { "times": 1000, "least": 20 } }"#,
            true,
        );
        let stated = Stated {
            statistic: &rate,
            column: Some(1),
            numbers: None,
        };
        for (deaths, residents, known, fill) in [
            (Some(3), 600, Known::Value(5.0), 1),
            (Some(0), 600, Known::Value(0.0), 0),
            (Some(6), 600, Known::Value(10.0), 2),
            (None, 600, Known::Nothing, 3),
            (Some(3), 19, Known::Withheld, 4),
            (Some(1), 20, Known::Value(50.0), 2),
        ] {
            let tally = tally(deaths, residents);
            assert_eq!(
                stated.of(0, &tally, 1.0),
                known,
                "{deaths:?} of {residents}"
            );
            assert_eq!(stated.fill(0, &tally, 1.0), fill);
            let name = stated.class_name(known);
            assert_eq!(rate.scale.fills().nth(fill).map(|(own, _)| own), Some(name));
        }
    }

    #[test]
    fn who_reported_zero_is_covered_and_who_did_not_is_not() {
        let share = statistic(
            r#""reported": [{ "name": "deaths", "label": { "zh": "", "en": "" } }],
            "per": { "addresses": { "times": 100, "least": 1 } }"#,
            true,
        );
        let stated = Stated {
            statistic: &share,
            column: Some(1),
            numbers: None,
        };
        for (deaths, addresses, known) in [
            (Some(0), 4, Known::Value(25.0)),
            (Some(9), 4, Known::Value(25.0)),
            (None, 4, Known::Value(0.0)),
            (None, 0, Known::Withheld),
        ] {
            let tally = Tally {
                addresses,
                ..tally(deaths, 600)
            };
            assert_eq!(
                stated.of(0, &tally, 1.0),
                known,
                "{deaths:?} of {addresses}"
            );
        }
        let unknown = Stated {
            column: None,
            ..stated
        };
        assert_eq!(unknown.of(0, &tally(Some(1), 600), 1.0), Known::Nothing);
    }

    #[test]
    fn people_are_counted_area_by_area() {
        let people = statistic(r#""count": "people""#, false);
        let numbers = [Some(0), Some(1), None];
        let counts = Snapshot::build(Dataset::default()).counts;
        let stated = people.stated(&counts, Some(&numbers));
        let known = |area| stated.of(area, &tally(None, 7), 1.0);
        assert_eq!([known(0), known(1)], [0.0, 1.0].map(Known::Value));
        assert_eq!([known(2), known(3)], [Known::Nothing; 2]);
    }

    #[test]
    fn counts_and_densities_of_places() {
        let counts = Snapshot::build(Dataset::default()).counts;
        let households = statistic(r#""count": "households""#, false);
        assert!(households.is_count());
        let known = households.stated(&counts, None).of(0, &tally(None, 7), 1.0);
        assert_eq!(known, Known::Value(5.0));
        let crowd = statistic(r#""count": "residents", "per": "km2""#, false);
        let known = crowd.stated(&counts, None).of(0, &tally(None, 7), 1e5);
        assert_eq!(known, Known::Value(70.0));
    }
}
