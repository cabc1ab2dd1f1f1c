//! What labels cost at the size of Wuxi: `HEXWARD_STORE=wuxi.gpkg cargo bench -p hexward-tests --bench labels`, on a store into
//! which the files of `hexward city wuxi` were imported. One thread, without the network.

use std::time::Instant;

use hexward_engine::geom::{PixelRect, TileCoord, WorldPoint};
use hexward_engine::model::{Change, Delta, Grid, Tier};
use hexward_engine::render::{Style, View, choice_of, placed_labels, tile};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{GeoPackage, Store};

const TILES: usize = 200;

fn main() {
    let Some(path) = std::env::var_os("HEXWARD_STORE") else {
        println!("skipped: HEXWARD_STORE names no store");
        return;
    };
    let mut store = GeoPackage::open_read_only(std::path::Path::new(&path)).expect("a store");
    let rows = store.load().expect("rows");
    let (clock, mut glyphs) = (Instant::now(), 0);
    let snapshot = Snapshot::build(rows);
    println!("snapshot {:9.1} ms", clock.elapsed().as_secs_f64() * 1e3);
    for (tier, layer) in &snapshot.grids {
        let clock = Instant::now();
        for index in 0..layer.records().len() {
            glyphs += usize::from(layer.room(index).best(1, 1).is_some());
        }
        println!(
            "room of {:6} {tier} areas {:9.1} ms",
            layer.records().len(),
            ms(clock)
        );
    }
    assert!(glyphs > 0);
    let fonts = hexward::state::installed_fonts();
    let styles = || {
        hexward::state::shipped_styles()
            .expect("valid")
            .with_fonts(&fonts)
    };
    let known = styles();
    for zoom in 8..=18 {
        let (first, second) = (styles(), styles());
        let [first, second, known] = [&first, &second, &known].map(label_style);
        let placed = |style: &Style, snapshot: &Snapshot| {
            let clock = Instant::now();
            let pixel = middle(snapshot, zoom, 1);
            placed_labels(snapshot, style, pixel, &View::default());
            ms(clock)
        };
        let (cold, again) = (placed(first, &snapshot), placed(second, &snapshot));
        placed(known, &snapshot);
        let after_edit = placed(known, &renamed(&snapshot));
        let all = placed_labels(
            &snapshot,
            known,
            middle(&snapshot, zoom, 1 << 20),
            &View::default(),
        );
        let (fresh, warm, keyed) = tiles(&snapshot, known, zoom);
        println!(
            "zoom {zoom:2}: {:6} labels, placed in {cold:7.1} ms, again {again:7.1} ms, after an edit {after_edit:7.1} ms; \
             tile p50 {fresh:6.3} ms, glyphs known {warm:6.3} ms, key {keyed:6.3} ms",
            all.len()
        );
    }
}

fn label_style(styles: &hexward_engine::render::Styles) -> &Style {
    styles.get("labels").expect("a shipped style")
}

fn ms(clock: Instant) -> f64 {
    clock.elapsed().as_secs_f64() * 1e3
}

/// So many pixels a side around the middle of the city.
fn middle(snapshot: &Snapshot, pixel_zoom: u8, side: u32) -> PixelRect {
    let middle = WorldPoint::of(snapshot.bounds().expect("rows").center());
    let shift = 32 - u32::from(pixel_zoom);
    PixelRect {
        pixel_zoom,
        x: (middle.x >> shift) - i64::from(side / 2),
        y: (middle.y >> shift) - i64::from(side / 2),
        width: side,
        height: side,
    }
}

fn renamed(snapshot: &Snapshot) -> Snapshot {
    let old = snapshot.grids[&Tier::Grid].records()[77].clone();
    let new = Grid {
        name: "新名".to_owned(),
        ..old.clone()
    };
    let delta = Delta {
        grids: Change::replace(old, new).into_iter().collect(),
        ..Delta::default()
    };
    snapshot.with(&delta).expect("fits")
}

/// Medians of tiles around the middle whose labels are placed: drawn first, drawn again, and their keys.
fn tiles(snapshot: &Snapshot, style: &Style, z: u8) -> (f64, f64, f64) {
    let at = middle(snapshot, z, 0);
    let (x, y) = ((at.x >> 8) as u32, (at.y >> 8) as u32);
    let spread = |i: usize| {
        let (dx, dy) = (i as u32 % 15, i as u32 / 15);
        TileCoord::new(z, (x + dx).saturating_sub(7), (y + dy).saturating_sub(7)).expect("inside")
    };
    let view = View::default();
    let measure = |work: &dyn Fn(TileCoord)| {
        let mut times: Vec<f64> = Vec::with_capacity(TILES);
        for i in 0..TILES {
            let clock = Instant::now();
            work(spread(i));
            times.push(ms(clock));
        }
        times.sort_by(f64::total_cmp);
        times[TILES / 2]
    };
    let draw = |coord| drop(tile(snapshot, style, coord, &view).expect("a tile"));
    let key = |coord| drop(choice_of(snapshot, style, coord, &view));
    (measure(&draw), measure(&draw), measure(&key))
}
