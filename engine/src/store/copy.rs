//! Copies of stores: what tells that two are the same, and a log played into another store.

use std::fmt::{self, Write};

use super::{Store, StoreError, content_hash};
use crate::model::{Dataset, Revision};
use crate::watch::Watch;

/// How many commits are read at once: few, since one may hold all rows of a city.
const PORTION: usize = 8;

/// What a store holds, in two numbers: stores of the same fingerprint have the same rows and the same history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// The revision.
    pub revision: Revision,
    /// The hash of the rows, as [`content_hash`] tells it.
    pub content_hash: String,
    /// The hash of the log up to the revision, in hexadecimal digits; of zeros where an earlier format has none.
    pub log_hash: String,
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "revision {}, rows {}, log {}",
            self.revision, self.content_hash, self.log_hash
        )
    }
}

/// The fingerprint of a store, after each commit of its log was read and its hash found right.
///
/// Cost: O(rows + bytes of the log), and the memory of the rows.
///
/// # Errors
/// [`StoreError`] when rows or log cannot be read, or the log has a gap or another hash than its deltas.
pub fn fingerprint(store: &mut dyn Store) -> Result<Fingerprint, StoreError> {
    let rows = store.load()?;
    let revision = rows.revision;
    let content_hash = content_hash(&rows);
    drop(rows);
    let mut read = Revision::default();
    while read < revision {
        match store.commits_after(read, PORTION)?.last() {
            Some(commit) => read = commit.revision,
            None => break,
        }
    }
    Ok(Fingerprint {
        revision,
        content_hash,
        log_hash: log_hash(store, revision)?,
    })
}

/// The hash of the log up to a revision, in hexadecimal digits. Nothing is checked.
///
/// # Errors
/// [`StoreError`] when the log cannot be read.
pub(super) fn log_hash(store: &mut dyn Store, revision: Revision) -> Result<String, StoreError> {
    let newest = store.log_before(revision.next(), 1)?;
    let hash = newest.first().map_or([0; 32], |entry| entry.hash);
    let mut digits = String::with_capacity(64);
    for byte in hash {
        // writing into a text cannot fail
        let _ = write!(digits, "{byte:02x}");
    }
    Ok(digits)
}

/// Plays the whole log of a store, up to the revision that it has now, into another one, and compares the two.
/// `progress` is told each revision of how many.
///
/// Cost: O(bytes of the log), and the memory of the rows.
///
/// # Errors
/// [`StoreError`] of either; [`StoreError::Foreign`] when the other one is not empty, or not the same in the end.
pub fn replay_whole(
    from: &mut dyn Store,
    into: &mut dyn Store,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Fingerprint, StoreError> {
    let refused = |reason: &str| StoreError::Foreign {
        path: "the copy".to_owned(),
        reason: reason.to_owned(),
    };
    if into.load()? != Dataset::default() {
        return Err(refused("there is something in it already"));
    }
    let rows = from.load()?;
    let end = rows.revision;
    let content = content_hash(&rows);
    drop(rows);
    replay(from, into, end, &mut |reached| progress(reached.0, end.0))?;
    let found = fingerprint(into)?;
    let log = log_hash(from, end)?;
    // a log of an earlier format has no hashes
    let has_hash = log.bytes().any(|digit| digit != b'0');
    if found.content_hash != content || (has_hash && found.log_hash != log) {
        return Err(refused("its rows are not those of the log"));
    }
    Ok(found)
}

/// Makes the commits of one store in another, from the newest of that one up to a revision. `progress` is told each
/// revision that is reached.
///
/// Cost: O(bytes of the log), and the memory of a few commits.
///
/// # Errors
/// [`StoreError`] of either; the commits that were made stay.
fn replay(
    from: &mut dyn Store,
    into: &mut dyn Store,
    up_to: Revision,
    progress: &mut dyn FnMut(Revision),
) -> Result<Revision, StoreError> {
    let mut revision = into.begin()?;
    while revision < up_to {
        let left = usize::try_from(up_to.0 - revision.0).unwrap_or(PORTION);
        let commits = from.commits_after(revision, PORTION.min(left))?;
        if commits.is_empty() {
            break;
        }
        let deltas: Vec<_> = commits.iter().map(|commit| &commit.delta).collect();
        revision = into.commit_all(revision, &deltas, &Watch::default())?;
        progress(revision);
    }
    into.end();
    Ok(revision)
}
