//! Whether a store is as sound as was promised.

use std::path::Path;

use hexward_engine::model::Revision;
use hexward_engine::store::{GeoPackage, Store, content_hash, fingerprint};

use crate::simulated::Image;
use crate::workload::{COPY, Reference, STORE};

/// Which newest revisions are in order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Promise {
    /// The newest that was acknowledged: this one must be there.
    pub(crate) acknowledged: u64,
    /// The newest that may be there, as its commit was under way.
    pub(crate) begun: u64,
    /// The revision of the copy that was said to be made.
    pub(crate) copied: Option<u64>,
}

/// What is wrong with the store of an image; `None` when all is in order.
pub(crate) fn violation(image: &Image, promise: Promise, reference: &Reference) -> Option<String> {
    let folder = crate::shim::folder();
    for (name, bytes) in image {
        std::fs::write(folder.path().join(name), bytes).expect("written");
    }
    violation_in(folder.path(), promise, reference)
}

/// As [`violation`], of the store in a folder.
pub(crate) fn violation_in(
    folder: &Path,
    promise: Promise,
    reference: &Reference,
) -> Option<String> {
    let _open = crate::shim::store_is_open();
    inspect(&folder.join(STORE), promise, reference)
        .and_then(|()| inspect_copy(&folder.join(COPY), promise, reference))
        .err()
}

fn inspect(path: &Path, promise: Promise, reference: &Reference) -> Result<(), String> {
    let failed =
        |what: &str, error: &dyn std::fmt::Display| format!("{promise:?}: {what}: {error}");
    let mut store =
        GeoPackage::create_or_open(path).map_err(|error| failed("not opened", &error))?;
    let rows = store.load().map_err(|error| failed("not loaded", &error))?;
    let head = rows.revision.0;
    if !(promise.acknowledged..=promise.begun).contains(&head) {
        return Err(format!("{promise:?}: found revision {head}"));
    }
    let index = usize::try_from(head).expect("small");
    if content_hash(&rows) != reference.hashes[index] {
        return Err(format!("{promise:?}: revision {head} holds other rows"));
    }
    let log = store
        .since(Revision(0))
        .map_err(|error| failed("no log", &error))?;
    if log != reference.commits[..index] {
        return Err(format!("{promise:?}: revision {head} has another log"));
    }
    goes_on(&mut store, head, reference).map_err(|error| failed("does not go on", &error))?;
    drop(store);
    match integrity(path) {
        Ok(answer) if answer == "ok" => Ok(()),
        Ok(answer) => Err(failed("integrity", &answer)),
        Err(error) => Err(failed("integrity", &error)),
    }
}

/// The copy is there when it was said to be made, and whole when it is there.
fn inspect_copy(path: &Path, promise: Promise, reference: &Reference) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| format!("{promise:?}: copy: {error}");
    if !path.exists() {
        return match promise.copied {
            Some(_) => Err(failed(&"it is not there")),
            None => Ok(()),
        };
    }
    let mut copy = GeoPackage::open_read_only(path).map_err(|error| failed(&error))?;
    let found = fingerprint(&mut copy).map_err(|error| failed(&error))?;
    let index = usize::try_from(found.revision.0).expect("small");
    if reference.hashes.get(index) != Some(&found.content_hash) {
        return Err(failed(&"it holds other rows"));
    }
    match promise.copied {
        Some(revision) if revision != found.revision.0 => Err(failed(&"it is another one")),
        _ => Ok(()),
    }
}

/// The next commit can be made, and leaves the rows that it should.
fn goes_on(store: &mut GeoPackage, head: u64, reference: &Reference) -> Result<(), String> {
    let Some(delta) = reference.delta_after(head) else {
        return Ok(());
    };
    let revision = store
        .commit(Revision(head), delta)
        .map_err(|error| error.to_string())?;
    let rows = store.load().map_err(|error| error.to_string())?;
    let index = usize::try_from(revision.0).expect("small");
    if content_hash(&rows) == reference.hashes[index] {
        Ok(())
    } else {
        Err(format!("revision {revision} holds other rows"))
    }
}

fn integrity(path: &Path) -> rusqlite::Result<String> {
    let connection = rusqlite::Connection::open(path)?;
    connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))
}
