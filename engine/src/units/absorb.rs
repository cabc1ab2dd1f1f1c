//! Which faces make up a unit: those of one building or enclosure, and what is too small to stand alone.

use std::collections::BTreeMap;

use super::cover::Homes;
use super::flood::{NONE, Neighbours, Sets, bounds_faces, sides};
use crate::balance::Obstacle;
use crate::geom::{Arrangement, OUTSIDE, Position, degree_m};

/// Ground without addresses that is smaller is no unit.
const LEAST_AREA_M2: f64 = 500.0;
/// Ground without addresses that is narrower, on average, is no unit.
const LEAST_WIDTH_M: f64 = 5.0;

/// Faces and what is known of them.
pub(super) struct Faces<'a> {
    pub(super) ground: &'a Arrangement,
    pub(super) neighbours: &'a Neighbours,
    /// The enclosure of each face.
    pub(super) enclosures: &'a [u32],
    /// The grid of today of each face.
    pub(super) grids: &'a [u32],
    /// The building of each face.
    pub(super) labels: &'a [u32],
    /// What lies along each edge.
    pub(super) obstacles: &'a [Option<Obstacle>],
    /// How long each edge is.
    pub(super) lengths_mm: &'a [u64],
}

/// What a unit is made of.
#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    /// One of its faces: of its building where it has one.
    pub(super) face: u32,
    /// The buildings in it.
    pub(super) buildings: Vec<u32>,
}

/// The unit of each face, and what each unit is made of. Cost: O(n log n).
pub(super) fn units(faces: &Faces<'_>, homes: &Homes<'_>) -> (Vec<u32>, Vec<Content>) {
    let mut parts = Parts::of(faces);
    parts.take_buildings(faces, homes);
    parts.absorb(faces, homes);
    parts.numbered(faces)
}

/// Faces that hang together and belong to one building or none.
struct Parts {
    of_face: Vec<u32>,
    members: Vec<Vec<u32>>,
    buildings: Vec<Vec<u32>>,
}

impl Parts {
    fn of(faces: &Faces<'_>) -> Self {
        let mut sets = Sets::new(faces.ground.faces());
        for edge in (0..faces.ground.edges().len()).filter(|&e| bounds_faces(faces.ground, e)) {
            let [left, right] = sides(faces.ground, edge);
            let key = |face: u32| (faces.enclosures[face as usize], faces.labels[face as usize]);
            if key(left) == key(right) && key(left).0 != NONE {
                sets.join(left, right);
            }
        }
        let names = sets.names();
        let mut of_face = vec![NONE; names.len()];
        let mut members: Vec<Vec<u32>> = Vec::new();
        for (face, &name) in names.iter().enumerate() {
            if faces.enclosures[face] == NONE {
                continue;
            }
            if name as usize == face {
                of_face[face] = members.len() as u32;
                members.push(Vec::new());
            }
            of_face[face] = of_face[name as usize];
            members[of_face[face] as usize].push(face as u32);
        }
        Self {
            buildings: vec![Vec::new(); members.len()],
            of_face,
            members,
        }
    }

    /// Says of each building in which part it is.
    fn take_buildings(&mut self, faces: &Faces<'_>, homes: &Homes<'_>) {
        let mut by_label: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut by_enclosure: BTreeMap<u32, u32> = BTreeMap::new();
        for (part, members) in (0_u32..).zip(&self.members) {
            let face = members[0] as usize;
            by_enclosure.entry(faces.enclosures[face]).or_insert(part);
            if faces.labels[face] != NONE {
                by_label.entry(faces.labels[face]).or_default().push(part);
            }
        }
        let mut asked: Vec<(u32, u32)> = Vec::new();
        for (building, &(enclosure, stored)) in (0_u32..).zip(&homes.of_building) {
            let name = homes.names[building as usize];
            let part = match by_label.get(&name).map(Vec::as_slice) {
                _ if stored != NONE => by_enclosure.get(&enclosure).copied(),
                Some(&[part]) => Some(part),
                _ => None,
            };
            match part {
                Some(part) => self.buildings[part as usize].push(building),
                None => asked.push((building, name)),
            }
        }
        let place = |&(_, name): &(u32, u32)| homes.buildings[name as usize].at;
        let places: Vec<Position> = asked.iter().map(place).collect();
        for ((building, name), face) in asked.into_iter().zip(faces.ground.locate(&places)) {
            let grid = homes.buildings[building as usize].grid;
            let found = self.of_face[face as usize];
            let fits = |part: u32| faces.grids[self.members[part as usize][0] as usize] == grid;
            let own = by_label
                .get(&name)
                .and_then(|parts| self.largest(parts, faces));
            let part = match own {
                _ if face != OUTSIDE && found != NONE && fits(found) => Some(found),
                Some(part) => Some(part),
                None => by_enclosure
                    .get(&homes.of_building[building as usize].0)
                    .copied(),
            };
            if let Some(part) = part {
                self.buildings[part as usize].push(building);
            }
        }
    }

    fn largest(&self, parts: &[u32], faces: &Faces<'_>) -> Option<u32> {
        let area = |&part: &u32| self.doubled_area(part, faces);
        parts
            .iter()
            .copied()
            .max_by_key(|part| (area(part), std::cmp::Reverse(*part)))
    }

    fn doubled_area(&self, part: u32, faces: &Faces<'_>) -> i128 {
        let areas = faces.ground.doubled_areas();
        let members = self.members[part as usize].iter();
        members.map(|&face| areas[face as usize]).sum()
    }

    /// Gives what cannot stand alone to neighbours, the smallest first.
    fn absorb(&mut self, faces: &Faces<'_>, homes: &Homes<'_>) {
        let mut crowded: Vec<u32> = homes.of_building.iter().map(|home| home.0).collect();
        crowded.sort_unstable();
        let mut order: Vec<(i128, u32)> = (0..self.members.len() as u32)
            .filter(|&part| self.buildings[part as usize].is_empty())
            .map(|part| (self.doubled_area(part, faces), part))
            .collect();
        order.sort_unstable();
        for (_, part) in order {
            let face = self.members[part as usize][0] as usize;
            let is_fragment = faces.labels[face] != NONE
                || crowded.binary_search(&faces.enclosures[face]).is_ok();
            if !self.buildings[part as usize].is_empty()
                || !(is_fragment || self.is_small(part, faces))
            {
                continue;
            }
            if let Some(other) = self.nearest(part, faces) {
                let members = std::mem::take(&mut self.members[part as usize]);
                for &face in &members {
                    self.of_face[face as usize] = other;
                }
                self.members[other as usize].extend(members);
            }
        }
    }

    fn is_small(&self, part: u32, faces: &Faces<'_>) -> bool {
        let face = self.members[part as usize][0];
        let edges = faces.neighbours.around(face);
        let Some(&(edge, _)) = edges.first() else {
            return false;
        };
        let at = faces.ground.ends(edge as usize).0;
        let area_m2 = area_m2(self.doubled_area(part, faces), at);
        let mut perimeter_mm = 0;
        for &face in &self.members[part as usize] {
            for &(edge, other) in faces.neighbours.around(face) {
                if self.of_face[other as usize] != part {
                    perimeter_mm += faces.lengths_mm[edge as usize];
                }
            }
        }
        let perimeter_m = perimeter_mm as f64 / 1000.0;
        area_m2 < LEAST_AREA_M2 || 2.0 * area_m2 < LEAST_WIDTH_M * perimeter_m
    }

    /// The neighbour of a part in its grid: one in its enclosure, else the one that is easiest to reach, of several the
    /// one with the longest border.
    fn nearest(&self, part: u32, faces: &Faces<'_>) -> Option<u32> {
        let own = self.members[part as usize][0] as usize;
        let mut found: BTreeMap<u32, (bool, Option<Obstacle>, u64)> = BTreeMap::new();
        for &face in &self.members[part as usize] {
            for &(edge, other) in faces.neighbours.around(face) {
                let neighbour = self.of_face[other as usize];
                let beyond = faces.grids[other as usize] != faces.grids[own];
                if neighbour == part || neighbour == NONE || beyond {
                    continue;
                }
                let apart = faces.enclosures[other as usize] != faces.enclosures[face as usize];
                let rank = (apart, faces.obstacles[edge as usize]);
                let length_mm = faces.lengths_mm[edge as usize];
                let best = found.entry(neighbour).or_insert((rank.0, rank.1, 0));
                if rank < (best.0, best.1) {
                    *best = (rank.0, rank.1, length_mm);
                } else if rank == (best.0, best.1) {
                    best.2 += length_mm;
                }
            }
        }
        let order = |(neighbour, (apart, obstacle, mm)): (u32, (bool, Option<Obstacle>, u64))| {
            (apart, obstacle, std::cmp::Reverse(mm), neighbour)
        };
        found.into_iter().map(order).min().map(|best| best.3)
    }

    /// Units in the order of their grids, then of their first faces.
    fn numbered(mut self, faces: &Faces<'_>) -> (Vec<u32>, Vec<Content>) {
        let mut order: Vec<(u32, u32, u32)> = Vec::new();
        for (part, members) in (0_u32..).zip(&self.members) {
            if let Some(&face) = members.first() {
                order.push((faces.grids[face as usize], face, part));
            }
        }
        order.sort_unstable();
        let mut number = vec![NONE; self.members.len()];
        let mut contents = Vec::with_capacity(order.len());
        for (unit, &(_, face, part)) in (0_u32..).zip(&order) {
            number[part as usize] = unit;
            let buildings = std::mem::take(&mut self.buildings[part as usize]);
            contents.push(Content { face, buildings });
        }
        for part in self.of_face.iter_mut().filter(|part| **part != NONE) {
            *part = number[*part as usize];
        }
        (self.of_face, contents)
    }
}

/// Square metres of an area in half square lattice steps around a position.
pub(super) fn area_m2(doubled_area: i128, at: Position) -> f64 {
    let (east, north) = degree_m(at.lat_degrees());
    let step = f64::from(crate::geom::LATTICE_PER_DEGREE);
    doubled_area as f64 / 2.0 * (east / step) * (north / step)
}
