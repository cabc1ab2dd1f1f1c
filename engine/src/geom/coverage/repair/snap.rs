//! Vertices that lie close together become one.

use std::collections::BTreeMap;

use super::super::box_tree::{BoxTree, LatticeBox};
use super::super::draft::Draft;
use super::super::ground::{degree_m, segment_m};
use super::clean::rebuild;
use super::{Change, ChangeKind, RepairError};
use crate::geom::{LATTICE_PER_DEGREE, Position, Region};

/// Moves vertices to the first vertex, from the west, that is closer than a distance and does not move itself.
pub(super) fn snap(
    members: &mut [Option<Region>],
    distance_m: f64,
    changes: &mut Vec<Change>,
) -> Result<(), RepairError> {
    let targets = targets(members, distance_m);
    for (member, slot) in members.iter_mut().enumerate() {
        let Some(region) = slot else {
            continue;
        };
        let mut draft = Draft::of(region);
        let mut first = None;
        for vertex in draft.polygons.iter_mut().flatten().flatten() {
            if let Some(&target) = targets.get(vertex) {
                first = first.or(Some(*vertex));
                *vertex = target;
            }
        }
        let Some(place) = first else {
            continue;
        };
        let before = region.area_m2();
        let snapped = match draft.region(member) {
            Ok(region) => Some(region),
            Err(_collapsed) => rebuild(&draft)?,
        };
        changes.push(Change {
            kind: ChangeKind::Snapped,
            member,
            from: None,
            place,
            area_m2: (snapped.as_ref().map_or(0.0, Region::area_m2) - before).abs(),
        });
        *slot = snapped;
    }
    Ok(())
}

/// Where each vertex goes that moves.
fn targets(members: &[Option<Region>], distance_m: f64) -> BTreeMap<Position, Position> {
    let regions = members.iter().flatten();
    let mut vertices: Vec<Position> = regions
        .flat_map(Region::rings)
        .flat_map(|ring| ring.vertices().iter().copied())
        .collect();
    vertices.sort_unstable();
    vertices.dedup();
    let boxes: Vec<LatticeBox> = vertices.iter().map(|&v| LatticeBox::around(v, v)).collect();
    let tree = BoxTree::new(&boxes);
    let mut settled = vec![false; vertices.len()];
    let mut targets = BTreeMap::new();
    for (number, &vertex) in vertices.iter().enumerate() {
        if std::mem::replace(&mut settled[number], true) {
            continue;
        }
        tree.query(window(vertex, distance_m), |other| {
            let place = vertices[other as usize];
            if !settled[other as usize] && segment_m(vertex, place) < distance_m {
                settled[other as usize] = true;
                targets.insert(place, vertex);
            }
        });
    }
    targets
}

/// A box that holds everything closer to a position than a distance.
fn window(p: Position, distance_m: f64) -> LatticeBox {
    let (east, north) = degree_m(p.lat_degrees());
    let steps = |metres_per_degree: f64| {
        let steps = distance_m * 1.1 / metres_per_degree.max(1.0) * f64::from(LATTICE_PER_DEGREE);
        steps.ceil() as i64
    };
    let (lon, lat) = (i64::from(p.lon()), i64::from(p.lat()));
    let (dx, dy) = (steps(east), steps(north));
    LatticeBox::around(
        Position::clamped(lon - dx, lat - dy),
        Position::clamped(lon + dx, lat + dy),
    )
}
