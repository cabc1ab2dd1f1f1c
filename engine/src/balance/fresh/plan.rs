//! Nodes of a graph and the grid of each, with what a grid weighs.

use super::level::Level;

/// From how much to how much work a grid shall have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) low: u64,
    pub(super) high: u64,
}

impl Range {
    /// The same with room on both sides.
    pub(super) fn widened(self, by: u64) -> Self {
        Self {
            low: self.low.saturating_sub(by),
            high: self.high.saturating_add(by),
        }
    }

    /// The square of the work outside.
    #[inline]
    pub(super) fn violation(self, work: u64) -> u128 {
        let outside = u128::from(work.saturating_sub(self.high) + self.low.saturating_sub(work));
        outside * outside
    }
}

/// A division of a graph, and its sums.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) labels: Vec<u32>,
    pub(super) work: Vec<u64>,
    nodes: Vec<u32>,
    // the walk that asks whether a grid stays in one piece
    seen: Vec<u32>,
    walk: u32,
    queue: Vec<u32>,
}

/// What a division is worth; less is better: work outside the ranges, squared, then what its borders cost.
pub(super) type Worth = (u128, u64);

impl Plan {
    pub(super) fn new(level: &Level, labels: Vec<u32>, grids: usize) -> Self {
        let (mut work, mut nodes) = (vec![0; grids], vec![0; grids]);
        for (node, &label) in labels.iter().enumerate() {
            work[label as usize] += level.work[node];
            nodes[label as usize] += 1;
        }
        let seen = vec![0; labels.len()];
        Self {
            labels,
            work,
            nodes,
            seen,
            walk: 0,
            queue: Vec::new(),
        }
    }

    pub(super) fn worth(&self, level: &Level, ranges: &[Range]) -> Worth {
        let violation = ranges
            .iter()
            .zip(&self.work)
            .map(|(range, &work)| range.violation(work))
            .sum();
        (violation, self.cost(level))
    }

    fn cost(&self, level: &Level) -> u64 {
        let mut cost = 0;
        for (node, &label) in self.labels.iter().enumerate() {
            for edge in level.edges(node as u32) {
                if self.labels[edge.to as usize] != label {
                    cost += u64::from(edge.cost);
                }
            }
        }
        cost / 2
    }

    #[inline]
    pub(super) fn label(&self, node: u32) -> u32 {
        self.labels[node as usize]
    }

    #[inline]
    pub(super) fn shift(&mut self, level: &Level, node: u32, to: u32) {
        let work = level.work[node as usize];
        let from = self.labels[node as usize];
        self.work[from as usize] -= work;
        self.work[to as usize] += work;
        self.nodes[from as usize] -= 1;
        self.nodes[to as usize] += 1;
        self.labels[node as usize] = to;
    }

    /// By how much the violation grows when a node moves.
    #[inline]
    pub(super) fn strain(&self, level: &Level, ranges: &[Range], node: u32, to: u32) -> i128 {
        let work = level.work[node as usize];
        let (from, to) = (self.label(node) as usize, to as usize);
        let before = ranges[from].violation(self.work[from]) + ranges[to].violation(self.work[to]);
        let after = ranges[from].violation(self.work[from] - work)
            + ranges[to].violation(self.work[to] + work);
        after as i128 - before as i128
    }

    /// Whether the grid of a node stays in one piece, and keeps a node, without it. A walk from one of the node's neighbours
    /// ends as soon as all the others were met, mostly at once, and is given up, as if they were not, after `most` nodes.
    pub(super) fn may_leave(&mut self, level: &Level, node: u32, most: usize) -> bool {
        let own = self.label(node);
        if self.nodes[own as usize] < 2 {
            return false;
        }
        let edges = level.edges(node);
        let mut wanted = 0;
        let mut first = node;
        for edge in edges {
            if self.label(edge.to) == own {
                wanted += 1;
                first = edge.to;
            }
        }
        if wanted < 2 {
            return true;
        }
        // two numbers a walk: one for neighbours to be met, the next for nodes that were
        self.walk = match self.walk.checked_add(2) {
            Some(walk) if walk < u32::MAX => walk,
            _ => {
                self.seen.fill(0);
                2
            }
        };
        let met = self.walk;
        for edge in edges {
            if self.label(edge.to) == own {
                self.seen[edge.to as usize] = met - 1;
            }
        }
        self.seen[node as usize] = met;
        self.seen[first as usize] = met;
        wanted -= 1;
        self.queue.clear();
        self.queue.push(first);
        let mut at = 0;
        while at < self.queue.len().min(most) {
            for edge in level.edges(self.queue[at]) {
                let seen = self.seen[edge.to as usize];
                if seen == met || self.label(edge.to) != own {
                    continue;
                }
                self.seen[edge.to as usize] = met;
                if seen == met - 1 {
                    wanted -= 1;
                    if wanted == 0 {
                        return true;
                    }
                }
                self.queue.push(edge.to);
            }
            at += 1;
        }
        false
    }
}
