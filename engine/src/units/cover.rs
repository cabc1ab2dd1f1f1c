//! The cover of a parent: its units with their ground, and what joins them.

use std::collections::BTreeMap;
use std::ops::Deref;

use super::absorb::{self, Faces};
use super::addresses::{Addresses, Building, Counted, counted};
use super::cells::{Cells, cells};
use super::enclosures::{Edges, Enclosures};
use super::flood::{NONE, Neighbours, Sets, bounds_faces, sides};
use super::lines::Lines;
use super::make::{self, Made};
use super::{UnitsError, join, links};
use crate::balance::{Link, Load, Obstacle};
use crate::geom::{Arrangement, LocalFrame, OUTSIDE, Position, segment_m};
use crate::model::{AreaCode, Grid, Lock, Tier, UnitId};
use crate::snapshot::Snapshot;

/// A unit of a cover.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverUnit {
    /// Its id: that of the stored unit, or one that stays as long as its first address, or its ground, is there.
    pub id: UnitId,
    /// What it is: the kind of the stored unit, else `building` or `empty`.
    pub kind: String,
    /// The name of the stored unit or of its estate; may be empty.
    pub name: String,
    /// The grid of today that it lies in, by its place in [`ParentUnits::grids`].
    pub grid: u32,
    /// How many addresses count in it.
    pub addresses: u64,
    /// What is counted of it.
    pub load: Load,
    /// Its area in square metres.
    pub area_m2: u64,
    /// The length of its whole border in millimetres.
    pub perimeter_mm: u64,
    /// The stored unit of kind `estate` that it lies in, by its index in the layer.
    pub estate: Option<u32>,
    /// Whether it is a stored unit, or a part of one.
    pub is_stored: bool,
    /// Whether it stays in its grid: addresses that count there by their codes, or a locked grid below, hold it.
    pub is_fixed: bool,
    /// A position at its building, or on its border where it has none.
    pub place: Position,
}

/// The units of a parent, without their ground.
#[derive(Debug, Clone, PartialEq)]
pub struct ParentUnits {
    /// The parent.
    pub parent: AreaCode,
    /// The tier of its grids.
    pub tier: Tier,
    /// Its grids, by code.
    pub grids: Vec<AreaCode>,
    /// What may be done to each.
    pub locks: Vec<Lock>,
    /// The units, grid by grid.
    pub units: Vec<CoverUnit>,
    /// Which units are neighbours, each pair once.
    pub links: Vec<Link>,
}

/// The units of a parent with their ground: they have no gap, do not overlap, and each of today's grids is a union of them.
#[derive(Debug)]
pub struct UnitCover {
    pub(super) parent_units: ParentUnits,
    pub(super) ground: Ground,
}

impl Deref for UnitCover {
    type Target = ParentUnits;

    fn deref(&self) -> &ParentUnits {
        &self.parent_units
    }
}

impl UnitCover {
    /// The units alone: their ground takes several times as much memory.
    pub fn into_units(self) -> ParentUnits {
        self.parent_units
    }
}

/// The ground of the units of a cover.
#[derive(Debug)]
pub(super) struct Ground {
    /// All borders.
    pub(super) arrangement: Arrangement,
    /// The unit of each face.
    pub(super) units: Vec<u32>,
    /// For each level of grids and each face the grid's place in the level.
    pub(super) owners: Vec<Vec<u32>>,
    /// The codes of the grids of each level.
    pub(super) levels: Vec<Vec<AreaCode>>,
    /// For each edge the borders of grids that it is part of, by their ends, the smaller first.
    pub(super) borders: Vec<Vec<(Position, Position)>>,
}

/// Faces between the enclosures' borders and the lines between buildings.
pub(super) struct Fine<'a> {
    pub(super) enclosures: &'a Enclosures,
    pub(super) ground: Arrangement,
    pub(super) neighbours: Neighbours,
    /// The edge of the enclosures that each line up to so many is; the others are lines between buildings.
    coarse: Vec<u32>,
    cells: &'a Cells,
    /// The face of the enclosures that each face lies in.
    pub(super) faces: Vec<u32>,
}

impl<'a> Fine<'a> {
    fn of(enclosures: &'a Enclosures, cells: &'a Cells) -> Self {
        let edges = 0..enclosures.ground.edges().len();
        let coarse: Vec<u32> = edges
            .filter(|&edge| bounds_faces(&enclosures.ground, edge))
            .map(|edge| edge as u32)
            .collect();
        let borders = coarse
            .iter()
            .map(|&edge| enclosures.ground.ends(edge as usize));
        let segments: Vec<_> = borders
            .chain(cells.lines.iter().map(|line| line.ends))
            .collect();
        let ground = Arrangement::new(&segments);
        let mut fine = Self {
            neighbours: Neighbours::of(&ground),
            faces: vec![NONE; ground.faces()],
            enclosures,
            ground,
            coarse,
            cells,
        };
        let mut faces = std::mem::take(&mut fine.faces);
        for edge in fine.edges() {
            let own = sides(&fine.ground, edge);
            for (coarse, forward) in fine.coarse(edge) {
                let [left, right] = sides(&enclosures.ground, coarse);
                let [one, other] = if forward { own } else { [own[1], own[0]] };
                (faces[one as usize], faces[other as usize]) = (left, right);
            }
        }
        faces[OUTSIDE as usize] = OUTSIDE;
        let passes = |edge: u32| fine.coarse(edge as usize).next().is_none();
        fine.neighbours.spread(&mut faces, passes);
        fine.faces = faces;
        fine
    }

    pub(super) fn edges(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.ground.edges().len()).filter(|&edge| bounds_faces(&self.ground, edge))
    }

    /// The edges of the enclosures that an edge is part of, and whether in their direction.
    pub(super) fn coarse(&self, edge: usize) -> impl Iterator<Item = (usize, bool)> + '_ {
        let marks = self.ground.marks(edge).iter();
        marks.filter_map(|mark| {
            let coarse = self.coarse.get(mark.segment as usize)?;
            Some((*coarse as usize, mark.forward))
        })
    }

    fn enclosure(&self, face: u32) -> u32 {
        self.enclosures.of_face[self.faces[face as usize] as usize]
    }

    /// The hardest barrier along each edge.
    fn obstacles(&self, lines: &Lines<'_>) -> Vec<Option<Obstacle>> {
        let edges = Edges {
            ground: &self.enclosures.ground,
            sources: &lines.sources,
        };
        let obstacle = |edge: usize| {
            let coarse = self.coarse(edge).map(|(coarse, _)| coarse);
            coarse.filter_map(|coarse| edges.obstacle(coarse)).max()
        };
        (0..self.ground.edges().len()).map(obstacle).collect()
    }

    fn lengths_mm(&self) -> Vec<u64> {
        let length = |edge: usize| {
            let (a, b) = self.ground.ends(edge);
            ((segment_m(a, b) * 1000.0).round() as u64).max(1)
        };
        (0..self.ground.edges().len()).map(length).collect()
    }

    /// For each level of grids and each face the grid's place in the level.
    fn owners(&self) -> Vec<Vec<u32>> {
        let of_level = |coarse: &Vec<u32>| {
            let faces = self.faces.iter();
            faces.map(|&face| coarse[face as usize]).collect()
        };
        self.enclosures.owners.iter().map(of_level).collect()
    }

    /// The building whose ground each face is; buildings that no line parts are one.
    fn buildings(&self, buildings: &[Building]) -> (Vec<u32>, Vec<u32>) {
        let home = |building: u32| {
            let face = self.cells.faces[building as usize] as usize;
            (self.enclosures.of_face[face], self.enclosures.stored[face])
        };
        let mut only: BTreeMap<u32, u32> = BTreeMap::new();
        let mut count: BTreeMap<u32, u32> = BTreeMap::new();
        for building in 0..buildings.len() as u32 {
            let (enclosure, stored) = home(building);
            if stored == NONE {
                only.insert(enclosure, building);
                *count.entry(enclosure).or_default() += 1;
            }
        }
        only.retain(|enclosure, _| count[enclosure] == 1);
        let mut sets = Sets::new(buildings.len());
        let mut labels = vec![NONE; self.ground.faces()];
        for edge in self.edges() {
            let [left, right] = sides(&self.ground, edge);
            for mark in self.ground.marks(edge) {
                let line = (mark.segment as usize).checked_sub(self.coarse.len());
                let Some(line) = line.map(|line| self.cells.lines[line]) else {
                    continue;
                };
                let [one, other] = if mark.forward {
                    [left, right]
                } else {
                    [right, left]
                };
                for (face, building) in [(one, line.left), (other, line.right)] {
                    if home(building).0 != self.enclosure(face) {
                        continue;
                    }
                    let label = &mut labels[face as usize];
                    if *label == NONE {
                        *label = building;
                    } else {
                        sets.join(*label, building);
                    }
                }
            }
        }
        for face in 0..self.ground.faces() as u32 {
            if let Some(&building) = only.get(&self.enclosure(face)) {
                labels[face as usize] = building;
            }
        }
        self.neighbours.spread(&mut labels, |edge| {
            let [left, right] = sides(&self.ground, edge as usize);
            let marks = self.ground.marks(edge as usize).iter();
            let parted = marks.map(|mark| mark.segment as usize).max();
            self.enclosure(left) == self.enclosure(right)
                && parted.is_some_and(|segment| segment < self.coarse.len())
        });
        let names = sets.names();
        for label in labels.iter_mut().filter(|label| **label != NONE) {
            *label = names[*label as usize];
        }
        (labels, names)
    }
}

impl UnitCover {
    /// The cover of a parent. Cost: O(n log n) for n vertices, barriers and buildings on its ground.
    ///
    /// # Errors
    /// As [`Lines::of`]; [`UnitsError::TooThin`].
    pub(super) fn of(
        snapshot: &Snapshot,
        addresses: &Addresses,
        code: &AreaCode,
    ) -> Result<Self, UnitsError> {
        let lines = Lines::of(snapshot, code)?;
        let layer = &snapshot.grids[&lines.tier];
        let index = |code| layer.index_of(code).expect("a grid of the layer");
        let grids: Vec<usize> = lines.levels[0]
            .iter()
            .map(|grid| index(&grid.code))
            .collect();
        let counted = counted(snapshot, addresses, &grids);
        let frame = LocalFrame::new(lines.parent.region.bounds().center());
        let enclosures = Enclosures::of(snapshot, &lines);
        let cells = cells(&enclosures, &counted.buildings, &frame);
        Self::laid(snapshot, &lines, &counted, &enclosures, &cells)
    }

    /// The cover between lines that are laid.
    fn laid(
        snapshot: &Snapshot,
        lines: &Lines<'_>,
        counted: &Counted,
        enclosures: &Enclosures,
        cells: &Cells,
    ) -> Result<Self, UnitsError> {
        let fine = Fine::of(enclosures, cells);
        let (labels, names) = fine.buildings(&counted.buildings);
        let obstacles = fine.obstacles(lines);
        let lengths_mm = fine.lengths_mm();
        let owners = fine.owners();
        let faces = 0..fine.ground.faces() as u32;
        let of_face: Vec<u32> = faces.map(|face| fine.enclosure(face)).collect();
        let faces = Faces {
            ground: &fine.ground,
            neighbours: &fine.neighbours,
            enclosures: &of_face,
            grids: &owners[0],
            labels: &labels,
            obstacles: &obstacles,
            lengths_mm: &lengths_mm,
        };
        let home = |&face: &u32| {
            let face = face as usize;
            (enclosures.of_face[face], enclosures.stored[face])
        };
        let homes = Homes {
            buildings: &counted.buildings,
            names: &names,
            of_building: cells.faces.iter().map(home).collect(),
        };
        let (unit_of_face, contents) = absorb::units(&faces, &homes);
        let made = Made {
            snapshot,
            lines,
            enclosures,
            fine: &fine,
            unit_of_face: &unit_of_face,
            lengths_mm: &lengths_mm,
            buildings: &counted.buildings,
        };
        let mut units = made.units(&contents, &owners)?;
        make::pin(&mut units, &counted.pinned);
        let found = links::links(&faces, &unit_of_face, &enclosures.crossings);
        let joined = made.joined(units.len());
        let links = join::joined(&units, found, &joined, lines.levels[0].len());
        let borders = made.borders();
        let codes = |level: &Vec<&Grid>| level.iter().map(|g| g.code.clone()).collect();
        Ok(Self {
            parent_units: ParentUnits {
                parent: lines.parent.code.clone(),
                tier: lines.tier,
                grids: codes(&lines.levels[0]),
                locks: lines.levels[0].iter().map(|grid| grid.lock).collect(),
                links,
                units,
            },
            ground: Ground {
                units: unit_of_face,
                owners,
                levels: lines.levels.iter().map(codes).collect(),
                borders,
                arrangement: fine.ground,
            },
        })
    }
}

/// Where buildings count.
pub(super) struct Homes<'a> {
    pub(super) buildings: &'a [Building],
    /// The first building of the set that each is one with.
    pub(super) names: &'a [u32],
    /// The enclosure of each building, and the stored unit that it is.
    pub(super) of_building: Vec<(u32, u32)>,
}
