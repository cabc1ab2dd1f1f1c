//! What moved from which grid to which: addresses, and what is counted at them.

use std::collections::HashMap;

use super::Side;
use crate::assign::{Tally, count_in, empty_tally};
use crate::snapshot::Snapshot;

/// From which grid before to which grid after; `None` where there is none.
pub(super) type Pair = (Option<u32>, Option<u32>);

/// An address that belongs to another grid after than the one that continues its grid before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovedAddress {
    /// Its index among the addresses that are counted.
    pub address: u32,
    /// Its grid before.
    pub from: Option<u32>,
    /// Its grid after.
    pub to: Option<u32>,
}

/// The addresses that moved, in order; `continues` has for each grid before the one that continues it.
/// Cost: O(addresses) words, less where both sides share what they know.
pub(super) fn moved(sides: [&Side; 2], continues: &[Option<u32>]) -> Vec<MovedAddress> {
    let owners = sides.map(|side| &side.assignment.owners);
    let most = sides.map(|side| side.layer.records().len());
    let stays = |from: Option<u32>, to: Option<u32>| match from {
        None => to.is_none(),
        Some(from) => to.is_some() && continues[from as usize] == to,
    };
    let apart = owners[0].apart(owners[1], most[0].min(most[1]), stays);
    let moved = |(address, from, to)| MovedAddress { address, from, to };
    apart.into_iter().map(moved).collect()
}

/// What adds up at the addresses that moved, by pair of grids, sorted. Cost: O(moved).
pub(super) fn flows(moved: &[MovedAddress], facts: &Snapshot) -> Vec<(Pair, Tally)> {
    let mut places: HashMap<Pair, usize> = HashMap::new();
    let mut flows: Vec<(Pair, Tally)> = Vec::new();
    // neighbours in the order of ids mostly move together
    for together in moved.chunk_by(|a, b| (a.from, a.to) == (b.from, b.to)) {
        let pair = (together[0].from, together[0].to);
        let place = *places.entry(pair).or_insert_with(|| {
            flows.push((pair, empty_tally(&facts.counts)));
            flows.len() - 1
        });
        for one in together {
            let tally = &mut flows[place].1;
            count_in(tally, &facts.addresses, &facts.counts, one.address as usize);
        }
    }
    flows.sort_by_key(|(pair, _)| *pair);
    flows
}

/// What adds up at some addresses.
pub(super) fn tally_of(addresses: impl Iterator<Item = u32>, facts: &Snapshot) -> Tally {
    let mut tally = empty_tally(&facts.counts);
    for address in addresses {
        let address = address as usize;
        count_in(&mut tally, &facts.addresses, &facts.counts, address);
    }
    tally
}

/// A tally without a part of it.
pub(super) fn less(whole: &Tally, part: &Tally) -> Tally {
    let counts = whole.counts.iter().zip(&part.counts);
    let reported = whole.reported.iter().zip(&part.reported);
    Tally {
        addresses: whole.addresses - part.addresses,
        households: whole.households - part.households,
        residents: whole.residents - part.residents,
        counts: counts
            .map(|(whole, part)| Some((*whole)? - part.unwrap_or_default()))
            .collect(),
        reported: reported.map(|(whole, part)| whole - part).collect(),
    }
}

/// Adds a tally to another.
pub(super) fn add(sum: &mut Tally, part: &Tally) {
    sum.addresses += part.addresses;
    sum.households += part.households;
    sum.residents += part.residents;
    for (sum, part) in sum.reported.iter_mut().zip(&part.reported) {
        *sum += part;
    }
    for (sum, part) in sum.counts.iter_mut().zip(&part.counts) {
        if let Some(part) = part {
            *sum.get_or_insert(0) += part;
        }
    }
}

/// The tally of nothing, of the same measures.
pub(super) fn zero(like: &Tally) -> Tally {
    Tally {
        counts: vec![None; like.counts.len()],
        reported: vec![0; like.reported.len()],
        ..Tally::default()
    }
}
