//! All lines on the ground of a parent, and what each is.

use std::collections::BTreeMap;

use super::UnitsError;
use super::obstacle::{Class, class_of};
use crate::geom::{Bounds, Position, Region, Ring, partitions};
use crate::model::{AreaCode, Grid, Tier};
use crate::snapshot::Snapshot;

/// The kind of stored units whose buildings are units of their own.
pub(super) const ESTATE: &str = "estate";

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The border of a grid, which lies on the left: its level below the parent from 0, its place in that level.
    Border { level: u32, grid: u32 },
    /// A barrier.
    Barrier(Class),
    /// The outline of a stored unit, which lies on the left: its index in the layer.
    Outline(u32),
}

/// The grids below a parent by level, and all lines on its ground.
pub(super) struct Lines<'a> {
    /// The parent.
    pub(super) parent: &'a Grid,
    /// The tier of the grids to be divided anew.
    pub(super) tier: Tier,
    /// First the grids to be divided anew, then those below them, level by level, each ordered by code.
    pub(super) levels: Vec<Vec<&'a Grid>>,
    /// The lines.
    pub(super) segments: Vec<(Position, Position)>,
    /// What each line is.
    pub(super) sources: Vec<Source>,
    /// The ends of barriers that join what lies there.
    pub(super) joined: Vec<(Position, Position)>,
}

impl<'a> Lines<'a> {
    /// The lines of a parent. Cost: O(n log n) for n vertices on its ground.
    ///
    /// # Errors
    /// [`UnitsError::UnknownGrid`], [`UnitsError::NoGrids`], [`UnitsError::Faulty`].
    pub(super) fn of(snapshot: &'a Snapshot, code: &AreaCode) -> Result<Self, UnitsError> {
        let unknown = || UnitsError::UnknownGrid(code.clone());
        let (layer, index) = snapshot.grid(code).ok_or_else(unknown)?;
        let parent = &layer.records()[index];
        let levels = levels(snapshot, parent)?;
        let tier = levels[0][0].tier;
        let regions: Vec<&Region> = levels[0].iter().map(|grid| &grid.region).collect();
        if !partitions(&regions, &parent.region) {
            return Err(UnitsError::Faulty {
                parent: code.clone(),
                tier,
            });
        }
        let mut lines = Self {
            parent,
            tier,
            levels,
            segments: Vec::new(),
            sources: Vec::new(),
            joined: Vec::new(),
        };
        lines.take_grids();
        lines.take_barriers(snapshot);
        lines.take_outlines(snapshot);
        Ok(lines)
    }

    fn take_grids(&mut self) {
        for (level, grids) in (0..).zip(&self.levels) {
            for (grid, record) in (0..).zip(grids) {
                let source = Source::Border { level, grid };
                for edge in directed(&record.region) {
                    self.segments.push(edge);
                    self.sources.push(source);
                }
            }
        }
    }

    fn take_barriers(&mut self, snapshot: &Snapshot) {
        let ground = self.parent.region.bounds();
        for index in snapshot.barriers.meeting(ground) {
            let barrier = &snapshot.barriers.records()[index];
            let class = class_of(&barrier.class);
            for ends in barrier.path().windows(2) {
                let meets =
                    Bounds::around([ends[0], ends[1]]).is_some_and(|b| b.intersects(ground));
                if meets {
                    self.segments.push((ends[0], ends[1]));
                    self.sources.push(Source::Barrier(class));
                }
            }
            if let (true, [first, .., last]) = (class.joins, barrier.path()) {
                self.joined.push((*first, *last));
            }
        }
    }

    fn take_outlines(&mut self, snapshot: &Snapshot) {
        for index in snapshot.units.meeting(self.parent.region.bounds()) {
            for edge in directed(&snapshot.units.records()[index].region) {
                self.segments.push(edge);
                self.sources.push(Source::Outline(index as u32));
            }
        }
    }
}

/// The grids below a parent, level by level; the first level has those of the highest tier alone.
fn levels<'a>(snapshot: &'a Snapshot, parent: &'a Grid) -> Result<Vec<Vec<&'a Grid>>, UnitsError> {
    let mut by_tier: BTreeMap<Tier, BTreeMap<&AreaCode, &Grid>> = BTreeMap::new();
    let mut open = vec![parent];
    while let Some(above) = open.pop() {
        for grid in snapshot.children(&above.code) {
            by_tier
                .entry(grid.tier)
                .or_default()
                .insert(&grid.code, grid);
            open.push(grid);
        }
    }
    if by_tier.is_empty() {
        return Err(UnitsError::NoGrids(parent.code.clone()));
    }
    let grids = |level: BTreeMap<&AreaCode, &'a Grid>| level.into_values().collect();
    Ok(by_tier.into_values().map(grids).collect())
}

/// The edges of a region with its ground on their left.
pub(super) fn directed(region: &Region) -> impl Iterator<Item = (Position, Position)> + '_ {
    region.polygons().iter().flat_map(|polygon| {
        polygon
            .rings()
            .enumerate()
            .flat_map(|(i, ring): (usize, &Ring)| {
                let turned = i > 0;
                ring.edges()
                    .map(move |(a, b)| if turned { (b, a) } else { (a, b) })
            })
    })
}
