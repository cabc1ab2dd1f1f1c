//! The rows of a snapshot that belong to an area: a grid and all below it, what counts and lies there.

use std::sync::Arc;

use crate::geom::{Region, interior};
use crate::layer::AreaLayer;
use crate::model::{Address, AreaCode, Barrier, Cell, Checkpoint, Count, Grid, SpatialUnit};
use crate::snapshot::Snapshot;

/// The rows of a snapshot, all or those of an area.
pub struct Within<'a> {
    snapshot: &'a Snapshot,
    area: Option<(&'a Arc<AreaLayer<Grid>>, usize)>,
}

impl<'a> Within<'a> {
    /// All rows, or those of the grid of a code; `None` when there is no such grid.
    pub fn new(snapshot: &'a Snapshot, area: Option<&AreaCode>) -> Option<Self> {
        let area = match area {
            None => None,
            Some(code) => Some(snapshot.grid(code)?),
        };
        Some(Self { snapshot, area })
    }

    fn region(&self) -> Option<&'a Region> {
        let (layer, index) = self.area?;
        Some(&layer.records()[index].region)
    }

    /// The grids, by code: the area itself and all that belongs to it.
    pub fn grids(&self) -> Vec<&'a Grid> {
        let mut grids: Vec<&Grid> = match self.area {
            None => {
                let layers = self.snapshot.grids.values();
                layers.flat_map(|layer| layer.records()).collect()
            }
            Some((layer, index)) => {
                let mut family = vec![&layer.records()[index]];
                let mut next = 0;
                while let Some(&parent) = family.get(next) {
                    next += 1;
                    family.extend(self.snapshot.children(&parent.code));
                }
                family
            }
        };
        grids.sort_by(|a, b| a.code.cmp(&b.code));
        grids
    }

    /// The honeycomb cells with a place inside the area, layer by layer.
    pub fn cells(&self) -> Vec<&'a Cell> {
        let crossings = self.snapshot.crossings.iter();
        let cells = crossings.flat_map(|crossing| crossing.cells.records());
        cells.filter(|cell| self.has(&cell.region)).collect()
    }

    /// The addresses that count in the area.
    pub fn addresses(&self) -> impl Iterator<Item = Address> + 'a {
        let all = self.snapshot.addresses.records();
        let mut reader = all.reader();
        let has_address = self.has_address();
        let own = (0..all.len()).filter(move |&place| has_address(place));
        own.map(move |place| reader.row(place))
    }

    /// Whether the address at a place among all counts in the area.
    fn has_address(&self) -> impl Fn(usize) -> bool + use<> {
        let owners = self.area.map(|(layer, index)| {
            let assignment = self.snapshot.assignment(layer.records()[index].tier);
            (assignment, index as u32)
        });
        move |place| {
            let owned = owners.as_ref();
            owned.is_none_or(|(of, own)| of.owners.get(place) == Some(*own))
        }
    }

    /// The checkpoints in the area, its border included.
    pub fn checkpoints(&self) -> Vec<&'a Checkpoint> {
        let all = self.snapshot.checkpoints.records().iter();
        let inside = |row: &&Checkpoint| self.region().is_none_or(|r| r.covers(row.position));
        all.filter(inside).collect()
    }

    /// The barriers with a vertex in the area.
    pub fn barriers(&self) -> Vec<&'a Barrier> {
        let all = self.snapshot.barriers.records().iter();
        let inside = |row: &&Barrier| {
            let meets = |region: &Region| row.path().iter().any(|place| region.covers(*place));
            self.region().is_none_or(meets)
        };
        all.filter(inside).collect()
    }

    /// The spatial units with a place inside the area.
    pub fn units(&self) -> Vec<&'a SpatialUnit> {
        let all = self.snapshot.units.records().iter();
        all.filter(|unit| self.has(&unit.region)).collect()
    }

    /// The counts at addresses that count in the area.
    pub fn counts(&self) -> Vec<&'a Count> {
        let all = self.snapshot.counts.records().iter();
        if self.area.is_none() {
            return all.collect();
        }
        // both are in the order of the ids
        let (has_address, mut reader) = (
            self.has_address(),
            self.snapshot.addresses.records().reader(),
        );
        all.filter(|count| reader.find(&count.address).is_ok_and(&has_address))
            .collect()
    }

    /// Whether a place inside of some ground is in the area.
    fn has(&self, ground: &Region) -> bool {
        let Some(region) = self.region() else {
            return true;
        };
        let near = region.bounds().intersects(ground.bounds());
        near && ground
            .polygons()
            .first()
            .is_some_and(|part| region.covers(interior(part)))
    }
}
