//! Numbered boxes of the lattice in an R-tree.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, Envelope, RStarInsertionStrategy, RTree, RTreeObject, RTreeParams};

use crate::geom::{Bounds, Position};

/// Lattice coordinates are integers: 24 bytes an entry, four times as many to a cache line as children of the usual nodes.
type Entry = GeomWithData<Rectangle<[i32; 2]>, u32>;

/// Nodes of sixteen, four by four: a packed tree divides evenly along both axes, so that a look at a hundred thousand boxes
/// follows four pointers, where nodes of the usual size, of which no more than two by two are filled, take nine.
#[derive(Debug)]
struct Nodes;

impl RTreeParams for Nodes {
    const MIN_SIZE: usize = 6;
    const MAX_SIZE: usize = 16;
    const REINSERTION_COUNT: usize = 2;
    type DefaultInsertionStrategy = RStarInsertionStrategy;
}

/// Boxes, each with its number.
#[derive(Debug)]
pub(crate) struct BoxTree(RTree<Entry, Nodes>);

impl BoxTree {
    /// The tree of these boxes. Cost: O(n log n).
    pub(crate) fn of(boxes: impl Iterator<Item = (u32, Bounds)>) -> Self {
        let entry = |(number, bounds): (u32, Bounds)| {
            let [low, high] = [bounds.min(), bounds.max()].map(corner);
            Entry::new(Rectangle::from_corners(low, high), number)
        };
        Self(RTree::bulk_load_with_params(boxes.map(entry).collect()))
    }

    /// The numbers of the boxes that meet a box, in no order.
    pub(crate) fn meeting(&self, bounds: Bounds) -> impl Iterator<Item = u32> + '_ {
        self.within(bounds).map(|entry| entry.data)
    }

    /// The boxes that meet a box, with their numbers, in no order.
    pub(crate) fn boxes_meeting(&self, bounds: Bounds) -> impl Iterator<Item = (u32, Bounds)> + '_ {
        self.within(bounds).map(|entry| {
            let [low, high] = [entry.geom().lower(), entry.geom().upper()].map(position);
            (entry.data, Bounds::at(low).union(Bounds::at(high)))
        })
    }

    /// The numbers of the boxes that meet a box, in no order, and whether it holds them whole.
    pub(crate) fn numbers_meeting(&self, bounds: Bounds) -> impl Iterator<Item = (u32, bool)> + '_ {
        let window = window(bounds);
        self.within(bounds).map(move |entry| {
            let is_inside = window.contains_envelope(&entry.geom().envelope());
            (entry.data, is_inside)
        })
    }

    fn within(&self, bounds: Bounds) -> impl Iterator<Item = &Entry> {
        self.0.locate_in_envelope_intersecting(window(bounds))
    }
}

fn window(bounds: Bounds) -> AABB<[i32; 2]> {
    AABB::from_corners(corner(bounds.min()), corner(bounds.max()))
}

fn position([lon, lat]: [i32; 2]) -> Position {
    Position::clamped(lon.into(), lat.into())
}

fn corner(position: Position) -> [i32; 2] {
    [position.lon(), position.lat()]
}
