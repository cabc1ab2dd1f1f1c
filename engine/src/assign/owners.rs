//! The owner of each address, in pieces that successive assignments share.

use std::sync::Arc;

use crate::layer::{Block, Column, Splice};

/// The owner's index of each address, in the order of the address layer.
#[derive(Debug, Clone, Default)]
pub struct Owners {
    /// The owner of each address by a name that it keeps while others come and go.
    names: Column<Option<u32>>,
    /// The index of each name, if the owner is still there; `None` when they are the same.
    index_of: Option<Arc<[Option<u32>]>>,
}

impl Owners {
    /// How many addresses there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are no addresses.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The owner of an address; `None` also past the last one.
    pub fn get(&self, address: usize) -> Option<u32> {
        self.index(self.names.get(address)?)
    }

    /// The owner of each address.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<u32>> + '_ {
        self.names.iter().map(|name| self.index(name))
    }

    /// The addresses whose owners here and in another assignment of the same addresses `stay` does not call the same, with
    /// both; `owners` says how many there are at least in either. Cost: O(addresses) words at most; none for blocks that both
    /// share, if what is named in both stays.
    pub(crate) fn apart(
        &self,
        other: &Self,
        owners: usize,
        stay: impl Fn(Option<u32>, Option<u32>) -> bool,
    ) -> Vec<(u32, Option<u32>, Option<u32>)> {
        let names = |own: &Self| {
            own.index_of
                .as_ref()
                .map_or(owners, |indices| indices.len())
        };
        let named = 0..names(self).min(names(other)) as u32;
        let is_same = |name: u32| stay(self.index(Some(name)), other.index(Some(name)));
        let shared_stay = named.into_iter().all(is_same);
        let (a, b) = (self.names.blocks(), other.names.blocks());
        let (mut a_at, mut b_at) = ((0, 0), (0, 0));
        let (mut found, mut from) = (Vec::new(), 0);
        // blocks need not begin at the same places in both
        while let (Some(own), Some(others)) = (a.get(a_at.0), b.get(b_at.0)) {
            let ends = (a_at.1 + own.count(), b_at.1 + others.count());
            let end = ends.0.min(ends.1);
            let is_shared = a_at.1 == b_at.1 && Arc::ptr_eq(own, others);
            if !(shared_stay && is_shared) {
                let own = own.iter().skip(from - a_at.1).take(end - from);
                let pairs = own.zip(others.iter().skip(from - b_at.1));
                let owners = pairs.map(|(a, b)| (self.index(a), other.index(b)));
                let all = (from as u32..).zip(owners).map(|(at, (a, b))| (at, a, b));
                found.extend(all.filter(|&(_, a, b)| !stay(a, b)));
            }
            if end == ends.0 {
                a_at = (a_at.0 + 1, end);
            }
            if end == ends.1 {
                b_at = (b_at.0 + 1, end);
            }
            from = end;
        }
        found
    }

    fn index(&self, name: Option<u32>) -> Option<u32> {
        match &self.index_of {
            Some(indices) => indices[name? as usize],
            None => name,
        }
    }

    /// Gives addresses other owners; blocks without one of them stay shared. Cost: O(changes), and O(owners) when one
    /// has no name yet.
    pub(super) fn set(&mut self, changes: &[(u32, Option<u32>)]) {
        let mut known = self.names_of(changes);
        for &(address, owner) in changes {
            let name = owner.map(|owner| self.name_of(owner, &mut known));
            self.names.set(address as usize, name);
        }
    }

    /// The names of the owners that appear in changes, where names are not indices.
    fn names_of(&self, changes: &[(u32, Option<u32>)]) -> Vec<(u32, u32)> {
        let Some(indices) = &self.index_of else {
            return Vec::new();
        };
        let mut owners: Vec<u32> = changes.iter().filter_map(|&(_, owner)| owner).collect();
        owners.sort_unstable();
        owners.dedup();
        let names = indices.iter().zip(0..);
        let names = names.filter_map(|(&index, name)| Some((index?, name)));
        let wanted = names.filter(|(index, _)| owners.binary_search(index).is_ok());
        let mut known: Vec<(u32, u32)> = wanted.collect();
        known.sort_unstable();
        known
    }

    fn name_of(&mut self, owner: u32, known: &mut Vec<(u32, u32)>) -> u32 {
        let Some(indices) = &mut self.index_of else {
            return owner;
        };
        let place = match known.binary_search_by_key(&owner, |&(index, _)| index) {
            Ok(place) => place,
            Err(place) => {
                known.insert(place, (owner, indices.len() as u32));
                *indices = indices.iter().copied().chain([Some(owner)]).collect();
                place
            }
        };
        known[place].1
    }

    /// The same addresses with their `owners` renumbered. Cost: O(owners).
    pub(super) fn renumbered(&self, owners: usize, index_now: impl Fn(u32) -> Option<u32>) -> Self {
        let index_of = match &self.index_of {
            Some(indices) => indices
                .iter()
                .map(|&index| index.and_then(&index_now))
                .collect(),
            None => (0..owners as u32).map(index_now).collect(),
        };
        Self {
            names: self.names.clone(),
            index_of: Some(index_of),
        }
    }

    /// The owners after addresses came, without an owner, and went.
    pub(crate) fn spliced(&self, splices: &[Splice]) -> Self {
        Self {
            names: self.names.spliced(splices, std::iter::repeat(None)),
            index_of: self.index_of.clone(),
        }
    }
}

impl PartialEq for Owners {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl Eq for Owners {}

impl FromIterator<Option<u32>> for Owners {
    fn from_iter<I: IntoIterator<Item = Option<u32>>>(owners: I) -> Self {
        Self {
            names: owners.into_iter().collect(),
            index_of: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_keep_their_names_while_others_come_and_go() {
        let before: Owners = (0..1300).map(|i| (i % 7 > 0).then_some(i)).collect();
        let mut after = before.clone();
        after.set(&[(600, None), (0, Some(9))]);
        assert_eq!(
            (after.get(600), after.get(0), after.get(7)),
            (None, Some(9), None)
        );
        assert_eq!(
            (before.get(600), before.get(0), before.len()),
            (Some(600), None, 1300)
        );
        assert_eq!(after.get(1300), None);
        let apart = before.apart(&after, 1300, |a, b| a == b);
        assert_eq!(apart, [(0, None, Some(9)), (600, Some(600), None)]);
        // what is shared may still not stay
        let apart = before.apart(&after, 1300, |a, b| a == b && a != Some(8));
        assert_eq!(apart.len(), 3);
        let mut moved = before.renumbered(1300, |owner| (owner != 8).then_some(owner + 1));
        assert_eq!(
            (moved.get(1), moved.get(8), moved.get(7)),
            (Some(2), None, None)
        );
        let apart = before.apart(&moved, 1301, |a, b| a.map(|a| a + 1) == b);
        assert_eq!(apart, [(8, Some(8), None)]);
        moved.set(&[(3, Some(0)), (4, Some(2)), (5, Some(0))]);
        let owners = [3, 4, 5].map(|address| moved.get(address));
        assert_eq!(owners, [Some(0), Some(2), Some(0)]);
        let apart = before.apart(&moved, 1301, |a, b| a.map(|a| a + 1) == b);
        let apart: Vec<u32> = apart.into_iter().map(|(address, ..)| address).collect();
        assert_eq!(apart, [3, 4, 5, 8]);
        let again = moved.renumbered(1301, |owner| (owner != 2).then_some(owner / 3));
        assert_eq!((again.get(3), again.get(4)), (Some(0), None));
        assert_eq!((again.get(9), again.iter().len()), (Some(3), 1300));
    }
}
