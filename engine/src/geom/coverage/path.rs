//! Paths laid over borders: where they meet edges, both get a vertex.

use std::collections::BTreeMap;

use crate::geom::position::orientation;
use crate::geom::{Bounds, Position};

/// Paths and the edges of borders that they meet, with vertices where they meet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NodedPaths {
    /// The paths in their order, with a vertex at each meeting with an edge.
    pub paths: Vec<Vec<Position>>,
    /// The new vertices of each edge that is met between its ends, from its first end to its second.
    pub nodes: BTreeMap<(Position, Position), Vec<Position>>,
}

/// The meetings of paths with edges of borders, each given once.
///
/// A meeting off the lattice is taken at the nearest lattice position, so path and edge bend there by less than one
/// lattice step (1.1 cm). Where paths meet each other, nothing is done. Cost: O(segments of paths x edges) box tests.
pub fn node_paths(paths: &[Vec<Position>], edges: &[(Position, Position)]) -> NodedPaths {
    let mut result = NodedPaths::default();
    for path in paths {
        let noded = noded(path, edges, &mut result.nodes);
        result.paths.push(noded);
    }
    for (&(a, b), nodes) in &mut result.nodes {
        in_order(a, b, nodes);
    }
    result
}

/// A path with a vertex at each meeting; those that edges get, in no order, are added to `nodes`.
fn noded(
    path: &[Position],
    edges: &[(Position, Position)],
    nodes: &mut BTreeMap<(Position, Position), Vec<Position>>,
) -> Vec<Position> {
    let mut whole = Vec::with_capacity(path.len());
    for ends in path.windows(2) {
        let (p, q) = (ends[0], ends[1]);
        let Some(around) = Bounds::around([p, q]) else {
            continue;
        };
        let mut stops = vec![p, q];
        for &(a, b) in edges {
            if !Bounds::around([a, b]).is_some_and(|own| own.intersects(around)) {
                continue;
            }
            let (on_path, on_edge) = meeting((p, q), (a, b));
            stops.extend(on_path);
            let inner = on_edge.into_iter().filter(|&node| node != a && node != b);
            for node in inner {
                nodes.entry((a, b)).or_default().push(node);
            }
        }
        in_order(p, q, &mut stops);
        whole.extend(stops);
    }
    whole.dedup();
    whole
}

/// The vertices that a segment of the path and an edge need where they meet.
fn meeting(
    (p, q): (Position, Position),
    (a, b): (Position, Position),
) -> (Vec<Position>, Vec<Position>) {
    let (mut on_path, mut on_edge) = (Vec::new(), Vec::new());
    let sides = [orientation(p, q, a), orientation(p, q, b)];
    let ends = [orientation(a, b, p), orientation(a, b, q)];
    let within = |u: Position, v: Position, w: Position| {
        Bounds::around([u, v]).is_some_and(|bounds| bounds.contains(w))
    };
    for (vertex, side) in [a, b].into_iter().zip(sides) {
        on_path.extend((side == 0 && within(p, q, vertex)).then_some(vertex));
    }
    for (vertex, side) in [p, q].into_iter().zip(ends) {
        on_edge.extend((side == 0 && within(a, b, vertex)).then_some(vertex));
    }
    let apart = |[u, v]: [i128; 2]| (u > 0 && v < 0) || (u < 0 && v > 0);
    if apart(sides) && apart(ends) {
        let place = crossing((a, b), sides);
        on_path.push(place);
        on_edge.push(place);
    }
    (on_path, on_edge)
}

/// Where an edge crosses a line on whose two sides its ends lie, rounded to the lattice.
fn crossing((a, b): (Position, Position), [u, v]: [i128; 2]) -> Position {
    // a + (b - a) u / (u - v); twice the numerator keeps the rounding exact
    let part = |from: i32, to: i32| {
        let (from, to) = (i128::from(from), i128::from(to));
        let whole = u - v;
        let (numerator, denominator) = if whole < 0 { (-u, -whole) } else { (u, whole) };
        let shift = (2 * (to - from) * numerator + denominator).div_euclid(2 * denominator);
        (from + shift) as i64
    };
    Position::clamped(part(a.lon(), b.lon()), part(a.lat(), b.lat()))
}

/// Sorts positions along a line and drops repetitions.
fn in_order(from: Position, to: Position, places: &mut Vec<Position>) {
    let along = |place: &Position| {
        let step = |u: i32, v: i32| i128::from(v) - i128::from(u);
        step(from.lon(), to.lon()) * step(from.lon(), place.lon())
            + step(from.lat(), to.lat()) * step(from.lat(), place.lat())
    };
    places.sort_by_key(|place| (along(place), *place));
    places.dedup();
}

#[cfg(test)]
mod tests {
    use super::super::cases::at;
    use super::*;

    fn noded(path: &[(i32, i32)], edge: [(i32, i32); 2]) -> (Vec<Position>, Vec<Position>) {
        let path: Vec<Position> = path.iter().map(|&(x, y)| at(x, y)).collect();
        let edge = (at(edge[0].0, edge[0].1), at(edge[1].0, edge[1].1));
        let mut noded = node_paths(&[path], &[edge]);
        let nodes = noded.nodes.remove(&edge).unwrap_or_default();
        (noded.paths.remove(0), nodes)
    }

    #[test]
    fn both_get_a_vertex_where_they_meet() {
        let base = [(0, 0), (10, 0)];
        // across, rounded; the order of the edge's ends does not matter
        for edge in [base, [(10, 0), (0, 0)]] {
            assert_eq!(
                noded(&[(3, -5), (4, 4)], edge),
                (vec![at(3, -5), at(4, 0), at(4, 4)], vec![at(4, 0)])
            );
        }
        // through an end of the edge
        assert_eq!(
            noded(&[(-5, 5), (5, -5)], base),
            (vec![at(-5, 5), at(0, 0), at(5, -5)], vec![])
        );
        // from the middle of the edge
        assert_eq!(
            noded(&[(7, 0), (7, 9)], base),
            (vec![at(7, 0), at(7, 9)], vec![at(7, 0)])
        );
        // along it
        assert_eq!(
            noded(&[(-2, 0), (4, 0), (6, 3)], base),
            (
                vec![at(-2, 0), at(0, 0), at(4, 0), at(6, 3)],
                vec![at(4, 0)]
            )
        );
        // beside it
        assert_eq!(
            noded(&[(3, 1), (9, 2)], base),
            (vec![at(3, 1), at(9, 2)], vec![])
        );
    }
}
