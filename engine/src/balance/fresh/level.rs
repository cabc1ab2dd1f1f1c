//! A graph of clusters of units, as coarse as it may be.

use super::super::{Obstacle, Problem};

/// A neighbour and what a border between grids there costs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) to: u32,
    pub(super) cost: u32,
}

/// Clusters, each connected, and what joins them.
#[derive(Debug, Clone, Default)]
pub(super) struct Level {
    starts: Vec<u32>,
    edges: Vec<Edge>,
    /// Work of each cluster.
    pub(super) work: Vec<u64>,
    /// Units of each cluster.
    pub(super) size: Vec<u32>,
}

/// What a millimetre of border costs where nothing, a lane, .., a river lies: the better the obstacle, the cheaper the border.
fn cost_of(obstacle: Obstacle) -> u64 {
    match obstacle {
        Obstacle::None => 12,
        Obstacle::Lane => 10,
        Obstacle::Street => 7,
        Obstacle::Arterial => 4,
        Obstacle::Wall => 3,
        Obstacle::Rail => 2,
        Obstacle::River => 1,
    }
}

impl Level {
    /// The graph of the units of a problem.
    pub(super) fn of(problem: &Problem) -> Self {
        let graph = problem.graph();
        let cost = |length_mm: u64, obstacle| length_mm.saturating_mul(cost_of(obstacle)).max(1);
        let total = graph.links().fold(0_u64, |sum, link| {
            sum.saturating_add(cost(link.length_mm, link.obstacle))
        });
        // sums of costs fit in 32 bits, however the clusters grow
        let shift = (64 - total.leading_zeros()).saturating_sub(31);
        let mut level = Self {
            starts: vec![0],
            ..Self::default()
        };
        level.edges.reserve(2 * graph.pairs());
        for unit in 0..graph.len() as u32 {
            let row = graph.neighbours(unit).iter();
            level.edges.extend(row.map(|neighbour| Edge {
                to: neighbour.unit,
                cost: (cost(neighbour.length_mm, neighbour.obstacle) >> shift).max(1) as u32,
            }));
            level.starts.push(level.edges.len() as u32);
        }
        level.work = problem.work().to_vec();
        level.size = vec![1; graph.len()];
        level
    }

    pub(super) fn len(&self) -> usize {
        self.work.len()
    }

    #[inline]
    pub(super) fn edges(&self, node: u32) -> &[Edge] {
        let node = node as usize;
        &self.edges[self.starts[node] as usize..self.starts[node + 1] as usize]
    }

    /// What the whole border of a cluster towards others costs.
    #[inline]
    pub(super) fn around(&self, node: u32) -> u64 {
        self.edges(node)
            .iter()
            .map(|edge| u64::from(edge.cost))
            .sum()
    }

    pub(super) fn total_work(&self) -> u64 {
        self.work.iter().sum()
    }

    /// The graph of some nodes alone; `place` is a field of as many as there are nodes, all `u32::MAX` before and after.
    pub(super) fn induced(&self, nodes: &[u32], place: &mut [u32]) -> Self {
        for (at, &node) in nodes.iter().enumerate() {
            place[node as usize] = at as u32;
        }
        let mut part = Self {
            starts: vec![0],
            ..Self::default()
        };
        for &node in nodes {
            let row = self.edges(node).iter();
            let inside = row.filter(|edge| place[edge.to as usize] != u32::MAX);
            part.edges.extend(inside.map(|edge| Edge {
                to: place[edge.to as usize],
                ..*edge
            }));
            part.starts.push(part.edges.len() as u32);
            part.work.push(self.work[node as usize]);
            part.size.push(self.size[node as usize]);
        }
        for &node in nodes {
            place[node as usize] = u32::MAX;
        }
        part
    }

    /// The graph of clusters of nodes: `cluster` gives each node its number below `count`.
    pub(super) fn contracted(&self, cluster: &[u32], count: usize) -> Self {
        let members = Members::of(cluster, count);
        let mut coarse = Self {
            starts: vec![0],
            ..Self::default()
        };
        coarse.work = vec![0; count];
        coarse.size = vec![0; count];
        coarse.edges.reserve(self.edges.len() / 2);
        // where the edge to a cluster lies in the row that is being written
        let mut slot = vec![u32::MAX; count];
        for own in 0..count as u32 {
            let begin = coarse.edges.len();
            for &node in members.of_cluster(own) {
                coarse.work[own as usize] += self.work[node as usize];
                coarse.size[own as usize] += self.size[node as usize];
                for edge in self.edges(node) {
                    let to = cluster[edge.to as usize];
                    if to == own {
                        continue;
                    }
                    let known = slot[to as usize];
                    if known == u32::MAX {
                        slot[to as usize] = coarse.edges.len() as u32;
                        coarse.edges.push(Edge {
                            to,
                            cost: edge.cost,
                        });
                    } else {
                        coarse.edges[known as usize].cost += edge.cost;
                    }
                }
            }
            for edge in &coarse.edges[begin..] {
                slot[edge.to as usize] = u32::MAX;
            }
            coarse.starts.push(coarse.edges.len() as u32);
        }
        coarse
    }
}

/// The nodes of each cluster.
pub(super) struct Members {
    starts: Vec<u32>,
    nodes: Vec<u32>,
}

impl Members {
    pub(super) fn of(cluster: &[u32], count: usize) -> Self {
        let mut starts = vec![0_u32; count + 1];
        for &own in cluster {
            starts[own as usize + 1] += 1;
        }
        for own in 0..count {
            starts[own + 1] += starts[own];
        }
        let mut next = starts.clone();
        let mut nodes = vec![0; cluster.len()];
        for (node, &own) in cluster.iter().enumerate() {
            nodes[next[own as usize] as usize] = node as u32;
            next[own as usize] += 1;
        }
        Self { starts, nodes }
    }

    pub(super) fn of_cluster(&self, own: u32) -> &[u32] {
        let own = own as usize;
        &self.nodes[self.starts[own] as usize..self.starts[own + 1] as usize]
    }
}
