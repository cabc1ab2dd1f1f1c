//! Which duties answer for each address.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::{Arc, OnceLock};

use time::Date;

use super::extent::addresses_of;
use super::fewest::Fewest;
use super::floors::{self, Floor};
use super::here::Places;
use super::site::{Known, Site, WordHasher};
use super::slot::{People, Person, Slot};
use super::sources::Sources;
use crate::assign::Tiers;
use crate::layer::{DutyLayer, Pieces, PointLayer};
use crate::model::{Address, Duty, StaffId};

/// An address outside every area of a division.
pub(super) const NOWHERE: u32 = u32::MAX;

/// Which duties, and so which people, answer for each address on a day.
///
/// Addresses for which the same duties answer are one [`Site`]; a city has as many as pieces into which its duties cut
/// it, so that questions about all addresses are questions about its sites.
#[derive(Debug, Clone)]
pub struct Cover {
    pub(super) day: Option<Date>,
    pub(super) layer: Arc<DutyLayer>,
    pub(super) addresses: Arc<PointLayer<Address>>,
    /// All grids, to see whether they are others.
    pub(super) tiers: Tiers,
    pub(super) floors: Vec<Floor>,
    /// The duties that count on the day. Those that it was built of come first, in the order of their ids; duties that
    /// an edit takes away keep their place, new ones come last.
    pub(super) slots: Vec<Slot>,
    pub(super) built_of: usize,
    pub(super) people: People,
    pub(super) sites: Vec<Site>,
    pub(super) site_of: Pieces<u32>,
    pub(super) known: Known,
    /// Worked out when first asked for.
    pub(super) places: OnceLock<Arc<Places>>,
    pub(super) fewest: Arc<Fewest>,
}

impl Cover {
    /// The cover of a day; without one all duties count, whatever their dates.
    ///
    /// Cost: O(addresses + duties + addresses of the grounds).
    pub fn build(sources: &Sources<'_>, day: Option<Date>) -> Self {
        let mut people = People::default();
        let counting = sources.duties.records().iter();
        let counting: Vec<&Duty> = counting.filter(|duty| duty.is_valid_on(day)).collect();
        let slots: Vec<Slot> = counting
            .iter()
            .map(|duty| Slot::of(duty, sources.duties, &mut people))
            .collect();
        let keys = floors::needed(sources, counting.iter().copied());
        let mut cover = Self {
            day,
            layer: Arc::clone(sources.duties),
            addresses: Arc::clone(sources.addresses),
            tiers: sources.grids.clone(),
            floors: floors::floors(sources, &keys),
            built_of: slots.len(),
            slots,
            people,
            sites: Vec::new(),
            site_of: Pieces::default(),
            known: Known::default(),
            places: OnceLock::new(),
            fewest: Arc::default(),
        };
        let singles = Singles::of(sources, &counting);
        cover.found_sites(&singles);
        cover
    }

    /// For each division the places of the duties that name each of its areas.
    pub(super) fn lists(&self) -> Vec<Vec<Vec<u32>>> {
        let there = |slot: &&Slot| !slot.is_gone;
        let grounds = || {
            let places = (0_u32..).zip(&self.slots).filter(|(_, slot)| there(slot));
            places.map(|(place, slot)| (place, &slot.duty.ground))
        };
        let lists = |floor: &Floor| floors::lists(floor, grounds());
        self.floors.iter().map(lists).collect()
    }

    fn found_sites(&mut self, singles: &Singles) {
        let lists = self.lists();
        let count = self.addresses.records().len();
        let owners: Vec<Vec<u32>> = self
            .floors
            .iter()
            .zip(&lists)
            .map(|(floor, lists)| owners(floor, lists, count))
            .collect();
        let mut seen: HashMap<Box<[u32]>, u32, BuildHasherDefault<WordHasher>> = HashMap::default();
        let mut site_of = Vec::with_capacity(count);
        let (mut key, mut last, mut site) = (Vec::new(), Vec::new(), 0);
        let addresses = Arc::clone(&self.addresses);
        for (index, address) in addresses.records().iter().enumerate() {
            key.clear();
            key.extend(owners.iter().map(|owners| owners[index]));
            key.extend_from_slice(singles.of_address(index));
            // the first address is a site of its own, whatever its key
            if self.sites.is_empty() || key != last {
                site = if let Some(&site) = seen.get(&*key) {
                    site
                } else {
                    let (areas, single) = key.split_at(owners.len());
                    let site = self.site_for(merged(areas, &lists, single));
                    seen.insert(key.clone().into(), site);
                    site
                };
                std::mem::swap(&mut key, &mut last);
            }
            let totals = &mut self.sites[site as usize];
            totals.addresses += 1;
            totals.households += u64::from(address.households);
            site_of.push(site);
        }
        self.known = std::mem::take(&mut self.known).settled();
        self.site_of = site_of.into();
    }

    /// The site of these duties, a new one if there is none yet.
    pub(super) fn site_for(&mut self, duties: Vec<u32>) -> u32 {
        if let Some(site) = self.known.get(&duties) {
            return site;
        }
        let duties: Arc<[u32]> = duties.into();
        let number = self.sites.len() as u32;
        self.known.insert(Arc::clone(&duties), number);
        self.sites.push(Site::new(duties, &self.slots));
        number
    }

    /// The day, `None` when all duties count.
    pub fn day(&self) -> Option<Date> {
        self.day
    }

    /// The sites; those without addresses are left from before an edit.
    pub fn sites(&self) -> impl Iterator<Item = &Site> {
        self.sites.iter().filter(|site| site.addresses > 0)
    }

    /// The site of an address, by its index; `None` past the last one. O(log √addresses).
    pub fn site_of(&self, address: usize) -> Option<&Site> {
        Some(&self.sites[*self.site_of.get(address)? as usize])
    }

    /// How many people have a number: all who hold a duty, and who held one before an edit.
    pub fn numbers(&self) -> usize {
        self.people.len()
    }

    /// Who has a number.
    pub fn staff(&self, person: Person) -> &StaffId {
        self.people.staff(person)
    }

    /// The number of somebody who holds a duty.
    pub fn number(&self, staff: &StaffId) -> Option<Person> {
        self.people.number(staff)
    }

    /// The duties that answer at a site, in no order.
    pub fn duties_at<'a>(&'a self, site: &'a Site) -> impl Iterator<Item = &'a Duty> {
        let places = site.duties.iter();
        places.map(|&place| &*self.slots[place as usize].duty)
    }
}

/// The area of each address that duties name, [`NOWHERE`] where none does.
fn owners(floor: &Floor, lists: &[Vec<u32>], addresses: usize) -> Vec<u32> {
    let named = |area: &u32| !lists[*area as usize].is_empty();
    let owners = floor.owners.owners.iter();
    let mut owners: Vec<u32> = owners
        .map(|area| area.filter(|area| named(area)).unwrap_or(NOWHERE))
        .collect();
    owners.resize(addresses, NOWHERE);
    owners
}

/// The duties of some areas, one of each division, and of single addresses, each once, in order.
pub(super) fn merged(areas: &[u32], lists: &[Vec<Vec<u32>>], single: &[u32]) -> Vec<u32> {
    let of_areas = areas.iter().zip(lists);
    let of_areas = of_areas.filter(|(area, _)| **area != NOWHERE);
    let mut duties: Vec<u32> = of_areas
        .flat_map(|(&area, lists)| &lists[area as usize])
        .chain(single)
        .copied()
        .collect();
    duties.sort_unstable();
    duties.dedup();
    duties
}

/// The duties that name addresses without naming an area, address by address.
struct Singles {
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Singles {
    fn of(sources: &Sources<'_>, duties: &[&Duty]) -> Self {
        let all = (0_u32..).zip(duties);
        let extents: Vec<(u32, Vec<u32>)> = all
            .filter(|(_, duty)| !duty.ground.is_of_areas())
            .map(|(place, duty)| (place, addresses_of(sources, &duty.ground)))
            .collect();
        let mut starts = vec![0_u32; sources.addresses.records().len() + 1];
        for &address in extents.iter().flat_map(|(_, addresses)| addresses) {
            starts[address as usize + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut places = vec![0; sum as usize];
        for (place, addresses) in &extents {
            for &address in addresses {
                let at = &mut next[address as usize];
                places[*at as usize] = *place;
                *at += 1;
            }
        }
        Self { starts, places }
    }

    fn of_address(&self, index: usize) -> &[u32] {
        &self.places[self.starts[index] as usize..self.starts[index + 1] as usize]
    }
}
