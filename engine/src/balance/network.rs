//! How much work must cross which borders so that all grids come into the band with the least crossing of borders: a
//! flow of least cost (successive shortest paths; Ford and Fulkerson 1962), in integers.

use std::collections::VecDeque;

use super::Band;

/// Work above this is as good as this, so that sums stay in range.
const MOST: u64 = 1 << 56;

/// No way leads here yet.
const FAR: i64 = i64::MAX;

/// An arc, or what of one can be taken back.
#[derive(Debug, Clone, Copy)]
struct Arc {
    to: usize,
    room: i64,
    cost: i64,
}

/// Grids and the borders over which work may go. Grids that borders join share a further node, which stands for what
/// they may have more or less.
#[derive(Debug)]
pub(super) struct Network {
    works: Vec<i64>,
    band: [i64; 2],
    /// Each arc is followed by the one that takes it back.
    arcs: Vec<Arc>,
    leaving: Vec<Vec<u32>>,
    /// What a node must still send, or receive where it is below 0.
    excess: Vec<i64>,
}

impl Network {
    /// Grids with so much work each, none of which may send or receive yet.
    pub(super) fn new(works: &[u64], band: Band) -> Self {
        let bounded = |work: u64| work.min(MOST) as i64;
        Self {
            works: works.iter().map(|&work| bounded(work)).collect(),
            band: [band.low(), band.high()].map(bounded),
            arcs: Vec::new(),
            leaving: vec![Vec::new(); works.len()],
            excess: vec![0; works.len()],
        }
    }

    /// Lets work go from one grid to another at a cost above 0.
    pub(super) fn allow(&mut self, from: usize, to: usize, cost: i64) {
        self.join(from, to, 4 * MOST as i64, cost);
    }

    fn join(&mut self, from: usize, to: usize, room: i64, cost: i64) {
        let number = self.arcs.len() as u32;
        self.leaving[from].push(number);
        self.leaving[to].push(number + 1);
        self.arcs.push(Arc { to, room, cost });
        self.arcs.push(Arc {
            to: from,
            room: 0,
            cost: -cost,
        });
    }

    /// What crosses each border, from, to and how much, as far as there are ways; in the order of the arcs allowed.
    /// O(offenders * (n + m)) for few offenders.
    pub(super) fn least_flow(mut self) -> Vec<(usize, usize, u64)> {
        let allowed = self.arcs.len();
        for joined in self.joined() {
            self.give_slack(&joined);
        }
        while let Some(end) = self.nearest() {
            self.push(&end);
        }
        let pairs = self.arcs[..allowed].chunks_exact(2);
        let flows = pairs.map(|pair| (pair[1].to, pair[0].to, pair[1].room));
        flows
            .filter(|&(_, _, work)| work > 0)
            .map(|(from, to, work)| (from, to, work as u64))
            .collect()
    }

    /// The grids that borders join, whichever way work may go.
    fn joined(&self) -> Vec<Vec<usize>> {
        let mut is_seen = vec![false; self.works.len()];
        let mut all = Vec::new();
        for start in 0..self.works.len() {
            if std::mem::replace(&mut is_seen[start], true) {
                continue;
            }
            let (mut part, mut at) = (vec![start], 0);
            while let Some(&here) = part.get(at) {
                at += 1;
                for &number in &self.leaving[here] {
                    let to = self.arcs[number as usize].to;
                    if !std::mem::replace(&mut is_seen[to], true) {
                        part.push(to);
                    }
                }
            }
            all.push(part);
        }
        all
    }

    /// Notes what these grids must send and receive, and what they may besides.
    fn give_slack(&mut self, grids: &[usize]) {
        let slack = self.excess.len();
        self.excess.push(0);
        self.leaving.push(Vec::new());
        let [low, high] = self.band;
        for &grid in grids {
            let work = self.works[grid];
            let must = 0.clamp(work - high, work - low);
            self.excess[grid] = must;
            self.excess[slack] -= must;
            self.join(slack, grid, (work - low) - must, 0);
            self.join(grid, slack, must - (work - high), 0);
        }
    }

    /// The cheapest way from a node that must send to one that must receive: its arcs, the last first.
    fn nearest(&self) -> Option<Vec<u32>> {
        let mut costs = vec![FAR; self.excess.len()];
        let mut came = vec![u32::MAX; self.excess.len()];
        let mut waits = vec![false; self.excess.len()];
        let starts = (0..self.excess.len()).filter(|&node| self.excess[node] > 0);
        let mut queue: VecDeque<usize> = starts.collect();
        for &start in &queue {
            (costs[start], waits[start]) = (0, true);
        }
        while let Some(here) = queue.pop_front() {
            waits[here] = false;
            for &number in &self.leaving[here] {
                let arc = self.arcs[number as usize];
                let cost = costs[here] + arc.cost;
                if arc.room > 0 && cost < costs[arc.to] {
                    (costs[arc.to], came[arc.to]) = (cost, number);
                    if !waits[arc.to] {
                        waits[arc.to] = true;
                        queue.push_back(arc.to);
                    }
                }
            }
        }
        let ends = (0..self.excess.len()).filter(|&node| self.excess[node] < 0);
        let end = ends
            .filter(|&node| costs[node] != FAR)
            .min_by_key(|&node| costs[node])?;
        let (mut way, mut node) = (Vec::new(), end);
        while came[node] != u32::MAX {
            way.push(came[node]);
            node = self.arcs[came[node] as usize ^ 1].to;
        }
        Some(way)
    }

    /// Sends as much along a way as it takes.
    fn push(&mut self, way: &[u32]) {
        let (Some(&last), Some(&first)) = (way.first(), way.last()) else {
            return;
        };
        let (start, end) = (
            self.arcs[first as usize ^ 1].to,
            self.arcs[last as usize].to,
        );
        let rooms = way.iter().map(|&number| self.arcs[number as usize].room);
        let most = rooms.min().unwrap_or(0);
        let work = most.min(self.excess[start]).min(-self.excess[end]);
        for &number in way {
            self.arcs[number as usize].room -= work;
            self.arcs[number as usize ^ 1].room += work;
        }
        self.excess[start] -= work;
        self.excess[end] += work;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(works: &[u64], borders: &[(usize, usize)]) -> Vec<(usize, usize, u64)> {
        let mut network = Network::new(works, Band::new(90, 110).expect("a band"));
        for &(a, b) in borders {
            network.allow(a, b, 1);
            network.allow(b, a, 1);
        }
        network.least_flow()
    }

    #[test]
    fn what_is_too_much_goes_to_the_nearest_room() {
        assert_eq!(
            flow(&[120, 100, 80], &[(0, 1), (1, 2)]),
            [(0, 1, 10), (1, 2, 10)]
        );
        assert_eq!(flow(&[120, 100, 100], &[(0, 1), (1, 2)]), [(0, 1, 10)]);
        assert_eq!(
            flow(&[120, 110, 100], &[(0, 1), (1, 2)]),
            [(0, 1, 10), (1, 2, 10)]
        );
        assert_eq!(flow(&[90, 100, 110], &[(0, 1), (1, 2)]), []);
    }

    #[test]
    fn one_way_serves_both_ends() {
        // what 0 must lose and 3 must get are the same ten, though 1 and 2 could each help one of them
        let borders = [(0, 1), (0, 2), (1, 3), (0, 3)];
        assert_eq!(flow(&[120, 100, 100, 80], &borders), [(0, 3, 10)]);
    }

    #[test]
    fn what_has_no_way_stays() {
        assert_eq!(flow(&[150, 80, 100], &[(1, 2)]), [(2, 1, 10)]);
        assert_eq!(flow(&[80, 120, 100], &[(1, 2)]), [(1, 2, 10)]);
        assert_eq!(
            flow(&[200, 110, 95], &[(0, 1), (1, 2)]),
            [(0, 1, 15), (1, 2, 15)]
        );
    }
}
