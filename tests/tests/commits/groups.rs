//! Group commit: many threads at once.

use std::collections::BTreeSet;
use std::thread;

use hexward_engine::model::Revision;
use hexward_engine::store::fingerprint;
use hexward_engine::{CommitError, Events};

use crate::{Home, changes, commit, rename};

const THREADS: usize = 8;
const COMMITS: usize = 12;

fn grid_of(thread: usize) -> String {
    format!("32020500100{}G00{}", thread % 4 + 1, thread / 4 + 1)
}

pub(crate) fn all_that_wait_are_answered_once(home: &Home) {
    let engine = home.town();
    let answers: Vec<u64> = thread::scope(|scope| {
        let work = |thread: usize| {
            let engine = &engine;
            move || {
                let edit = |n: usize| rename(&grid_of(thread), &format!("{thread} {n}"));
                let own = (0..COMMITS).map(|n| commit(engine, vec![edit(n)]).0);
                own.collect::<Vec<u64>>()
            }
        };
        let threads: Vec<_> = (0..THREADS).map(|t| scope.spawn(work(t))).collect();
        let answers = threads.into_iter().map(|t| t.join().expect("no panic"));
        answers.flatten().collect()
    });
    let all: BTreeSet<u64> = answers.iter().copied().collect();
    let last = 1 + (THREADS * COMMITS) as u64;
    assert_eq!(all, (2..=last).collect(), "revisions without a hole");
    assert_eq!(answers.len(), all.len(), "each answered once");
    let end = engine.snapshot();
    drop(engine);
    let mut store = home.writer();
    assert_eq!(store.load().expect("loaded"), end.dataset());
    assert_eq!(
        fingerprint(store.as_mut()).expect("a chain").revision.0,
        last
    );
}

pub(crate) fn a_refused_edit_does_not_hurt_its_group(home: &Home) {
    let engine = home.town();
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let engine = &engine;
            scope.spawn(move || {
                for n in 0..COMMITS {
                    let grid = if thread % 2 == 0 {
                        grid_of(thread)
                    } else {
                        "320205009009".to_owned()
                    };
                    let done = engine.commit(&changes(vec![rename(&grid, &n.to_string())]));
                    match done {
                        Ok(_) => assert_eq!(thread % 2, 0),
                        Err(CommitError::Edit(_)) => assert_eq!(thread % 2, 1),
                        Err(other) => unreachable!("{other}"),
                    }
                }
            });
        }
    });
    let good = (THREADS / 2 * COMMITS) as u64;
    assert_eq!(engine.snapshot().revision.0, 1 + good);
}

/// Somebody renames a grid in the file or the database itself; the engine does not know.
fn rename_outside(home: &Home, grid: &str) {
    let statement = format!("UPDATE grids SET name = 'outside' WHERE code = '{grid}'");
    match home {
        Home::File(folder) => {
            let path = folder.path().join("town.gpkg");
            let file = rusqlite::Connection::open(path).expect("opened");
            // the triggers of the spatial index need functions that GDAL has
            let any =
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'grids'";
            let mut triggers = file.prepare(any).expect("asked");
            let names = triggers.query_map([], |row| row.get::<_, String>(0));
            let names: Vec<String> = names.expect("asked").map(|n| n.expect("a name")).collect();
            for name in names {
                file.execute_batch(&format!("DROP TRIGGER \"{name}\""))
                    .expect("dropped");
            }
            file.execute_batch(&statement).expect("renamed");
        }
        Home::Database(database) => {
            let schema = "SET search_path TO hexward, public;";
            database.execute(&format!("{schema}{statement}"));
        }
    }
}

pub(crate) fn a_row_edited_outside_stops_its_own_change_only(home: &Home) {
    let engine = home.town();
    let spoilt = grid_of(0);
    rename_outside(home, &spoilt);
    let refused: usize = thread::scope(|scope| {
        let work = |thread: usize| {
            let engine = &engine;
            move || {
                let one = |n: usize| {
                    let edit = rename(&grid_of(thread), &format!("{thread} {n}"));
                    match engine.commit(&changes(vec![edit])) {
                        Ok(_) => 0,
                        Err(error @ CommitError::Store(_)) => {
                            assert_eq!(thread, 0, "{error}");
                            assert!(error.to_string().contains("grids"), "{error}");
                            1
                        }
                        Err(other) => unreachable!("{other}"),
                    }
                };
                (0..COMMITS).map(one).sum::<usize>()
            }
        };
        let threads: Vec<_> = (0..THREADS).map(|t| scope.spawn(work(t))).collect();
        threads
            .into_iter()
            .map(|t| t.join().expect("no panic"))
            .sum()
    });
    assert_eq!(refused, COMMITS, "all changes of the spoilt row, no other");
    let good = ((THREADS - 1) * COMMITS) as u64;
    assert_eq!(engine.snapshot().revision.0, 1 + good);
    let Events::Known(events) = engine.events_after(Revision(1)) else {
        unreachable!("they are remembered");
    };
    assert_eq!(events.len() as u64, good);
    commit(&engine, vec![rename(&grid_of(1), "after")]);
}
