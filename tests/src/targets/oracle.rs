//! Answers by the plainest means: every edge, exact integers.

use hexward_engine::geom::{Position, Region, Ring};

type Vertex = (i128, i128);

/// Where a position lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Inside.
    Inside,
    /// On a ring.
    Border,
    /// Neither.
    Outside,
}

/// A position in half steps, so that places between lattice positions can be asked for.
pub(super) fn doubled(p: Position) -> Vertex {
    (2 * i128::from(p.lon()), 2 * i128::from(p.lat()))
}

/// The edges of rings in half steps.
pub(super) fn edges<'a>(rings: impl Iterator<Item = &'a Ring>) -> Vec<(Vertex, Vertex)> {
    rings
        .flat_map(|ring| closed(ring.vertices()))
        .map(|(a, b)| (doubled(a), doubled(b)))
        .collect()
}

fn closed(vertices: &[Position]) -> Vec<(Position, Position)> {
    let next = vertices.iter().cycle().skip(1);
    vertices.iter().copied().zip(next.copied()).collect()
}

/// Where a place in half steps lies, by the number of edges that a ray to the north crosses.
pub(super) fn side(edges: &[(Vertex, Vertex)], p: Vertex) -> Side {
    let mut inside = false;
    for &(a, b) in edges {
        if on_edge((a, b), p) {
            return Side::Border;
        }
        let (west, east) = (a.min(b), a.max(b));
        let below = (east.1 - west.1) * (p.0 - west.0) > (east.0 - west.0) * (p.1 - west.1);
        inside ^= west.0 <= p.0 && p.0 < east.0 && below;
    }
    if inside { Side::Inside } else { Side::Outside }
}

/// Where a place in half steps lies in a region.
pub(super) fn side_of(region: &Region, p: Vertex) -> Side {
    side(&edges(region.rings()), p)
}

fn on_edge((a, b): (Vertex, Vertex), p: Vertex) -> bool {
    let within = |v: i128, s: i128, t: i128| (s.min(t)..=s.max(t)).contains(&v);
    within(p.0, a.0, b.0)
        && within(p.1, a.1, b.1)
        && (b.0 - a.0) * (p.1 - a.1) == (b.1 - a.1) * (p.0 - a.0)
}

/// Whether a chain is a ring: closed, three different vertices at least, no two edges with more in common than the
/// vertex between neighbours.
pub(super) fn is_ring(chain: &[Position]) -> bool {
    let mut vertices: Vec<Position> = chain.to_vec();
    vertices.dedup();
    while vertices.len() > 1 && vertices.first() == vertices.last() {
        vertices.pop();
    }
    let edges: Vec<(Vertex, Vertex)> = closed(&vertices)
        .into_iter()
        .map(|(a, b)| (doubled(a), doubled(b)))
        .collect();
    let count = edges.len();
    let apart = |i: usize, j: usize| {
        if (i + 1) % count == j {
            !folds(edges[i].0, edges[i].1, edges[j].1)
        } else if (j + 1) % count == i {
            !folds(edges[j].0, edges[j].1, edges[i].1)
        } else {
            !meet(edges[i], edges[j])
        }
    };
    count > 2 && (0..count).all(|i| (0..i).all(|j| apart(j, i)))
}

/// Whether the way from `a` through `b` to `c` turns back on itself.
fn folds(a: Vertex, b: Vertex, c: Vertex) -> bool {
    let (u, v) = ((a.0 - b.0, a.1 - b.1), (c.0 - b.0, c.1 - b.1));
    u.0 * v.1 == u.1 * v.0 && u.0 * v.0 + u.1 * v.1 > 0
}

/// Whether two edges have a point in common.
fn meet(e: (Vertex, Vertex), f: (Vertex, Vertex)) -> bool {
    let turn = |(a, b): (Vertex, Vertex), p: Vertex| {
        ((b.0 - a.0) * (p.1 - a.1) - (b.1 - a.1) * (p.0 - a.0)).signum()
    };
    let touching = [(e, f.0), (e, f.1), (f, e.0), (f, e.1)];
    touching.iter().any(|&(edge, p)| on_edge(edge, p))
        || (turn(e, f.0) * turn(e, f.1) < 0 && turn(f, e.0) * turn(f, e.1) < 0)
}
