//! Ways laid over a perimeter: the pieces inside, and where they meet it.

use std::collections::{BTreeMap, BTreeSet};

use super::Way;
use crate::geom::{Arrangement, Bounds, Position, Region, Ring};

/// The ways inside a perimeter.
#[derive(Debug, Default)]
pub(super) struct Inside {
    /// All ends of pieces.
    pub(super) nodes: Vec<Position>,
    /// Pieces of ways inside, by the numbers of their ends.
    pub(super) pieces: Vec<(u32, u32)>,
    /// The nodes on the perimeter, each with the ways that lead inside from there.
    pub(super) crossings: BTreeMap<u32, BTreeSet<u32>>,
}

/// Lays ways over a perimeter. All are rounded to the lattice together, so a way that ends on the perimeter meets it, and ways
/// that cross are joined. A way along the perimeter is neither inside nor a crossing.
/// Cost: O(n log n) for n segments and crossings, and O(edges of the perimeter) for each piece.
pub(super) fn inside(region: &Region, ways: &[Way<'_>]) -> Inside {
    let around = region.bounds();
    let edges = region.rings().flat_map(Ring::edges);
    let mut segments: Vec<(Position, Position)> = edges.collect();
    let border = segments.len() as u32;
    let mut way_of: Vec<u32> = Vec::new();
    for (number, way) in (0_u32..).zip(ways) {
        for pair in way.path.windows(2) {
            let own = Bounds::around([pair[0], pair[1]]);
            if own.is_some_and(|own| own.intersects(around)) {
                segments.push((pair[0], pair[1]));
                way_of.push(number);
            }
        }
    }
    let arrangement = Arrangement::new(&segments);
    let mut found = Inside {
        nodes: arrangement.vertices().to_vec(),
        ..Inside::default()
    };
    let mut on_border = vec![false; found.nodes.len()];
    let mut within: Vec<(u32, u32, Vec<u32>)> = Vec::new();
    for index in 0..arrangement.edges().len() {
        let edge = arrangement.edges()[index];
        let marks = arrangement.marks(index);
        if marks.iter().any(|mark| mark.segment < border) {
            on_border[edge.low as usize] = true;
            on_border[edge.high as usize] = true;
            continue;
        }
        let ends = [edge.low, edge.high].map(|node| found.nodes[node as usize]);
        if region.covers(middle(ends)) {
            let own = marks
                .iter()
                .map(|mark| way_of[(mark.segment - border) as usize]);
            within.push((edge.low, edge.high, own.collect()));
        }
    }
    for (low, high, own) in within {
        found.pieces.push((low, high));
        for end in [low, high] {
            if on_border[end as usize] {
                found.crossings.entry(end).or_default().extend(&own);
            }
        }
    }
    found
}

fn middle([a, b]: [Position; 2]) -> Position {
    Position::clamped(
        i64::midpoint(a.lon().into(), b.lon().into()),
        i64::midpoint(a.lat().into(), b.lat().into()),
    )
}
