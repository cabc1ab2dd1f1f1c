//! The grids of a snapshot with those that an operation has changed so far.

use std::collections::{BTreeMap, BTreeSet};

use crate::geom::{Bounds, Coverage, Polygon, Position, Region, Ring};
use crate::model::{AreaCode, Grid, Tier};
use crate::snapshot::Snapshot;

use super::EditError;

/// Grids as an operation has left them; it becomes a delta when the operation is done.
#[derive(Clone)]
pub(super) struct Ground<'a> {
    snapshot: &'a Snapshot,
    /// Changed and new grids; `None` for those that go.
    changed: BTreeMap<AreaCode, Option<Grid>>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(snapshot: &'a Snapshot) -> Self {
        Self {
            snapshot,
            changed: BTreeMap::new(),
        }
    }

    /// The grid with a code.
    pub(super) fn grid(&self, code: &AreaCode) -> Option<&Grid> {
        if let Some(changed) = self.changed.get(code) {
            return changed.as_ref();
        }
        let (layer, index) = self.snapshot.grid(code)?;
        Some(&layer.records()[index])
    }

    /// Whether a grid in force or drafted is known to have ever had a code.
    pub(super) fn ever_had(&self, code: &AreaCode) -> bool {
        self.snapshot.codes().is_some_and(|codes| codes.has(code))
    }

    /// The grid with a code.
    ///
    /// # Errors
    /// [`EditError::UnknownGrid`].
    pub(super) fn known(&self, code: &AreaCode) -> Result<&Grid, EditError> {
        let grid = self.grid(code);
        grid.ok_or_else(|| EditError::UnknownGrid(code.clone()))
    }

    /// The grids of a tier whose box meets a box, by code.
    pub(super) fn meeting(&self, tier: Tier, bounds: Bounds) -> Vec<&Grid> {
        let stored = self.snapshot.grids.get(&tier).into_iter();
        let stored = stored.flat_map(|layer| {
            let indices = layer.meeting(bounds).into_iter();
            indices.map(|index| &layer.records()[index])
        });
        let unchanged = stored.filter(|grid| !self.changed.contains_key(&grid.code));
        let changed = self.changed.values().flatten();
        let changed = changed.filter(|g| g.tier == tier && g.region.bounds().intersects(bounds));
        let mut found: Vec<&Grid> = unchanged.chain(changed).collect();
        found.sort_by(|a, b| a.code.cmp(&b.code));
        found
    }

    /// The grids of a tier that have a vertex at a position.
    pub(super) fn at_node(&self, tier: Tier, node: Position) -> Vec<&Grid> {
        self.meeting_where(tier, node, |ring| ring.vertices().contains(&node))
    }

    /// The grids of a tier on whose border a position lies.
    pub(super) fn touching(&self, tier: Tier, position: Position) -> Vec<&Grid> {
        self.meeting_where(tier, position, |ring| ring.touches(position))
    }

    fn meeting_where(
        &self,
        tier: Tier,
        position: Position,
        holds: impl Fn(&Ring) -> bool,
    ) -> Vec<&Grid> {
        let Some(bounds) = Bounds::around([position]) else {
            return Vec::new();
        };
        let mut found = self.meeting(tier, bounds);
        found.retain(|grid| grid.region.rings().any(&holds));
        found
    }

    /// The grids whose parent has this code.
    pub(super) fn children<'b>(&'b self, parent: &'b AreaCode) -> Vec<&'b Grid> {
        let stored = self.snapshot.children(parent).into_iter();
        let unchanged = stored.filter(|grid| !self.changed.contains_key(&grid.code));
        let changed = self.changed.values().flatten();
        let changed = changed.filter(|grid| grid.parent.as_ref() == Some(parent));
        unchanged.chain(changed).collect()
    }

    /// A grid and all that belongs to it, through any tiers, from the largest down. Cost: O(grids) a tier.
    pub(super) fn family(&self, code: &AreaCode) -> Result<Vec<&Grid>, EditError> {
        let first = self.known(code)?;
        let mut family = vec![first];
        let mut codes: BTreeSet<&AreaCode> = BTreeSet::from([&first.code]);
        for tier in Tier::ALL.into_iter().filter(|&tier| tier > first.tier) {
            let stored = self.snapshot.grids.get(&tier).into_iter();
            let unchanged = stored
                .flat_map(|layer| layer.records())
                .filter(|grid| !self.changed.contains_key(&grid.code));
            let changed = self.changed.values().flatten().filter(|g| g.tier == tier);
            let below: Vec<&Grid> = unchanged
                .chain(changed)
                .filter(|grid| grid.parent.as_ref().is_some_and(|p| codes.contains(p)))
                .collect();
            codes.extend(below.iter().map(|grid| &grid.code));
            family.extend(below);
        }
        Ok(family)
    }

    /// Puts vertices on edges for all grids of all tiers that have these edges.
    ///
    /// # Errors
    /// [`EditError::Shape`].
    pub(super) fn put_nodes(&mut self, nodes: &EdgeNodes) -> Result<(), EditError> {
        let ends = nodes.keys().map(|edge| edge.0);
        let holders = ends.flat_map(|end| {
            let tiers = Tier::ALL.into_iter();
            tiers.map(move |tier| (tier, end))
        });
        let codes: BTreeSet<AreaCode> = holders
            .flat_map(|(tier, end)| self.at_node(tier, end))
            .filter(|grid| undirected(&grid.region).any(|edge| nodes.contains_key(&edge)))
            .map(|grid| grid.code.clone())
            .collect();
        for code in codes {
            self.reshape(&code, |ring| with_nodes(ring, nodes))?;
        }
        Ok(())
    }

    /// Sets a grid, new or changed.
    pub(super) fn put(&mut self, grid: Grid) {
        self.changed.insert(grid.code.clone(), Some(grid));
    }

    /// Takes a grid away.
    pub(super) fn remove(&mut self, code: &AreaCode) {
        self.changed.insert(code.clone(), None);
    }

    /// Gives a grid other rings: each chain of vertices as a function makes it.
    ///
    /// # Errors
    /// [`EditError::Shape`] when what comes out is no region.
    pub(super) fn reshape(
        &mut self,
        code: &AreaCode,
        chain: impl FnMut(&Ring) -> Vec<Position>,
    ) -> Result<(), EditError> {
        let grid = self.known(code)?.clone();
        let region = rebuilt(&grid.region, chain).map_err(|reason| EditError::Shape {
            code: code.clone(),
            reason,
        })?;
        self.put(Grid { region, ..grid });
        Ok(())
    }

    /// The grids that changed or are new, and the codes of those that go.
    pub(super) fn finish(self) -> (Vec<Grid>, Vec<AreaCode>) {
        let mut gone = Vec::new();
        let mut rows = Vec::new();
        for (code, grid) in self.changed {
            match grid {
                Some(grid) => rows.push(grid),
                None => gone.push(code),
            }
        }
        (rows, gone)
    }
}

/// A region with other chains in place of its rings, which come in their order.
///
/// # Errors
/// What is wrong with the region that comes out, in words.
pub(super) fn rebuilt(
    region: &Region,
    mut chain: impl FnMut(&Ring) -> Vec<Position>,
) -> Result<Region, String> {
    let mut polygons = Vec::with_capacity(region.polygons().len());
    for polygon in region.polygons() {
        let mut rings = polygon.rings().map(|ring| Ring::new(&chain(ring)));
        let outer = rings.next().expect("a polygon has an outer ring");
        let holes: Result<Vec<Ring>, _> = rings.collect();
        let (outer, holes) = (outer.map_err(text)?, holes.map_err(text)?);
        polygons.push(Polygon::new(outer, holes).map_err(text)?);
    }
    Region::new(polygons).map_err(text)
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Regions that must be a coverage, so that they can be joined.
///
/// # Errors
/// [`EditError::Overlapping`], in the name of the grid with this code.
pub(super) fn coverage(code: &AreaCode, regions: &[&Region]) -> Result<Coverage, EditError> {
    Coverage::new(regions).map_err(|faults| EditError::Overlapping {
        code: code.clone(),
        fault: faults.first().map(ToString::to_string).unwrap_or_default(),
    })
}

/// The edges of a region, each with its smaller end first.
pub(super) fn undirected(region: &Region) -> impl Iterator<Item = (Position, Position)> + '_ {
    let edges = region.rings().flat_map(Ring::edges);
    edges.map(|(a, b)| (a.min(b), a.max(b)))
}

/// Vertices to be put between the ends of edges, in order from the smaller end, which stands first.
pub(super) type EdgeNodes = BTreeMap<(Position, Position), Vec<Position>>;

/// A ring's vertices with more on those edges that it has.
pub(super) fn with_nodes(ring: &Ring, nodes: &EdgeNodes) -> Vec<Position> {
    let mut chain = Vec::with_capacity(ring.vertices().len());
    for (a, b) in ring.edges() {
        chain.push(a);
        let start = chain.len();
        chain.extend(nodes.get(&(a.min(b), a.max(b))).into_iter().flatten());
        if a > b {
            chain[start..].reverse();
        }
    }
    chain
}
