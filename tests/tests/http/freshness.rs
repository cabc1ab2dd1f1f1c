//! What a commit does to tiles in memory: those that it damages are drawn again, all others stay.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use hexward::demo::soho;
use hexward_engine::edit::Edit;
use hexward_engine::geom::{
    Bounds, Phase, Polygon, Position, Region, Ring, TileCoord, TileSize, WorldPoint,
};
use hexward_engine::model::{
    Address, AddressId, AreaCode, Checkpoint, CheckpointId, CheckpointState, Count, Grid,
    LayerName, Lock, Measure, Note, Tier, Unit,
};
use hexward_engine::render::{Areas, Style, View, tile, vector_tile};
use hexward_engine::snapshot::Snapshot;
use hexward_tests::Site;

fn at(lon: f64, lat: f64) -> Position {
    Position::from_degrees(lon, lat).expect("in range")
}

fn count(address: &str, measure: &str, cutoff: &str, value: u32) -> Edit {
    Edit::ImportCounts(vec![Count {
        address: AddressId::new(address).expect("valid"),
        measure: Measure::new(measure).expect("valid"),
        unit: Unit::Persons,
        cutoff: Count::parse_date(cutoff).expect("a date"),
        value,
    }])
}

fn address(id: &str, position: Position) -> Edit {
    Edit::ImportAddresses(vec![Address {
        id: AddressId::new(id).expect("valid"),
        position,
        label: "".into(),
        building: "".into(),
        households: 1,
        residents: 2,
        stated: None,
    }])
}

#[tokio::test]
async fn a_commit_changes_only_the_tiles_that_it_damages() {
    let site = Site::soho();
    let tag = async |path: &str| site.get(path).await.header("etag").to_owned();
    let paths = [
        "/tiles/cases/16/32743/21790.png",
        "/tiles/checkpoints/16/32743/21790.png",
        "/tiles/cases/16/32000/21000.png",
    ];
    let mut before = Vec::new();
    for path in paths {
        before.push(tag(path).await);
    }
    let hash = site.json("/v1").await["content_hash"].clone();
    let work = || site.state().tile_work();
    assert_eq!((work().keys, work().drawings), (3, 3));

    site.commit(vec![count("A107", "deaths", "1854-10-31", 40)]);
    for (path, before) in paths.iter().zip(&before) {
        let damaged = *path == paths[0];
        assert_eq!(tag(path).await != *before, damaged, "{path}");
    }
    assert_eq!(
        (work().keys, work().drawings),
        (6, 4),
        "one was drawn again"
    );
    let root = site.json("/v1").await;
    assert_eq!(
        (&root["revision"], &root["measures"][0]["total"]),
        (&2.into(), &432.into())
    );
    assert_ne!(root["content_hash"], hash);
}

#[tokio::test]
async fn a_tile_in_memory_asks_nothing_about_its_ground() {
    let site = Site::soho();
    for path in ["/tiles/risk/3/3/2.png", "/tiles/risk/3/3/2.mvt"] {
        site.get(path).await;
        let work = site.state().tile_work();
        for _ in 0..3 {
            assert_eq!(site.get(path).await.status, StatusCode::OK);
        }
        assert_eq!(site.state().tile_work(), work, "{path}");
    }
}

/// A tile: its address, and how the engine is asked for it.
struct Picture {
    style: String,
    view: View,
    coord: TileCoord,
    vector: bool,
}

impl Picture {
    fn path(&self) -> String {
        let (z, x, y) = (self.coord.z(), self.coord.x(), self.coord.y());
        let extension = if self.vector { "mvt" } else { "png" };
        let areas = match &self.view.areas {
            Areas::Cells(_) => "cells",
            Areas::Grids => "grids",
        };
        let style = &self.style;
        format!("/tiles/{style}/{z}/{x}/{y}.{extension}?areas={areas}")
    }

    /// Drawn now, from nothing but the snapshot.
    fn fresh(&self, snapshot: &Snapshot, style: &Style) -> Vec<u8> {
        if self.vector {
            return vector_tile(snapshot, style, self.coord, &self.view).expect("a tile");
        }
        tile(snapshot, style, self.coord, &self.view)
            .expect("a tile")
            .png
    }
}

/// The tiles of a zoom over some ground.
fn tiles_over(bounds: Bounds, z: u8) -> Vec<TileCoord> {
    let shift = 40 - u32::from(z);
    let (a, b) = (WorldPoint::of(bounds.min()), WorldPoint::of(bounds.max()));
    let columns = (a.x >> shift) as u32..=(b.x >> shift) as u32;
    let tile = |x, y| TileCoord::new(z, x, y).expect("inside");
    columns
        .flat_map(|x| ((b.y >> shift) as u32..=(a.y >> shift) as u32).map(move |y| tile(x, y)))
        .collect()
}

/// Every style, format and kind of area at zooms 13 to 16 over the demo.
fn pictures(site: &Site, styles: &BTreeMap<String, Style>) -> Vec<Picture> {
    let bounds = site.state().engine().snapshot().bounds().expect("the demo");
    let mut pictures = Vec::new();
    for coord in (13..=16).flat_map(|z| tiles_over(bounds, z)) {
        for (id, style) in styles {
            let kinds = [Areas::Cells(None), Areas::Grids];
            for areas in kinds
                .into_iter()
                .take(1 + usize::from(style.colours_areas()))
            {
                for vector in [false, true]
                    .into_iter()
                    .take(1 + usize::from(style.has_vector()))
                {
                    pictures.push(Picture {
                        style: id.clone(),
                        view: View {
                            size: TileSize::Px256,
                            areas: areas.clone(),
                            ..View::default()
                        },
                        coord,
                        vector,
                    });
                }
            }
        }
    }
    pictures
}

fn square(code: &str, tier: Tier, west: f64, south: f64) -> Edit {
    let corners = [(0.0, 0.0), (0.004, 0.0), (0.004, 0.004), (0.0, 0.004)];
    let vertices = corners.map(|(x, y)| at(west + x, south + y));
    let ring = Ring::new(&vertices).expect("a ring");
    Edit::ImportGrids(vec![Grid {
        code: AreaCode::new(code).expect("valid"),
        tier,
        parent: None,
        name: String::new(),
        region: Region::single(Polygon::new(ring, Vec::new()).expect("valid")),
        lock: Lock::Open,
    }])
}

fn honeycomb(name: &str, parent: &str, spacing_mm: u32) -> Edit {
    Edit::Honeycomb {
        parent: AreaCode::new(parent).expect("valid"),
        name: LayerName::new(name).expect("valid"),
        phase: Phase::A,
        spacing_mm,
    }
}

/// Commits of all kinds to a demo that is not divided yet; most are made far away.
fn commits() -> Vec<(&'static str, Edit)> {
    let (far, demo) = (at(0.3, 51.9), AreaCode::new("990185400001").expect("valid"));
    let house = AddressId::new("A107").expect("valid");
    let moved = at(-0.1361, 51.5121);
    vec![
        ("an address far away", address("Z1", far)),
        ("a count far away", count("Z1", "deaths", "1866-10-31", 7)),
        (
            "a count near",
            count(house.as_str(), "deaths", "1854-10-31", 40),
        ),
        (
            "a measure that sorts first",
            count("Z1", "cases", "1854-09-30", 3),
        ),
        ("that measure near", count("A108", "cases", "1854-09-30", 9)),
        (
            "a grid of a lower tier far away",
            square("990185400002G001", Tier::Grid, 0.299, 51.899),
        ),
        (
            "a honeycomb far away that sorts first",
            honeycomb("a", "990185400002G001", 60_000),
        ),
        ("a moved address", address(house.as_str(), moved)),
        (
            "a checkpoint",
            Edit::ImportCheckpoints(vec![Checkpoint {
                id: CheckpointId::new("P99").expect("valid"),
                position: at(-0.1372, 51.5128),
                name: "new".to_owned(),
                kind: "pump".to_owned(),
                state: CheckpointState::Open,
            }]),
        ),
        ("a division", Edit::PartitionByCheckpoints { parent: demo }),
        ("another spacing", honeycomb("a", "990185400001", 90_000)),
    ]
}

#[tokio::test]
async fn no_tile_is_stale_after_commits_of_all_kinds() {
    let site = Site::empty();
    let mut edits = soho(Note::default()).expect("the demo").edits;
    edits.retain(|edit| !matches!(edit, Edit::PartitionByCheckpoints { .. }));
    site.commit(edits);
    let styles = hexward::state::shipped_styles().expect("valid");
    let styles = styles.with_fonts(&hexward::state::installed_fonts());
    let styles: BTreeMap<String, Style> = styles
        .iter()
        .map(|style| (style.id().to_owned(), style.clone()))
        .collect();
    let pictures = pictures(&site, &styles);
    for picture in &pictures {
        site.get(&picture.path()).await;
    }
    for (what, edit) in commits() {
        site.commit(vec![edit]);
        let snapshot = site.state().engine().snapshot();
        let mut drawn = 0;
        for picture in &pictures {
            let before = site.state().tile_work().drawings;
            let served = site.get(&picture.path()).await.body;
            drawn += site.state().tile_work().drawings - before;
            let fresh = picture.fresh(&snapshot, &styles[&picture.style]);
            assert!(served == fresh, "{} is stale after {what}", picture.path());
        }
        let most = match what {
            "an address far away" | "a count far away" => 0,
            "a checkpoint" => 40,
            _ => pictures.len() as u64,
        };
        assert!(drawn <= most, "{drawn} tiles were drawn after {what}");
    }
}
