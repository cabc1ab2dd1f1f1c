//! Which crossings become gates.

use super::cover::{cover, essential};
use super::network::{Distances, distances};
use super::perimeter::{Inside, inside};
use super::{Crossing, Door, GatePlan, Way, Wish};
use crate::geom::{LocalFrame, Region};

/// Where no crossing is within the distance, a gate may be so many times as far as the nearest crossing.
pub const DETOUR: f64 = 1.25;
/// Gates may be exchanged for better ones so many times.
const EXCHANGES_MAX: usize = 200;

/// The gates of a perimeter: the fewest crossings such that each door has one within the distance or, where none is that near,
/// one at most [`DETOUR`] times as far as its nearest; of two choices with as many, the one with the shorter ways. Same
/// input, same plan. Cost: as laying ways over the perimeter, and O(crossings · (pieces · log + doors)); choosing is
/// exponential at worst, and broken off then.
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
    let rows = essential(&rows);
    let found = cover(&rows);
    let gates = shortened(found.columns, &rows, &far, doors);
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

/// The crossings that are near enough to a door.
fn near(row: &[f64], wish: &Wish) -> Vec<u32> {
    let least = row.iter().copied().fold(f64::INFINITY, f64::min);
    let limit = wish.within_m.max(least * DETOUR);
    let numbers = (0_u32..).zip(row);
    let near = numbers.filter(|(_, far)| far.is_finite() && **far <= limit);
    near.map(|(crossing, _)| crossing).collect()
}

/// Exchanges one gate for one block as long as that shortens the ways of all households together and leaves no row without.
fn shortened(mut gates: Vec<u32>, rows: &[Vec<u32>], far: &Distances, doors: &[Door]) -> Vec<u32> {
    for _ in 0..EXCHANGES_MAX {
        let exchanges = exchanges(&gates, far, doors);
        let holds = |gates: &[u32]| {
            let has = |row: &Vec<u32>| row.iter().any(|gate| gates.contains(gate));
            rows.iter().all(has)
        };
        let changed = exchanges.into_iter().map(|(place, other)| {
            let mut changed = gates.clone();
            changed[place] = other;
            changed
        });
        let Some(better) = changed.into_iter().find(|gates| holds(gates)) else {
            break;
        };
        gates = better;
    }
    gates.sort_unstable();
    gates
}

/// The exchanges of a gate, by its place, for a block that shorten the ways of all households together, the best one first.
/// Cost: O(crossings · doors): with the nearest gate and the next one known, each block is tried for all gates at once.
fn exchanges(gates: &[u32], far: &Distances, doors: &[Door]) -> Vec<(usize, u32)> {
    let known: Vec<(f64, usize, f64, f64, &Vec<f64>)> = far
        .rows
        .iter()
        .zip(doors)
        .filter_map(|(row, door)| {
            let mut first = (usize::MAX, f64::INFINITY);
            let mut second = f64::INFINITY;
            for (place, &gate) in gates.iter().enumerate() {
                let way = row[gate as usize];
                if way < first.1 {
                    (first, second) = ((place, way), first.1);
                } else {
                    second = second.min(way);
                }
            }
            let weight = f64::from(door.households.max(1));
            (first.1.is_finite()).then_some((weight, first.0, first.1, second, row))
        })
        .collect();
    let now: f64 = known
        .iter()
        .map(|(weight, _, first, ..)| weight * first)
        .sum();
    let mut found: Vec<(f64, usize, u32)> = Vec::new();
    let count = far.rows.first().map_or(0, Vec::len) as u32;
    for other in (0..count).filter(|other| !gates.contains(other)) {
        let mut with = 0.0;
        let mut without = vec![0.0; gates.len()];
        for &(weight, place, first, second, row) in &known {
            let own = row[other as usize];
            with += weight * first.min(own);
            without[place] += weight * (second.min(own) - first.min(own));
        }
        for (place, without) in without.into_iter().enumerate() {
            let sum = with + without;
            if sum < now - 1e-6 {
                found.push((sum, place, other));
            }
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    found
        .into_iter()
        .map(|(_, place, other)| (place, other))
        .collect()
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
