//! The next snapshot: what a delta does not touch is shared, what was computed is carried over.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::{Crossing, Layers, Plans, Snapshot};
use crate::assign::{Assignment, Facts, Moving, Standing, Step, Tiers, nearest_after};
use crate::codes::{CodeHistory, Moment};
use crate::layer::{
    AddressStep, AreaLayer, AreaRecord, CountLayer, DutyLayer, LineLayer, OpenCheckpoints,
    PointLayer, PointRecord, Recount, Shifts, Succession,
};
use crate::model::{
    Address, Cell, Change, CrossingLayer, DatasetError, Delta, Grid, LayerName, Place, Record,
    SpatialUnit, Tier, apply_table,
};
use crate::watch::Watch;

/// Where a honeycomb comes from.
enum Inheritance {
    /// Nowhere.
    New,
    /// From the honeycomb of this index before; with a succession when its cells have changed.
    Step(usize, Option<Succession>),
}

/// How the layers that assignments are made from came out of those before.
struct Carried<'a> {
    tiers: BTreeMap<Tier, Succession>,
    crossings: Vec<Inheritance>,
    moving: Option<Moving<'a>>,
    recount: Option<&'a Recount>,
}

impl Snapshot {
    /// The snapshot after a delta; layers that it does not touch are shared.
    ///
    /// # Errors
    /// [`DatasetError`] names the first row that is not as the delta says.
    pub fn with(&self, delta: &Delta) -> Result<Self, DatasetError> {
        self.with_watched(delta, &Watch::default())
    }

    /// As [`Snapshot::with`], for who may break it off: from then on nothing is carried over any more, which is what takes
    /// longest. The snapshot is right all the same, but has to work everything out again.
    ///
    /// # Errors
    /// As [`Snapshot::with`].
    pub fn with_watched(&self, delta: &Delta, watch: &Watch) -> Result<Self, DatasetError> {
        let next = self.with_rows(delta, watch)?;
        if let Some(codes) = self.codes.get() {
            let mut codes = Arc::clone(codes);
            if CodeHistory::is_touched_by(delta) {
                let (revision, day) = (next.revision, delta.note.day());
                Arc::make_mut(&mut codes).note(Moment { revision, day }, delta);
            }
            next.know_codes(codes);
        }
        Ok(next)
    }

    fn with_rows(&self, delta: &Delta, watch: &Watch) -> Result<Self, DatasetError> {
        let moved = delta.place.iter().any(|change| {
            change.after().map(|p| p.anchor) != self.place.as_ref().map(|p| p.anchor)
        });
        if moved {
            return Ok(Self::build(self.dataset().apply(delta)?).on_threads(self.threads));
        }
        let place = if delta.place.is_empty() {
            self.place.clone()
        } else {
            let rows: Vec<Place> = self.place.iter().cloned().collect();
            apply_table(&rows, &delta.place)?.into_iter().next()
        };
        let (grids, tier_steps) = self.grids_with(delta)?;
        let (crossings, crossing_steps) = self.crossings_with(delta)?;
        let (addresses, shifts) = points_with(&self.addresses, &delta.addresses)?;
        let (counts, recount) = self.counts_with(delta, &addresses, &shifts)?;
        let (standing, concerned) = if watch.is_stopped() {
            (Arc::default(), None)
        } else {
            self.standing_with(delta, &addresses, &shifts)
        };
        let layers = Layers {
            grids,
            crossings,
            addresses,
            standing,
            open_checkpoints: self.open_checkpoints_with(delta),
            checkpoints: points_with(&self.checkpoints, &delta.checkpoints)?.0,
            barriers: self.barriers_with(delta)?,
            counts,
            units: self.units_with(delta)?,
            plans: self.plans_with(delta)?,
            duties: DutyLayer::after(&self.duties, delta)?,
        };
        let revision = self.revision.next();
        let faults = self
            .faults
            .carried(&self.grids, &layers.grids, &delta.grids);
        let next = Self::assemble(revision, place, layers, self.frame.clone());
        let next = Self { faults, ..next }.on_threads(self.threads);
        next.cover.follow(&self.cover, delta);
        if let Some(kin) = self.kin.get() {
            // the snapshot is new, so nobody can have asked it yet
            let _ = next.kin.set(kin.after(&delta.grids));
        }
        // stated areas mean something else when any grid changes, of whichever tier
        let restated = || !delta.grids.is_empty() && !next.standing().stated().is_empty();
        if let Some(concerned) = concerned.filter(|_| !restated()) {
            let moving = Moving {
                shifts: &shifts,
                concerned: &concerned,
            };
            let carried = Carried {
                tiers: tier_steps,
                crossings: crossing_steps,
                moving: (!delta.addresses.is_empty()).then_some(moving),
                recount: recount.as_ref(),
            };
            next.inherit(self, &carried, watch);
        }
        Ok(next)
    }

    fn barriers_with(&self, delta: &Delta) -> Result<Arc<LineLayer>, DatasetError> {
        if delta.barriers.is_empty() {
            return Ok(Arc::clone(&self.barriers));
        }
        let rows = apply_table(self.barriers.records(), &delta.barriers)?;
        Ok(Arc::new(LineLayer::build(rows)))
    }

    fn open_checkpoints_with(&self, delta: &Delta) -> Arc<OnceLock<OpenCheckpoints>> {
        if delta.checkpoints.is_empty() {
            Arc::clone(&self.open_checkpoints)
        } else {
            Arc::default()
        }
    }

    fn units_with(&self, delta: &Delta) -> Result<Arc<AreaLayer<SpatialUnit>>, DatasetError> {
        if delta.units.is_empty() {
            return Ok(Arc::clone(&self.units));
        }
        let (units, _) = self.units.with(&delta.units)?;
        Ok(Arc::new(units))
    }

    pub(crate) fn plans_with(&self, delta: &Delta) -> Result<Arc<Plans>, DatasetError> {
        if delta.plans.is_empty() && delta.plan_steps.is_empty() {
            return Ok(Arc::clone(&self.plans));
        }
        Ok(Arc::new(Plans {
            records: apply_table(&self.plans.records, &delta.plans)?,
            steps: apply_table(&self.plans.steps, &delta.plan_steps)?,
        }))
    }

    /// The counts after a delta, and how they came out of those before; `None` when they are the same.
    fn counts_with(
        &self,
        delta: &Delta,
        addresses: &Arc<PointLayer<Address>>,
        shifts: &Shifts,
    ) -> Result<(Arc<CountLayer>, Option<Recount>), DatasetError> {
        if delta.counts.is_empty() && delta.addresses.is_empty() {
            return Ok((Arc::clone(&self.counts), None));
        }
        let step = AddressStep {
            before: &self.addresses,
            now: addresses,
            shifts,
        };
        let (counts, recount) = self.counts.with(&delta.counts, &step)?;
        Ok((Arc::new(counts), Some(recount)))
    }

    /// Where addresses count after a delta, if that is known, and which may count otherwise than before; `None` when
    /// that is not known.
    fn standing_with(
        &self,
        delta: &Delta,
        addresses: &PointLayer<Address>,
        shifts: &Shifts,
    ) -> (Arc<OnceLock<Standing>>, Option<Vec<u32>>) {
        if delta.addresses.is_empty() {
            return (Arc::clone(&self.standing), Some(Vec::new()));
        }
        let Some(standing) = self.standing.get() else {
            return (Arc::default(), None);
        };
        let (next, concerned) = standing.after(addresses.records(), shifts, &delta.addresses);
        (Arc::new(OnceLock::from(next)), concerned)
    }

    /// Takes over the assignments that the snapshot before has computed, with what has changed since, until told to stop.
    fn inherit(&self, before: &Self, carried: &Carried<'_>, watch: &Watch) {
        for (tier, memo) in &self.by_tier {
            if watch.is_stopped() {
                return;
            }
            let old = before.by_tier.get(tier).and_then(OnceLock::get);
            if let Some(old) = old {
                let succession = carried.tiers.get(tier);
                let after = self.handed_on(before, old, &self.grids[tier], succession, carried);
                settle(memo, after);
            }
        }
        let crossings = self.by_crossing.iter().zip(&self.crossings);
        for ((memo, crossing), inheritance) in crossings.zip(&carried.crossings) {
            let Inheritance::Step(index, succession) = inheritance else {
                continue;
            };
            if watch.is_stopped() {
                return;
            }
            if let Some(old) = before.by_crossing[*index].get() {
                let succession = succession.as_ref();
                let after = self.handed_on(before, old, &crossing.cells, succession, carried);
                settle(memo, after);
            }
        }
        let old = before.by_checkpoint.get();
        let same = Arc::ptr_eq(&self.checkpoints, &before.checkpoints);
        if let Some(old) = old.filter(|_| same && !watch.is_stopped()) {
            let known = if carried.moving.is_none() && carried.recount.is_none() {
                Some(Arc::clone(old))
            } else {
                let facts = self.facts(before, carried);
                nearest_after(self.open_checkpoints(), facts, old).map(Arc::new)
            };
            settle(&self.by_checkpoint, known);
        }
    }

    /// The addresses and counts before and now.
    fn facts<'a>(&'a self, before: &'a Self, carried: &Carried<'a>) -> Facts<'a> {
        Facts {
            addresses: (&before.addresses, &self.addresses),
            moving: carried.moving,
            counts: (&before.counts, &self.counts),
            recount: carried.recount,
        }
    }

    /// An assignment of the snapshot before, with what has changed since; `None` when it is to be made anew.
    fn handed_on<T: AreaRecord>(
        &self,
        before: &Self,
        assignment: &Arc<Assignment>,
        areas: &AreaLayer<T>,
        succession: Option<&Succession>,
        carried: &Carried<'_>,
    ) -> Option<Arc<Assignment>> {
        if succession.is_none() && carried.moving.is_none() && carried.recount.is_none() {
            return Some(Arc::clone(assignment));
        }
        let step = Step {
            areas,
            succession,
            facts: self.facts(before, carried),
            standing: self.standing(),
        };
        step.after(assignment).map(Arc::new)
    }

    fn grids_with(
        &self,
        delta: &Delta,
    ) -> Result<(Tiers, BTreeMap<Tier, Succession>), DatasetError> {
        let mut grids = self.grids.clone();
        let mut steps = BTreeMap::new();
        for (tier, changes) in self.changes_by_tier(&delta.grids)? {
            let (layer, succession) = match grids.get(&tier) {
                Some(layer) => layer.with(&changes)?,
                None => AreaLayer::build(Vec::new()).with(&changes)?,
            };
            if layer.records().is_empty() {
                grids.remove(&tier);
            } else {
                grids.insert(tier, Arc::new(layer));
            }
            steps.insert(tier, succession);
        }
        Ok((grids, steps))
    }

    /// Changes of grids by tier; a grid that moves to another tier goes from one and comes into the other.
    fn changes_by_tier(
        &self,
        changes: &[Change<Grid>],
    ) -> Result<BTreeMap<Tier, Vec<Change<Grid>>>, DatasetError> {
        let mut by_tier: BTreeMap<Tier, Vec<Change<Grid>>> = BTreeMap::new();
        for change in changes {
            match (change.before(), change.after()) {
                (Some(before), Some(after)) if before.tier != after.tier => {
                    let gone = Change::remove(before.clone());
                    by_tier.entry(before.tier).or_default().push(gone);
                    let come = Change::make(after.clone());
                    by_tier.entry(after.tier).or_default().push(come);
                }
                (None, Some(after)) if self.grid(&after.code).is_some() => {
                    return Err(DatasetError {
                        table: Grid::TABLE,
                        key: format!("{:?}", after.code),
                    });
                }
                (before, after) => {
                    let row = after.or(before).expect("a change has a row");
                    by_tier.entry(row.tier).or_default().push(change.clone());
                }
            }
        }
        Ok(by_tier)
    }

    fn crossings_with(
        &self,
        delta: &Delta,
    ) -> Result<(Vec<Arc<Crossing>>, Vec<Inheritance>), DatasetError> {
        if delta.crossing_layers.is_empty() && delta.cells.is_empty() {
            let same = (0..self.crossings.len()).map(|index| Inheritance::Step(index, None));
            return Ok((self.crossings.clone(), same.collect()));
        }
        let layers = apply_table(&self.crossing_rows(), &delta.crossing_layers)?;
        let mut changed: BTreeMap<LayerName, Vec<Change<Cell>>> = BTreeMap::new();
        for change in &delta.cells {
            changed
                .entry(change.key().0)
                .or_default()
                .push(change.clone());
        }
        let mut crossings = Vec::with_capacity(layers.len());
        let mut inheritances = Vec::with_capacity(layers.len());
        for layer in layers {
            let changes = changed.remove(&layer.name).unwrap_or_default();
            let (cells, inheritance) = self.cells_with(&layer, &changes)?;
            crossings.push(Arc::new(Crossing { layer, cells }));
            inheritances.push(inheritance);
        }
        // what is left are cells of honeycombs that go, all of them, or of none
        for (name, changes) in changed {
            let stored = self.crossing(name.as_str());
            let rest = stored.map(|(_, stored)| stored.cells.with(&changes));
            let goes = rest.transpose()?;
            if goes.is_none_or(|(rest, _)| !rest.records().is_empty()) {
                return Err(DatasetError {
                    table: Cell::TABLE,
                    key: format!("{name:?}"),
                });
            }
        }
        Ok((crossings, inheritances))
    }

    fn cells_with(
        &self,
        layer: &CrossingLayer,
        changes: &[Change<Cell>],
    ) -> Result<(Arc<AreaLayer<Cell>>, Inheritance), DatasetError> {
        let Some((index, stored)) = self.crossing(layer.name.as_str()) else {
            let cells = AreaLayer::build(apply_table(&[], changes)?);
            return Ok((Arc::new(cells), Inheritance::New));
        };
        if changes.is_empty() {
            let cells = Arc::clone(&stored.cells);
            return Ok((cells, Inheritance::Step(index, None)));
        }
        let (cells, succession) = stored.cells.with(changes)?;
        Ok((Arc::new(cells), Inheritance::Step(index, Some(succession))))
    }
}

/// Keeps what is known of a new snapshot, which nobody can have asked yet.
fn settle(memo: &OnceLock<Arc<Assignment>>, known: Option<Arc<Assignment>>) {
    if let Some(known) = known {
        let _ = memo.set(known);
    }
}

fn points_with<T: PointRecord>(
    layer: &Arc<PointLayer<T>>,
    changes: &[Change<T>],
) -> Result<(Arc<PointLayer<T>>, Shifts), DatasetError> {
    if changes.is_empty() {
        return Ok((Arc::clone(layer), Shifts::default()));
    }
    let (next, shifts) = layer.with(changes)?;
    Ok((Arc::new(next), shifts))
}
