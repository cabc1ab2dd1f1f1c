//! Sorted rows, and what they are after some changes.

use super::Pieces;
use super::blocks::Splice;
use crate::geom::Position;
use crate::model::{Change, DatasetError, Record};

/// The rows of a layer, sorted by key, in whatever form.
pub trait Rows<T: Record> {
    /// Finds rows whose keys ascend, one after the other.
    fn finder(&self) -> impl Find<T>;

    /// The place of the row of a key. Cost: O(log rows).
    ///
    /// # Errors
    /// The place where such a row would stand.
    fn place_of(&self, key: &T::Key) -> Result<usize, usize>;

    /// The rows after some splices, in order, with the rows that come. Cost: O(√rows + splices √rows).
    #[must_use]
    fn after<'a>(&self, splices: &[Splice], come: impl Iterator<Item = &'a T> + Clone) -> Self
    where
        T: 'a;
}

/// Rows with positions.
pub trait PlacedRows {
    /// Where they are, in order.
    fn positions(&self) -> impl Iterator<Item = Position> + Clone;

    /// Where the row at a place is.
    fn position(&self, place: usize) -> Position;
}

/// Finds rows whose keys ascend.
pub trait Find<T> {
    /// The row of the key of another one.
    ///
    /// # Errors
    /// The place where it would stand.
    fn find(&mut self, like: &T) -> Result<Found, usize>;

    /// A copy of the row at a place.
    fn row(&mut self, place: usize) -> T;
}

/// A row that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Its place.
    pub place: usize,
    /// Whether it is the row that was asked for, not only of its key.
    pub is_same: bool,
}

impl<T: Record> Rows<T> for Pieces<T> {
    fn finder(&self) -> impl Find<T> {
        Pieces::finder(self)
    }

    fn place_of(&self, key: &T::Key) -> Result<usize, usize> {
        self.binary_search_by(|row| row.compare_key(key))
    }

    fn after<'a>(&self, splices: &[Splice], come: impl Iterator<Item = &'a T> + Clone) -> Self
    where
        T: 'a,
    {
        self.spliced(splices, come.cloned())
    }
}

/// Changes of the rows of a layer, in the order of their keys, with the places that they concern.
pub(crate) struct Edition<'a, T> {
    changes: Vec<&'a Change<T>>,
    splices: Vec<Splice>,
}

impl<'a, T: Record> Edition<'a, T> {
    /// The changes of these rows, which are sorted by key. Cost: O(changes log (rows / changes)), and sorting the changes.
    ///
    /// # Errors
    /// [`DatasetError`] names the first row that is not as its change says.
    pub(crate) fn of(rows: &impl Rows<T>, changes: &'a [Change<T>]) -> Result<Self, DatasetError> {
        // without their keys, which would be copies: there may be millions
        let mut sorted: Vec<&Change<T>> = changes.iter().collect();
        sorted.sort_by(|a, b| a.compare(b));
        let misfit = |change: &Change<T>| DatasetError {
            table: T::TABLE,
            key: format!("{:?}", change.key()),
        };
        let are_alike = |pair: &&[&Change<T>]| pair[0].compare(pair[1]).is_eq();
        if let Some(pair) = sorted.windows(2).find(are_alike) {
            return Err(misfit(pair[0]));
        }
        let mut splices = Vec::with_capacity(changes.len());
        let mut stored = rows.finder();
        for change in &sorted {
            let found = stored.find(change.before().unwrap_or(change.row()));
            if found.is_ok_and(|found| !found.is_same) || found.is_ok() != change.before().is_some()
            {
                return Err(misfit(change));
            }
            splices.push(Splice {
                at: found.map_or_else(|place| place, |found| found.place),
                goes: change.before().is_some(),
                comes: change.after().is_some(),
            });
        }
        Ok(Self {
            changes: sorted,
            splices,
        })
    }

    /// The rows after the changes. Cost: O(√rows + changes √rows).
    pub(crate) fn apply<R: Rows<T>>(&self, rows: &R) -> R {
        let come = self.changes.iter().filter_map(|change| change.after());
        rows.after(&self.splices, come)
    }

    /// What happens at which place, in order.
    pub(crate) fn splices(&self) -> &[Splice] {
        &self.splices
    }

    /// The changes in the order of the splices.
    pub(crate) fn changes(&self) -> impl Iterator<Item = &'a Change<T>> + '_ {
        self.changes.iter().copied()
    }
}
