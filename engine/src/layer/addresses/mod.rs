//! The rows of addresses: where they are as it is, how many live there and what is written of them packed.
//!
//! A city has millions. Nearly all questions ask for positions, which lie side by side, and for counts, which take a few
//! bits; ids, labels and buildings, which are much like those of the neighbours, some 15 bytes an address for 90.

mod block;
mod texts;

use std::sync::Arc;

use super::blocks::Splice;
use super::rows::{Find, Found, PlacedRows, Rows};
use super::{Blocks, Places};
use crate::geom::Position;
use crate::model::{Address, AddressId, Stated};
use block::{AddressBlock, WordReader};

/// Where an address is, and how many live there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// Where it is.
    pub position: Position,
    /// Households at the address.
    pub households: u32,
    /// Residents at the address.
    pub residents: u32,
}

impl From<&Address> for Spot {
    fn from(address: &Address) -> Self {
        Self {
            position: address.position,
            households: address.households,
            residents: address.residents,
        }
    }
}

/// Addresses, sorted by id and told by their places.
#[derive(Debug, Clone, Default)]
pub struct AddressRows {
    blocks: Blocks<AddressBlock>,
}

impl AddressRows {
    /// How many addresses there are.
    pub fn len(&self) -> usize {
        self.blocks.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Where each is, in order.
    pub fn positions(&self) -> impl Iterator<Item = Position> + Clone + '_ {
        self.starting_at(0).copied()
    }

    /// Households at each, in order.
    pub fn households(&self) -> impl Iterator<Item = u32> + '_ {
        let blocks = self.blocks.blocks().iter();
        blocks.flat_map(|block| block.households.iter())
    }

    /// Residents at each, in order.
    pub fn residents(&self) -> impl Iterator<Item = u32> + '_ {
        let blocks = self.blocks.blocks().iter();
        blocks.flat_map(|block| block.residents.iter())
    }

    /// Where each is and how many live there, in order.
    pub fn spots(&self) -> impl ExactSizeIterator<Item = Spot> + '_ {
        (0..self.len()).map(|place| self.spot(place))
    }

    /// Where an address is and how many live there.
    pub fn spot(&self, place: usize) -> Spot {
        let (block, within) = self.blocks.find(place);
        self.blocks.blocks()[block].spot(within)
    }

    /// Where an address is.
    pub fn position(&self, place: usize) -> Position {
        let (block, within) = self.blocks.find(place);
        self.blocks.blocks()[block].positions[within]
    }

    /// Reads what is written of addresses, fastest of one after the other.
    pub fn reader(&self) -> AddressReader<'_> {
        AddressReader {
            rows: self,
            block: 0,
            words: None,
        }
    }

    /// The id of an address.
    pub fn id(&self, place: usize) -> AddressId {
        AddressId::known(self.reader().id(place))
    }

    /// The written address, which may be empty.
    pub fn label(&self, place: usize) -> String {
        self.reader().label(place).to_owned()
    }

    /// The building it belongs to, which may be empty.
    pub fn building(&self, place: usize) -> String {
        self.reader().building(place).to_owned()
    }

    /// The area that its file names, when it names one.
    pub fn stated(&self, place: usize) -> Option<&Stated> {
        let (block, within) = self.blocks.find(place);
        self.blocks.blocks()[block].words.stated(within)
    }

    /// All of one address.
    pub fn row(&self, place: usize) -> Address {
        self.reader().row(place)
    }

    /// All addresses, in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Address> + '_ {
        let mut reader = self.reader();
        (0..self.len()).map(move |place| reader.row(place))
    }

    /// All ids, in order.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = AddressId> + '_ {
        let mut reader = self.reader();
        (0..self.len()).map(move |place| AddressId::known(reader.id(place)))
    }

    /// The areas that files state, by the places of their addresses, in order.
    pub fn all_stated(&self) -> impl Iterator<Item = (usize, &Stated)> {
        let blocks = self.blocks.blocks().iter().zip(self.blocks.starts());
        blocks.flat_map(|(block, &start)| {
            let stated = block.words.all_stated();
            stated.map(move |(at, stated)| (start + at, stated))
        })
    }
}

impl PartialEq for AddressRows {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.rows().eq(other.rows())
    }
}

impl From<Vec<Address>> for AddressRows {
    fn from(rows: Vec<Address>) -> Self {
        Self {
            blocks: rows.into(),
        }
    }
}

impl Rows<Address> for AddressRows {
    fn finder(&self) -> impl Find<Address> {
        self.reader()
    }

    fn place_of(&self, id: &AddressId) -> Result<usize, usize> {
        self.reader().find(id)
    }

    /// What is written stays shared where no word of it changes.
    fn after<'a>(
        &self,
        splices: &[Splice],
        come: impl Iterator<Item = &'a Address> + Clone,
    ) -> Self {
        let mut reader = self.reader();
        let is_replaced = |splice: &Splice| splice.goes && splice.comes;
        let says_the_same = |(splice, row): (&Splice, &Address)| {
            let (words, within) = reader.words(splice.at);
            words.is(within, row)
        };
        let replaced = splices.iter().zip(come.clone());
        if !splices.iter().all(is_replaced) || !replaced.clone().all(says_the_same) {
            let blocks = self.blocks.spliced(splices, come.cloned());
            return Self { blocks };
        }
        let mut blocks = self.blocks.clone();
        for (splice, row) in replaced {
            let (block, within) = blocks.find(splice.at);
            Arc::make_mut(blocks.block_mut(block)).put(within, row.into());
        }
        Self { blocks }
    }
}

impl Places for AddressRows {
    type Place = Position;

    fn count(&self) -> usize {
        self.len()
    }

    fn starting_at(&self, start: usize) -> impl Iterator<Item = &Position> + Clone {
        let (block, skipped) = match start.checked_sub(self.len()) {
            None => self.blocks.find(start),
            Some(_) => (self.blocks.blocks().len(), 0),
        };
        let rest = self.blocks.blocks()[block..].iter();
        rest.flat_map(|block| block.positions.iter()).skip(skipped)
    }
}

impl PlacedRows for AddressRows {
    fn positions(&self) -> impl Iterator<Item = Position> + Clone {
        self.positions()
    }

    fn position(&self, place: usize) -> Position {
        self.position(place)
    }
}

/// Reads what is written of addresses; what neighbours have in common is read once.
#[derive(Debug, Clone)]
pub struct AddressReader<'a> {
    rows: &'a AddressRows,
    block: usize,
    /// The reader of that block, once one was read.
    words: Option<WordReader<'a>>,
}

impl<'a> AddressReader<'a> {
    /// The id of an address.
    pub fn id(&mut self, place: usize) -> &str {
        let (words, within) = self.words(place);
        words.ids.read(within)
    }

    /// The written address, which may be empty.
    pub fn label(&mut self, place: usize) -> &str {
        let (words, within) = self.words(place);
        words.labels.read(within)
    }

    /// The building it belongs to, which may be empty.
    pub fn building(&mut self, place: usize) -> &str {
        let (words, within) = self.words(place);
        words.buildings.read(within)
    }

    /// All of an address.
    pub fn row(&mut self, place: usize) -> Address {
        let spot = self.rows.spot(place);
        let (words, within) = self.words(place);
        words.address(within, spot)
    }

    /// The first address from a place on whose id and label, as they lie in memory, meet a condition.
    pub fn first_called(
        &mut self,
        from: usize,
        mut holds: impl FnMut(&[u8], &[u8]) -> bool,
    ) -> Option<usize> {
        (from..self.rows.len()).find(|&place| {
            let (words, within) = self.words(place);
            holds(words.ids.bytes(within), words.labels.bytes(within))
        })
    }

    /// The reader of an address, and where in its block it stands.
    fn words(&mut self, place: usize) -> (&mut WordReader<'a>, usize) {
        let (block, within) = self.rows.blocks.find(place);
        (self.of_block(block), within)
    }

    fn of_block(&mut self, block: usize) -> &mut WordReader<'a> {
        if self.block != block {
            (self.block, self.words) = (block, None);
        }
        let blocks = self.rows.blocks.blocks();
        self.words
            .get_or_insert_with(|| WordReader::of(&blocks[block].words))
    }

    /// The block in which an id stands, if it is there; `None` when there are no addresses.
    fn block_with(&self, id: &str) -> Option<usize> {
        if self
            .words
            .as_ref()
            .is_some_and(|words| words.ids.leads_to(id))
        {
            return Some(self.block);
        }
        let blocks = self.rows.blocks.blocks();
        let starts_at_or_before =
            |block: &Arc<AddressBlock>| block.words.ids.starts_at_or_before(id);
        let starts = |block: usize| blocks.get(block).is_some_and(starts_at_or_before);
        if self.words.is_some() && starts(self.block) && !starts(self.block + 1) {
            return Some(self.block);
        }
        let behind = blocks.partition_point(starts_at_or_before);
        (!blocks.is_empty()).then(|| behind.saturating_sub(1))
    }

    /// The place of an id. Fastest of ids that follow each other.
    ///
    /// # Errors
    /// The place where it would stand.
    pub fn find(&mut self, id: &AddressId) -> Result<usize, usize> {
        let block = self.block_with(id.as_str()).ok_or(0_usize)?;
        let start = self.rows.blocks.starts()[block];
        let within = self.of_block(block).ids.find(id.as_str());
        within.map_or_else(|place| Err(start + place), |place| Ok(start + place))
    }
}

impl Find<Address> for AddressReader<'_> {
    fn find(&mut self, like: &Address) -> Result<Found, usize> {
        let place = AddressReader::find(self, &like.id)?;
        let is_like = self.rows.spot(place) == Spot::from(like);
        let (words, within) = self.words(place);
        let is_same = is_like && words.is(within, like);
        Ok(Found { place, is_same })
    }

    fn row(&mut self, place: usize) -> Address {
        AddressReader::row(self, place)
    }
}

#[cfg(test)]
mod tests;
