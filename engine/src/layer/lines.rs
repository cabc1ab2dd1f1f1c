//! The layer of barriers.

use std::sync::OnceLock;

use super::box_tree::BoxTree;
use super::levels;
use crate::geom::{Bounds, WorldPoint};
use crate::model::Barrier;

/// Barriers with an R-tree over their boxes.
#[derive(Debug)]
pub struct LineLayer {
    records: Vec<Barrier>,
    /// Worked out when first drawn, as most barriers never are.
    paths: Vec<OnceLock<Path>>,
    bounds: Option<Bounds>,
    tree: BoxTree,
}

/// A path in the world square, and from which zoom on each of its vertices is drawn.
#[derive(Debug)]
struct Path {
    world: Box<[WorldPoint]>,
    levels: Box<[u8]>,
}

impl Path {
    fn of(barrier: &Barrier) -> Self {
        let vertices = barrier.path().iter();
        let world: Box<[WorldPoint]> = vertices.map(|&v| WorldPoint::of(v)).collect();
        Self {
            levels: levels::of_line(&world).into(),
            world,
        }
    }
}

impl LineLayer {
    /// The layer of these barriers, which are sorted by key. Cost: O(n log n + vertices).
    pub fn build(records: Vec<Barrier>) -> Self {
        let boxes: Vec<Bounds> = records
            .iter()
            .filter_map(|barrier| Bounds::around(barrier.path().iter().copied()))
            .collect();
        let tree = BoxTree::of((0..).zip(boxes.iter().copied()));
        Self {
            paths: records.iter().map(|_| OnceLock::new()).collect(),
            records,
            bounds: boxes.into_iter().reduce(Bounds::union),
            tree,
        }
    }

    /// All barriers, sorted by id.
    pub fn records(&self) -> &[Barrier] {
        &self.records
    }

    /// A path as it is drawn at a pixel zoom: less than a quarter of a pixel off, with the same ends.
    ///
    /// The first call works out where they lie and which vertices are drawn where. Cost: O(vertices).
    pub fn drawn(&self, index: usize, pixel_zoom: u8) -> Vec<WorldPoint> {
        let path = || Path::of(&self.records[index]);
        let Path { world, levels } = self.paths[index].get_or_init(path);
        levels::drawn(world, levels, pixel_zoom)
    }

    /// The box around all barriers.
    pub fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// The indices of the barriers whose box meets a box, in ascending order.
    pub fn meeting(&self, bounds: Bounds) -> Vec<usize> {
        let numbers = self.tree.meeting(bounds);
        let mut found: Vec<usize> = numbers.map(|number| number as usize).collect();
        found.sort_unstable();
        found
    }
}
