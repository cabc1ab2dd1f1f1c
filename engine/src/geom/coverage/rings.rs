//! From directed edges back to rings and polygons.

use std::collections::BTreeMap;

use super::angle::{cross, direction, turning};
use super::box_tree::{BoxTree, LatticeBox};
use crate::geom::{Polygon, PolygonError, Position, Ring};

/// A directed edge that belongs to a ring to be found.
pub(crate) type Edge = (Position, Position);

/// The edges split into closed chains that pass no vertex twice; each chain lists places in `edges`.
///
/// At each vertex as many edges must leave as arrive. Where several leave, a chain keeps to the ground on its left.
/// Cost: O(n log n).
pub(super) fn chains(edges: &[Edge]) -> Vec<Vec<usize>> {
    let mut leaving: Vec<usize> = (0..edges.len()).collect();
    leaving.sort_unstable_by_key(|&e| (edges[e], e));
    let mut used = vec![false; edges.len()];
    let mut chains = Vec::new();
    let mut path: Vec<usize> = Vec::new();
    let mut on_path: BTreeMap<Position, usize> = BTreeMap::new();
    for start in 0..edges.len() {
        let mut step = (!used[start]).then_some(start);
        while let Some(edge) = step {
            used[edge] = true;
            on_path.insert(edges[edge].0, path.len());
            path.push(edge);
            let end = edges[edge].1;
            if let Some(&place) = on_path.get(&end) {
                let chain = path.split_off(place);
                for &e in &chain {
                    on_path.remove(&edges[e].0);
                }
                chains.push(chain);
            }
            let arrived = path.last().copied();
            step = arrived.and_then(|last| leave(edges, &leaving, &used, last));
        }
        path.clear();
        on_path.clear();
    }
    chains
}

/// The unused edge to take after `last`: the first that leaves, turning clockwise from where `last` came from.
fn leave(edges: &[Edge], leaving: &[usize], used: &[bool], last: usize) -> Option<usize> {
    let (from, hub) = edges[last];
    let first = leaving.partition_point(|&e| edges[e].0 < hub);
    let here = leaving[first..].iter().take_while(|&&e| edges[e].0 == hub);
    let back = direction(hub, from);
    here.copied()
        .filter(|&e| !used[e])
        .max_by(|&a, &b| turning(back, direction(hub, edges[a].1), direction(hub, edges[b].1)))
}

/// Twice the signed area within a chain in square lattice steps; positive if it runs counter-clockwise.
pub(super) fn doubled_area(edges: &[Edge], chain: &[usize]) -> i128 {
    let origin = edges[chain[0]].0;
    let sector = |&e: &usize| cross(direction(origin, edges[e].0), direction(origin, edges[e].1));
    chain.iter().map(sector).sum()
}

/// A polygon as chains of edges: the outer one, then its holes.
pub(super) struct Outline {
    pub(super) outer: Vec<usize>,
    pub(super) holes: Vec<Vec<usize>>,
}

/// The chains of the edges put together: each clockwise chain is a hole of the smallest counter-clockwise chain around
/// it. Clockwise chains with nothing around them come second. Cost: O(n log n), and O(n) for each hole at worst.
pub(super) fn outlines(edges: &[Edge]) -> (Vec<Outline>, Vec<Vec<usize>>) {
    let mut outlines: Vec<(i128, Outline)> = Vec::new();
    let mut clockwise = Vec::new();
    for chain in chains(edges) {
        let area = doubled_area(edges, &chain);
        if area > 0 {
            let holes = Vec::new();
            outlines.push((
                area,
                Outline {
                    outer: chain,
                    holes,
                },
            ));
        } else if area < 0 {
            clockwise.push(chain);
        }
    }
    let around = |(_, outline): &(i128, Outline)| {
        let boxes = outline
            .outer
            .iter()
            .map(|&e| LatticeBox::around(edges[e].0, edges[e].1));
        boxes.reduce(LatticeBox::union).expect("a chain has edges")
    };
    let boxes: Vec<LatticeBox> = outlines.iter().map(around).collect();
    let tree = BoxTree::new(&boxes);
    let mut loose = Vec::new();
    for hole in clockwise {
        let (a, b) = edges[hole[0]];
        let mut best: Option<(i128, u32)> = None;
        tree.query(LatticeBox::around(a, b), |i| {
            let (area, outline) = &outlines[i as usize];
            if best.is_none_or(|found| (*area, i) < found)
                && holds_middle(edges, &outline.outer, (a, b))
            {
                best = Some((*area, i));
            }
        });
        match best {
            Some((_, i)) => outlines[i as usize].1.holes.push(hole),
            None => loose.push(hole),
        }
    }
    let outlines = outlines.into_iter().map(|(_, outline)| outline).collect();
    (outlines, loose)
}

/// Whether the middle of an edge, which lies on no edge of the chain, is inside the chain. Exact, in half steps.
pub(super) fn holds_middle(edges: &[Edge], chain: &[usize], (a, b): Edge) -> bool {
    let twice = |p: Position| (2 * i64::from(p.lon()), 2 * i64::from(p.lat()));
    let p = (
        i64::from(a.lon()) + i64::from(b.lon()),
        i64::from(a.lat()) + i64::from(b.lat()),
    );
    let mut inside = false;
    for &e in chain {
        let (from, to) = (twice(edges[e].0), twice(edges[e].1));
        if (from.1 > p.1) != (to.1 > p.1) {
            let side = cross((to.0 - from.0, to.1 - from.1), (p.0 - from.0, p.1 - from.1));
            inside ^= (side > 0) == (to.1 > from.1);
        }
    }
    inside
}

/// The ring of a chain.
pub(super) fn ring(edges: &[Edge], chain: &[usize]) -> Result<Ring, PolygonError> {
    let vertices: Vec<Position> = chain.iter().map(|&e| edges[e].0).collect();
    Ring::new(&vertices).map_err(|error| PolygonError::Ring { index: 0, error })
}

/// The polygon of an outline.
pub(super) fn polygon(edges: &[Edge], outline: &Outline) -> Result<Polygon, PolygonError> {
    let holes = outline.holes.iter().map(|hole| ring(edges, hole));
    let holes = holes.collect::<Result<Vec<_>, _>>()?;
    Polygon::new(ring(edges, &outline.outer)?, holes)
}

/// The polygons that these edges bound, in the order of their boxes.
///
/// # Errors
/// [`PolygonError`] when the edges are not those of polygons that touch at points at most.
pub(crate) fn polygons(edges: &[Edge]) -> Result<Vec<Polygon>, PolygonError> {
    let (outlines, loose) = outlines(edges);
    if let Some(chain) = loose.first() {
        let place = edges[chain[0]].0;
        return Err(PolygonError::Rings {
            reason: "a hole lies outside its ring",
            place,
        });
    }
    let built = outlines.iter().map(|outline| polygon(edges, outline));
    let mut polygons = built.collect::<Result<Vec<_>, _>>()?;
    polygons.sort_by_key(|polygon| (polygon.bounds().min(), polygon.bounds().max()));
    Ok(polygons)
}

#[cfg(test)]
mod tests {
    use super::super::cases::at;
    use super::*;

    fn check(closed: &[&[(i32, i32)]], expected: &[(i128, usize)]) {
        let mut edges = Vec::new();
        for chain in closed {
            let next = chain.iter().cycle().skip(1);
            edges.extend(
                chain
                    .iter()
                    .zip(next)
                    .map(|(a, b)| (at(a.0, a.1), at(b.0, b.1))),
            );
        }
        let built = polygons(&edges).expect("polygons");
        let got: Vec<(i128, usize)> = built
            .iter()
            .map(|p| (p.doubled_area(), p.holes().len()))
            .collect();
        assert_eq!(got, expected, "{closed:?}");
    }

    #[test]
    fn chains_become_polygons() {
        let square: &[(i32, i32)] = &[(0, 0), (9, 0), (9, 9), (0, 9)];
        let hole: &[(i32, i32)] = &[(2, 2), (2, 4), (4, 4), (4, 2)];
        check(&[square], &[(162, 0)]);
        check(&[square, hole], &[(154, 1)]);
        // two squares corner to corner, walked as one chain
        check(
            &[&[
                (0, 0),
                (9, 0),
                (9, 9),
                (18, 9),
                (18, 18),
                (9, 18),
                (9, 9),
                (0, 9),
            ]],
            &[(162, 0), (162, 0)],
        );
        // a hole that touches the outer ring, walked as one chain
        check(
            &[&[(0, 0), (9, 0), (9, 9), (0, 9), (0, 0), (2, 4), (4, 2)]],
            &[(150, 1)],
        );
        // an island in a hole
        let wide: &[(i32, i32)] = &[(0, 0), (90, 0), (90, 90), (0, 90)];
        let lake: &[(i32, i32)] = &[(10, 10), (10, 80), (80, 80), (80, 10)];
        let island: &[(i32, i32)] = &[(20, 20), (29, 20), (29, 29), (20, 29)];
        check(&[wide, lake, island], &[(16_200 - 9_800, 1), (162, 0)]);
    }
}
