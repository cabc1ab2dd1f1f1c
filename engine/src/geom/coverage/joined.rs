//! Disjoint sets of numbers (R. Tarjan, 1975), each known by its lowest number.

/// Numbers from 0, joined to sets.
pub(super) struct Joined {
    parent: Vec<usize>,
}

impl Joined {
    /// Each number on its own.
    pub(super) fn new(count: usize) -> Self {
        Self {
            parent: (0..count).collect(),
        }
    }

    /// The lowest number of a number's set.
    pub(super) fn root(&mut self, mut number: usize) -> usize {
        while self.parent[number] != number {
            self.parent[number] = self.parent[self.parent[number]];
            number = self.parent[number];
        }
        number
    }

    /// Joins the sets of two numbers; `false` if they were one set before.
    pub(super) fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
        a != b
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_known_by_their_lowest_number() {
        let mut joined = Joined::new(6);
        assert!(joined.join(4, 2) && joined.join(5, 4) && !joined.join(2, 5));
        assert_eq!(
            (0..6).map(|i| joined.root(i)).collect::<Vec<_>>(),
            [0, 1, 2, 3, 2, 2]
        );
    }
}
