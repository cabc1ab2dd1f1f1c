//! What became of each grid: from the ground that it shares with the grids of the other plan.
//!
//! A grid goes on under its code. The **main predecessor** of a grid after is the grid before with which it shares most
//! ground, the **main successor** the other way round; equal areas go to the lower code. A new code whose main predecessor
//! is retired **renumbers** it when each is nobody else's main one and more than half of either ground is shared. Every
//! other new grid is **split** from its main predecessor, every other retired grid is **merged** into its main successor;
//! but the largest part of a grid is not what that grid was merged into, nor the largest of those merged what was split.

use super::flows::Pair;
use super::ground::Shared;
use super::{ChangeKind, GridChange};
use crate::layer::AreaLayer;
use crate::model::Grid;

/// The grids of two plans and how they hang together.
pub(super) struct Lineage<'a> {
    before: &'a AreaLayer<Grid>,
    after: &'a AreaLayer<Grid>,
    /// For each grid before the one that continues it.
    pub(super) continues: Vec<Option<u32>>,
    /// For each grid after the one that it continues.
    pub(super) continued: Vec<Option<u32>>,
    /// Of new grids that continue none, and of retired ones that none continues.
    main_predecessor: Vec<Option<u32>>,
    main_successor: Vec<Option<u32>>,
}

impl<'a> Lineage<'a> {
    /// The lineage by shared ground; `same_code` has for each grid before the grid of its code after.
    pub(super) fn new(
        before: &'a AreaLayer<Grid>,
        after: &'a AreaLayer<Grid>,
        same_code: Vec<Option<u32>>,
        shares: &[Shared],
    ) -> Self {
        let mut lineage = Self {
            continued: turned(&same_code, after.records().len()),
            continues: same_code,
            main_predecessor: main(after.records().len(), shares, |s| (s.to, s.from)),
            main_successor: main(before.records().len(), shares, |s| (s.from, s.to)),
            before,
            after,
        };
        for (mains, known) in [
            (&mut lineage.main_predecessor, &lineage.continued),
            (&mut lineage.main_successor, &lineage.continues),
        ] {
            for (main, known) in mains.iter_mut().zip(known) {
                *main = main.filter(|_| known.is_none());
            }
        }
        lineage.pair_off(shares);
        lineage
    }

    /// Settles what retired and new grids are to each other that share most ground with each other.
    fn pair_off(&mut self, shares: &[Shared]) {
        let uses = |mains: &[Option<u32>], len: usize| {
            let mut uses = vec![0_u32; len];
            for main in mains.iter().flatten() {
                uses[*main as usize] += 1;
            }
            uses
        };
        let heirs = uses(&self.main_predecessor, self.continues.len());
        let forebears = uses(&self.main_successor, self.continued.len());
        for share in shares {
            let (Some(from), Some(to)) = (share.from, share.to) else {
                continue;
            };
            let (b, a) = (from as usize, to as usize);
            let main = (self.main_predecessor[a], self.main_successor[b]);
            if main != (Some(from), Some(to)) {
                continue;
            }
            let largest_m2 = self.before.area_m2(b).max(self.after.area_m2(a));
            match (heirs[b], forebears[a]) {
                (1, 1) if share.area_m2 > largest_m2 / 2.0 => {
                    (self.continues[b], self.continued[a]) = (Some(to), Some(from));
                    (self.main_predecessor[a], self.main_successor[b]) = (None, None);
                }
                (_, 1) => self.main_successor[b] = None,
                (1, _) => self.main_predecessor[a] = None,
                _ => {}
            }
        }
    }

    /// Every grid with which something happened, in the order of their codes before, of new ones after; `flows` are the
    /// pairs between which addresses moved. Cost: O(grids + shares).
    pub(super) fn changes(
        &self,
        shares: &[Shared],
        flows: impl Iterator<Item = Pair>,
    ) -> Vec<GridChange> {
        let mut kinds = Kinds {
            before: vec![Vec::new(); self.continues.len()],
            after: vec![Vec::new(); self.continued.len()],
        };
        self.note_codes(&mut kinds);
        for share in shares.iter().filter(|share| !share.is_bend) {
            self.note_move((share.from, share.to), ChangeKind::Border, &mut kinds);
        }
        let (with_ground_before, with_ground_after) = kinds.having(ChangeKind::Border);
        for (from, to) in flows {
            let from = from.filter(|&from| !with_ground_before[from as usize]);
            let to = to.filter(|&to| !with_ground_after[to as usize]);
            self.note_move((from, to), ChangeKind::Addresses, &mut kinds);
        }
        self.listed(kinds)
    }

    fn note_codes(&self, kinds: &mut Kinds) {
        for (b, after) in self.continues.iter().enumerate() {
            let Some(after) = after.map(|a| &self.after.records()[a as usize]) else {
                kinds.before[b].push(ChangeKind::Retired);
                continue;
            };
            let before = &self.before.records()[b];
            let pairs = [
                (before.code != after.code, ChangeKind::Renumbered),
                (before.parent != after.parent, ChangeKind::Reparented),
                (before.name != after.name, ChangeKind::Renamed),
                (before.lock != after.lock, ChangeKind::Lock),
            ];
            kinds.before[b].extend(pairs.into_iter().filter(|p| p.0).map(|p| p.1));
        }
        for (a, before) in self.continued.iter().enumerate() {
            if before.is_none() {
                kinds.after[a].push(ChangeKind::New);
            }
        }
        let parts = self.main_predecessor.iter().enumerate();
        for (a, from) in parts.filter_map(|(a, from)| Some((a, (*from)? as usize))) {
            kinds.after[a].push(ChangeKind::Split);
            kinds.before[from].push(ChangeKind::Split);
        }
        let joined = self.main_successor.iter().enumerate();
        for (b, to) in joined.filter_map(|(b, to)| Some((b, (*to)? as usize))) {
            kinds.before[b].push(ChangeKind::Merged);
            kinds.after[to].push(ChangeKind::Merged);
        }
    }

    /// Notes for grids that go on that something left them or came to them.
    fn note_move(&self, (from, to): Pair, kind: ChangeKind, kinds: &mut Kinds) {
        let continuing = from.and_then(|from| self.continues[from as usize]);
        if continuing.is_some() && continuing == to {
            return;
        }
        if let (Some(from), Some(_)) = (from, continuing) {
            kinds.before[from as usize].push(kind);
        }
        if let Some(to) = to
            && self.continued[to as usize].is_some()
        {
            kinds.after[to as usize].push(kind);
        }
    }

    fn listed(&self, kinds: Kinds) -> Vec<GridChange> {
        let Kinds { before, mut after } = kinds;
        let mut changes = Vec::new();
        for ((mut kinds, &to), index) in before.into_iter().zip(&self.continues).zip(0..) {
            if let Some(to) = to {
                kinds.append(&mut after[to as usize]);
            }
            changes.extend(change(Some(index), to, kinds));
        }
        for ((kinds, from), index) in after.into_iter().zip(&self.continued).zip(0..) {
            if from.is_none() {
                changes.extend(change(None, Some(index), kinds));
            }
        }
        let code = |change: &GridChange| {
            let before = change
                .before
                .map(|b| &self.before.records()[b as usize].code);
            before.or_else(|| change.after.map(|a| &self.after.records()[a as usize].code))
        };
        changes.sort_by_key(code);
        changes
    }
}

/// What happened to each grid before and after.
struct Kinds {
    before: Vec<Vec<ChangeKind>>,
    after: Vec<Vec<ChangeKind>>,
}

impl Kinds {
    fn having(&self, kind: ChangeKind) -> (Vec<bool>, Vec<bool>) {
        let has = |kinds: &[Vec<ChangeKind>]| kinds.iter().map(|k| k.contains(&kind)).collect();
        (has(&self.before), has(&self.after))
    }
}

fn change(
    before: Option<u32>,
    after: Option<u32>,
    mut kinds: Vec<ChangeKind>,
) -> Option<GridChange> {
    kinds.sort_unstable();
    kinds.dedup();
    (!kinds.is_empty()).then_some(GridChange {
        before,
        after,
        kinds,
    })
}

/// The partner of each grid that shares most ground with it.
fn main(
    len: usize,
    shares: &[Shared],
    ends: impl Fn(&Shared) -> (Option<u32>, Option<u32>),
) -> Vec<Option<u32>> {
    let mut best: Vec<Option<(f64, u32)>> = vec![None; len];
    for share in shares.iter().filter(|share| !share.is_bend) {
        let (Some(own), Some(other)) = ends(share) else {
            continue;
        };
        let slot = &mut best[own as usize];
        // shares are sorted, so of equal areas the lower code comes first
        if slot.is_none_or(|(area_m2, _)| share.area_m2 > area_m2) {
            *slot = Some((share.area_m2, other));
        }
    }
    best.into_iter().map(|best| Some(best?.1)).collect()
}

/// For each grid after the one that it continues.
fn turned(continues: &[Option<u32>], len: usize) -> Vec<Option<u32>> {
    let mut continued = vec![None; len];
    for (from, to) in continues.iter().enumerate() {
        if let Some(to) = to {
            continued[*to as usize] = Some(from as u32);
        }
    }
    continued
}
