//! Addresses that come, go and change under a cover.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cover::Cover;
use super::sources::Sources;
use crate::layer::{PointLayer, Shifts, Splice};
use crate::model::{Address, AddressId, Change, Ground};

/// An address that has no site yet.
const UNSETTLED: u32 = u32::MAX;

/// How the addresses now came out of those that a cover was worked out for.
#[derive(Default)]
pub(super) struct Shifted {
    shifts: Shifts,
    /// The changed rows by id, with their places before and now.
    rows: Vec<(Option<u32>, Option<u32>)>,
    /// In order, all whose duties may be others: the changed ones, and all that have a building's name with one of them,
    /// where households are counted through and addresses count together.
    anew: Vec<u32>,
}

impl Shifted {
    pub(super) fn of(
        before: &PointLayer<Address>,
        sources: &Sources<'_>,
        changes: &[Change<Address>],
    ) -> Self {
        let now = sources.addresses.records();
        let mut readers = (before.records().reader(), now.reader());
        let ids: BTreeSet<&AddressId> = changes.iter().map(|change| &change.row().id).collect();
        let (mut splices, mut rows) = (Vec::new(), Vec::new());
        for id in ids {
            let was = readers.0.find(id);
            let is = readers.1.find(id).ok();
            rows.push((was.ok().map(|place| place as u32), is.map(|at| at as u32)));
            splices.push(Splice {
                at: was.unwrap_or_else(|place| place),
                goes: was.is_ok(),
                comes: is.is_some(),
            });
        }
        let stored = changes.iter().flat_map(|c| [c.before(), c.after()]);
        let buildings: BTreeSet<&str> = stored.flatten().map(|row| &*row.building).collect();
        let named = buildings.into_iter().filter(|name| !name.is_empty());
        let members = named.flat_map(|name| sources.standing.named(name, now));
        let mut anew: Vec<u32> = rows.iter().filter_map(|row| row.1).chain(members).collect();
        anew.sort_unstable();
        anew.dedup();
        // what neither was nor is there has no place
        splices.retain(|splice| splice.goes || splice.comes);
        Self {
            shifts: Shifts::of(&splices),
            rows,
            anew,
        }
    }

    /// The addresses whose duties may be others, in order.
    pub(super) fn anew(&self) -> &[u32] {
        &self.anew
    }

    /// Whether an address is among them. O(log addresses).
    pub(super) fn is_anew(&self, address: u32) -> bool {
        self.anew.binary_search(&address).is_ok()
    }

    /// The splices by which others stand at another place.
    pub(super) fn moving(&self) -> Vec<Splice> {
        let splices = self.shifts.splices().iter();
        splices.filter(|s| s.comes != s.goes).copied().collect()
    }
}

impl Cover {
    /// Takes the addresses over as they are now: each is at the site where it was, new ones are at none.
    pub(super) fn take_addresses(&mut self, shifted: &Shifted, sources: &Sources<'_>) {
        let before = std::mem::replace(&mut self.addresses, Arc::clone(sources.addresses));
        let households = |layer: &PointLayer<Address>, place: u32| {
            u64::from(layer.records().spot(place as usize).households)
        };
        let mut come = Vec::new();
        for &(was, now) in &shifted.rows {
            let site = was.map_or(UNSETTLED, |was| self.site_of[was as usize]);
            if let Some(was) = was {
                let left = self.sites.item_mut(site as usize);
                left.addresses -= 1;
                left.households -= households(&before, was);
            }
            match (was, now) {
                (Some(was), None) => self.note_gone(&before.records().id(was as usize), site),
                (_, Some(now)) => {
                    come.push(site);
                    if was.is_some() {
                        let stays = self.sites.item_mut(site as usize);
                        stays.addresses += 1;
                        stays.households += households(&self.addresses, now);
                    }
                }
                (None, None) => {}
            }
        }
        self.site_of = self.site_of.spliced(shifted.shifts.splices(), come);
    }

    /// Keeps the duties that name an address that is gone: it may come again.
    fn note_gone(&mut self, id: &AddressId, site: u32) {
        let names = |place: &&u32| {
            let ground = &self.slots[**place as usize].duty.ground;
            matches!(ground, Ground::Addresses(_))
        };
        let duties = self.sites[site as usize].duties.iter().filter(names);
        let duties: Vec<u32> = duties.copied().collect();
        if !duties.is_empty() {
            let unstored = Arc::make_mut(&mut self.unstored);
            unstored.entry(id.clone()).or_default().extend(duties);
        }
    }

    /// Keeps the ids that duties name and that are not stored.
    pub(super) fn note_unstored(&mut self, places: impl Iterator<Item = u32>) {
        let mut found: Vec<(AddressId, u32)> = Vec::new();
        for place in places {
            let slot = &self.slots[place as usize];
            if let (false, Ground::Addresses(ids)) = (slot.is_gone, &slot.duty.ground) {
                let is_unstored = |id: &&AddressId| self.addresses.index_of(id).is_none();
                found.extend(ids.iter().filter(is_unstored).map(|id| (id.clone(), place)));
            }
        }
        if !found.is_empty() {
            let unstored = Arc::make_mut(&mut self.unstored);
            for (id, place) in found {
                unstored.entry(id).or_default().insert(place);
            }
        }
    }

    /// The duties that name an address which was not stored before.
    pub(super) fn named_before(&self, id: &AddressId) -> impl Iterator<Item = u32> + '_ {
        let places = self.unstored.get(id).into_iter().flatten().copied();
        let id = id.clone();
        // the duty at a place may have been taken away since, or name others
        places.filter(move |&place| {
            let slot = &self.slots[place as usize];
            let names = |ids: &Vec<AddressId>| ids.contains(&id);
            matches!(&slot.duty.ground, Ground::Addresses(ids) if !slot.is_gone && names(ids))
        })
    }

    /// Whether an address has come and has no site yet.
    pub(super) fn is_unsettled(&self, address: u32) -> bool {
        self.site_of[address as usize] == UNSETTLED
    }
}

/// Which duties name an id that is not stored.
pub(super) type Unstored = BTreeMap<AddressId, BTreeSet<u32>>;
