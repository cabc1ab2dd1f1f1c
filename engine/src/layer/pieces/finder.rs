//! Looks for items of a list one after the other.

use std::cmp::Ordering;

use super::{Pieces, Run};

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

    /// The item that compares as equal, which no item asked for before stands behind. Cost: O(log items passed over).
    pub(crate) fn find(&mut self, compare: impl Fn(&T) -> Ordering) -> Option<&'a T> {
        let place = self.place(compare).ok()?;
        Some(&self.list[place])
    }

    /// As [`Finder::find`]: its place.
    ///
    /// # Errors
    /// The place where such an item would stand.
    pub(crate) fn place(&mut self, compare: impl Fn(&T) -> Ordering) -> Result<usize, usize> {
        let pieces = self.list.runs.get(self.piece..).unwrap_or(&[]);
        let is_before = |piece: &Run<T>| piece.last().is_none_or(|item| compare(item).is_lt());
        if pieces.first().is_some_and(is_before) {
            self.piece += pieces.partition_point(is_before);
            self.within = 0;
        }
        let Some(piece) = self.list.runs.get(self.piece) else {
            return Err(self.list.len());
        };
        let rest = &piece[self.within..];
        let mut end = 1;
        while end < rest.len() && compare(&rest[end - 1]).is_lt() {
            end *= 2;
        }
        let passed = &rest[..end.min(rest.len())];
        self.within += passed.partition_point(|item| compare(item).is_lt());
        let place = self.list.starts[self.piece] + self.within;
        match piece.get(self.within) {
            Some(item) if compare(item).is_eq() => Ok(place),
            _ => Err(place),
        }
    }
}
