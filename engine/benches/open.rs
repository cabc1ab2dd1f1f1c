//! Opening a store: from the file to the first tile.
//!
//! `cargo bench -p hexward-engine --bench open -- STORE.gpkg [STYLE.json Z/X/Y]`. One run; the file is in the page cache
//! after the first. The peak is that of the whole process, as the kernel states it.

use std::time::Instant;

use hexward_engine::geom::TileCoord;
use hexward_engine::render::{self, Styles, View};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{GeoPackage, Store};

/// The most memory that this process has held, in MB; 0 where the kernel does not say.
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1));
    kib.and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let Some(path) = arguments.first() else {
        println!("skipped: name a store, for example one of `hexward city wuxi`");
        return;
    };
    let start = Instant::now();
    let mut store = GeoPackage::open_read_only(path).expect("a store");
    let dataset = store.load().expect("a whole store");
    println!(
        "load {:.3} s, {:.0} MB",
        start.elapsed().as_secs_f64(),
        peak_mb()
    );
    let built = Instant::now();
    let snapshot = Snapshot::build(dataset);
    println!(
        "build {:.3} s, {:.0} MB",
        built.elapsed().as_secs_f64(),
        peak_mb()
    );
    if let [_, style, tile] = arguments.as_slice() {
        let drawn = Instant::now();
        let text = std::fs::read_to_string(style).expect("a style");
        let styles = Styles::parse(&[("style.json", &text)]).expect("a style");
        let numbers: Vec<u32> = tile.split('/').filter_map(|n| n.parse().ok()).collect();
        let coord = TileCoord::new(numbers[0] as u8, numbers[1], numbers[2]).expect("a tile");
        let style = styles.iter().next().expect("one style");
        let tile = render::tile(&snapshot, style, coord, &View::default()).expect("a tile");
        println!(
            "draw {:.3} s, {} bytes",
            drawn.elapsed().as_secs_f64(),
            tile.png.len()
        );
    }
    println!(
        "file to tile {:.3} s, {:.0} MB",
        start.elapsed().as_secs_f64(),
        peak_mb()
    );
}
