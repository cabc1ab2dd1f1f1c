//! Outlines: closed chains of edges that have their inside on the left and nothing on the right.

use std::collections::HashMap;

use super::{Edge, Point, side, touches};

/// Why a chain is not an outline: where, and what is wrong.
pub(super) type Flaw = (Point, &'static str);

/// Checks that edges meet only at their ends, and that the chain winds once around the ground on the left of each edge
/// and not at all around the ground on its right.
///
/// Between two vertices that the chain passes more than once, both sides of it see the same ground, so one edge speaks
/// for all.
pub(super) fn check_outline(edges: &[Edge]) -> Result<(), Flaw> {
    check_meetings(edges)?;
    let mut leaving: HashMap<Point, Vec<usize>> = HashMap::new();
    let mut arriving: HashMap<Point, usize> = HashMap::new();
    for (i, &(a, b)) in edges.iter().enumerate() {
        leaving.entry(a).or_default().push(i);
        *arriving.entry(b).or_default() += 1;
    }
    let open = leaving
        .iter()
        .find(|(vertex, out)| arriving.get(*vertex) != Some(&out.len()));
    if let Some((&vertex, _)) = open {
        return Err((vertex, "the chain is not closed"));
    }
    let mut seen = vec![false; edges.len()];
    let crossroads = (0..edges.len()).filter(|&i| leaving[&edges[i].0].len() > 1);
    for start in crossroads.chain(0..edges.len()) {
        if seen[start] {
            continue;
        }
        check_sides(edges, start)?;
        let mut i = start;
        while !seen[i] {
            seen[i] = true;
            let next = &leaving[&edges[i].1];
            if next.len() > 1 {
                break;
            }
            i = next[0];
        }
    }
    Ok(())
}

/// The winding numbers on the left and right of an edge's middle, counted along a ray from there.
fn check_sides(edges: &[Edge], i: usize) -> Result<(), Flaw> {
    let (a, b) = edges[i];
    if a == b {
        return Err((a, "an edge has no length"));
    }
    // a horizontal edge is looked at after a quarter turn, so that the ray leaves the edge
    let turn = |p: Point| if a.1 == b.1 { (-p.1, p.0) } else { p };
    let double = |p: Point| (2 * turn(p).0, 2 * turn(p).1);
    let middle = (turn(a).0 + turn(b).0, turn(a).1 + turn(b).1);
    let mut winding = 0;
    for (j, &(c, d)) in edges.iter().enumerate() {
        if j == i {
            continue;
        }
        let edge = (double(c), double(d));
        let up = edge.0.1 <= middle.1 && middle.1 < edge.1.1;
        let down = edge.1.1 <= middle.1 && middle.1 < edge.0.1;
        if up && side(edge, middle) > 0 {
            winding += 1;
        } else if down && side(edge, middle) < 0 {
            winding -= 1;
        }
    }
    let rising = turn(b).1 > turn(a).1;
    let (left, right) = if rising {
        (winding + 1, winding)
    } else {
        (winding, winding - 1)
    };
    match (left, right) {
        (1, 0) => Ok(()),
        _ => Err((
            a,
            "the ground beside the edge is not inside on the left and outside on the right",
        )),
    }
}

/// Edges may share ends; anything else that two of them have in common is a flaw. Swept from west to east.
fn check_meetings(edges: &[Edge]) -> Result<(), Flaw> {
    let west = |i: usize| edges[i].0.0.min(edges[i].1.0);
    let east = |i: usize| edges[i].0.0.max(edges[i].1.0);
    let mut order: Vec<usize> = (0..edges.len()).collect();
    order.sort_unstable_by_key(|&i| west(i));
    let mut active: Vec<usize> = Vec::new();
    for &i in &order {
        active.retain(|&j| east(j) >= west(i));
        for &j in &active {
            if let Some(place) = meeting(edges[i], edges[j]) {
                return Err((place, "two edges cross or touch away from their ends"));
            }
        }
        active.push(i);
    }
    Ok(())
}

fn meeting(e: Edge, f: Edge) -> Option<Point> {
    let shared = |p: Point| p == e.0 || p == e.1;
    let ends = [(f, e.0), (f, e.1), (e, f.0), (e, f.1)];
    if (shared(f.0) && shared(f.1)) || e.0 == e.1 {
        return Some(e.0);
    }
    let touching = |&(edge, p): &(Edge, Point)| touches(edge, p) && p != edge.0 && p != edge.1;
    if let Some((_, p)) = ends.iter().find(|end| touching(end)) {
        return Some(*p);
    }
    let sign = |edge: Edge, p: Point| side(edge, p).signum();
    let crossing = sign(e, f.0) * sign(e, f.1) < 0 && sign(f, e.0) * sign(f, e.1) < 0;
    crossing.then_some(e.0)
}
