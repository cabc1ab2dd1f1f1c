//! Which addresses have a building's name.

use std::collections::BTreeSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;

use crate::layer::{AddressRows, Numbers, Shifts};

/// Neighbours in the order of ids that have one building name.
pub(super) struct Run {
    pub(super) hash: u64,
    pub(super) first: u32,
    pub(super) end: u32,
    /// Whether all lie at one position.
    pub(super) one_place: bool,
}

/// Changes that are carried along; with more the names are looked up anew.
const MOST: usize = 2048;

/// The addresses by the hash of their building's name.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    hashing: RandomState,
    /// Hash, first and end of each run, by hash; of the addresses as they once were.
    runs: Arc<[(u64, u32, u32)]>,
    len: u32,
    /// Where those addresses stand now.
    numbers: Numbers,
    /// Addresses that have been named since.
    beside: Vec<(u64, u32)>,
}

impl Names {
    /// The names of addresses, to be kept, and their runs by hash. Files list buildings door by door, so there are few
    /// runs, and hashing only their first addresses reads the names once and in order.
    pub(super) fn of(addresses: &AddressRows) -> (Self, Vec<Run>) {
        let names = Self {
            len: addresses.len() as u32,
            ..Self::default()
        };
        let mut runs: Vec<Run> = Vec::new();
        let mut last = String::new();
        let mut reader = addresses.reader();
        for index in 0..addresses.len() {
            let building = reader.building(index);
            match runs.last_mut() {
                _ if building.is_empty() => {}
                Some(run) if last == building => {
                    run.one_place &= addresses.position(index - 1) == addresses.position(index);
                    run.end += 1;
                }
                _ => runs.push(Run {
                    hash: names.hash(building),
                    first: index as u32,
                    end: index as u32 + 1,
                    one_place: true,
                }),
            }
            if last != building {
                building.clone_into(&mut last);
            }
        }
        runs.sort_unstable_by_key(|run| (run.hash, run.first));
        (names, runs)
    }

    /// Keeps the runs of the addresses, sorted by hash.
    pub(super) fn keep(&mut self, runs: &[Run]) {
        let row = |run: &Run| (run.hash, run.first, run.end);
        self.runs = runs.iter().map(row).collect();
    }

    /// The names after addresses came, went or were given other names: these ones, at their places now. `None` when
    /// so much has changed that the names are to be looked up anew. Cost: O(changes²), of at most [`MOST`].
    pub(super) fn after(
        &self,
        shifts: &Shifts,
        named: impl Iterator<Item = (String, u32)>,
    ) -> Option<Self> {
        // carrying along costs the square of how many come and go
        let moves = !shifts.keep_places();
        if moves && shifts.splices().len() > MOST {
            return None;
        }
        let mut next = self.clone();
        if moves {
            next.numbers = self.numbers.after(shifts, self.len);
            let beside = self.beside.iter();
            let moved = beside.filter_map(|&(hash, at)| Some((hash, shifts.now(at)?)));
            next.beside = moved.collect();
        }
        let named = named.map(|(name, at)| (self.hash(&name), at));
        next.beside.extend(named);
        next.beside.sort_unstable();
        next.beside.dedup();
        (next.beside.len() + next.numbers.breaks() <= MOST).then_some(next)
    }

    /// The addresses of a name, in order.
    pub(super) fn members(&self, name: &str, addresses: &AddressRows) -> Vec<u32> {
        let hash = self.hash(name);
        let start = self.runs.partition_point(|run| run.0 < hash);
        let runs = self.runs[start..].iter().take_while(|run| run.0 == hash);
        let once = runs.flat_map(|&(_, first, end)| first..end);
        let beside = self.beside.partition_point(|other| other.0 < hash);
        let beside = self.beside[beside..].iter().take_while(|b| b.0 == hash);
        let candidates = once
            .map(|number| self.numbers.now(number))
            .chain(beside.map(|&(_, at)| at));
        let mut reader = addresses.reader();
        let has_name =
            |&at: &u32| (at as usize) < addresses.len() && reader.building(at as usize) == name;
        let members: BTreeSet<u32> = candidates.filter(has_name).collect();
        members.into_iter().collect()
    }

    fn hash(&self, name: &str) -> u64 {
        self.hashing.hash_one(name)
    }
}
