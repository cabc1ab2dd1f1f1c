//! Regions that grow from seeds over borders, so each is connected.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::random::Sequence;

/// Divides units into so many connected regions of unequal size: they grow from seeds at different speeds. The links must
/// connect all units; `distance` is the cost of each of them.
pub fn grown(
    units: usize,
    links: &[[u32; 2]],
    distance: &[u64],
    regions: usize,
    seed: u64,
) -> Vec<u32> {
    let mut sequence = Sequence(seed);
    let around = Around::of(units, links);
    let mut region = vec![u32::MAX; units];
    let mut front = BinaryHeap::new();
    let mut slowness = Vec::with_capacity(regions);
    let mut seeds = vec![false; units];
    for number in 0..regions.min(units) {
        let mut first = sequence.below(units);
        while seeds[first] {
            first = (first + 1) % units;
        }
        seeds[first] = true;
        slowness.push(2 + sequence.below(4) as u64);
        front.push(Reverse((0, first as u32, number as u32)));
    }
    while let Some(Reverse((far, unit, number))) = front.pop() {
        if region[unit as usize] != u32::MAX {
            continue;
        }
        region[unit as usize] = number;
        for &(next, link) in around.of_unit(unit) {
            if region[next as usize] == u32::MAX {
                let step = distance[link as usize].max(1) * slowness[number as usize];
                front.push(Reverse((far + step, next, number)));
            }
        }
    }
    region
}

/// The links around each unit.
struct Around {
    starts: Vec<u32>,
    next: Vec<(u32, u32)>,
}

impl Around {
    fn of(units: usize, links: &[[u32; 2]]) -> Self {
        let mut starts = vec![0_u32; units + 1];
        for &end in links.iter().flatten() {
            starts[end as usize + 1] += 1;
        }
        for unit in 0..units {
            starts[unit + 1] += starts[unit];
        }
        let mut free = starts.clone();
        let mut next = vec![(0, 0); 2 * links.len()];
        for (link, &[a, b]) in links.iter().enumerate() {
            for (from, to) in [(a, b), (b, a)] {
                next[free[from as usize] as usize] = (to, link as u32);
                free[from as usize] += 1;
            }
        }
        Self { starts, next }
    }

    fn of_unit(&self, unit: u32) -> &[(u32, u32)] {
        let unit = unit as usize;
        &self.next[self.starts[unit] as usize..self.starts[unit + 1] as usize]
    }
}
