//! A parent's border among the edges of faces: which faces lie within it.
//!
//! Cutting moves edges by up to a lattice step, so a face thinner than that may seem to lie on the other side of a
//! border than it does. Faces are therefore told apart by the chains of their edges that stand for the border's edges.

use std::collections::{BTreeMap, BTreeSet};

use super::super::edges::EdgeTable;
use super::super::overlay::directed_edges;
use crate::geom::{Position, Region};

/// How far a chain may lie beside the edge that it stands for, in lattice steps.
const FARTHEST: i128 = 2;

/// For each face whether it lies within a region whose border was cut into the faces' edges. Cost: O(n log n).
///
/// # Errors
/// A place where the border is not found again.
pub(super) fn within(
    ground: &Region,
    table: &EdgeTable,
    faces: usize,
) -> Result<Vec<bool>, Position> {
    let edges = directed_edges(ground.polygons());
    let mut taken: BTreeSet<u32> = edges.iter().filter_map(|e| table.vertex(e.0)).collect();
    let mut border: BTreeSet<u32> = BTreeSet::new();
    let mut side: BTreeMap<u32, bool> = BTreeMap::new();
    for edge in edges {
        for e in chain(table, edge, &mut taken).ok_or(edge.0)? {
            border.insert(e);
            side.insert(table.edge(e).owner, true);
            if let Some(reverse) = table.reverse(e) {
                border.insert(reverse);
                side.insert(table.edge(reverse).owner, false);
            }
        }
    }
    // from the faces along the border over to all others
    let mut edges_of: Vec<Vec<u32>> = vec![Vec::new(); faces];
    for (e, edge) in table.edges().iter().enumerate() {
        edges_of[edge.owner as usize].push(e as u32);
    }
    let mut open: Vec<u32> = side.keys().copied().collect();
    while let Some(face) = open.pop() {
        let inside = side[&face];
        let inner = edges_of[face as usize]
            .iter()
            .filter(|e| !border.contains(e));
        for other in inner.filter_map(|&e| table.reverse(e)) {
            let owner = table.edge(other).owner;
            match side.insert(owner, inside) {
                None => open.push(owner),
                Some(known) if known == inside => {}
                Some(_) => return Err(table.ends(other).0),
            }
        }
    }
    Ok((0..faces as u32)
        .map(|face| side.get(&face) == Some(&true))
        .collect())
}

/// Directed edges of faces that lead along an edge, past vertices that no other edge of the border takes.
fn chain(
    table: &EdgeTable,
    edge: (Position, Position),
    taken: &mut BTreeSet<u32>,
) -> Option<Vec<u32>> {
    let (from, to) = (table.vertex(edge.0)?, table.vertex(edge.1)?);
    let mut seen: BTreeSet<u32> = BTreeSet::new();
    let mut path: Vec<u32> = Vec::new();
    let mut at = from;
    while at != to {
        let free = |&&e: &&u32| {
            let end = table.edge(e).to;
            end == to
                || (!taken.contains(&end)
                    && !seen.contains(&end)
                    && beside(edge, table.at(end)).is_some())
        };
        let nearest = |&&e: &&u32| beside(edge, table.at(table.edge(e).to));
        match table.outgoing(at).iter().filter(free).min_by_key(nearest) {
            Some(&e) => {
                path.push(e);
                at = table.edge(e).to;
                seen.insert(at);
            }
            // a way that leads off the edge: one step back
            None => at = table.edge(path.pop()?).from,
        }
    }
    taken.extend(path.iter().map(|&e| table.edge(e).to));
    Some(path)
}

/// How far a position lies beside an edge, as a square of lattice steps times a length; `None` if farther than allowed,
/// before its beginning or behind its end.
fn beside((a, b): (Position, Position), p: Position) -> Option<i128> {
    let from = |q: Position| {
        let step = |q: i32, a: i32| i128::from(q) - i128::from(a);
        (step(q.lon(), a.lon()), step(q.lat(), a.lat()))
    };
    let ((bx, by), (px, py)) = (from(b), from(p));
    let (cross, along) = (bx * py - by * px, bx * px + by * py);
    let length = bx * bx + by * by;
    let far = cross * cross;
    (far <= FARTHEST * FARTHEST * length && (0..=length).contains(&along)).then_some(far)
}
