//! Ours.

use std::path::Path;
use std::time::Instant;

use hexward_engine::geom::{Bounds, Position, Region};
use hexward_engine::layer::{OwnerMap, PointLayer, PointRecord, Threads};
use hexward_engine::model::Record;

use crate::files;
use crate::report::{line, median};

/// A point with its place as key.
#[derive(Clone, PartialEq)]
struct Point(u32, Position);

impl Record for Point {
    type Key = u32;
    const TABLE: &'static str = "points";
    fn key(&self) -> u32 {
        self.0
    }
}

impl PointRecord for Point {
    fn position(&self) -> Position {
        self.1
    }
}

fn layer(positions: &[Position]) -> PointLayer<Point> {
    let records = positions.iter().zip(0..).map(|(&p, place)| Point(place, p));
    PointLayer::build(records.collect())
}

/// Loads, indexes and assigns once, in a process of its own, for its peak of memory.
pub fn memory(folder: &Path) {
    let start = Instant::now();
    let regions = files::read_regions(&folder.join("grids.wkb"));
    let map = OwnerMap::build(&regions.iter().collect::<Vec<&Region>>()).expect("a map");
    let build = start.elapsed().as_secs_f64();
    let points = files::read_positions(&folder.join("points.f64"));
    let owners = map.owners(points.iter().copied());
    let located = owners.iter().flatten().count();
    let note = format!("{located} located");
    line(
        "load, index and assign",
        "hexward",
        build,
        start.elapsed().as_secs_f64(),
        0,
        &note,
    );
}

/// All tasks; writes the answers that the others are compared with.
pub fn run(folder: &Path, threads: usize) {
    let name = format!(
        "hexward, {threads} thread{}",
        if threads == 1 { "" } else { "s" }
    );
    let points = files::read_positions(&folder.join("points.f64"));
    let regions = files::read_regions(&folder.join("grids.wkb"));
    let borrowed: Vec<&Region> = regions.iter().collect();
    assign(folder, &name, &borrowed, &points, Threads::new(threads));
    nearest(folder, &name, &points, Threads::new(threads));
    if threads == 1 {
        windows(folder, &name, &points);
        single(folder, &name, &borrowed, &points);
    }
}

fn assign(folder: &Path, name: &str, regions: &[&Region], points: &[Position], threads: Threads) {
    let (build, map) = median(5, || OwnerMap::build(regions).expect("a map"));
    let (run, owners) = median(5, || map.owners_on(points, |&p| p, threads));
    let path = folder.join("owners.i32");
    let now: Vec<i32> = owners.iter().map(|o| o.map_or(-1, |o| o as i32)).collect();
    let wrong = if threads == Threads::ONE {
        files::write_i32(&path, now.into_iter());
        0
    } else {
        differences(&files::read_i32(&path), &now)
    };
    let note = format!("index of {:.0} MB", map.bytes() as f64 / 1e6);
    line("assign", name, build, run, wrong, &note);
    let ties = files::read_positions(&folder.join("ties.f64"));
    let owned = ties.iter().filter(|&&p| map.owner(p).is_some()).count();
    if threads == Threads::ONE {
        let note = format!("{owned} of {} have one owner", ties.len());
        line("ties", name, 0.0, 0.0, ties.len() - owned, &note);
    }
}

/// How many answers of two lists are not the same.
pub fn differences(a: &[i32], b: &[i32]) -> usize {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).filter(|(a, b)| a != b).count()
}

/// How many owners differ from ours, points on borders left out: others give them to nobody.
pub fn wrong_owners(folder: &Path, theirs: &[i32]) -> usize {
    let ours = files::read_i32(&folder.join("owners.i32"));
    let points = files::read_positions(&folder.join("points.f64"));
    let regions = files::read_regions(&folder.join("grids.wkb"));
    let is_wrong = |&i: &usize| {
        if ours[i] == theirs[i] {
            return false;
        }
        let owner = if ours[i] >= 0 { ours[i] } else { theirs[i] };
        let region = usize::try_from(owner).map(|owner| &regions[owner]);
        let on_border = region.is_ok_and(|region| region.rings().any(|r| r.touches(points[i])));
        !on_border
    };
    (0..points.len()).filter(is_wrong).count()
}

fn nearest(folder: &Path, name: &str, points: &[Position], threads: Threads) {
    let checkpoints = files::read_positions(&folder.join("checkpoints.f64"));
    let (run, nearest) = median(5, || {
        layer(&checkpoints).nearest_all(points, |&p| p, threads)
    });
    let now: Vec<i32> = nearest.iter().map(|o| o.map_or(-1, |o| o as i32)).collect();
    let path = folder.join("nearest.i32");
    let wrong = if threads == Threads::ONE {
        files::write_i32(&path, now.into_iter());
        0
    } else {
        differences(&files::read_i32(&path), &now)
    };
    line("nearest", name, 0.0, run, wrong, "with build");
}

/// The windows as lattice boxes.
pub fn boxes(folder: &Path) -> Vec<Bounds> {
    let corner = |w: &[f64]| Position::from_degrees(w[0], w[1]).expect("on the globe");
    files::read_f64(&folder.join("windows.f64"))
        .chunks_exact(4)
        .map(|w| Bounds::around([corner(&w[..2]), corner(&w[2..])]).expect("two corners"))
        .collect()
}

fn windows(folder: &Path, name: &str, points: &[Position]) {
    let windows = boxes(folder);
    let (build, layer) = median(5, || layer(points));
    let mut found: Vec<u32> = Vec::new();
    let (run, digests) = median(5, || {
        let digest = |&window: &Bounds| {
            found.clear();
            layer.for_each_within(window, |ids| found.extend_from_slice(ids));
            [
                found.len() as u64,
                found.iter().map(|&id| u64::from(id)).sum(),
            ]
        };
        windows.iter().flat_map(digest).collect::<Vec<u64>>()
    });
    let hits: u64 = digests.iter().step_by(2).sum();
    files::write_u64(&folder.join("windows.u64"), digests.into_iter());
    line("windows", name, build, run, 0, &format!("{hits} ids"));
    let (sorted, _) = median(3, || {
        windows
            .iter()
            .map(|&window| layer.within(window).len())
            .sum::<usize>()
    });
    line(
        "windows, ids in order",
        name,
        build,
        sorted,
        0,
        &format!("{hits} ids"),
    );
}

fn single(folder: &Path, name: &str, regions: &[&Region], points: &[Position]) {
    let map = OwnerMap::build(regions).expect("a map");
    let lookups = files::read_i32(&folder.join("lookups.i32"));
    let asked: Vec<Position> = lookups.iter().map(|&i| points[i as usize]).collect();
    let (total, _) = median(5, || {
        asked.iter().filter(|&&p| map.owner(p).is_some()).count()
    });
    let (p50, p99) = quantiles(&asked, |p| map.owner(p).map(|owner| owner as usize));
    let note = format!("p50 {p50:.3} us, p99 {p99:.3} us, with two clock readings");
    line(
        "look-up",
        name,
        0.0,
        total / asked.len() as f64 * 1e6,
        0,
        &note,
    );
}

/// The median and the 99th percentile of single questions in microseconds.
pub fn quantiles(asked: &[Position], mut ask: impl FnMut(Position) -> Option<usize>) -> (f64, f64) {
    let mut times: Vec<f64> = asked
        .iter()
        .map(|&p| {
            let start = Instant::now();
            std::hint::black_box(ask(p));
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[times.len() * 99 / 100])
}
