//! An engine that dies while several change one plan: edits, imports, undo, drafts, committed in groups. What it
//! acknowledged is there under its key, nothing is there by half, the ground is divided, and the log leads to the rows.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, process, thread};

use hexward_engine::Engine;
use hexward_engine::model::{Dataset, LogEntry, Revision};
use hexward_engine::store::{Store, content_hash, fingerprint};
use hexward_tests::planning::{assert_sound, by, change, committed, founding, request};
use hexward_tests::random::Sequence;

use crate::fixture::Random;
use crate::{CHILD, Home, KILLS_PER_STORE, alone, database, open, spawn_test};

/// How many change the plan at the same time.
const WRITERS: usize = 4;
/// How long an engine lives at most.
const LIFE_MS: usize = 400;

#[test]
fn child_plans_until_it_is_killed() {
    let Ok(place) = env::var(CHILD) else {
        return;
    };
    let engine = Engine::open(open(&place)).expect("an engine");
    if engine.snapshot().revision == Revision(0) {
        engine.commit(&founding()).expect("the town");
    }
    let number = AtomicUsize::new(0);
    let (engine, number) = (&engine, &number);
    let start = engine.snapshot().revision.0;
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            scope.spawn(move || {
                let mut random = Sequence(start * 64 + writer as u64);
                loop {
                    let own = number.fetch_add(1, Ordering::Relaxed);
                    let key = format!("{}-{start}-{own}", process::id());
                    if let Some(revision) = committed(change(engine, &mut random, &key)) {
                        println!("committed {key} {revision}");
                    }
                }
            });
        }
    });
}

/// Lets an engine live for a while and kills it; returns what it acknowledged, by key.
fn acknowledged_until_killed(place: &str, after: Duration) -> BTreeMap<String, Revision> {
    let mut child = spawn_test("engine::child_plans_until_it_is_killed", place);
    let output = child.stdout.take().expect("piped");
    let listener = thread::spawn(move || {
        let parsed = |line: String| {
            let (_, told) = line.split_once("committed ")?;
            let (key, revision) = told.split_once(' ')?;
            Some((key.to_owned(), Revision(revision.parse().ok()?)))
        };
        let lines = BufReader::new(output).lines().map_while(Result::ok);
        lines.filter_map(parsed).collect()
    });
    thread::sleep(after);
    child.kill().expect("killed");
    let status = child.wait().expect("ended");
    assert_eq!(status.signal(), Some(9), "it failed before: {status}");
    listener.join().expect("listened")
}

#[derive(Debug, Default)]
struct Tally {
    kills: usize,
    acknowledged: usize,
    commits: u64,
    unacknowledged: u64,
    slowest_open_ms: u128,
}

/// The rows that the log leads to, so far.
struct Victim {
    home: Home,
    rows: Dataset,
}

impl Victim {
    fn survives(&mut self, after: Duration, tally: &mut Tally) {
        let place = self.home.place();
        let told = acknowledged_until_killed(&place, after);
        let clock = Instant::now();
        let mut store = open(&place);
        // a server may still be ending what the killed writer began: its turn comes first
        store.begin().expect("the turn of who was killed has ended");
        store.end();
        let engine = Engine::open(store).expect("opened after a kill");
        let snapshot = engine.snapshot();
        tally.slowest_open_ms = tally.slowest_open_ms.max(clock.elapsed().as_millis());
        if snapshot.revision > Revision(0) {
            assert_sound(&snapshot, &format!("kill {}", tally.kills));
        }
        for (key, revision) in told.iter().rev().take(4) {
            let again = engine.asked_again(key);
            assert_eq!(again, Some(*revision), "{key} sent again");
        }
        assert_eq!(engine.snapshot().revision, snapshot.revision);
        drop(engine);
        let mut store = open(&place);
        let before = self.rows.revision;
        self.follow(store.as_mut());
        assert_eq!(self.rows.revision, snapshot.revision);
        let found = content_hash(&snapshot.dataset());
        assert_eq!(content_hash(&self.rows), found, "the log leads elsewhere");
        let log = log_after(store.as_mut(), before, snapshot.revision);
        for (key, revision) in &told {
            let known = store.commit_of(key).expect("asked");
            assert_eq!(
                known,
                Some((*revision, request(key).digest)),
                "{key} is lost"
            );
            let entry = log.iter().find(|entry| entry.revision == *revision);
            let named = entry.and_then(|entry| entry.note.request.as_ref());
            assert_eq!(named, Some(&request(key)), "revision {revision}");
        }
        tally.kills += 1;
        tally.acknowledged += told.len();
        let made = snapshot.revision.0 - before.0;
        tally.commits += made;
        // the founding has no key
        let founded = u64::from(before.0 == 0 && made > 0);
        let unacknowledged = made - founded - told.len() as u64;
        assert!(unacknowledged <= WRITERS as u64, "{unacknowledged} more");
        tally.unacknowledged += unacknowledged;
        drop(store);
        self.home.assert_sound();
    }

    /// Plays the new part of the log.
    fn follow(&mut self, store: &mut dyn Store) {
        for commit in store.since(self.rows.revision).expect("a whole log") {
            self.rows = self.rows.apply(&commit.delta).expect("the log fits");
            assert_eq!(self.rows.revision, commit.revision);
        }
    }
}

/// What sends a request again that was answered before.
trait Again {
    fn asked_again(&self, key: &str) -> Option<Revision>;
}

impl Again for Engine {
    fn asked_again(&self, key: &str) -> Option<Revision> {
        let mut note = by("one");
        note.request = Some(request(key));
        let done = self.undo(Revision(1), &note).expect("answered again");
        done.repeated.then_some(done.revision)
    }
}

fn log_after(store: &mut dyn Store, start: Revision, end: Revision) -> Vec<LogEntry> {
    let length = usize::try_from(end.0 - start.0).expect("small");
    store.log_before(end.next(), length).expect("a log")
}

/// Kills engines; `None` when there is no place for such stores.
fn kill(
    rounds: usize,
    seed: u64,
    life_ms: usize,
    home: impl Fn() -> Option<Home>,
) -> Option<Tally> {
    let _alone = alone();
    let mut random = Random(seed);
    let mut tally = Tally::default();
    let new = || {
        Some(Victim {
            home: home()?,
            rows: Dataset::default(),
        })
    };
    let mut victim = new()?;
    for round in 1..=rounds {
        let milliseconds = match random.below(5) {
            0 => random.below(40),
            _ => 40 + random.below(life_ms - 40),
        };
        let after = Duration::from_micros(milliseconds as u64 * 1_000 + random.next() % 1_000);
        victim.survives(after, &mut tally);
        if round.is_multiple_of(KILLS_PER_STORE) {
            let mut store = open(&victim.home.place());
            let whole = fingerprint(store.as_mut()).expect("a chain of hashes");
            assert_eq!(whole.revision, victim.rows.revision);
            drop(store);
            victim = new()?;
        }
    }
    Some(tally)
}

#[test]
fn no_acknowledged_edit_is_lost_in_a_file() {
    let tally = kill(10, 5, LIFE_MS, || Some(Home::folder())).expect("there is room");
    assert!(tally.acknowledged > 0, "{tally:?}");
}

#[test]
fn no_acknowledged_edit_is_lost_in_a_database() {
    if let Some(tally) = kill(6, 6, 2 * LIFE_MS, database) {
        assert!(tally.acknowledged > 0, "{tally:?}");
    }
}

#[test]
#[ignore = "takes minutes: the long form of the test above"]
fn no_acknowledged_edit_is_lost_in_a_thousand_kills() {
    let tally = kill(1_000, 7, LIFE_MS, || Some(Home::folder())).expect("there is room");
    println!("{tally:?}");
    assert!(tally.unacknowledged > 0, "{tally:?}");
}

#[test]
#[ignore = "takes minutes: the long form of the test above"]
fn no_acknowledged_edit_is_lost_in_a_database_in_a_thousand_kills() {
    if let Some(tally) = kill(1_000, 8, 2 * LIFE_MS, database) {
        println!("{tally:?}");
        assert!(tally.unacknowledged > 0, "{tally:?}");
    }
}
