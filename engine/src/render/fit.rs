//! Scales whose numbers come from the data: one look at all that is stored, never at what a tile happens to show.
//!
//! A style is fitted to a snapshot before anything is drawn: from then on its scale is as fixed as any, and says in its
//! label what it was fitted to. So tiles, legends and documents of one state of the data share one scale.

use std::borrow::Cow;
use std::sync::Arc;

use super::areas::{shown_crossing, shown_grids};
use super::peak::peak;
use super::statistic::{Known, Statistic, numbers_of};
use super::style::{Content, Style};
use super::{Areas, View};
use crate::assign::Tally;
use crate::snapshot::Snapshot;

/// Where the numbers of a scale come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Fit {
    /// The style states them.
    #[default]
    Fixed,
    /// The domain ends on the rung of the ladder 1, 2, 5, 10, … that the largest value of all does not exceed.
    Snapshot,
    /// Each class holds as many areas as any other.
    Quantile,
}

impl Fit {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Fixed, Self::Snapshot, Self::Quantile];

    /// The name in style files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Snapshot => "snapshot",
            Self::Quantile => "quantile",
        }
    }
}

/// What a scale was fitted to.
#[derive(Debug, Clone, PartialEq)]
pub enum Fitted {
    /// The end of its domain.
    Top(f64),
    /// The values between its classes, rising.
    Breaks(Arc<[f64]>),
}

impl Fitted {
    /// As it stands behind the name and version of a scale.
    pub(super) fn label(&self) -> String {
        match self {
            Self::Top(top) => top.to_string(),
            Self::Breaks(breaks) => {
                let texts: Vec<String> = breaks.iter().map(f64::to_string).collect();
                texts.join(",")
            }
        }
    }
}

impl Style {
    /// What the scale of the style is fitted to in a view of a snapshot; `None` for a scale that is fixed.
    ///
    /// `held` is what it was fitted to before: the top of a domain stays while the largest value lies on its rung or in
    /// the upper fifth of the one below, so that a correction there and back does not repaint all tiles twice.
    ///
    /// Cost: O(areas) for areas; for a density O(occupied squares of its kernel's size) and some pictures of a few pixels.
    pub fn fit(&self, snapshot: &Snapshot, view: &View, held: Option<&Fitted>) -> Option<Fitted> {
        let held = match held {
            Some(Fitted::Top(top)) => Some(*top),
            _ => None,
        };
        match (self.content().fit(), self.content()) {
            (Fit::Snapshot, Content::Choropleth(statistic)) => {
                let largest = values(snapshot, statistic, view).into_iter();
                Some(Fitted::Top(rung(largest.fold(0.0, f64::max), held)))
            }
            (Fit::Quantile, Content::Choropleth(statistic)) => {
                let classes = statistic.scale.colors().len();
                let breaks = quantiles(values(snapshot, statistic, view), classes);
                Some(Fitted::Breaks(breaks.into()))
            }
            (Fit::Snapshot, Content::Density { .. }) => {
                let surface = self.content().surface()?;
                Some(Fitted::Top(rung(peak(&surface, snapshot), held)))
            }
            _ => None,
        }
    }

    /// The style with its scale fitted, which is fixed from then on.
    #[must_use]
    pub fn fitted(&self, to: &Fitted) -> Self {
        let mut style = self.clone();
        match style.content_mut() {
            Content::Density { scale, .. } => *scale = scale.fitted(to),
            Content::Choropleth(statistic) => statistic.scale = statistic.scale.fitted(to),
            _ => {}
        }
        style
    }

    /// The style as it is drawn: itself, unless its scale has still to be fitted.
    pub(super) fn ready(&self, snapshot: &Snapshot, view: &View) -> Cow<'_, Self> {
        match self.fit(snapshot, view, None) {
            Some(fitted) => Cow::Owned(self.fitted(&fitted)),
            None => Cow::Borrowed(self),
        }
    }
}

impl Content {
    /// Where the numbers of its scale come from.
    pub fn fit(&self) -> Fit {
        match self {
            Self::Density { scale, .. } => scale.fit(),
            Self::Choropleth(statistic) => statistic.scale.fit(),
            _ => Fit::Fixed,
        }
    }
}

/// The values of all areas of a view that have one, in their order. O(areas).
fn values(snapshot: &Snapshot, statistic: &Statistic, view: &View) -> Vec<f64> {
    let numbers = numbers_of(snapshot, statistic, view).ok().flatten();
    let stated = statistic.stated(&snapshot.counts, numbers.as_deref());
    let known = |(index, tally): (usize, &Tally), area_m2: &dyn Fn(usize) -> f64| match stated.of(
        index,
        tally,
        area_m2(index),
    ) {
        Known::Value(value) => Some(value),
        Known::Nothing | Known::Withheld => None,
    };
    if matches!(view.areas, Areas::Grids) {
        let Ok(Some((tier, layer))) = shown_grids(snapshot, view.tier) else {
            return Vec::new();
        };
        let assignment = snapshot.assignment(tier);
        let tallies = assignment.tallies.iter().enumerate();
        return tallies
            .filter_map(|tally| known(tally, &|index| layer.area_m2(index)))
            .collect();
    }
    let Ok(Some((index, crossing))) = shown_crossing(snapshot, &view.areas) else {
        return Vec::new();
    };
    let assignment = snapshot.crossing_assignment(index);
    let tallies = assignment.tallies.iter().enumerate();
    tallies
        .filter_map(|tally| known(tally, &|index| crossing.cells.area_m2(index)))
        .collect()
}

/// A number of the ladder 1, 2, 5, 10, … and its place on it: three rungs a power of ten.
fn ladder(step: i32) -> f64 {
    let digit = [1, 2, 5][step.rem_euclid(3) as usize];
    decimal(&format!("{digit}e{}", step.div_euclid(3)))
}

/// The lowest rung that is not below a value, or the one held while it may be.
fn rung(value: f64, held: Option<f64>) -> f64 {
    if !(value > 0.0 && value.is_finite()) {
        return held.unwrap_or(1.0);
    }
    let mut step = 3 * value.log10().floor() as i32 - 1;
    while ladder(step) < value {
        step += 1;
    }
    match held {
        Some(top) if top.total_cmp(&ladder(step + 1)).is_eq() && value > 0.8 * ladder(step) => top,
        _ => ladder(step),
    }
}

/// The values between so many classes of equally many areas, to two digits and each once: equal values are in one class,
/// so that there may be fewer. O(n log n).
fn quantiles(mut values: Vec<f64>, classes: usize) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    let Some(&least) = values.first() else {
        return Vec::new();
    };
    let at = |class: usize| values[class * values.len() / classes];
    let mut breaks: Vec<f64> = (1..classes)
        .map(|class| decimal(&format!("{:.1e}", at(class))))
        .filter(|&value| value > least)
        .collect();
    breaks.dedup();
    breaks
}

/// The number nearest to a decimal text.
fn decimal(text: &str) -> f64 {
    text.parse().expect("a decimal number")
}

/// A product of short decimals without what binary fractions add.
pub(super) fn tidy(value: f64) -> f64 {
    decimal(&format!("{value:.12e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rungs_are_one_two_and_five() {
        for (value, top) in [
            (0.9, 1.0),
            (1.0, 1.0),
            (1.001, 2.0),
            (3.0, 5.0),
            (5.1, 10.0),
            (99.0, 100.0),
            (0.000_13, 0.000_2),
            (123_456.0, 200_000.0),
            (0.0, 1.0),
            (f64::NAN, 1.0),
        ] {
            assert_eq!(rung(value, None).to_bits(), f64::to_bits(top), "{value}");
        }
    }

    #[test]
    fn a_rung_is_held_until_the_value_is_well_below_it() {
        // up at once, down only below four fifths of the rung below
        for (value, held, top) in [
            (101.0, 100.0, 200.0),
            (99.0, 200.0, 200.0),
            (81.0, 200.0, 200.0),
            (79.0, 200.0, 100.0),
            (30.0, 200.0, 50.0),
            (45.0, 100.0, 100.0),
            (0.0, 50.0, 50.0),
        ] {
            let own = rung(value, Some(held));
            assert_eq!(own.to_bits(), f64::to_bits(top), "{value} after {held}");
        }
    }

    #[test]
    fn quantiles_hold_as_many_each_and_equal_values_stay_together() {
        let even: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(quantiles(even, 5), [20.0, 40.0, 60.0, 80.0]);
        let mostly_zero = [vec![0.0; 70], vec![3.0; 20], vec![1234.0; 10]].concat();
        assert_eq!(quantiles(mostly_zero, 5), [3.0]);
        assert_eq!(quantiles(vec![7.0; 9], 4), [0.0; 0]);
        assert_eq!(quantiles(Vec::new(), 4), [0.0; 0]);
        let reversed: Vec<f64> = (0..50).rev().map(|v| f64::from(v) * 1.234).collect();
        assert_eq!(quantiles(reversed, 2), [31.0]);
    }
}
