//! The buildings of a parent: addresses that count at one position, with what is counted there.

use crate::balance::Load;
use crate::geom::Position;
use crate::model::{Tier, visit_minutes};
use crate::snapshot::Snapshot;

/// The addresses of each grid of a tier.
pub(super) struct Addresses {
    starts: Vec<u32>,
    rows: Vec<u32>,
    /// Addresses that count in a grid whatever ground it has, in order.
    by_code: Vec<u32>,
}

impl Addresses {
    /// Those of a tier. Cost: O(addresses), and an assignment if nobody has asked for it yet.
    pub(super) fn of(snapshot: &Snapshot, tier: Tier) -> Self {
        let assignment = snapshot.assignment(tier);
        let grids = assignment.tallies.len();
        let mut starts = vec![0_u32; grids + 1];
        for owner in assignment.owners.iter().flatten() {
            starts[owner as usize + 1] += 1;
        }
        for grid in 0..grids {
            starts[grid + 1] += starts[grid];
        }
        let mut next = starts.clone();
        let mut rows = vec![0; starts[grids] as usize];
        for (address, owner) in (0_u32..).zip(assignment.owners.iter()) {
            if let Some(owner) = owner {
                rows[next[owner as usize] as usize] = address;
                next[owner as usize] += 1;
            }
        }
        Self {
            starts,
            rows,
            by_code: assignment.findings.by_code.clone(),
        }
    }

    fn of_grid(&self, grid: usize) -> &[u32] {
        &self.rows[self.starts[grid] as usize..self.starts[grid + 1] as usize]
    }
}

/// Addresses that count at one position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Building {
    /// The grid in which they count, by its place among those of the parent.
    pub(super) grid: u32,
    /// Where they count.
    pub(super) at: Position,
    /// Where its addresses are, each place once.
    pub(super) places: Vec<Position>,
    /// The first of its addresses, by id.
    pub(super) first: u32,
    /// How many they are.
    pub(super) addresses: u64,
    /// What is counted there.
    pub(super) load: Load,
}

/// What counts in some grids of a tier.
pub(super) struct Counted {
    /// The buildings, by position.
    pub(super) buildings: Vec<Building>,
    /// What counts in each grid whatever ground it has.
    pub(super) pinned: Vec<(u64, Load)>,
}

/// The buildings of some grids of a tier, given by their indices. Cost: O(a log a) for their addresses.
pub(super) fn counted(snapshot: &Snapshot, addresses: &Addresses, grids: &[usize]) -> Counted {
    let records = snapshot.addresses.records();
    let standing = snapshot.standing();
    let mut rows: Vec<(Position, u32, u32)> = Vec::new();
    let mut pinned = vec![(0, Load::default()); grids.len()];
    for (place, &grid) in grids.iter().enumerate() {
        for &address in addresses.of_grid(grid) {
            if addresses.by_code.binary_search(&address).is_ok() {
                let record = records.spot(address as usize);
                pinned[place].0 += 1;
                pinned[place].1 += load(record.households, record.residents);
            } else {
                let at = records.position(standing.counts_at(address) as usize);
                rows.push((at, place as u32, address));
            }
        }
    }
    rows.sort_unstable();
    let building = |rows: &[(Position, u32, u32)]| {
        let (at, grid, first) = rows[0];
        let mut places: Vec<Position> = vec![at];
        let mut sum = Load::default();
        for &(_, _, address) in rows {
            let record = records.spot(address as usize);
            sum += load(record.households, record.residents);
            if record.position != at {
                places.push(record.position);
            }
        }
        places.sort_unstable();
        places.dedup();
        Building {
            grid,
            at,
            places,
            first,
            addresses: rows.len() as u64,
            load: sum,
        }
    };
    let buildings = rows.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
    Counted {
        buildings: buildings.map(building).collect(),
        pinned,
    }
}

fn load(households: u32, residents: u32) -> Load {
    Load {
        households: u64::from(households),
        residents: u64::from(residents),
        minutes: 0,
    }
}

/// A load with the minutes that visits to its households take, to the full minute.
pub(super) fn with_minutes(load: Load) -> Load {
    Load {
        minutes: visit_minutes(load.households).round() as u64,
        ..load
    }
}
