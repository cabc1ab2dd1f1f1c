//! Which addresses belong to other areas than before.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cover::Cover;
use super::floors::Floor;
use super::shifted::Shifted;
use super::slot::Slot;
use crate::model::Ground;

impl Cover {
    /// The addresses that belong to other areas in the next cover, and the areas that lost or got one.
    pub(super) fn reassigned(&self, next: &Self, shifted: &Shifted) -> Reassigned {
        let mut found = Reassigned::default();
        for (before, now) in self.floors.iter().zip(&next.floors) {
            found.add(before, now, shifted);
        }
        found
    }

    /// The duties about buildings of some areas.
    pub(super) fn of_buildings_in(&self, codes: &BTreeSet<String>) -> Vec<u32> {
        if codes.is_empty() {
            return Vec::new();
        }
        // the rank is at hand, the ground is not
        let is_of_building = |slot: &Slot| Ground::OF_BUILDINGS.contains(&slot.rank);
        let is_in = |slot: &Slot| match &slot.duty.ground {
            Ground::Buildings { area, .. } | Ground::Households { area, .. } => {
                !slot.is_gone && codes.contains(area.as_str())
            }
            _ => false,
        };
        let slots = (0_u32..).zip(self.slots.iter());
        slots
            .filter(|(_, slot)| is_of_building(slot) && is_in(slot))
            .map(|(place, _)| place)
            .collect()
    }
}

/// Addresses that belong to another area than before.
#[derive(Default)]
pub(super) struct Reassigned {
    pub(super) addresses: Vec<u32>,
    /// The areas that lost or got one by a change of areas.
    pub(super) codes: BTreeSet<String>,
}

impl Reassigned {
    fn add(&mut self, before: &Floor, now: &Floor, shifted: &Shifted) {
        if Arc::ptr_eq(&before.owners, &now.owners) {
            return;
        }
        // a grid that comes or goes gives others another index
        let renumbered = (!before.areas.has_codes_of(&now.areas)).then(|| {
            let codes = (0..before.areas.len() as u32).map(|area| before.areas.code(area));
            codes.map(|code| now.areas.index_of(code)).collect()
        });
        let now_at = |area: u32| {
            renumbered
                .as_ref()
                .map_or(Some(area), |now: &Vec<Option<u32>>| now[area as usize])
        };
        let stay = |a: Option<u32>, b: Option<u32>| match a {
            None => b.is_none(),
            Some(a) => b.is_some() && now_at(a) == b,
        };
        let areas = before.areas.len().min(now.areas.len());
        let moving = shifted.moving();
        let spliced = (!moving.is_empty()).then(|| before.owners.owners.spliced(&moving));
        let owners = spliced.as_ref().unwrap_or(&before.owners.owners);
        let apart = owners.apart(&now.owners.owners, areas, stay);
        let (mut from, mut to) = (BTreeSet::new(), BTreeSet::new());
        for (address, a, b) in apart {
            self.addresses.push(address);
            // the duties of changed addresses are looked for one by one
            if shifted.is_anew(address) {
                continue;
            }
            from.extend(a);
            to.extend(b);
        }
        let from = from.into_iter().map(|area| before.areas.code(area));
        let to = to.into_iter().map(|area| now.areas.code(area));
        self.codes.extend(from.chain(to).map(str::to_owned));
    }
}
