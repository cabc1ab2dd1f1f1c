//! Dividing connected ground into a given number of connected areas of similar mass.
//!
//! Areas grow from seeds at once, along the cheapest way: roads and rivers are dear to cross, so borders come to lie on
//! them. Seeds then move to the middle of their area, and areas that grew too heavy grow slower (after S. Lloyd, 1982).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use hexward_engine::geom::Metres;

use crate::graph::Graph;

/// How often seeds move.
const ROUNDS: u32 = 6;

/// No area.
const NONE: u32 = u32::MAX;

/// Which nodes belong to which area, for one division at a time.
pub(crate) struct Divider<'a> {
    graph: &'a Graph,
    owner: Vec<u32>,
    member: Vec<u32>,
    round: u32,
}

impl<'a> Divider<'a> {
    /// A divider of this graph.
    pub(crate) fn new(graph: &'a Graph) -> Self {
        Self {
            graph,
            owner: vec![NONE; graph.nodes.len()],
            member: vec![0; graph.nodes.len()],
            round: 0,
        }
    }

    /// Divides connected nodes into `count` connected areas, none empty; there are at least as many nodes.
    pub(crate) fn divide(&mut self, members: &[u32], count: usize) -> Vec<Vec<u32>> {
        if count <= 1 {
            return vec![members.to_vec()];
        }
        self.round += 1;
        for &node in members {
            self.member[node as usize] = self.round;
        }
        let mut seeds = self.first_seeds(members, count);
        let mut paces = vec![1_000_u64; count];
        for round in 0..ROUNDS {
            self.grow(members, &seeds, &paces);
            if round + 1 < ROUNDS {
                self.settle(members, &mut seeds, &mut paces);
            }
        }
        let mut areas = vec![Vec::new(); count];
        for &node in members {
            areas[self.owner[node as usize] as usize].push(node);
        }
        areas
    }

    /// Seeds at equal steps of mass along a space-filling curve.
    fn first_seeds(&self, members: &[u32], count: usize) -> Vec<u32> {
        let nodes = &self.graph.nodes;
        let mut order: Vec<(u64, u32)> = members
            .iter()
            .map(|&node| (curve_number(nodes[node as usize].center), node))
            .collect();
        order.sort_unstable();
        let weight = |node: u32| u128::from(nodes[node as usize].mass) + 1;
        let total: u128 = members.iter().map(|&node| weight(node)).sum();
        let mut seeds = Vec::with_capacity(count);
        let mut sum = 0;
        for (i, &(_, node)) in order.iter().enumerate() {
            sum += weight(node);
            let next = total * (2 * seeds.len() as u128 + 1) / (2 * count as u128);
            let must = order.len() - i <= count - seeds.len();
            if seeds.len() < count && (sum > next || must) {
                seeds.push(node);
            }
        }
        seeds
    }

    /// Gives every member to the area that reaches it first.
    fn grow(&mut self, members: &[u32], seeds: &[u32], paces: &[u64]) {
        for &node in members {
            self.owner[node as usize] = NONE;
        }
        let mut heap: BinaryHeap<Reverse<(u64, u32, u32)>> = BinaryHeap::new();
        for (area, &seed) in seeds.iter().enumerate() {
            heap.push(Reverse((0, seed, area as u32)));
        }
        while let Some(Reverse((cost, node, area))) = heap.pop() {
            if self.owner[node as usize] != NONE {
                continue;
            }
            self.owner[node as usize] = area;
            for &(next, way) in &self.graph.nodes[node as usize].ways {
                let open = self.member[next as usize] == self.round;
                if open && self.owner[next as usize] == NONE {
                    let longer = way * paces[area as usize] / 1_000;
                    heap.push(Reverse((cost + longer + 1, next, area)));
                }
            }
        }
    }

    /// Moves each seed to the node nearest to the middle of its area, and slows heavy areas down.
    fn settle(&self, members: &[u32], seeds: &mut [u32], paces: &mut [u64]) {
        let nodes = &self.graph.nodes;
        let mut sums = vec![(0.0, 0.0, 0.0, 0_u128); seeds.len()];
        for &node in members {
            let here = &nodes[node as usize];
            let sum = &mut sums[self.owner[node as usize] as usize];
            let weight = here.mass as f64 + 1.0;
            sum.0 += here.center.x * weight;
            sum.1 += here.center.y * weight;
            sum.2 += weight;
            sum.3 += u128::from(here.mass) + 1;
        }
        let middle = |area: usize| Metres {
            x: sums[area].0 / sums[area].2,
            y: sums[area].1 / sums[area].2,
        };
        let mut nearest = vec![(f64::MAX, NONE); seeds.len()];
        for &node in members {
            let area = self.owner[node as usize] as usize;
            let away_m = nodes[node as usize].center.distance_m(middle(area));
            if away_m < nearest[area].0 {
                nearest[area] = (away_m, node);
            }
        }
        let mean = sums.iter().map(|sum| sum.3).sum::<u128>() / seeds.len() as u128;
        for (area, pace) in paces.iter_mut().enumerate() {
            seeds[area] = nearest[area].1;
            let per_mille = (sums[area].3 * 1_000 / mean.max(1)).clamp(250, 4_000) as u64;
            *pace = (*pace * (2_000 + per_mille) / 3_000).clamp(150, 6_000);
        }
    }
}

/// The place of a point on a Hilbert curve over 2^16 cells of 2 m (D. Hilbert, 1891).
fn curve_number(p: Metres) -> u64 {
    let cell = |v: f64| ((v / 2.0) as i64 + 32_768).clamp(0, 65_535) as u64;
    let (mut x, mut y) = (cell(p.x), cell(p.y));
    let mut number = 0;
    let mut side = 32_768;
    while side > 0 {
        let (right, up) = (u64::from(x & side > 0), u64::from(y & side > 0));
        number += side * side * ((3 * right) ^ up);
        if up == 0 {
            if right == 1 {
                (x, y) = (65_535 - x, 65_535 - y);
            }
            (x, y) = (y, x);
        }
        side /= 2;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_on_the_curve_are_neighbours_on_the_ground() {
        let mut cells: Vec<(u64, i32, i32)> = Vec::new();
        for x in 0..32 {
            for y in 0..32 {
                let p = Metres {
                    x: f64::from(x) * 2.0 + 1.0,
                    y: f64::from(y) * 2.0 + 1.0,
                };
                cells.push((curve_number(p), x, y));
            }
        }
        cells.sort_unstable();
        for pair in cells.windows(2) {
            assert_eq!(
                (pair[0].1 - pair[1].1).abs() + (pair[0].2 - pair[1].2).abs(),
                1
            );
        }
    }
}
