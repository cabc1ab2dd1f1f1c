//! No changeset breaks the partition: what a delta would leave of the tiers is looked at before it is committed.
//!
//! Looked at are the tiers in which a grid gets other ground, another parent or tier, comes or goes, and the grids of
//! such parents. Where tier and parents' tier are right before, only the parents concerned are checked: the parents are
//! a coverage, and the grids of each share its edges vertex by vertex, so grids of different parents cannot come into
//! conflict while each stays a partition of its own ([`crate::faults`] has the argument). A new name is no new ground,
//! so a store with faults can still be kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::faults::{NamedFault, Plan, TierFault, breaking, has_new_ground, parents_concerned};
use crate::model::{AreaCode, Change, Delta, Grid, Tier};
use crate::snapshot::Snapshot;

/// How many faults a message names; the others are counted.
const NAMED: usize = 3;

/// The faults that a changeset would leave in the tiers that it touches.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionError {
    /// All of them, from the largest tier down, at least one.
    pub faults: Vec<NamedFault>,
}

impl std::error::Error for PartitionError {}

impl fmt::Display for PartitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.faults.len();
        let plural = if all == 1 { "fault" } else { "faults" };
        write!(f, "the grids would not divide the ground, {all} {plural}: ")?;
        for (i, fault) in self.faults.iter().take(NAMED).enumerate() {
            let between = if i == 0 { "" } else { "; " };
            write!(f, "{between}tier {}: {fault}", fault.tier)?;
        }
        if all > NAMED {
            write!(f, "; and {} more", all - NAMED)?;
        }
        Ok(())
    }
}

/// Refuses a delta that would leave faults. Cost: a validation of the ground of the parents concerned; O(grids) more, and
/// of whole tiers, where the delta is refused or there are faults already.
///
/// # Errors
/// [`PartitionError`] with every fault.
pub(super) fn check(snapshot: &Snapshot, delta: &Delta) -> Result<(), PartitionError> {
    if !delta.grids.iter().any(has_new_ground) {
        return Ok(());
    }
    if snapshot.near(&delta.grids).keeps_all_right() {
        return Ok(());
    }
    let faults = faults_after(snapshot, &delta.grids);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(PartitionError { faults })
    }
}

/// The faults that break the tiers concerned after some changes.
fn faults_after(snapshot: &Snapshot, changes: &[Change<Grid>]) -> Vec<NamedFault> {
    let plan = Plan::after(&snapshot.grids, changes);
    let moved = changes.iter().filter(|change| has_new_ground(change));
    let codes: BTreeSet<AreaCode> = moved.map(Change::key).collect();
    let mut sound: BTreeMap<Tier, bool> = BTreeMap::new();
    let mut named = Vec::new();
    for tier in Tier::ALL {
        if !plan.is_concerned(tier, changes) {
            continue;
        }
        let is_sound = |above: Tier| {
            let known = sound.get(&above).copied();
            known.unwrap_or_else(|| breaking(&snapshot.faults(above)) == 0)
        };
        let was_sound = breaking(&snapshot.faults(tier)) == 0;
        let near = || {
            let parents = parents_concerned(tier, changes);
            plan.faults_near(tier, &parents, is_sound)
        };
        let near = if was_sound { near() } else { None };
        let faults = near.unwrap_or_else(|| plan.faults(tier, is_sound));
        sound.insert(tier, breaking(&faults) == 0);
        // old faults elsewhere do not stand against a parent's new border
        let own = was_sound || touches(tier, changes);
        let new = |fault: &&TierFault| {
            let of_parent = || {
                fault
                    .parent
                    .as_ref()
                    .is_some_and(|code| codes.contains(code))
            };
            fault.breaks_partition() && (own || of_parent())
        };
        let members = plan.members(tier);
        let name = |fault| NamedFault::new(fault, tier, |member| members[member]);
        named.extend(faults.iter().filter(new).map(name));
    }
    named
}

/// Whether grids of a tier change.
fn touches(tier: Tier, changes: &[Change<Grid>]) -> bool {
    let moved = changes.iter().filter(|change| has_new_ground(change));
    let rows = moved.flat_map(|change| [change.before(), change.after()]);
    rows.flatten().any(|row| row.tier == tier)
}
