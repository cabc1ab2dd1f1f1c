//! The skeleton: the outline cut along rivers, lakes and great roads into first faces.

use std::collections::{BTreeMap, BTreeSet};

use hexward_engine::geom::{Metres, Polygon, Position, Region, Ring, slice_region};

use super::curve::{Channel, Curve, lake, outline, rivers, without_fords};
use super::line::Class;
use super::network::Network;
use super::plane::{self, along, distance_to_segment_m, in_box, orientation};
use super::roads::great_roads;
use crate::error::CityError;

/// A face of the network: a ring of vertices, counter-clockwise, on land or wet.
#[derive(Debug, Clone)]
pub(crate) struct Face {
    pub(crate) ring: Vec<u32>,
    pub(crate) water: bool,
}

/// A segment of a curve with the number of its line.
type Segment = (u32, Metres, Metres);

/// Side of the squares in which segments are looked up, in metres.
const CELL_M: f64 = 400.0;

/// The first faces of a city and the network of their borders.
///
/// # Errors
/// [`CityError`] when the curves of this seed cannot be cut.
pub(crate) fn skeleton(seed: u64, radius_m: f64) -> Result<(Network, Vec<Face>), CityError> {
    let channels = rivers(seed, radius_m);
    let shore = lake(seed, radius_m);
    let mut curves = waters(&channels, shore.as_deref());
    for road in great_roads(seed, radius_m) {
        curves.extend(without_fords(&road, &channels));
    }
    let region = region(&outline(seed, radius_m))?;
    let pieces = cut(&region, &mut curves)?;
    let mut network = Network::default();
    let mut rings = number(&pieces, &mut network);
    complete(&mut rings, &network);
    draw_lines(&rings, &curves, &mut network);
    let wet = |p: Metres| {
        let position = plane::position(p);
        let shore = shore.iter().any(|shore| {
            let chain: Vec<Position> = shore[1..].iter().map(|&p| plane::position(p)).collect();
            plane::inside(&chain, position)
        });
        shore || channels.iter().any(|channel| channel.covers(p))
    };
    let face = |ring: Vec<u32>| {
        let corners: Vec<Metres> = ring.iter().map(|&v| network.metres(v)).collect();
        Face {
            water: wet(inner_point(&corners, 0.500_123)),
            ring,
        }
    };
    let faces = rings.into_iter().map(face).collect();
    Ok((network, faces))
}

fn waters(channels: &[Channel], shore: Option<&[Metres]>) -> Vec<Curve> {
    let mut curves = Vec::new();
    for channel in channels {
        curves.push(Curve {
            class: Class::River,
            points: channel.middle.clone(),
        });
        curves.extend(channel.banks().map(|points| Curve {
            class: Class::Bank,
            points,
        }));
    }
    curves.extend(shore.map(|shore| Curve {
        class: Class::Bank,
        points: shore.to_vec(),
    }));
    curves
}

fn region(outline: &[Metres]) -> Result<Region, CityError> {
    let chain: Vec<Position> = outline.iter().map(|&p| plane::position(p)).collect();
    let ring = Ring::new(&chain).map_err(|error| CityError::Ring(error.to_string()))?;
    let polygon =
        Polygon::new(ring, Vec::new()).map_err(|error| CityError::Ring(error.to_string()))?;
    Ok(Region::single(polygon))
}

/// The pieces of the outline; a piece around an island is cut through the island, so that no piece has a hole.
fn cut(region: &Region, curves: &mut Vec<Curve>) -> Result<Vec<Polygon>, CityError> {
    for _ in 0..4 {
        let segments: Vec<(Position, Position)> = curves
            .iter()
            .flat_map(|curve| curve.points.windows(2))
            .map(|pair| (plane::position(pair[0]), plane::position(pair[1])))
            .filter(|(a, b)| a != b)
            .collect();
        let pieces = slice_region(region, &segments)?;
        let mut whole = true;
        for piece in &pieces {
            let bounds = piece.bounds();
            for hole in piece.holes() {
                let middle = plane::metres(hole.bounds().center());
                let end = |lat: i32| Metres {
                    x: middle.x + 3.0,
                    y: plane::metres(Position::clamped(
                        hole.bounds().center().lon().into(),
                        lat.into(),
                    ))
                    .y,
                };
                whole = false;
                curves.push(Curve {
                    class: Class::Arterial,
                    points: vec![end(bounds.min().lat()), end(bounds.max().lat())],
                });
            }
        }
        if whole {
            return Ok(pieces);
        }
    }
    Err(CityError::Ring("an island cannot be joined".to_owned()))
}

/// The outer rings as vertices of the network, one for each position.
fn number(pieces: &[Polygon], network: &mut Network) -> Vec<Vec<u32>> {
    let mut known: BTreeMap<Position, u32> = BTreeMap::new();
    let mut vertex = |&p: &Position| *known.entry(p).or_insert_with(|| network.add_vertex(p));
    pieces
        .iter()
        .map(|piece| piece.outer().vertices().iter().map(&mut vertex).collect())
        .collect()
}

fn edges(ring: &[u32]) -> impl Iterator<Item = (u32, u32)> + '_ {
    ring.iter()
        .copied()
        .zip(ring.iter().copied().cycle().skip(1))
}

/// The directed edges whose reverse no ring has.
fn unmatched(rings: &[Vec<u32>]) -> BTreeSet<(u32, u32)> {
    let all: BTreeSet<(u32, u32)> = rings.iter().flat_map(|ring| edges(ring)).collect();
    all.iter()
        .copied()
        .filter(|&(a, b)| !all.contains(&(b, a)))
        .collect()
}

/// Inserts into each edge the vertices of others that lie exactly on it.
fn complete(rings: &mut [Vec<u32>], network: &Network) {
    let open = unmatched(rings);
    let ends: BTreeSet<u32> = open.iter().flat_map(|&(a, b)| [a, b]).collect();
    for ring in rings {
        let mut full = Vec::with_capacity(ring.len());
        for (a, b) in edges(ring) {
            full.push(a);
            if !open.contains(&(a, b)) {
                continue;
            }
            let (from, to) = (network.position(a), network.position(b));
            let on = |&&v: &&u32| {
                let p = network.position(v);
                v != a && v != b && in_box(from, to, p) && orientation(from, to, p) == 0
            };
            let mut between: Vec<u32> = ends.iter().filter(on).copied().collect();
            let away = |v: u32| {
                let p = network.position(v);
                p.lon()
                    .abs_diff(from.lon())
                    .max(p.lat().abs_diff(from.lat()))
            };
            between.sort_by_key(|&v| away(v));
            full.extend(between);
        }
        *ring = full;
    }
}

/// Finds for every edge the curve that it came from.
fn draw_lines(rings: &[Vec<u32>], curves: &[Curve], network: &mut Network) {
    let outline = network.add_line(Class::Outline, None);
    for (a, b) in unmatched(rings) {
        network.set_line(a, b, outline);
    }
    let cell = |p: Metres| ((p.x / CELL_M).floor() as i32, (p.y / CELL_M).floor() as i32);
    let mut cells: BTreeMap<(i32, i32), Vec<Segment>> = BTreeMap::new();
    for curve in curves {
        let line = network.add_line(curve.class, None);
        for pair in curve.points.windows(2) {
            let (a, b) = (cell(pair[0]), cell(pair[1]));
            for x in a.0.min(b.0)..=a.0.max(b.0) {
                for y in a.1.min(b.1)..=a.1.max(b.1) {
                    let segments = cells.entry((x, y)).or_default();
                    segments.push((line, pair[0], pair[1]));
                }
            }
        }
    }
    for (a, b) in rings.iter().flat_map(|ring| edges(ring)) {
        if network.line(a, b).is_some() {
            continue;
        }
        let middle = along(network.metres(a), network.metres(b), 0.5);
        let near = cells.get(&cell(middle)).into_iter().flatten();
        let found = near
            .map(|&(line, from, to)| (distance_to_segment_m(middle, from, to), line))
            .min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        if let Some((_, line)) = found {
            network.set_line(a, b, line);
        }
    }
}

/// A point inside a ring: the middle of the widest part at a part of its height.
pub(crate) fn inner_point(corners: &[Metres], height: f64) -> Metres {
    let low = corners.iter().map(|p| p.y).fold(f64::MAX, f64::min);
    let high = corners.iter().map(|p| p.y).fold(f64::MIN, f64::max);
    let y = low + (high - low) * height;
    let mut crossings: Vec<f64> = Vec::new();
    for (i, a) in corners.iter().enumerate() {
        let b = corners[(i + 1) % corners.len()];
        if (a.y > y) != (b.y > y) {
            crossings.push(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
        }
    }
    crossings.sort_by(f64::total_cmp);
    let widest = crossings
        .chunks_exact(2)
        .map(|pair| (pair[1] - pair[0], f64::midpoint(pair[0], pair[1])))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    Metres {
        x: widest.map_or(corners[0].x, |(_, x)| x),
        y,
    }
}
