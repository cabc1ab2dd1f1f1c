//! A database server that dies at any moment, while a writer commits: the writer goes on when the server is back, and
//! nothing that it acknowledged is lost.

use std::process::{Child, Command};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use hexward_tests::{Database, Server};

use crate::fixture::Random;
use crate::{Home, Victim, acknowledged, alone, spawn};

/// How the server loses what it has in memory.
#[derive(Debug, Clone, Copy)]
enum Death {
    /// One of its processes is killed, and it restarts all of them.
    OfTheSession,
    /// It stops at once, writes nothing, and is started again.
    OfTheServer,
}

fn strike(server: &Server, database: &Database, death: Death) {
    match death {
        Death::OfTheServer => server.crash_and_start(),
        Death::OfTheSession => {
            for pid in database.serving() {
                let killed = Command::new("kill").args(["-9", &pid.to_string()]).status();
                assert!(killed.expect("started").success());
            }
        }
    }
}

/// A writer that does not outlive the test, also when that fails.
struct Writer(Child);

impl Drop for Writer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Lets a writer commit while its server dies so many times; `None` when there is no room for a server.
fn die(rounds: usize, seed: u64) -> Option<u64> {
    let _alone = alone();
    let server = Server::start()?;
    let database = server.database();
    let mut random = Random(seed);
    let mut child = spawn(database.url());
    let output = child.stdout.take().expect("piped");
    let writer = Writer(child);
    let newest = AtomicU64::new(0);
    thread::scope(|scope| {
        let mut writer = writer;
        let newest = &newest;
        scope.spawn(move || {
            for revision in acknowledged(output) {
                newest.store(revision, Ordering::Release);
            }
        });
        let mut before = 0;
        for round in 0..rounds {
            let reached = || newest.load(Ordering::Acquire) > before;
            for _ in 0..600 {
                if reached() || writer.0.try_wait().expect("asked").is_some() {
                    break;
                }
                thread::sleep(Duration::from_millis(50));
            }
            assert!(reached(), "round {round}: the writer did not come back");
            thread::sleep(Duration::from_micros(random.next() % 150_000));
            let death = [Death::OfTheSession, Death::OfTheServer][round % 2];
            strike(&server, &database, death);
            before = newest.load(Ordering::Acquire);
        }
    });
    let last = newest.into_inner();
    let mut store = database.writer();
    let mut victim = Victim::new(Home::Database(database));
    let head = victim.has_what_was_committed(&mut store, last);
    drop(store);
    victim.is_told_by_its_log();
    drop(victim);
    Some(head)
}

#[test]
fn no_acknowledged_commit_is_lost_when_the_server_dies() {
    if let Some(commits) = die(4, 3) {
        assert!(commits >= 4, "{commits}");
    }
}

#[test]
#[ignore = "takes minutes: the long form of the test above"]
fn no_acknowledged_commit_is_lost_when_the_server_dies_a_hundred_times() {
    if let Some(commits) = die(100, 4) {
        println!("{commits} commits, none lost");
    }
}
