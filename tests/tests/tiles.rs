//! Tiles of Soho 1854: seams, mass, order of the input, the peak at Broad Street, and a density against a direct sum.

use hexward_engine::edit::{Changeset, Edit, apply};
use hexward_engine::geom::{
    LocalFrame, Phase, PixelRect, Position, TileCoord, TileSize, WorldPoint, ground_pixel_area_m2,
};
use hexward_engine::layer::Reported;
use hexward_engine::model::{AreaCode, Dataset, LayerName, Note, Tier};
use hexward_engine::render::{
    Areas, Content, Density, Spread, Style, Styles, View, density, picture, scale_of, tile,
    vector_tile,
};
use hexward_engine::snapshot::Snapshot;

/// The demo, with its rows turned round so that another order goes in.
fn soho(turn: usize) -> Snapshot {
    fn rotate<T>(rows: &mut [T], turn: usize) {
        let middle = turn % rows.len().max(1);
        rows.rotate_left(middle);
    }
    let mut demo = hexward::demo::soho(Note::default()).expect("the demo");
    for edit in &mut demo.edits {
        match edit {
            Edit::ImportAddresses(rows) => rotate(rows, turn),
            Edit::ImportCheckpoints(rows) => rotate(rows, turn),
            Edit::ImportCounts(rows) => rotate(rows, turn),
            Edit::ImportBarriers(rows) => rotate(rows, turn),
            _ => {}
        }
    }
    let empty = Snapshot::build(Dataset::default());
    let delta = apply(&empty, &demo).expect("the demo");
    empty.with(&delta).expect("fits")
}

fn honeycomb(parent: &AreaCode, spacing_mm: u32) -> Edit {
    let name = LayerName::new("comb").expect("valid");
    Edit::Honeycomb {
        parent: parent.clone(),
        name,
        phase: Phase::A,
        spacing_mm,
    }
}

fn styles() -> Styles {
    hexward::state::shipped_styles().expect("all styles are valid")
}

fn pump() -> WorldPoint {
    WorldPoint::of(Position::from_degrees(-0.136_748_6, 51.513_338).expect("in range"))
}

fn tile_at(point: WorldPoint, z: u8) -> TileCoord {
    let shift = 40 - u32::from(z);
    TileCoord::new(z, (point.x >> shift) as u32, (point.y >> shift) as u32).expect("inside")
}

fn decode(png_bytes: &[u8]) -> (u32, Vec<u8>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png_bytes));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().expect("a png");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut pixels).expect("a frame");
    assert_eq!(frame.buffer_size(), pixels.len());
    assert_eq!(frame.color_type, png::ColorType::Rgba);
    (frame.width, pixels)
}

fn small() -> View {
    View {
        size: TileSize::Px256,
        areas: Areas::Cells(None),
        ..View::default()
    }
}

#[test]
fn four_tiles_put_together_are_the_large_tile() {
    let snapshot = soho(0);
    let all = styles();
    for style in all.iter() {
        for z in [12, 14, 15] {
            for areas in [Areas::Cells(None), Areas::Grids] {
                let center = tile_at(pump(), z);
                for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    let large =
                        TileCoord::new(z, center.x() - dx, center.y() - dy).expect("inside");
                    compare_with_parts(&snapshot, style, large, &areas);
                }
            }
        }
    }
}

fn compare_with_parts(snapshot: &Snapshot, style: &Style, large: TileCoord, areas: &Areas) {
    let view = |size| View {
        size,
        areas: areas.clone(),
        ..View::default()
    };
    let whole = tile(snapshot, style, large, &view(TileSize::Px512)).expect("a tile");
    let (width, whole) = decode(&whole.png);
    assert_eq!(width, 512);
    for (i, j) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        let part =
            TileCoord::new(large.z() + 1, 2 * large.x() + i, 2 * large.y() + j).expect("inside");
        let part = tile(snapshot, style, part, &view(TileSize::Px256)).expect("a tile");
        let (_, part) = decode(&part.png);
        for row in 0..256 {
            let from = ((row + 256 * j as usize) * 512 + 256 * i as usize) * 4;
            let same = whole[from..from + 1024] == part[row * 1024..(row + 1) * 1024];
            assert!(
                same,
                "style {} tile {large:?} part {i} {j} row {row} areas {areas:?}",
                style.id()
            );
        }
    }
}

#[test]
fn a_cut_anywhere_leaves_no_trace() {
    let snapshot = soho(0);
    let all = styles();
    for style in all.iter() {
        for pixel_zoom in [14, 16] {
            let shift = 32 - u32::from(pixel_zoom);
            let (x, y) = (pump().x >> shift, pump().y >> shift);
            let whole = PixelRect {
                pixel_zoom,
                x: x - 150,
                y: y - 140,
                width: 301,
                height: 283,
            };
            let picture_of = |rect| picture(&snapshot, style, rect, &small()).expect("a picture");
            let big = picture_of(whole);
            for (dx, dy, width, height) in [
                (0, 0, 13, 283),
                (97, 31, 101, 59),
                (150, 140, 1, 1),
                (288, 0, 13, 283),
            ] {
                let part = picture_of(PixelRect {
                    x: whole.x + dx,
                    y: whole.y + dy,
                    width,
                    height,
                    ..whole
                });
                for row in 0..height as usize {
                    let from = ((row + dy as usize) * 301 + dx as usize) * 4;
                    let line = width as usize * 4;
                    let same = big.pixels()[from..from + line]
                        == part.pixels()[row * line..(row + 1) * line];
                    assert!(
                        same,
                        "style {} zoom {pixel_zoom} at {dx} {dy} row {row}",
                        style.id()
                    );
                }
            }
        }
    }
}

#[test]
fn the_order_of_the_input_does_not_show() {
    let (first, second) = (soho(0), soho(101));
    let all = styles();
    for style in all.iter() {
        for z in [13, 15, 16] {
            let coord = tile_at(pump(), z);
            let pictures =
                [&first, &second].map(|s| tile(s, style, coord, &small()).expect("a tile"));
            assert_eq!(pictures[0], pictures[1], "style {} zoom {z}", style.id());
            if style.has_vector() {
                let vectors = [&first, &second]
                    .map(|s| vector_tile(s, style, coord, &small()).expect("a tile"));
                assert_eq!(vectors[0], vectors[1], "style {} zoom {z}", style.id());
            }
        }
    }
}

fn deaths_around(snapshot: &Snapshot, rect: PixelRect) -> Density {
    let deaths = snapshot.counts.measure("deaths").expect("deaths");
    let spread = Spread {
        bandwidth_m: 100.0,
        days: None,
    };
    let pyramid = snapshot.counts.pyramid(deaths, &snapshot.addresses);
    density(pyramid, &spread, rect).expect("a density")
}

#[test]
fn the_mass_of_the_density_is_392_at_every_zoom() {
    let snapshot = soho(0);
    let deaths = snapshot.counts.measure("deaths").expect("deaths");
    assert_eq!(deaths.total, 392);
    for pixel_zoom in 0..=18 {
        let shift = 32 - u32::from(pixel_zoom);
        let side = (1_i64 << pixel_zoom) * 256;
        let reach = (500.0 / ground_pixel_area_m2(pixel_zoom, pump().y >> shift).sqrt()).ceil()
            as i64
            + 300;
        let (x, y) = ((pump().x >> shift) - reach, (pump().y >> shift) - reach);
        let (x, y) = (x.max(-2), y.max(-2));
        let size = (2 * reach).min(side + 4) as u32;
        let rect = PixelRect {
            pixel_zoom,
            x,
            y,
            width: size,
            height: size,
        };
        let raster = deaths_around(&snapshot, rect);
        let total: u128 = raster.mass.iter().map(|&m| u128::from(m)).sum();
        assert_eq!(
            total,
            392 * u128::from(raster.case_mass),
            "zoom {pixel_zoom}"
        );
        let by_area: f64 = (0..raster.mass.len())
            .map(|i| {
                let row = rect.y + (i / size as usize) as i64;
                raster.per_hectare(i) * ground_pixel_area_m2(pixel_zoom, row) / 10_000.0
            })
            .sum();
        assert!(
            (by_area / 392.0 - 1.0).abs() < 1e-6,
            "zoom {pixel_zoom}: {by_area}"
        );
    }
}

#[test]
fn the_density_peaks_at_broad_street_and_agrees_with_a_direct_sum() {
    let snapshot = soho(0);
    let deaths = snapshot.counts.measure("deaths").expect("deaths");
    let shift = 32 - 16;
    let (px, py) = (pump().x >> shift, pump().y >> shift);
    let rect = PixelRect {
        pixel_zoom: 16,
        x: px - 300,
        y: py - 300,
        width: 600,
        height: 600,
    };
    let raster = deaths_around(&snapshot, rect);
    let value = |i: usize| raster.per_hectare(i);
    let peak = (0..raster.mass.len())
        .max_by(|&a, &b| value(a).total_cmp(&value(b)))
        .expect("pixels");
    let (x, y) = ((peak % 600) as i64 - 300, (peak / 600) as i64 - 300);
    let metres = ((x * x + y * y) as f64).sqrt() * ground_pixel_area_m2(16, py).sqrt();
    assert!(metres < 50.0, "the peak is {metres} m from the pump");
    let top = value(peak);
    println!("peak {top:.2} deaths per hectare, {metres:.1} m from the pump");
    let frame = LocalFrame::new(snapshot.frame.anchor());
    for k in 0..1000 {
        let i = (k * 7919) % raster.mass.len();
        let (x, y) = (rect.x + (i % 600) as i64, rect.y + (i / 600) as i64);
        let middle = |v: i64| (v << shift) + (1 << (shift - 1));
        let here = frame.to_metres(
            WorldPoint {
                x: middle(x),
                y: middle(y),
            }
            .position(),
        );
        let direct: f64 = snapshot
            .addresses
            .records()
            .spots()
            .zip(deaths.values.iter())
            .map(|(address, deaths)| {
                let r = frame.to_metres(address.position).distance_m(here) / 100.0;
                let weight = if r < 1.0 { (1.0 - r * r).powi(2) } else { 0.0 };
                deaths.map_or(0, Reported::get) as f64 * weight * 3.0
                    / (std::f64::consts::PI * 10_000.0)
                    * 10_000.0
            })
            .sum();
        // less than a step of the shipped scale
        assert!(
            (value(i) - direct).abs() < top * 0.005,
            "pixel {i}: {} against {direct}",
            value(i)
        );
    }
}

#[test]
fn honeycombs_of_any_spacing_hold_all_392() {
    let snapshot = soho(0);
    let parent = AreaCode::new("990185400001").expect("valid");
    for spacing_m in [8, 10, 17, 25, 40, 60, 85, 120, 200, 400, 1000, 5000] {
        let edits = vec![honeycomb(&parent, spacing_m * 1000)];
        let delta = apply(
            &snapshot,
            &Changeset {
                note: Note::default(),
                edits,
            },
        )
        .expect("a honeycomb");
        let combed = snapshot.with(&delta).expect("fits");
        let (index, crossing) = combed.crossing("comb").expect("the layer");
        let assignment = combed.crossing_assignment(index);
        let sum: u64 = assignment
            .tallies
            .iter()
            .filter_map(|tally| tally.counts[0])
            .sum();
        assert_eq!(
            (sum, assignment.unlocated.len()),
            (392, 0),
            "spacing {spacing_m} m"
        );
        let ground: f64 = (0..crossing.cells.records().len())
            .map(|i| crossing.cells.area_m2(i))
            .sum();
        let (grids, i) = combed.grid(&parent).expect("the outline");
        // where a border meets the outline off the lattice, the outline bends there by less than a step (1.1 cm)
        let most = 0.011 * 3_000.0;
        assert!(
            (ground - grids.area_m2(i)).abs() < most,
            "spacing {spacing_m} m: {ground} of {}",
            grids.area_m2(i)
        );
    }
}

#[test]
fn broad_street_is_nearest_for_266_of_392() {
    let snapshot = soho(0);
    let nearest = snapshot.nearest_assignment();
    let broad = snapshot
        .checkpoints
        .records()
        .iter()
        .position(|c| c.name == "Broad Street")
        .expect("the pump");
    assert_eq!(nearest.tallies[broad].counts, [Some(266)]);
    let total: u64 = nearest
        .tallies
        .iter()
        .filter_map(|tally| tally.counts[0])
        .sum();
    assert_eq!((total, nearest.unlocated.len()), (392, 0));
    // the grids are the pumps' own ground, so they say the same
    let grids = snapshot.assignment(Tier::Grid);
    let names: Vec<&str> = snapshot.grids[&Tier::Grid]
        .records()
        .iter()
        .map(|grid| grid.name.as_str())
        .collect();
    let broad = names
        .iter()
        .position(|name| *name == "Broad Street")
        .expect("the grid");
    assert_eq!(
        (names.len(), grids.tallies[broad].counts.clone()),
        (13, vec![Some(266)])
    );
}

#[test]
fn every_shipped_style_draws_something_and_density_has_one_scale() {
    let snapshot = soho(0);
    let all = styles().with_fonts(&hexward::state::installed_fonts());
    for style in all.iter() {
        let drawn = tile(&snapshot, style, tile_at(pump(), 15), &small()).expect("a tile");
        // without anything to compare with, nothing has changed
        let nothing = matches!(style.content(), Content::Change { .. });
        assert_eq!(drawn.empty, nothing, "style {}", style.id());
        let far = tile(
            &snapshot,
            style,
            TileCoord::new(15, 3, 3).expect("inside"),
            &small(),
        )
        .expect("a tile");
        assert!(far.empty, "style {}", style.id());
        if let Content::Density { scale, .. } = style.content() {
            let own = scale_of(&snapshot, style, &small()).expect("a scale");
            assert!(own.starts_with(&scale.label()), "{own}");
        }
    }
}
