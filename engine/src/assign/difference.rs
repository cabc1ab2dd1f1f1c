//! What addresses that change add to tallies, and take from them.

use std::collections::BTreeSet;

use super::{Assignment, Moving, Tally, count_in, empty_tally};
use crate::layer::{CountLayer, PointLayer, Recount, Splice};
use crate::model::Address;

/// Addresses and counts before an edit and after it.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    /// The addresses before and now.
    pub(crate) addresses: (&'a PointLayer<Address>, &'a PointLayer<Address>),
    /// How these came out of those; `None` when they are the same.
    pub(crate) moving: Option<Moving<'a>>,
    /// The counts before and now.
    pub(crate) counts: (&'a CountLayer, &'a CountLayer),
    /// How these came out of those; `None` when they are the same.
    pub(crate) recount: Option<&'a Recount>,
}

impl<'a> Facts<'a> {
    /// The addresses that may count elsewhere or otherwise than before, in order.
    pub(super) fn concerned(&self) -> &'a [u32] {
        self.moving.map_or(&[][..], |moving| moving.concerned)
    }

    /// The addresses at which sums of counts may differ, in order.
    pub(super) fn recounted(&self) -> &'a [u32] {
        self.recount.map_or(&[][..], |recount| &recount.addresses)
    }

    /// Brings an assignment where its addresses and measures stand now; addresses that come have no owner yet.
    pub(super) fn carry(&self, next: &mut Assignment) {
        if let Some(Moving { shifts, .. }) = self.moving.filter(|m| !m.shifts.keep_places()) {
            let moving = shifts.splices().iter().filter(|s| s.comes != s.goes);
            let moving: Vec<Splice> = moving.copied().collect();
            next.owners = next.owners.spliced(&moving);
            next.unlocated.retain_mut(|row| {
                let now = shifts.now(row.address);
                row.address = now.unwrap_or(row.address);
                now.is_some()
            });
            next.findings.displaced.retain_mut(|finding| {
                let now = shifts.now(finding.address);
                finding.address = now.unwrap_or(finding.address);
                now.is_some()
            });
        }
        if let Some(recount) = self.recount.filter(|recount| !recount.keeps_measures()) {
            let tallies = next.tallies.iter().map(|tally| Tally {
                counts: recount.carried(&tally.counts),
                reported: recount.carried_numbers(&tally.reported),
                ..tally.clone()
            });
            next.tallies = tallies.collect();
        }
    }

    /// What an address adds now.
    fn part_now(&self, address: u32) -> Tally {
        let mut part = empty_tally(self.counts.1);
        count_in(&mut part, self.addresses.1, self.counts.1, address as usize);
        part
    }

    /// What the address of an index before added then.
    fn part_then(&self, before: u32) -> Tally {
        let mut part = empty_tally(self.counts.0);
        count_in(&mut part, self.addresses.0, self.counts.0, before as usize);
        match self.recount {
            Some(recount) if !recount.keeps_measures() => Tally {
                counts: recount.carried(&part.counts),
                reported: recount.carried_numbers(&part.reported),
                ..part
            },
            _ => part,
        }
    }

    /// What an address added before; `None` when it is new.
    fn part_before(&self, address: u32) -> Option<Tally> {
        let listed = |list: &[u32]| list.binary_search(&address).is_ok();
        if !listed(self.concerned()) && !listed(self.recounted()) {
            return Some(self.part_now(address));
        }
        let before = match self.moving {
            None => Some(address),
            Some(moving) => moving.shifts.before(address),
        };
        before.map(|before| self.part_then(before))
    }

    /// The indices before of the addresses that are gone.
    fn gone(&self) -> impl Iterator<Item = u32> + 'a {
        let splices = self
            .moving
            .map_or(&[][..], |moving| moving.shifts.splices());
        let gone = splices.iter().filter(|splice| splice.goes && !splice.comes);
        gone.map(|splice| splice.at as u32)
    }
}

/// Tallies that are brought up to date address by address.
pub(super) struct Difference<'a> {
    facts: Facts<'a>,
    /// Owners of which a measure came down to nothing: whether nobody reports any more, their addresses must tell.
    unsure: BTreeSet<u32>,
}

impl<'a> Difference<'a> {
    pub(super) fn new(facts: Facts<'a>) -> Self {
        Self {
            facts,
            unsure: BTreeSet::new(),
        }
    }

    /// Takes away what addresses added that are gone; `now` is the index now of an owner before.
    pub(super) fn take_gone(
        &mut self,
        before: &Assignment,
        next: &mut Assignment,
        now: impl Fn(u32) -> Option<u32>,
    ) {
        for address in self.facts.gone() {
            let owner = before.owners.get(address as usize).and_then(&now);
            self.take(next, owner, Some(self.facts.part_then(address)));
        }
    }

    /// Brings an address from its owner so far to its owner now.
    pub(super) fn carry(
        &mut self,
        next: &mut Assignment,
        address: u32,
        was: Option<u32>,
        now: Option<u32>,
    ) {
        let (old, new) = (
            self.facts.part_before(address),
            self.facts.part_now(address),
        );
        if was == now && old.as_ref() == Some(&new) {
            return;
        }
        self.take(next, was, old);
        if let Some(owner) = now {
            let tally = next.tallies.item_mut(owner as usize);
            tally.addresses += new.addresses;
            tally.households += new.households;
            tally.residents += new.residents;
            for (sum, own) in tally.counts.iter_mut().zip(new.counts) {
                if let Some(own) = own {
                    *sum.get_or_insert(0) += own;
                }
            }
            for (sum, own) in tally.reported.iter_mut().zip(new.reported) {
                *sum += own;
            }
        }
    }

    /// The owners that must be tallied anew.
    pub(super) fn unsure(self) -> BTreeSet<u32> {
        self.unsure
    }

    fn take(&mut self, next: &mut Assignment, owner: Option<u32>, part: Option<Tally>) {
        let Some((owner, part)) = owner.zip(part) else {
            return;
        };
        let tally = next.tallies.item_mut(owner as usize);
        tally.addresses -= part.addresses;
        tally.households -= part.households;
        tally.residents -= part.residents;
        for (sum, own) in tally.reported.iter_mut().zip(part.reported) {
            *sum -= own;
        }
        for (sum, own) in tally.counts.iter_mut().zip(part.counts) {
            if let (Some(all), Some(own)) = (sum.as_mut(), own) {
                *all -= own;
                if *all == 0 {
                    self.unsure.insert(owner);
                }
            }
        }
    }
}
