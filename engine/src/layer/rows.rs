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
    /// The changes of these rows, which are sorted by key. Cost: O(changes log rows).
    ///
    /// # Errors
    /// [`DatasetError`] names the first row that is not as its change says.
    pub(crate) fn of(rows: &Pieces<T>, changes: &'a [Change<T>]) -> Result<Self, DatasetError> {
        let mut keyed: Vec<(T::Key, &Change<T>)> = changes
            .iter()
            .map(|change| (change.key(), change))
            .collect();
        keyed.sort_by(|a, b| a.0.cmp(&b.0));
        let misfit = |key: &T::Key| DatasetError {
            table: T::TABLE,
            key: format!("{key:?}"),
        };
        if let Some(pair) = keyed.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(misfit(&pair[0].0));
        }
        let mut splices = Vec::with_capacity(changes.len());
        for (key, change) in &keyed {
            let found = rows.binary_search_by(|row| row.compare_key(key));
            if found.ok().map(|place| &rows[place]) != change.before() {
                return Err(misfit(key));
            }
            splices.push(Splice {
                at: found.unwrap_or_else(|place| place),
                goes: change.before().is_some(),
                comes: change.after().is_some(),
            });
        }
        Ok(Self {
            changes: keyed.into_iter().map(|(_, change)| change).collect(),
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
