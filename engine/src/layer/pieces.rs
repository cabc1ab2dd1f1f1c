//! Lists in pieces that successive lists share.
//!
//! A list of n items lies in pieces of about √n, so that a change copies one piece and the list of pieces, and all else
//! is shared with the list before. Items are read as in a vector: pieces have one size when a list is made, so the
//! piece of a place is guessed and mostly right.

mod finder;

use std::cmp::Ordering;
use std::iter::FlatMap;
use std::ops::Index;
use std::slice;
use std::sync::Arc;

use finder::Finder;

/// The smallest and largest sizes of pieces, as powers of two.
const PIECE_BITS: std::ops::RangeInclusive<u32> = 6..=10;

/// A piece. The items lie apart from the count of those that share them: with it, powers of two would not fit the sizes in
/// which memory is given out, and a fifth of it would be lost.
type Run<T> = Arc<Box<[T]>>;

/// A list that shares pieces with those that it came from.
#[derive(Debug, Clone)]
pub struct Pieces<T> {
    runs: Vec<Run<T>>,
    /// The place of the first item of each piece, and of the end.
    starts: Arc<[usize]>,
    /// The size that pieces had when the list was made, as a power of two.
    bits: u32,
}

/// What happens at one place of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Splice {
    /// The place in the list before.
    pub(crate) at: usize,
    /// Whether the item there goes.
    pub(crate) goes: bool,
    /// Whether one comes there, before the item if that stays.
    pub(crate) comes: bool,
}

/// All items of a list, in order.
type Items<'a, T> =
    FlatMap<slice::Iter<'a, Run<T>>, slice::Iter<'a, T>, fn(&'a Run<T>) -> slice::Iter<'a, T>>;

/// All items of a list with their number known.
#[derive(Debug, Clone)]
pub struct Iter<'a, T> {
    items: Items<'a, T>,
    left: usize,
}

impl<T> Pieces<T> {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

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
            items: self.runs.iter().flat_map(|piece| piece.iter()),
            left: self.len(),
        }
    }

    /// The items from a place on. Cost: O(pieces) before the first.
    pub fn iter_from(&self, place: usize) -> impl Iterator<Item = &T> + Clone {
        let piece = self.piece_of(place.min(self.len().saturating_sub(1)));
        let skipped = place - self.starts.get(piece).copied().unwrap_or(0);
        let rest = self.runs.get(piece..).unwrap_or(&[]).iter();
        rest.flat_map(|piece| piece.iter()).skip(skipped)
    }

    /// How many items at the front a condition holds for, which holds for none behind them. Cost: O(log n).
    pub fn partition_point(&self, holds: impl Fn(&T) -> bool) -> usize {
        let piece = self.runs.partition_point(|piece| holds(&piece[0]));
        let Some(piece) = piece.checked_sub(1) else {
            return 0;
        };
        self.starts[piece] + self.runs[piece].partition_point(holds)
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
        if self.starts != other.starts {
            return self.len() == other.len() && self.iter().zip(other).all(|(a, b)| holds(a, b));
        }
        let runs = self.runs.iter().zip(&other.runs);
        let mut apart = runs.filter(|(own, other)| !Arc::ptr_eq(own, other));
        apart.all(|(own, other)| own.iter().zip(other.iter()).all(|(a, b)| holds(a, b)))
    }

    /// Finds items of a sorted list one after the other.
    pub(crate) fn finder(&self) -> Finder<'_, T> {
        Finder::of(self)
    }

    /// The pieces, in order.
    pub(crate) fn pieces(&self) -> &[Run<T>] {
        &self.runs
    }

    fn piece_of(&self, place: usize) -> usize {
        let guess = place >> self.bits;
        let is_in = |piece: usize| {
            let from = self.starts.get(piece).is_some_and(|&start| start <= place);
            from && self.starts.get(piece + 1).is_some_and(|&end| place < end)
        };
        if is_in(guess) {
            guess
        } else {
            let after = self.starts.partition_point(|&start| start <= place);
            after.saturating_sub(1)
        }
    }

    fn assembled(pieces: Vec<Run<T>>, bits: u32) -> Self {
        let mut end = 0;
        let ends = pieces.iter().map(|piece| {
            end += piece.len();
            end
        });
        let starts = std::iter::once(0).chain(ends).collect();
        Self {
            runs: pieces,
            starts,
            bits,
        }
    }

    fn bits_for(len: usize) -> u32 {
        let root = len.checked_ilog2().unwrap_or(0).div_ceil(2);
        root.clamp(*PIECE_BITS.start(), *PIECE_BITS.end())
    }
}

impl<T: Clone> Pieces<T> {
    /// So many equal items, which share one piece.
    pub fn repeated(item: &T, len: usize) -> Self {
        let bits = Self::bits_for(len);
        let piece = run(vec![item.clone(); (1 << bits).min(len)]);
        let mut pieces = vec![piece; len >> bits];
        let rest = len - (pieces.len() << bits);
        if rest > 0 {
            pieces.push(run(vec![item.clone(); rest]));
        }
        Self::assembled(pieces, bits)
    }

    /// The items as a vector.
    pub fn to_vec(&self) -> Vec<T> {
        let mut all = Vec::with_capacity(self.len());
        for piece in &self.runs {
            all.extend_from_slice(piece);
        }
        all
    }

    /// The item at a place, to be changed; its piece is copied where lists share it.
    pub(crate) fn item_mut(&mut self, place: usize) -> &mut T {
        let piece = self.piece_of(place);
        let within = place - self.starts[piece];
        &mut Arc::make_mut(&mut self.runs[piece])[within]
    }

    /// The list after some splices, in order, with the items that come. Cost: O(√n + splices √n).
    pub(crate) fn spliced(&self, splices: &[Splice], come: impl IntoIterator<Item = T>) -> Self {
        let mut come = come.into_iter();
        if splices.iter().all(|splice| splice.goes && splice.comes) {
            let mut next = self.clone();
            for (splice, item) in splices.iter().zip(come) {
                *next.item_mut(splice.at) = item;
            }
            return next;
        }
        let bits = if splices.len() > self.len() {
            Self::bits_for(self.len() + splices.len())
        } else {
            self.bits
        };
        let mut pieces = Vec::with_capacity(self.runs.len() + (splices.len() >> bits));
        let mut rest = splices;
        let last = self.runs.len().saturating_sub(1);
        let nothing: Run<T> = run(Vec::new());
        let all = if self.runs.is_empty() {
            slice::from_ref(&nothing)
        } else {
            &self.runs
        };
        for (number, piece) in all.iter().enumerate() {
            let start = self.starts.get(number).copied().unwrap_or(0);
            let end = if number == last {
                usize::MAX
            } else {
                start + piece.len()
            };
            let own = rest.partition_point(|splice| splice.at < end);
            if own == 0 {
                pieces.push(Arc::clone(piece));
                continue;
            }
            splice_piece((piece, start), &rest[..own], &mut come, bits, &mut pieces);
            rest = &rest[own..];
        }
        Self::assembled(pieces, bits)
    }
}

impl<T: Copy + PartialEq> Pieces<T> {
    /// The list with each item as it is now, without those that are gone; pieces that stay as they are stay shared.
    /// Cost: O(n).
    pub(crate) fn carried(&self, mut now: impl FnMut(T) -> Option<T>) -> Self {
        let pieces = self.runs.iter().filter_map(|piece| {
            if piece.iter().all(|&item| now(item) == Some(item)) {
                return Some(Arc::clone(piece));
            }
            let items: Vec<T> = piece.iter().filter_map(|&item| now(item)).collect();
            (!items.is_empty()).then(|| run(items))
        });
        Self::assembled(pieces.collect(), self.bits)
    }
}

fn run<T>(items: Vec<T>) -> Run<T> {
    Arc::new(items.into_boxed_slice())
}

/// Adds what becomes of a piece that begins at `start` by the splices within it: one piece or, where that would be long,
/// several. Millions of items that come are never held twice.
fn splice_piece<T: Clone>(
    (piece, start): (&[T], usize),
    splices: &[Splice],
    come: &mut impl Iterator<Item = T>,
    bits: u32,
    pieces: &mut Vec<Run<T>>,
) {
    let mut items = Vec::new();
    let mut taken = 0;
    for splice in splices {
        let at = splice.at - start;
        items.extend_from_slice(&piece[taken.min(at)..at]);
        taken = taken.max(at);
        if splice.comes {
            items.extend(come.next());
        }
        taken += usize::from(splice.goes);
        while items.len() >= 2 << bits {
            pieces.push(run(items.drain(..1 << bits).collect()));
        }
    }
    items.extend_from_slice(&piece[taken..]);
    while items.len() >= 2 << bits {
        pieces.push(run(items.drain(..1 << bits).collect()));
    }
    if !items.is_empty() {
        pieces.push(run(items));
    }
}

impl<T> From<Vec<T>> for Pieces<T> {
    /// Takes the items from the end, so that the room of those taken can be given back.
    fn from(mut items: Vec<T>) -> Self {
        const GIVE_BACK: usize = 64;
        let bits = Self::bits_for(items.len());
        let mut pieces = Vec::with_capacity((items.len() >> bits) + 1);
        while !items.is_empty() {
            let start = (items.len() - 1) >> bits << bits;
            pieces.push(run(items.split_off(start)));
            if pieces.len() % GIVE_BACK == 0 {
                items.shrink_to_fit();
            }
        }
        pieces.reverse();
        Self::assembled(pieces, bits)
    }
}

impl<T> FromIterator<T> for Pieces<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items: Vec<T> = items.into_iter().collect();
        items.into()
    }
}

impl<T> Default for Pieces<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T> Index<usize> for Pieces<T> {
    type Output = T;

    fn index(&self, place: usize) -> &T {
        let piece = self.piece_of(place);
        &self.runs[piece][place - self.starts[piece]]
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
