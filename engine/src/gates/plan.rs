//! Which crossings become gates.

use super::cover::cover;
use super::network::{Distances, distances};
use super::perimeter::{Inside, inside};
use super::{Crossing, Door, GatePlan, Way, Wish};
use crate::geom::{LocalFrame, Region};

/// Gates may be exchanged for better ones so many times.
const EXCHANGES_MAX: usize = 200;

/// The gates of a perimeter: the fewest crossings such that each door has one within the distance, or its nearest one where
/// none is that near; of two choices with as many, the one with the shorter ways. Same input, same plan.
/// Cost: as laying ways over the perimeter, and O(doors · (pieces + crossings)); choosing is exponential at worst and broken off then.
pub fn plan(
    region: &Region,
    ways: &[Way<'_>],
    doors: &[Door],
    frame: &LocalFrame,
    wish: &Wish,
) -> GatePlan {
    let inside = inside(region, ways);
    let far = distances(&inside, doors, frame);
    let mut crossings = crossings(&inside, ways);
    let mut rows: Vec<Vec<u32>> = far.rows.iter().map(|row| near(row, wish)).collect();
    rows.retain(|row| !row.is_empty());
    let numbers = (0_u32..).zip(&crossings);
    let drivable: Vec<u32> = numbers
        .filter(|(_, c)| c.drivable)
        .map(|(k, _)| k)
        .collect();
    if wish.vehicles && !drivable.is_empty() {
        rows.push(drivable);
    }
    let found = cover(&rows);
    let gates = shortened(found.columns, &rows, &far, doors, crossings.len());
    for &gate in &gates {
        crossings[gate as usize].is_gate = true;
    }
    let mut plan = GatePlan {
        crossings,
        bound: found.bound,
        reached: 0,
        beyond: 0,
        cut_off: 0,
        farthest_m: 0.0,
        mean_m: 0.0,
        along_ways: far.along_ways,
    };
    plan.count(&gates, &far, doors, wish);
    plan
}

/// The crossings, not one of them open yet.
fn crossings(inside: &Inside, ways: &[Way<'_>]) -> Vec<Crossing> {
    let crossing = |(&node, own): (&u32, &std::collections::BTreeSet<u32>)| {
        let own = || own.iter().map(|&way| &ways[way as usize]);
        let mut names: Vec<(String, String)> = own()
            .map(|way| (way.class.to_owned(), way.name.to_owned()))
            .collect();
        names.sort();
        names.dedup();
        Crossing {
            position: inside.nodes[node as usize],
            ways: names,
            drivable: own().any(|way| way.drivable),
            is_gate: false,
            addresses: 0,
            households: 0,
            farthest_m: 0.0,
        }
    };
    inside.crossings.iter().map(crossing).collect()
}

/// The crossings that are near enough to a door, or its nearest ones.
fn near(row: &[f64], wish: &Wish) -> Vec<u32> {
    let least = row.iter().copied().fold(f64::INFINITY, f64::min);
    let limit = least.max(wish.within_m);
    let numbers = (0_u32..).zip(row);
    let near = numbers.filter(|(_, far)| far.is_finite() && **far <= limit);
    near.map(|(crossing, _)| crossing).collect()
}

/// Exchanges one gate for one block as long as that shortens the ways of all households together and leaves no row without.
fn shortened(
    mut gates: Vec<u32>,
    rows: &[Vec<u32>],
    far: &Distances,
    doors: &[Door],
    count: usize,
) -> Vec<u32> {
    let cost = |gates: &[u32]| -> f64 {
        let pairs = far.rows.iter().zip(doors);
        let ways = pairs.filter_map(|(row, door)| {
            let least = nearest(row, gates)?.1;
            Some(least * f64::from(door.households.max(1)))
        });
        ways.sum()
    };
    let mut least = cost(&gates);
    for _ in 0..EXCHANGES_MAX {
        let mut best: Option<(f64, Vec<u32>)> = None;
        for place in 0..gates.len() {
            for other in 0..count as u32 {
                if gates.contains(&other) {
                    continue;
                }
                let mut changed = gates.clone();
                changed[place] = other;
                let holds = |row: &Vec<u32>| row.iter().any(|gate| changed.contains(gate));
                if !rows.iter().all(holds) {
                    continue;
                }
                let cost = cost(&changed);
                let so_far = best.as_ref().map_or(least, |(cost, _)| *cost);
                if cost < so_far - 1e-6 {
                    best = Some((cost, changed));
                }
            }
        }
        let Some((cost, changed)) = best else { break };
        least = cost;
        gates = changed;
    }
    gates.sort_unstable();
    gates
}

/// The nearest of some gates and its distance.
fn nearest(row: &[f64], gates: &[u32]) -> Option<(u32, f64)> {
    let known = gates.iter().map(|&gate| (gate, row[gate as usize]));
    let reached = known.filter(|(_, far)| far.is_finite());
    reached.min_by(|a, b| a.1.total_cmp(&b.1))
}

impl GatePlan {
    /// Counts who goes where.
    fn count(&mut self, gates: &[u32], far: &Distances, doors: &[Door], wish: &Wish) {
        let mut sum_m = 0.0;
        for (row, door) in far.rows.iter().zip(doors) {
            let addresses = u64::from(door.addresses);
            let Some((gate, way_m)) = nearest(row, gates) else {
                self.cut_off += addresses;
                continue;
            };
            let crossing = &mut self.crossings[gate as usize];
            crossing.addresses += addresses;
            crossing.households += u64::from(door.households);
            crossing.farthest_m = crossing.farthest_m.max(way_m);
            self.reached += addresses;
            self.farthest_m = self.farthest_m.max(way_m);
            sum_m += way_m * addresses as f64;
            if way_m > wish.within_m {
                self.beyond += addresses;
            }
        }
        if self.reached > 0 {
            self.mean_m = sum_m / self.reached as f64;
        }
    }
}
