//! Whether the interior of each polygon is in one piece; a region has all else that makes it valid by construction.

use super::edges::{EdgeTable, RingSpan};
use super::fault::{Fault, FaultKind};
use super::joined::Joined;
use super::noding::{Meeting, sides};

/// A vertex and a ring through it.
type Touch = (u32, u32);

/// Where the rings of a polygon touch so often that they cut its interior apart. Cost: O(n log n).
pub(super) fn split_interiors(table: &EdgeTable, meetings: &[Meeting]) -> Vec<Fault> {
    let on_edges = touches_on_edges(table, meetings);
    let rings = table.rings();
    let polygons = rings.chunk_by(|a, b| (a.owner, a.polygon) == (b.owner, b.polygon));
    let split = polygons.filter(|rings| rings.len() > 1);
    split
        .filter_map(|rings| split_interior(table, rings, &on_edges))
        .collect()
}

/// The vertices of polygons that lie on an edge of another ring of the same polygon, by ring: first of that ring.
fn touches_on_edges(table: &EdgeTable, meetings: &[Meeting]) -> Vec<Touch> {
    let mut touches = Vec::new();
    for meeting in meetings {
        let Meeting::Touching { edge, vertex, on } = *meeting else {
            continue;
        };
        for a in sides(table, edge) {
            for b in sides(table, on) {
                let [a, b] = [a, b].map(|e| table.ring_of(e));
                let [p, q] = [a, b].map(|ring| table.rings()[ring as usize]);
                if (p.owner, p.polygon) == (q.owner, q.polygon) {
                    touches.extend([(vertex, a), (vertex, b)]);
                }
            }
        }
    }
    touches
}

/// Rings and the vertices where they touch make a graph; the interior is in one piece exactly if it has no cycle.
fn split_interior(table: &EdgeTable, rings: &[RingSpan], on_edges: &[Touch]) -> Option<Fault> {
    let first = table.ring_of(rings[0].first);
    let own = first..first + rings.len() as u32;
    let last = rings[rings.len() - 1];
    let mut ends: Vec<Touch> = Vec::new();
    for edge in rings[0].first..last.first + last.count {
        let vertex = table.edge(edge).from;
        if table.outgoing(vertex).len() > 1 {
            ends.push((vertex, table.ring_of(edge)));
        }
    }
    ends.extend(on_edges.iter().filter(|(_, ring)| own.contains(ring)));
    ends.sort_unstable();
    ends.dedup();
    let touching: Vec<&[(u32, u32)]> = ends.chunk_by(|a, b| a.0 == b.0).collect();
    let mut joined = Joined::new(rings.len() + touching.len());
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
