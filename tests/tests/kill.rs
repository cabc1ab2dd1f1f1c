//! A writer that dies at any moment: what it acknowledged is there, and nothing is there by half.
//!
//! The test binary runs itself again as a child that commits without end and says so after each commit. The parent kills
//! it with SIGKILL, opens the store and compares it with the deltas, which follow from their revision alone. SIGKILL
//! stands for a crash of the process; that data reaches the disk before a commit returns is SQLite's `synchronous=FULL`
//! and PostgreSQL's `synchronous_commit`. In `kill/server.rs` it is the database server that dies.

#[path = "kill/deltas.rs"]
mod deltas;
#[path = "kill/engine.rs"]
mod engine;
#[expect(
    dead_code,
    reason = "shared with the tests of stores, which use all of it"
)]
#[path = "store/fixture.rs"]
mod fixture;
#[path = "kill/server.rs"]
mod server;

use std::env;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use deltas::delta_to;
use fixture::Random;
use hexward_engine::model::{Dataset, Revision};
use hexward_engine::store::{GeoPackage, PostGis, ServerAddress, Store, content_hash};
use hexward_tests::Database;

/// Names the store to the child.
const CHILD: &str = "HEXWARD_TEST_KILL_STORE";
/// A store is thrown away after so many kills, so that the making of a store is killed too.
const KILLS_PER_STORE: usize = 20;
/// How long a writer lives at most: long enough for some commits after it has opened the store.
const FILE_LIFE_MS: usize = 150;
const DATABASE_LIFE_MS: usize = 600;

/// Held by the test that runs: a process that one test starts has, for the moment before its program begins, the file
/// locks of every store that another test has open.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Opens the store of a path or of a URL for writing.
fn open(place: &str) -> Box<dyn Store> {
    if !ServerAddress::is_meant_by(place) {
        return Box::new(GeoPackage::create_or_open(place).expect("opened"));
    }
    let address = place.parse().expect("an address");
    Box::new(PostGis::create_or_open(&address).expect("opened"))
}

#[test]
fn child_commits_until_it_is_killed() {
    let Ok(place) = env::var(CHILD) else {
        return;
    };
    let mut store = open(&place);
    let mut head = store.load().expect("loaded").revision;
    loop {
        head = store.commit(head, &delta_to(head.0 + 1)).expect("fits");
        println!("committed {head}");
    }
}

fn spawn(place: &str) -> Child {
    spawn_test("child_commits_until_it_is_killed", place)
}

/// This program as a child that runs one of its tests on a store.
fn spawn_test(name: &str, place: &str) -> Child {
    let this = env::current_exe().expect("this program has a path");
    let mut command = Command::new(this);
    command
        .args(["--exact", name, "--nocapture"])
        .env(CHILD, place);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("started")
}

/// The revisions that a child acknowledges, one after the other, until it ends.
fn acknowledged(output: ChildStdout) -> impl Iterator<Item = u64> {
    let revision = |line: String| line.rsplit_once("committed ")?.1.parse().ok();
    BufReader::new(output)
        .lines()
        .map_while(Result::ok)
        .filter_map(revision)
}

/// Lets a writer run for a while, kills it, and returns the last revision that it acknowledged.
fn acknowledged_until_killed(place: &str, after: Duration) -> Option<u64> {
    let mut child = spawn(place);
    let output = child.stdout.take().expect("piped");
    let listener = thread::spawn(move || acknowledged(output).last());
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
}

/// Where a store lives as long as this does.
enum Home {
    Folder(tempfile::TempDir),
    Database(Database),
}

impl Home {
    fn folder() -> Self {
        Self::Folder(tempfile::tempdir().expect("a folder"))
    }

    fn place(&self) -> String {
        match self {
            Self::Folder(folder) => {
                let path = folder.path().join("store.gpkg");
                path.to_str().expect("utf-8").to_owned()
            }
            Self::Database(database) => database.url().to_owned(),
        }
    }

    /// The store as a reader finds it after a kill; a server may still be ending what the killed writer began.
    fn reader(&self) -> Box<dyn Store> {
        match self {
            Self::Folder(_) => Box::new(GeoPackage::open_read_only(self.place()).expect("opened")),
            Self::Database(database) => {
                drop(database.writer());
                Box::new(database.reader())
            }
        }
    }

    fn assert_sound(&self) {
        if let Self::Folder(_) = self {
            assert_eq!(integrity(Path::new(&self.place())), "ok");
        }
    }
}

/// A store under attack, and the rows that it must have.
struct Victim {
    home: Home,
    expected: Dataset,
}

impl Victim {
    fn new(home: Home) -> Self {
        Self {
            home,
            expected: Dataset::default(),
        }
    }

    fn survives(&mut self, after: Duration, tally: &mut Tally) {
        let start = self.expected.revision.0;
        let place = self.home.place();
        let acknowledged = acknowledged_until_killed(&place, after);
        tally.kills += 1;
        tally.before_first_commit += usize::from(acknowledged.is_none());
        let mut store = open(&place);
        let last = acknowledged.unwrap_or(start);
        let head = self.has_what_was_committed(store.as_mut(), last);
        tally.commits += head - start;
        tally.committed_without_acknowledgement += usize::from(head > last);
        drop(store);
        self.home.assert_sound();
    }

    /// The rows are those of all revisions up to the last that was acknowledged, or to the next; returns which.
    fn has_what_was_committed(&mut self, store: &mut dyn Store, last: u64) -> u64 {
        let rows = store.load().expect("loaded after a kill");
        let head = rows.revision.0;
        assert!(
            head == last || head == last + 1,
            "acknowledged {last}, found {head}"
        );
        for revision in self.expected.revision.0 + 1..=head {
            self.expected = self
                .expected
                .apply(&delta_to(revision))
                .expect("the deltas fit");
        }
        assert!(
            rows == self.expected,
            "revision {head} has other rows than its deltas make"
        );
        head
    }

    /// The log gives the rows again, to a reader that opens the store as the killed writer left it.
    fn is_told_by_its_log(&self) {
        acknowledged_until_killed(&self.home.place(), Duration::from_millis(120));
        let mut store = self.home.reader();
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

/// Kills writers of stores, most of them within so many milliseconds; `None` when there is no place for such stores.
fn kill(
    rounds: usize,
    seed: u64,
    life_ms: usize,
    home: impl Fn() -> Option<Home>,
) -> Option<Tally> {
    let _alone = alone();
    let mut random = Random(seed);
    let mut tally = Tally::default();
    let mut victim = Victim::new(home()?);
    for round in 1..=rounds {
        // one kill of four comes while the writer starts: at once, or within the first commits
        let milliseconds = if random.below(4) == 0 {
            random.below(30)
        } else {
            20 + random.below(life_ms - 20)
        };
        let after = Duration::from_micros(milliseconds as u64 * 1_000 + random.next() % 1_000);
        victim.survives(after, &mut tally);
        if round.is_multiple_of(KILLS_PER_STORE) {
            victim.is_told_by_its_log();
            victim = Victim::new(home()?);
        }
    }
    Some(tally)
}

fn database() -> Option<Home> {
    Database::new().map(Home::Database)
}

#[test]
fn no_acknowledged_commit_is_lost_in_a_file() {
    let tally =
        kill(20, 1, FILE_LIFE_MS, || Some(Home::folder())).expect("there is always room for files");
    assert!(tally.commits > 0, "{tally:?}");
}

#[test]
fn no_acknowledged_commit_is_lost_in_a_database() {
    if let Some(tally) = kill(20, 1, DATABASE_LIFE_MS, database) {
        assert!(tally.commits > 0, "{tally:?}");
    }
}

fn assert_both_sides_were_met(tally: &Tally) {
    println!("{tally:?}");
    assert!(
        tally.committed_without_acknowledgement > 0 && tally.before_first_commit > 0,
        "{tally:?}"
    );
}

#[test]
#[ignore = "takes minutes: the long form of the test above"]
fn no_acknowledged_commit_is_lost_in_a_thousand_kills() {
    let tally = kill(1_000, 2, FILE_LIFE_MS, || Some(Home::folder()))
        .expect("there is always room for files");
    assert_both_sides_were_met(&tally);
}

#[test]
#[ignore = "takes minutes: the long form of the test above"]
fn no_acknowledged_commit_is_lost_in_a_database_in_a_thousand_kills() {
    if let Some(tally) = kill(1_000, 2, DATABASE_LIFE_MS, database) {
        assert_both_sides_were_met(&tally);
    }
}
