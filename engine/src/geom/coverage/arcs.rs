//! Arcs: the borders between nodes, each drawn and simplified once for both sides.

use super::edges::EdgeTable;
use super::proved::Coverage;
use crate::geom::Position;

/// A maximal chain of edges between two nodes, or a ring without a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arc {
    /// The vertices in order; a closed arc ends with its first vertex.
    pub vertices: Vec<Position>,
    /// The member on the left.
    pub left: usize,
    /// The member on the right; none on the boundary of the coverage.
    pub right: Option<usize>,
}

impl Arc {
    /// Whether the arc is a ring.
    pub fn is_closed(&self) -> bool {
        self.vertices.first() == self.vertices.last()
    }
}

/// Whether each vertex is a node: not exactly two edges end there, both sides of a border counted as one edge.
pub(super) fn nodes(table: &EdgeTable) -> Vec<bool> {
    let count = table.vertices().len() as u32;
    let mut degree: Vec<usize> = (0..count).map(|v| table.outgoing(v).len()).collect();
    for e in table.unmatched() {
        degree[table.edge(e).to as usize] += 1;
    }
    degree.into_iter().map(|edges| edges != 2).collect()
}

impl Coverage {
    /// All arcs; together they have every edge once. Arcs with nodes come first, in the order of the edges; closed arcs
    /// without a node start at their first vertex from the west. Cost: O(n).
    pub fn arcs(&self) -> Vec<Arc> {
        let table = &self.table;
        let chains = walks(table, &nodes(table));
        chains.iter().map(|chain| arc(table, chain)).collect()
    }
}

fn arc(table: &EdgeTable, chain: &[u32]) -> Arc {
    let (first, last) = (chain[0], chain[chain.len() - 1]);
    let starts = chain.iter().map(|&e| table.ends(e).0);
    Arc {
        vertices: starts.chain([table.ends(last).1]).collect(),
        left: table.edge(first).owner as usize,
        right: table
            .reverse_owner(first as usize)
            .map(|owner| owner as usize),
    }
}

/// The edges of each arc in order, one side of each border.
pub(super) fn walks(table: &EdgeTable, nodes: &[bool]) -> Vec<Vec<u32>> {
    let all = 0..table.edges().len() as u32;
    let mut used = vec![false; table.edges().len()];
    let mut chains = Vec::new();
    for e in all.clone() {
        if nodes[table.edge(e).from as usize] && !used[e as usize] {
            chains.push(walk(table, nodes, &mut used, e));
        }
    }
    for e in all {
        if !used[e as usize] {
            let ring =
                std::iter::successors(Some(e), |&step| Some(table.next(step)).filter(|&n| n != e));
            let first = ring.min_by_key(|&step| table.edge(step).from).unwrap_or(e);
            chains.push(walk(table, nodes, &mut used, first));
        }
    }
    chains
}

/// The arc that begins with an edge; it ends at a node or where it began.
fn walk(table: &EdgeTable, nodes: &[bool], used: &mut [bool], first: u32) -> Vec<u32> {
    let mut chain = Vec::new();
    let mut step = first;
    loop {
        chain.push(step);
        used[step as usize] = true;
        if let Some(reverse) = table.reverse(step) {
            used[reverse as usize] = true;
        }
        let end = table.edge(step).to;
        step = table.next(step);
        if nodes[end as usize] || step == first {
            return chain;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::{region, square};
    use super::*;

    #[test]
    fn arcs_between_nodes_and_around_islands() {
        let west = region(&[
            &[(0, 0), (10, 0), (10, 4), (10, 10), (0, 10)],
            &[(2, 2), (5, 2), (5, 5), (2, 5)],
        ]);
        let east = region(&[&[(10, 0), (20, 0), (20, 10), (10, 10), (10, 4)]]);
        let island = square(2, 2, 3);
        let coverage = Coverage::new(&[&west, &east, &island]).expect("a coverage");
        let arcs = coverage.arcs();
        let shape: Vec<(usize, usize, Option<usize>, bool)> = arcs
            .iter()
            .map(|arc| (arc.vertices.len(), arc.left, arc.right, arc.is_closed()))
            .collect();
        assert_eq!(
            shape,
            [
                (3, 0, Some(1), false),
                (4, 0, None, false),
                (4, 1, None, false),
                (5, 0, Some(2), true)
            ]
        );
        let edges: usize = arcs.iter().map(|arc| arc.vertices.len() - 1).sum();
        assert_eq!(2 * edges, coverage.edges().edges().len() + 6);
    }
}
