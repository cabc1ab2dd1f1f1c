//! Archives of a few squares: taken up where they broke off, the same for any number of threads, each content once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::Connection;
use tempfile::TempDir;

use super::cover::Span;
use super::work::Work;
use super::{ArchiveError, ArchiveKind, Archived, Order, TileFormat, draw, write_archive};
use crate::geom::{Polygon, Position, Region, Ring};
use crate::layer::Threads;
use crate::model::{AreaCode, Dataset, Grid, Lock, Tier};
use crate::render::{RenderError, Style, View};
use crate::snapshot::Snapshot;
use crate::watch::Watch;

/// Two streets beside each other, about 2 by 2 km each.
fn snapshot() -> Snapshot {
    streets(1)
}

/// The same, so many times as wide and high.
fn streets(times: i64) -> Snapshot {
    let street = |n: i64| {
        let at = |x: i64, y: i64| Position::clamped(1_200_000_000 + x, 310_000_000 + y);
        let (west, east) = (n * 200_000 * times, (n + 1) * 200_000 * times);
        let corners = [
            at(west, 0),
            at(east, 0),
            at(east, 180_000 * times),
            at(west, 180_000 * times),
        ];
        let ring = Ring::new(&corners).expect("a square");
        Grid {
            code: AreaCode::new(&format!("99018540000{}", n + 1)).expect("valid"),
            tier: Tier::Street,
            parent: None,
            name: String::new(),
            region: Region::single(Polygon::new(ring, Vec::new()).expect("no holes")),
            lock: Lock::Open,
        }
    };
    Snapshot::build(Dataset {
        grids: (0..2).map(street).collect(),
        ..Dataset::default()
    })
}

fn style() -> Style {
    let text = include_str!("../../../styles/grids.json");
    Style::parse("grids.json", text).expect("a style that ships")
}

fn order<'a>(snapshot: &'a Snapshot, style: &'a Style, view: &'a View) -> Order<'a> {
    Order {
        snapshot,
        state: "first".to_owned(),
        style,
        view,
        format: TileFormat::Png,
        zooms: 8..=15,
        within: None,
        threads: Threads::new(2),
    }
}

fn written(order: &Order<'_>, path: &Path) -> Archived {
    let kind = ArchiveKind::of(path).expect("an archive");
    write_archive(order, kind, path, &Watch::default()).expect("written")
}

type Tile = (u8, u32, u32, Vec<u8>);

fn tiles(path: &Path) -> Vec<Tile> {
    let connection = Connection::open(path).expect("a database");
    let all = "SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles ORDER BY 1, 2, 3";
    let mut statement = connection.prepare(all).expect("tiles");
    let tile = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let rows = statement.query_map([], tile).expect("rows");
    rows.collect::<Result<_, _>>().expect("whole")
}

#[test]
fn tiles_are_numbered_as_pmtiles_has_them() {
    // https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md, section 4: numbers 1 to 4
    let span = Span {
        zoom: 1,
        columns: 0..=1,
        rows: 0..=1,
    };
    let places = span.in_order().into_iter().map(|tile| (tile.x(), tile.y()));
    assert_eq!(places.collect::<Vec<_>>(), [(0, 0), (0, 1), (1, 1), (1, 0)]);
}

#[test]
fn an_export_that_broke_off_goes_on_and_is_the_same() {
    let (snapshot, style, view) = (snapshot(), style(), View::default());
    let folder = TempDir::new().expect("a folder");
    for name in ["a.pmtiles", "a.mbtiles"] {
        let mut order = order(&snapshot, &style, &view);
        let path = folder.path().join(name);
        let whole = written(&order, &path);
        let bytes = fs::read(&path).expect("there");
        let held = name.ends_with("mbtiles").then(|| tiles(&path));
        assert_eq!(whole.tiles, order.tiles().expect("some"));
        assert!(
            whole.contents > 10 && whole.contents < whole.tiles,
            "{whole:?}"
        );

        let part = folder.path().join(format!("{name}.part"));
        let cover = order.cover().expect("some");
        let begin = |order: &Order<'_>| {
            let (mut work, _) = Work::open(&part, &order.name()).expect("opened");
            for batch in cover.batches(0, 3).take(9) {
                let drawn = draw::all(order, &batch).expect("drawn");
                work.add(&batch, &drawn).expect("added");
            }
        };
        begin(&order);
        let begun: usize = cover.batches(0, 3).take(9).map(|batch| batch.len()).sum();
        assert!((10..30).contains(&begun), "{begun}");
        order.threads = Threads::ONE;
        assert_eq!(
            written(&order, &path),
            Archived {
                taken_over: begun as u64,
                ..whole
            }
        );
        match held {
            Some(held) => assert_eq!(tiles(&path), held),
            None => assert_eq!(fs::read(&path).expect("there"), bytes),
        }
        assert!(!part.exists());

        // the beginning of another state is of no use
        begin(&order);
        order.state = "second".to_owned();
        assert_eq!(written(&order, &path), whole);
    }
}

#[test]
fn a_wish_to_stop_leaves_what_is_done() {
    let (snapshot, style, view) = (snapshot(), style(), View::default());
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("a.mbtiles");
    let order = order(&snapshot, &style, &view);
    let watch = Watch::default();
    watch.stop();
    let stopped = write_archive(&order, ArchiveKind::MbTiles, &path, &watch);
    assert!(matches!(stopped, Err(ArchiveError::Stopped)), "{stopped:?}");
    assert!(!path.exists() && folder.path().join("a.mbtiles.part").exists());
    let busy = {
        let part = folder.path().join("a.mbtiles.part");
        let _held = Work::open(&part, &order.name()).expect("opened");
        write_archive(&order, ArchiveKind::MbTiles, &path, &Watch::default())
    };
    assert!(matches!(busy, Err(ArchiveError::Busy { .. })), "{busy:?}");
    assert!(written(&order, &path).tiles > 0);
}

#[test]
fn each_tile_is_the_one_that_is_served() {
    let (snapshot, style, view) = (snapshot(), style(), View::default());
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("a.mbtiles");
    for format in TileFormat::ALL {
        let order = Order {
            format,
            ..order(&snapshot, &style, &view)
        };
        let archived = written(&order, &path);
        let held: BTreeMap<(u8, u32, u32), Vec<u8>> = tiles(&path)
            .into_iter()
            .map(|(zoom, column, row, bytes)| ((zoom, column, row), bytes))
            .collect();
        let mut shown = 0;
        for batch in order.cover().expect("some").batches(0, 7) {
            let contents = draw::all(&order, &batch).expect("drawn");
            for (tile, content) in batch.iter().zip(contents) {
                let row = (1 << tile.z()) - 1 - tile.y();
                let own = held.get(&(tile.z(), tile.x(), row));
                let bytes = content.map(|content| content.bytes);
                assert_eq!(own, bytes.as_ref(), "{format:?} {tile:?}");
                shown += u64::from(bytes.is_some());
            }
        }
        assert_eq!(shown, archived.tiles, "{format:?}");
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let (snapshot, style, view) = (snapshot(), style(), View::default());
    let nothing = Snapshot::build(Dataset::default());
    let tiles = |order: Order<'_>| order.tiles();
    let of = |zooms| Order {
        zooms,
        ..order(&snapshot, &style, &view)
    };
    assert!(matches!(
        tiles(order(&nothing, &style, &view)),
        Err(ArchiveError::Nothing)
    ));
    assert!(matches!(
        tiles(Order {
            zooms: 23..=23,
            ..order(&streets(100), &style, &view)
        }),
        Err(ArchiveError::TooMany { .. })
    ));
    assert!(matches!(
        tiles(of(8..=24)),
        Err(ArchiveError::Render(RenderError::Zoom { zoom: 24, .. }))
    ));
    assert_eq!(ArchiveKind::of(Path::new("a.zip")), None);
}
