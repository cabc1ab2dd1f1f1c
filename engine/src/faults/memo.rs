//! The faults of each tier, once they are known.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::plan::{Plan, has_new_ground};
use super::{TierFault, breaking};
use crate::layer::AreaLayer;
use crate::model::{Change, Grid, Tier};

/// Changes that concern more parents than this leave the faults to be found when they are asked for.
const FEW_PARENTS: usize = 64;

type Grids = BTreeMap<Tier, Arc<AreaLayer<Grid>>>;

/// The faults of each tier, found when first asked for.
#[derive(Debug, Default, Clone)]
pub(crate) struct FaultMemo {
    by_tier: [OnceLock<Arc<Vec<TierFault>>>; Tier::ALL.len()],
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

    /// What is known of the grids after some changes: of a tier that they do not concern the same, of one that was
    /// right what a look at the changed ground shows. Cost: O(grids + log n) and a validation of the changed ground.
    pub(crate) fn carried(&self, after: &Grids, changes: &[Change<Grid>]) -> Self {
        if !changes.iter().any(has_new_ground) {
            return self.clone();
        }
        let next = Self::default();
        let plan = Plan::of(after);
        for tier in Tier::ALL {
            let Some(known) = self.by_tier[tier as usize].get() else {
                continue;
            };
            let faults = if plan.is_concerned(tier, changes) {
                next.near(&plan, tier, known, changes)
            } else {
                Some(Arc::clone(known))
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
        let parents = plan.parents_concerned(tier, changes);
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
