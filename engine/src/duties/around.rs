//! The duties about an address, found from the address: by the shapes that hold it, and by its building.

use std::collections::HashMap;

use super::cover::Cover;
use super::extent::addresses_of;
use super::floors::Areas;
use super::sources::Sources;
use crate::layer::AddressReader;
use crate::model::Ground;

/// Looks for the duties of address after address.
pub(super) struct Around<'a> {
    cover: &'a Cover,
    sources: &'a Sources<'a>,
    reader: AddressReader<'a>,
    /// The addresses of the duties about households that were met.
    households: HashMap<u32, Vec<u32>>,
}

impl<'a> Around<'a> {
    pub(super) fn new(cover: &'a Cover, sources: &'a Sources<'a>) -> Self {
        Self {
            cover,
            sources,
            reader: sources.addresses.records().reader(),
            households: HashMap::new(),
        }
    }

    /// The places of all duties about regions, lines, buildings and households that an address has, in no order. Cost:
    /// O(log duties + what it finds), and the addresses of an area when households of one of its buildings are met first.
    pub(super) fn of(&mut self, address: u32) -> Vec<u32> {
        let counted = self.sources.counted(address);
        let mut found = self.cover.holding(self.sources.frame, counted);
        let building = self.reader.building(address as usize).to_owned();
        if building.is_empty() {
            return found;
        }
        for floor in &self.cover.floors {
            let owner = floor.owners.owners.get(address as usize);
            let (Some(owner), Areas::Tier(_, layer)) = (owner, &floor.areas) else {
                continue;
            };
            let area = &layer.records()[owner as usize].code;
            let named = self.cover.naming_building(area, &building);
            found.extend(
                named
                    .into_iter()
                    .filter(|&place| self.is_in(place, address)),
            );
        }
        found
    }

    /// Whether an address of its building belongs to a duty.
    fn is_in(&mut self, place: u32, address: u32) -> bool {
        let ground = &self.cover.slots[place as usize].duty.ground;
        let Ground::Households { .. } = ground else {
            return true;
        };
        let all = self.households.entry(place);
        let all = all.or_insert_with(|| addresses_of(self.sources, ground));
        all.binary_search(&address).is_ok()
    }
}
