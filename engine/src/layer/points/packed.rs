//! Points packed in runs along a curve, with an R-tree over the boxes of the runs.

use std::ops::Range;

use super::curve;
use crate::geom::{Bounds, Position};
use crate::layer::box_tree::BoxTree;

/// Points a run: large enough that the tree is small, small enough that few points are looked at in vain.
const RUN: usize = 64;

/// Points in runs, each with the place that it had in the list; 13 bytes a point.
#[derive(Debug)]
pub(super) struct Packed {
    positions: Vec<Position>,
    places: Vec<u32>,
    tree: BoxTree,
}

impl Packed {
    /// The points at these positions. Cost: O(n).
    pub(super) fn new(positions: impl Iterator<Item = Position> + Clone, bounds: Bounds) -> Self {
        let places = curve::order(positions.clone(), bounds);
        let listed: Vec<Position> = positions.collect();
        let positions: Vec<Position> = places.iter().map(|&place| listed[place as usize]).collect();
        drop(listed);
        Self {
            tree: BoxTree::of(runs(&positions)),
            positions,
            places,
        }
    }

    /// How many points there are.
    pub(super) fn len(&self) -> u32 {
        self.places.len() as u32
    }

    /// The run in which the point of a place lies, at its position.
    pub(super) fn run_of(&self, place: u32, position: Position) -> Option<u32> {
        let mut runs = self.tree.meeting(Bounds::at(position));
        runs.find(|&run| self.places[self.run(run)].contains(&place))
    }

    /// Hands over each run with the places of its points in a box, in no order.
    pub(super) fn for_each_within(&self, bounds: Bounds, mut visit: impl FnMut(u32, &[u32])) {
        for (number, is_inside) in self.tree.numbers_meeting(bounds) {
            let run = self.run(number);
            if is_inside {
                visit(number, &self.places[run]);
                continue;
            }
            let mut inside = [0; RUN];
            let places = self.places[run.clone()].iter().zip(&self.positions[run]);
            let found = compressed(
                &mut inside,
                places.map(|(&place, p)| (place, bounds.contains(*p))),
            );
            visit(number, &inside[..found]);
        }
    }

    /// The numbers of the runs that may have points in a box, with the boxes around them, in no order.
    pub(super) fn runs_meeting(&self, bounds: Bounds) -> impl Iterator<Item = (u32, Bounds)> + '_ {
        self.tree.boxes_meeting(bounds)
    }

    /// The number of each run with the box around it.
    pub(super) fn runs(&self) -> impl Iterator<Item = (u32, Bounds)> + '_ {
        runs(&self.positions)
    }

    /// The points of a run, named by where they lie along the curve, with their positions.
    pub(super) fn points(&self, run: u32) -> impl Iterator<Item = (u32, Position)> + Clone + '_ {
        let run = self.run(run);
        (run.start as u32..).zip(self.positions[run].iter().copied())
    }

    /// The place that a point had in the list.
    pub(super) fn number(&self, point: u32) -> u32 {
        self.places[point as usize]
    }

    fn run(&self, number: u32) -> Range<usize> {
        let start = number as usize * RUN;
        start..(start + RUN).min(self.places.len())
    }
}

/// Writes those of a run's items down of which a condition holds, and says how many they are; nothing is guessed, as of a
/// run that a box cuts any point may lie inside.
fn compressed(room: &mut [u32; RUN], items: impl Iterator<Item = (u32, bool)>) -> usize {
    let mut found = 0;
    for (item, holds) in items {
        room[found] = item;
        found += usize::from(holds);
    }
    found
}

fn runs(positions: &[Position]) -> impl Iterator<Item = (u32, Bounds)> + '_ {
    let boxed = |run: &[Position]| Bounds::around(run.iter().copied()).expect("not empty");
    (0..).zip(positions.chunks(RUN).map(boxed))
}
