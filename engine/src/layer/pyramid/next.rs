//! The pyramid after some counts come or go: one counter a level for each, and those of later days.

use std::collections::BTreeMap;

use time::Date;

use super::morton::code;
use super::{CellSum, DaySum, Level, Pyramid, Tick};
use crate::layer::{Pieces, Splice};

/// By cell and day, what comes or goes.
type Changes = Vec<(u64, Date, i64)>;

impl Pyramid {
    /// The pyramid after these ticks. Cost: O(ticks (log n + √n)), of which √n is copying.
    pub(crate) fn after(&self, ticks: &[Tick]) -> Self {
        let finest = self.levels.first().map_or(0, |level| level.zoom);
        let shift = 32 - u32::from(finest);
        let cell = |tick: &Tick| code((tick.at.x >> shift) as u64, (tick.at.y >> shift) as u64);
        let all = ticks.iter().map(|tick| (cell(tick), tick.day, tick.value));
        let mut changes = collapsed(all.collect());
        let mut zoom = finest;
        let mut levels = Vec::with_capacity(self.levels.len());
        for level in &self.levels {
            let coarser = 2 * u32::from(zoom - level.zoom);
            if coarser > 0 {
                for change in &mut changes {
                    change.0 >>= coarser;
                }
                changes = collapsed(changes);
                zoom = level.zoom;
            }
            levels.push(level.after(&changes, self.dated));
        }
        Self {
            levels,
            dated: self.dated,
        }
    }
}

/// What comes to the same cell and day in one; nothing where it adds up to nothing.
fn collapsed(mut changes: Changes) -> Changes {
    changes.sort_unstable_by_key(|&(cell, day, _)| (cell, day));
    changes.dedup_by(|next, first| {
        let same = (next.0, next.1) == (first.0, first.1);
        first.2 += if same { next.2 } else { 0 };
        same
    });
    changes.retain(|change| change.2 != 0);
    changes
}

impl Level {
    fn after(&self, changes: &[(u64, Date, i64)], dated: bool) -> Self {
        let mut edit = Edited::default();
        for of_cell in changes.chunk_by(|a, b| a.0 == b.0) {
            edit.sum(&self.sums, of_cell);
            if dated {
                edit.days(&self.days, of_cell);
            }
        }
        Self {
            zoom: self.zoom,
            sums: spliced(&self.sums, &edit.sums),
            days: spliced(&self.days, &edit.days),
        }
    }
}

/// A list after some splices; one that was empty is made anew, so that its pieces have the size that fits.
fn spliced<T: Clone>(list: &Pieces<T>, edit: &Splices<T>) -> Pieces<T> {
    if list.is_empty() {
        return edit.come.clone().into();
    }
    list.spliced(&edit.places, edit.come.iter().cloned())
}

struct Splices<T> {
    places: Vec<Splice>,
    come: Vec<T>,
}

impl<T> Default for Splices<T> {
    fn default() -> Self {
        Self {
            places: Vec::new(),
            come: Vec::new(),
        }
    }
}

impl<T> Splices<T> {
    /// Puts items in the place of `goes` others.
    fn replace(&mut self, at: usize, goes: usize, come: Vec<T>) {
        let places = (0..goes.max(come.len())).map(|i| Splice {
            at: at + i.min(goes),
            goes: i < goes,
            comes: i < come.len(),
        });
        self.places.extend(places);
        self.come.extend(come);
    }
}

#[derive(Default)]
struct Edited {
    sums: Splices<CellSum>,
    days: Splices<DaySum>,
}

impl Edited {
    fn sum(&mut self, sums: &Pieces<CellSum>, changes: &[(u64, Date, i64)]) {
        let cell = changes[0].0;
        let change: i64 = changes.iter().map(|change| change.2).sum();
        if change == 0 {
            return;
        }
        let at = sums.partition_point(|sum| sum.cell < cell);
        let old = sums.get(at).filter(|sum| sum.cell == cell);
        let sum = old.map_or(0, |old| old.sum).saturating_add_signed(change);
        let come = if sum > 0 {
            vec![CellSum { cell, sum }]
        } else {
            Vec::new()
        };
        self.sums.replace(at, usize::from(old.is_some()), come);
    }

    fn days(&mut self, days: &Pieces<DaySum>, changes: &[(u64, Date, i64)]) {
        let cell = changes[0].0;
        let at = days.partition_point(|day| day.cell < cell);
        let mut by_day: BTreeMap<Date, i64> = BTreeMap::new();
        let (mut before, mut goes) = (0, 0);
        for old in days.iter_from(at).take_while(|day| day.cell == cell) {
            by_day.insert(old.day, (old.up_to - before) as i64);
            before = old.up_to;
            goes += 1;
        }
        for &(_, day, change) in changes {
            *by_day.entry(day).or_default() += change;
        }
        let mut up_to: u64 = 0;
        let counted = by_day.into_iter().filter(|(_, value)| *value != 0);
        let come = counted.map(|(day, value)| {
            up_to = up_to.saturating_add_signed(value);
            DaySum { cell, day, up_to }
        });
        let come = come.collect();
        self.days.replace(at, goes, come);
    }
}
