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
    world: Vec<Vec<WorldPoint>>,
    levels: Vec<OnceLock<Vec<u8>>>,
    bounds: Option<Bounds>,
    tree: BoxTree,
}

impl LineLayer {
    /// The layer of these barriers, which are sorted by key. Cost: O(n log n + vertices).
    pub fn build(records: Vec<Barrier>) -> Self {
        let boxes: Vec<Bounds> = records
            .iter()
            .filter_map(|barrier| Bounds::around(barrier.path().iter().copied()))
            .collect();
        let tree = BoxTree::of((0..).zip(boxes.iter().copied()));
        let world: Vec<Vec<WorldPoint>> = records
            .iter()
            .map(|b| b.path().iter().map(|&v| WorldPoint::of(v)).collect())
            .collect();
        Self {
            levels: world.iter().map(|_| OnceLock::new()).collect(),
            records,
            world,
            bounds: boxes.into_iter().reduce(Bounds::union),
            tree,
        }
    }

    /// All barriers, sorted by id.
    pub fn records(&self) -> &[Barrier] {
        &self.records
    }

    /// Each path in the world square, in the order of the records.
    pub fn world(&self) -> &[Vec<WorldPoint>] {
        &self.world
    }

    /// A path as it is drawn at a pixel zoom: less than a quarter of a pixel off, with the same ends.
    ///
    /// The first call works out which vertices are drawn where. Cost: O(vertices).
    pub fn drawn(&self, index: usize, pixel_zoom: u8) -> Vec<WorldPoint> {
        let path = &self.world[index];
        let levels = self.levels[index].get_or_init(|| levels::of_line(path));
        levels::drawn(path, levels, pixel_zoom)
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
