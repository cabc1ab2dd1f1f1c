//! Points packed in runs along a curve, with an R-tree over the boxes of the runs.

use std::ops::Range;

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{RTree, RTreeObject};

use super::curve;
use crate::geom::{Bounds, Position};
use crate::layer::{corner, envelope};

/// Points a run: large enough that the tree is small, small enough that few points are looked at in vain.
const RUN: usize = 64;

type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Points in runs, each with the place that it had in the list; 13 bytes a point.
#[derive(Debug)]
pub(super) struct Packed {
    positions: Vec<Position>,
    places: Vec<u32>,
    tree: RTree<Entry>,
}

impl Packed {
    /// The points at these positions. Cost: O(n).
    pub(super) fn new(positions: impl Iterator<Item = Position> + Clone, bounds: Bounds) -> Self {
        let places = curve::order(positions.clone(), bounds);
        let listed: Vec<Position> = positions.collect();
        let positions: Vec<Position> = places.iter().map(|&place| listed[place as usize]).collect();
        drop(listed);
        let entries = positions.chunks(RUN).zip(0..).map(|(run, number)| {
            let bounds = Bounds::around(run.iter().copied()).expect("no run is empty");
            let rectangle = Rectangle::from_corners(corner(bounds.min()), corner(bounds.max()));
            Entry::new(rectangle, number)
        });
        Self {
            tree: RTree::bulk_load(entries.collect()),
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
        let window = envelope(Bounds::at(position));
        let entries = self.tree.locate_in_envelope_intersecting(window);
        let mut runs = entries.map(|entry| entry.data);
        runs.find(|&run| self.places[self.run(run)].contains(&place))
    }

    /// Hands over each run with the places of its points in a box, in no order.
    pub(super) fn for_each_within(&self, bounds: Bounds, mut visit: impl FnMut(u32, &[u32])) {
        let window = envelope(bounds);
        for entry in self.tree.locate_in_envelope_intersecting(window) {
            let run = self.run(entry.data);
            let own = entry.geom().envelope();
            if rstar::Envelope::contains_envelope(&window, &own) {
                visit(entry.data, &self.places[run]);
                continue;
            }
            let mut inside = [0; RUN];
            let mut found = 0;
            for (&place, &position) in self.places[run.clone()].iter().zip(&self.positions[run]) {
                inside[found] = place;
                found += usize::from(bounds.contains(position));
            }
            visit(entry.data, &inside[..found]);
        }
    }

    /// Hands over the points in a box with their places, in no order.
    pub(super) fn for_each_point_within(
        &self,
        bounds: Bounds,
        mut visit: impl FnMut(u32, Position),
    ) {
        let runs = self.tree.locate_in_envelope_intersecting(envelope(bounds));
        for number in runs.flat_map(|entry| self.run(entry.data)) {
            let position = self.positions[number];
            if bounds.contains(position) {
                visit(self.places[number], position);
            }
        }
    }

    /// The number of each run with the box around it.
    pub(super) fn runs(&self) -> impl Iterator<Item = (u32, Bounds)> + '_ {
        let boxed = |run: &[Position]| Bounds::around(run.iter().copied()).expect("not empty");
        (0..).zip(self.positions.chunks(RUN).map(boxed))
    }

    /// The points of a run with their places.
    pub(super) fn points(&self, run: u32) -> impl Iterator<Item = (u32, Position)> + '_ {
        let run = self.run(run);
        let places = self.places[run.clone()].iter().copied();
        places.zip(self.positions[run].iter().copied())
    }

    fn run(&self, number: u32) -> Range<usize> {
        let start = number as usize * RUN;
        start..(start + RUN).min(self.places.len())
    }
}
