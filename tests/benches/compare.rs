//! What comparing two plans costs at the size of Wuxi: `HEXWARD_STORE=wuxi.gpkg cargo bench -p hexward-tests --bench compare`,
//! on a store into which the files of `hexward city wuxi` were imported. Two threads; the addresses of both plans are
//! assigned before.
//!
//! `vertex` is a plan in which one vertex between two grids lies elsewhere (median of a hundred), `split` one with a new
//! grid in the middle of the list, `renumbered` one in which every grid has another code, `shifted` one whose grids all lie
//! 300 m further east under other codes, so that every border is crossed by others.

use std::time::Instant;

use hexward_engine::compare::{Comparison, Crosswalk, Impact, Quantity};
use hexward_engine::edit::{Changeset, Edit, apply};
use hexward_engine::geom::{Polygon, Position, Region, Ring};
use hexward_engine::layer::Threads;
use hexward_engine::model::{AreaCode, Change, Delta, Grid, Note, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{GeoPackage, Store};

const EDITS: usize = 100;

fn main() {
    let Some(path) = std::env::var_os("HEXWARD_STORE") else {
        println!("skipped: HEXWARD_STORE names no store");
        return;
    };
    let mut store = GeoPackage::open_read_only(std::path::Path::new(&path)).expect("a store");
    let snapshot = Snapshot::build(store.load().expect("rows")).on_threads(Threads::new(2));
    snapshot.assignment(Tier::Grid);
    println!("a city               {:9.0} MB at most", memory_mb());
    vertices(&snapshot);
    let split = split(&snapshot);
    timed("split", &snapshot, &split);
    let renumbered = redrawn(&snapshot, 0);
    timed("renumbered", &snapshot, &renumbered);
    let shifted = redrawn(&snapshot, 31_400);
    timed("shifted", &snapshot, &shifted);
}

/// One comparison in milliseconds, its impact and its crosswalk apart.
fn measured(before: &Snapshot, after: &Snapshot) -> [f64; 3] {
    let clock = Instant::now();
    let comparison = Comparison::of(before, before, after, Tier::Grid);
    let compared = clock.elapsed().as_secs_f64();
    let clock = Instant::now();
    let impact = Impact::of(&comparison);
    let impacted = clock.elapsed().as_secs_f64();
    let clock = Instant::now();
    let crosswalk = Crosswalk::of(&comparison, &Quantity::Residents).expect("counted");
    let crossed = clock.elapsed().as_secs_f64();
    assert!(impact.reconciles() && crosswalk.reconciles());
    [compared, impacted, crossed].map(|seconds| seconds * 1e3)
}

fn timed(name: &str, before: &Snapshot, after: &Snapshot) {
    after.assignment(Tier::Grid);
    let [compared, impacted, crossed] = measured(before, after);
    let comparison = Comparison::of(before, before, after, Tier::Grid);
    println!(
        "{name:20} {compared:9.2} ms, impact {impacted:.2} ms, crosswalk {crossed:.2} ms: {} grids, {} links, {} addresses; \
         {:.0} MB at most",
        comparison.changes.len(),
        comparison.links.len(),
        comparison.moved.len(),
        memory_mb()
    );
}

fn vertices(snapshot: &Snapshot) {
    let records = snapshot.grids[&Tier::Grid].records();
    let mut times: Vec<[f64; 3]> = Vec::new();
    for n in 0..EDITS {
        let own = &records[n * records.len() / EDITS];
        let Some(delta) = moved_vertex(snapshot, own) else {
            continue;
        };
        times.push(measured(snapshot, &snapshot.with(&delta).expect("fits")));
    }
    let median = |part: usize| {
        let mut times: Vec<f64> = times.iter().map(|time| time[part]).collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    println!(
        "vertex               {:9.2} ms, impact {:.2} ms, crosswalk {:.2} ms: median of {}",
        median(0),
        median(1),
        median(2),
        times.len()
    );
}

/// Moves a vertex that exactly two grids share, some 3 m.
fn moved_vertex(snapshot: &Snapshot, own: &Grid) -> Option<Delta> {
    let layer = &snapshot.grids[&Tier::Grid];
    let near = layer.meeting(own.region.bounds());
    let holds = |grid: &&Grid, v: Position| grid.region.rings().any(|r| r.vertices().contains(&v));
    let vertices = own.region.polygons()[0].outer().vertices();
    vertices.iter().find_map(|&v| {
        let sharers = near.iter().map(|&i| &layer.records()[i]);
        let sharers: Vec<&Grid> = sharers.filter(|grid| holds(grid, v)).collect();
        let to = Position::clamped(i64::from(v.lon()) + 300, i64::from(v.lat()) + 200);
        let change = |grid: &&Grid| {
            let region = mapped(&grid.region, |p| if p == v { to } else { p })?;
            let after = Grid {
                region,
                ..(*grid).clone()
            };
            Change::replace((*grid).clone(), after)
        };
        let grids = sharers.iter().map(change).collect::<Option<Vec<_>>>()?;
        (grids.len() == 2).then_some(Delta {
            grids,
            ..Delta::default()
        })
    })
}

fn mapped(region: &Region, place: impl Fn(Position) -> Position) -> Option<Region> {
    let ring = |ring: &Ring| {
        let vertices: Vec<Position> = ring.vertices().iter().map(|&v| place(v)).collect();
        Ring::new(&vertices).ok()
    };
    let polygon = |polygon: &Polygon| {
        let holes = polygon.holes().iter().map(ring).collect::<Option<_>>()?;
        Polygon::new(ring(polygon.outer())?, holes).ok()
    };
    let polygons = region.polygons().iter().map(polygon);
    Region::new(polygons.collect::<Option<_>>()?).ok()
}

/// The plan after a grid in the middle of the list was split.
fn split(snapshot: &Snapshot) -> Snapshot {
    let records = snapshot.grids[&Tier::Grid].records();
    let middle = records.iter_from(records.len() / 2);
    let next = middle.clone().find_map(|grid| {
        let bounds = grid.region.bounds();
        let center = i64::from(bounds.center().lon());
        let ends = [
            i64::from(bounds.min().lat()) - 9,
            i64::from(bounds.max().lat()) + 9,
        ];
        let edit = Edit::SplitGrid {
            code: grid.code.clone(),
            line: ends.map(|lat| Position::clamped(center, lat)).to_vec(),
            new: AreaCode::new(&format!("{}G999", grid.code.division())).ok(),
            name: String::new(),
        };
        let changeset = Changeset {
            note: Note::default(),
            edits: vec![edit],
        };
        apply(snapshot, &changeset).ok()
    });
    snapshot
        .with(&next.expect("a grid can be split"))
        .expect("fits")
}

/// The plan with all grids under other codes, some lattice steps further east.
fn redrawn(snapshot: &Snapshot, east: i64) -> Snapshot {
    let records = snapshot.grids[&Tier::Grid].records();
    let shift = |p: Position| Position::clamped(i64::from(p.lon()) + east, p.lat().into());
    let grids = records.iter().enumerate().flat_map(|(n, grid)| {
        let code = format!("99{:010}G001", n + 1);
        let after = Grid {
            code: AreaCode::new(&code).expect("valid"),
            region: mapped(&grid.region, shift).expect("valid"),
            ..grid.clone()
        };
        [Change::remove(grid.clone()), Change::make(after)]
    });
    let mut grids: Vec<Change<Grid>> = grids.collect();
    grids.sort_by_key(Change::key);
    let delta = Delta {
        grids,
        ..Delta::default()
    };
    snapshot.with(&delta).expect("fits")
}

/// The most memory that the process has held.
fn memory_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}
