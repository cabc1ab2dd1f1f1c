//! A list that grows at its end and shares what does not change with the lists that it came from.

use std::cmp::Ordering;
use std::ops::Index;

use crate::layer::Pieces;

/// Items as they were when the list was settled, in shared pieces, and those that have come since.
#[derive(Debug, Clone)]
pub(super) struct Growing<T> {
    settled: Pieces<T>,
    since: Vec<T>,
}

impl<T> Growing<T> {
    /// How many items there are.
    pub(super) fn len(&self) -> usize {
        self.settled.len() + self.since.len()
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many were there when the list was settled.
    pub(super) fn settled(&self) -> usize {
        self.settled.len()
    }

    /// How many have come since the list was settled.
    pub(super) fn added(&self) -> usize {
        self.since.len()
    }

    /// All items, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.settled.iter().chain(&self.since)
    }

    /// The items that have come since the list was settled, with their places.
    pub(super) fn since(&self) -> impl Iterator<Item = (usize, &T)> {
        (self.settled.len()..).zip(&self.since)
    }

    /// Adds an item at the end.
    pub(super) fn push(&mut self, item: T) {
        self.since.push(item);
    }

    /// The place of the settled item that compares as equal, if they are sorted so. Cost: O(log settled).
    pub(super) fn settled_place(&self, compare: impl Fn(&T) -> Ordering) -> Option<usize> {
        self.settled.binary_search_by(compare).ok()
    }

    /// The place of the first item that has come since for which a condition holds. Cost: O(added).
    pub(super) fn added_place(&self, holds: impl Fn(&T) -> bool) -> Option<usize> {
        Some(self.settled.len() + self.since.iter().position(holds)?)
    }
}

impl<T: Clone> Growing<T> {
    /// The item at a place, to be changed. Cost: O(√settled) where its piece is shared.
    pub(super) fn item_mut(&mut self, place: usize) -> &mut T {
        match place.checked_sub(self.settled.len()) {
            Some(place) => &mut self.since[place],
            None => self.settled.item_mut(place),
        }
    }

    /// Has lists that come out of this one share all its items. O(items).
    pub(super) fn settle(&mut self) {
        let mut all = self.settled.to_vec();
        all.append(&mut self.since);
        self.settled = all.into();
    }
}

impl<T> Default for Growing<T> {
    fn default() -> Self {
        Self {
            settled: Pieces::default(),
            since: Vec::new(),
        }
    }
}

impl<T> FromIterator<T> for Growing<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self {
            settled: items.into_iter().collect(),
            since: Vec::new(),
        }
    }
}

impl<T> Index<usize> for Growing<T> {
    type Output = T;

    fn index(&self, place: usize) -> &T {
        match place.checked_sub(self.settled.len()) {
            Some(place) => &self.since[place],
            None => &self.settled[place],
        }
    }
}
