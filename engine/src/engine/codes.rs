//! Which codes were ever used, read from the log.

use std::sync::Arc;

use crate::codes::{CodeHistory, Moment};
use crate::model::{Grid, LogEntry, PlanStep, Record, Revision};
use crate::snapshot::Snapshot;
use crate::store::{Store, StoreError};

/// How many log entries are looked at at once.
const PAGE: usize = 1024;
/// How many commits are read at once: few, since one may hold all grids of a city.
const PORTION: u64 = 16;

/// Which codes the grids of a store and of its drafts ever had, up to a revision.
///
/// Cost: of the log without rows, and of the commits that change grids or drafts with them.
///
/// # Errors
/// [`StoreError`] when the log cannot be read, or ends before the revision.
pub fn code_history(store: &mut dyn Store, head: Revision) -> Result<CodeHistory, StoreError> {
    let mut history = CodeHistory::default();
    let wanted = commits_of_grids(store, head)?;
    let mut rest = wanted.as_slice();
    while let Some(&first) = rest.first() {
        let run = (0..PORTION)
            .zip(rest)
            .take_while(|(offset, own)| own.0 == first.0 + offset);
        let length = run.count();
        let commits = store.commits_after(Revision(first.0 - 1), length)?;
        // at least one is given; the others are asked for again
        let read = commits.len().clamp(1, length);
        for commit in &commits {
            let (revision, day) = (commit.revision, commit.delta.note.day());
            history.note(Moment { revision, day }, &commit.delta);
        }
        rest = &rest[read..];
    }
    Ok(history)
}

/// The commits up to a revision that change grids or drafts, and those of an earlier format, of which that is not known.
fn commits_of_grids(store: &mut dyn Store, head: Revision) -> Result<Vec<Revision>, StoreError> {
    let concerns = |entry: &LogEntry| {
        let tables = [Grid::TABLE, PlanStep::TABLE];
        let mut changed = entry.changed.iter().map(|(table, _)| table.as_str());
        entry.changed.is_empty() || changed.any(|table| tables.contains(&table))
    };
    let mut wanted = Vec::new();
    let mut end = head.next();
    loop {
        let page = store.log_before(end, PAGE)?;
        let Some(oldest) = page.last() else { break };
        end = oldest.revision;
        wanted.extend(
            page.iter()
                .filter(|entry| concerns(entry))
                .map(|e| e.revision),
        );
    }
    wanted.reverse();
    Ok(wanted)
}

/// Has a stored snapshot know them, and all that follow it.
///
/// # Errors
/// As [`code_history`].
pub(super) fn learn(
    snapshot: &Snapshot,
    store: &mut dyn Store,
) -> Result<Arc<CodeHistory>, StoreError> {
    if let Some(known) = snapshot.codes() {
        return Ok(Arc::clone(known));
    }
    let history = Arc::new(code_history(store, snapshot.revision)?);
    snapshot.know_codes(Arc::clone(&history));
    Ok(history)
}
