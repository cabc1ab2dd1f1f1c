//! Sorted rows after some changes.

use super::Pieces;
use super::pieces::Splice;
use crate::model::{Change, DatasetError, Record};

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
    pub(crate) fn of(rows: &Pieces<T>, changes: &'a [Change<T>]) -> Result<Self, DatasetError> {
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
            let found = stored.place(|row| row.compare(change.row()));
            if found.ok().map(|place| &rows[place]) != change.before() {
                return Err(misfit(change));
            }
            splices.push(Splice {
                at: found.unwrap_or_else(|place| place),
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
    pub(crate) fn apply(&self, rows: &Pieces<T>) -> Pieces<T> {
        let come = self.changes.iter().filter_map(|change| change.after());
        rows.spliced(&self.splices, come.cloned())
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
