//! Commits of very many rows, written into the file itself.
//!
//! Through the write-ahead log each page is written twice, and most pages of a large import are new ones behind the end of
//! the file, which a rollback journal need not keep: written in place it is half the work, and no second copy of it lies
//! on the disk meanwhile. Readers wait while pages are written. With `journal_mode=TRUNCATE` and `synchronous=FULL` SQLite
//! syncs the journal before the first page and the file after the last, and then the journal once it is cut to nothing.

use rusqlite::Connection;

use super::commit;
use super::failure::Failure;
use super::open::{Place, USER_VERSION, WRITER_CACHE_KIB, assert_wal, cache, switch_journal};
use crate::model::{Delta, Revision};
use crate::watch::Watch;

/// From so many changed rows on a commit is written in place.
pub(super) const LARGE: usize = 200_000;

/// Cached pages meanwhile, in KiB: rows come in the order of their keys, so that pages are met again soon or never.
const CACHE_KIB: i64 = 16_384;

/// What came of a commit in place.
pub(super) struct InPlace {
    /// As of any commit.
    pub(super) committed: Result<Revision, Failure>,
    /// Why the store cannot go back to its write-ahead log, when the disk is the reason.
    pub(super) broken: Option<Failure>,
}

/// Makes deltas durable as [`commit::commit`] does. While another program has the file open, it is the same.
pub(super) fn commit_in_place(
    connection: &mut Connection,
    place: &Place,
    base: Revision,
    deltas: &[&Delta],
    watch: &Watch,
) -> InPlace {
    let committed = switch_journal(connection, "TRUNCATE")
        .and_then(|()| cache(connection, CACHE_KIB))
        .map_err(Failure::from)
        .and_then(|()| {
            commit::commit(connection, base, deltas, watch, &|writing| {
                begin_journal(writing, place)
            })
        });
    let restored = cache(connection, WRITER_CACHE_KIB).and_then(|()| assert_wal(connection));
    let broken = restored.map_err(Failure::from).err();
    InPlace {
        committed,
        broken: broken.filter(Failure::is_fatal),
    }
}

/// Has SQLite make the journal, and makes its name certain before the first page of the file is overwritten: SQLite syncs
/// the folder too, but goes on when that fails, and a journal without a name rolls nothing back after a power cut.
fn begin_journal(writing: &Connection, place: &Place) -> Result<(), Failure> {
    // the one write that SQLite makes even of the same value
    writing.pragma_update(None, "user_version", USER_VERSION)?;
    Ok(place.sync_folder()?)
}
