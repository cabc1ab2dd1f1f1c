//! Assignment: which area each address belongs to, and what adds up in each area.
//!
//! An address belongs to the area it lies in; on a border to the one with the lower code; outside all areas to none,
//! and then it stands in the unlocated list. The answer is total and deterministic.

mod owners;
mod step;

pub use owners::Owners;
pub(crate) use step::Step;

use crate::layer::{AreaLayer, AreaRecord, CountLayer, PointLayer, Threads};
use crate::model::{Address, Checkpoint};

/// What adds up in one area.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Addresses.
    pub addresses: u64,
    /// Households.
    pub households: u64,
    /// Residents.
    pub residents: u64,
    /// The sum of each measure, in the order of [`CountLayer::measures`]; `None` when no address reported.
    pub counts: Vec<Option<u64>>,
}

/// The owner of each address, and the tally of each owner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assignment {
    /// The owner's index of each address, in the order of the address layer.
    pub owners: Owners,
    /// The tally of each owner, in the order of its layer.
    pub tallies: Vec<Tally>,
    /// The addresses without an owner.
    pub unlocated: Vec<u32>,
}

/// The area of every address and the tallies of the areas. Cost: O(edges + addresses).
pub fn assign_areas<T: AreaRecord>(
    areas: &AreaLayer<T>,
    addresses: &PointLayer<Address>,
    counts: &CountLayer,
    threads: Threads,
) -> Assignment {
    let position = |address: &Address| address.position;
    let owners = areas.locate_all(addresses.records(), position, threads);
    tally(owners, areas.records().len(), addresses, counts)
}

/// The nearest checkpoint of every address and the tallies of the checkpoints; ties go to the lower id.
/// Cost: O(checkpoints log checkpoints + addresses).
pub fn assign_nearest(
    checkpoints: &PointLayer<Checkpoint>,
    addresses: &PointLayer<Address>,
    counts: &CountLayer,
    threads: Threads,
) -> Assignment {
    let position = |address: &Address| address.position;
    let owners = checkpoints.nearest_all(addresses.records(), position, threads);
    tally(owners, checkpoints.records().len(), addresses, counts)
}

fn tally(
    owners: impl IntoIterator<Item = Option<u32>>,
    areas: usize,
    addresses: &PointLayer<Address>,
    counts: &CountLayer,
) -> Assignment {
    let owners: Owners = owners.into_iter().collect();
    let mut tallies = vec![empty_tally(counts); areas];
    let mut unlocated = Vec::new();
    for (address, owner) in owners.iter().enumerate() {
        match owner {
            Some(owner) => count_in(&mut tallies[owner as usize], addresses, counts, address),
            None => unlocated.push(address as u32),
        }
    }
    Assignment {
        owners,
        tallies,
        unlocated,
    }
}

/// The tally of an area without addresses.
fn empty_tally(counts: &CountLayer) -> Tally {
    Tally {
        counts: vec![None; counts.measures().len()],
        ..Tally::default()
    }
}

/// Adds an address to a tally.
fn count_in(
    tally: &mut Tally,
    addresses: &PointLayer<Address>,
    counts: &CountLayer,
    address: usize,
) {
    let record = &addresses.records()[address];
    tally.addresses += 1;
    tally.households += u64::from(record.households);
    tally.residents += u64::from(record.residents);
    for (sum, measure) in tally.counts.iter_mut().zip(counts.measures()) {
        if let Some(value) = measure.values[address] {
            *sum.get_or_insert(0) += value;
        }
    }
}
