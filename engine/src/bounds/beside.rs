//! The grids beside a grid, by the edges that they share.

use std::collections::{HashMap, HashSet};

use crate::geom::{Position, Region, Ring};
use crate::model::Grid;
use crate::snapshot::Snapshot;

/// A grid of the same tier with a common border.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beside<'a> {
    /// The grid.
    pub grid: &'a Grid,
    /// The length of the common border in metres.
    pub length_m: f64,
}

/// The grids of the same tier that share edges with a grid, the longest common border first. Cost: edges of the grid and of
/// those whose boxes meet its box.
pub fn grids_beside<'a>(snapshot: &'a Snapshot, grid: &Grid) -> Vec<Beside<'a>> {
    let Some(layer) = snapshot.grids.get(&grid.tier) else {
        return Vec::new();
    };
    let own: HashMap<Edge, f64> = undirected(&grid.region)
        .map(|(a, b)| {
            let ends = [a, b].map(|end| snapshot.frame.to_metres(end));
            ((a, b), ends[0].distance_m(ends[1]))
        })
        .collect();
    let mut found: Vec<Beside<'a>> = Vec::new();
    for index in layer.meeting(grid.region.bounds()) {
        let other = &layer.records()[index];
        if other.code == grid.code {
            continue;
        }
        let edges: HashSet<Edge> = undirected(&other.region).collect();
        let shared = edges.iter().filter_map(|edge| own.get(edge));
        let mut lengths: Vec<f64> = shared.copied().collect();
        // sums do not depend on the order of a set
        lengths.sort_by(f64::total_cmp);
        if !lengths.is_empty() {
            let length_m = lengths.iter().sum();
            found.push(Beside {
                grid: other,
                length_m,
            });
        }
    }
    found.sort_by(|a, b| {
        let by_length = b.length_m.total_cmp(&a.length_m);
        by_length.then_with(|| a.grid.code.cmp(&b.grid.code))
    });
    found
}

type Edge = (Position, Position);

fn undirected(region: &Region) -> impl Iterator<Item = Edge> + '_ {
    let edges = region.rings().flat_map(Ring::edges);
    edges.map(|(a, b)| (a.min(b), a.max(b)))
}
