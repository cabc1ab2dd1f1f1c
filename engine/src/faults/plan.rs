//! The grids of all tiers, as they are or as they would be, and their faults.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::TierFault;
use crate::geom::{
    Bounds, Fault, FaultKind, Place, Position, Region, partitions, validate, validate_nested,
    validate_within,
};
use crate::layer::AreaLayer;
use crate::model::{AreaCode, Change, Grid, Tier};

/// Up to how many changes each is put in its place, rather than all sorted.
const FEW_CHANGES: usize = 100;
/// From how many parents on they are looked at in two threads.
const SHARED_WORK: usize = 16;

/// The grids of all tiers, those of each sorted by code.
pub(crate) struct Plan<'a> {
    tiers: BTreeMap<Tier, Vec<&'a Grid>>,
}

/// The grids of a tier by their parents.
struct Families<'a> {
    /// For each parent that is there its grids, by place in the tier.
    children: BTreeMap<&'a AreaCode, (&'a Grid, Vec<usize>)>,
    /// Those whose parent is not there.
    lost: Vec<usize>,
    /// Whether some have no parent.
    orphans: bool,
}

impl<'a> Plan<'a> {
    /// The grids of these layers.
    pub(crate) fn of(grids: &'a BTreeMap<Tier, Arc<AreaLayer<Grid>>>) -> Self {
        Self::after(grids, &[])
    }

    /// The grids of these layers after some changes. Cost: O(grids).
    pub(crate) fn after(
        grids: &'a BTreeMap<Tier, Arc<AreaLayer<Grid>>>,
        changes: &'a [Change<Grid>],
    ) -> Self {
        let mut tiers: BTreeMap<Tier, Vec<&Grid>> = BTreeMap::new();
        for (&tier, layer) in grids {
            let mut gone: Vec<usize> = changes
                .iter()
                .filter_map(Change::before)
                .filter_map(|grid| layer.index_of(&grid.code))
                .collect();
            gone.sort_unstable();
            gone.dedup();
            let mut staying: Vec<&Grid> = layer.records().iter().collect();
            for index in gone.into_iter().rev() {
                staying.remove(index);
            }
            tiers.insert(tier, staying);
        }
        let few = changes.len() < FEW_CHANGES;
        for grid in changes.iter().filter_map(Change::after) {
            let members = tiers.entry(grid.tier).or_default();
            let place = if few {
                members.partition_point(|other| other.code < grid.code)
            } else {
                members.len()
            };
            members.insert(place, grid);
        }
        if !few {
            for members in tiers.values_mut() {
                members.sort_by(|a, b| a.code.cmp(&b.code));
            }
        }
        Self { tiers }
    }

    /// The grids of a tier, sorted by code.
    pub(crate) fn members(&self, tier: Tier) -> &[&'a Grid] {
        self.tiers.get(&tier).map_or(&[], Vec::as_slice)
    }

    /// The grid of a code, looked for in the lowest of the tiers above one first.
    fn grid_above(&self, tier: Tier, code: &AreaCode) -> Option<&'a Grid> {
        let above = self.tiers.range(..tier).rev();
        let others = self.tiers.range(tier..);
        above.chain(others).find_map(|(_, members)| {
            let found = members.binary_search_by(|grid| grid.code.cmp(code)).ok()?;
            Some(members[found])
        })
    }

    /// The faults of a tier. `sound` says of a tier above whether it has none that break it.
    pub(crate) fn faults(&self, tier: Tier, sound: impl FnOnce(Tier) -> bool) -> Vec<TierFault> {
        let families = self.families(tier);
        if families.tier_above(tier).is_some_and(sound) {
            let all = families.children.keys().copied().collect();
            return self.nested_faults(tier, &families, &all);
        }
        let everyone: Vec<usize> = (0..self.members(tier).len()).collect();
        self.faults_among(tier, &families, &everyone)
    }

    /// The faults of a tier that had none that break it before grids of these parents, or these parents, changed;
    /// `None` when more than that must be looked at.
    pub(crate) fn faults_near(
        &self,
        tier: Tier,
        parents: &BTreeSet<&AreaCode>,
        sound: impl FnOnce(Tier) -> bool,
    ) -> Option<Vec<TierFault>> {
        let families = self.families(tier);
        let above = families.tier_above(tier)?;
        sound(above).then(|| self.nested_faults(tier, &families, parents))
    }

    /// Whether changes touch the ground of a tier's grids or of their parents.
    pub(crate) fn is_concerned(&self, tier: Tier, changes: &[Change<Grid>]) -> bool {
        let mut above = Vec::new();
        for change in changes.iter().filter(|change| has_new_ground(change)) {
            for row in [change.before(), change.after()].into_iter().flatten() {
                if row.tier == tier {
                    return true;
                }
                if row.tier < tier {
                    above.push(&row.code);
                }
            }
        }
        above.sort_unstable();
        let mut parents = self.members(tier).iter().map(|grid| grid.parent.as_ref());
        !above.is_empty()
            && parents.any(|parent| parent.is_some_and(|code| above.binary_search(&code).is_ok()))
    }

    fn families(&self, tier: Tier) -> Families<'a> {
        let mut families = Families {
            children: BTreeMap::new(),
            lost: Vec::new(),
            orphans: false,
        };
        let mut numbered = self.members(tier).iter().enumerate().peekable();
        while let Some((first, grid)) = numbered.next() {
            // grids of one parent mostly stand side by side
            let mut own = vec![first];
            while let Some((member, _)) = numbered.next_if(|(_, next)| next.parent == grid.parent) {
                own.push(member);
            }
            match grid
                .parent
                .as_ref()
                .map(|code| (code, self.grid_above(tier, code)))
            {
                None => families.orphans = true,
                Some((_, None)) => families.lost.extend(own),
                Some((code, Some(parent))) => {
                    let family = families.children.entry(code);
                    family.or_insert((parent, Vec::new())).1.extend(own);
                }
            }
        }
        families
    }

    /// The faults of the grids of some parents, where the parents are a coverage and the grids of all others partition
    /// them.
    fn nested_faults(
        &self,
        tier: Tier,
        families: &Families<'a>,
        parents: &BTreeSet<&AreaCode>,
    ) -> Vec<TierFault> {
        let own: Vec<&(&Grid, Vec<usize>)> = parents
            .iter()
            .filter_map(|code| families.children.get(code))
            .collect();
        let members = self.members(tier);
        let broken = within_each(members, &own);
        if broken.is_empty() {
            return Vec::new();
        }
        let mut around: BTreeSet<usize> = BTreeSet::new();
        let boxes: Vec<Bounds> = broken
            .iter()
            .flat_map(|&family| &own[family].1)
            .map(|&member| members[member].region.bounds())
            .collect();
        let near = |parent: &Grid| {
            let bounds = parent.region.bounds();
            boxes.iter().any(|own| own.intersects(bounds))
        };
        for (parent, children) in families.children.values() {
            if near(parent) {
                around.extend(children);
            }
        }
        around.extend(broken.iter().flat_map(|&family| &own[family].1));
        self.faults_among(tier, families, &around.into_iter().collect::<Vec<_>>())
    }

    /// The faults of some grids of a tier, which have no other faults with the rest; they are all grids of any parent
    /// that one of them has.
    fn faults_among(&self, tier: Tier, families: &Families<'a>, some: &[usize]) -> Vec<TierFault> {
        let members = self.members(tier);
        let regions: Vec<&Region> = some.iter().map(|&m| &members[m].region).collect();
        let mut found: Vec<TierFault> = Vec::new();
        for fault in validate(&regions) {
            let fault = renumbered(fault, some);
            let orphan = |&member: &usize| members[member].parent.is_none();
            if fault.kind.breaks_coverage() || fault.members.iter().any(orphan) {
                let parent = common_parent(members, &fault.members);
                found.push(TierFault { fault, parent });
            }
        }
        let unmatched: Vec<Place> = found
            .iter()
            .filter(|known| known.fault.kind == FaultKind::Unmatched)
            .map(|known| known.fault.place.clone())
            .collect();
        for (code, (parent, children)) in &families.children {
            if some.binary_search(&children[0]).is_err() {
                continue;
            }
            let regions: Vec<&Region> = children.iter().map(|&m| &members[m].region).collect();
            for fault in validate_within(&regions, &parent.region) {
                let of_border = match fault.kind {
                    FaultKind::Outside | FaultKind::Uncovered => true,
                    FaultKind::Unmatched => !unmatched.contains(&fault.place),
                    _ => false,
                };
                if of_border {
                    found.push(TierFault {
                        fault: renumbered(fault, children),
                        parent: Some((*code).clone()),
                    });
                }
            }
        }
        for &member in &families.lost {
            let nowhere = validate_nested(&[&members[member].region], &[0], &[]);
            found.extend(nowhere.into_iter().map(|(_, fault)| TierFault {
                fault: renumbered(fault, &[member]),
                parent: members[member].parent.clone(),
            }));
        }
        found.sort_by_cached_key(
            |TierFault { fault, .. }| -> (FaultKind, Vec<usize>, Position) {
                (fault.kind, fault.members.clone(), fault.place.position())
            },
        );
        found
    }
}

impl Families<'_> {
    /// The one tier that all grids have their parents in, if there is one above theirs.
    fn tier_above(&self, tier: Tier) -> Option<Tier> {
        let mut tiers = self.children.values().map(|(parent, _)| parent.tier);
        let above = tiers.next().filter(|&above| above < tier)?;
        let one = !self.orphans && self.lost.is_empty() && tiers.all(|other| other == above);
        one.then_some(above)
    }
}

/// The codes of all parents whose grids of this tier a look at these changes concerns. None are concerned when the
/// tier is as it was.
pub(crate) fn parents_concerned(tier: Tier, changes: &[Change<Grid>]) -> BTreeSet<&AreaCode> {
    let mut parents = BTreeSet::new();
    for change in changes.iter().filter(|change| has_new_ground(change)) {
        for row in [change.before(), change.after()].into_iter().flatten() {
            if row.tier == tier {
                parents.extend(row.parent.as_ref());
            } else if row.tier < tier {
                parents.insert(&row.code);
            }
        }
    }
    parents
}

/// Whether a change is of more than a name.
pub(crate) fn has_new_ground(change: &Change<Grid>) -> bool {
    match (change.before(), change.after()) {
        (Some(a), Some(b)) => (a.tier, &a.parent, &a.region) != (b.tier, &b.parent, &b.region),
        _ => true,
    }
}

/// Which of some families do not partition their parent.
fn within_each(members: &[&Grid], families: &[&(&Grid, Vec<usize>)]) -> Vec<usize> {
    let broken = |numbers: std::ops::Range<usize>| -> Vec<usize> {
        let is_broken = |&number: &usize| {
            let (parent, children) = families[number];
            let regions: Vec<&Region> = children.iter().map(|&m| &members[m].region).collect();
            !partitions(&regions, &parent.region)
        };
        numbers.filter(is_broken).collect()
    };
    let all = families.len();
    if all < SHARED_WORK {
        return broken(0..all);
    }
    std::thread::scope(|scope| {
        let half = scope.spawn(|| broken(all / 2..all));
        let mut found = broken(0..all / 2);
        match half.join() {
            Ok(more) => found.extend(more),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        found
    })
}

fn renumbered(mut fault: Fault, numbers: &[usize]) -> Fault {
    for member in &mut fault.members {
        *member = numbers[*member];
    }
    fault
}

fn common_parent(members: &[&Grid], some: &[usize]) -> Option<AreaCode> {
    let mut parents = some.iter().map(|&member| members[member].parent.as_ref());
    let first = parents.next()??;
    parents
        .all(|other| other == Some(first))
        .then(|| first.clone())
}
