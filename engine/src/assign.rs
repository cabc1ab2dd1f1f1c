//! Assignment: which area each address belongs to, and what adds up in each area.
//!
//! An address belongs to the area it lies in; on a border to the one with the lower code; outside all areas to none,
//! and then it stands in the unlocated list. The answer is total and deterministic.

use crate::layer::{AreaLayer, AreaRecord, CountLayer, PointLayer};
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
    pub owner: Vec<Option<u32>>,
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
) -> Assignment {
    let positions = addresses.records().iter().map(|address| address.position);
    let owner = areas.locate_all(positions);
    tally(owner, areas.records().len(), addresses, counts)
}

/// The nearest checkpoint of every address and the tallies of the checkpoints; ties go to the lower id.
pub fn assign_nearest(
    checkpoints: &PointLayer<Checkpoint>,
    addresses: &PointLayer<Address>,
    counts: &CountLayer,
) -> Assignment {
    let nearest = |address: &Address| {
        checkpoints
            .nearest(address.position, 1)
            .first()
            .map(|near| near.index as u32)
    };
    let owner = addresses.records().iter().map(nearest).collect();
    tally(owner, checkpoints.records().len(), addresses, counts)
}

fn tally(
    owner: Vec<Option<u32>>,
    owners: usize,
    addresses: &PointLayer<Address>,
    counts: &CountLayer,
) -> Assignment {
    let empty = Tally {
        counts: vec![None; counts.measures().len()],
        ..Tally::default()
    };
    let mut result = Assignment {
        tallies: vec![empty; owners],
        ..Assignment::default()
    };
    for (index, (address, owner)) in addresses.records().iter().zip(&owner).enumerate() {
        let Some(owner) = *owner else {
            result.unlocated.push(index as u32);
            continue;
        };
        let tally = &mut result.tallies[owner as usize];
        tally.addresses += 1;
        tally.households += u64::from(address.households);
        tally.residents += u64::from(address.residents);
        for (sum, measure) in tally.counts.iter_mut().zip(counts.measures()) {
            if let Some(value) = measure.values[index] {
                *sum.get_or_insert(0) += value;
            }
        }
    }
    result.owner = owner;
    result
}
