//! Sheets, and all tiles of a style in one file.

use std::collections::BTreeSet;
use std::fs;

use hexward_engine::geom::{Bounds, TileCoord, TileSize, WorldPoint};
use rusqlite::Connection;
use serde_json::Value;

use crate::program::Desk;

const TILE: &str = "15/16371/10895";

fn path(desk: &Desk, file: &str) -> String {
    desk.path(file).to_str().expect("utf-8").to_owned()
}

/// A box from the middle of the first pixel of a tile to that of the last.
fn ground(tile: TileCoord) -> String {
    let rect = tile.pixels(TileSize::Px256);
    let (world, half) = (rect.world(), 1_i64 << (rect.pixel_shift() - 1));
    let inside = |point: WorldPoint, by: i64| {
        let (x, y) = (point.x + by, point.y + by);
        WorldPoint { x, y }.position()
    };
    let corners = [inside(world.min, half), inside(world.max, -half)];
    let bounds = Bounds::around(corners).expect("two corners");
    bounds
        .degrees()
        .map(|degrees| degrees.to_string())
        .join(",")
}

#[test]
fn a_sheet_of_the_ground_of_a_tile_is_the_tile() {
    let desk = Desk::soho();
    let bounds = ground(TileCoord::new(15, 16371, 10895).expect("inside"));
    for style in ["streets", "risk"] {
        let tile = desk.run(&["render", "--style", style, "--tile", TILE]);
        let sheet = [
            "render", "--style", style, "--bbox", &bounds, "--zoom", "15",
        ];
        assert_eq!(
            desk.run(&sheet).ended(0).bytes,
            tile.ended(0).bytes,
            "{style}"
        );
    }
    let sheet = [
        "render",
        "--style",
        "streets,cases,checkpoints",
        "--paper",
        "ffffff",
        "--bbox",
        "-0.1405,51.5105,-0.1325,51.5155",
        "--zoom",
        "16",
        "-o",
        &path(&desk, "sheet.png"),
    ];
    desk.run(&sheet).ended(0);
    let bytes = fs::read(desk.path("sheet.png")).expect("written");
    let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    // 0.008 degrees of longitude at zoom 16, and 0.005 of latitude, which Mercator stretches at 51.5 degrees
    assert!((373..=374).contains(&side(16)) && (374..=376).contains(&side(20)));
    for wrong in [
        &["--style", "cases"][..],
        &["--style", "cases", "--tile", TILE, "--zoom", "3"],
        &["--style", "cases", "--bbox", "0,0,1,1"],
        &["--style", "cases", "--bbox", "1,0,0,1", "--zoom", "9"],
        &["--style", "cases", "--bbox", "0,0,1,NaN", "--zoom", "9"],
        &[
            "--style",
            "cases",
            "--bbox",
            "-180,-80,180,80",
            "--zoom",
            "14",
        ],
        &["--style", "cases,risk", "--tile", TILE, "--format", "mvt"],
        &["--style", "cases,none", "--tile", TILE],
        &["--style", "cases", "--tile", TILE, "--paper", "white"],
        &[
            "--style",
            "cases",
            "--tile",
            TILE,
            "--days",
            "1854-09-05/1854-09-01",
        ],
    ] {
        desk.run(&[&["render"], wrong].concat()).ended(2);
    }
}

#[test]
fn archives_hold_the_tiles() {
    let desk = Desk::soho();
    let said = |style: &str, format: &str, file: &str| -> Value {
        let run = desk.run(&[
            "tiles",
            "--style",
            style,
            "--zooms",
            "12-16",
            "--format",
            format,
            "--json",
            "-o",
            &path(&desk, file),
        ]);
        serde_json::from_str(&run.ended(0).out).expect("json")
    };
    let packed = said("risk", "png", "risk.pmtiles");
    let mut plain = said("risk", "png", "risk.mbtiles");
    let bytes = fs::read(desk.path("risk.pmtiles")).expect("written");
    assert!(bytes.starts_with(b"PMTiles\x03"));
    assert_eq!(packed["bytes"], bytes.len());
    let number = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
    // addressed tiles and contents: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md, section 3
    assert_eq!(
        (packed["tiles"].as_u64(), packed["contents"].as_u64()),
        (Some(number(72)), Some(number(88)))
    );
    for name in ["file", "bytes"] {
        plain[name] = packed[name].clone();
    }
    assert_eq!(plain, packed);

    let archive = Connection::open(desk.path("risk.mbtiles")).expect("a database");
    let one =
        "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3";
    let drawn = desk
        .run(&["render", "--style", "risk", "--tile", TILE])
        .ended(0);
    let held: Vec<u8> = archive
        .query_row(one, (15, 16371, (1 << 15) - 1 - 10895), |row| row.get(0))
        .expect("there");
    assert_eq!(held, drawn.bytes);
    let mut facts = archive.prepare("SELECT name FROM metadata").expect("facts");
    let facts = facts.query_map([], |row| row.get(0)).expect("rows");
    let facts: BTreeSet<String> = facts.collect::<Result<_, _>>().expect("texts");
    for name in [
        "name",
        "format",
        "bounds",
        "center",
        "minzoom",
        "maxzoom",
        "attribution",
    ] {
        assert!(facts.contains(name), "{name} is not in {facts:?}");
    }
    let vectors = said("grids", "mvt", "grids.mbtiles");
    assert!(vectors["tiles"].as_u64() < packed["tiles"].as_u64());
    assert!(fs::read_dir(desk.path("")).expect("a folder").all(|entry| {
        let name = entry.expect("an entry").file_name();
        !name.to_string_lossy().ends_with(".part")
    }));
}

#[test]
fn what_cannot_be_archived_is_refused() {
    let desk = Desk::soho();
    let out = path(&desk, "a.pmtiles");
    for wrong in [
        &["--style", "cases", "--zooms", "12-16", "-o", "a.zip"][..],
        &["--style", "cases", "--zooms", "16-12", "-o", &out],
        &["--style", "cases", "--zooms", "12-17", "-o", &out],
        &["--style", "cases", "--zooms", "a-b", "-o", &out],
        &["--style", "none", "--zooms", "12", "-o", &out],
        &[
            "--style", "cases", "--zooms", "12", "--format", "mvt", "-o", &out,
        ],
        &[
            "--style",
            "grids",
            "--zooms",
            "12",
            "--bbox",
            "10,10,11,11",
            "-o",
            &out,
        ],
    ] {
        desk.run(&[&["tiles"], wrong].concat()).ended(2);
    }
    assert!(!desk.path("a.pmtiles").exists());
}
