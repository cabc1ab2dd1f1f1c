//! What is written of addresses, packed: ids, labels, buildings, and the areas that files state.

use std::ops::Range;

use super::texts::{Reader, Texts};
use crate::layer::blocks::{Block, Unpack};
use crate::model::{Address, AddressId, SharedText, Stated};

/// What is written of an address.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wording {
    pub(super) id: AddressId,
    pub(super) label: SharedText,
    pub(super) building: SharedText,
    pub(super) stated: Option<Box<Stated>>,
}

impl Wording {
    pub(super) fn of(address: &Address) -> Self {
        Self {
            id: address.id.clone(),
            label: address.label.clone(),
            building: address.building.clone(),
            stated: address.stated.clone(),
        }
    }
}

/// What is written of some addresses.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) ids: Texts,
    pub(super) labels: Texts,
    pub(super) buildings: Texts,
    /// What the few state that do, by where they stand, ascending.
    stated: Box<[(u32, Stated)]>,
}

impl Words {
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

impl Block for Words {
    type Item = Wording;

    fn of(items: Vec<Wording>) -> Self {
        let stated = (0..).zip(&items);
        let stated = stated.filter_map(|(at, row)| Some((at, Stated::clone(row.stated.as_ref()?))));
        Self {
            ids: Texts::of(items.iter().map(|row| row.id.as_str())),
            labels: Texts::of(items.iter().map(|row| &*row.label)),
            buildings: Texts::of(items.iter().map(|row| &*row.building)),
            stated: stated.collect(),
        }
    }

    fn count(&self) -> usize {
        self.ids.len()
    }
}

impl Unpack for Words {
    fn unpack(&self, which: Range<usize>, into: &mut Vec<Wording>) {
        let mut reader = WordReader::of(self);
        into.extend(which.map(|place| reader.read(place)));
    }
}

/// Reads what is written of addresses, fastest of one after the other.
#[derive(Debug, Clone)]
pub(super) struct WordReader<'a> {
    pub(super) words: &'a Words,
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

    pub(super) fn read(&mut self, place: usize) -> Wording {
        Wording {
            id: AddressId::known(self.ids.read(place)),
            label: self.labels.read(place).into(),
            building: self.buildings.read(place).into(),
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
