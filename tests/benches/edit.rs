//! What an edit of two grids costs at the size of Wuxi: `HEXWARD_STORE=wuxi.gpkg cargo bench -p hexward-tests --bench edit`,
//! on a store into which the files of `hexward city wuxi` were imported. Medians over a hundred edits, one thread.
//!
//! An edit moves one vertex of the border between two grids. `next snapshot` is the whole step from a delta to the next
//! snapshot, without the disk; `re-assignment` is the part of it that brings the owners and tallies of all addresses up
//! to date, as the difference to a snapshot that has none to bring. `tiles of the city` are its tiles at zoom 10 with
//! the outlines of communities and the load of grids; `after` an edit the levels of detail of all other grids are there.

use std::time::Instant;

use hexward_engine::geom::{Polygon, Position, Region, Ring, TileCoord, WorldPoint};
use hexward_engine::layer::AreaLayer;
use hexward_engine::model::{Change, Delta, Grid, Tier};
use hexward_engine::render::{Style, View, tile};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{GeoPackage, Store};

const EDITS: usize = 100;

fn main() {
    let Some(path) = std::env::var_os("HEXWARD_STORE") else {
        println!("skipped: HEXWARD_STORE names no store");
        return;
    };
    let mut store = GeoPackage::open_read_only(std::path::Path::new(&path)).expect("a store");
    let clock = Instant::now();
    let snapshot = Snapshot::build(store.load().expect("rows"));
    println!(
        "open                 {:9.3} s",
        clock.elapsed().as_secs_f64()
    );
    let clock = Instant::now();
    let assigned = snapshot.assignment(Tier::Grid);
    println!(
        "assign all           {:9.3} s",
        clock.elapsed().as_secs_f64()
    );
    let layer = &snapshot.grids[&Tier::Grid];
    let deltas: Vec<Delta> = (0..EDITS)
        .filter_map(|n| edit(layer, n * layer.records().len() / EDITS))
        .collect();
    let bare = Snapshot::build(snapshot.dataset());
    let with = median(&snapshot, &deltas);
    let without = median(&bare, &deltas);
    println!("next snapshot        {:9.3} ms", with * 1e3);
    println!("re-assignment        {:9.3} ms", (with - without) * 1e3);
    tiles(&snapshot, &deltas);
    check(&snapshot, &deltas[0]);
    println!(
        "{} edits, {} addresses",
        deltas.len(),
        assigned.owners.len()
    );
}

/// Seconds from a delta to the next snapshot.
fn median(snapshot: &Snapshot, deltas: &[Delta]) -> f64 {
    let mut seconds: Vec<f64> = deltas
        .iter()
        .map(|delta| {
            let clock = Instant::now();
            let next = snapshot.with(delta).expect("fits");
            let seconds = clock.elapsed().as_secs_f64();
            drop(next);
            seconds
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// The tiles around the middle of the city: from nothing, again, and after an edit.
fn tiles(snapshot: &Snapshot, deltas: &[Delta]) {
    let styles = hexward::state::shipped_styles().expect("valid");
    for id in ["grids", "load"] {
        let style = styles.get(id).expect("shipped");
        let seconds = |snapshot: &Snapshot| {
            let clock = Instant::now();
            let drawn = city(snapshot, style);
            (clock.elapsed().as_secs_f64(), drawn)
        };
        let [first, again] = [(); 2].map(|()| seconds(snapshot).0 * 1e3);
        let mut after: Vec<f64> = Vec::new();
        for delta in &deltas[..10] {
            let next = snapshot.with(delta).expect("fits");
            after.push(seconds(&next).0 * 1e3);
        }
        after.sort_by(f64::total_cmp);
        println!(
            "{id}: tiles of the city {first:9.3} ms, again {again:.3} ms, after {:.3} ms",
            after[5]
        );
        let next = snapshot.with(&deltas[0]).expect("fits");
        assert!(city(&next, style) == city(&Snapshot::build(next.dataset()), style));
    }
}

fn city(snapshot: &Snapshot, style: &Style) -> Vec<Vec<u8>> {
    const ZOOM: u8 = 10;
    let bounds = snapshot.bounds().expect("a city");
    let corner = |position| {
        let point = WorldPoint::of(position);
        let shift = 40 - u32::from(ZOOM);
        ((point.x >> shift) as u32, (point.y >> shift) as u32)
    };
    let ((west, south), (east, north)) = (corner(bounds.min()), corner(bounds.max()));
    let coords = (west..=east).flat_map(|x| (north..=south).map(move |y| (x, y)));
    coords
        .map(|(x, y)| {
            let coord = TileCoord::new(ZOOM, x, y).expect("inside");
            let drawn = tile(snapshot, style, coord, &View::default());
            drawn.expect("a tile").png
        })
        .collect()
}

/// What was carried over is what a fresh start finds.
fn check(snapshot: &Snapshot, delta: &Delta) {
    let carried = snapshot.with(delta).expect("fits");
    let fresh = Snapshot::build(carried.dataset());
    assert_eq!(carried.assignment(Tier::Grid), fresh.assignment(Tier::Grid));
}

/// Moves a vertex that exactly two grids share.
fn edit(layer: &AreaLayer<Grid>, index: usize) -> Option<Delta> {
    let own = &layer.records()[index];
    own.region.polygons()[0]
        .outer()
        .vertices()
        .iter()
        .find_map(|&v| {
            let sharers: Vec<&Grid> = layer
                .meeting(own.region.bounds())
                .into_iter()
                .map(|i| &layer.records()[i])
                .filter(|grid| grid.region.rings().any(|ring| ring.vertices().contains(&v)))
                .collect();
            let [_, _] = sharers.as_slice() else {
                return None;
            };
            let to = Position::clamped(i64::from(v.lon()) + 300, i64::from(v.lat()) + 200);
            let changes = sharers.into_iter().map(|grid| moved(grid, v, to));
            Some(Delta {
                grids: changes.collect::<Option<_>>()?,
                ..Delta::default()
            })
        })
}

fn moved(grid: &Grid, from: Position, to: Position) -> Option<Change<Grid>> {
    let ring = |ring: &Ring| {
        let vertices = ring.vertices().iter();
        let vertices: Vec<Position> = vertices.map(|&v| if v == from { to } else { v }).collect();
        Ring::new(&vertices).ok()
    };
    let polygon = |polygon: &Polygon| {
        let holes = polygon.holes().iter().map(ring).collect::<Option<_>>()?;
        Polygon::new(ring(polygon.outer())?, holes).ok()
    };
    let polygons = grid
        .region
        .polygons()
        .iter()
        .map(polygon)
        .collect::<Option<_>>()?;
    let after = Grid {
        region: Region::new(polygons).ok()?,
        ..grid.clone()
    };
    Change::replace(grid.clone(), after)
}
