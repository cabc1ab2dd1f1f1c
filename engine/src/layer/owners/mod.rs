//! The owner map: which area a position belongs to, exactly, in a few nanoseconds.
//!
//! The ground is a raster of square cells of 2^k lattice steps. A cell that no border touches holds its owner. A cell
//! that borders touch holds, for each area that reaches into it, the edges that touch the cell and whether the cell's
//! south-west corner lies inside; a position is inside when the edges between the corner and the position are odd in
//! number. All tests are integer: answers do not depend on the cell size, and a position on a border is covered by all
//! areas that share it, of which the first (the lowest code) owns it.
//!
//! **Why a raster.** At city size the predicate costs little and random access costs most: a tree touches a dozen cache
//! lines for a position, the raster one, and one or two more for the fifth of positions that lie in border cells.
//!
//! **Why it is exact.** The corner of the cell at (x0, y0) is taken at (x0 - 1/2, y0 - 1/2), where no vertex lies. The
//! path from it runs north along x0 - 1/2 and then east at the height of the position, raised by less than any
//! distance, so it meets edges only in their interiors. Where the corner itself lies on an edge it is taken a still
//! smaller step further west. Each edge then counts by the signs of two integer determinants.

mod build;
mod query;

use super::Places;
use super::threads::{Threads, fill_in_parts};
use crate::geom::Position;

/// A cell without owner.
const NOBODY: u32 = u32::MAX;
/// Set in cells that borders touch; the other bits are the place of their record.
const BORDER: u32 = 1 << 31;
/// The widest extent of an owner map in lattice steps, about 53 degrees: determinants then fit 64 bits.
const WIDEST: i64 = 1 << 29;

/// The owner of every position of some areas.
#[derive(Debug)]
pub struct OwnerMap {
    west: i32,
    south: i32,
    shift: u32,
    columns: u32,
    rows: u32,
    cells: Vec<u32>,
    records: Vec<i32>,
}

impl OwnerMap {
    /// The lowest index of the areas that cover a position, borders included.
    pub fn owner(&self, position: Position) -> Option<u32> {
        let (x, y) = (self.x(position), self.y(position));
        let cell = self.cell(x, y)?;
        self.resolve(cell, x, y)
    }

    /// Whether a border touches the cell of a position; where none does, no border passes through it.
    pub(crate) fn is_near_border(&self, position: Position) -> bool {
        let cell = self.cell(self.x(position), self.y(position));
        cell.is_some_and(|cell| cell != NOBODY && cell & BORDER != 0)
    }

    /// The owners of many positions, in their order.
    pub fn owners(&self, positions: impl ExactSizeIterator<Item = Position>) -> Vec<Option<u32>> {
        let mut owners = vec![None; positions.len()];
        self.answer(positions, &mut owners);
        owners
    }

    /// The owners of many places on several threads, in their order; `position` gives the position of a place.
    pub fn owners_on<L: Places + ?Sized>(
        &self,
        places: &L,
        position: impl Fn(&L::Place) -> Position + Sync,
        threads: Threads,
    ) -> Vec<Option<u32>> {
        let mut owners = vec![None; places.count()];
        fill_in_parts(&mut owners, threads, |start, part| {
            self.answer(places.starting_at(start).map(&position), part);
        });
        owners
    }

    /// Writes down the owners of as many positions as there is room for.
    ///
    /// Positions are taken in batches, so that the loads of a batch run side by side: first the cells, then the first
    /// word of the records of border cells, then the answers.
    fn answer(&self, mut positions: impl Iterator<Item = Position>, owners: &mut [Option<u32>]) {
        const BATCH: usize = 128;
        let mut batch = [(NOBODY, 0_u32, 0_u32); BATCH];
        for owners in owners.chunks_mut(BATCH) {
            let batch = &mut batch[..owners.len()];
            for (slot, position) in batch.iter_mut().zip(positions.by_ref()) {
                let (x, y) = (self.x(position), self.y(position));
                *slot = (self.cell(x, y).unwrap_or(NOBODY), x, y);
            }
            let first_words = batch.iter().map(|&(cell, ..)| self.first_word(cell));
            std::hint::black_box(first_words.fold(0, i32::wrapping_add));
            for (owner, &(cell, x, y)) in owners.iter_mut().zip(&*batch) {
                *owner = self.resolve(cell, x, y);
            }
        }
    }

    /// The first word of a border cell's record, read to bring it near.
    fn first_word(&self, cell: u32) -> i32 {
        let at = if cell & BORDER == 0 || cell == NOBODY {
            0
        } else {
            cell & !BORDER
        };
        self.records.get(at as usize).copied().unwrap_or(0)
    }

    /// How much memory the map takes in bytes.
    pub fn bytes(&self) -> usize {
        self.cells.len() * 4 + self.records.len() * 4
    }

    fn x(&self, position: Position) -> u32 {
        position.lon().wrapping_sub(self.west).cast_unsigned()
    }

    fn y(&self, position: Position) -> u32 {
        position.lat().wrapping_sub(self.south).cast_unsigned()
    }

    /// What stands in the cell of a position relative to the south-west corner; `None` outside the raster.
    fn cell(&self, x: u32, y: u32) -> Option<u32> {
        let (column, row) = (x >> self.shift, y >> self.shift);
        let inside = column < self.columns && row < self.rows;
        inside.then(|| self.cells[(row * self.columns + column) as usize])
    }

    fn resolve(&self, cell: u32, x: u32, y: u32) -> Option<u32> {
        if cell & BORDER == 0 {
            return Some(cell);
        }
        if cell == NOBODY {
            return None;
        }
        let mask = !((1_u32 << self.shift) - 1);
        let record = &self.records[(cell & !BORDER) as usize..];
        query::owner_in(
            record,
            (x & mask).cast_signed(),
            x.cast_signed(),
            y.cast_signed(),
        )
    }
}

#[cfg(test)]
mod tests;
