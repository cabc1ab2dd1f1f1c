//! Outlines: directed edges with their inside on the left, checked exactly.
//!
//! Rings form an outline when they meet at points only and wind once around the ground on their left and not at all
//! around the ground on their right. That is the validity of a polygon with its holes, and of a region of several
//! polygons, in one rule: it refuses holes that cross, repeat, overlap or leave their ring, and parts that overlap.

use std::collections::HashMap;

use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use super::position::orientation;
use super::{Position, Ring};

type Edge = (Position, Position);

/// Where rings do not form an outline, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flaw {
    pub(super) place: Position,
    pub(super) reason: &'static str,
}

/// Checks that rings form an outline; each comes with whether it is a hole.
///
/// Cost: O(n log n) for edges that are short beside their extent.
pub(super) fn check_outline<'a>(rings: impl Iterator<Item = (&'a Ring, bool)>) -> Result<(), Flaw> {
    let mut edges: Vec<(Edge, usize)> = Vec::new();
    for (index, (ring, hole)) in rings.enumerate() {
        edges.extend(
            ring.edges()
                .map(|(a, b)| (if hole { (b, a) } else { (a, b) }, index)),
        );
    }
    let edges = noded(&edges)?;
    check_sides(&edges)
}

/// The edges, divided where a vertex of another ring lies on them. Edges of one ring are known not to meet.
fn noded(edges: &[(Edge, usize)]) -> Result<Vec<Edge>, Flaw> {
    let corner = |p: Position| [f64::from(p.lon()), f64::from(p.lat())];
    let boxed = |(i, &((a, b), _)): (usize, &(Edge, usize))| {
        GeomWithData::new(Rectangle::from_corners(corner(a), corner(b)), i)
    };
    let tree = RTree::bulk_load(edges.iter().enumerate().map(boxed).collect());
    let mut nodes: Vec<Vec<Position>> = vec![Vec::new(); edges.len()];
    for (first, second) in tree.intersection_candidates_with_other_tree(&tree) {
        let (i, j) = (first.data, second.data);
        if i >= j || edges[i].1 == edges[j].1 {
            continue;
        }
        meet(edges[i].0, edges[j].0)?;
        let mut note = |i: usize, j: usize| {
            let ends = [edges[j].0.0, edges[j].0.1];
            nodes[i].extend(ends.into_iter().filter(|&p| within(edges[i].0, p)));
        };
        note(i, j);
        note(j, i);
    }
    let mut result = Vec::with_capacity(edges.len());
    for (&((a, b), _), mut between) in edges.iter().zip(nodes) {
        between.sort_unstable();
        between.dedup();
        if a > b {
            between.reverse();
        }
        let starts = std::iter::once(a).chain(between.iter().copied());
        let ends = between.iter().copied().chain(std::iter::once(b));
        result.extend(starts.zip(ends));
    }
    Ok(result)
}

/// Whether a position lies on an edge, away from its ends.
fn within((a, b): Edge, p: Position) -> bool {
    let between = |s: i32, t: i32, v: i32| (s.min(t)..=s.max(t)).contains(&v);
    p != a
        && p != b
        && between(a.lon(), b.lon(), p.lon())
        && between(a.lat(), b.lat(), p.lat())
        && orientation(a, b, p) == 0
}

/// Two edges may have one point in common, an end of one of them.
fn meet(e: Edge, f: Edge) -> Result<(), Flaw> {
    let on = |edge: Edge, p: Position| p == edge.0 || p == edge.1 || within(edge, p);
    let mut common: Vec<Position> = [(e, f.0), (e, f.1), (f, e.0), (f, e.1)]
        .into_iter()
        .filter(|&(edge, p)| on(edge, p))
        .map(|(_, p)| p)
        .collect();
    common.sort_unstable();
    common.dedup();
    if common.len() > 1 {
        return Err(Flaw {
            place: common[0],
            reason: "two rings share part of an edge",
        });
    }
    let sign = |edge: Edge, p: Position| orientation(edge.0, edge.1, p).signum();
    let crossing =
        common.is_empty() && sign(e, f.0) * sign(e, f.1) < 0 && sign(f, e.0) * sign(f, e.1) < 0;
    if crossing {
        Err(Flaw {
            place: e.0,
            reason: "two rings cross near here",
        })
    } else {
        Ok(())
    }
}

/// Checks the winding numbers beside the edges. Between two vertices that the rings pass more than once both sides of
/// a chain see the same ground, so one edge speaks for all.
fn check_sides(edges: &[Edge]) -> Result<(), Flaw> {
    let mut leaving: HashMap<Position, Vec<usize>> = HashMap::with_capacity(edges.len());
    for (i, (a, _)) in edges.iter().enumerate() {
        leaving.entry(*a).or_default().push(i);
    }
    let mut seen = vec![false; edges.len()];
    let crossroads = (0..edges.len()).filter(|&i| leaving[&edges[i].0].len() > 1);
    for start in crossroads.chain(0..edges.len()) {
        if seen[start] {
            continue;
        }
        if winding_beside(edges, start) != (1, 0) {
            let reason =
                "the ground beside a ring is not inside on one side and outside on the other";
            return Err(Flaw {
                place: edges[start].0,
                reason,
            });
        }
        let mut i = start;
        while !seen[i] {
            seen[i] = true;
            match leaving.get(&edges[i].1).map(Vec::as_slice) {
                Some([next]) => i = *next,
                _ => break,
            }
        }
    }
    Ok(())
}

/// How often the edges wind around the ground just left and just right of an edge's middle.
fn winding_beside(edges: &[Edge], i: usize) -> (i32, i32) {
    let (a, b) = edges[i];
    let flat = a.lat() == b.lat();
    // a horizontal edge is seen after a quarter turn, so that the ray to the east leaves it
    let turned = |p: Position| {
        let (x, y) = (i64::from(p.lon()), i64::from(p.lat()));
        if flat { (-y, x) } else { (x, y) }
    };
    let (pa, pb) = (turned(a), turned(b));
    let middle = (pa.0 + pb.0, pa.1 + pb.1);
    let mut winding = 0;
    for (j, &(c, d)) in edges.iter().enumerate() {
        let ((cx, cy), (dx, dy)) = (turned(c), turned(d));
        let (c2, d2) = ((2 * cx, 2 * cy), (2 * dx, 2 * dy));
        if j == i || (c2.1 <= middle.1) == (d2.1 <= middle.1) {
            continue;
        }
        let side = i128::from(d2.0 - c2.0) * i128::from(middle.1 - c2.1)
            - i128::from(d2.1 - c2.1) * i128::from(middle.0 - c2.0);
        if d2.1 > c2.1 && side > 0 {
            winding += 1;
        } else if d2.1 < c2.1 && side < 0 {
            winding -= 1;
        }
    }
    if pb.1 > pa.1 {
        (winding + 1, winding)
    } else {
        (winding, winding - 1)
    }
}
