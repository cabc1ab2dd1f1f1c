//! Assignment after an edit: only what the edit touches is asked again.
//!
//! Owners can change only in the dirty boxes of a [`Succession`] and where addresses change; tallies only of areas that
//! are new there, that lose or gain an address, or of which an address was counted anew. Everything else is shared with
//! the assignment before.
//!
//! An address that counts with its building may lie outside such a box: then the address that it counts at lies in it. Where codes
//! decide, addresses may lie anywhere: then an assignment is made anew.

use super::difference::{Difference, Facts};
use super::{Assignment, Displaced, Reason, Standing, Tally, Unlocated, count_in, empty_tally};
use crate::layer::{AreaLayer, AreaRecord, Shifts, Succession};

/// An edit that touches a larger share of the addresses is answered by a new assignment.
pub(super) const LARGEST_SHARE: usize = 8;

/// Addresses after an edit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moving<'a> {
    /// Where they stand now.
    pub(crate) shifts: &'a Shifts,
    /// Those that may count elsewhere or otherwise than before, in order.
    pub(crate) concerned: &'a [u32],
}

/// What an assignment is made from, after an edit.
pub(crate) struct Step<'a, T> {
    /// The areas now.
    pub(crate) areas: &'a AreaLayer<T>,
    /// How they came out of those before; `None` when they are the same.
    pub(crate) succession: Option<&'a Succession>,
    /// The addresses and counts.
    pub(crate) facts: Facts<'a>,
    /// Where the addresses count.
    pub(crate) standing: &'a Standing,
}

impl<T: AreaRecord> Step<'_, T> {
    /// The assignment after the edit, from the one before; `None` when the edit touches so much that assigning anew is
    /// quicker. Cost: O(√addresses + touched addresses), and O(areas) where areas or measures come or go.
    pub(crate) fn after(&self, before: &Assignment) -> Option<Assignment> {
        let same_ground = self.succession.is_none() && self.facts.moving.is_none();
        let by_code = !same_ground && !self.standing.stated().is_empty();
        if by_code || self.standing.has_winners() {
            return None;
        }
        let touched = self.touched();
        let recounted = self.facts.recounted();
        let all = self.facts.addresses.1.records().len();
        if (touched.len() + recounted.len()) * LARGEST_SHARE > all {
            return None;
        }
        let mut next = self.carried(before);
        let mut difference = Difference::new(self.facts);
        difference.take_gone(before, &mut next, |area| match self.succession {
            None => Some(area),
            Some(succession) => succession.index_now(area),
        });
        let (mut changes, mut displaced) = (Vec::new(), Vec::new());
        for &address in &touched {
            let counts_at = self.standing.counts_at(address);
            let now = self.area_at(counts_at);
            if counts_at != address {
                let own = self.area_at(address);
                displaced.extend((own != now).then_some(Displaced {
                    address,
                    own,
                    counted: now,
                }));
            }
            let was = next.owners.get(address as usize);
            difference.carry(&mut next, address, was, now);
            if now.is_none() || now != was {
                changes.push((address, now));
            }
        }
        let is_left = |address: &&u32| touched.binary_search(address).is_err();
        for &address in recounted.iter().filter(is_left) {
            let owner = next.owners.get(address as usize);
            difference.carry(&mut next, address, owner, owner);
        }
        next.owners.set(&changes);
        update_unlocated(&mut next.unlocated, &changes);
        update_displaced(&mut next.findings.displaced, &touched, displaced);
        for area in difference.unsure() {
            *next.tallies.item_mut(area as usize) = self.tally_of(area, &next);
        }
        Some(next)
    }

    /// The addresses whose owner may have changed, each once, in order.
    fn touched(&self) -> Vec<u32> {
        let boxes = self.succession.map_or(&[][..], Succession::dirty);
        let mut near: Vec<u32> = Vec::new();
        for &bounds in boxes {
            let addresses = self.facts.addresses.1;
            addresses.for_each_within(bounds, |indices| near.extend_from_slice(indices));
        }
        let mut touched = self.standing.counting_at(near);
        touched.extend(self.facts.concerned());
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    /// The area in which an address itself lies.
    fn area_at(&self, address: u32) -> Option<u32> {
        let position = self.facts.addresses.1.records().position(address as usize);
        self.areas.locate(position).map(|index| index as u32)
    }

    /// The assignment before, in the numbers of the areas and addresses now; owners that are gone leave their addresses
    /// without one.
    fn carried(&self, before: &Assignment) -> Assignment {
        let mut next = before.clone();
        if let Some(succession) = self.succession {
            let come = succession.splices().iter().filter(|splice| splice.comes);
            let tallies = come.map(|splice| {
                let kept = splice.goes.then(|| before.tallies[splice.at].clone());
                kept.unwrap_or_default()
            });
            next.tallies = before.tallies.spliced(succession.splices(), tallies);
            let now = |index| succession.index_now(index);
            if !succession.keeps_numbers() {
                next.owners = before.owners.renumbered(before.tallies.len(), now);
                for finding in &mut next.findings.displaced {
                    finding.own = finding.own.and_then(now);
                    finding.counted = finding.counted.and_then(now);
                }
            }
        }
        self.facts.carry(&mut next);
        for &area in self.succession.map_or(&[][..], Succession::born) {
            *next.tallies.item_mut(area as usize) = empty_tally(self.facts.counts.1);
        }
        next
    }

    /// What adds up in an area, from the addresses in its box and those that buildings bring into it.
    fn tally_of(&self, area: u32, assignment: &Assignment) -> Tally {
        let (addresses, counts) = (self.facts.addresses.1, self.facts.counts.1);
        let mut tally = empty_tally(counts);
        let mut near: Vec<u32> = Vec::new();
        let bounds = self.areas.bounds_of(area as usize);
        addresses.for_each_within(bounds, |indices| near.extend_from_slice(indices));
        for address in self.standing.counting_at(near) {
            let address = address as usize;
            if assignment.owners.get(address) == Some(area) {
                count_in(&mut tally, addresses, counts, address);
            }
        }
        tally
    }
}

/// Keeps the sorted list of addresses without an owner true.
fn update_unlocated(unlocated: &mut Vec<Unlocated>, changes: &[(u32, Option<u32>)]) {
    let place =
        |list: &[Unlocated], address: u32| list.binary_search_by_key(&address, |r| r.address);
    let is_listed = |&(address, owner): &(u32, Option<u32>)| {
        owner.is_none() || place(unlocated, address).is_ok()
    };
    let concerned: Vec<(u32, Option<u32>)> = changes.iter().copied().filter(is_listed).collect();
    if concerned.is_empty() {
        return;
    }
    let changed = |row: &Unlocated| {
        let found = concerned.binary_search_by_key(&row.address, |&(a, _)| a);
        found.is_ok()
    };
    unlocated.retain(|row| !changed(row));
    let lost = concerned.iter().filter(|(_, owner)| owner.is_none());
    unlocated.extend(lost.map(|&(address, _)| Unlocated {
        address,
        reason: Reason::Outside,
    }));
    unlocated.sort_by_key(|row| row.address);
}

/// Keeps the sorted list of displaced addresses true, of which those touched were asked again.
fn update_displaced(list: &mut Vec<Displaced>, touched: &[u32], displaced: Vec<Displaced>) {
    let is_listed = |address: &u32| {
        let found = list.binary_search_by_key(address, |finding| finding.address);
        found.is_ok()
    };
    if displaced.is_empty() && !touched.iter().any(is_listed) {
        return;
    }
    let is_touched = |finding: &Displaced| {
        let found = touched.binary_search(&finding.address);
        found.is_ok()
    };
    list.retain(|finding| !is_touched(finding));
    list.extend(displaced);
    list.sort_by_key(|finding| finding.address);
}
