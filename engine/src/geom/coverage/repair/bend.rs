//! Borders that get vertices.

use std::collections::{BTreeMap, BTreeSet};

use super::super::overlay::directed_edges;
use crate::geom::{Position, Region};

/// How far a new vertex may lie beside the edge that it is put on, in lattice steps.
const FARTHEST: i128 = 2;

/// An edge of a border that gets vertices between its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bend {
    /// Where the edge begins.
    pub from: Position,
    /// Where it ends.
    pub to: Position,
    /// The new vertices, in order from its beginning.
    pub via: Vec<Position>,
}

/// The edges of a region that are chains of edges in another, which is else the same.
///
/// # Errors
/// A place where the two differ by more than that.
pub(super) fn bends(before: &Region, after: &Region) -> Result<Vec<Bend>, Position> {
    if before == after {
        return Ok(Vec::new());
    }
    let edges = directed_edges(before.polygons());
    let corners: BTreeSet<Position> = edges.iter().map(|&(a, _)| a).collect();
    let mut leaving: BTreeMap<Position, Vec<Position>> = BTreeMap::new();
    for (a, b) in directed_edges(after.polygons()) {
        leaving.entry(a).or_default().push(b);
    }
    let mut left: usize = leaving.values().map(Vec::len).sum();
    let mut bends = Vec::new();
    for (from, to) in edges {
        let starts = leaving.get(&from).map_or(&[][..], Vec::as_slice);
        let mut chains = starts
            .iter()
            .filter_map(|&first| chain(first, (from, to), &leaving, &corners));
        let via = chains.next().ok_or(from)?;
        left = left.saturating_sub(via.len() + 1);
        if !via.is_empty() {
            bends.push(Bend { from, to, via });
        }
    }
    // edges that belong to none of the old ones are another border
    if left > 0 {
        return Err(before.bounds().center());
    }
    Ok(bends)
}

/// The vertices on the way along an edge that starts with `first`; `None` when the way leaves the edge.
fn chain(
    first: Position,
    edge: (Position, Position),
    leaving: &BTreeMap<Position, Vec<Position>>,
    corners: &BTreeSet<Position>,
) -> Option<Vec<Position>> {
    let mut via = Vec::new();
    let mut at = first;
    while at != edge.1 {
        let beside = corners.contains(&at) || !is_near(edge, at) || via.contains(&at);
        let next = leaving.get(&at).filter(|next| !beside && next.len() == 1)?;
        via.push(at);
        at = next[0];
    }
    Some(via)
}

/// Whether a position lies beside an edge by no more than the farthest that is allowed.
fn is_near((a, b): (Position, Position), p: Position) -> bool {
    let from = |q: Position| {
        let step = |q: i32, a: i32| i128::from(q) - i128::from(a);
        (step(q.lon(), a.lon()), step(q.lat(), a.lat()))
    };
    let ((bx, by), (px, py)) = (from(b), from(p));
    let cross = bx * py - by * px;
    cross * cross <= FARTHEST * FARTHEST * (bx * bx + by * by)
}

#[cfg(test)]
mod tests {
    use super::super::super::cases::{at, region, square};
    use super::*;

    #[test]
    fn new_vertices_are_found_on_their_edges() {
        let plain = square(0, 0, 1_000);
        let bent = region(&[&[
            (0, 0),
            (300, 1),
            (600, 0),
            (1_000, 0),
            (1_000, 1_000),
            (0, 1_000),
        ]]);
        let found = bends(&plain, &bent).expect("one border");
        let expected = Bend {
            from: at(0, 0),
            to: at(1_000, 0),
            via: vec![at(300, 1), at(600, 0)],
        };
        assert_eq!(found, [expected]);
        assert_eq!(bends(&plain, &plain), Ok(Vec::new()));
    }

    #[test]
    fn another_border_is_refused() {
        let plain = square(0, 0, 1_000);
        let dented = region(&[&[(0, 0), (500, 50), (1_000, 0), (1_000, 1_000), (0, 1_000)]]);
        assert_eq!(bends(&plain, &dented), Err(at(0, 0)));
        let cut = region(&[&[(0, 0), (1_000, 0), (1_000, 1_000)]]);
        assert!(bends(&plain, &cut).is_err());
        assert!(bends(&cut, &plain).is_err());
    }
}
