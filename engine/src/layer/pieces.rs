//! Lists whose items are read as in a vector, in pieces that successive lists share.

mod finder;

use std::cmp::Ordering;
use std::iter::FlatMap;
use std::ops::{Index, Range};
use std::slice;
use std::sync::Arc;

use super::blocks::{Block, Blocks, Unpack};
use finder::Finder;

/// A list whose items lie as they are in its pieces.
pub type Pieces<T> = Blocks<Box<[T]>>;

/// A piece. The items lie apart from the count of those that share them: with it, powers of two would not fit the sizes in
/// which memory is given out, and a fifth of it would be lost.
type Run<T> = Arc<Box<[T]>>;

/// All items of a list, in order.
type Items<'a, T> =
    FlatMap<slice::Iter<'a, Run<T>>, slice::Iter<'a, T>, fn(&'a Run<T>) -> slice::Iter<'a, T>>;

/// All items of a list with their number known.
#[derive(Debug, Clone)]
pub struct Iter<'a, T> {
    items: Items<'a, T>,
    left: usize,
}

impl<T> Block for Box<[T]> {
    type Item = T;

    fn of(items: Vec<T>) -> Self {
        items.into_boxed_slice()
    }

    fn count(&self) -> usize {
        self.len()
    }
}

impl<T: Clone> Unpack for Box<[T]> {
    fn unpack(&self, which: Range<usize>, into: &mut Vec<T>) {
        into.extend_from_slice(&self[which]);
    }
}

impl<T> Pieces<T> {
    /// The item at a place, `None` past the end.
    pub fn get(&self, place: usize) -> Option<&T> {
        (place < self.len()).then(|| &self[place])
    }

    /// The first item.
    pub fn first(&self) -> Option<&T> {
        self.get(0)
    }

    /// The last item.
    pub fn last(&self) -> Option<&T> {
        self.get(self.len().checked_sub(1)?)
    }

    /// All items, in order.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter {
            items: self.blocks().iter().flat_map(|piece| piece.iter()),
            left: self.len(),
        }
    }

    /// The items from a place on. Cost: O(pieces) before the first.
    pub fn iter_from(&self, place: usize) -> impl Iterator<Item = &T> + Clone {
        let (piece, skipped) = match place.checked_sub(self.len()) {
            None => self.find(place),
            Some(_) => (self.blocks().len(), 0),
        };
        let rest = self.blocks()[piece..].iter();
        rest.flat_map(|piece| piece.iter()).skip(skipped)
    }

    /// How many items at the front a condition holds for, which holds for none behind them. Cost: O(log n).
    pub fn partition_point(&self, holds: impl Fn(&T) -> bool) -> usize {
        let piece = self.blocks().partition_point(|piece| holds(&piece[0]));
        let Some(piece) = piece.checked_sub(1) else {
            return 0;
        };
        self.starts()[piece] + self.blocks()[piece].partition_point(holds)
    }

    /// The place of the item that compares as equal in a sorted list, or where it would stand. Cost: O(log n).
    ///
    /// # Errors
    /// The place where such an item would stand.
    pub fn binary_search_by(&self, compare: impl Fn(&T) -> Ordering) -> Result<usize, usize> {
        let place = self.partition_point(|item| compare(item).is_lt());
        match self.get(place) {
            Some(item) if compare(item).is_eq() => Ok(place),
            _ => Err(place),
        }
    }

    /// Whether another list is as long, and a condition holds for every two items at one place. Pieces that both share are not
    /// looked at: it must hold for each item and itself.
    pub(crate) fn all_beside(&self, other: &Self, holds: impl Fn(&T, &T) -> bool) -> bool {
        if self.starts() != other.starts() {
            return self.len() == other.len() && self.iter().zip(other).all(|(a, b)| holds(a, b));
        }
        let runs = self.blocks().iter().zip(other.blocks());
        let mut apart = runs.filter(|(own, other)| !Arc::ptr_eq(own, other));
        apart.all(|(own, other)| own.iter().zip(other.iter()).all(|(a, b)| holds(a, b)))
    }

    /// Finds items of a sorted list one after the other.
    pub(crate) fn finder(&self) -> Finder<'_, T> {
        Finder::of(self)
    }
}

impl<T: Clone> Pieces<T> {
    /// The item at a place, to be changed; its piece is copied where lists share it.
    pub(crate) fn item_mut(&mut self, place: usize) -> &mut T {
        let (piece, within) = self.find(place);
        &mut Arc::make_mut(self.block_mut(piece))[within]
    }
}

impl<T: Copy + PartialEq> Pieces<T> {
    /// The list with each item as it is now, without those that are gone; pieces that stay as they are stay shared.
    /// Cost: O(n).
    pub(crate) fn carried(&self, mut now: impl FnMut(T) -> Option<T>) -> Self {
        let pieces = self.blocks().iter().filter_map(|piece| {
            if piece.iter().all(|&item| now(item) == Some(item)) {
                return Some(Arc::clone(piece));
            }
            let items: Vec<T> = piece.iter().filter_map(|&item| now(item)).collect();
            (!items.is_empty()).then(|| Arc::new(Block::of(items)))
        });
        self.with_blocks(pieces)
    }
}

impl<T> Index<usize> for Pieces<T> {
    type Output = T;

    fn index(&self, place: usize) -> &T {
        let (piece, within) = self.find(place);
        &self.blocks()[piece][within]
    }
}

impl<T: PartialEq> PartialEq for Pieces<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other)
    }
}

impl<T: Eq> Eq for Pieces<T> {}

impl<'a, T> IntoIterator for &'a Pieces<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        let item = self.items.next()?;
        self.left -= 1;
        Some(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<T> DoubleEndedIterator for Iter<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let item = self.items.next_back()?;
        self.left -= 1;
        Some(item)
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

#[cfg(test)]
mod tests;
