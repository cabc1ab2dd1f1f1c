//! A cover after an edit: only addresses that the edit concerns are looked at again.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::around::Around;
use super::changes::Changes;
use super::cover::{Cover, NOWHERE};
use super::extent::addresses_of;
use super::floors::{self, Floor, Key};
use super::grounds::{Grounds, duties_by_area};
use super::shifted::Shifted;
use super::site::people_of;
use super::slot::Slot;
use super::sources::Sources;
use crate::model::{Change, Duty, DutyId, Ground};

/// With more new duties than this a cover is built anew, and with more new sites they are settled.
const MOST_ADDED: usize = 2048;
/// With more duties on other ground than this, duties are sorted by ground anew.
const MOST_MOVED: usize = 64;

/// The places whose duties change.
#[derive(Default)]
struct Touched {
    /// Those whose ground changes too.
    moved: BTreeSet<u32>,
    /// Those of which only other things change, in no order.
    held: Vec<u32>,
}

impl Cover {
    /// The cover after changes of duties, roles, addresses and areas; `None` when it has to be built anew: when addresses
    /// have changed otherwise than told, or a duty names an area of a division of which none did.
    ///
    /// Cost: O(addresses) words that are compared where areas change, O(duties), and the work of [`Cover::build`] for the
    /// addresses whose duties change.
    pub fn after(&self, sources: &Sources<'_>, changes: &Changes) -> Option<Self> {
        let told = !changes.addresses.is_empty();
        let same_addresses = told || Arc::ptr_eq(&self.addresses, sources.addresses);
        let added = self.slots.added() + changes.duties.len();
        if added > MOST_ADDED || !same_addresses {
            return None;
        }
        let mut next = self.clone();
        next.layer = Arc::clone(sources.duties);
        let mut touched = next.put_slots(&changes.duties);
        touched.held.extend(next.reclassed());
        let known: BTreeSet<_> = self.floors.iter().map(|floor| floor.areas.key()).collect();
        next.floors = floors::floors(sources, &known);
        let needs_only = next.needs_only(&known, sources, &changes.duties);
        if next.floors.len() != self.floors.len() || !needs_only {
            return None;
        }
        next.renumber(&self.floors);
        next.tiers = sources.grids.clone();
        next.fewest = Arc::default();
        next.rehold(&touched);
        let shifted = told.then(|| Shifted::of(&self.addresses, sources, &changes.addresses));
        let shifted = shifted.unwrap_or_default();
        if told {
            next.take_addresses(&shifted, sources);
        }
        next.note_unstored(touched.moved.iter().copied());
        let reassigned = self.reassigned(&next, &shifted);
        next.know_moved(&touched.moved);
        let moved = &mut touched.moved;
        moved.extend(next.of_buildings_in(&reassigned.codes));
        let concerned = next.concerned(self, sources, moved, reassigned.addresses, &shifted);
        next.resettle(&concerned, moved, &shifted, sources);
        Some(next)
    }

    /// Looks again which duties name the areas of the divisions in which areas have come or gone.
    fn renumber(&mut self, before: &[Floor]) {
        let floors = self.floors.iter().zip(before).enumerate();
        let changed = floors.filter(|(_, (now, before))| !now.areas.has_codes_of(&before.areas));
        for (place, (now, _)) in changed {
            self.by_area[place] = Arc::new(self.grounds.by_area(place, &now.areas));
        }
    }

    /// Whether no duty names an area of another division: of the changed duties, or of all if grids have come or gone.
    fn needs_only(
        &self,
        known: &BTreeSet<Key>,
        sources: &Sources<'_>,
        changes: &[Change<Duty>],
    ) -> bool {
        let same = self.tiers.len() == sources.grids.len()
            && self.tiers.iter().all(|(tier, layer)| {
                let now = sources.grids.get(tier);
                now.is_some_and(|now| now.has_codes_of(layer))
            });
        let needed = if same {
            floors::needed(sources, changes.iter().filter_map(Change::after))
        } else {
            let there = self.slots.iter().filter(|slot| !slot.is_gone);
            floors::needed(sources, there.map(|slot| &*slot.duty))
        };
        needed.is_subset(known)
    }

    /// The place of a duty that is there.
    fn place_of(&self, id: &DutyId) -> Option<usize> {
        let slots = &self.slots;
        let built = slots.settled_place(|slot| slot.duty.id.cmp(id));
        let built = built.filter(|&place| !slots[place].is_gone);
        built.or_else(|| slots.added_place(|slot| !slot.is_gone && slot.duty.id == *id))
    }

    /// Puts the changed duties in their places; new ones come after all others.
    fn put_slots(&mut self, changes: &[Change<Duty>]) -> Touched {
        let mut touched = Touched::default();
        for change in changes {
            let id = change.key();
            let place = self.place_of(&id);
            let after = change.after().filter(|duty| duty.is_valid_on(self.day));
            match (place, after) {
                (None, None) => {}
                (Some(place), None) => {
                    let slot = self.slots.item_mut(place);
                    slot.is_gone = true;
                    slot.holders.clear();
                    touched.moved.insert(place as u32);
                }
                (None, Some(duty)) => {
                    touched.moved.insert(self.slots.len() as u32);
                    let slot = self.slot_of(duty);
                    self.slots.push(slot);
                }
                (Some(place), Some(duty)) => {
                    let same_ground = self.slots[place].duty.ground == duty.ground;
                    let slot = self.slot_of(duty);
                    *self.slots.item_mut(place) = slot;
                    if same_ground {
                        touched.held.push(place as u32);
                    } else {
                        touched.moved.insert(place as u32);
                    }
                }
            }
        }
        touched
    }

    fn slot_of(&mut self, duty: &Duty) -> Slot {
        Slot::of(duty, &self.layer, &mut self.roles, &mut self.people)
    }

    /// Gives roles the class that they have now, and says at which duties another service is rendered.
    fn reclassed(&mut self) -> Vec<u32> {
        let others = self.roles.reclassed(&self.layer);
        if others.is_empty() {
            return Vec::new();
        }
        let slots = (0_u32..).zip(self.slots.iter());
        let found = slots.filter(|(_, slot)| others.contains(&slot.role));
        found.map(|(place, _)| place).collect()
    }

    /// Looks again who answers at the sites of the touched duties: those that stay on their ground, too, may have other
    /// holders.
    fn rehold(&mut self, touched: &Touched) {
        let touched = touched.held.iter().chain(&touched.moved).copied();
        for number in self.sites_with(touched) {
            let site = self.sites.item_mut(number as usize);
            site.people = people_of(&site.duties, &self.slots, &self.roles);
        }
    }

    /// The addresses that may have other duties now, in order.
    fn concerned(
        &self,
        before: &Self,
        sources: &Sources<'_>,
        moved: &BTreeSet<u32>,
        reassigned: Vec<u32>,
        shifted: &Shifted,
    ) -> Vec<u32> {
        let mut found = reassigned;
        found.extend(shifted.anew());
        found.extend(self.left(before, moved, sources));
        for &place in moved {
            found.extend(self.inside(place, sources));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The addresses of a duty.
    fn inside(&self, place: u32, sources: &Sources<'_>) -> Vec<u32> {
        let slot = &self.slots[place as usize];
        if slot.is_gone {
            return Vec::new();
        }
        if !slot.duty.ground.is_of_areas() {
            return addresses_of(sources, &slot.duty.ground);
        }
        let mut found = Vec::new();
        for floor in &self.floors {
            let areas = floor.areas.named(&slot.duty.ground);
            if areas.is_empty() {
                continue;
            }
            found.extend(floor.addresses_of(&areas, sources));
        }
        found
    }

    /// Finds the sites of some addresses anew.
    fn resettle(
        &mut self,
        concerned: &[u32],
        moved: &BTreeSet<u32>,
        shifted: &Shifted,
        sources: &Sources<'_>,
    ) {
        if concerned.is_empty() {
            return;
        }
        let extents = self.extents(moved, sources);
        // the duties of each as they are, before any of them is put elsewhere
        let mut settled = Vec::with_capacity(concerned.len());
        let mut around = Around::new(self, sources);
        for &address in concerned {
            let owner = |floor: &Floor| floor.owners.owners.get(address as usize);
            let owners = self.floors.iter().map(owner);
            let areas: Vec<u32> = owners.map(|area| area.unwrap_or(NOWHERE)).collect();
            let mut single = self.kept(address, moved, shifted);
            let all = extents.iter();
            let new = all.filter(|(_, all)| all.binary_search(&address).is_ok());
            single.extend(new.map(|(place, _)| *place));
            if shifted.is_anew(address) {
                single.extend(around.of(address));
            }
            settled.push((address, self.merged(&areas, &single)));
        }
        for (address, duties) in settled {
            self.move_address(address, duties);
        }
        if self.sites.added() > MOST_ADDED {
            self.settle_sites();
        }
    }

    /// Notes duties on other ground; with many of them duties are sorted by ground anew.
    fn know_moved(&mut self, moved: &BTreeSet<u32>) {
        self.moved.extend(moved);
        if self.moved.len() > MOST_MOVED {
            self.grounds = Arc::new(Grounds::of(&self.floors, &self.slots));
            self.by_area = duties_by_area(&self.grounds, &self.floors);
            self.moved.clear();
        }
    }

    /// The addresses of the moved duties that are about single ones.
    fn extents(&self, moved: &BTreeSet<u32>, sources: &Sources<'_>) -> Vec<(u32, Vec<u32>)> {
        let slots = moved
            .iter()
            .map(|&place| (place, &self.slots[place as usize]));
        let single = slots.filter(|(_, slot)| !slot.is_gone && !slot.duty.ground.is_of_areas());
        single
            .map(|(place, slot)| (place, addresses_of(sources, &slot.duty.ground)))
            .collect()
    }

    /// The duties about single addresses that an address keeps: those that have not moved, and if it has changed itself only
    /// those that name it.
    fn kept(&self, address: u32, moved: &BTreeSet<u32>, shifted: &Shifted) -> Vec<u32> {
        if self.is_unsettled(address) {
            let id = self.addresses.records().id(address as usize);
            return self.named_before(&id).collect();
        }
        let is_anew = shifted.is_anew(address);
        let stays = |place: &u32| {
            let ground = &self.slots[*place as usize].duty.ground;
            let names = matches!(ground, Ground::Addresses(_));
            !moved.contains(place) && (names || !is_anew && !ground.is_of_areas())
        };
        let site = self.site_of[address as usize];
        let before = self.sites[site as usize].duties.iter().copied();
        before.filter(stays).collect()
    }

    fn move_address(&mut self, address: u32, duties: Vec<u32>) {
        let site = self.site_for(duties);
        let before = self.site_of[address as usize];
        if site == before {
            return;
        }
        let households = u64::from(self.addresses.records().spot(address as usize).households);
        if !self.is_unsettled(address) {
            let left = self.sites.item_mut(before as usize);
            left.addresses -= 1;
            left.households -= households;
        }
        let come = self.sites.item_mut(site as usize);
        come.addresses += 1;
        come.households += households;
        *self.site_of.item_mut(address as usize) = site;
    }
}
