//! Commits through the engine at the size of Wuxi: `HEXWARD_STORE=wuxi.gpkg cargo bench -p hexward-tests --bench engine`, on
//! a copy of a store into which the files of `hexward city wuxi` were imported: it is written to.
//!
//! - one after the other: the border between two grids moves, durable, from the proposal to the answer;
//! - many threads: such edits of grids far apart, committed in groups;
//! - a thousand readers: each takes a snapshot and asks where a position lies, ten times a second, without and with a
//!   writer; each also looks whether the two grids that the writer changes still add up to the same ground;
//! - `Engine::snapshot()`.

use std::hint::black_box;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::geom::{Polygon, Position, Region};
use hexward_engine::layer::AreaLayer;
use hexward_engine::model::{AreaCode, Grid, Note, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::GeoPackage;
use hexward_engine::{Engine, Proposal};

const READERS: usize = 1_000;
const PAUSE: Duration = Duration::from_millis(100);

fn main() {
    let Some(path) = std::env::var_os("HEXWARD_STORE") else {
        println!("skipped: HEXWARD_STORE names no store");
        return;
    };
    let clock = Instant::now();
    let store = GeoPackage::create_or_open(std::path::Path::new(&path)).expect("a store");
    let engine = Engine::open(Box::new(store)).expect("an engine");
    let snapshot = engine.snapshot();
    let first = &snapshot.grids[&Tier::Grid].records()[0].region;
    black_box(snapshot.grids[&Tier::Grid].locate(first.bounds().center()));
    println!(
        "opened, first answer after {:.2} s",
        clock.elapsed().as_secs_f64()
    );
    for tier in Tier::ALL {
        snapshot.assignment(tier);
        snapshot.faults(tier);
    }
    snapshot.nearest_assignment();
    println!("all assigned after {:.2} s", clock.elapsed().as_secs_f64());
    let pairs = pairs(&snapshot, 64);
    drop(snapshot);
    println!("{} pairs of grids with a node of their own", pairs.len());
    alone(&engine, &pairs);
    for threads in [8, 32] {
        grouped(&engine, &pairs, threads, Duration::from_secs(10));
    }
    readers(&engine, &pairs);
    taken(&engine);
}

/// Two grids of the same parent and a node on the border between them alone.
struct Pair {
    codes: [AreaCode; 2],
    node: Position,
}

fn pairs(snapshot: &Snapshot, most: usize) -> Vec<Pair> {
    let layer = &snapshot.grids[&Tier::Grid];
    let rows = layer.records();
    let mut pairs = Vec::new();
    let mut place = 0;
    while pairs.len() < most && place < 50 * rows.len() {
        place += 7919;
        if let Some(pair) = pair(layer, place % rows.len()) {
            pairs.push(pair);
        }
    }
    pairs
}

fn vertices(region: &Region) -> impl Iterator<Item = Position> + '_ {
    region
        .rings()
        .flat_map(|ring| ring.vertices().iter().copied())
}

fn pair(layer: &AreaLayer<Grid>, index: usize) -> Option<Pair> {
    let own = &layer.records()[index];
    let near = layer.meeting(own.region.bounds());
    let has = |node: Position| {
        let all = near.iter().map(|&index| &layer.records()[index]);
        all.filter(|grid| vertices(&grid.region).any(|p| p == node))
            .collect::<Vec<_>>()
    };
    vertices(&own.region).find_map(|node| {
        let sharers = has(node);
        let other = sharers.iter().find(|grid| grid.code != own.code)?;
        (sharers.len() == 2 && other.parent == own.parent).then(|| Pair {
            codes: [own.code.clone(), other.code.clone()],
            node,
        })
    })
}

/// The node moves a little, there and back.
fn moved(pair: &Pair, out: bool) -> Proposal {
    let beside = Position::clamped(
        i64::from(pair.node.lon()) + 40,
        i64::from(pair.node.lat()) + 30,
    );
    let (from, to) = if out {
        (pair.node, beside)
    } else {
        (beside, pair.node)
    };
    let edits = vec![Edit::MoveNode {
        tier: Tier::Grid,
        from,
        to,
    }];
    Changeset {
        note: Note::default(),
        edits,
    }
    .into()
}

fn percentiles(name: &str, mut ms: Vec<f64>) -> [f64; 2] {
    ms.sort_by(f64::total_cmp);
    let [middle, high] = [ms[ms.len() / 2], ms[ms.len() * 99 / 100]];
    println!(
        "{name}: {} times, p50 {middle:.3} ms, p99 {high:.3} ms",
        ms.len()
    );
    [middle, high]
}

fn timed(engine: &Engine, pair: &Pair, out: bool) -> Option<f64> {
    let proposal = moved(pair, out);
    let clock = Instant::now();
    let done = engine.propose(&proposal);
    let ms = clock.elapsed().as_secs_f64() * 1e3;
    done.ok().map(|_| ms)
}

fn alone(engine: &Engine, pairs: &[Pair]) {
    let all = pairs.iter().cycle().take(500);
    let ms = all.filter_map(|pair| Some([timed(engine, pair, true)?, timed(engine, pair, false)?]));
    percentiles("one after the other", ms.flatten().collect());
}

fn grouped(engine: &Engine, pairs: &[Pair], threads: usize, duration: Duration) {
    let start = engine.snapshot().revision.0;
    let clock = Instant::now();
    let all = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for number in 0..threads {
            let all = &all;
            scope.spawn(move || {
                let mut own = Vec::new();
                let mut mine = pairs.iter().skip(number).step_by(threads).cycle();
                while clock.elapsed() < duration {
                    let Some(pair) = mine.next() else { break };
                    for out in [true, false] {
                        own.extend(timed(engine, pair, out));
                    }
                }
                all.lock().expect("free").extend(own);
            });
        }
    });
    let made = engine.snapshot().revision.0 - start;
    let seconds = clock.elapsed().as_secs_f64();
    let name = format!("{threads} threads, {:.0} commits/s", made as f64 / seconds);
    percentiles(&name, all.into_inner().expect("free"));
}

/// Twice the area of the two grids on the lattice.
fn doubled_area(snapshot: &Snapshot, pair: &Pair) -> i128 {
    let area = |code: &AreaCode| {
        let (layer, index) = snapshot.grid(code).expect("a grid");
        let polygons = layer.records()[index].region.polygons().iter();
        polygons.map(Polygon::doubled_area).sum::<i128>()
    };
    pair.codes.iter().map(area).sum()
}

fn readers(engine: &Engine, pairs: &[Pair]) {
    let quiet = asked(engine, pairs, None);
    let busy = asked(engine, pairs, Some(Duration::from_millis(20)));
    let slower = |index: usize| 100.0 * (busy[index] / quiet[index] - 1.0);
    println!(
        "with a writer {:+.1} % at p50, {:+.1} % at p99",
        slower(0),
        slower(1)
    );
}

/// What [`READERS`] readers see for ten seconds, while a writer commits every so often.
fn asked(engine: &Engine, pairs: &[Pair], every: Option<Duration>) -> [f64; 2] {
    let ends = AtomicBool::new(false);
    let (all, broken) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
    let whole = doubled_area(&engine.snapshot(), &pairs[0]);
    let start = engine.snapshot().revision.0;
    thread::scope(|scope| {
        for number in 0..READERS {
            let (ends, all, broken) = (&ends, &all, &broken);
            let pair = &pairs[number % pairs.len()];
            scope.spawn(move || {
                thread::sleep(PAUSE * number as u32 / READERS as u32);
                let mut own = Vec::new();
                let mut last = 0;
                while !ends.load(Ordering::Relaxed) {
                    let clock = Instant::now();
                    let snapshot = engine.snapshot();
                    let found = snapshot.grids[&Tier::Grid].locate(pair.node);
                    own.push(clock.elapsed().as_secs_f64() * 1e3);
                    let is_whole = doubled_area(&snapshot, &pairs[0]) == whole;
                    let is_later = snapshot.revision.0 >= last;
                    last = snapshot.revision.0;
                    if found.is_none() || !is_whole || !is_later {
                        broken.fetch_add(1, Ordering::Relaxed);
                    }
                    drop(snapshot);
                    thread::sleep(PAUSE);
                }
                all.lock().expect("free").append(&mut own);
            });
        }
        let clock = Instant::now();
        let mut out = true;
        while clock.elapsed() < Duration::from_secs(10) {
            if every.is_some() {
                timed(engine, &pairs[0], out);
                out = !out;
            }
            thread::sleep(every.unwrap_or(PAUSE));
        }
        ends.store(true, Ordering::Relaxed);
    });
    let made = engine.snapshot().revision.0 - start;
    let broken = broken.into_inner();
    assert_eq!(broken, 0, "snapshots that are not whole");
    let name = format!("{READERS} readers, {made} commits meanwhile");
    percentiles(&name, all.into_inner().expect("free"))
}

fn taken(engine: &Engine) {
    const TIMES: u32 = 20_000_000;
    let clock = Instant::now();
    for _ in 0..TIMES {
        black_box(engine.snapshot());
    }
    let ns = clock.elapsed().as_secs_f64() * 1e9 / f64::from(TIMES);
    println!("Engine::snapshot(): {ns:.1} ns");
}
