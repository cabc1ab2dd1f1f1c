//! Some addresses: where they are, how many live there, and what is written of them.

use std::ops::Range;
use std::sync::Arc;

use super::Spot;
use super::texts::{Reader, Texts};
use crate::geom::Position;
use crate::layer::Packed;
use crate::layer::blocks::{Block, Unpack};
use crate::model::{Address, AddressId, Stated};

/// Some addresses.
#[derive(Debug, Clone)]
pub(super) struct AddressBlock {
    pub(super) positions: Box<[Position]>,
    pub(super) households: Packed<u32>,
    pub(super) residents: Packed<u32>,
    /// Shared with other blocks of which no word is another.
    pub(super) words: Arc<Words>,
}

impl AddressBlock {
    pub(super) fn spot(&self, place: usize) -> Spot {
        Spot {
            position: self.positions[place],
            households: self.households.at(place),
            residents: self.residents.at(place),
        }
    }

    /// Puts the address at a place elsewhere, or lets others live there.
    pub(super) fn put(&mut self, place: usize, spot: Spot) {
        self.positions[place] = spot.position;
        self.households.set(place, spot.households);
        self.residents.set(place, spot.residents);
    }
}

impl Block for AddressBlock {
    type Item = Address;

    fn of(items: Vec<Address>) -> Self {
        Self {
            positions: items.iter().map(|row| row.position).collect(),
            households: Packed::of(items.iter().map(|row| row.households).collect()),
            residents: Packed::of(items.iter().map(|row| row.residents).collect()),
            words: Arc::new(Words::of(&items)),
        }
    }

    fn count(&self) -> usize {
        self.positions.len()
    }
}

impl Unpack for AddressBlock {
    fn unpack(&self, which: Range<usize>, into: &mut Vec<Address>) {
        let mut reader = WordReader::of(&self.words);
        into.extend(which.map(|place| reader.address(place, self.spot(place))));
    }
}

/// What is written of some addresses.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) ids: Texts,
    labels: Texts,
    buildings: Texts,
    /// What the few state that do, by where they stand, ascending.
    stated: Box<[(u32, Stated)]>,
}

impl Words {
    fn of(items: &[Address]) -> Self {
        let stated = (0..).zip(items);
        let stated = stated.filter_map(|(at, row)| Some((at, Stated::clone(row.stated.as_ref()?))));
        Self {
            ids: Texts::of(items.iter().map(|row| row.id.as_str())),
            labels: Texts::of(items.iter().map(|row| &*row.label)),
            buildings: Texts::of(items.iter().map(|row| &*row.building)),
            stated: stated.collect(),
        }
    }

    /// What an address states.
    pub(super) fn stated(&self, place: usize) -> Option<&Stated> {
        let found = self
            .stated
            .binary_search_by_key(&(place as u32), |(at, _)| *at);
        found.ok().map(|found| &self.stated[found].1)
    }

    /// What is stated at which places, in order.
    pub(super) fn all_stated(&self) -> impl Iterator<Item = (usize, &Stated)> {
        self.stated
            .iter()
            .map(|(at, stated)| (*at as usize, stated))
    }
}

/// Reads what is written of addresses, fastest of one after the other.
#[derive(Debug, Clone)]
pub(super) struct WordReader<'a> {
    words: &'a Words,
    pub(super) ids: Reader<'a>,
    pub(super) labels: Reader<'a>,
    pub(super) buildings: Reader<'a>,
}

impl<'a> WordReader<'a> {
    pub(super) fn of(words: &'a Words) -> Self {
        Self {
            words,
            ids: words.ids.reader(),
            labels: words.labels.reader(),
            buildings: words.buildings.reader(),
        }
    }

    pub(super) fn address(&mut self, place: usize, spot: Spot) -> Address {
        Address {
            id: AddressId::known(self.ids.read(place)),
            position: spot.position,
            label: self.labels.read(place).into(),
            building: self.buildings.read(place).into(),
            households: spot.households,
            residents: spot.residents,
            stated: self.words.stated(place).cloned().map(Box::new),
        }
    }

    /// Whether this is written of the address at a place.
    pub(super) fn is(&mut self, place: usize, address: &Address) -> bool {
        self.ids.read(place) == address.id.as_str()
            && *self.labels.read(place) == *address.label
            && *self.buildings.read(place) == *address.building
            && self.words.stated(place) == address.stated.as_deref()
    }
}
