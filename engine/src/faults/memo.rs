//! The faults of each tier, once they are known.

use std::cell::OnceCell;
use std::sync::{Arc, Mutex, OnceLock};

use super::near::{Near, Parents};
use super::plan::{Plan, has_new_ground, parents_concerned};
use super::proofs::Proofs;
use super::{Grids, TierFault, breaking};
use crate::model::{Change, Grid, Tier};

/// Changes that concern more parents than this leave the faults to be found when they are asked for.
const FEW_PARENTS: usize = 64;

/// The faults of each tier, found when first asked for.
#[derive(Debug, Default, Clone)]
pub(crate) struct FaultMemo {
    by_tier: [OnceLock<Arc<Vec<TierFault>>>; Tier::ALL.len()],
    parents: [OnceLock<Parents>; Tier::ALL.len()],
    /// Shared by a snapshot and those that follow it.
    proofs: Arc<Mutex<Proofs>>,
}

impl FaultMemo {
    /// The faults of a tier of these grids, which are the same at every call.
    pub(crate) fn faults(&self, grids: &Grids, tier: Tier) -> Arc<Vec<TierFault>> {
        let find = || {
            let sound = |above| breaking(&self.faults(grids, above)) == 0;
            Arc::new(Plan::of(grids).faults(tier, sound))
        };
        Arc::clone(self.by_tier[tier as usize].get_or_init(find))
    }

    /// Where the grids of a tier have their parents.
    pub(super) fn parents(&self, grids: &Grids, tier: Tier) -> Parents {
        *self.parents[tier as usize].get_or_init(|| Parents::of(grids, tier))
    }

    /// Which parents were last found to be filled.
    pub(super) fn proofs(&self) -> &Mutex<Proofs> {
        &self.proofs
    }

    /// What is known of the grids after some changes: of a tier that they do not concern the same, of one that was
    /// right what a look at the changed ground shows. Cost: a validation of the changed ground; O(grids) more where
    /// that finds a fault, or where grids had some.
    pub(crate) fn carried(&self, before: &Grids, after: &Grids, changes: &[Change<Grid>]) -> Self {
        if !changes.iter().any(has_new_ground) {
            return self.clone();
        }
        let next = Self {
            proofs: Arc::clone(&self.proofs),
            ..Self::default()
        };
        let near = Near::new(self, before, changes);
        let plan = OnceCell::new();
        for tier in Tier::ALL {
            let Some(known) = self.by_tier[tier as usize].get() else {
                continue;
            };
            let sound = |above: Tier| {
                let known = next.by_tier[above as usize].get();
                known.is_some_and(|faults| breaking(faults) == 0)
            };
            let faults = if near.keeps_right(tier, known, sound) {
                if let Some(&parents) = self.parents[tier as usize].get() {
                    let _ = next.parents[tier as usize].set(parents);
                }
                Some(Arc::clone(known))
            } else {
                let plan = plan.get_or_init(|| Plan::of(after));
                if plan.is_concerned(tier, changes) {
                    next.near(plan, tier, known, changes)
                } else {
                    Some(Arc::clone(known))
                }
            };
            if let Some(faults) = faults {
                // a fresh memo that nobody else has
                let _ = next.by_tier[tier as usize].set(faults);
            }
        }
        next
    }

    /// The faults of a tier after changes to few of its parents, if the tier and the one above it were right.
    fn near(
        &self,
        plan: &Plan<'_>,
        tier: Tier,
        before: &[TierFault],
        changes: &[Change<Grid>],
    ) -> Option<Arc<Vec<TierFault>>> {
        let parents = parents_concerned(tier, changes);
        if breaking(before) > 0 || parents.len() > FEW_PARENTS {
            return None;
        }
        let sound = |above: Tier| {
            let known = self.by_tier[above as usize].get();
            known.is_some_and(|faults| breaking(faults) == 0)
        };
        plan.faults_near(tier, &parents, sound).map(Arc::new)
    }
}
