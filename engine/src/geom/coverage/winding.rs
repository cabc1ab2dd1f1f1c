//! How many members cover the ground, read off at vertices.
//!
//! The covering number f(p) of a set of directed edges is the sum of the winding numbers of its rings at p. Crossing an
//! edge from its right to its left side raises f by one; nothing else changes it. So around a vertex, f takes two
//! values k and k + 1 and no others exactly if edges that leave and edges that arrive take turns; and since both ends
//! of an edge see the same values beside it, k is the same all over a connected set of edges. It remains to compute f
//! at one place of each connected set: west of its first vertex, by a ray to the west.

use super::angle::{WEST, direction, turning};
use super::box_tree::LatticeBox;
use super::edges::EdgeTable;
use super::joined::Joined;
use super::noding::Segments;

/// An edge end at a vertex.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spoke {
    pub(super) vertex: u32,
    pub(super) edge: u32,
    pub(super) leaves: bool,
}

/// The vertices next to which edges cover ground less than zero times or more than once: all those around which more
/// than two values occur, and the first of each connected set of edges along which the lower value is not 0.
///
/// The edges must meet at vertices only, none may occur twice, and at each vertex as many leave as arrive (so it is
/// with whole rings less matched pairs: the unmatched edges of a table). Cost: O(n log n + c sqrt n) for c connected
/// sets of edges that are spread evenly.
pub(super) fn miscounts(table: &EdgeTable, segments: &Segments, edges: &[u32]) -> Vec<u32> {
    let spokes = spokes_by_vertex(table, edges);
    let mut joined = Joined::new(spokes.len());
    let mut found = Vec::new();
    let place_of = |vertex: u32| spokes.partition_point(|group| group[0].vertex < vertex);
    for (place, group) in spokes.iter().enumerate() {
        for spoke in group.iter().filter(|spoke| spoke.leaves) {
            joined.join(place, place_of(table.edge(spoke.edge).to));
        }
        if !takes_turns(group) {
            found.push(group[0].vertex);
        }
    }
    for (place, group) in spokes.iter().enumerate() {
        if joined.root(place) != place {
            continue;
        }
        let first = group[0];
        let above = i64::from(!first.leaves);
        let mut number = 0;
        windings_west(table, segments, first.vertex, |_, sign| number += sign);
        if number != above {
            found.push(first.vertex);
        }
    }
    found
}

/// Calls `found` with every directed edge that a ray from the vertex to the west crosses: 1 if the vertex lies on its
/// left, -1 if on its right.
pub(super) fn windings_west(
    table: &EdgeTable,
    segments: &Segments,
    vertex: u32,
    mut found: impl FnMut(u32, i64),
) {
    let p = table.at(vertex);
    let ray = LatticeBox {
        west: i32::MIN,
        south: p.lat(),
        east: p.lon(),
        north: p.lat(),
    };
    segments.query(ray, |edge| {
        let (a, b) = table.ends(edge);
        if (a.lat() > p.lat()) == (b.lat() > p.lat()) {
            return;
        }
        let side = crate::geom::position::orientation(a, b, p);
        let downward = a.lat() > b.lat();
        if side != 0 && (side > 0) == downward {
            let sign = if downward { 1 } else { -1 };
            let ends = table.edge(edge);
            for &there in table.between(ends.from, ends.to) {
                found(there, sign);
            }
            for &back in table.between(ends.to, ends.from) {
                found(back, -sign);
            }
        }
    });
}

/// The spokes of the edges, a list for each vertex in ascending order, each from west counter-clockwise.
fn spokes_by_vertex(table: &EdgeTable, edges: &[u32]) -> Vec<Vec<Spoke>> {
    let both = |&edge: &u32| {
        let ends = table.edge(edge);
        [(ends.from, true), (ends.to, false)].map(|(vertex, leaves)| Spoke {
            vertex,
            edge,
            leaves,
        })
    };
    let mut spokes: Vec<Spoke> = edges.iter().flat_map(both).collect();
    spokes.sort_unstable_by_key(|spoke| (spoke.vertex, spoke.edge, spoke.leaves));
    let groups = spokes.chunk_by(|a, b| a.vertex == b.vertex);
    let turned = |group: &[Spoke]| {
        let mut group = group.to_vec();
        sort_from_west(table, &mut group);
        group
    };
    groups.map(turned).collect()
}

/// Sorts spokes of one vertex from west, counter-clockwise.
pub(super) fn sort_from_west(table: &EdgeTable, spokes: &mut [Spoke]) {
    let toward = |spoke: &Spoke| {
        let ends = table.edge(spoke.edge);
        let far = if spoke.leaves { ends.to } else { ends.from };
        direction(table.at(spoke.vertex), table.at(far))
    };
    spokes.sort_by(|a, b| turning(WEST, toward(a), toward(b)));
}

fn takes_turns(spokes: &[Spoke]) -> bool {
    let next = spokes.iter().cycle().skip(1);
    spokes.iter().zip(next).all(|(a, b)| a.leaves != b.leaves)
}

#[cfg(test)]
mod tests {
    use super::super::cases::{region, square};
    use super::*;
    use crate::geom::Region;

    fn check(members: &[&Region], expected: usize) {
        let table = EdgeTable::new(members);
        let segments = Segments::new(&table);
        let found = miscounts(&table, &segments, &table.unmatched());
        assert_eq!(found.len(), expected, "{found:?}");
    }

    #[test]
    fn covering_numbers_of_small_cases() {
        let (large, holed) = (
            square(0, 0, 90),
            region(&[
                &[(0, 0), (90, 0), (90, 90), (0, 90)],
                &[(20, 20), (50, 20), (50, 50), (20, 50)],
            ]),
        );
        check(&[&large], 0);
        check(&[&large, &square(90, 90, 10)], 0); // corner to corner
        check(&[&large, &square(20, 20, 10)], 1); // inside
        check(&[&holed, &square(20, 20, 30)], 0); // fills the hole
        check(&[&holed, &square(30, 30, 10)], 0); // an island in the hole
        check(&[&holed, &square(60, 60, 10)], 1); // inside, beside the hole
        check(&[&large, &region(&[&[(0, 0), (90, 90), (10, 80)]])], 2); // wedges overlap at two corners
        check(&[&large, &square(-200, 20, 10), &square(200, 20, 10)], 0);
    }
}
