//! Lists of numbers that take as few bits as the largest of a block needs.
//!
//! What millions of addresses have in common is small numbers, and neighbours have like ones: of a block the least is kept,
//! and of each item how much more it is.

use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use super::blocks::{Block, Blocks, Unpack};

/// A list of small numbers that shares blocks with those that it came from.
pub type Column<T> = Blocks<Packed<T>>;

/// What can be told as a number, the smaller the better.
pub trait Number: Copy {
    /// The number of an item.
    fn number(self) -> u64;

    /// The item of a number that [`Number::number`] gave.
    fn of_number(number: u64) -> Self;
}

impl Number for u32 {
    fn number(self) -> u64 {
        u64::from(self)
    }

    fn of_number(number: u64) -> Self {
        number as Self
    }
}

impl Number for Option<u32> {
    fn number(self) -> u64 {
        self.map_or(0, |own| u64::from(own) + 1)
    }

    fn of_number(number: u64) -> Self {
        Some(number.checked_sub(1)? as u32)
    }
}

/// Numbers up to this many bits more than the least are read with one word, wherever they begin; longer ones take a word.
const LONGEST: u32 = u64::BITS - 7;

/// A word behind the last number, so that each can be read as a whole word.
const WORD: usize = size_of::<u64>();

/// Some numbers.
#[derive(Debug)]
pub struct Packed<T> {
    least: u64,
    /// Bits an item.
    width: u32,
    count: u32,
    bytes: Box<[u8]>,
    of: PhantomData<T>,
}

impl<T> Packed<T> {
    fn mask(&self) -> u64 {
        u64::MAX.checked_shr(u64::BITS - self.width).unwrap_or(0)
    }

    /// The word in which an item begins, and at which bit.
    #[inline]
    fn word(&self, place: usize) -> (Range<usize>, u32) {
        let bit = place * self.width as usize;
        (bit / 8..bit / 8 + WORD, bit as u32 % 8)
    }

    #[inline]
    fn number(&self, place: usize) -> u64 {
        let (word, bit) = self.word(place);
        let mut bytes = [0; WORD];
        bytes.copy_from_slice(&self.bytes[word]);
        self.least + (u64::from_le_bytes(bytes) >> bit & self.mask())
    }

    /// Writes a number that fits.
    fn write(&mut self, place: usize, number: u64) {
        let (word, bit) = self.word(place);
        let mask = self.mask();
        let bytes = &mut self.bytes[word];
        let mut own = [0; WORD];
        own.copy_from_slice(bytes);
        let others = u64::from_le_bytes(own) & !(mask << bit);
        bytes.copy_from_slice(&(others | (number - self.least) << bit).to_le_bytes());
    }

    fn fits(&self, number: u64) -> bool {
        number
            .checked_sub(self.least)
            .is_some_and(|more| more <= self.mask())
    }
}

impl<T: Number> Packed<T> {
    /// The item at a place.
    #[inline]
    pub(super) fn at(&self, place: usize) -> T {
        T::of_number(self.number(place))
    }

    /// Gives a place another item.
    pub(super) fn set(&mut self, place: usize, item: T) {
        if self.fits(item.number()) {
            self.write(place, item.number());
            return;
        }
        let mut items: Vec<T> = self.iter().collect();
        items[place] = item;
        *self = Self::of(items);
    }

    /// All items, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = T> + '_ {
        (0..self.count as usize).map(|place| self.at(place))
    }
}

impl<T> Clone for Packed<T> {
    fn clone(&self) -> Self {
        let bytes = self.bytes.clone();
        Self { bytes, ..*self }
    }
}

impl<T: Number> Block for Packed<T> {
    type Item = T;

    fn of(items: Vec<T>) -> Self {
        let numbers = || items.iter().map(|item| item.number());
        let least = numbers().min().unwrap_or(0);
        let range = numbers().max().unwrap_or(0) - least;
        let bits = u64::BITS - range.leading_zeros();
        let width = if bits > LONGEST { u64::BITS } else { bits };
        let room = (items.len() * width as usize).div_ceil(8) + WORD;
        let mut packed = Self {
            least,
            width,
            count: items.len() as u32,
            bytes: vec![0; room].into(),
            of: PhantomData,
        };
        for (place, number) in numbers().enumerate() {
            packed.write(place, number);
        }
        packed
    }

    fn count(&self) -> usize {
        self.count as usize
    }
}

impl<T: Number> Unpack for Packed<T> {
    fn unpack(&self, which: Range<usize>, into: &mut Vec<T>) {
        into.extend(which.map(|place| self.at(place)));
    }
}

impl<T: Number> Column<T> {
    /// The item at a place. Places past the end panic.
    #[inline]
    pub fn at(&self, place: usize) -> T {
        let (block, within) = self.find(place);
        self.blocks()[block].at(within)
    }

    /// The item at a place, `None` past the end.
    pub fn get(&self, place: usize) -> Option<T> {
        (place < self.len()).then(|| self.at(place))
    }

    /// All items, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = T> + '_ {
        Items {
            list: self,
            block: 0,
            within: 0,
            left: self.len(),
        }
    }

    /// Gives a place another item; its block is copied where lists share it.
    pub(crate) fn set(&mut self, place: usize, item: T) {
        let (number, within) = self.find(place);
        Arc::make_mut(self.block_mut(number)).set(within, item);
    }
}

/// All items of a list, in order.
struct Items<'a, T> {
    list: &'a Column<T>,
    block: usize,
    within: usize,
    left: usize,
}

impl<T: Number> Iterator for Items<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.left = self.left.checked_sub(1)?;
        let mut block = &self.list.blocks()[self.block];
        while self.within == block.count() {
            (self.block, self.within) = (self.block + 1, 0);
            block = &self.list.blocks()[self.block];
        }
        self.within += 1;
        Some(block.at(self.within - 1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<T: Number> ExactSizeIterator for Items<'_, T> {}

impl<T: Number + PartialEq> PartialEq for Column<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<T: Number + Eq> Eq for Column<T> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Splice;

    fn random(state: &mut u64) -> u64 {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        *state >> 33
    }

    #[test]
    fn numbers_of_every_width_come_back() {
        for bits in 0..=32 {
            let top = u32::MAX.checked_shr(32 - bits).unwrap_or(0);
            let mut state = u64::from(bits);
            let own: Vec<u32> = (0..3000).map(|_| random(&mut state) as u32 & top).collect();
            let own: Vec<u32> = own.into_iter().chain([0, top]).collect();
            let column: Column<u32> = own.iter().copied().collect();
            assert_eq!(column.to_vec(), own);
            assert!(column.iter().eq(own.iter().copied()));
            assert!((0..own.len()).all(|place| column.get(place) == Some(own[place])));
            assert_eq!(column.get(own.len()), None);
        }
    }

    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Wide(u64);

    impl Number for Wide {
        fn number(self) -> u64 {
            self.0
        }

        fn of_number(number: u64) -> Self {
            Self(number)
        }
    }

    #[test]
    fn the_widest_numbers_come_back() {
        for bits in 50..=64 {
            let top = Wide(u64::MAX >> (64 - bits));
            let own = [Wide(0), top, Wide(7), Wide(top.0 - 1), top];
            let mut column: Column<Wide> = own.into_iter().collect();
            assert_eq!(column.to_vec(), own);
            column.set(2, top);
            assert_eq!(column.to_vec(), [own[0], top, top, own[3], top]);
        }
    }

    #[test]
    fn changed_columns_are_those_of_a_vector() {
        let mut state = 3;
        let mut vector: Vec<Option<u32>> = vec![None; 5000];
        let mut column = Column::repeated(&None, 5000);
        for round in 0..2000 {
            let place = random(&mut state) as usize % vector.len();
            let item = match random(&mut state) % 4 {
                0 => None,
                1 => Some(u32::MAX),
                _ => Some(random(&mut state) as u32 % (round + 1)),
            };
            let before = column.clone();
            if round % 3 > 0 {
                column.set(place, item);
                vector[place] = item;
            } else {
                let (goes, comes) = (round % 2 > 0, round % 5 > 0);
                let splice = Splice {
                    at: place,
                    goes,
                    comes,
                };
                column = column.spliced(&[splice], [item]);
                vector.splice(place..place + usize::from(goes), comes.then_some(item));
            }
            assert_eq!(column.len(), vector.len());
            assert_eq!(column.get(place), vector.get(place).copied());
            drop(before);
        }
        assert_eq!(column.to_vec(), vector);
    }
}
