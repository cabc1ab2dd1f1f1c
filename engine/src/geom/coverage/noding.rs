//! Noding: where edges meet elsewhere than at common vertices.

use super::angle::{cross, direction, dot};
use super::box_tree::{BoxTree, LatticeBox};
use super::edges::EdgeTable;
use crate::geom::Position;
use crate::geom::position::orientation;

/// Two edges that meet elsewhere than at a common vertex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meeting {
    /// They cross inside both; the numbers of two directed edges.
    Crossing(u32, u32),
    /// A vertex of the first lies inside the second.
    Touching {
        /// A directed edge at the vertex.
        edge: u32,
        /// The vertex.
        vertex: u32,
        /// The edge that it lies on.
        on: u32,
    },
}

/// The pairs of joined vertices of a table, each once, with an R-tree.
pub(super) struct Segments {
    pub(super) edges: Vec<u32>,
    tree: BoxTree,
}

impl Segments {
    /// The segments of a table. Cost: O(n log n).
    pub(super) fn new(table: &EdgeTable) -> Self {
        let edges = table.segments();
        let around = |&e: &u32| {
            let (a, b) = table.ends(e);
            LatticeBox::around(a, b)
        };
        let boxes: Vec<LatticeBox> = edges.iter().map(around).collect();
        let tree = BoxTree::new(&boxes);
        Self { edges, tree }
    }

    /// Calls `found` with each directed edge whose box meets the window.
    pub(super) fn query(&self, window: LatticeBox, mut found: impl FnMut(u32)) {
        self.tree.query(window, |i| found(self.edges[i as usize]));
    }

    /// All meetings, in ascending order. Cost: O((n + m) log n) for m pairs of edges whose boxes meet.
    pub(super) fn meetings(&self, table: &EdgeTable) -> Vec<Meeting> {
        let mut meetings = Vec::new();
        self.tree.meeting_pairs(|i, j| {
            let (e, f) = (self.edges[i as usize], self.edges[j as usize]);
            meet(table, e.min(f), e.max(f), &mut meetings);
        });
        meetings.sort_unstable();
        meetings
    }
}

fn meet(table: &EdgeTable, e: u32, f: u32, meetings: &mut Vec<Meeting>) {
    let (first, second) = (table.edge(e), table.edge(f));
    let [a, b, c, d] = [first.from, first.to, second.from, second.to];
    let touching = |edge, vertex, on| Meeting::Touching { edge, vertex, on };
    let common = match (a == c || a == d, b == c || b == d) {
        (true, _) => Some((a, b, if a == c { d } else { c })),
        (_, true) => Some((b, a, if b == c { d } else { c })),
        _ => None,
    };
    if let Some((hub, p, q)) = common {
        let to = |end| direction(table.at(hub), table.at(end));
        if cross(to(p), to(q)) == 0 && dot(to(p), to(q)) > 0 {
            let shorter = dot(to(p), to(p)) < dot(to(q), to(q));
            meetings.push(if shorter {
                touching(e, p, f)
            } else {
                touching(f, q, e)
            });
        }
        return;
    }
    let ends = [(e, a, f), (e, b, f), (f, c, e), (f, d, e)];
    let before = meetings.len();
    for (edge, vertex, on) in ends {
        if on_segment(table.ends(on), table.at(vertex)) {
            meetings.push(touching(edge, vertex, on));
        }
    }
    if meetings.len() == before && crosses(table.ends(e), table.ends(f)) {
        meetings.push(Meeting::Crossing(e, f));
    }
}

fn on_segment((a, b): (Position, Position), p: Position) -> bool {
    let point = LatticeBox::around(p, p);
    LatticeBox::around(a, b).meets(point) && orientation(a, b, p) == 0
}

fn crosses((a, b): (Position, Position), (c, d): (Position, Position)) -> bool {
    let sign = |p, q, r| orientation(p, q, r).signum();
    sign(a, b, c) * sign(a, b, d) < 0 && sign(c, d, a) * sign(c, d, b) < 0
}

/// Where two crossing segments meet, rounded to the lattice.
pub(super) fn crossing_place(
    (a, b): (Position, Position),
    (c, d): (Position, Position),
) -> Position {
    let (from, to) = (orientation(c, d, a) as f64, orientation(c, d, b) as f64);
    let part = from / (from - to);
    let at = |a: i32, b: i32| i64::from(a) + ((f64::from(b) - f64::from(a)) * part).round() as i64;
    Position::clamped(at(a.lon(), b.lon()), at(a.lat(), b.lat()))
}

/// All edges between the ends of an edge, in both directions.
pub(super) fn sides(table: &EdgeTable, edge: u32) -> impl Iterator<Item = u32> {
    let ends = table.edge(edge);
    let (there, back) = (
        table.between(ends.from, ends.to),
        table.between(ends.to, ends.from),
    );
    there.iter().chain(back).copied()
}

#[cfg(test)]
mod tests {
    use super::super::cases::{region, square};
    use super::*;
    use crate::geom::Region;
    use std::collections::BTreeSet;

    fn check(members: &[&Region], expected: (usize, usize)) {
        let table = EdgeTable::new(members);
        let meetings = Segments::new(&table).meetings(&table);
        let touching = |meeting: &Meeting| match meeting {
            Meeting::Crossing(..) => None,
            Meeting::Touching { vertex, on, .. } => Some((*vertex, *on)),
        };
        let touches: BTreeSet<_> = meetings.iter().filter_map(touching).collect();
        let crossings = meetings.iter().filter(|m| touching(m).is_none()).count();
        assert_eq!((crossings, touches.len()), expected);
    }

    #[test]
    fn crossings_and_touches() {
        let one = square(0, 0, 10);
        check(&[&one, &square(10, 0, 10)], (0, 0)); // matched
        check(&[&one, &square(10, 10, 5)], (0, 0)); // corner to corner
        check(&[&one, &square(5, 5, 10)], (2, 0)); // overlap
        check(&[&one, &square(10, 0, 5)], (0, 1)); // a corner on an edge, the other corner shared
        check(&[&one, &square(10, 2, 5)], (0, 2)); // part of an edge
        check(&[&one, &square(10, -3, 10)], (0, 2)); // shifted along the border
        check(&[&one, &square(2, 2, 5)], (0, 0)); // inside, apart
        check(&[&one, &region(&[&[(10, 4), (15, 0), (15, 8)]])], (0, 1)); // a corner on an edge
    }
}
