//! Who answers at an address or a position, ranked, with the reason.

use std::cmp::{Ordering, Reverse};

use smallvec::SmallVec;

use super::cover::{Cover, NOWHERE};
use crate::geom::{LocalFrame, Position};
use crate::model::{Duty, Ground, RoleClass};

/// How far an address may be for what is said of it to be said of a position.
pub const AT_ADDRESS_M: f64 = 25.0;

/// So many duties and divisions are looked at without room being made for them.
const FEW: usize = 8;

/// A duty that answers.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The duty.
    pub duty: &'a Duty,
    /// The class of its role.
    pub class: RoleClass,
    /// The grid or cell that it names and the place lies in; `None` for other grounds.
    pub area: Option<&'a str>,
}

/// An answer with what decides its place, so that few duties need be looked at to put them in order.
struct Found<'a> {
    /// The rank of its ground, the size of its area, the class of its role.
    first: (u8, usize, RoleClass),
    /// The number of its role.
    role: u32,
    /// Of settled duties the order of their ids.
    place: usize,
    answer: Answer<'a>,
}

impl Found<'_> {
    fn compared(&self, other: &Self, settled: usize) -> Ordering {
        let (duty, others) = (self.answer.duty, other.answer.duty);
        let by_role = || {
            if self.role == other.role {
                Ordering::Equal
            } else {
                duty.role.cmp(&others.role)
            }
        };
        let by_id = || {
            if self.place.max(other.place) < settled {
                self.place.cmp(&other.place)
            } else {
                duty.id.cmp(&others.id)
            }
        };
        let first = self.first.cmp(&other.first);
        first.then_with(by_role).then_with(by_id)
    }
}

impl Cover {
    /// Who answers for an address, by its index; what is nearest to a household comes first. Nobody past the last one.
    ///
    /// Cost: O(duties of the address), some hundred nanoseconds.
    pub fn at_address(&self, address: usize) -> Vec<Answer<'_>> {
        let Some(site) = self.site_of(address) else {
            return Vec::new();
        };
        let areas = self
            .floors
            .iter()
            .map(|floor| floor.owners.owners.get(address));
        let areas: SmallVec<[Option<u32>; FEW]> = areas.collect();
        let duties = site.duties.iter().copied();
        let duties = duties.map(|place| (place, self.floor_named(place, &areas)));
        self.ranked(duties, &areas)
    }

    /// Who answers at a position: for the areas, regions and lines that it lies in, and for the nearest address, if that
    /// is within [`AT_ADDRESS_M`]. Cost: O(log shapes + log addresses).
    pub fn at_position(&self, frame: &LocalFrame, position: Position) -> Vec<Answer<'_>> {
        let locate = |floor: &super::floors::Floor| Some(floor.areas.locate(position)? as u32);
        let areas: SmallVec<[Option<u32>; FEW]> = self.floors.iter().map(locate).collect();
        let holding = self.holding(frame, position).into_iter();
        let mut duties: SmallVec<[(u32, Option<usize>); FEW]> =
            holding.map(|place| (place, None)).collect();
        for (floor, area) in areas.iter().enumerate() {
            let named = self.naming_area(floor, area.unwrap_or(NOWHERE));
            duties.extend(named.map(|place| (place, Some(floor))));
        }
        if self.names_addresses() {
            let nearest = self.addresses.nearest_within(position, AT_ADDRESS_M);
            let site = nearest.and_then(|near| self.site_of(near.index));
            let of_address = site
                .into_iter()
                .flat_map(|site| site.duties.iter().copied());
            let of_address = of_address
                .filter(|&place| self.slots[place as usize].rank <= Ground::LAST_OF_ADDRESSES);
            duties.extend(of_address.map(|place| (place, None)));
        }
        // of the areas that a duty names, the smallest
        duties.sort_unstable_by_key(|&(place, floor)| (place, Reverse(floor)));
        duties.dedup_by(|(place, _), (before, _)| place == before);
        self.ranked(duties.into_iter(), &areas)
    }

    /// Duties with their reason: what is nearest to a household first, then by class, role and id. With each duty comes the
    /// division of the area that it names.
    fn ranked(
        &self,
        duties: impl Iterator<Item = (u32, Option<usize>)>,
        areas: &[Option<u32>],
    ) -> Vec<Answer<'_>> {
        let found = |(place, floor): (u32, Option<usize>)| {
            let slot = &self.slots[place as usize];
            let (duty, class) = (&*slot.duty, self.roles.class(slot.role));
            let area = floor.and_then(|floor| Some(self.floors[floor].areas.code(areas[floor]?)));
            // small areas before large ones: divisions are in order of size, honeycombs last
            let size = floor.map_or(0, |floor| areas.len() - floor);
            Found {
                first: (slot.rank, size, class),
                role: slot.role,
                place: place as usize,
                answer: Answer { duty, class, area },
            }
        };
        let mut all: SmallVec<[Found<'_>; FEW]> = duties.map(found).collect();
        let settled = self.slots.settled();
        all.sort_by(|a, b| a.compared(b, settled));
        all.into_iter().map(|found| found.answer).collect()
    }

    /// The division of the smallest of some areas that a duty names.
    fn floor_named(&self, place: u32, areas: &[Option<u32>]) -> Option<usize> {
        let mut floors = areas.iter().enumerate().rev();
        let found = floors.find(|&(floor, area)| {
            let mut named = self.naming_area(floor, area.unwrap_or(NOWHERE));
            named.any(|named| named == place)
        });
        found.map(|(floor, _)| floor)
    }
}
