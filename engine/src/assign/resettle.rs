//! Standing after some addresses have changed: only buildings that have changed are looked at again.

use std::collections::{BTreeMap, BTreeSet};

use super::{Moved, Standing, StatedAt};
use crate::layer::{AddressRows, Pieces, Shifts, Splice};
use crate::model::{Address, Change};

impl Standing {
    /// The standing of the addresses now, and in order all that may count elsewhere than before; `None` when so much
    /// has changed since the names of buildings were looked up that it was made anew.
    ///
    /// Cost: O(moved + changed buildings), O(addresses) where one that states an area changes, and now and then.
    pub(crate) fn after(
        &self,
        now: &AddressRows,
        shifts: &Shifts,
        changes: &[Change<Address>],
    ) -> (Self, Option<Vec<u32>>) {
        let places = || shifts.places().filter_map(|(_, place)| place);
        let mut reader = now.reader();
        let named = places().map(|place| (reader.building(place as usize).to_owned(), place));
        let named = named.filter(|(name, _)| !name.is_empty());
        let Some(names) = self.names.after(shifts, named) else {
            return (Self::of(now), None);
        };
        let rows = || {
            let changes = changes.iter();
            let rows = changes.flat_map(|change| [change.before(), change.after()]);
            rows.flatten()
        };
        let buildings: BTreeSet<&str> = rows().map(|row| &*row.building).collect();
        let buildings = buildings.into_iter().filter(|name| !name.is_empty());
        let buildings: Vec<Vec<u32>> = buildings.map(|name| names.members(name, now)).collect();
        let mut concerned: BTreeSet<u32> = places().collect();
        concerned.extend(buildings.iter().flatten());
        let mut next = Self {
            names,
            ..self.shifted(shifts)
        };
        next.scattered
            .retain(|name| !concerned.contains(&name.address));
        let mut moved: BTreeMap<u32, Moved> = BTreeMap::new();
        for members in &buildings {
            let own = next.take_building(members, now);
            moved.extend(own.into_iter().map(|moved| (moved.address, moved)));
        }
        next.scattered.sort_by_key(|name| name.address);
        next.take_moved(&concerned, &moved);
        if rows().any(|row| row.stated.is_some()) {
            (next.stated, next.areas, next.winners) = (Vec::new(), Vec::new(), false);
            next.take_stated(now);
        }
        (next, Some(concerned.into_iter().collect()))
    }

    /// Takes over which of the addresses concerned count elsewhere. Cost: O(√moved + concerned).
    fn take_moved(&mut self, concerned: &BTreeSet<u32>, moved: &BTreeMap<u32, Moved>) {
        let (mut splices, mut gone) = (Vec::new(), Vec::new());
        for address in concerned {
            let place = self
                .moved
                .binary_search_by(|other| other.address.cmp(address));
            gone.extend(place.map(|place| self.moved[place]));
            let splice = Splice {
                at: place.unwrap_or_else(|place| place),
                goes: place.is_ok(),
                comes: moved.contains_key(address),
            };
            if splice.goes || splice.comes {
                splices.push(splice);
            }
        }
        self.moved = self.moved.spliced(&splices, moved.values().copied());
        let by_head = |moved: &Moved| (moved.to, moved.address);
        let mut keys: BTreeMap<(u32, u32), bool> = BTreeMap::new();
        keys.extend(moved.values().map(|moved| (by_head(moved), true)));
        for moved in &gone {
            keys.entry(by_head(moved)).or_insert(false);
        }
        let splices = keys.iter().map(|(key, &comes)| {
            let place = self
                .followers
                .binary_search_by(|other| by_head(other).cmp(key));
            Splice {
                at: place.unwrap_or_else(|place| place),
                goes: place.is_ok(),
                comes,
            }
        });
        let splices: Vec<Splice> = splices.collect();
        let come = keys.iter().filter(|(_, comes)| **comes);
        let come = come.map(|(&(to, address), _)| Moved { address, to });
        self.followers = self.followers.spliced(&splices, come);
    }

    /// The same for the addresses where they stand now; what was known of those that are gone is left out.
    fn shifted(&self, shifts: &Shifts) -> Self {
        if shifts.keep_places() {
            return self.clone();
        }
        let scattered = self.scattered.iter().filter_map(|&name| {
            let address = shifts.now(name.address)?;
            Some(super::Scattered { address, ..name })
        });
        let stated = self.stated.iter().filter_map(|&stated| {
            let address = shifts.now(stated.address)?;
            Some(StatedAt { address, ..stated })
        });
        Self {
            moved: carried(&self.moved, shifts),
            followers: carried(&self.followers, shifts),
            scattered: scattered.collect(),
            stated: stated.collect(),
            areas: self.areas.clone(),
            winners: self.winners,
            names: self.names.clone(),
        }
    }
}

/// The same addresses where they stand now, without those that are gone or counted at one that is gone.
fn carried(all: &Pieces<Moved>, shifts: &Shifts) -> Pieces<Moved> {
    let (mut address, mut to) = (shifts.follower(), shifts.follower());
    all.carried(|moved| {
        Some(Moved {
            address: address.now(moved.address)?,
            to: to.now(moved.to)?,
        })
    })
}
