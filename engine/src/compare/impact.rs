//! Impact: which buildings, addresses and checkpoints change grid, and what each grid has before and after.

use std::collections::{BTreeMap, HashSet};

use super::flows::{add, tally_of};
use super::{ChangeKind, Comparison, MovedAddress};
use crate::assign::Tally;
use crate::geom::Position;
use crate::model::visit_minutes;

/// A building, or an address without one, that changes grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedPlace {
    /// The grid before.
    pub from: Option<u32>,
    /// The grid after.
    pub to: Option<u32>,
    /// Whether it is a building: all addresses of a name that count together.
    pub is_building: bool,
    /// Its address of the lowest id that moves.
    pub address: u32,
    /// Where it counts.
    pub position: Position,
    /// What moves with it.
    pub tally: Tally,
}

/// A checkpoint that lies in another grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovedCheckpoint {
    /// Its index among the checkpoints of the facts.
    pub checkpoint: u32,
    /// The grid before.
    pub from: Option<u32>,
    /// The grid after.
    pub to: Option<u32>,
}

/// What a grid has before and after; a grid that is not there has nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct GridBalance {
    /// The grid before.
    pub before: Option<u32>,
    /// The grid after that continues it.
    pub after: Option<u32>,
    /// What happened to it.
    pub kinds: Vec<ChangeKind>,
    /// What it has before.
    pub tally_before: Tally,
    /// What it has after.
    pub tally_after: Tally,
    /// What came to it from elsewhere.
    pub came: Tally,
    /// What left it.
    pub left: Tally,
    /// Its area before.
    pub area_before_m2: f64,
    /// Its area after.
    pub area_after_m2: f64,
}

/// How much changes grid in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImpactTotals {
    /// Buildings.
    pub buildings: u64,
    /// Checkpoints.
    pub checkpoints: u64,
    /// Grids with which something happened.
    pub grids: u64,
    /// Addresses, households, residents, counts.
    pub tally: Tally,
}

/// The impact of one plan following another.
#[derive(Debug, Clone, PartialEq)]
pub struct Impact {
    /// Buildings and addresses, by grid before, grid after, buildings first, then in the order of their ids.
    pub places: Vec<MovedPlace>,
    /// Checkpoints, by grid before, grid after and id.
    pub checkpoints: Vec<MovedCheckpoint>,
    /// Every grid with which something happened, as in [`Comparison::changes`].
    pub grids: Vec<GridBalance>,
    /// The sums.
    pub totals: ImpactTotals,
}

/// The minutes of a visit to every household.
pub(super) fn minutes(tally: &Tally) -> f64 {
    visit_minutes(tally.households)
}

impl Impact {
    /// The impact of what a comparison found. Cost: O(moved log moved + links), and a look at the checkpoints near the
    /// grids that changed.
    pub fn of(comparison: &Comparison<'_>) -> Self {
        let places = places(comparison);
        let checkpoints = checkpoints(comparison);
        let grids = balances(comparison);
        let mut tally = crate::assign::empty_tally(&comparison.facts.counts);
        for (_, flow) in &comparison.flows {
            add(&mut tally, flow);
        }
        let totals = ImpactTotals {
            buildings: places.iter().filter(|place| place.is_building).count() as u64,
            checkpoints: checkpoints.len() as u64,
            grids: grids.len() as u64,
            tally,
        };
        Self {
            places,
            checkpoints,
            grids,
            totals,
        }
    }

    /// The minutes of the visits to all households that change grid.
    pub fn minutes(&self) -> f64 {
        minutes(&self.totals.tally)
    }

    /// Whether the buildings and addresses add up to the totals, and every grid has after what it had before, less what
    /// left, with what came.
    pub fn reconciles(&self) -> bool {
        let sum = |tallies: &mut dyn Iterator<Item = &Tally>| {
            tallies.fold([0; 3], |sum, tally| {
                let [a, h, r] = numbers(tally);
                [sum[0] + a, sum[1] + h, sum[2] + r]
            })
        };
        let balanced = |grid: &GridBalance| {
            let with = |a: &Tally, b: &Tally| sum(&mut [a, b].into_iter());
            with(&grid.tally_before, &grid.came) == with(&grid.tally_after, &grid.left)
        };
        sum(&mut self.places.iter().map(|place| &place.tally)) == numbers(&self.totals.tally)
            && self.grids.iter().all(balanced)
    }
}

fn numbers(tally: &Tally) -> [u64; 3] {
    [tally.addresses, tally.households, tally.residents]
}

/// Moved addresses put together by building, where a name is one.
fn places(comparison: &Comparison<'_>) -> Vec<MovedPlace> {
    let facts = comparison.facts;
    let addresses = facts.addresses.records();
    let scattered = facts.standing().scattered().iter();
    let scattered: HashSet<String> = scattered
        .map(|name| addresses.building(name.address as usize))
        .collect();
    let mut reader = addresses.reader();
    let mut building = |moved: &MovedAddress| {
        let name = reader.building(moved.address as usize);
        let is_one = !name.is_empty() && !scattered.contains(name);
        is_one.then(|| name.to_owned())
    };
    let mut sorted = comparison.moved.clone();
    sorted.sort_unstable_by_key(|moved| (moved.from, moved.to, moved.address));
    let mut places = Vec::new();
    for together in sorted.chunk_by(|a, b| (a.from, a.to) == (b.from, b.to)) {
        let first = places.len();
        let named = together
            .iter()
            .map(|moved| (building(moved), moved.address));
        let mut named: Vec<(Option<String>, u32)> = named.collect();
        named.sort_unstable();
        for place in named.chunk_by(|a, b| a.0.is_some() && a.0 == b.0) {
            let (ref name, address) = place[0];
            let at = facts.standing().counts_at(address);
            places.push(MovedPlace {
                from: together[0].from,
                to: together[0].to,
                is_building: name.is_some(),
                address,
                position: addresses.position(at as usize),
                tally: tally_of(place.iter().map(|&(_, address)| address), facts),
            });
        }
        places[first..].sort_unstable_by_key(|place| (!place.is_building, place.address));
    }
    places
}

/// The checkpoints that lie in a grid after that does not continue their grid before. Only those in the boxes of grids
/// with other ground are looked at.
fn checkpoints(comparison: &Comparison<'_>) -> Vec<MovedCheckpoint> {
    let layer = &comparison.facts.checkpoints;
    let boxes = comparison.changes.iter().flat_map(|change| {
        let before = change
            .before
            .map(|b| comparison.before.layer.bounds_of(b as usize));
        let after = change
            .after
            .map(|a| comparison.after.layer.bounds_of(a as usize));
        [before, after].into_iter().flatten()
    });
    let mut near: Vec<usize> = boxes.flat_map(|bounds| layer.within(bounds)).collect();
    near.sort_unstable();
    near.dedup();
    let mut moved = Vec::new();
    for checkpoint in near {
        let position = layer.records()[checkpoint].position;
        let [from, to] = [&comparison.before, &comparison.after]
            .map(|side| side.layer.locate(position).map(|index| index as u32));
        let goes_on = from.map_or(to.is_none(), |from| {
            to.is_some() && comparison.continues(from) == to
        });
        if !goes_on {
            moved.push(MovedCheckpoint {
                checkpoint: checkpoint as u32,
                from,
                to,
            });
        }
    }
    moved.sort_by_key(|moved| (moved.from, moved.to, moved.checkpoint));
    moved
}

fn balances(comparison: &Comparison<'_>) -> Vec<GridBalance> {
    let zero = crate::assign::empty_tally(&comparison.facts.counts);
    let mut left: BTreeMap<u32, Tally> = BTreeMap::new();
    let mut came: BTreeMap<u32, Tally> = BTreeMap::new();
    for ((from, to), tally) in &comparison.flows {
        for (sums, end) in [(&mut left, from), (&mut came, to)] {
            if let Some(end) = end {
                add(sums.entry(*end).or_insert_with(|| zero.clone()), tally);
            }
        }
    }
    let of = |sums: &BTreeMap<u32, Tally>, index: Option<u32>| {
        let known = index.and_then(|index| sums.get(&index).cloned());
        known.unwrap_or_else(|| zero.clone())
    };
    let (before, after) = (&comparison.before, &comparison.after);
    let tally = |side: &super::Side, index: Option<u32>| {
        index.map_or_else(|| zero.clone(), |index| side.tally(index).clone())
    };
    let area_m2 = |side: &super::Side, index: Option<u32>| {
        index.map_or(0.0, |index| side.layer.area_m2(index as usize))
    };
    let balance = |change: &super::GridChange| GridBalance {
        before: change.before,
        after: change.after,
        kinds: change.kinds.clone(),
        tally_before: tally(before, change.before),
        tally_after: tally(after, change.after),
        came: of(&came, change.after),
        left: of(&left, change.before),
        area_before_m2: area_m2(before, change.before),
        area_after_m2: area_m2(after, change.after),
    };
    comparison.changes.iter().map(balance).collect()
}
