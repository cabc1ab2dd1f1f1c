//! Lists in blocks that successive lists share.
//!
//! A list of n items lies in blocks of about √n, so that a change copies one block and the list of blocks, and all else
//! is shared with the list before. Blocks have one size when a list is made, so the block of a place is guessed and
//! mostly right. How a block holds its items is its own affair: as they are ([`super::Pieces`]), or packed.

use std::ops::Range;
use std::sync::Arc;

/// The smallest and largest sizes of blocks, as powers of two.
const BLOCK_BITS: std::ops::RangeInclusive<u32> = 6..=10;

/// Some items of a list, in whatever form.
pub trait Block {
    /// What is listed.
    type Item;

    /// The block of these items.
    fn of(items: Vec<Self::Item>) -> Self;

    /// How many items there are.
    fn count(&self) -> usize;
}

/// A block whose items can be had again.
pub trait Unpack: Block {
    /// Adds copies of some items to others.
    fn unpack(&self, which: Range<usize>, into: &mut Vec<Self::Item>);
}

/// A list that shares blocks with those that it came from.
#[derive(Debug)]
pub struct Blocks<B> {
    /// The blocks, in order.
    all: Vec<Arc<B>>,
    /// The place of the first item of each block, and of the end.
    starts: Arc<[usize]>,
    /// The size that blocks had when the list was made, as a power of two.
    bits: u32,
}

/// What happens at one place of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Splice {
    /// The place in the list before.
    pub(crate) at: usize,
    /// Whether the item there goes.
    pub(crate) goes: bool,
    /// Whether one comes there, before the item if that stays.
    pub(crate) comes: bool,
}

impl<B> Blocks<B> {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The blocks, in order.
    pub(crate) fn blocks(&self) -> &[Arc<B>] {
        &self.all
    }

    /// The place of the first item of each block, and of the end.
    pub(super) fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// The block of a place with its number in the list, and where in the block the place is.
    #[inline]
    pub(super) fn find(&self, place: usize) -> (usize, usize) {
        let block = self.block_of(place);
        (block, place - self.starts[block])
    }

    #[inline]
    fn block_of(&self, place: usize) -> usize {
        let guess = place >> self.bits;
        let is_in = |block: usize| {
            let from = self.starts.get(block).is_some_and(|&start| start <= place);
            from && self.starts.get(block + 1).is_some_and(|&end| place < end)
        };
        if is_in(guess) {
            guess
        } else {
            let after = self.starts.partition_point(|&start| start <= place);
            after.saturating_sub(1)
        }
    }

    /// A block, to be changed by who keeps its number of items.
    pub(super) fn block_mut(&mut self, number: usize) -> &mut Arc<B> {
        &mut self.all[number]
    }
}

impl<B: Block> Blocks<B> {
    fn bits_for(len: usize) -> u32 {
        let root = len.checked_ilog2().unwrap_or(0).div_ceil(2);
        root.clamp(*BLOCK_BITS.start(), *BLOCK_BITS.end())
    }

    fn assembled(blocks: Vec<Arc<B>>, bits: u32) -> Self {
        let mut end = 0;
        let ends = blocks.iter().map(|block| {
            end += block.count();
            end
        });
        let starts = std::iter::once(0).chain(ends).collect();
        Self {
            all: blocks,
            starts,
            bits,
        }
    }

    /// So many equal items, which share one block.
    pub fn repeated(item: &B::Item, len: usize) -> Self
    where
        B::Item: Clone,
    {
        let bits = Self::bits_for(len);
        let whole = Arc::new(B::of(vec![item.clone(); (1 << bits).min(len)]));
        let mut blocks = vec![whole; len >> bits];
        let rest = len - (blocks.len() << bits);
        if rest > 0 {
            blocks.push(Arc::new(B::of(vec![item.clone(); rest])));
        }
        Self::assembled(blocks, bits)
    }

    /// The list with other blocks in place of its own, none of them empty.
    pub(super) fn with_blocks(&self, blocks: impl Iterator<Item = Arc<B>>) -> Self {
        Self::assembled(blocks.collect(), self.bits)
    }
}

impl<B: Unpack> Blocks<B> {
    /// The items as a vector.
    pub fn to_vec(&self) -> Vec<B::Item> {
        let mut all = Vec::with_capacity(self.len());
        for block in &self.all {
            block.unpack(0..block.count(), &mut all);
        }
        all
    }

    /// The list after some splices, in order, with the items that come. Cost: O(√n + blocks with splices √n).
    pub(crate) fn spliced(
        &self,
        splices: &[Splice],
        come: impl IntoIterator<Item = B::Item>,
    ) -> Self {
        if splices.is_empty() {
            return self.clone();
        }
        let mut come = come.into_iter();
        let bits = if splices.len() > self.len() {
            Self::bits_for(self.len() + splices.len())
        } else {
            self.bits
        };
        let mut blocks = Vec::with_capacity(self.all.len() + (splices.len() >> bits));
        let mut rest = splices;
        let last = self.all.len().saturating_sub(1);
        let nothing = [Arc::new(B::of(Vec::new()))];
        let all = if self.all.is_empty() {
            &nothing
        } else {
            &*self.all
        };
        for (number, block) in all.iter().enumerate() {
            let start = self.starts.get(number).copied().unwrap_or(0);
            let end = if number == last {
                usize::MAX
            } else {
                start + block.count()
            };
            let own = rest.partition_point(|splice| splice.at < end);
            if own == 0 {
                blocks.push(Arc::clone(block));
                continue;
            }
            splice_block(
                (&**block, start),
                &rest[..own],
                &mut come,
                bits,
                &mut blocks,
            );
            rest = &rest[own..];
        }
        Self::assembled(blocks, bits)
    }
}

/// Adds what becomes of a block that begins at `start` by the splices within it: one block or, where that would be long,
/// several. Millions of items that come are never held twice.
fn splice_block<B: Unpack>(
    (block, start): (&B, usize),
    splices: &[Splice],
    come: &mut impl Iterator<Item = B::Item>,
    bits: u32,
    blocks: &mut Vec<Arc<B>>,
) {
    let mut items = Vec::with_capacity(block.count());
    let mut taken = 0;
    for splice in splices {
        let at = splice.at - start;
        block.unpack(taken.min(at)..at, &mut items);
        taken = taken.max(at);
        if splice.comes {
            items.extend(come.next());
        }
        taken += usize::from(splice.goes);
        while items.len() >= 2 << bits {
            blocks.push(Arc::new(B::of(items.drain(..1 << bits).collect())));
        }
    }
    block.unpack(taken..block.count(), &mut items);
    while items.len() >= 2 << bits {
        blocks.push(Arc::new(B::of(items.drain(..1 << bits).collect())));
    }
    if !items.is_empty() {
        blocks.push(Arc::new(B::of(items)));
    }
}

impl<B> Clone for Blocks<B> {
    fn clone(&self) -> Self {
        Self {
            all: self.all.clone(),
            starts: Arc::clone(&self.starts),
            bits: self.bits,
        }
    }
}

impl<B: Block> From<Vec<B::Item>> for Blocks<B> {
    /// Takes the items from the end, so that the room of those taken can be given back.
    fn from(mut items: Vec<B::Item>) -> Self {
        const GIVE_BACK: usize = 64;
        let bits = Self::bits_for(items.len());
        let mut blocks = Vec::with_capacity((items.len() >> bits) + 1);
        while !items.is_empty() {
            let start = (items.len() - 1) >> bits << bits;
            blocks.push(Arc::new(B::of(items.split_off(start))));
            if blocks.len() % GIVE_BACK == 0 {
                items.shrink_to_fit();
            }
        }
        blocks.reverse();
        Self::assembled(blocks, bits)
    }
}

impl<B: Block> FromIterator<B::Item> for Blocks<B> {
    fn from_iter<I: IntoIterator<Item = B::Item>>(items: I) -> Self {
        let items: Vec<B::Item> = items.into_iter().collect();
        items.into()
    }
}

impl<B: Block> Default for Blocks<B> {
    fn default() -> Self {
        Self::assembled(Vec::new(), *BLOCK_BITS.start())
    }
}
