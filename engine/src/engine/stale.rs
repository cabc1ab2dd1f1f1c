//! Changes that start from an older revision: refused only when somebody has changed the same rows since.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::events::{EventLog, REMEMBERED, Rows};
use super::group::Turn;
use super::{CommitError, locked};
use crate::model::{Delta, Revision};
use crate::store::StoreError;

/// How many commits are read from the store at once.
const PORTION: usize = 64;

/// Refuses a delta whose rows others have changed since its base. Commits that are not remembered, from before the store
/// was opened, are looked up in the store, as many as would be remembered.
///
/// # Errors
/// [`CommitError::Stale`], [`CommitError::Base`].
pub(super) fn check(
    turn: &mut Turn<'_>,
    events: &Mutex<EventLog>,
    base: Revision,
    delta: &Delta,
) -> Result<(), CommitError> {
    let head = turn.snapshot.revision;
    let rows = Rows::of(delta);
    let remembered = locked(events).conflicts(base, &rows, turn.pending);
    let conflicts = match remembered {
        Some(conflicts) => Some(conflicts),
        None if base <= head && head.0 - base.0 <= REMEMBERED as u64 => {
            Some(stored(turn, base, &rows)?)
        }
        None => None,
    };
    let rows = conflicts.ok_or(CommitError::Base { base, head })?;
    if rows.is_empty() {
        return Ok(());
    }
    Err(CommitError::Stale { base, head, rows })
}

fn stored(
    turn: &mut Turn<'_>,
    base: Revision,
    rows: &Rows,
) -> Result<Vec<(String, Revision)>, StoreError> {
    let mut last = BTreeMap::new();
    let mut read = base;
    loop {
        let commits = turn.store.commits_after(read, PORTION)?;
        let Some(newest) = commits.last() else { break };
        read = newest.revision;
        for commit in commits {
            for name in rows.shared(&Rows::of(&commit.delta)) {
                last.insert(name, commit.revision);
            }
        }
    }
    for ahead in turn.pending {
        for name in rows.shared(&ahead.rows) {
            last.insert(name, ahead.revision);
        }
    }
    Ok(last.into_iter().collect())
}
