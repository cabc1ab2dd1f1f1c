//! What an edit changes of the grids in which addresses are counted: before and after of each, and the verdict.

use std::collections::BTreeSet;

use crate::faults::{breaking, has_new_ground};
use crate::geom::Position;
use crate::model::{
    AreaCode, Change, Checkpoint, CheckpointState, Delta, Grid, Tier, visit_minutes,
};
use crate::snapshot::Snapshot;

/// Something as it was before an edit and as it is after it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BeforeAfter<T> {
    /// Before.
    pub before: T,
    /// After.
    pub after: T,
}

/// What adds up in one grid, or in several.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sums {
    /// Addresses that count there.
    pub addresses: u64,
    /// Households.
    pub households: u64,
    /// Residents.
    pub residents: u64,
    /// Open checkpoints that lie there.
    pub checkpoints: u64,
    /// Ground in square metres.
    pub area_m2: f64,
}

impl Sums {
    /// The minutes of one visit to each household.
    pub fn visit_minutes(&self) -> f64 {
        visit_minutes(self.households)
    }

    fn add(&mut self, other: &Self) {
        self.addresses += other.addresses;
        self.households += other.households;
        self.residents += other.residents;
        self.checkpoints += other.checkpoints;
        self.area_m2 += other.area_m2;
    }
}

/// A grid at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct GridState {
    /// Its name.
    pub name: String,
    /// What adds up in it.
    pub sums: Sums,
}

/// What an edit changes of one grid: none before if it is new, none after if it is gone.
#[derive(Debug, Clone, PartialEq)]
pub struct GridEffect {
    /// Its code.
    pub code: AreaCode,
    /// The grid before and after.
    pub states: BeforeAfter<Option<GridState>>,
}

/// How many faults keep a tier from dividing the ground after an edit that concerned it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TierVerdict {
    /// The tier.
    pub tier: Tier,
    /// The faults; 0 proves that it divides the ground.
    pub faults: usize,
}

/// What an edit changes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Effects {
    /// The tier in which addresses are counted, if there are grids.
    pub tier: Option<Tier>,
    /// Its grids that change, or in which something else adds up, by code.
    pub grids: Vec<GridEffect>,
    /// What adds up in all these together.
    pub sums: BeforeAfter<Sums>,
    /// Addresses that count in no grid of the tier.
    pub unlocated: BeforeAfter<usize>,
    /// The tiers whose ground the edit concerned, from the largest down.
    pub verdict: Vec<TierVerdict>,
}

impl Effects {
    /// The effects of a delta that leads from one snapshot to another.
    ///
    /// Cost: of the changed grids only, from the assignments that the snapshots have; O(grids) when addresses change or
    /// files state areas, and as [`Snapshot::assignment`] where a snapshot has none yet.
    pub fn of(before: &Snapshot, after: &Snapshot, delta: &Delta) -> Self {
        let verdict = verdict(after, delta);
        let Some(tier) = after.counted_tier().or_else(|| before.counted_tier()) else {
            return Self {
                verdict,
                ..Self::default()
            };
        };
        let mut effects = Self {
            tier: Some(tier),
            unlocated: BeforeAfter {
                before: before.assignment(tier).unlocated.len(),
                after: after.assignment(tier).unlocated.len(),
            },
            verdict,
            ..Self::default()
        };
        for code in concerned(before, after, delta, tier) {
            let states = BeforeAfter {
                before: state(before, tier, &code),
                after: state(after, tier, &code),
            };
            for (sums, state) in [
                (&mut effects.sums.before, &states.before),
                (&mut effects.sums.after, &states.after),
            ] {
                sums.add(&state.as_ref().map(|state| state.sums).unwrap_or_default());
            }
            effects.grids.push(GridEffect { code, states });
        }
        effects
    }
}

/// The codes of the grids of a tier that a delta changes or in which something else adds up by it.
fn concerned(before: &Snapshot, after: &Snapshot, delta: &Delta, tier: Tier) -> BTreeSet<AreaCode> {
    let of_tier = |change: &&Change<Grid>| {
        let rows = [change.before(), change.after()].into_iter().flatten();
        rows.into_iter().any(|row| row.tier == tier)
    };
    let mut codes: BTreeSet<AreaCode> = delta
        .grids
        .iter()
        .filter(of_tier)
        .map(Change::key)
        .collect();
    let at = |snapshot: &Snapshot, checkpoint: Option<&Checkpoint>| {
        code_at(snapshot, tier, checkpoint?.position)
    };
    for change in &delta.checkpoints {
        codes.extend(at(before, change.before()));
        codes.extend(at(after, change.after()));
    }
    // what files state may count elsewhere once any grid changes
    let restated = !delta.grids.is_empty() && !after.standing().stated().is_empty();
    if restated || !delta.addresses.is_empty() {
        codes.extend(recounted(before, after, tier));
        codes.extend(recounted(after, before, tier));
    }
    codes
}

/// The grids of a tier in which less, more or something else adds up than in the other snapshot.
fn recounted(own: &Snapshot, other: &Snapshot, tier: Tier) -> Vec<AreaCode> {
    let Some(layer) = own.grids.get(&tier) else {
        return Vec::new();
    };
    let (tallies, others) = (own.assignment(tier), other.assignment(tier));
    let other_layer = other.grids.get(&tier);
    let differs = |(index, grid): &(usize, &Grid)| {
        let there = other_layer.and_then(|layer| layer.index_of(&grid.code));
        let sums =
            |tally: &crate::assign::Tally| (tally.addresses, tally.households, tally.residents);
        let there = there.map(|there| sums(&others.tallies[there]));
        there != Some(sums(&tallies.tallies[*index]))
    };
    let rows = layer.records().iter().enumerate().filter(differs);
    rows.map(|(_, grid)| grid.code.clone()).collect()
}

fn code_at(snapshot: &Snapshot, tier: Tier, position: Position) -> Option<AreaCode> {
    let layer = snapshot.grids.get(&tier)?;
    let index = layer.locate(position)?;
    Some(layer.records()[index].code.clone())
}

/// A grid of a tier as a snapshot has it.
fn state(snapshot: &Snapshot, tier: Tier, code: &AreaCode) -> Option<GridState> {
    let layer = snapshot.grids.get(&tier)?;
    let index = layer.index_of(code)?;
    let assignment = snapshot.assignment(tier);
    let tally = &assignment.tallies[index];
    let checkpoints = &snapshot.checkpoints;
    let near = checkpoints.within(layer.bounds_of(index)).into_iter();
    let inside = near.map(|near| &checkpoints.records()[near]).filter(|row| {
        row.state == CheckpointState::Open && layer.locate(row.position) == Some(index)
    });
    Some(GridState {
        name: layer.records()[index].name.clone(),
        sums: Sums {
            addresses: tally.addresses,
            households: tally.households,
            residents: tally.residents,
            checkpoints: inside.count() as u64,
            area_m2: layer.area_m2(index),
        },
    })
}

/// The faults of the tiers in which grids, or grids above them, get other ground.
fn verdict(after: &Snapshot, delta: &Delta) -> Vec<TierVerdict> {
    let moved = delta.grids.iter().filter(|change| has_new_ground(change));
    let rows = moved.flat_map(|change| [change.before(), change.after()]);
    let Some(highest) = rows.flatten().map(|row| row.tier).min() else {
        return Vec::new();
    };
    let tiers = after.grids.keys().copied().filter(|&tier| tier >= highest);
    let verdict = tiers.map(|tier| TierVerdict {
        tier,
        faults: breaking(&after.faults(tier)),
    });
    verdict.collect()
}
