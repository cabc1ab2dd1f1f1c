//! Standing after some addresses have changed: only buildings that have changed are looked at again.

use std::collections::BTreeSet;

use super::{Moved, Standing, StatedAt};
use crate::layer::{Pieces, Shifts};
use crate::model::{Address, Change};

impl Standing {
    /// The standing of the addresses now, and in order all that may count elsewhere than before; `None` when so much
    /// has changed since the names of buildings were looked up that it was made anew.
    ///
    /// Cost: O(moved + changed buildings), O(addresses) where one that states an area changes, and now and then.
    pub(crate) fn after(
        &self,
        now: &Pieces<Address>,
        shifts: &Shifts,
        changes: &[Change<Address>],
    ) -> (Self, Option<Vec<u32>>) {
        let places = || shifts.places().filter_map(|(_, place)| place);
        let named = places().map(|place| (now[place as usize].building.as_str(), place));
        let named = named.filter(|(name, _)| !name.is_empty());
        let Some(names) = self.names.after(shifts, named) else {
            return (Self::of(now), None);
        };
        let rows = || {
            let changes = changes.iter();
            let rows = changes.flat_map(|change| [change.before(), change.after()]);
            rows.flatten()
        };
        let buildings: BTreeSet<&str> = rows().map(|row| row.building.as_str()).collect();
        let buildings = buildings.into_iter().filter(|name| !name.is_empty());
        let buildings: Vec<Vec<u32>> = buildings.map(|name| names.members(name, now)).collect();
        let mut concerned: BTreeSet<u32> = places().collect();
        concerned.extend(buildings.iter().flatten());
        let mut next = Self {
            names,
            ..self.shifted(shifts)
        };
        next.moved
            .retain(|moved| !concerned.contains(&moved.address));
        next.scattered
            .retain(|name| !concerned.contains(&name.address));
        for members in &buildings {
            next.take_building(members, now);
        }
        next.moved.sort_by_key(|moved| moved.address);
        next.scattered.sort_by_key(|name| name.address);
        if rows().any(|row| row.stated.is_some()) {
            (next.stated, next.areas, next.winners) = (Vec::new(), Vec::new(), false);
            next.take_stated(now);
        }
        (next, Some(concerned.into_iter().collect()))
    }

    /// The same for the addresses where they stand now; what was known of those that are gone is left out.
    fn shifted(&self, shifts: &Shifts) -> Self {
        if shifts.keep_places() {
            return self.clone();
        }
        let now = |address: u32| shifts.now(address);
        let moved = self.moved.iter().filter_map(|moved| {
            Some(Moved {
                address: now(moved.address)?,
                to: now(moved.to)?,
            })
        });
        let scattered = self.scattered.iter().filter_map(|&name| {
            let address = now(name.address)?;
            Some(super::Scattered { address, ..name })
        });
        let stated = self.stated.iter().filter_map(|&stated| {
            let address = now(stated.address)?;
            Some(StatedAt { address, ..stated })
        });
        Self {
            moved: moved.collect(),
            scattered: scattered.collect(),
            stated: stated.collect(),
            areas: self.areas.clone(),
            farthest: self.farthest,
            winners: self.winners,
            names: self.names.clone(),
        }
    }
}
