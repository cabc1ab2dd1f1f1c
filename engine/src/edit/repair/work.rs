//! The grids of a repair while it goes on: drafts and stored grids side by side.

use std::collections::BTreeMap;

use super::weave::Weave;
use super::{GridChange, GridChangeKind, GridRepair, GridRepairError};
use crate::geom::{
    Bend, Change, Draft, Position, Region, Repair, RepairLimits, Ring, partitions, preview_repair,
    preview_repair_within, validate,
};
use crate::model::{AreaCode, Grid, GridDraft, Tier};
use crate::snapshot::Snapshot;

/// How often a tier is looked at again when vertices of neighbours have moved its borders.
const ROUNDS: usize = 4;

/// A grid that comes in or changes.
struct Own {
    draft: GridDraft,
    region: Option<Region>,
}

/// All grids: the stored ones, and in their place those that come in or change.
pub(super) struct Work<'a> {
    snapshot: &'a Snapshot,
    limits: RepairLimits,
    own: BTreeMap<AreaCode, Own>,
    /// For each grid that changes its area before.
    before_m2: BTreeMap<AreaCode, Option<f64>>,
    changes: Vec<GridChange>,
}

impl<'a> Work<'a> {
    /// The stored grids.
    pub(super) fn new(snapshot: &'a Snapshot, limits: RepairLimits) -> Self {
        Self {
            snapshot,
            limits,
            own: BTreeMap::new(),
            before_m2: BTreeMap::new(),
            changes: Vec::new(),
        }
    }

    /// Puts a draft in the place of the stored grid of its code.
    pub(super) fn take(&mut self, draft: &GridDraft) {
        let region = draft.draft.region(0).ok();
        let area_m2 = region.as_ref().map(Region::area_m2);
        self.before_m2.insert(draft.code.clone(), area_m2);
        let own = Own {
            draft: draft.clone(),
            region,
        };
        self.own.insert(draft.code.clone(), own);
    }

    /// Repairs a tier and those below it; `whole` also where nothing came in or changed.
    pub(super) fn repair_from(&mut self, first: Tier, whole: bool) -> Result<(), GridRepairError> {
        for tier in Tier::ALL.into_iter().filter(|&tier| tier >= first) {
            for _ in 0..ROUNDS {
                let bends = self.repair_tier(tier, whole)?;
                let Some(bends) = bends else { break };
                self.weave(bends);
            }
        }
        Ok(())
    }

    /// What is proposed.
    pub(super) fn finish(mut self) -> GridRepair {
        let mut repair = GridRepair::default();
        for change in &mut self.changes {
            change.before_m2 = self.before_m2.get(&change.code).copied().flatten();
            let after = self.own.get(&change.code);
            let region = after.and_then(|own| own.region.as_ref());
            change.after_m2 = region.map(Region::area_m2);
        }
        repair.changes = self.changes;
        for (code, own) in self.own {
            match own.region {
                Some(region) => repair.grids.push(own.draft.with_region(region)),
                None => repair.lost.push(code),
            }
        }
        repair
    }

    fn stored(&self, code: &AreaCode) -> Option<&'a Grid> {
        let snapshot: &'a Snapshot = self.snapshot;
        let (layer, index) = snapshot.grid(code)?;
        Some(&layer.records()[index])
    }

    fn region(&self, code: &AreaCode) -> Option<&Region> {
        match self.own.get(code) {
            Some(own) => own.region.as_ref(),
            None => self.stored(code).map(|grid| &grid.region),
        }
    }

    fn draft(&self, code: &AreaCode) -> Option<GridDraft> {
        match self.own.get(code) {
            Some(own) => Some(own.draft.clone()),
            None => self.stored(code).map(GridDraft::of),
        }
    }

    /// The codes of a tier's grids by parent, ascending.
    fn families(&self, tier: Tier) -> BTreeMap<Option<AreaCode>, Vec<AreaCode>> {
        let stored = self.snapshot.grids.get(&tier);
        let staying = stored
            .iter()
            .flat_map(|layer| layer.records())
            .filter(|grid| !self.own.contains_key(&grid.code))
            .map(|grid| (&grid.parent, &grid.code));
        let own = self.own.values().map(|own| &own.draft);
        let own = own
            .filter(|draft| draft.tier == tier)
            .map(|draft| (&draft.parent, &draft.code));
        let mut families: BTreeMap<Option<AreaCode>, Vec<AreaCode>> = BTreeMap::new();
        for (parent, code) in staying.chain(own) {
            families
                .entry(parent.clone())
                .or_default()
                .push(code.clone());
        }
        families
            .values_mut()
            .for_each(|codes| codes.sort_unstable());
        families
    }

    /// Repairs what is wrong with a tier; the bends that others must take over, or `None` when nothing was wrong.
    fn repair_tier(
        &mut self,
        tier: Tier,
        whole: bool,
    ) -> Result<Option<Vec<Bend>>, GridRepairError> {
        let mut bends = None;
        for (parent, codes) in self.families(tier) {
            let is_own = |code: &AreaCode| self.own.contains_key(code);
            let concerned = whole || parent.iter().chain(&codes).any(is_own);
            if !concerned || self.is_right(parent.as_ref(), &codes) {
                continue;
            }
            let proposed = self.proposed(parent.as_ref(), &codes);
            let repair = proposed.map_err(|error| GridRepairError {
                tier,
                parent: parent.clone(),
                error,
            })?;
            if let Some(repair) = repair
                && self.adopt(tier, &codes, &repair)
            {
                bends.get_or_insert_with(Vec::new).extend(repair.bends);
            }
        }
        Ok(bends)
    }

    fn is_right(&self, parent: Option<&AreaCode>, codes: &[AreaCode]) -> bool {
        let regions: Option<Vec<&Region>> = codes.iter().map(|code| self.region(code)).collect();
        let Some(regions) = regions else {
            return false;
        };
        match parent {
            None => validate(&regions).is_empty(),
            Some(parent) => self
                .region(parent)
                .is_some_and(|ground| partitions(&regions, ground)),
        }
    }

    /// The repair of the grids of a parent; `None` when the parent has no ground.
    fn proposed(
        &self,
        parent: Option<&AreaCode>,
        codes: &[AreaCode],
    ) -> Result<Option<Repair>, crate::geom::RepairError> {
        let drafts: Vec<Draft> = codes
            .iter()
            .filter_map(|code| Some(self.draft(code)?.draft))
            .collect();
        match parent {
            None => preview_repair(&drafts, &self.limits).map(Some),
            Some(parent) => match self.region(parent) {
                Some(ground) => preview_repair_within(&drafts, ground, &self.limits).map(Some),
                None => Ok(None),
            },
        }
    }

    /// Takes over what a repair proposes; whether any grid has changed by it.
    fn adopt(&mut self, tier: Tier, codes: &[AreaCode], repair: &Repair) -> bool {
        let mut any = !repair.bends.is_empty();
        for (code, region) in codes.iter().zip(&repair.members) {
            let same = match (self.region(code), region) {
                (Some(before), Some(after)) => has_same_edges(before, after),
                (before, after) => before.is_none() && after.is_none(),
            };
            if !same {
                any = true;
                self.replace(code, region.clone());
            }
        }
        for change in &repair.changes {
            let Change {
                kind,
                member,
                from,
                place,
                area_m2,
            } = *change;
            let kind = GridChangeKind::Repaired(kind);
            let code = codes[member].clone();
            // what is beyond repair comes up again in every round
            let known = |known: &GridChange| (known.kind, &known.code) == (kind, &code);
            if !any && self.changes.iter().any(known) {
                continue;
            }
            self.changes.push(GridChange {
                tier,
                kind,
                code,
                from: from.map(|from| codes[from].clone()),
                place,
                area_m2,
                before_m2: None,
                after_m2: None,
            });
        }
        any
    }

    fn replace(&mut self, code: &AreaCode, region: Option<Region>) {
        let Some(mut draft) = self.draft(code) else {
            return;
        };
        let before = self.region(code).map(Region::area_m2);
        self.before_m2.entry(code.clone()).or_insert(before);
        if let Some(region) = &region {
            draft.draft = Draft::of(region);
        }
        self.own.insert(code.clone(), Own { draft, region });
    }

    /// Puts the vertices of bends on the same edges of all grids.
    fn weave(&mut self, bends: Vec<Bend>) {
        let weave = Weave::new(bends);
        let snapshot = self.snapshot;
        let stored = snapshot.grids.values().flat_map(|layer| layer.records());
        let staying = stored.filter(|grid| {
            !self.own.contains_key(&grid.code) && weave.may_meet(grid.region.bounds())
        });
        let drafts: Vec<GridDraft> = staying
            .map(GridDraft::of)
            .chain(self.own.values().map(|own| own.draft.clone()))
            .collect();
        for draft in drafts {
            let Some((woven, place, count)) = weave.woven(&draft.draft) else {
                continue;
            };
            match woven.region(0) {
                Ok(region) => self.replace(&draft.code, Some(region)),
                Err(_invalid) => {
                    self.replace(&draft.code, None);
                    if let Some(own) = self.own.get_mut(&draft.code) {
                        own.draft.draft = woven;
                    }
                }
            }
            self.changes.push(noded(&draft, place, count));
        }
    }
}

fn noded(draft: &GridDraft, place: Position, count: usize) -> GridChange {
    GridChange {
        tier: draft.tier,
        kind: GridChangeKind::BorderNoded(count),
        code: draft.code.clone(),
        from: None,
        place,
        area_m2: 0.0,
        before_m2: None,
        after_m2: None,
    }
}

/// Whether two regions have the same edges, their rings beginning wherever.
fn has_same_edges(a: &Region, b: &Region) -> bool {
    let edges = |region: &Region| {
        let mut edges: Vec<(Position, Position)> = region.rings().flat_map(Ring::edges).collect();
        edges.sort_unstable();
        edges
    };
    a == b || edges(a) == edges(b)
}
