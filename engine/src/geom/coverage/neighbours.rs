//! Which members are neighbours: along a line (rook) or at points only.

use std::collections::{BTreeMap, BTreeSet};

use super::ground::segment_m;
use super::proved::Coverage;

/// Two members that touch along a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Border {
    /// The two members, the lower number first.
    pub members: (usize, usize),
    /// Length of their common border in metres.
    pub length_m: f64,
    /// Edges of their common border.
    pub edges: usize,
}

impl Coverage {
    /// The members that touch along a line (rook adjacency) and how long, ordered by members. Cost: O(n log n).
    pub fn borders(&self) -> Vec<Border> {
        let mut shared: Vec<(u32, u32, u32)> = Vec::new();
        for (e, edge) in self.table.edges().iter().enumerate() {
            if let Some(other) = self
                .table
                .reverse_owner(e)
                .filter(|&other| other > edge.owner)
            {
                shared.push((edge.owner, other, e as u32));
            }
        }
        shared.sort_unstable();
        let pairs = shared.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
        let border = |group: &[(u32, u32, u32)]| {
            let length = |&(_, _, e): &(u32, u32, u32)| {
                let (a, b) = self.table.ends(e);
                segment_m(a, b)
            };
            Border {
                members: (group[0].0 as usize, group[0].1 as usize),
                length_m: group.iter().map(length).sum(),
                edges: group.len(),
            }
        };
        pairs.map(border).collect()
    }

    /// The members that touch at points only, the lower number first, ascending; with [`Coverage::borders`] this is
    /// queen adjacency. Cost: O(n log n), and O(k^2) at a vertex of k members.
    pub fn point_neighbours(&self) -> Vec<(usize, usize)> {
        let mut at_points: BTreeSet<(usize, usize)> = BTreeSet::new();
        for vertex in 0..self.table.vertices().len() as u32 {
            if self.table.outgoing(vertex).len() < 2 {
                continue;
            }
            let owners = self.table.owners_at(vertex);
            for (i, &a) in owners.iter().enumerate() {
                at_points.extend(owners[i + 1..].iter().map(|&b| (a as usize, b as usize)));
            }
        }
        for border in self.borders() {
            at_points.remove(&border.members);
        }
        at_points.into_iter().collect()
    }

    /// The length of each member's part of the boundary of the coverage in metres; members without any are left out.
    pub fn boundary_lengths_m(&self) -> BTreeMap<usize, f64> {
        let mut lengths = BTreeMap::new();
        for e in self.table.unmatched() {
            let (a, b) = self.table.ends(e);
            *lengths
                .entry(self.table.edge(e).owner as usize)
                .or_default() += segment_m(a, b);
        }
        lengths
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::square;
    use super::*;

    #[test]
    fn a_checkerboard_of_four() {
        let squares = [(0, 0), (1000, 0), (0, 1000), (1000, 1000)].map(|(x, y)| square(x, y, 1000));
        let members: Vec<_> = squares.iter().collect();
        let coverage = Coverage::new(&members).expect("a coverage");
        let borders = coverage.borders();
        let pairs: Vec<(usize, usize)> = borders.iter().map(|border| border.members).collect();
        assert_eq!(pairs, [(0, 1), (0, 2), (1, 3), (2, 3)]);
        assert_eq!(coverage.point_neighbours(), [(0, 3), (1, 2)]);
        // 1e-4 degree: 11.057 m along the meridian, 11.132 m along the equator
        assert!(
            (borders[0].length_m - 11.057).abs() < 0.001,
            "{}",
            borders[0].length_m
        );
        assert!(
            (borders[1].length_m - 11.132).abs() < 0.001,
            "{}",
            borders[1].length_m
        );
        assert_eq!(coverage.boundary_lengths_m().len(), 4);
    }
}
