//! Assignment: which area each address belongs to, and what adds up in each area.
//!
//! An address belongs to the area in which the position lies where it counts: its own, or its building's (see
//! [`standing`](Standing)); on a border to the one with the lower code. Where the area that its file states wins, that one
//! decides (see [`Codes`]). An address that belongs to none stands in the unlocated list with a reason. The answer is
//! total and deterministic.

mod codes;
mod difference;
mod names;
mod nearest;
mod owners;
mod resettle;
mod standing;
mod step;
#[cfg(test)]
mod tests;

pub use codes::{Codes, Tiers};
pub(crate) use difference::Facts;
pub(crate) use nearest::nearest_after;
pub use owners::Owners;
pub use standing::{BUILDING_MAX_M, Moved, Scattered, Standing, StatedAt};
pub(crate) use step::{Moving, Step};

use crate::layer::{
    AddressRows, AreaLayer, AreaRecord, CountLayer, OpenCheckpoints, Pieces, PointLayer, Threads,
};
use crate::model::Address;

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
    /// How many addresses reported each measure, in the same order.
    pub reported: Vec<u64>,
}

/// Why an address belongs to no area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The position where it counts lies outside every area.
    Outside,
    /// The area that its file states wins, and is not stored.
    UnknownArea,
    /// The area that its file states wins, and its parents do not lead to the tier.
    NoAncestor,
    /// The area that its file states wins, and the position lies outside it: where inside it is, nobody knows.
    OutsideStated,
}

impl Reason {
    /// The name used in files and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::UnknownArea => "unknown-area",
            Self::NoAncestor => "no-ancestor",
            Self::OutsideStated => "outside-stated",
        }
    }
}

/// An address without an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unlocated {
    /// Its index.
    pub address: u32,
    /// Why.
    pub reason: Reason,
}

/// An address whose building counts in another area than the one it lies in itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Displaced {
    /// Its index.
    pub address: u32,
    /// The area it lies in itself.
    pub own: Option<u32>,
    /// The area its building counts in.
    pub counted: Option<u32>,
}

/// An address that states another area than its position lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conflict {
    /// What it states, and whether that wins.
    pub stated: StatedAt,
    /// The area in which the position lies where it counts.
    pub found: Option<u32>,
}

/// What an assignment had to decide, each list in the order of the address layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Addresses that their building takes into another area.
    pub displaced: Vec<Displaced>,
    /// Addresses that state another area than they lie in.
    pub conflicts: Vec<Conflict>,
    /// Addresses that state an area which is not stored.
    pub unknown: Vec<u32>,
    /// Addresses that belong to the area that they state or to its ancestor, because it wins.
    pub by_code: Vec<u32>,
}

/// The owner of each address, and the tally of each owner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assignment {
    /// The owner's index of each address, in the order of the address layer.
    pub owners: Owners,
    /// The tally of each owner, in the order of its layer.
    pub tallies: Pieces<Tally>,
    /// The addresses without an owner.
    pub unlocated: Vec<Unlocated>,
    /// What had to be decided.
    pub findings: Findings,
}

/// The area of every address and the tallies of the areas; `codes` are those of the standing in this layer.
/// Cost: O(edges + addresses).
pub fn assign_areas<T: AreaRecord>(
    areas: &AreaLayer<T>,
    addresses: &PointLayer<Address>,
    counts: &CountLayer,
    standing: &Standing,
    codes: &Codes<'_>,
    threads: Threads,
) -> Assignment {
    let rows = addresses.records();
    let mut owners = areas.locate_all(rows, |&position| position, threads);
    let (findings, reasons) = settle(&mut owners, rows, standing, codes);
    Assignment {
        findings,
        ..tally(owners, &reasons, areas.records().len(), addresses, counts)
    }
}

/// Gives addresses that do not count by their own position their owner, and lists what was decided; also why some have
/// no owner where that is not that they lie outside.
fn settle(
    owner: &mut [Option<u32>],
    addresses: &AddressRows,
    standing: &Standing,
    codes: &Codes<'_>,
) -> (Findings, Vec<Unlocated>) {
    let (mut findings, mut reasons) = (Findings::default(), Vec::new());
    for &Moved { address, to } in standing.moved() {
        let counted = owner[to as usize];
        let own = std::mem::replace(&mut owner[address as usize], counted);
        if own != counted {
            findings.displaced.push(Displaced {
                address,
                own,
                counted,
            });
        }
    }
    for &stated in standing.stated() {
        let address = stated.address;
        let slot = &mut owner[address as usize];
        let position = || addresses.position(standing.counts_at(address) as usize);
        let verdict = codes.verdict(stated, *slot, position);
        if verdict.disagrees {
            findings.conflicts.push(Conflict {
                stated,
                found: *slot,
            });
        }
        if codes.is_unknown(stated) {
            findings.unknown.push(address);
        }
        if stated.wins {
            *slot = verdict.owner.ok();
            match verdict.owner {
                Ok(_) if verdict.by_code => findings.by_code.push(address),
                Ok(_) => {}
                Err(reason) => reasons.push(Unlocated { address, reason }),
            }
        }
    }
    (findings, reasons)
}

/// The nearest open checkpoint of every address and the tallies of all `checkpoints`; ties go to the lower id.
/// Cost: O(checkpoints log checkpoints + addresses).
pub fn assign_nearest(
    open: &OpenCheckpoints,
    checkpoints: usize,
    addresses: &PointLayer<Address>,
    counts: &CountLayer,
    threads: Threads,
) -> Assignment {
    let owners = open.nearest_all(addresses, threads);
    tally(owners, &[], checkpoints, addresses, counts)
}

/// What adds up; an address without an owner lies outside, unless `reasons`, in order, has another reason.
fn tally(
    owners: impl IntoIterator<Item = Option<u32>>,
    reasons: &[Unlocated],
    areas: usize,
    addresses: &PointLayer<Address>,
    counts: &CountLayer,
) -> Assignment {
    let owners: Owners = owners.into_iter().collect();
    let mut tallies = vec![empty_tally(counts); areas];
    let mut unlocated = Vec::new();
    for (address, owner) in owners.iter().enumerate() {
        let Some(owner) = owner else {
            let address = address as u32;
            let known = reasons.binary_search_by_key(&address, |reason| reason.address);
            let reason = known.map_or(Reason::Outside, |place| reasons[place].reason);
            unlocated.push(Unlocated { address, reason });
            continue;
        };
        count_in(&mut tallies[owner as usize], addresses, counts, address);
    }
    Assignment {
        owners,
        tallies: tallies.into(),
        unlocated,
        findings: Findings::default(),
    }
}

/// The tally of an area without addresses.
pub(crate) fn empty_tally(counts: &CountLayer) -> Tally {
    Tally {
        counts: vec![None; counts.measures().len()],
        reported: vec![0; counts.measures().len()],
        ..Tally::default()
    }
}

/// Adds an address to a tally.
pub(crate) fn count_in(
    tally: &mut Tally,
    addresses: &PointLayer<Address>,
    counts: &CountLayer,
    address: usize,
) {
    let record = addresses.records().spot(address);
    tally.addresses += 1;
    tally.households += u64::from(record.households);
    tally.residents += u64::from(record.residents);
    let sums = tally.counts.iter_mut().zip(&mut tally.reported);
    for ((sum, reported), measure) in sums.zip(counts.measures()) {
        if let Some(value) = measure.values.at(address) {
            *sum.get_or_insert(0) += value.get();
            *reported += 1;
        }
    }
}
