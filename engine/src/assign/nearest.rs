//! The nearest checkpoints after an edit that leaves the checkpoints as they are.

use std::collections::BTreeSet;

use super::difference::{Difference, Facts};
use super::step::LARGEST_SHARE;
use super::{Assignment, count_in, empty_tally};
use crate::layer::OpenCheckpoints;

/// The assignment to the nearest checkpoints after an edit, from the one before; `None` when making it anew is quicker.
///
/// Cost: O(√addresses + changed addresses), O(addresses) where the last count of a measure goes from a checkpoint.
pub(crate) fn nearest_after(
    checkpoints: &OpenCheckpoints,
    facts: Facts<'_>,
    before: &Assignment,
) -> Option<Assignment> {
    let (concerned, recounted) = (facts.concerned(), facts.recounted());
    let (addresses, counts) = (facts.addresses.1, facts.counts.1);
    let changed: BTreeSet<u32> = concerned.iter().chain(recounted).copied().collect();
    if changed.len() * LARGEST_SHARE > addresses.records().len() {
        return None;
    }
    let mut next = before.clone();
    facts.carry(&mut next);
    let mut difference = Difference::new(facts);
    difference.take_gone(before, &mut next, Some);
    let mut changes = Vec::new();
    for address in changed {
        let was = next.owners.get(address as usize);
        let now = if concerned.binary_search(&address).is_ok() {
            let position = addresses.records().position(address as usize);
            let nearest = checkpoints.nearest(position, 1);
            Some(nearest.first()?.index as u32)
        } else {
            was
        };
        difference.carry(&mut next, address, was, now);
        if was != now {
            changes.push((address, now));
        }
    }
    next.owners.set(&changes);
    let unsure = difference.unsure();
    for &owner in &unsure {
        *next.tallies.item_mut(owner as usize) = empty_tally(counts);
    }
    if !unsure.is_empty() {
        for (address, owner) in next.owners.iter().enumerate() {
            if let Some(owner) = owner.filter(|owner| unsure.contains(owner)) {
                let tally = next.tallies.item_mut(owner as usize);
                count_in(tally, addresses, counts, address);
            }
        }
    }
    Some(next)
}
