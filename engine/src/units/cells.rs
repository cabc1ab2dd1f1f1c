//! Lines between the buildings of one enclosure.

use std::collections::BTreeMap;

use super::addresses::Building;
use super::enclosures::{Enclosures, is_inside};
use super::flood::{NONE, bounds_faces, sides};
use crate::geom::{
    BoxTree, LatticeBox, LocalFrame, Metres, OUTSIDE, Position, group_borders, segment_crossing,
};

/// A piece of line between two buildings, by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CellLine {
    pub(super) ends: (Position, Position),
    pub(super) left: u32,
    pub(super) right: u32,
}

/// Where buildings stand, and the lines between those that share an enclosure.
pub(super) struct Cells {
    /// The face of the enclosures in which each building counts.
    pub(super) faces: Vec<u32>,
    /// The lines.
    pub(super) lines: Vec<CellLine>,
}

/// Pieces as short as this in lattice steps are kept wherever they lie.
const TINY: u32 = 2;

/// The lines between buildings, cut off at the borders of their enclosures. Cost: O(n log n).
pub(super) fn cells(enclosures: &Enclosures, buildings: &[Building], frame: &LocalFrame) -> Cells {
    let places: Vec<Position> = buildings.iter().map(|building| building.at).collect();
    let mut faces = enclosures.ground.locate(&places);
    for (face, building) in faces.iter_mut().zip(buildings) {
        if enclosures.owners[0][*face as usize] != building.grid {
            *face = beside(enclosures, building).unwrap_or(*face);
        }
    }
    let mut crowded: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (building, &face) in (0_u32..).zip(&faces) {
        let is_stored = enclosures.stored[face as usize] != NONE;
        if is_inside(&enclosures.of_face, face) && !is_stored {
            let enclosure = enclosures.of_face[face as usize];
            crowded.entry(enclosure).or_default().push(building);
        }
    }
    crowded.retain(|_, members| members.len() > 1);
    let borders = borders(enclosures, &crowded);
    let elsewhere = other_places(enclosures, buildings, &faces, &crowded);
    let mut pieces: Vec<(u32, CellLine)> = Vec::new();
    for (&enclosure, members) in &crowded {
        let mut sites: Vec<(Position, usize)> = Vec::new();
        for &building in members {
            sites.push((buildings[building as usize].at, building as usize));
        }
        sites.extend(elsewhere.get(&enclosure).into_iter().flatten());
        sites.sort_unstable();
        sites.dedup_by_key(|site| site.0);
        divide(enclosure, &sites, &borders[&enclosure], frame, &mut pieces);
    }
    let middle = |line: &CellLine| {
        let (a, b) = line.ends;
        let half = |a: i32, b: i32| i64::midpoint(i64::from(a), i64::from(b));
        Position::clamped(half(a.lon(), b.lon()), half(a.lat(), b.lat()))
    };
    let middles: Vec<Position> = pieces.iter().map(|(_, line)| middle(line)).collect();
    let found = enclosures.ground.locate(&middles);
    let inside = pieces
        .into_iter()
        .zip(found)
        .filter(|((enclosure, line), face)| {
            let (a, b) = line.ends;
            let steps = a.lon().abs_diff(b.lon()).max(a.lat().abs_diff(b.lat()));
            steps <= TINY || enclosures.of_face[*face as usize] == *enclosure
        });
    Cells {
        lines: inside.map(|((_, line), _)| line).collect(),
        faces,
    }
}

/// A face of the grid in which a building counts, on whose border it stands.
fn beside(enclosures: &Enclosures, building: &Building) -> Option<u32> {
    let ground = &enclosures.ground;
    let touches = |&edge: &usize| {
        let (a, b) = ground.ends(edge);
        let around = LatticeBox::around(a, b);
        around.meets(LatticeBox::around(building.at, building.at))
            && crate::geom::orientation(a, b, building.at) == 0
    };
    let near = (0..ground.edges().len()).filter(|&edge| bounds_faces(ground, edge));
    let mut faces = near.filter(touches).flat_map(|edge| sides(ground, edge));
    faces.find(|&face| enclosures.owners[0][face as usize] == building.grid)
}

/// The border of each of some enclosures.
fn borders(
    enclosures: &Enclosures,
    crowded: &BTreeMap<u32, Vec<u32>>,
) -> BTreeMap<u32, Vec<(Position, Position)>> {
    let ground = &enclosures.ground;
    let mut borders: BTreeMap<u32, Vec<(Position, Position)>> = BTreeMap::new();
    for edge in (0..ground.edges().len()).filter(|&edge| bounds_faces(ground, edge)) {
        let [left, right] = sides(ground, edge).map(|face| enclosures.of_face[face as usize]);
        if left != right {
            for enclosure in [left, right] {
                if crowded.contains_key(&enclosure) {
                    borders
                        .entry(enclosure)
                        .or_default()
                        .push(ground.ends(edge));
                }
            }
        }
    }
    borders
}

/// By enclosure the places of addresses that count elsewhere in it.
fn other_places(
    enclosures: &Enclosures,
    buildings: &[Building],
    faces: &[u32],
    crowded: &BTreeMap<u32, Vec<u32>>,
) -> BTreeMap<u32, Vec<(Position, usize)>> {
    let of = |face: u32| enclosures.of_face[face as usize];
    let mut others: Vec<(Position, usize)> = Vec::new();
    for (number, building) in buildings.iter().enumerate() {
        if building.places.len() > 1 && crowded.contains_key(&of(faces[number])) {
            let places = building
                .places
                .iter()
                .filter(|&&place| place != building.at);
            others.extend(places.map(|&place| (place, number)));
        }
    }
    let places: Vec<Position> = others.iter().map(|other| other.0).collect();
    let mut found: BTreeMap<u32, Vec<(Position, usize)>> = BTreeMap::new();
    for (other, face) in others.into_iter().zip(enclosures.ground.locate(&places)) {
        let enclosure = of(faces[other.1]);
        if face != OUTSIDE && of(face) == enclosure {
            found.entry(enclosure).or_default().push(other);
        }
    }
    found
}

/// The lines between the sites of one enclosure, in pieces that do not pass its border.
fn divide(
    enclosure: u32,
    sites: &[(Position, usize)],
    border: &[(Position, Position)],
    frame: &LocalFrame,
    pieces: &mut Vec<(u32, CellLine)>,
) {
    let metres = |&(at, building): &(Position, usize)| (frame.to_metres(at), building);
    let sites: Vec<(Metres, usize)> = sites.iter().map(metres).collect();
    let corners: Vec<Metres> = border.iter().map(|edge| frame.to_metres(edge.0)).collect();
    let around = |&(a, b): &(Position, Position)| LatticeBox::around(a, b);
    let tree = BoxTree::new(&border.iter().map(around).collect::<Vec<_>>());
    let mut stops: Vec<Position> = Vec::new();
    for line in group_borders(&sites, &corners, frame) {
        for ends in line.line.windows(2) {
            let (a, b) = (ends[0], ends[1]);
            stops.clear();
            tree.query(LatticeBox::around(a, b), |edge| {
                let (c, d) = border[edge as usize];
                let on = |&v: &Position| crate::geom::orientation(a, b, v) == 0;
                let within =
                    |&v: &Position| LatticeBox::around(a, b).meets(LatticeBox::around(v, v));
                stops.extend([c, d].into_iter().filter(|v| on(v) && within(v)));
                stops.extend(segment_crossing((a, b), (c, d)));
            });
            stops.extend([a, b]);
            stops.sort_unstable();
            // along a line that goes east positions ascend in longitude, not always in latitude
            let along = |p: &Position| {
                let step = |u: i32, v: i32| i128::from(v) - i128::from(u);
                step(a.lon(), b.lon()) * step(a.lon(), p.lon())
                    + step(a.lat(), b.lat()) * step(a.lat(), p.lat())
            };
            stops.sort_by_key(along);
            stops.dedup();
            pieces.extend(stops.windows(2).map(|ends| {
                let line = CellLine {
                    ends: (ends[0], ends[1]),
                    left: line.left as u32,
                    right: line.right as u32,
                };
                (enclosure, line)
            }));
        }
    }
}
