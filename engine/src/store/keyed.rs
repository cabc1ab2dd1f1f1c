//! Rows and changes in the order of their keys, each key once.

use super::StoreError;
use super::codec::fault;
use crate::model::{Change, Record};
use crate::watch::Watch;

/// How many rows are written between two looks at the watch.
pub(super) const PORTION_ROWS: usize = 4096;

/// Tells the watch that so many rows come next.
///
/// # Errors
/// [`StoreError::Stopped`] when somebody has asked to break off.
pub(super) fn go_on(watch: &Watch, rows: usize) -> Result<(), StoreError> {
    if watch.is_stopped() {
        return Err(StoreError::Stopped);
    }
    watch.pass_rows(rows as u64);
    Ok(())
}

/// Sorts the rows of a table.
///
/// # Errors
/// [`StoreError::Row`] when a key is there twice.
pub(super) fn sort<T: Record>(rows: &mut [T]) -> Result<(), StoreError> {
    rows.sort_by(T::compare);
    let is_repeated = |pair: &&[T]| pair[0].compare(&pair[1]).is_eq();
    match rows.windows(2).find(is_repeated) {
        None => Ok(()),
        Some(pair) => {
            let error = fault(0, format!("key {:?} is there twice", pair[0].key()));
            Err(StoreError::Row {
                table: T::TABLE,
                row: 0,
                error,
            })
        }
    }
}

/// The changes of a table, sorted.
///
/// # Errors
/// [`StoreError::Conflict`] when two are of one key.
pub(super) fn in_key_order<T: Record>(
    changes: &[Change<T>],
) -> Result<Vec<&Change<T>>, StoreError> {
    // without their keys, which would be copies: there may be millions
    let mut sorted: Vec<&Change<T>> = changes.iter().collect();
    sorted.sort_by(|a, b| a.compare(b));
    let are_alike = |pair: &&[&Change<T>]| pair[0].compare(pair[1]).is_eq();
    match sorted.windows(2).find(are_alike) {
        None => Ok(sorted),
        Some(pair) => Err(conflict::<T>(&pair[0].key())),
    }
}

/// The row of a key is not as a change says it was.
pub(super) fn conflict<T: Record>(key: &T::Key) -> StoreError {
    StoreError::Conflict {
        table: T::TABLE,
        key: format!("{key:?}"),
    }
}
