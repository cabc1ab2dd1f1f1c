//! Lists of places that bulk questions are asked about.

use super::Pieces;

/// A list of things that have a position, in a row or in pieces.
pub trait Places: Sync {
    /// What is listed.
    type Place: Sync;

    /// How many there are.
    fn count(&self) -> usize;

    /// Those from one on, in order.
    fn starting_at(&self, start: usize) -> impl Iterator<Item = &Self::Place> + Clone;
}

impl<P: Sync> Places for [P] {
    type Place = P;

    fn count(&self) -> usize {
        self.len()
    }

    fn starting_at(&self, start: usize) -> impl Iterator<Item = &P> + Clone {
        self[start..].iter()
    }
}

impl<P: Sync> Places for Vec<P> {
    type Place = P;

    fn count(&self) -> usize {
        self.len()
    }

    fn starting_at(&self, start: usize) -> impl Iterator<Item = &P> + Clone {
        self[start..].iter()
    }
}

impl<P: Send + Sync> Places for Pieces<P> {
    type Place = P;

    fn count(&self) -> usize {
        self.len()
    }

    fn starting_at(&self, start: usize) -> impl Iterator<Item = &P> + Clone {
        self.iter_from(start)
    }
}
