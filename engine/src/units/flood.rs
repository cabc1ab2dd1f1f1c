//! Labels that spread from face to face, and sets of faces.

use crate::geom::{Arrangement, NO_FACE};

/// No label.
pub(super) const NONE: u32 = u32::MAX;

/// Which faces share an edge.
pub(super) struct Neighbours {
    starts: Vec<u32>,
    /// Edge and face on its other side, face after face.
    rows: Vec<(u32, u32)>,
}

impl Neighbours {
    /// Those of an arrangement. O(edges).
    pub(super) fn of(ground: &Arrangement) -> Self {
        let mut starts = vec![0_u32; ground.faces() + 1];
        let bounding = || {
            (0_u32..)
                .zip(ground.edges())
                .filter(|(_, e)| e.left != e.right)
        };
        for (_, edge) in bounding() {
            starts[edge.left as usize + 1] += 1;
            starts[edge.right as usize + 1] += 1;
        }
        for face in 0..ground.faces() {
            starts[face + 1] += starts[face];
        }
        let mut next = starts.clone();
        let mut rows = vec![(0, 0); starts[ground.faces()] as usize];
        for (number, edge) in bounding() {
            for (face, other) in [(edge.left, edge.right), (edge.right, edge.left)] {
                rows[next[face as usize] as usize] = (number, other);
                next[face as usize] += 1;
            }
        }
        Self { starts, rows }
    }

    /// The edges of a face with the face on the other side.
    pub(super) fn around(&self, face: u32) -> &[(u32, u32)] {
        let face = face as usize;
        &self.rows[self.starts[face] as usize..self.starts[face + 1] as usize]
    }

    /// Gives faces without a label that of a neighbour, across edges that let it pass. O(edges).
    pub(super) fn spread(&self, labels: &mut [u32], passes: impl Fn(u32) -> bool) {
        let labelled = |&face: &u32| labels[face as usize] != NONE;
        let mut open: Vec<u32> = (0..labels.len() as u32).filter(labelled).collect();
        while let Some(face) = open.pop() {
            for &(edge, other) in self.around(face) {
                if labels[other as usize] == NONE && passes(edge) {
                    labels[other as usize] = labels[face as usize];
                    open.push(other);
                }
            }
        }
    }
}

/// The faces on the sides of an edge: on the left, and on the right.
pub(super) fn sides(ground: &Arrangement, edge: usize) -> [u32; 2] {
    let edge = ground.edges()[edge];
    [edge.left, edge.right]
}

/// Whether an edge bounds anything.
pub(super) fn bounds_faces(ground: &Arrangement, edge: usize) -> bool {
    let [left, right] = sides(ground, edge);
    left != right && left != NO_FACE
}

/// Disjoint sets of numbers, each named after its smallest.
pub(super) struct Sets(Vec<u32>);

impl Sets {
    /// So many numbers, each alone.
    pub(super) fn new(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    /// The name of the set that a number is in.
    pub(super) fn find(&mut self, number: u32) -> u32 {
        let mut root = number;
        while self.0[root as usize] != root {
            root = self.0[root as usize];
        }
        let mut step = number;
        while self.0[step as usize] != root {
            step = std::mem::replace(&mut self.0[step as usize], root);
        }
        root
    }

    /// Makes two sets one; says whether they were two.
    pub(super) fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b) as usize] = a.min(b);
        a != b
    }

    /// The name of each number's set.
    pub(super) fn names(mut self) -> Vec<u32> {
        (0..self.0.len() as u32)
            .map(|number| self.find(number))
            .collect()
    }
}
