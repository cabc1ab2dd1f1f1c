//! Assignment after an edit: only what the edit touches is asked again.
//!
//! Owners can change only in the dirty boxes of a [`Succession`]; tallies only of areas that are new there, that lose or
//! gain an address, or of which an address was counted anew. Everything else is shared with the assignment before.
//!
//! An address that counts with its building may lie outside such a box, but not farther than buildings reach. Where codes
//! decide, addresses may lie anywhere: then an assignment is made anew.

use std::collections::BTreeSet;

use super::{Assignment, Displaced, Reason, Standing, Tally, Unlocated, count_in, empty_tally};
use crate::layer::{AreaLayer, AreaRecord, CountLayer, PointLayer, Succession};
use crate::model::Address;

/// An edit that touches a larger share of the addresses is answered by a new assignment.
const LARGEST_SHARE: usize = 8;

/// What an assignment is made from, after an edit that left the addresses as they are.
pub(crate) struct Step<'a, T> {
    /// The areas now.
    pub(crate) areas: &'a AreaLayer<T>,
    /// How they came out of those before; `None` when they are the same.
    pub(crate) succession: Option<&'a Succession>,
    /// The addresses.
    pub(crate) addresses: &'a PointLayer<Address>,
    /// Where they count.
    pub(crate) standing: &'a Standing,
    /// The counts now; the measures are those before.
    pub(crate) counts: &'a CountLayer,
    /// The addresses whose counts differ from those before.
    pub(crate) recounted: &'a [u32],
}

impl<T: AreaRecord> Step<'_, T> {
    /// The assignment after the edit, from the one before; `None` when the edit touches so much that assigning anew is
    /// quicker. Cost: O(areas + touched addresses), and O(addresses) to copy when areas are renumbered.
    pub(crate) fn after(&self, before: &Assignment) -> Option<Assignment> {
        let by_code = self.succession.is_some() && !self.standing.stated().is_empty();
        if by_code || self.standing.has_winners() {
            return None;
        }
        let touched = self.touched();
        if (touched.len() + self.recounted.len()) * LARGEST_SHARE > self.addresses.records().len() {
            return None;
        }
        let mut next = self.carried(before);
        let fresh = self.succession.map_or(&[][..], Succession::fresh);
        let mut affected: BTreeSet<u32> = fresh.iter().copied().collect();
        let (mut changes, mut displaced) = (Vec::new(), Vec::new());
        for &address in &touched {
            let counts_at = self.standing.counts_at(address as u32) as usize;
            let now = self.area_at(counts_at);
            if counts_at != address {
                let (address, own, counted) = (address as u32, self.area_at(address), now);
                displaced.extend((own != counted).then_some(Displaced {
                    address,
                    own,
                    counted,
                }));
            }
            let was = next.owners.get(address);
            let was = was.filter(|&area| (area as usize) < next.tallies.len());
            if now.is_none() || now != was {
                affected.extend(now.into_iter().chain(was));
                changes.push((address as u32, now));
            }
        }
        next.owners.set(&changes);
        update_unlocated(&mut next.unlocated, &changes);
        let findings = &mut next.findings.displaced;
        let touched: BTreeSet<u32> = touched.iter().map(|&address| address as u32).collect();
        findings.retain(|finding| !touched.contains(&finding.address));
        findings.extend(displaced);
        findings.sort_unstable_by_key(|finding| finding.address);
        let recounted = self.recounted.iter();
        affected.extend(recounted.filter_map(|&address| next.owners.get(address as usize)));
        for area in affected {
            *next.tallies.item_mut(area as usize) = self.tally_of(area, &next);
        }
        Some(next)
    }

    /// The addresses whose owner may have changed, each once.
    fn touched(&self) -> Vec<usize> {
        let boxes = self.succession.map_or(&[][..], Succession::dirty);
        let near = boxes
            .iter()
            .flat_map(|&bounds| self.addresses.within(self.standing.reach(bounds)));
        let touched: BTreeSet<usize> = near.collect();
        touched.into_iter().collect()
    }

    /// The area in which an address itself lies.
    fn area_at(&self, address: usize) -> Option<u32> {
        let position = self.addresses.records()[address].position;
        self.areas.locate(position).map(|index| index as u32)
    }

    /// The assignment before, in the numbers of the areas now; owners that are gone leave their addresses without one.
    fn carried(&self, before: &Assignment) -> Assignment {
        let Some(succession) = self.succession else {
            return before.clone();
        };
        let splices = succession.splices().iter();
        let come = splices.filter(|splice| splice.comes);
        let tallies = come.map(|splice| match splice.goes {
            true => before.tallies[splice.at].clone(),
            false => empty_tally(self.counts),
        });
        let owners = if succession.keeps_numbers() {
            before.owners.clone()
        } else {
            before
                .owners
                .renumbered(|index| succession.index_now(index))
        };
        let now = |area: Option<u32>| area.and_then(|index| succession.index_now(index));
        let mut findings = before.findings.clone();
        for finding in &mut findings.displaced {
            (finding.own, finding.counted) = (now(finding.own), now(finding.counted));
        }
        Assignment {
            owners,
            tallies: before.tallies.spliced(succession.splices(), tallies),
            unlocated: before.unlocated.clone(),
            findings,
        }
    }

    /// What adds up in an area, from the addresses in its box and those that buildings bring into it.
    fn tally_of(&self, area: u32, assignment: &Assignment) -> Tally {
        let mut tally = empty_tally(self.counts);
        let reach = self.standing.reach(self.areas.bounds_of(area as usize));
        for address in self.addresses.within(reach) {
            if assignment.owners.get(address) == Some(area) {
                count_in(&mut tally, self.addresses, self.counts, address);
            }
        }
        tally
    }
}

/// Keeps the sorted list of addresses without an owner true.
fn update_unlocated(unlocated: &mut Vec<Unlocated>, changes: &[(u32, Option<u32>)]) {
    let mut sorted = changes.to_vec();
    sorted.sort_unstable_by_key(|&(address, _)| address);
    let changed = |row: &Unlocated| {
        sorted
            .binary_search_by_key(&row.address, |&(a, _)| a)
            .is_ok()
    };
    unlocated.retain(|row| !changed(row));
    let lost = sorted.iter().filter(|(_, owner)| owner.is_none());
    unlocated.extend(lost.map(|&(address, _)| Unlocated {
        address,
        reason: Reason::Outside,
    }));
    unlocated.sort_unstable_by_key(|row| row.address);
}
