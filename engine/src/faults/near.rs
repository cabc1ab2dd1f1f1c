//! Whether tiers that divide the ground still do after some changes, told from the ground around the changes alone.
//!
//! Of a tier that is right, all grids lie within their parents, so the grids of a parent are found by its box. Of a tier
//! without parents, grids that no changed box meets stay as they are, and so do the gaps between them. What this does
//! not settle is left to a look at the tiers as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::memo::FaultMemo;
use super::plan::{has_new_ground, parents_concerned};
use super::proofs::Proofs;
use super::{Grids, TierFault};
use crate::geom::{Bounds, Region};
use crate::model::{AreaCode, Change, Grid, Tier};

/// Where the grids of a tier have their parents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parents {
    /// All in this tier above.
    In(Tier),
    /// None has one.
    Nowhere,
    /// Here and there, or some parent is not there.
    Mixed,
}

impl Parents {
    /// Those of a tier. Cost: O(grids log parents).
    pub(super) fn of(grids: &Grids, tier: Tier) -> Self {
        let parent = |grid: &Grid| match &grid.parent {
            None => Self::Nowhere,
            Some(code) => tier_of(grids, code)
                .filter(|&above| above < tier)
                .map_or(Self::Mixed, Self::In),
        };
        let Some(layer) = grids.get(&tier) else {
            return Self::Nowhere;
        };
        let mut last: Option<(&Grid, Self)> = None;
        let mut found: Option<Self> = None;
        for grid in layer.records() {
            let own = match last {
                Some((before, own)) if before.parent == grid.parent => own,
                _ => parent(grid),
            };
            last = Some((grid, own));
            if own == Self::Mixed || found.is_some_and(|found| found != own) {
                return Self::Mixed;
            }
            found = Some(own);
        }
        found.unwrap_or(Self::Nowhere)
    }
}

fn tier_of(grids: &Grids, code: &AreaCode) -> Option<Tier> {
    let holds = |tier: &&Tier| grids[*tier].index_of(code).is_some();
    grids.keys().find(holds).copied()
}

/// The grids of all tiers and changes of some of them.
pub(crate) struct Near<'a> {
    memo: &'a FaultMemo,
    grids: &'a Grids,
    changes: &'a [Change<Grid>],
    /// The changes that are of more than a name.
    by_code: BTreeMap<AreaCode, &'a Change<Grid>>,
}

impl<'a> Near<'a> {
    /// Changes of these grids, of which the memo knows what is known.
    pub(crate) fn new(memo: &'a FaultMemo, grids: &'a Grids, changes: &'a [Change<Grid>]) -> Self {
        let moved = changes.iter().filter(|change| has_new_ground(change));
        Self {
            memo,
            grids,
            changes,
            by_code: moved.map(|change| (change.key(), change)).collect(),
        }
    }

    /// Whether all tiers that the changes concern divide the ground before and after; `false` also when a look at the
    /// changed ground does not tell. Cost: a validation of the changed ground.
    pub(crate) fn keeps_all_right(&self) -> bool {
        let top = self.rows().map(|row| row.tier).min();
        let below = Tier::ALL.into_iter().filter(|&tier| Some(tier) >= top);
        let mut sound = BTreeSet::new();
        for tier in below {
            let before = self.memo.faults(self.grids, tier);
            if !self.keeps_right(tier, &before, |above| sound.contains(&above)) {
                return false;
            }
            sound.insert(tier);
        }
        true
    }

    /// Whether a tier with these faults, that is none, has none after the changes; `sound` says which of the tiers that
    /// change are right afterwards. `false` also when this does not tell.
    pub(super) fn keeps_right(
        &self,
        tier: Tier,
        before: &[TierFault],
        sound: impl Fn(Tier) -> bool,
    ) -> bool {
        if !before.is_empty() {
            return false;
        }
        let parents = self.memo.parents(self.grids, tier);
        match parents {
            Parents::Mixed => false,
            Parents::Nowhere => !self.touches(tier) || self.covers_as_before(tier),
            Parents::In(above) if !self.touches(tier) && !self.touches(above) => true,
            Parents::In(above) => {
                let above_is_right = if self.touches(above) {
                    sound(above)
                } else {
                    self.memo.faults(self.grids, above).is_empty()
                };
                above_is_right && self.keeps_parents(tier, above) && self.fills(tier, above)
            }
        }
    }

    /// Whether the grids of a tier have their parents in the same tiers after the changes as before.
    pub(super) fn keeps_parents(&self, tier: Tier, above: Tier) -> bool {
        let in_above = |code: &AreaCode| self.after(above, code).is_some();
        let mut come = self.rows_after().filter(|row| row.tier == tier);
        let mut left = self.by_code.values().filter_map(|change| {
            let before = change.before().filter(|row| row.tier == above)?;
            let stays = change.after().is_some_and(|row| row.tier == above);
            (!stays).then_some(&before.code)
        });
        come.all(|row| row.parent.as_ref().is_some_and(in_above))
            && left.all(|code| self.children(tier, above, code).is_empty())
    }

    /// Whether a change of more than a name is of a grid of a tier.
    pub(super) fn touches(&self, tier: Tier) -> bool {
        self.rows().any(|row| row.tier == tier)
    }

    /// Whether the grids of each parent concerned partition it after the changes.
    fn fills(&self, tier: Tier, above: Tier) -> bool {
        parents_concerned(tier, self.changes)
            .into_iter()
            .all(|code| {
                let children = self.children(tier, above, code);
                let fills = |parent: &Grid| {
                    let regions: Vec<&Region> =
                        children.iter().map(|child| &child.region).collect();
                    Proofs::partitions(self.memo.proofs(), code, &parent.region, &regions)
                };
                children.is_empty() || self.after(above, code).is_some_and(fills)
            })
    }

    /// Whether the grids of a tier without parents have no fault among each other after the changes.
    fn covers_as_before(&self, tier: Tier) -> bool {
        let own = |row: &&Grid| row.tier == tier;
        if self
            .rows_after()
            .filter(own)
            .any(|row| row.parent.is_some())
        {
            return false;
        }
        let boxes: Vec<Bounds> = self
            .rows()
            .filter(own)
            .map(|row| row.region.bounds())
            .collect();
        let mut regions: Vec<&Region> = self.unchanged(tier, &boxes).map(|g| &g.region).collect();
        regions.extend(self.rows_after().filter(own).map(|row| &row.region));
        Proofs::covers_around(self.memo.proofs(), &boxes, &regions)
    }

    /// The grids of a parent after the changes.
    fn children(&self, tier: Tier, above: Tier, code: &AreaCode) -> Vec<&'a Grid> {
        let before = self.before(above, code);
        let ground: Vec<Bounds> = before.iter().map(|grid| grid.region.bounds()).collect();
        let all = self.unchanged(tier, &ground).chain(self.rows_after());
        all.filter(|grid| grid.tier == tier && grid.parent.as_ref() == Some(code))
            .collect()
    }

    /// The grids of a tier that do not change and meet some boxes, each once.
    fn unchanged(&self, tier: Tier, boxes: &[Bounds]) -> impl Iterator<Item = &'a Grid> + '_ {
        let layer = self.grids.get(&tier);
        let found: BTreeSet<usize> = layer
            .iter()
            .flat_map(|layer| boxes.iter().flat_map(|&bounds| layer.meeting(bounds)))
            .collect();
        let grids = found
            .into_iter()
            .filter_map(move |i| Some(&layer?.records()[i]));
        grids.filter(|grid| !self.by_code.contains_key(&grid.code))
    }

    fn before(&self, tier: Tier, code: &AreaCode) -> Option<&'a Grid> {
        let layer = self.grids.get(&tier)?;
        Some(&layer.records()[layer.index_of(code)?])
    }

    fn after(&self, tier: Tier, code: &AreaCode) -> Option<&'a Grid> {
        match self.by_code.get(code) {
            Some(change) => change.after().filter(|row| row.tier == tier),
            None => self.before(tier, code),
        }
    }

    fn rows(&self) -> impl Iterator<Item = &'a Grid> + '_ {
        let rows = self.by_code.values();
        rows.flat_map(|change| [change.before(), change.after()])
            .flatten()
    }

    fn rows_after(&self) -> impl Iterator<Item = &'a Grid> + '_ {
        self.by_code.values().filter_map(|change| change.after())
    }
}
