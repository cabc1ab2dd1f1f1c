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
use crate::layer::Pieces;
use crate::model::{Address, AreaCode};

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
    pub(super) moved: Vec<Moved>,
    pub(super) scattered: Vec<Scattered>,
    pub(super) stated: Vec<StatedAt>,
    pub(super) areas: Vec<AreaCode>,
    /// No moved address lies farther beside the position where it counts, in lattice steps of longitude and latitude.
    pub(super) farthest: (i64, i64),
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
    pub fn of(addresses: &Pieces<Address>) -> Self {
        let mut standing = Self::default();
        standing.take_buildings(addresses);
        standing.take_stated(addresses);
        standing
    }

    /// Addresses that count elsewhere in their building, in order.
    pub fn moved(&self) -> &[Moved] {
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
            .binary_search_by_key(&address, |moved| moved.address)
            .map_or(address, |place| self.moved[place].to)
    }

    /// A box around all addresses that can count within a box.
    pub(super) fn reach(&self, bounds: Bounds) -> Bounds {
        bounds.grown(self.farthest.0, self.farthest.1)
    }

    fn take_buildings(&mut self, addresses: &Pieces<Address>) {
        let name = |run: &Run| addresses[run.first as usize].building.as_str();
        let (mut names, mut runs) = Names::of(addresses);
        let mut members = Vec::new();
        for alike in runs.chunk_by_mut(|a, b| a.hash == b.hash) {
            if matches!(alike, [only] if only.one_place) {
                continue;
            }
            // two names may have one hash
            alike.sort_by(|a, b| name(a).cmp(name(b)).then(a.first.cmp(&b.first)));
            for building in alike.chunk_by(|a, b| name(a) == name(b)) {
                members.clear();
                members.extend(building.iter().flat_map(|run| run.first..run.end));
                self.take_building(&members, addresses);
            }
        }
        self.moved.sort_unstable_by_key(|moved| moved.address);
        self.scattered.sort_unstable_by_key(|name| name.address);
        names.keep(&runs);
        self.names = names;
    }

    /// Takes the addresses of one name, which are in order.
    pub(super) fn take_building(&mut self, members: &[u32], addresses: &Pieces<Address>) {
        let Some(&first) = members.first() else {
            return;
        };
        let placed = members.iter();
        let mut members: Vec<(Position, u32)> = placed
            .map(|&index| (addresses[index as usize].position, index))
            .collect();
        let Some(bounds) = Bounds::around(members.iter().map(|member| member.0)) else {
            return;
        };
        if bounds.min() == bounds.max() {
            return;
        }
        let diagonal_m = bounds.diagonal_m();
        if diagonal_m > BUILDING_MAX_M {
            self.scattered.push(Scattered {
                address: first,
                addresses: members.len() as u32,
                diagonal_m,
            });
            return;
        }
        members.sort_unstable();
        let weight = |place: &[(Position, u32)]| {
            let households =
                |&(_, index): &(Position, u32)| u64::from(addresses[index as usize].households);
            let sum: u64 = place.iter().map(households).sum();
            (sum, place.len(), Reverse(place[0].1))
        };
        let places = members.chunk_by(|a, b| a.0 == b.0);
        let Some(heaviest) = places.max_by_key(|place| weight(place)) else {
            return;
        };
        let (position, to) = heaviest[0];
        for &(own, address) in members.iter().filter(|member| member.0 != position) {
            self.moved.push(Moved { address, to });
            let apart = |a: i32, b: i32| (i64::from(a) - i64::from(b)).abs();
            let (lon, lat) = self.farthest;
            self.farthest = (
                lon.max(apart(own.lon(), position.lon())),
                lat.max(apart(own.lat(), position.lat())),
            );
        }
    }

    pub(super) fn take_stated(&mut self, addresses: &Pieces<Address>) {
        let mut known: HashMap<&AreaCode, u32> = HashMap::new();
        let mut last: Option<(&AreaCode, u32)> = None;
        for (index, address) in addresses.iter().enumerate() {
            let Some(stated) = address.stated.as_deref() else {
                continue;
            };
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
