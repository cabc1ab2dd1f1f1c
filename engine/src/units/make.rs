//! Units from the faces that make them up.

use std::collections::BTreeMap;

use super::UnitsError;
use super::absorb::{Content, area_m2};
use super::addresses::{Building, with_minutes};
use super::cover::{CoverUnit, Fine};
use super::enclosures::Enclosures;
use super::flood::{NONE, sides};
use super::ids::{Origin, ids};
use super::lines::{Lines, Source};
use crate::balance::Load;
use crate::geom::Position;
use crate::model::{Lock, UnitId};
use crate::snapshot::Snapshot;

/// The kinds of units that are not stored.
const BUILDING: &str = "building";
const EMPTY: &str = "empty";

/// Everything that units are made of.
pub(super) struct Made<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) lines: &'a Lines<'a>,
    pub(super) enclosures: &'a Enclosures,
    pub(super) fine: &'a Fine<'a>,
    pub(super) unit_of_face: &'a [u32],
    pub(super) lengths_mm: &'a [u64],
    pub(super) buildings: &'a [Building],
}

/// What is added up of a unit.
#[derive(Clone, Copy)]
struct Extent {
    doubled_area: i128,
    perimeter_mm: u64,
    /// The first edge of its border, in its direction.
    first: Option<(Position, Position)>,
    is_held: bool,
}

impl Made<'_> {
    /// The units with what is counted of them.
    ///
    /// # Errors
    /// [`UnitsError::TooThin`] for a grid without a unit.
    pub(super) fn units(
        &self,
        contents: &[Content],
        owners: &[Vec<u32>],
    ) -> Result<Vec<CoverUnit>, UnitsError> {
        let extents = self.extents(contents.len(), owners);
        let mut pieces = BTreeMap::<u32, u32>::new();
        for unit in contents.iter().filter_map(|content| self.stored(content)) {
            *pieces.entry(unit).or_default() += 1;
        }
        let origins = contents.iter().zip(&extents).map(|(content, extent)| {
            let grid = owners[0][content.face as usize] as usize;
            self.origin(content, extent, grid, &pieces)
        });
        let ids = ids(origins);
        let mut units = Vec::with_capacity(contents.len());
        for ((content, extent), id) in contents.iter().zip(&extents).zip(ids) {
            let grid = owners[0][content.face as usize];
            units.push(self.unit(content, extent, grid, id));
        }
        let grids = (0_u32..).zip(&self.lines.levels[0]);
        let has_unit = |grid: u32| units.binary_search_by_key(&grid, |unit| unit.grid).is_ok();
        match grids.into_iter().find(|&(grid, _)| !has_unit(grid)) {
            Some((_, grid)) => Err(UnitsError::TooThin(grid.code.clone())),
            None => Ok(units),
        }
    }

    /// The stored unit that a unit is, or is part of.
    fn stored(&self, content: &Content) -> Option<u32> {
        let face = self.fine.faces[content.face as usize];
        Some(self.enclosures.stored[face as usize]).filter(|&unit| unit != NONE)
    }

    /// What the id of a unit is made from; `pieces` says in how many parts each stored unit lies.
    fn origin(
        &self,
        content: &Content,
        extent: &Extent,
        grid: usize,
        pieces: &BTreeMap<u32, u32>,
    ) -> Origin<'_> {
        if let Some(unit) = self.stored(content) {
            let id = self.snapshot.units.records()[unit as usize].id.as_str();
            let several = pieces[&unit] > 1;
            let grid = self.lines.levels[0][grid].code.as_str();
            return Origin::Stored(id, several.then_some(grid));
        }
        let buildings = content.buildings.iter();
        let first = buildings.map(|&building| self.buildings[building as usize].first);
        match (first.min(), extent.first) {
            (Some(address), _) => {
                let records = self.snapshot.addresses.records();
                Origin::Address(records.id(address as usize).to_string())
            }
            (None, Some((a, b))) => Origin::Ground(a, b),
            (None, None) => Origin::Address(String::new()),
        }
    }

    fn unit(&self, content: &Content, extent: &Extent, grid: u32, id: UnitId) -> CoverUnit {
        let stored = self.stored(content);
        let face = self.fine.faces[content.face as usize] as usize;
        let estate = Some(self.enclosures.estates[face]).filter(|&estate| estate != NONE);
        let row = |unit: u32| &self.snapshot.units.records()[unit as usize];
        let (mut load, mut addresses) = (Load::default(), 0);
        for &building in &content.buildings {
            load += self.buildings[building as usize].load;
            addresses += self.buildings[building as usize].addresses;
        }
        let kind = match stored {
            Some(unit) => row(unit).kind.clone(),
            None if content.buildings.is_empty() => EMPTY.to_owned(),
            None => BUILDING.to_owned(),
        };
        let standing = content.buildings.first();
        let standing = standing.map(|&building| self.buildings[building as usize].at);
        let corner = extent.first.map(|edge| edge.0);
        let middle = || self.lines.parent.region.bounds().center();
        let place = standing.or(corner).unwrap_or_else(middle);
        let name = stored.or(estate).map(|unit| row(unit).name.clone());
        CoverUnit {
            id,
            kind,
            name: name.unwrap_or_default(),
            grid,
            addresses,
            load: with_minutes(load),
            area_m2: area_m2(extent.doubled_area, place).round() as u64,
            perimeter_mm: extent.perimeter_mm,
            estate,
            is_stored: stored.is_some(),
            is_fixed: extent.is_held,
            place,
        }
    }

    fn extents(&self, units: usize, owners: &[Vec<u32>]) -> Vec<Extent> {
        let none = Extent {
            doubled_area: 0,
            perimeter_mm: 0,
            first: None,
            is_held: false,
        };
        let mut extents = vec![none; units];
        for (face, &unit) in self.unit_of_face.iter().enumerate() {
            if unit != NONE {
                let extent = &mut extents[unit as usize];
                extent.doubled_area += self.fine.ground.doubled_areas()[face];
                let below = (1..owners.len()).filter(|&level| owners[level][face] != NONE);
                for level in below {
                    let grid = self.lines.levels[level][owners[level][face] as usize];
                    extent.is_held |= grid.lock != Lock::Open;
                }
            }
        }
        for edge in self.fine.edges() {
            let [left, right] = sides(&self.fine.ground, edge);
            let [one, other] = [left, right].map(|face| self.unit_of_face[face as usize]);
            if one == other {
                continue;
            }
            let (low, high) = self.fine.ground.ends(edge);
            for (unit, ends) in [(one, (low, high)), (other, (high, low))] {
                if unit != NONE {
                    let extent = &mut extents[unit as usize];
                    extent.perimeter_mm += self.lengths_mm[edge];
                    extent.first = extent.first.or(Some(ends));
                }
            }
        }
        extents
    }

    /// The units at the ends of what joins them, as numbers below `units`.
    pub(super) fn joined(&self, units: usize) -> Vec<[u32; 2]> {
        let ends: Vec<Position> = self
            .lines
            .joined
            .iter()
            .flat_map(|&(a, b)| [a, b])
            .collect();
        let faces = self.fine.ground.locate(&ends);
        let pairs = faces.chunks_exact(2).map(|ends| {
            let unit = |face: u32| self.unit_of_face[face as usize];
            [unit(ends[0]), unit(ends[1])]
        });
        let known =
            |pair: &[u32; 2]| pair[0] != pair[1] && pair.iter().all(|&u| (u as usize) < units);
        pairs.filter(known).collect()
    }

    /// For each edge the borders of grids that it is part of.
    pub(super) fn borders(&self) -> Vec<Vec<(Position, Position)>> {
        let of_edge = |edge: usize| {
            let mut found: Vec<(Position, Position)> = Vec::new();
            for (coarse, _) in self.fine.coarse(edge) {
                for mark in self.enclosures.ground.marks(coarse) {
                    if matches!(
                        self.lines.sources[mark.segment as usize],
                        Source::Border { .. }
                    ) {
                        let (a, b) = self.lines.segments[mark.segment as usize];
                        found.push((a.min(b), a.max(b)));
                    }
                }
            }
            found.sort_unstable();
            found.dedup();
            found
        };
        (0..self.fine.ground.edges().len()).map(of_edge).collect()
    }
}

/// Adds what counts in a grid whatever ground it has to its largest unit, which then stays.
pub(super) fn pin(units: &mut [CoverUnit], pinned: &[(u64, Load)]) {
    for (grid, &(addresses, load)) in (0_u32..).zip(pinned) {
        if addresses == 0 {
            continue;
        }
        let own = units.iter_mut().filter(|unit| unit.grid == grid);
        if let Some(unit) = own.max_by_key(|unit| unit.area_m2) {
            unit.addresses += addresses;
            unit.load += load;
            unit.load = with_minutes(unit.load);
            unit.is_fixed = true;
        }
    }
}
