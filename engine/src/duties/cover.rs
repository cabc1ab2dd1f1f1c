//! Which duties answer for each address.

use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use time::Date;

use super::fewest::Fewest;
use super::floors::{self, Floor};
use super::grounds::{ByArea, Grounds, duties_by_area};
use super::growing::Growing;
use super::roles::{Roles, Services};
use super::shifted::Unstored;
use super::singles::Singles;
use super::site::{Known, Site, WordHasher};
use super::sites_of::SitesOf;
use super::slot::{People, Person, Slot};
use super::sources::Sources;
use crate::assign::Tiers;
use crate::layer::{DutyLayer, Pieces, PointLayer};
use crate::model::{Address, Duty, RoleClass, StaffId};

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
    /// The duties that count on the day. Those that it was built of are settled, in the order of their ids; duties that
    /// an edit takes away keep their place, new ones come last.
    pub(super) slots: Growing<Slot>,
    pub(super) roles: Roles,
    pub(super) people: People,
    pub(super) sites: Growing<Site>,
    pub(super) site_of: Pieces<u32>,
    pub(super) known: Known,
    /// Of the settled sites.
    pub(super) sites_of: Arc<SitesOf>,
    pub(super) unstored: Arc<Unstored>,
    pub(super) grounds: Arc<Grounds>,
    /// For each division what `grounds` knows of its areas.
    pub(super) by_area: Vec<Arc<ByArea>>,
    /// The duties on other ground than `grounds` knows.
    pub(super) moved: BTreeSet<u32>,
    pub(super) fewest: Arc<Fewest>,
}

impl Cover {
    /// The cover of a day; without one all duties count, whatever their dates.
    ///
    /// Cost: O(addresses + duties + addresses of the grounds).
    pub fn build(sources: &Sources<'_>, day: Option<Date>) -> Self {
        let (mut roles, mut people) = (Roles::default(), People::default());
        let counting = sources.duties.records().iter();
        let counting: Vec<&Duty> = counting.filter(|duty| duty.is_valid_on(day)).collect();
        let slots: Growing<Slot> = counting
            .iter()
            .map(|duty| Slot::of(duty, sources.duties, &mut roles, &mut people))
            .collect();
        let keys = floors::needed(sources, counting.iter().copied());
        let floors = floors::floors(sources, &keys);
        let grounds = Arc::new(Grounds::of(&floors, &slots));
        let by_area = duties_by_area(&grounds, &floors);
        let mut cover = Self {
            day,
            layer: Arc::clone(sources.duties),
            addresses: Arc::clone(sources.addresses),
            tiers: sources.grids.clone(),
            floors,
            slots,
            roles,
            people,
            sites: Growing::default(),
            site_of: Pieces::default(),
            known: Known::default(),
            sites_of: Arc::default(),
            unstored: Arc::default(),
            grounds,
            by_area,
            moved: BTreeSet::new(),
            fewest: Arc::default(),
        };
        let singles = Singles::of(sources, &counting);
        cover.note_unstored(singles.with_unstored());
        cover.found_sites(&singles);
        cover
    }

    fn found_sites(&mut self, singles: &Singles) {
        let count = self.addresses.records().len();
        let floors = 0..self.floors.len();
        let owners: Vec<Vec<u32>> = floors.map(|floor| self.owners(floor, count)).collect();
        let mut seen: HashMap<Box<[u32]>, u32, BuildHasherDefault<WordHasher>> = HashMap::default();
        let mut site_of = Vec::with_capacity(count);
        let (mut key, mut last, mut site) = (Vec::new(), Vec::new(), 0);
        let addresses = Arc::clone(&self.addresses);
        for (index, households) in addresses.records().households().enumerate() {
            key.clear();
            key.extend(owners.iter().map(|owners| owners[index]));
            key.extend_from_slice(singles.of_address(index));
            // the first address is a site of its own, whatever its key
            if self.sites.is_empty() || key != last {
                site = if let Some(&site) = seen.get(&*key) {
                    site
                } else {
                    let (areas, single) = key.split_at(owners.len());
                    let site = self.site_for(self.merged(areas, single));
                    seen.insert(key.clone().into(), site);
                    site
                };
                std::mem::swap(&mut key, &mut last);
            }
            let totals = self.sites.item_mut(site as usize);
            totals.addresses += 1;
            totals.households += u64::from(households);
            site_of.push(site);
        }
        self.known = std::mem::take(&mut self.known).settled();
        self.settle_sites();
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
        self.sites.push(Site::new(duties, &self.slots, &self.roles));
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

    /// The services of a class of roles, as they stand in [`Site::people`].
    pub fn services_of(&self, class: RoleClass) -> Services {
        self.roles.services_of(class)
    }

    /// How many people have a number: all who hold a duty, and who held one before an edit.
    pub fn numbers(&self) -> usize {
        self.people.len()
    }

    /// Who has a number.
    pub fn staff(&self, person: Person) -> &StaffId {
        self.people.name(person)
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

    /// The area of each address that duties name, [`NOWHERE`] where none does.
    fn owners(&self, floor: usize, addresses: usize) -> Vec<u32> {
        let Floor { areas, owners } = &self.floors[floor];
        let named =
            (0..areas.len() as u32).map(|area| self.naming_area(floor, area).next().is_some());
        let named: Vec<bool> = named.collect();
        let owners = owners.owners.iter();
        let mut owners: Vec<u32> = owners
            .map(|area| area.filter(|&area| named[area as usize]).unwrap_or(NOWHERE))
            .collect();
        owners.resize(addresses, NOWHERE);
        owners
    }

    /// The duties of some areas, one of each division, and of single addresses, each once, in order.
    pub(super) fn merged(&self, areas: &[u32], single: &[u32]) -> Vec<u32> {
        let of_areas = areas.iter().enumerate();
        let of_areas = of_areas.flat_map(|(floor, &area)| self.naming_area(floor, area));
        let mut duties: Vec<u32> = of_areas.chain(single.iter().copied()).collect();
        duties.sort_unstable();
        duties.dedup();
        duties
    }
}
