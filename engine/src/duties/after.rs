//! A cover after an edit: only addresses that the edit concerns are looked at again.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::cover::{Cover, NOWHERE, merged};
use super::extent::addresses_of;
use super::floors::{self, Floor, Key};
use super::site::{Site, people_of};
use super::slot::Slot;
use super::sources::Sources;
use crate::model::{Change, Duty, DutyId, Ground};

/// With more new duties than this a cover is built anew.
const MOST_ADDED: usize = 2048;

/// The places whose duties change.
#[derive(Default)]
struct Touched {
    /// Those whose ground changes too.
    moved: BTreeSet<u32>,
    /// Those of which only other things change.
    held: BTreeSet<u32>,
}

impl Cover {
    /// The cover after changes of duties and of areas; `None` when it has to be built anew: when addresses or roles have
    /// changed, or a duty names an area of a division of which none did.
    ///
    /// Cost: O(addresses) words that are compared, O(duties), and the work of [`Cover::build`] for the addresses whose
    /// duties change.
    pub fn after(&self, sources: &Sources<'_>, changes: &[Change<Duty>]) -> Option<Self> {
        let same_addresses = Arc::ptr_eq(&self.addresses, sources.addresses);
        let added = self.slots.len() - self.built_of + changes.len();
        if added > MOST_ADDED || !same_addresses || self.layer.roles() != sources.duties.roles() {
            return None;
        }
        let mut next = self.clone();
        next.layer = Arc::clone(sources.duties);
        let mut touched = next.put_slots(changes);
        let known: BTreeSet<_> = self.floors.iter().map(|floor| floor.areas.key()).collect();
        next.floors = floors::floors(sources, &known);
        if next.floors.len() != self.floors.len() || !next.needs_only(&known, sources, changes) {
            return None;
        }
        next.tiers = sources.grids.clone();
        next.places = OnceLock::new();
        next.fewest = Arc::default();
        next.rehold(&touched);
        let reassigned = self.reassigned(&next);
        touched
            .moved
            .extend(next.of_buildings_in(&reassigned.codes));
        let concerned = self.concerned(&next, sources, &touched.moved, reassigned.addresses);
        next.resettle(&concerned, &touched.moved, sources);
        Some(next)
    }

    /// Whether no duty names an area of another division: of the changed duties, or of all if areas have changed.
    fn needs_only(
        &self,
        known: &BTreeSet<Key>,
        sources: &Sources<'_>,
        changes: &[Change<Duty>],
    ) -> bool {
        let same = self.tiers.len() == sources.grids.len()
            && self.tiers.iter().all(|(tier, layer)| {
                let now = sources.grids.get(tier);
                now.is_some_and(|now| Arc::ptr_eq(now, layer))
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
        let (built, since) = self.slots.split_at(self.built_of);
        let there = |slot: &Slot| !slot.is_gone && slot.duty.id == *id;
        let place = built.binary_search_by(|slot| slot.duty.id.cmp(id)).ok();
        let later = || {
            since
                .iter()
                .position(there)
                .map(|place| self.built_of + place)
        };
        place.filter(|&place| there(&built[place])).or_else(later)
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
                    self.slots[place].is_gone = true;
                    self.slots[place].holders = Arc::new([]);
                    touched.moved.insert(place as u32);
                }
                (None, Some(duty)) => {
                    touched.moved.insert(self.slots.len() as u32);
                    self.slots
                        .push(Slot::of(duty, &self.layer, &mut self.people));
                }
                (Some(place), Some(duty)) => {
                    let same_ground = self.slots[place].duty.ground == duty.ground;
                    self.slots[place] = Slot::of(duty, &self.layer, &mut self.people);
                    let places = if same_ground {
                        &mut touched.held
                    } else {
                        &mut touched.moved
                    };
                    places.insert(place as u32);
                }
            }
        }
        touched
    }

    /// Looks again who answers at the sites of the touched duties: those that stay on their ground, too, may have other
    /// holders.
    fn rehold(&mut self, touched: &Touched) {
        let places: BTreeSet<u32> = touched.held.union(&touched.moved).copied().collect();
        if places.is_empty() {
            return;
        }
        for site in &mut self.sites {
            if site.duties.iter().any(|place| places.contains(place)) {
                site.people = people_of(&site.duties, &self.slots);
            }
        }
    }

    /// The addresses that belong to other areas in the next cover, and the areas that lost or got one.
    fn reassigned(&self, next: &Self) -> Reassigned {
        let mut found = Reassigned::default();
        for (before, now) in self.floors.iter().zip(&next.floors) {
            found.add(before, now);
        }
        found
    }

    /// The duties about buildings of some areas.
    fn of_buildings_in(&self, codes: &BTreeSet<String>) -> Vec<u32> {
        let is_in = |slot: &Slot| match &slot.duty.ground {
            Ground::Buildings { area, .. } | Ground::Households { area, .. } => {
                !slot.is_gone && codes.contains(area.as_str())
            }
            _ => false,
        };
        let slots = (0_u32..).zip(&self.slots);
        slots
            .filter(|(_, slot)| is_in(slot))
            .map(|(place, _)| place)
            .collect()
    }

    /// The addresses that may have other duties in the next cover, in order.
    fn concerned(
        &self,
        next: &Self,
        sources: &Sources<'_>,
        moved: &BTreeSet<u32>,
        reassigned: Vec<u32>,
    ) -> Vec<u32> {
        let mut found = reassigned;
        if !moved.is_empty() {
            let touches = |site: &Site| site.duties.iter().any(|place| moved.contains(place));
            let touched: Vec<bool> = self.sites.iter().map(touches).collect();
            if touched.contains(&true) {
                let sites = (0_u32..).zip(&self.site_of);
                let inside = sites.filter(|&(_, &site)| touched[site as usize]);
                found.extend(inside.map(|(address, _)| address));
            }
            for &place in moved {
                found.extend(next.inside(place, sources));
            }
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
            let owners = (0_u32..).zip(floor.owners.owners.iter());
            let inside =
                |owner: Option<u32>| owner.is_some_and(|area| areas.contains(&(area as usize)));
            found.extend(owners.filter(|&(_, owner)| inside(owner)).map(|(a, _)| a));
        }
        found
    }

    /// Finds the sites of some addresses anew.
    fn resettle(&mut self, concerned: &[u32], moved: &BTreeSet<u32>, sources: &Sources<'_>) {
        if concerned.is_empty() {
            return;
        }
        let single = |place: &&u32| {
            let slot = &self.slots[**place as usize];
            !slot.is_gone && !slot.duty.ground.is_of_areas()
        };
        let moved_singles = moved.iter().filter(single);
        let extents: Vec<(u32, Vec<u32>)> = moved_singles
            .map(|&place| {
                (
                    place,
                    addresses_of(sources, &self.slots[place as usize].duty.ground),
                )
            })
            .collect();
        let lists = self.lists();
        let mut areas = Vec::new();
        for &address in concerned {
            areas.clear();
            let owner = |floor: &Floor| floor.owners.owners.get(address as usize);
            areas.extend(
                self.floors
                    .iter()
                    .map(|floor| owner(floor).unwrap_or(NOWHERE)),
            );
            let before = self.site_of[address as usize];
            let stays = |place: &&u32| {
                let ground = &self.slots[**place as usize].duty.ground;
                !moved.contains(*place) && !ground.is_of_areas()
            };
            let old = self.sites[before as usize].duties.iter().filter(stays);
            let new = extents
                .iter()
                .filter(|(_, all)| all.binary_search(&address).is_ok());
            let single: Vec<u32> = old.copied().chain(new.map(|(place, _)| *place)).collect();
            let duties = merged(&areas, &lists, &single);
            self.move_address(address, before, duties);
        }
    }

    fn move_address(&mut self, address: u32, before: u32, duties: Vec<u32>) {
        let site = self.site_for(duties);
        if site == before {
            return;
        }
        let households = u64::from(self.addresses.records()[address as usize].households);
        let left = &mut self.sites[before as usize];
        left.addresses -= 1;
        left.households -= households;
        let come = &mut self.sites[site as usize];
        come.addresses += 1;
        come.households += households;
        *self.site_of.item_mut(address as usize) = site;
    }
}

/// Addresses that belong to another area than before.
#[derive(Default)]
struct Reassigned {
    addresses: Vec<u32>,
    /// The areas that lost or got one.
    codes: BTreeSet<String>,
}

impl Reassigned {
    fn add(&mut self, before: &Floor, now: &Floor) {
        if Arc::ptr_eq(&before.owners, &now.owners) {
            return;
        }
        // a grid that comes or goes gives others another index
        let now_at: Vec<Option<u32>> = (0..before.areas.len() as u32)
            .map(|area| now.areas.index_of(before.areas.code(area)))
            .collect();
        let stay = |a: Option<u32>, b: Option<u32>| match a {
            None => b.is_none(),
            Some(a) => b.is_some() && now_at[a as usize] == b,
        };
        let areas = before.areas.len().min(now.areas.len());
        let apart = before.owners.owners.apart(&now.owners.owners, areas, stay);
        let (mut from, mut to) = (BTreeSet::new(), BTreeSet::new());
        for (address, a, b) in apart {
            self.addresses.push(address);
            from.extend(a);
            to.extend(b);
        }
        let from = from.into_iter().map(|area| before.areas.code(area));
        let to = to.into_iter().map(|area| now.areas.code(area));
        self.codes.extend(from.chain(to).map(str::to_owned));
    }
}
