//! A region cut along the borders of a honeycomb.
//!
//! Where a border meets the outline off the lattice, the pieces meet at a vertex beside the outline, inside it by a few
//! lattice steps at most (under 5 cm), and so that no lattice position of the region lies outside all pieces
//! ([`super::beside`] has how): every position of the region is in a piece, no other is.

use std::collections::{BTreeMap, HashMap};

use super::beside::chain_beside;
use super::coverage::{BoxTree, LatticeBox};
use super::{
    HexCoord, Honeycomb, LocalFrame, Metres, Polygon, Position, Region, Ring, SliceError,
    border_segments, cut_region, interior, node_paths, slice_region,
};

/// How often new meetings are looked for, since a border that bends may meet the outline elsewhere.
const ROUNDS: usize = 4;

/// The pieces of a region between the borders of a honeycomb, by hexagon.
///
/// They are a partition of the region with the vertices that it gets, which is proved. Where the outline is so narrow
/// that no vertices can be put beside it, it bends by less than one lattice step instead. Cost: O(n log n) for n edges
/// of borders and outline, and O(borders inside x edges of the outline) to see what lies inside.
///
/// # Errors
/// [`SliceError`] for a region that is too wide.
pub(crate) fn comb_pieces(
    region: &Region,
    comb: &Honeycomb,
    frame: &LocalFrame,
) -> Result<BTreeMap<HexCoord, Vec<Polygon>>, SliceError> {
    let (low, high) = extent(region, frame);
    let borders = border_segments(comb, low, high, |m| frame.to_position(m));
    let cut = || {
        let (outline, paths) = meeting_inside(region, &borders)?;
        cut_region(&outline, &paths).ok()
    };
    let pieces = match cut() {
        Some(pieces) => pieces,
        None => slice_region(region, &borders)?,
    };
    let mut by_hexagon: BTreeMap<HexCoord, Vec<Polygon>> = BTreeMap::new();
    for piece in pieces {
        let hex = comb.cell_at(frame.to_metres(interior(&piece)));
        by_hexagon.entry(hex).or_default().push(piece);
    }
    Ok(by_hexagon)
}

/// The region and the borders with common vertices where they meet; none when that cannot be had.
fn meeting_inside(
    region: &Region,
    borders: &[(Position, Position)],
) -> Option<(Region, Vec<Vec<Position>>)> {
    let mut outline = region.clone();
    let mut paths: Vec<Vec<Position>> = borders.iter().map(|&(a, b)| vec![a, b]).collect();
    for _ in 0..ROUNDS {
        let edges = directed(&outline);
        let boxes: Vec<LatticeBox> = edges
            .iter()
            .map(|&(a, b)| LatticeBox::around(a, b))
            .collect();
        let tree = BoxTree::new(&boxes);
        let meets = |path: &Vec<Position>| {
            let mut found = false;
            for ends in path.windows(2) {
                tree.query(LatticeBox::around(ends[0], ends[1]), |_| found = true);
            }
            found
        };
        let (near, far): (Vec<_>, Vec<_>) = paths.into_iter().partition(meets);
        let noded = node_paths(&near, &edges);
        paths = noded.paths;
        if noded.nodes.is_empty() {
            paths.extend(far);
            return Some((outline, paths));
        }
        let mut chains = HashMap::with_capacity(noded.nodes.len());
        let mut moved = HashMap::new();
        for (&(a, b), places) in &noded.nodes {
            let (chain, met) = chain_beside(a, b, places);
            if chain.iter().all(|&vertex| region.covers(vertex)) {
                moved.extend(places.iter().copied().zip(met));
                chains.insert((a, b), chain);
            } else {
                let ends = [a].into_iter().chain(places.iter().copied()).chain([b]);
                chains.insert((a, b), ends.collect());
            }
        }
        for stop in paths.iter_mut().flatten() {
            *stop = moved.get(stop).copied().unwrap_or(*stop);
        }
        paths.iter_mut().for_each(Vec::dedup);
        paths.extend(far);
        outline = with_chains(&outline, &chains)?;
    }
    None
}

/// The edges of a region with its ground on their left.
fn directed(region: &Region) -> Vec<(Position, Position)> {
    let polygons = region.polygons().iter();
    let rings = polygons.flat_map(|polygon| polygon.rings().enumerate());
    rings
        .flat_map(|(i, ring)| {
            ring.edges()
                .map(move |(a, b)| if i == 0 { (a, b) } else { (b, a) })
        })
        .collect()
}

/// A region with chains in place of some of its edges, which have the ground on their left.
fn with_chains(
    region: &Region,
    chains: &HashMap<(Position, Position), Vec<Position>>,
) -> Option<Region> {
    let rebuilt = |(i, ring): (usize, &Ring)| {
        let mut vertices = Vec::with_capacity(ring.vertices().len());
        for (a, b) in ring.edges() {
            let found = chains.get(&if i == 0 { (a, b) } else { (b, a) });
            let Some(chain) = found else {
                vertices.push(a);
                continue;
            };
            let inner = &chain[..chain.len() - 1];
            if i == 0 {
                vertices.extend(inner);
            } else {
                vertices.extend(chain[1..].iter().rev());
            }
        }
        Ring::new(&vertices).ok()
    };
    let polygon = |polygon: &Polygon| {
        let mut rings = polygon.rings().enumerate().map(rebuilt);
        let outer = rings.next()??;
        Polygon::new(outer, rings.collect::<Option<Vec<_>>>()?).ok()
    };
    let polygons: Option<Vec<Polygon>> = region.polygons().iter().map(polygon).collect();
    Region::new(polygons?).ok()
}

/// The box of the frame around a region, with room for the bulge of its edges: a parallel is a curve in the frame.
pub(crate) fn extent(region: &Region, frame: &LocalFrame) -> (Metres, Metres) {
    const STEP: i64 = 500_000; // lattice steps: over 0.05 degrees an edge bulges by less than 10 m
    const ROOM_M: f64 = 10.0;
    let along = |(a, b): (Position, Position)| {
        let (dx, dy) = (
            i64::from(b.lon()) - i64::from(a.lon()),
            i64::from(b.lat()) - i64::from(a.lat()),
        );
        let parts = dx.abs().max(dy.abs()) / STEP + 1;
        (0..parts).map(move |i| {
            Position::clamped(
                i64::from(a.lon()) + dx * i / parts,
                i64::from(a.lat()) + dy * i / parts,
            )
        })
    };
    let points = region
        .rings()
        .flat_map(Ring::edges)
        .flat_map(along)
        .map(|p| frame.to_metres(p));
    let everywhere = |value: f64| Metres { x: value, y: value };
    points.fold(
        (everywhere(f64::MAX), everywhere(f64::MIN)),
        |(low, high), m| {
            (
                Metres {
                    x: low.x.min(m.x - ROOM_M),
                    y: low.y.min(m.y - ROOM_M),
                },
                Metres {
                    x: high.x.max(m.x + ROOM_M),
                    y: high.y.max(m.y + ROOM_M),
                },
            )
        },
    )
}
