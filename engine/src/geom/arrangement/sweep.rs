//! What lies directly below a position, for many positions in one sweep from west to east.

use crate::geom::Position;
use crate::geom::position::orientation;

/// A position to be looked at, and whether from the west of it or from the east.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) at: Position,
    /// Just west of the position if true, so that edges which begin there do not count; else just east and north of it,
    /// so that what lies on an edge lies above it.
    pub(super) west: bool,
}

/// The order of what happens at one longitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    LookWest,
    End,
    Begin,
    LookEast,
}

/// For each query the edge next below, if there is one. Edges go from their smaller to their larger end and meet at ends
/// only; those along a meridian are below nothing. Cost: O((n + q) log n), and O(n) for each end at worst.
pub(super) fn below(edges: &[(Position, Position)], queries: &[Query]) -> Vec<Option<u32>> {
    let mut events: Vec<(i32, Step, u32)> = Vec::with_capacity(2 * edges.len() + queries.len());
    for (number, (a, b)) in (0_u32..).zip(edges) {
        if a.lon() != b.lon() {
            events.push((a.lon(), Step::Begin, number));
            events.push((b.lon(), Step::End, number));
        }
    }
    for (number, query) in (0_u32..).zip(queries) {
        let step = if query.west {
            Step::LookWest
        } else {
            Step::LookEast
        };
        events.push((query.at.lon(), step, number));
    }
    events.sort_unstable();
    let mut found = vec![None; queries.len()];
    let mut open: Vec<u32> = Vec::new();
    for (_, step, number) in events {
        match step {
            Step::Begin => {
                let place = open.partition_point(|&other| lies_below(edges, other, number));
                open.insert(place, number);
            }
            Step::End => open.retain(|&other| other != number),
            Step::LookWest | Step::LookEast => {
                let at = queries[number as usize].at;
                let under = |&edge: &u32| {
                    let (a, b) = edges[edge as usize];
                    orientation(a, b, at) >= 0
                };
                let place = open.partition_point(under);
                found[number as usize] = place.checked_sub(1).map(|place| open[place]);
            }
        }
    }
    found
}

/// Whether an open edge lies below one that begins.
fn lies_below(edges: &[(Position, Position)], other: u32, new: u32) -> bool {
    let ((a, b), (c, d)) = (edges[other as usize], edges[new as usize]);
    match orientation(a, b, c) {
        0 => orientation(a, b, d) > 0,
        side => side > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: i32, y: i32) -> Position {
        Position::from_lattice(x, y).expect("on the globe")
    }

    #[test]
    fn the_next_edge_below_is_found_from_either_side() {
        // a triangle with its tip in the west, and a line far below
        let edges = [
            (at(2, 2), at(8, 0)),
            (at(2, 2), at(8, 6)),
            (at(8, 0), at(8, 6)),
            (at(0, -5), at(10, -5)),
        ];
        let look = |x, y, west| below(&edges, &[Query { at: at(x, y), west }])[0];
        assert_eq!(look(4, 2, false), Some(0));
        assert_eq!(look(4, 6, false), Some(1));
        assert_eq!(look(2, 2, true), Some(3));
        assert_eq!(look(2, 2, false), Some(1));
        assert_eq!(look(8, 3, false), Some(3));
        assert_eq!(look(8, 3, true), Some(0));
        assert_eq!(look(4, -6, false), None);
        assert_eq!(look(11, 0, false), None);
    }
}
