//! What is intact of a damaged store, in a new one.

use std::path::Path;

use rusqlite::Connection;

use super::backup::Target;
use super::examine::{Examination, Found, read_log};
use super::failure::Failure;
use super::{GeoPackage, open};
use crate::model::{Note, Revision};
use crate::store::copy::fingerprint;
use crate::store::replayed::difference;
use crate::store::{Fingerprint, Store, StoreError};

impl GeoPackage {
    /// Writes what an examination knows of a store into a new one: the log as far as it is intact, and then, when that is
    /// not all, one commit with this note that leads to the rows that are known.
    ///
    /// Cost: O(bytes of the log + rows), and the memory of the rows, three times.
    ///
    /// # Errors
    /// [`StoreError`] when the new store cannot be written; [`StoreError::Foreign`] when there is a file already.
    pub fn salvage(
        path: impl AsRef<Path>,
        examined: &Examination,
        target: impl AsRef<Path>,
        note: Note,
    ) -> Result<Fingerprint, StoreError> {
        let path = path.as_ref();
        let place = open::Place::at(path)?;
        let damaged = open::open_damaged(&place)?;
        let target = Target::new(target.as_ref())?;
        let mut copy = Self::create_or_open(&target.part)?;
        copy_log(&damaged, &mut copy, examined.intact_log).map_err(|failure| failure.at(path))?;
        if !examined.has_whole_log {
            let rows = copy.load()?;
            let revision = rows.revision;
            let delta = difference(rows, examined.rows.clone(), note);
            if !delta.is_empty() {
                copy.commit(revision, &delta)?;
            }
        }
        let found = fingerprint(&mut copy)?;
        drop(copy);
        target.keep()?;
        Ok(found)
    }
}

/// Plays the log up to a revision into an empty store.
fn copy_log(from: &Connection, into: &mut GeoPackage, up_to: Revision) -> Result<(), Failure> {
    let mut outcome = Ok(Revision::default());
    let mut append = |found: Found| {
        if let (Ok(base), Found::Intact(revision, delta)) = (&outcome, found)
            && revision <= up_to
        {
            outcome = into.commit(*base, &delta);
        }
    };
    read_log(from, &mut append);
    outcome.map(|_| ()).map_err(Failure::from)
}
