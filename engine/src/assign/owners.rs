//! The owner of each address, in pieces that successive assignments share.

use std::sync::Arc;

/// An address without an owner.
const NOBODY: u32 = u32::MAX;
/// Addresses a piece: small, so that an edit copies little; not tiny, so that sharing is quick too.
const PIECE: usize = 512;

/// The owner's index of each address, in the order of the address layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owners {
    pieces: Vec<Arc<[u32]>>,
    len: usize,
}

impl Owners {
    /// How many addresses there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no addresses.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The owner of an address; `None` also past the last one.
    pub fn get(&self, address: usize) -> Option<u32> {
        let owner = *self.pieces.get(address / PIECE)?.get(address % PIECE)?;
        (owner != NOBODY).then_some(owner)
    }

    /// The owner of each address.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<u32>> + '_ {
        (0..self.len).map(|address| self.get(address))
    }

    /// Each address with its owner here and in another assignment of the same addresses, in order; without those in
    /// pieces that both share when `but_shared` says so.
    pub(crate) fn beside<'a>(
        &'a self,
        other: &'a Self,
        but_shared: bool,
    ) -> impl Iterator<Item = (u32, Option<u32>, Option<u32>)> + 'a {
        let owner = |&owner: &u32| (owner != NOBODY).then_some(owner);
        let pieces = self.pieces.iter().zip(&other.pieces).enumerate();
        let apart = pieces.filter(move |(_, (a, b))| !(but_shared && Arc::ptr_eq(a, b)));
        apart.flat_map(move |(place, (a, b))| {
            let addresses = (place * PIECE) as u32..;
            let pairs = addresses.zip(a.iter().zip(b.iter()));
            pairs.map(move |(address, (a, b))| (address, owner(a), owner(b)))
        })
    }

    /// Gives addresses other owners; pieces without one of them stay shared.
    pub(super) fn set(&mut self, changes: &[(u32, Option<u32>)]) {
        for &(address, owner) in changes {
            let address = address as usize;
            let piece = Arc::make_mut(&mut self.pieces[address / PIECE]);
            piece[address % PIECE] = owner.unwrap_or(NOBODY);
        }
    }

    /// The same addresses with their owners renumbered.
    pub(super) fn renumbered(&self, index_now: impl Fn(u32) -> Option<u32>) -> Self {
        let now = |&owner: &u32| match owner {
            NOBODY => NOBODY,
            owner => index_now(owner).unwrap_or(NOBODY),
        };
        Self {
            pieces: self
                .pieces
                .iter()
                .map(|piece| piece.iter().map(now).collect())
                .collect(),
            len: self.len,
        }
    }
}

impl FromIterator<Option<u32>> for Owners {
    fn from_iter<I: IntoIterator<Item = Option<u32>>>(owners: I) -> Self {
        let mut result = Self::default();
        let mut piece = Vec::with_capacity(PIECE);
        for owner in owners {
            piece.push(owner.unwrap_or(NOBODY));
            result.len += 1;
            if piece.len() == PIECE {
                result.pieces.push(piece.as_slice().into());
                piece.clear();
            }
        }
        if !piece.is_empty() {
            result.pieces.push(piece.as_slice().into());
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_without_a_change_stay_shared() {
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
        assert!(Arc::ptr_eq(&before.pieces[2], &after.pieces[2]));
        assert!(!Arc::ptr_eq(&before.pieces[1], &after.pieces[1]));
        assert_eq!(after.get(1300), None);
        let beside: Vec<_> = before.beside(&after, true).collect();
        assert_eq!(beside.len(), 1024);
        assert_eq!(beside[600], (600, Some(600), None));
        assert_eq!(before.beside(&after, false).count(), 1300);
        let moved = before.renumbered(|owner| (owner != 8).then_some(owner + 1));
        assert_eq!(
            (moved.get(1), moved.get(8), moved.get(7)),
            (Some(2), None, None)
        );
        assert_eq!(moved.iter().len(), 1300);
    }
}
