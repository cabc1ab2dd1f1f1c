//! What an import costs at the size of Wuxi, step by step, and how soon it is broken off: `HEXWARD_STORE=wuxi.gpkg
//! HEXWARD_FILE=addresses.csv cargo bench -p hexward-tests --bench import`, on a store into which the grids of `hexward city
//! wuxi` were imported. The store is not written to.
//!
//! `read` is from the file to rows, `apply` from rows to a delta, `next` to the snapshot after it, `damage` which ground
//! changed. `rehearse` is all but reading, as a job does it before anything is written; it is asked to stop at
//! moments evenly spread over its time, and what is told is how long it took to.

use std::sync::Arc;
use std::time::{Duration, Instant};

use hexward_engine::damage::Damage;
use hexward_engine::edit::{self, Changeset, Edit};
use hexward_engine::io::{Crs, Expectation, Source, Statement, read_addresses};
use hexward_engine::layer::Threads;
use hexward_engine::model::Note;
use hexward_engine::store::GeoPackage;
use hexward_engine::{Engine, Proposal, Watch, ground};

/// At how many moments the rehearsal is asked to stop.
const STOPS: u32 = 24;

fn main() {
    let (Some(store), Some(file)) = (
        std::env::var_os("HEXWARD_STORE"),
        std::env::var_os("HEXWARD_FILE"),
    ) else {
        println!("skipped: HEXWARD_STORE and HEXWARD_FILE name no store and file");
        return;
    };
    let store = GeoPackage::open_read_only(std::path::Path::new(&store)).expect("a store");
    let engine = Engine::open_on(Box::new(store), Threads::new(2)).expect("rows");
    let snapshot = engine.snapshot();
    // as a server has them at hand
    for tier in snapshot.grids.keys() {
        snapshot.assignment(*tier);
    }
    snapshot.nearest_assignment();
    let statement = Statement {
        expected: Expectation::within(ground(&snapshot, None).expect("no area is declared")),
        ..Statement::of(Crs::parse("EPSG:4490").expect("a system"))
    };
    let rows = timed("read", || {
        read_addresses(&Source::path(&file), &statement).expect("a readable file")
    });
    assert!(rows.rejected.is_empty(), "{:?}", rows.rejected.first());
    let changeset = Arc::new(Changeset {
        note: Note::default(),
        edits: vec![Edit::ImportAddresses(rows.rows)],
    });
    let delta = timed("apply", || {
        edit::apply(&snapshot, &changeset).expect("a fitting import")
    });
    println!("{} changes", delta.len());
    if !delta.is_empty() {
        let next = timed("next", || snapshot.with(&delta).expect("a fitting delta"));
        timed("damage", || Damage::of(&delta, &snapshot, &next));
        timed("drop", || drop(next));
    }
    timed("drop delta", || drop(delta));
    let proposal = Proposal::from(changeset);
    let clock = Instant::now();
    timed("rehearse", || {
        engine.rehearse(&proposal).expect("a fitting import")
    });
    let whole = clock.elapsed();
    let mut waits: Vec<f64> = (0..STOPS)
        .map(|stop| stopped(&engine, &proposal, whole * stop / STOPS))
        .collect();
    waits.sort_by(f64::total_cmp);
    println!(
        "stopped within {:.2} s, median {:.2} s",
        waits[waits.len() - 1],
        waits[waits.len() / 2]
    );
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let clock = Instant::now();
    let done = work();
    println!("{what:<10} {:.3} s", clock.elapsed().as_secs_f64());
    done
}

/// How long a rehearsal goes on after it is asked to stop, in seconds.
fn stopped(engine: &Engine, proposal: &Proposal, after: Duration) -> f64 {
    let watch = Arc::new(Watch::default());
    let proposal = Proposal {
        watch: Some(Arc::clone(&watch)),
        ..proposal.clone()
    };
    std::thread::scope(|scope| {
        let work = scope.spawn(|| {
            let done = engine.rehearse(&proposal);
            (done.is_ok(), Instant::now())
        });
        std::thread::sleep(after);
        let asked = Instant::now();
        watch.stop();
        let (_, ended) = work.join().expect("no panic");
        ended.saturating_duration_since(asked).as_secs_f64()
    })
}
