//! Rings as a certificate has them: interior on the left, with the children's vertices that lie on them.

use std::collections::BTreeSet;

use crate::geom::{Position, Region, Ring};

/// The rings of a region with its interior on their left, and with all vertices on them that the region itself and
/// some other regions have.
///
/// Cost: O(edges x vertices within an edge's longitudes).
pub(super) fn noded_rings(region: &Region, children: &[&Region]) -> Vec<Vec<Position>> {
    let regions = std::iter::once(region).chain(children.iter().copied());
    let vertices: BTreeSet<Position> = regions
        .flat_map(Region::rings)
        .flat_map(Ring::vertices)
        .copied()
        .collect();
    let noded = |ring: &Ring| {
        let edges = ring
            .edges()
            .flat_map(|(a, b)| std::iter::once(a).chain(between(a, b, &vertices)));
        edges.collect::<Vec<Position>>()
    };
    directed(region)
        .map(|(ring, hole)| oriented(noded(ring), hole))
        .collect()
}

/// The positions of a set that lie on the open segment from `a` to `b`, in its order.
fn between(a: Position, b: Position, positions: &BTreeSet<Position>) -> Vec<Position> {
    let (low, high) = (a.min(b), a.max(b));
    let inside = positions.range(low..=high);
    let mut on: Vec<Position> = inside
        .copied()
        .filter(|&p| p != a && p != b && on_segment(a, b, p))
        .collect();
    if a > b {
        on.reverse();
    }
    on
}

fn on_segment(a: Position, b: Position, p: Position) -> bool {
    let cross = |q: Position| {
        (
            i128::from(q.lon()) - i128::from(a.lon()),
            i128::from(q.lat()) - i128::from(a.lat()),
        )
    };
    let ((bx, by), (px, py)) = (cross(b), cross(p));
    let within = (a.lat().min(b.lat())..=a.lat().max(b.lat())).contains(&p.lat());
    within && bx * py == by * px
}

fn directed(region: &Region) -> impl Iterator<Item = (&Ring, bool)> {
    region
        .polygons()
        .iter()
        .flat_map(|polygon| polygon.rings().enumerate().map(|(i, ring)| (ring, i > 0)))
}

fn oriented(mut vertices: Vec<Position>, hole: bool) -> Vec<Position> {
    if hole {
        vertices.reverse();
    }
    vertices
}
