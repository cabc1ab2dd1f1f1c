//! Tiles of tiers, loads and defects: what the choice of a tier changes, and that a fault is found at any zoom.

use hexward_engine::edit::apply;
use hexward_engine::geom::{Polygon, Position, Region, Ring, TileCoord, TileSize, WorldPoint};
use hexward_engine::model::{AreaCode, Dataset, Grid, Lock, Note, Tier};
use hexward_engine::render::{
    Areas, LegendKind, LoadBy, RenderError, Style, Styles, View, choice_of, legend, tile,
    vector_tile,
};
use hexward_engine::snapshot::Snapshot;

fn dataset() -> Dataset {
    let demo = hexward::demo::soho(Note::default()).expect("the demo");
    let empty = Snapshot::build(Dataset::default());
    let delta = apply(&empty, &demo).expect("the demo");
    empty.with(&delta).expect("fits").dataset()
}

/// The demo with one more grid of 2 m2 on the ground of the others.
fn broken() -> Snapshot {
    let mut dataset = dataset();
    let corners = [(0, 0), (270, 0), (270, 70), (0, 70)];
    let vertices = corners.map(|(x, y)| Position::clamped(-1_367_486 + x, 515_133_380 + y));
    let ring = Ring::new(&vertices).expect("valid");
    dataset.grids.push(Grid {
        code: AreaCode::new("990185400001G999").expect("valid"),
        tier: Tier::Grid,
        parent: dataset.grids.last().expect("grids").parent.clone(),
        name: String::new(),
        region: Region::single(Polygon::new(ring, Vec::new()).expect("valid")),
        lock: Lock::Open,
    });
    dataset.grids.sort_by(|a, b| a.code.cmp(&b.code));
    Snapshot::build(dataset)
}

fn styles() -> Styles {
    hexward::state::shipped_styles().expect("all styles are valid")
}

fn tile_at(z: u8, dx: u32, dy: u32) -> TileCoord {
    let point = WorldPoint::of(Position::from_degrees(-0.136_748_6, 51.513_338).expect("in range"));
    let shift = 40 - u32::from(z);
    let (x, y) = ((point.x >> shift) as u32, (point.y >> shift) as u32);
    TileCoord::new(z, x - dx, y - dy).expect("inside")
}

fn of_tier(tier: Tier) -> View {
    View {
        areas: Areas::Grids,
        tier: Some(tier),
        ..View::default()
    }
}

fn decode(png_bytes: &[u8]) -> Vec<u8> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png_bytes));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().expect("a png");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut pixels).expect("a frame");
    pixels
}

/// Pixels that are strongly red.
fn red(png_bytes: &[u8]) -> usize {
    let pixels = decode(png_bytes);
    let is_red = |p: &&[u8]| p[3] > 128 && p[0] > 150 && p[1] < 90 && p[2] < 90;
    pixels.chunks_exact(4).filter(is_red).count()
}

fn style<'a>(styles: &'a Styles, id: &str) -> &'a Style {
    styles.get(id).expect("a shipped style")
}

#[test]
fn a_tier_is_chosen_and_must_exist() {
    let (snapshot, styles) = (Snapshot::build(dataset()), styles());
    let coord = tile_at(15, 0, 0);
    for id in ["grids", "risk", "load", "defects"] {
        let style = style(&styles, id);
        let png = |view: &View| tile(&snapshot, style, coord, view).map(|tile| tile.png);
        let mvt = |view: &View| vector_tile(&snapshot, style, coord, view);
        let [community, grid] = [Tier::Community, Tier::Grid].map(of_tier);
        assert_ne!(
            png(&community).expect("a tile"),
            png(&grid).expect("a tile"),
            "{id}"
        );
        assert!(!mvt(&grid).expect("a tile").is_empty() || id == "defects");
        for missing in [png(&of_tier(Tier::Micro)), mvt(&of_tier(Tier::Micro))] {
            assert!(
                matches!(missing, Err(RenderError::NoTier(Tier::Micro))),
                "{id}"
            );
        }
    }
}

#[test]
fn a_load_counts_what_is_asked_for() {
    let (snapshot, styles) = (Snapshot::build(dataset()), styles());
    let load = style(&styles, "load");
    let by = |by| View {
        by,
        ..of_tier(Tier::Grid)
    };
    let labels = |view: &View| -> Vec<(Option<f64>, Option<f64>)> {
        let legend = legend(&snapshot, load, view);
        assert_eq!(
            (legend.kind, legend.entries.len()),
            (LegendKind::Classes, 6)
        );
        legend.entries.iter().map(|e| (e.from, e.to)).collect()
    };
    let households = labels(&by(LoadBy::Households));
    assert_eq!(households[2], (Some(300.0), Some(500.0)));
    assert_eq!(
        labels(&by(LoadBy::Residents))[2],
        (Some(800.0), Some(1200.0))
    );
    // no target is stated for communities
    assert_eq!(
        legend(&snapshot, load, &of_tier(Tier::Community))
            .entries
            .len(),
        1
    );
    let unit = legend(&snapshot, load, &by(LoadBy::Residents))
        .unit
        .expect("a unit");
    assert_eq!(
        (unit.zh.as_str(), unit.en.as_str()),
        ("每个网格的常住人口", "residents per grid")
    );
}

#[test]
fn a_fault_of_two_square_metres_is_found_at_any_zoom() {
    let (whole, broken) = (Snapshot::build(dataset()), broken());
    let styles = styles();
    let defects = style(&styles, "defects");
    for z in [8, 11, 14, 17] {
        let of = |snapshot: &Snapshot| {
            let tile = tile(snapshot, defects, tile_at(z, 0, 0), &View::default());
            red(&tile.expect("a tile").png)
        };
        assert_eq!(of(&whole), 0, "zoom {z}");
        assert!(of(&broken) > 20, "zoom {z}: {} red pixels", of(&broken));
        let vector = vector_tile(&broken, defects, tile_at(z, 0, 0), &View::default());
        let vector = vector.expect("a tile");
        let has = |word: &[u8]| vector.windows(word.len()).any(|part| part == word);
        assert!(has(b"overlap") && has(b"990185400001G999"), "zoom {z}");
    }
    let choice = |snapshot| choice_of(snapshot, defects, tile_at(15, 0, 0), &View::default());
    assert_ne!(choice(&whole), choice(&broken));
    let entries = legend(&whole, defects, &View::default()).entries;
    assert_eq!(entries.len(), 10);
    assert!(
        entries
            .iter()
            .all(|e| !e.label.zh.is_empty() && !e.label.en.is_empty())
    );
}

#[test]
fn tiles_of_faults_and_tiers_meet_without_a_seam() {
    let (snapshot, styles) = (broken(), styles());
    for (id, tier) in [
        ("defects", None),
        ("defects", Some(Tier::Grid)),
        ("load", None),
        ("load", Some(Tier::Community)),
        ("grids", Some(Tier::Grid)),
        ("risk", Some(Tier::Community)),
    ] {
        for (z, (dx, dy)) in [(9, (0, 0)), (11, (0, 1)), (13, (1, 0)), (15, (0, 0))] {
            let large = tile_at(z, dx, dy);
            let drawn = |coord, size| {
                let view = View {
                    size,
                    areas: Areas::Grids,
                    tier,
                    ..View::default()
                };
                decode(
                    &tile(&snapshot, style(&styles, id), coord, &view)
                        .expect("a tile")
                        .png,
                )
            };
            let whole = drawn(large, TileSize::Px512);
            for (i, j) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                let part = TileCoord::new(z + 1, 2 * large.x() + i, 2 * large.y() + j);
                let part = drawn(part.expect("inside"), TileSize::Px256);
                for row in 0..256 {
                    let from = ((row + 256 * j as usize) * 512 + 256 * i as usize) * 4;
                    let same = whole[from..from + 1024] == part[row * 1024..(row + 1) * 1024];
                    assert!(same, "{id} {tier:?} zoom {z} part {i} {j} row {row}");
                }
            }
        }
    }
}
