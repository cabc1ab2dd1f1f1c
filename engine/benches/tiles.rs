//! Cold tiles of a city: milliseconds a tile by style and zoom.
//!
//! `cargo bench -p hexward-engine --bench tiles -- STORE.gpkg [STYLE.json …]`. Each style draws tiles of 256 px in a random
//! but fixed order over the ground that is stored, each tile once; what is shared by all tiles (assignments, the pyramid,
//! levels of detail) is made before. A server makes levels of detail when tiles first ask for them, 0.2 s for a whole city.
//! `TILES=n` sets how many tiles a zoom, `ONLY=density` the names that are run. Nothing is cached.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use hexward_engine::geom::{TileCoord, WorldPoint};
use hexward_engine::render::{self, Areas, Style, Styles, View};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{GeoPackage, Store};

const ZOOMS: [u8; 4] = [10, 12, 14, 16];

/// The most memory that this process has held, in MB; 0 where the kernel does not say.
fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1));
    kib.and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

/// Tiles around addresses taken at random, each once: ground where people live, as maps are looked at.
fn tiles(snapshot: &Snapshot, z: u8, most: usize) -> Vec<TileCoord> {
    let points = snapshot.addresses.world();
    let mut found = std::collections::HashSet::new();
    let mut coords = Vec::new();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..most * 20 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let WorldPoint { x, y } = points[(state % points.len() as u64) as usize];
        let shift = 40 - u32::from(z);
        let coord = TileCoord::new(z, (x >> shift) as u32, (y >> shift) as u32).expect("inside");
        if found.insert(coord) {
            coords.push(coord);
        }
        if coords.len() == most {
            break;
        }
    }
    coords
}

fn run(name: &str, coords: &[Vec<TileCoord>], draw: impl Fn(TileCoord) -> usize) {
    print!("{name:28}");
    for &coord in &coords[0] {
        black_box(draw(coord));
    }
    for tiles in coords {
        let mut times = Vec::with_capacity(tiles.len());
        let mut bytes = 0;
        for &coord in tiles {
            let start = Instant::now();
            bytes += black_box(draw(coord));
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
        let kb = bytes as f64 / 1024.0 / tiles.len() as f64;
        print!(
            " | z{} {:6.2} {:7.2} {:5.1} kB",
            tiles[0].z(),
            at(0.5),
            at(0.99),
            kb
        );
    }
    println!();
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let files: Vec<&String> = arguments.iter().filter(|a| *a != "--bench").collect();
    let Some((store, styles)) = files.split_first() else {
        println!("skipped: name a store, for example one of `hexward city wuxi`");
        return;
    };
    let mut store = GeoPackage::open_read_only(store).expect("a store");
    let snapshot = Snapshot::build(store.load().expect("a whole store"));
    let most = std::env::var("TILES").ok().and_then(|n| n.parse().ok());
    let only = std::env::var("ONLY").unwrap_or_default();
    let coords = ZOOMS.map(|z| tiles(&snapshot, z, most.unwrap_or(300)));
    println!("p50 and p99 in ms, mean size; {:.0} MB", peak_mb());
    let texts: Vec<(String, String)> = styles.iter().map(|path| read(path)).collect();
    let pairs: Vec<(&str, &str)> = texts.iter().map(|(a, b)| (&**a, &**b)).collect();
    let styles = Styles::parse(&pairs).expect("styles");
    let view = View {
        areas: Areas::Grids,
        ..View::default()
    };
    for style in styles.iter() {
        let png = |coord| drawn(&snapshot, style, coord, &view);
        let mvt = |coord| {
            let tile = render::vector_tile(&snapshot, style, coord, &view);
            tile.map_or(0, |tile| tile.len())
        };
        let name = format!("{} png", style.id());
        if name.contains(&only) {
            run(&name, &coords, png);
        }
        let name = format!("{} mvt", style.id());
        if style.has_vector() && name.contains(&only) {
            run(&name, &coords, mvt);
        }
    }
    println!("peak {:.0} MB", peak_mb());
}

fn read(path: &str) -> (String, String) {
    let name = Path::new(path).file_name().unwrap_or_default();
    let text = std::fs::read_to_string(path).expect("a style");
    (name.to_string_lossy().into_owned(), text)
}

fn drawn(snapshot: &Snapshot, style: &Style, coord: TileCoord, view: &View) -> usize {
    render::tile(snapshot, style, coord, view).map_or(0, |tile| tile.png.len())
}
