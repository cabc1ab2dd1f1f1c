//! A sparse pyramid of counts on the global lattice: what lies in the cells of any zoom, on any days.
//!
//! A cell is a pixel of the lattice of some zoom, named by its Morton code. Levels are kept for some zooms only, each the
//! sums of the one before; a zoom between two is read from the next finer one, whose cells lie together. So what a
//! picture reads depends on how many cells of its own size are occupied, never on how many counts there are. Each level
//! also has, cell by cell, the sum up to each day on which something was counted: a range of days is a difference.
//!
//! Levels are lists in pieces, so that an edit changes one counter a level and shares the rest with the pyramid before.

mod morton;
mod next;
#[cfg(test)]
mod tests;

use time::Date;

use super::Pieces;
use crate::geom::{PixelRect, WorldPoint};
use morton::{Gathered, quads_over};

/// The pixel zoom of the finest cells, about 2 cm wide at the equator.
pub const FINEST_CELL_ZOOM: u8 = 22;
/// The zooms of which levels are kept, the finest first.
const LEVEL_ZOOMS: [u8; 7] = [FINEST_CELL_ZOOM, 19, 16, 13, 10, 7, 4];

/// Days from a first to a last one, both counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DayRange {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
}

/// Something counted at a place on a day, or taken away again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tick {
    pub(crate) at: WorldPoint,
    pub(crate) day: Date,
    pub(crate) value: i64,
}

/// Counts by cell, by zoom and by day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pyramid {
    levels: Vec<Level>,
    /// Whether it is kept what was counted on which day.
    dated: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Level {
    zoom: u8,
    /// Sorted by cell; no sum is 0.
    sums: Pieces<CellSum>,
    /// Sorted by cell and day.
    days: Pieces<DaySum>,
}

/// All that is counted in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct CellSum {
    cell: u64,
    sum: u64,
}

/// What is counted in a cell up to a day, of each day on which something was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct DaySum {
    cell: u64,
    day: Date,
    up_to: u64,
}

impl Pyramid {
    /// The pyramid of these counts, none of them taken away. Cost: O(n log n).
    pub(crate) fn build(ticks: &[Tick]) -> Self {
        Self::empty(true).after(ticks)
    }

    /// The pyramid of what stands there on any day, which is half as large. Cost: O(n log n).
    pub(crate) fn undated(ticks: &[Tick]) -> Self {
        Self::empty(false).after(ticks)
    }

    fn empty(dated: bool) -> Self {
        let level = |zoom| Level {
            zoom,
            sums: Pieces::default(),
            days: Pieces::default(),
        };
        Self {
            levels: LEVEL_ZOOMS.map(level).into(),
            dated,
        }
    }

    /// Visits the occupied cells of a rectangle, with column, row and sum on some days or on all. The lattice of the
    /// rectangle is at most [`FINEST_CELL_ZOOM`]. What stands there on any day is there on all days.
    ///
    /// Cost: O(occupied cells of the next kept level), of all days on which something was counted there when days are named.
    pub fn visit(&self, rect: PixelRect, days: Option<DayRange>, found: impl FnMut(i64, i64, u64)) {
        let kept = self
            .levels
            .iter()
            .rev()
            .find(|level| level.zoom >= rect.pixel_zoom);
        let level = kept.expect("a lattice no finer than the finest cells");
        match days.filter(|_| self.dated) {
            None => level.visit(rect, found),
            Some(days) => level.visit_days(rect, days, found),
        }
    }

    /// All that is counted.
    pub fn total(&self) -> u64 {
        let coarsest = self.levels.last().expect("levels");
        coarsest.sums.iter().map(|cell| cell.sum).sum()
    }

    /// How many counters there are, of all levels.
    pub fn counters(&self) -> usize {
        let counters = self.levels.iter().map(|l| l.sums.len() + l.days.len());
        counters.sum()
    }
}

impl Level {
    fn visit(&self, rect: PixelRect, mut found: impl FnMut(i64, i64, u64)) {
        let finer = 2 * u32::from(self.zoom - rect.pixel_zoom);
        for quad in quads_over(rect) {
            let mut cells = Gathered::new(&mut found, rect);
            let start = self
                .sums
                .partition_point(|cell| cell.cell >> finer < quad.start);
            for cell in self.sums.iter_from(start) {
                let code = cell.cell >> finer;
                if code >= quad.end {
                    break;
                }
                cells.add(code, cell.sum);
            }
            cells.end();
        }
    }

    fn visit_days(&self, rect: PixelRect, days: DayRange, mut found: impl FnMut(i64, i64, u64)) {
        let finer = 2 * u32::from(self.zoom - rect.pixel_zoom);
        for quad in quads_over(rect) {
            let mut cells = Gathered::new(&mut found, rect);
            let start = self
                .days
                .partition_point(|cell| cell.cell >> finer < quad.start);
            let mut rest = self.days.iter_from(start).peekable();
            while let Some(first) = rest.next_if(|entry| entry.cell >> finer < quad.end) {
                let (mut before, mut until) = (0, 0);
                let mut entry = Some(first);
                while let Some(sum) = entry {
                    before = if sum.day < days.from {
                        sum.up_to
                    } else {
                        before
                    };
                    until = if sum.day <= days.to { sum.up_to } else { until };
                    entry = rest.next_if(|next| next.cell == first.cell);
                }
                cells.add(first.cell >> finer, until.saturating_sub(before));
            }
            cells.end();
        }
    }
}
