//! Who answers at an address or a position, ranked, with the reason.

use std::cmp::Reverse;

use super::cover::{Cover, NOWHERE};
use crate::geom::{LocalFrame, Position};
use crate::model::{Duty, Ground, RoleClass};

/// How far an address may be for what is said of it to be said of a position.
pub const AT_ADDRESS_M: f64 = 25.0;

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
        let areas: Vec<Option<u32>> = areas.collect();
        let duties = site.duties.iter().copied();
        let duties = duties.map(|place| (place, self.floor_named(place, &areas)));
        self.ranked(duties, &areas)
    }

    /// Who answers at a position: for the areas, regions and lines that it lies in, and for the nearest address, if that
    /// is within [`AT_ADDRESS_M`]. Cost: O(log shapes + log addresses).
    pub fn at_position(&self, frame: &LocalFrame, position: Position) -> Vec<Answer<'_>> {
        let locate = |floor: &super::floors::Floor| Some(floor.areas.locate(position)? as u32);
        let areas: Vec<Option<u32>> = self.floors.iter().map(locate).collect();
        let holding = self.holding(frame, position).into_iter();
        let mut duties: Vec<(u32, Option<usize>)> = holding.map(|place| (place, None)).collect();
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
            let of_address = of_address.filter(|&place| {
                let ground = &self.slots[place as usize].duty.ground;
                ground.rank() <= Ground::LAST_OF_ADDRESSES
            });
            duties.extend(of_address.map(|place| (place, None)));
        }
        // of the areas that a duty names, the smallest
        duties.sort_unstable_by_key(|&(place, floor)| (place, Reverse(floor)));
        duties.dedup_by_key(|(place, _)| *place);
        self.ranked(duties.into_iter(), &areas)
    }

    /// Duties with their reason: what is nearest to a household first, then by class, role and id. With each duty comes the
    /// division of the area that it names.
    fn ranked(
        &self,
        duties: impl Iterator<Item = (u32, Option<usize>)>,
        areas: &[Option<u32>],
    ) -> Vec<Answer<'_>> {
        let answer = |(place, floor): (u32, Option<usize>)| {
            let slot = &self.slots[place as usize];
            let duty = &*slot.duty;
            let area = floor.and_then(|floor| Some(self.floors[floor].areas.code(areas[floor]?)));
            let class = slot.class;
            // small areas before large ones: divisions are in order of size, honeycombs last
            let size = floor.map_or(0, |floor| areas.len() - floor);
            (size, Answer { duty, class, area })
        };
        let mut answers: Vec<(usize, Answer<'_>)> = duties.map(answer).collect();
        answers.sort_by(|(a_size, a), (b_size, b)| {
            let rank = a.duty.ground.rank().cmp(&b.duty.ground.rank());
            let class = || {
                a.class
                    .cmp(&b.class)
                    .then_with(|| a.duty.role.cmp(&b.duty.role))
            };
            let id = || a.duty.id.cmp(&b.duty.id);
            rank.then(a_size.cmp(b_size)).then_with(class).then_with(id)
        });
        answers.into_iter().map(|(_, answer)| answer).collect()
    }

    /// The division of the smallest of some areas that a duty names.
    fn floor_named(&self, place: u32, areas: &[Option<u32>]) -> Option<usize> {
        let ground = &self.slots[place as usize].duty.ground;
        if !ground.is_of_areas() {
            return None;
        }
        let mut floors = self.floors.iter().zip(areas).enumerate().rev();
        floors.find_map(|(place, (floor, area))| {
            let code = floor.areas.code((*area)?);
            let mut named = floor.areas.codes_named(ground);
            named.any(|named| named == code).then_some(place)
        })
    }
}
