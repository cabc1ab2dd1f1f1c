//! A copy of the store in another file, while it is written to.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::failure::Failure;
use super::{GeoPackage, commit};
use crate::store::copy::{fingerprint, log_hash, replay_whole};
use crate::store::{Fingerprint, Store, StoreError, content_hash};

/// How many pages of 4 KiB are copied between two reports.
const PAGES: i32 = 4_096;

impl GeoPackage {
    /// Copies the store as it is now into a file that is not there yet. Writers go on meanwhile, other commits than those
    /// of now are not in the copy. The copy is written beside its place, read back, compared by its rows and the hash of
    /// its log, synced, and only then named. `progress` is told how many pages of how many are copied.
    ///
    /// Cost: O(bytes), and the memory of the rows, twice one after the other.
    ///
    /// # Errors
    /// [`StoreError::Foreign`] when there is a file already or the copy is not the same, [`StoreError::Full`],
    /// [`StoreError::File`] and [`StoreError::Sqlite`] when the system refuses. No file is left then.
    pub fn back_up(
        &mut self,
        target: impl AsRef<Path>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Fingerprint, StoreError> {
        let target = Target::new(target.as_ref())?;
        let copied = copy(&mut self.connection, &target.part, progress);
        let content = copied.map_err(|failure| failure.at(&target.part))?;
        let found = fingerprint(&mut Self::open_read_only(&target.part)?)?;
        let log = log_hash(self, found.revision)?;
        if (&found.content_hash, &found.log_hash) != (&content, &log) {
            return Err(target.refused("the copy is not what was copied"));
        }
        target.keep()?;
        Ok(found)
    }

    /// Makes a store in a file that is not there yet, by playing the log of another store, up to the revision that it has
    /// now. Written, compared and named as by [`GeoPackage::back_up`]. `progress` is told each revision of how many.
    ///
    /// Cost: O(bytes of the log), and the memory of the rows.
    ///
    /// # Errors
    /// As [`GeoPackage::back_up`], and what the other store says.
    pub fn replay_to_new(
        from: &mut dyn Store,
        target: impl AsRef<Path>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Fingerprint, StoreError> {
        let target = Target::new(target.as_ref())?;
        let mut copy = Self::create_or_open(&target.part)?;
        let found = replay_whole(from, &mut copy, progress)?;
        drop(copy);
        target.keep()?;
        Ok(found)
    }
}

/// Copies the file in one transaction; the hash of the rows that this one sees.
fn copy(
    source: &mut Connection,
    part: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<String, Failure> {
    let reading = source.transaction()?;
    let content = content_hash(&commit::rows(&reading, None)?);
    let mut copy = Connection::open(part)?;
    let backup = Backup::new(&reading, &mut copy)?;
    loop {
        // within the transaction no step begins anew, whatever is committed beside it
        let step = backup.step(PAGES)?;
        let at = backup.progress();
        let number = |pages: i32| u64::try_from(pages).unwrap_or(0);
        let all = number(at.pagecount);
        progress(all - number(at.remaining).min(all), all);
        match step {
            StepResult::Done => break,
            StepResult::More => {}
            _ => {
                return Err(StoreError::Locked {
                    path: part.display().to_string(),
                }
                .into());
            }
        }
    }
    drop(backup);
    // one file, without a log beside it, which also opens where nothing can be written
    copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    let verdict: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(StoreError::Foreign {
            path: part.display().to_string(),
            reason: format!("the copy is damaged, as the store may be: {verdict}"),
        }
        .into());
    }
    copy.close().map_err(|(_, error)| error)?;
    Ok(content)
}

/// A file that is made under another name.
pub(super) struct Target {
    path: PathBuf,
    /// The name under which it is written.
    pub(super) part: PathBuf,
}

impl Target {
    /// The place for a file that is not there.
    pub(super) fn new(path: &Path) -> Result<Self, StoreError> {
        let beside = |ending: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        let target = Self {
            path: path.to_owned(),
            part: beside(".part"),
        };
        if fs::symlink_metadata(path).is_ok() {
            return Err(target.refused("there is a file of this name already"));
        }
        // what one that was interrupted left
        target.discard();
        Ok(target)
    }

    fn refused(&self, reason: &str) -> StoreError {
        StoreError::Foreign {
            path: self.path.display().to_string(),
            reason: reason.to_owned(),
        }
    }

    /// Gives the file its name, for certain. No connection may have it open.
    pub(super) fn keep(self) -> Result<(), StoreError> {
        let failed = |error: io::Error| StoreError::File {
            path: self.path.display().to_string(),
            error,
        };
        let folder = self
            .path
            .parent()
            .filter(|path| !path.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let sync = |path: &Path| File::open(path).and_then(|file| file.sync_all());
        sync(&self.part).map_err(failed)?;
        fs::rename(&self.part, &self.path).map_err(failed)?;
        sync(folder).map_err(failed)
    }

    fn discard(&self) {
        for ending in ["", "-journal", "-wal", "-shm", ".lock"] {
            let mut name = self.part.as_os_str().to_owned();
            name.push(ending);
            // what is not there need not go
            let _ = fs::remove_file(name);
        }
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        self.discard();
    }
}
