//! Where each address counts before any area is looked at, and which areas the files state.
//!
//! - **by point**: at its own position; so do nearly all;
//! - **by building**: the addresses of one non-empty building name count together at one of their positions: the one
//!   with most households, then with most addresses, then with the lowest address id;
//! - **scattered**: a name whose addresses lie further apart than [`BUILDING_MAX_M`] is no building (`3号楼` stands in
//!   every estate): they count by point. Apart is the diagonal of the box around them, [`Bounds::diagonal_m`].

use std::cmp::Reverse;
use std::collections::HashMap;

use super::names::{Names, Run};
use crate::geom::{Bounds, Position};
use crate::layer::{AddressRows, Pieces};
use crate::model::AreaCode;

/// The longest diagonal of the box around the addresses of one building, in metres.
pub const BUILDING_MAX_M: f64 = 300.0;

/// An address that counts at the position of another one of its building. Both are indices in the address layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The address.
    pub address: u32,
    /// The address of the lowest id at the position where the building counts.
    pub to: u32,
}

/// A building name whose addresses lie too far apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scattered {
    /// The first address with the name.
    pub address: u32,
    /// How many addresses have it.
    pub addresses: u32,
    /// The diagonal of the box around them in metres.
    pub diagonal_m: f64,
}

/// An address whose file states an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedAt {
    /// The address.
    pub address: u32,
    /// The area's place in [`Standing::areas`].
    pub area: u32,
    /// Whether it wins where it disagrees with the position.
    pub wins: bool,
}

/// What is special about some addresses; all others count at their own position and state nothing.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    pub(super) moved: Pieces<Moved>,
    pub(super) scattered: Vec<Scattered>,
    pub(super) stated: Vec<StatedAt>,
    pub(super) areas: Vec<AreaCode>,
    /// The moved addresses by the one that they count at.
    pub(super) followers: Pieces<Moved>,
    /// Whether any stated area wins.
    pub(super) winners: bool,
    pub(super) names: Names,
}

impl PartialEq for Standing {
    fn eq(&self, other: &Self) -> bool {
        (&self.moved, &self.scattered) == (&other.moved, &other.scattered)
            && (&self.stated, &self.areas) == (&other.stated, &other.areas)
    }
}

impl Standing {
    /// The standing of addresses sorted by id. Cost: O(n + b log b), b the runs of neighbours with one building name.
    pub fn of(addresses: &AddressRows) -> Self {
        let mut standing = Self::default();
        standing.take_buildings(addresses);
        standing.take_stated(addresses);
        standing
    }

    /// Addresses that count elsewhere in their building, in order.
    pub fn moved(&self) -> &Pieces<Moved> {
        &self.moved
    }

    /// Names that are no building, in the order of their first addresses.
    pub fn scattered(&self) -> &[Scattered] {
        &self.scattered
    }

    /// Addresses that state an area, in order.
    pub fn stated(&self) -> &[StatedAt] {
        &self.stated
    }

    /// The stated areas, each once.
    pub fn areas(&self) -> &[AreaCode] {
        &self.areas
    }

    /// Whether any stated area wins.
    pub fn has_winners(&self) -> bool {
        self.winners
    }

    /// The address at whose position an address counts: itself for most. O(log moved).
    pub fn counts_at(&self, address: u32) -> u32 {
        self.moved
            .binary_search_by(|moved| moved.address.cmp(&address))
            .map_or(address, |place| self.moved[place].to)
    }

    /// The addresses of a building's name, in order, if it is one of these addresses' buildings.
    pub(crate) fn named(&self, building: &str, addresses: &AddressRows) -> Vec<u32> {
        self.names.members(building, addresses)
    }

    /// Some addresses and all that count at the position of one of them, each once, in order.
    pub(super) fn counting_at(&self, some: Vec<u32>) -> Vec<u32> {
        let mut all = some;
        if !self.followers.is_empty() {
            for place in 0..all.len() {
                let to = all[place];
                let start = self.followers.partition_point(|moved| moved.to < to);
                let own = (start..self.followers.len()).map(|place| &self.followers[place]);
                all.extend(own.take_while(|moved| moved.to == to).map(|m| m.address));
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    fn take_buildings(&mut self, addresses: &AddressRows) {
        let name = |run: &Run| addresses.building(run.first as usize);
        let (mut names, mut runs) = Names::of(addresses);
        let mut members = Vec::new();
        let mut moved = Vec::new();
        for alike in runs.chunk_by_mut(|a, b| a.hash == b.hash) {
            if matches!(alike, [only] if only.one_place) {
                continue;
            }
            // two names may have one hash
            alike.sort_by_cached_key(|run| (name(run), run.first));
            for building in alike.chunk_by(|a, b| name(a) == name(b)) {
                members.clear();
                members.extend(building.iter().flat_map(|run| run.first..run.end));
                moved.extend(self.take_building(&members, addresses));
            }
        }
        moved.sort_unstable_by_key(|moved| moved.address);
        self.moved = moved.iter().copied().collect();
        moved.sort_unstable_by_key(|moved| (moved.to, moved.address));
        self.followers = moved.into();
        self.scattered.sort_unstable_by_key(|name| name.address);
        names.keep(&runs);
        self.names = names;
    }

    /// Takes the addresses of one name, which are in order, and says which of them count elsewhere.
    pub(super) fn take_building(&mut self, members: &[u32], addresses: &AddressRows) -> Vec<Moved> {
        let mut all = Vec::new();
        let Some(&first) = members.first() else {
            return all;
        };
        let placed = members.iter();
        let mut members: Vec<(Position, u32)> = placed
            .map(|&index| (addresses.position(index as usize), index))
            .collect();
        let Some(bounds) = Bounds::around(members.iter().map(|member| member.0)) else {
            return all;
        };
        if bounds.min() == bounds.max() {
            return all;
        }
        let diagonal_m = bounds.diagonal_m();
        if diagonal_m > BUILDING_MAX_M {
            self.scattered.push(Scattered {
                address: first,
                addresses: members.len() as u32,
                diagonal_m,
            });
            return all;
        }
        members.sort_unstable();
        let weight = |place: &[(Position, u32)]| {
            let households = |&(_, index): &(Position, u32)| {
                u64::from(addresses.spot(index as usize).households)
            };
            let sum: u64 = place.iter().map(households).sum();
            (sum, place.len(), Reverse(place[0].1))
        };
        let places = members.chunk_by(|a, b| a.0 == b.0);
        let Some(heaviest) = places.max_by_key(|place| weight(place)) else {
            return all;
        };
        let (position, to) = heaviest[0];
        for &(_, address) in members.iter().filter(|member| member.0 != position) {
            all.push(Moved { address, to });
        }
        all
    }

    pub(super) fn take_stated(&mut self, addresses: &AddressRows) {
        let mut known: HashMap<&AreaCode, u32> = HashMap::new();
        let mut last: Option<(&AreaCode, u32)> = None;
        for (index, stated) in addresses.all_stated() {
            let area = match last {
                Some((code, area)) if *code == stated.area => area,
                _ => *known.entry(&stated.area).or_insert_with(|| {
                    self.areas.push(stated.area.clone());
                    self.areas.len() as u32 - 1
                }),
            };
            last = Some((&stated.area, area));
            self.winners |= stated.wins;
            self.stated.push(StatedAt {
                address: index as u32,
                area,
                wins: stated.wins,
            });
        }
    }
}
