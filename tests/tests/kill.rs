//! A writer that dies at any moment: what it acknowledged is there, and nothing is there by half.
//!
//! The test binary runs itself again as a child that commits without end and says so after each commit. The parent kills
//! it with SIGKILL, opens the store and compares it with the deltas, which follow from their revision alone. SIGKILL
//! stands for a crash of the process; that data reaches the disk before a commit returns is SQLite's `synchronous=FULL`.

#[expect(
    dead_code,
    reason = "shared with the tests of stores, which use all of it"
)]
#[path = "store/fixture.rs"]
mod fixture;

use std::env;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use fixture::{Random, address, cell, checkpoint, grid, make_all, note, place};
use hexward_engine::model::{Address, Change, Dataset, Delta, Revision};
use hexward_engine::store::{GeoPackage, Store, content_hash};

/// Names the store to the child.
const CHILD: &str = "HEXWARD_TEST_KILL_STORE";
/// A store is thrown away after so many kills, so that the making of a store is killed too.
const KILLS_PER_STORE: usize = 20;

/// The addresses that a revision makes: a few, or as many as overflow a page cache now and then.
fn batch(revision: u64, version: u32) -> impl Iterator<Item = Address> {
    let rows = if revision.is_multiple_of(5) {
        900
    } else {
        1 + revision % 7
    };
    (0..rows).map(move |i| {
        let mut row = address(
            &format!("{revision}-{i}"),
            i64::try_from(i).expect("small"),
            31,
            "东亭街道",
        );
        row.residents = version;
        row
    })
}

/// The delta that leads to a revision: it makes rows, replaces those of the one before, removes older ones.
fn delta_to(revision: u64) -> Delta {
    let number = usize::try_from(revision).expect("small");
    let mut delta = Delta {
        note: note("writer"),
        addresses: make_all(batch(revision, 0)),
        ..Delta::default()
    };
    delta.grids = make_all([grid(number, "made")]);
    delta.cells = make_all([cell("c", i32::try_from(revision).expect("small"), 1)]);
    delta.checkpoints = make_all([checkpoint(&format!("k{revision}"), 5, "门")]);
    if revision == 1 {
        delta.place = make_all([place("1")]);
        return delta;
    }
    let replace = Change::replace(
        place(&(revision - 1).to_string()),
        place(&revision.to_string()),
    );
    delta.place.push(replace.expect("same key"));
    let renamed = Change::replace(grid(number - 1, "made"), grid(number - 1, "old"));
    delta.grids.push(renamed.expect("same key"));
    let pairs = batch(revision - 1, 0).zip(batch(revision - 1, 1));
    let replaced = pairs.map(|(before, after)| Change::replace(before, after).expect("same key"));
    delta.addresses.extend(replaced);
    if revision > 2 {
        delta
            .addresses
            .extend(batch(revision - 2, 1).step_by(2).map(Change::remove));
    }
    delta
}

#[test]
fn child_commits_until_it_is_killed() {
    let Some(path) = env::var_os(CHILD) else {
        return;
    };
    let mut store = GeoPackage::create_or_open(path).expect("opened");
    let mut head = store.load().expect("loaded").revision;
    loop {
        head = store.commit(head, &delta_to(head.0 + 1)).expect("fits");
        println!("committed {head}");
    }
}

fn spawn(store: &Path) -> Child {
    let this = env::current_exe().expect("this program has a path");
    let mut command = Command::new(this);
    command
        .args(["--exact", "child_commits_until_it_is_killed", "--nocapture"])
        .env(CHILD, store);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("started")
}

/// Lets a writer run for a while, kills it, and returns the last revision that it acknowledged.
fn acknowledged_until_killed(store: &Path, after: Duration) -> Option<u64> {
    let mut child = spawn(store);
    let output = BufReader::new(child.stdout.take().expect("piped"));
    let listener = thread::spawn(move || {
        let revision = |line: String| line.rsplit_once("committed ")?.1.parse().ok();
        output
            .lines()
            .map_while(Result::ok)
            .filter_map(revision)
            .last()
    });
    thread::sleep(after);
    child.kill().expect("killed");
    let status = child.wait().expect("ended");
    assert_eq!(
        status.signal(),
        Some(9),
        "the writer failed before it was killed: {status}"
    );
    listener.join().expect("listened")
}

/// What happened in a number of kills.
#[derive(Debug, Default)]
struct Tally {
    kills: usize,
    commits: u64,
    before_first_commit: usize,
    committed_without_acknowledgement: usize,
    before_the_store_was_made: usize,
}

/// A store under attack, and the rows that it must have.
struct Victim {
    path: PathBuf,
    expected: Dataset,
    _folder: tempfile::TempDir,
}

impl Victim {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self {
            path: folder.path().join("store.gpkg"),
            expected: Dataset::default(),
            _folder: folder,
        }
    }

    fn survives(&mut self, after: Duration, tally: &mut Tally) {
        let start = self.expected.revision.0;
        let acknowledged = acknowledged_until_killed(&self.path, after);
        tally.kills += 1;
        tally.before_first_commit += usize::from(acknowledged.is_none());
        let made = std::fs::metadata(&self.path).is_ok_and(|file| file.len() > 0);
        tally.before_the_store_was_made += usize::from(!made);
        let mut store = GeoPackage::create_or_open(&self.path).expect("opened after a kill");
        let rows = store.load().expect("loaded after a kill");
        let (head, last) = (rows.revision.0, acknowledged.unwrap_or(start));
        assert!(
            head == last || head == last + 1,
            "acknowledged {last}, found {head}"
        );
        tally.commits += head - start;
        tally.committed_without_acknowledgement += usize::from(head > last);
        for revision in start + 1..=head {
            self.expected = self
                .expected
                .apply(&delta_to(revision))
                .expect("the deltas fit");
        }
        assert!(
            rows == self.expected,
            "revision {head} has other rows than its deltas make"
        );
        drop(store);
        assert_eq!(integrity(&self.path), "ok");
    }

    /// The log gives the rows again, to a reader that opens the store as the killed writer left it.
    fn is_told_by_its_log(&self) {
        acknowledged_until_killed(&self.path, Duration::from_millis(120));
        let mut store = GeoPackage::open_read_only(&self.path).expect("opened after a kill");
        let log = store.since(Revision(0)).expect("read");
        let mut rows = Dataset::default();
        for (number, commit) in (1..).zip(&log) {
            assert!(
                commit.revision == Revision(number) && commit.delta == delta_to(number),
                "revision {number}"
            );
            rows = rows.apply(&commit.delta).expect("the deltas fit");
        }
        assert_eq!(
            content_hash(&store.load().expect("loaded")),
            content_hash(&rows)
        );
    }
}

fn integrity(path: &Path) -> String {
    let connection = rusqlite::Connection::open(path).expect("opened");
    connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("checked")
}

fn kill(rounds: usize, seed: u64) -> Tally {
    let mut random = Random(seed);
    let mut tally = Tally::default();
    let mut victim = Victim::new();
    for round in 1..=rounds {
        // one kill of four comes while the writer starts: at once, or within the first commits
        let milliseconds = if random.below(4) == 0 {
            random.below(30)
        } else {
            20 + random.below(130)
        };
        let after = Duration::from_micros(milliseconds as u64 * 1_000 + random.next() % 1_000);
        victim.survives(after, &mut tally);
        if round.is_multiple_of(KILLS_PER_STORE) {
            victim.is_told_by_its_log();
            victim = Victim::new();
        }
    }
    tally
}

#[test]
fn no_acknowledged_commit_is_lost() {
    let tally = kill(20, 1);
    assert!(tally.commits > 0, "{tally:?}");
}

#[test]
#[ignore = "takes minutes: the long form of the test above"]
fn no_acknowledged_commit_is_lost_in_a_thousand_kills() {
    let tally = kill(1_000, 2);
    println!("{tally:?}");
    assert!(
        tally.committed_without_acknowledgement > 0 && tally.before_first_commit > 0,
        "{tally:?}"
    );
}
