//! What the child does to a store while its disk is watched, and what the store must hold after each of its commits.

use std::io::ErrorKind;
use std::path::Path;

use hexward_engine::CommitError;
use hexward_engine::Engine;
use hexward_engine::edit::Changeset;
use hexward_engine::model::{Commit, Dataset, Delta, Revision, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{GeoPackage, Store, StoreError, content_hash};
use rusqlite::Connection;

use crate::shim::store_is_open;
use crate::steps::{self, Step};

/// The name of the store in its folder.
pub(crate) const STORE: &str = "store.gpkg";
/// The name of its copy.
pub(crate) const COPY: &str = "copy.gpkg";

/// A sequence of commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Workload {
    /// A store is made, grids are drawn, their borders and names change; it is closed, opened and changed again.
    Edits,
    /// The log is written back and begun anew again and again.
    Restarts,
    /// Files of thousands of rows, so that the log is written back by itself.
    Imports,
    /// Every commit is written in place, as those of very many rows are.
    InPlace,
    /// A store of an older format is brought to this one and changed.
    Migration,
    /// The store is copied while it is open for writing.
    Backups,
}

impl Workload {
    pub(crate) const ALL: [Self; 6] = [
        Self::Edits,
        Self::Restarts,
        Self::Imports,
        Self::InPlace,
        Self::Migration,
        Self::Backups,
    ];

    pub(crate) fn name(self) -> String {
        format!("{self:?}")
    }

    /// The workload of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|workload| workload.name() == name)
    }

    fn steps(self) -> Vec<Step> {
        match self {
            Self::Edits | Self::InPlace => steps::edits(),
            Self::Restarts => steps::restarts(),
            Self::Imports => steps::imports(),
            Self::Migration => steps::after_migration(),
            Self::Backups => steps::backups(),
        }
    }

    /// Puts into a folder what is there before the workload begins.
    pub(crate) fn prepare(self, folder: &Path) {
        if self != Self::Migration {
            return;
        }
        let store = folder.join(STORE);
        for changeset in steps::before_migration() {
            self.engine(&store)
                .expect("opened")
                .commit(&changeset)
                .expect("accepted");
        }
        let old = Connection::open(&store).expect("opened");
        old.execute_batch(steps::TO_FORMAT_1).expect("turned back");
    }

    /// Does it, and says what came of each commit. Ends with the first failure that does not pass.
    pub(crate) fn run(self, store: &Path) {
        let Some(mut engine) = self.opened(store) else {
            return;
        };
        for step in self.steps() {
            let goes_on = match step {
                Step::Commit(changeset) => committed(&engine, &changeset),
                Step::Reopen => {
                    drop(engine);
                    match self.opened(store) {
                        Some(again) => {
                            engine = again;
                            true
                        }
                        None => return,
                    }
                }
                Step::WriteBack => {
                    // as any other program may; it does not matter whether it can
                    let _ = Connection::open(store)
                        .and_then(|other| other.execute_batch("PRAGMA wal_checkpoint(PASSIVE)"));
                    true
                }
                Step::BackUp => {
                    backed_up(store);
                    true
                }
            };
            if !goes_on {
                return;
            }
        }
    }

    fn engine(self, store: &Path) -> Result<Engine, StoreError> {
        let store = GeoPackage::create_or_open(store)?;
        Engine::open(Box::new(match self {
            Self::InPlace => store.in_place_from(1),
            _ => store,
        }))
    }

    /// The engine, with a second try after a disk that was full.
    fn opened(self, store: &Path) -> Option<Engine> {
        for _ in 0..2 {
            match self.engine(store) {
                Ok(engine) => return Some(engine),
                Err(error) => {
                    println!("not opened: {}: {error}", kind(&error));
                    println!("space again");
                }
            }
        }
        None
    }

    /// What the store holds after each commit, found out without a disk that is watched.
    pub(crate) fn reference(self) -> Reference {
        let _open = store_is_open();
        let folder = crate::shim::folder();
        self.prepare(folder.path());
        let path = folder.path().join(STORE);
        let engine = self.engine(&path).expect("opened");
        for step in self.steps() {
            if let Step::Commit(changeset) = step {
                engine.commit(&changeset).expect("accepted");
            }
        }
        let first = steps::before_migration().len() * usize::from(self == Self::Migration);
        drop(engine);
        let mut store = GeoPackage::open_read_only(&path).expect("opened");
        Reference::of(store.since(Revision(0)).expect("read"), first as u64)
    }
}

/// What a store must hold.
pub(crate) struct Reference {
    /// The revision before the workload.
    pub(crate) first: u64,
    /// The log.
    pub(crate) commits: Vec<Commit>,
    /// The hash of the rows at each revision, from 0 on.
    pub(crate) hashes: Vec<String>,
}

impl Reference {
    fn of(commits: Vec<Commit>, first: u64) -> Self {
        let mut rows = Dataset::default();
        let mut hashes = vec![content_hash(&rows)];
        for commit in &commits {
            rows = rows.apply(&commit.delta).expect("the deltas fit");
            hashes.push(content_hash(&rows));
            let snapshot = Snapshot::build(rows.clone());
            for tier in Tier::ALL {
                assert!(
                    snapshot.faults(tier).is_empty(),
                    "the partition holds in {tier}"
                );
            }
        }
        Self {
            first,
            commits,
            hashes,
        }
    }

    /// The delta after a revision.
    pub(crate) fn delta_after(&self, revision: u64) -> Option<&Delta> {
        let index = usize::try_from(revision).expect("small");
        self.commits.get(index).map(|commit| &commit.delta)
    }
}

/// What kind of refusal it is, in a word.
fn kind(error: &StoreError) -> &'static str {
    match error {
        StoreError::Full { .. } => "full",
        StoreError::File { error, .. } if error.kind() == ErrorKind::StorageFull => "full",
        StoreError::Failed { .. } => "failed",
        _ => "other",
    }
}

/// Commits, with a second try after a disk that was full; whether the child goes on.
fn committed(engine: &Engine, changeset: &Changeset) -> bool {
    let mut has_failed = false;
    for _ in 0..2 {
        let error = match engine.commit(changeset) {
            Ok(committed) => {
                println!("committed {}", committed.revision);
                return true;
            }
            Err(CommitError::Store(error)) => error,
            Err(error) => unreachable!("the workload fits: {error}"),
        };
        println!("refused: {}: {error}", kind(&error));
        println!("space again");
        // a store that has failed refuses the second try as well
        assert!(!has_failed || kind(&error) == "failed", "{error}");
        has_failed = kind(&error) == "failed";
    }
    false
}

/// Copies the store and says so.
fn backed_up(store: &Path) {
    let copied = GeoPackage::open_read_only(store)
        .and_then(|mut reader| reader.back_up(store.with_file_name(COPY), &mut |_, _| {}));
    match copied {
        Ok(copied) => println!("copied {}", copied.revision),
        Err(error) => println!("no copy: {error}"),
    }
}
