//! Looks for items of a list one after the other.

use std::cmp::Ordering;

use super::{Pieces, Run};
use crate::layer::rows::{Find, Found};
use crate::model::Record;

/// Finds items of a sorted list whose keys ascend, each from where the last one was found: n items of a list of as many are
/// found in O(n), and in the order in which they lie.
pub(crate) struct Finder<'a, T> {
    list: &'a Pieces<T>,
    piece: usize,
    within: usize,
}

impl<'a, T> Finder<'a, T> {
    pub(super) fn of(list: &'a Pieces<T>) -> Self {
        Self {
            list,
            piece: 0,
            within: 0,
        }
    }

    /// The place of the item that compares as equal, which no item asked for before stands behind. Cost: O(log items passed
    /// over).
    ///
    /// # Errors
    /// The place where such an item would stand.
    pub(crate) fn place(&mut self, compare: impl Fn(&T) -> Ordering) -> Result<usize, usize> {
        let pieces = self.list.blocks().get(self.piece..).unwrap_or(&[]);
        let is_before = |piece: &Run<T>| piece.last().is_none_or(|item| compare(item).is_lt());
        if pieces.first().is_some_and(is_before) {
            self.piece += pieces.partition_point(is_before);
            self.within = 0;
        }
        let Some(piece) = self.list.blocks().get(self.piece) else {
            return Err(self.list.len());
        };
        let rest = &piece[self.within..];
        let mut end = 1;
        while end < rest.len() && compare(&rest[end - 1]).is_lt() {
            end *= 2;
        }
        let passed = &rest[..end.min(rest.len())];
        self.within += passed.partition_point(|item| compare(item).is_lt());
        let place = self.list.starts()[self.piece] + self.within;
        match piece.get(self.within) {
            Some(item) if compare(item).is_eq() => Ok(place),
            _ => Err(place),
        }
    }
}

impl<T: Record> Find<T> for Finder<'_, T> {
    fn find(&mut self, like: &T) -> Result<Found, usize> {
        let place = self.place(|row| row.compare(like))?;
        let is_same = self.list[place] == *like;
        Ok(Found { place, is_same })
    }

    fn row(&mut self, place: usize) -> T {
        self.list[place].clone()
    }
}
