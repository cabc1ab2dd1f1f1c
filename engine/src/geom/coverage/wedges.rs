//! Which members overlap around a vertex.

use super::angle::direction;
use super::edges::EdgeTable;
use super::winding::{Spoke, sort_from_west};

/// The pairs of members whose interiors meet next to a vertex, ascending. Exact.
///
/// Seen from west counter-clockwise, a member covers the ground after an edge of it that leaves, up to its next edge.
pub(super) fn overlapping_wedges(table: &EdgeTable, vertex: u32) -> Vec<(u32, u32)> {
    let mut spokes = Vec::new();
    for &edge in table.outgoing(vertex) {
        let arriving = table.previous(edge);
        for (edge, leaves) in [(edge, true), (arriving, false)] {
            spokes.push(Spoke {
                vertex,
                edge,
                leaves,
            });
        }
    }
    sort_from_west(table, &mut spokes);
    let mut covering: Vec<u32> = Vec::new();
    let mut pairs = Vec::new();
    for turn in 0..2 {
        for (i, spoke) in spokes.iter().enumerate() {
            let owner = table.edge(spoke.edge).owner;
            covering.retain(|&other| other != owner);
            if spoke.leaves {
                covering.push(owner);
            }
            let next = &spokes[(i + 1) % spokes.len()];
            if turn == 1 && !same_direction(table, spoke, next) {
                for (k, &a) in covering.iter().enumerate() {
                    pairs.extend(covering[k + 1..].iter().map(|&b| (a.min(b), a.max(b))));
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn same_direction(table: &EdgeTable, a: &Spoke, b: &Spoke) -> bool {
    let toward = |spoke: &Spoke| {
        let ends = table.edge(spoke.edge);
        let far = if spoke.leaves { ends.to } else { ends.from };
        direction(table.at(spoke.vertex), table.at(far))
    };
    let (a, b) = (toward(a), toward(b));
    super::angle::cross(a, b) == 0 && super::angle::dot(a, b) > 0
}

#[cfg(test)]
mod tests {
    use super::super::cases::{region, square};
    use super::*;
    use crate::geom::Region;

    fn check(members: &[&Region], expected: &[(u32, u32)]) {
        let table = EdgeTable::new(members);
        assert_eq!(overlapping_wedges(&table, 0), expected);
    }

    #[test]
    fn wedges_at_the_first_vertex() {
        let one = square(0, 0, 10);
        let low = region(&[&[(0, 0), (10, 0), (10, 10)]]);
        let high = region(&[&[(0, 0), (10, 10), (0, 10)]]);
        let middle = region(&[&[(0, 0), (10, 3), (3, 10)]]);
        check(&[&low, &high], &[]);
        check(&[&one, &middle], &[(0, 1)]);
        check(&[&low, &high, &middle], &[(0, 2), (1, 2)]);
        check(&[&one, &low], &[(0, 1)]); // along a common edge, which ends the wedge
    }
}
