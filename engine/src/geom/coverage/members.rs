//! Whether the interior of each polygon is in one piece; a region has all else that makes it valid by construction.

use super::edges::{EdgeTable, RingSpan};
use super::fault::{Fault, FaultKind};
use super::joined::Joined;

/// Where the rings of a polygon touch so often that they cut its interior apart. Cost: O(n log n).
pub(super) fn split_interiors(table: &EdgeTable) -> Vec<Fault> {
    let rings = table.rings();
    let polygons = rings.chunk_by(|a, b| (a.owner, a.polygon) == (b.owner, b.polygon));
    polygons
        .filter_map(|rings| split_interior(table, rings))
        .collect()
}

/// Rings and the vertices where they touch make a graph; the interior is in one piece exactly if it has no cycle.
fn split_interior(table: &EdgeTable, rings: &[RingSpan]) -> Option<Fault> {
    if rings.len() < 2 {
        return None;
    }
    let last = rings[rings.len() - 1];
    let mut ends: Vec<(u32, u32)> = Vec::new();
    for edge in rings[0].first..last.first + last.count {
        let vertex = table.edge(edge).from;
        if table.outgoing(vertex).len() > 1 {
            ends.push((vertex, table.ring_of(edge)));
        }
    }
    ends.sort_unstable();
    let touching: Vec<&[(u32, u32)]> = ends.chunk_by(|a, b| a.0 == b.0).collect();
    let mut joined = Joined::new(rings.len() + touching.len());
    let first = table.ring_of(rings[0].first);
    for (place, group) in touching.iter().enumerate() {
        for &(vertex, ring) in *group {
            if !joined.join((ring - first) as usize, rings.len() + place) {
                let position = table.at(vertex);
                return Some(Fault::at(
                    FaultKind::SplitInterior,
                    &[rings[0].owner],
                    position,
                ));
            }
        }
    }
    None
}
