//! Snapshots: all layers at one revision, immutable, shared by `Arc`.

mod codes;
mod cover;
mod kin;
mod next;
mod plans;
mod stored;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use cover::CoverMemo;
use kin::Kin;

use crate::assign::{Assignment, Codes, Standing, Tiers, assign_areas, assign_nearest};
use crate::codes::CodeHistory;
use crate::faults::{FaultMemo, Near, TierFault};
use crate::geom::{Bounds, LocalFrame, Position};
use crate::layer::{
    AreaLayer, AreaRecord, CountLayer, DutyLayer, LineLayer, OpenCheckpoints, PointLayer, Threads,
};
use crate::model::{
    Address, AreaCode, Cell, Change, Checkpoint, CrossingLayer, Dataset, Grid, Place, Revision,
    SpatialUnit, Tier,
};

pub use plans::Plans;
pub use stored::Stored;

/// A honeycomb with its cells.
#[derive(Debug)]
pub struct Crossing {
    /// What the layer is.
    pub layer: CrossingLayer,
    /// Its cells.
    pub cells: Arc<AreaLayer<Cell>>,
}

/// All layers at one revision. Never changed after it is built; assignments are computed when first asked for.
#[derive(Debug)]
pub struct Snapshot {
    /// The revision.
    pub revision: Revision,
    /// What the store describes, `None` before the first import.
    pub place: Option<Place>,
    /// The metric frame.
    pub frame: LocalFrame,
    /// The grids of each tier that has any.
    pub grids: Tiers,
    /// The honeycombs, by name.
    pub crossings: Vec<Arc<Crossing>>,
    /// Addresses.
    pub addresses: Arc<PointLayer<Address>>,
    /// Checkpoints.
    pub checkpoints: Arc<PointLayer<Checkpoint>>,
    /// Barriers.
    pub barriers: Arc<LineLayer>,
    /// Counts.
    pub counts: Arc<CountLayer>,
    /// Spatial units.
    pub units: Arc<AreaLayer<SpatialUnit>>,
    /// Plans that are not in force, or were, and their steps.
    pub plans: Arc<Plans>,
    /// Roles and duties.
    pub duties: Arc<DutyLayer>,
    /// Shared by all snapshots that share the addresses.
    standing: Arc<OnceLock<Standing>>,
    /// Shared by all snapshots that share the checkpoints.
    open_checkpoints: Arc<OnceLock<OpenCheckpoints>>,
    threads: Threads,
    by_tier: BTreeMap<Tier, OnceLock<Arc<Assignment>>>,
    by_crossing: Vec<OnceLock<Arc<Assignment>>>,
    by_checkpoint: OnceLock<Arc<Assignment>>,
    faults: FaultMemo,
    kin: OnceLock<Kin>,
    codes: OnceLock<Arc<CodeHistory>>,
    cover: CoverMemo,
}

impl Snapshot {
    /// The snapshot of a dataset. Cost: O(rows log rows); points are packed while areas are indexed.
    pub fn build(dataset: Dataset) -> Self {
        let place = dataset.place.into_iter().next();
        let anchor = place
            .as_ref()
            .map_or(Position::clamped(0, 0), |place| place.anchor);
        let layers = std::thread::scope(|scope| {
            let (addresses, counts) = (dataset.addresses, dataset.counts);
            let packing = scope.spawn(move || {
                let addresses = Arc::new(PointLayer::build(addresses));
                let counts = Arc::new(CountLayer::build(counts, &addresses));
                (addresses, counts)
            });
            let grids = tiers(dataset.grids);
            let crossings = crossings(dataset.crossing_layers, dataset.cells);
            let checkpoints = Arc::new(PointLayer::build(dataset.checkpoints));
            let barriers = Arc::new(LineLayer::build(dataset.barriers));
            let units = Arc::new(AreaLayer::build(dataset.units));
            let plans = Arc::new(Plans {
                records: dataset.plans,
                steps: dataset.plan_steps,
            });
            let panicked = |panic| std::panic::resume_unwind(panic);
            let duties = Arc::new(DutyLayer::build(dataset.roles, dataset.duties));
            let (addresses, counts) = packing.join().unwrap_or_else(panicked);
            Layers {
                grids,
                crossings,
                addresses,
                standing: Arc::default(),
                open_checkpoints: Arc::default(),
                checkpoints,
                barriers,
                counts,
                units,
                plans,
                duties,
            }
        });
        Self::assemble(dataset.revision, place, layers, LocalFrame::new(anchor))
    }

    /// The same snapshot, which from now on answers bulk questions on so many threads, as will those that follow it.
    #[must_use]
    pub fn on_threads(self, threads: Threads) -> Self {
        Self { threads, ..self }
    }

    /// The same layers as those of another revision.
    #[must_use]
    pub(crate) fn at_revision(self, revision: Revision) -> Self {
        Self { revision, ..self }
    }

    fn assemble(
        revision: Revision,
        place: Option<Place>,
        layers: Layers,
        frame: LocalFrame,
    ) -> Self {
        let by_tier = layers
            .grids
            .keys()
            .map(|&tier| (tier, OnceLock::new()))
            .collect();
        let by_crossing = layers.crossings.iter().map(|_| OnceLock::new()).collect();
        Self {
            revision,
            place,
            frame,
            grids: layers.grids,
            crossings: layers.crossings,
            addresses: layers.addresses,
            standing: layers.standing,
            open_checkpoints: layers.open_checkpoints,
            checkpoints: layers.checkpoints,
            barriers: layers.barriers,
            counts: layers.counts,
            units: layers.units,
            plans: layers.plans,
            duties: layers.duties,
            threads: Threads::ONE,
            by_tier,
            by_crossing,
            by_checkpoint: OnceLock::new(),
            faults: FaultMemo::default(),
            kin: OnceLock::new(),
            codes: OnceLock::new(),
            cover: CoverMemo::default(),
        }
    }

    fn grid_rows(&self) -> Vec<Grid> {
        let mut rows: Vec<Grid> = self
            .grids
            .values()
            .flat_map(|layer| layer.records().iter().cloned())
            .collect();
        rows.sort_by(|a, b| a.code.cmp(&b.code));
        rows
    }

    fn crossing_rows(&self) -> Vec<CrossingLayer> {
        self.crossings
            .iter()
            .map(|crossing| crossing.layer.clone())
            .collect()
    }

    fn cell_rows(&self) -> Vec<Cell> {
        self.crossings
            .iter()
            .flat_map(|crossing| crossing.cells.records().iter().cloned())
            .collect()
    }

    /// All rows, for exports and hashes. Cost: a copy of everything.
    pub fn dataset(&self) -> Dataset {
        Dataset {
            revision: self.revision,
            place: self.place.iter().cloned().collect(),
            grids: self.grid_rows(),
            crossing_layers: self.crossing_rows(),
            cells: self.cell_rows(),
            addresses: self.addresses.records().rows().collect(),
            checkpoints: self.checkpoints.records().to_vec(),
            barriers: self.barriers.records().to_vec(),
            counts: self.counts.records().to_vec(),
            units: self.units.records().to_vec(),
            plans: self.plans.records.clone(),
            plan_steps: self.plans.steps.clone(),
            roles: self.duties.roles().to_vec(),
            duties: self.duties.records().to_vec(),
        }
    }

    /// The grid with this code, with its tier's layer and its index there.
    pub fn grid(&self, code: &AreaCode) -> Option<(&Arc<AreaLayer<Grid>>, usize)> {
        self.grids
            .values()
            .find_map(|layer| Some((layer, layer.index_of(code)?)))
    }

    /// The honeycomb of this name, with its place in [`Snapshot::crossings`].
    pub fn crossing(&self, name: &str) -> Option<(usize, &Arc<Crossing>)> {
        self.crossings
            .iter()
            .enumerate()
            .find(|(_, crossing)| crossing.layer.name.as_str() == name)
    }

    /// Which grid of a tier each address belongs to; empty when the tier has no grids.
    pub fn assignment(&self, tier: Tier) -> Arc<Assignment> {
        let Some((memo, layer)) = self.by_tier.get(&tier).zip(self.grids.get(&tier)) else {
            return Arc::default();
        };
        let assign = || {
            let codes = Codes::in_tier(self.standing(), &self.grids, tier);
            Arc::new(self.assigned_to(layer, &codes))
        };
        Arc::clone(memo.get_or_init(assign))
    }

    /// Which grid of a tier here each address of another snapshot belongs to; empty when the tier has no grids. What is
    /// known already when both hold the same addresses and counts, else worked out anew.
    pub fn assignment_of(&self, facts: &Self, tier: Tier) -> Arc<Assignment> {
        let same = Arc::ptr_eq(&self.addresses, &facts.addresses)
            && Arc::ptr_eq(&self.counts, &facts.counts);
        match self.grids.get(&tier) {
            Some(layer) if !same => {
                let codes = Codes::in_tier(facts.standing(), &self.grids, tier);
                Arc::new(facts.assigned_to(layer, &codes))
            }
            _ => self.assignment(tier),
        }
    }

    /// On how many threads bulk questions are answered.
    pub fn threads(&self) -> Threads {
        self.threads
    }

    /// The tier in which addresses are counted when nobody names one: the lowest down to grid, or micro alone.
    pub fn counted_tier(&self) -> Option<Tier> {
        let tiers = [Tier::Grid, Tier::Community, Tier::Street, Tier::Micro];
        tiers.into_iter().find(|tier| self.grids.contains_key(tier))
    }

    /// Where each address counts before any area is looked at, and which areas the files state.
    pub fn standing(&self) -> &Standing {
        self.standing
            .get_or_init(|| Standing::of(self.addresses.records()))
    }

    /// Which cell of the `index`-th honeycomb each address belongs to.
    pub fn crossing_assignment(&self, index: usize) -> Arc<Assignment> {
        let Some((memo, crossing)) = self.by_crossing.get(index).zip(self.crossings.get(index))
        else {
            return Arc::default();
        };
        let assign = || {
            let codes = Codes::in_honeycomb(self.standing(), &self.grids);
            Arc::new(self.assigned_to(&crossing.cells, &codes))
        };
        Arc::clone(memo.get_or_init(assign))
    }

    fn assigned_to<T: AreaRecord>(&self, areas: &AreaLayer<T>, codes: &Codes<'_>) -> Assignment {
        let standing = self.standing();
        let (addresses, counts) = (&self.addresses, &self.counts);
        assign_areas(areas, addresses, counts, standing, codes, self.threads)
    }

    /// The checkpoints that are in use: questions for the nearest know no others.
    pub fn open_checkpoints(&self) -> &OpenCheckpoints {
        self.open_checkpoints
            .get_or_init(|| OpenCheckpoints::of(&self.checkpoints))
    }

    /// Which open checkpoint is nearest to each address.
    pub fn nearest_assignment(&self) -> Arc<Assignment> {
        let assign = || {
            Arc::new(assign_nearest(
                self.open_checkpoints(),
                self.checkpoints.records().len(),
                &self.addresses,
                &self.counts,
                self.threads,
            ))
        };
        Arc::clone(self.by_checkpoint.get_or_init(assign))
    }

    /// What keeps a tier from dividing the ground, found when first asked for; [`crate::faults`] says what is looked at.
    pub fn faults(&self, tier: Tier) -> Arc<Vec<TierFault>> {
        self.faults.faults(&self.grids, tier)
    }

    /// These grids with some changes, to be proved.
    pub(crate) fn near<'a>(&'a self, changes: &'a [Change<Grid>]) -> Near<'a> {
        Near::new(&self.faults, &self.grids, changes)
    }

    /// Gives back what only questions about very many places need; the next such question makes it anew.
    pub fn rest(&self) {
        self.grids.values().for_each(|layer| layer.forget_owners());
        for crossing in &self.crossings {
            crossing.cells.forget_owners();
        }
    }

    /// The box around everything stored.
    pub fn bounds(&self) -> Option<Bounds> {
        let points = [
            self.addresses.bounds(),
            self.checkpoints.bounds(),
            self.barriers.bounds(),
        ];
        let areas = self.grids.values().map(|layer| layer.bounds());
        points
            .into_iter()
            .chain(areas)
            .chain([self.units.bounds()])
            .flatten()
            .reduce(Bounds::union)
    }
}

struct Layers {
    grids: Tiers,
    crossings: Vec<Arc<Crossing>>,
    addresses: Arc<PointLayer<Address>>,
    standing: Arc<OnceLock<Standing>>,
    open_checkpoints: Arc<OnceLock<OpenCheckpoints>>,
    checkpoints: Arc<PointLayer<Checkpoint>>,
    barriers: Arc<LineLayer>,
    counts: Arc<CountLayer>,
    units: Arc<AreaLayer<SpatialUnit>>,
    plans: Arc<Plans>,
    duties: Arc<DutyLayer>,
}

fn tiers(rows: Vec<Grid>) -> Tiers {
    let mut by_tier: BTreeMap<Tier, Vec<Grid>> = BTreeMap::new();
    for grid in rows {
        by_tier.entry(grid.tier).or_default().push(grid);
    }
    by_tier
        .into_iter()
        .map(|(tier, grids)| (tier, Arc::new(AreaLayer::build(grids))))
        .collect()
}

fn crossings(layers: Vec<CrossingLayer>, cells: Vec<Cell>) -> Vec<Arc<Crossing>> {
    let mut rest = cells;
    let mut result = Vec::with_capacity(layers.len());
    for layer in layers {
        let (own, others) = rest.into_iter().partition(|cell| cell.layer == layer.name);
        rest = others;
        result.push(Arc::new(Crossing {
            layer,
            cells: Arc::new(AreaLayer::build(own)),
        }));
    }
    result
}
