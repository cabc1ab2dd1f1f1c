//! Random histories of a small plan on both stores: whatever happens, the ground stays divided, nothing is lost, and all
//! of it can be taken back and done again.

use std::env;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use hexward_engine::store::{GeoPackage, Store};
use hexward_tests::Database;
use hexward_tests::planning::{Counts, History};

/// Acts a sequence.
const ACTS: usize = 50;
/// A store is thrown away after so many sequences.
const PER_STORE: usize = 8;

/// Where a store lies as long as its history goes on.
enum Home {
    Folder(tempfile::TempDir),
    Database(Database),
}

impl Home {
    fn store(&self) -> Box<dyn Store> {
        match self {
            Self::Folder(folder) => {
                let path = folder.path().join("town.gpkg");
                Box::new(GeoPackage::create_or_open(path).expect("a store"))
            }
            Self::Database(database) => Box::new(database.writer()),
        }
    }
}

fn folder() -> Home {
    // a store in memory is no less a store: what its disk does to it is for other tests
    let room = env::var_os("HEXWARD_TEST_ROOM").unwrap_or_else(|| env::temp_dir().into());
    Home::Folder(tempfile::tempdir_in(room).expect("a folder"))
}

/// So many sequences from a seed on, a number of stores at a time.
fn histories(
    sequences: usize,
    seed: u64,
    threads: usize,
    home: impl Fn() -> Home + Sync,
) -> Counts {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut counts = Counts::default();
        loop {
            let start = next.fetch_add(PER_STORE, Ordering::Relaxed);
            if start >= sequences {
                return counts;
            }
            let home = home();
            let mut history = History::begin(home.store(), seed + start as u64);
            for _ in start..sequences.min(start + PER_STORE) {
                history.sequence(ACTS);
            }
            counts.merge(history.counts.clone());
            assert_reopened(history, &home);
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut all = Counts::default();
        for worker in workers {
            match worker.join() {
                Ok(counts) => all.merge(counts),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}

/// The rows on the disk are those of the last snapshot, and the log is whole.
fn assert_reopened(history: History, home: &Home) {
    let last = history.engine().snapshot().dataset();
    drop(history);
    let mut store = home.store();
    assert_eq!(store.load().expect("loaded"), last);
    let found = hexward_engine::store::fingerprint(store.as_mut()).expect("a whole log");
    assert_eq!(found.revision, last.revision);
}

fn database() -> Option<Home> {
    Database::new().map(Home::Database)
}

fn number(name: &str, default: usize) -> usize {
    let text = env::var(name).ok();
    text.map_or(default, |text| text.parse().expect("a number"))
}

#[test]
fn everything_can_be_taken_back_in_a_file() {
    let counts = histories(12, 1, 1, folder);
    let acts = ["SplitGrid", "MoveNode", "undo", "redo", "plan begun"];
    assert!(
        acts.iter().all(|act| counts.0.contains_key(*act)),
        "{counts:?}"
    );
}

#[test]
fn everything_can_be_taken_back_in_a_database() {
    if Database::new().is_some() {
        histories(4, 2, 1, || database().expect("there was one"));
    }
}

#[test]
#[ignore = "takes minutes: HEXWARD_SEQUENCES of the test above, on HEXWARD_THREADS"]
fn everything_can_be_taken_back_in_a_file_20000_times() {
    let (sequences, seed) = (
        number("HEXWARD_SEQUENCES", 20_000),
        number("HEXWARD_SEED", 1),
    );
    let counts = histories(sequences, seed as u64, number("HEXWARD_THREADS", 2), folder);
    println!("{sequences} sequences of {ACTS}: {counts:#?}");
}

#[test]
#[ignore = "takes minutes: the long form of the test above"]
fn everything_can_be_taken_back_in_a_database_20000_times() {
    if Database::new().is_none() {
        return;
    }
    let (sequences, seed) = (
        number("HEXWARD_SEQUENCES", 20_000),
        number("HEXWARD_SEED", 1),
    );
    let home = || database().expect("there was one");
    let counts = histories(sequences, seed as u64, number("HEXWARD_THREADS", 2), home);
    println!("{sequences} sequences of {ACTS}: {counts:#?}");
}
