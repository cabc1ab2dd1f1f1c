//! The nearest map: which point is nearest to a position, for millions of positions.
//!
//! The ground is a raster of cells of 2^k lattice steps. A cell holds the one point that is nearest to all its ground, or
//! the few that can be nearest to some of it, or nothing, and then the R-tree is asked.
//!
//! **Why it is exact.** Which points a cell holds is decided by chords through the sphere, which keep the triangle
//! inequality: with c the cell's middle, r the chord from it to the farthest ground of the cell, and m the shortest
//! chord from c to a point, every position q of the cell has a point within the chord m + r. A distance differs from its
//! chord by the factor s = `STRETCH` at most. So the nearest point of q has a chord to q of at most s² (m + r), and to
//! c of at most s² (m + r) + r; what lies beyond is left out. Which of the few is nearest to q is decided by the
//! [`LocalScale`] at the cell's latitude if the nearest is ahead of all others by more than the error of both; otherwise
//! the distances themselves are compared, and equal ones by the order of keys, as
//! [`PointLayer::nearest`](super::PointLayer::nearest) does. Of points at one position only the first can be nearest.

mod build;
#[cfg(test)]
mod tests;

use crate::geom::{LocalFrame, LocalScale, Position, distance_m};

/// Set in cells with several candidates; the other bits are the number of their shortlist.
const SEVERAL: u32 = 1 << 31;
/// A cell that leaves the answer to the R-tree.
const ASK: u32 = u32::MAX;
/// Within a degree of a pole the R-tree is asked too: there distances are not measured from the position itself.
const MOST_LAT: i32 = 890_000_000;

/// The nearest of some points, for positions on some ground.
#[derive(Debug)]
pub(super) struct NearestMap {
    west: i32,
    south: i32,
    shift: u32,
    columns: u32,
    rows: u32,
    cells: Vec<u32>,
    shortlists: Vec<Shortlist>,
    candidates: Vec<Candidate>,
    /// The scale at the middle of each row.
    scales: Vec<Option<LocalScale>>,
}

/// The points that can be nearest to some position of a cell.
#[derive(Debug, Clone, Copy)]
struct Shortlist {
    start: u32,
    len: u32,
    /// A square of a quick distance that is so many times the least one and `margin_m2` more is surely longer.
    factor: f64,
    margin_m2: f64,
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    position: Position,
    index: u32,
}

impl NearestMap {
    /// The index of the point nearest to a position; `None` when the map leaves it to the R-tree.
    pub(super) fn nearest(&self, position: Position) -> Option<u32> {
        let x = position.lon().wrapping_sub(self.west).cast_unsigned() >> self.shift;
        let y = position.lat().wrapping_sub(self.south).cast_unsigned() >> self.shift;
        if x >= self.columns || y >= self.rows || position.lat().abs() > MOST_LAT {
            return None;
        }
        match self.cells[(y * self.columns + x) as usize] {
            ASK => None,
            index if index & SEVERAL == 0 => Some(index),
            number => {
                let scale = self.scales[y as usize].as_ref()?;
                let list = &self.shortlists[(number & !SEVERAL) as usize];
                Some(self.nearest_of(list, scale, position))
            }
        }
    }

    fn nearest_of(&self, list: &Shortlist, scale: &LocalScale, position: Position) -> u32 {
        let (start, len) = (list.start as usize, list.len as usize);
        let candidates = &self.candidates[start..start + len];
        let (mut best, mut least, mut second) = (0, f64::INFINITY, f64::INFINITY);
        for candidate in candidates {
            let square_m2 = scale.square_m2(position, candidate.position);
            if square_m2 < least {
                (best, least, second) = (candidate.index, square_m2, least);
            } else {
                second = second.min(square_m2);
            }
        }
        if second > least * list.factor + list.margin_m2 {
            best
        } else {
            nearest_by_distance(candidates, position)
        }
    }
}

/// The nearest candidate by the distance itself, equal ones in the order of their indices.
fn nearest_by_distance(candidates: &[Candidate], position: Position) -> u32 {
    let here = LocalFrame::new(position);
    let of = |candidate: &Candidate| (distance_m(&here, candidate.position), candidate.index);
    let measured = candidates.iter().map(of);
    let nearest = measured.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    nearest.expect("a shortlist is not empty").1
}
