//! Owners by GEOS, through shapely (2.0 or later).
//!
//! `HEXWARD_PYTHON` names the interpreter that has shapely, `python3` otherwise.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use hexward_engine::geom::{Position, Region, Ring};
use hexward_tests::shared::skipped;
use serde_json::{Value, json};

fn python() -> String {
    std::env::var("HEXWARD_PYTHON").unwrap_or_else(|_unset| "python3".to_owned())
}

/// Whether GEOS can be asked; says so once when it cannot.
pub(crate) fn is_there() -> bool {
    static THERE: LazyLock<bool> = LazyLock::new(|| {
        let mut command = Command::new(python());
        let ran = command
            .args(["-c", "import shapely; shapely.STRtree"])
            .stderr(Stdio::null());
        let there = ran.status().is_ok_and(|status| status.success());
        if !there {
            skipped(&format!("GEOS is not asked, {} has no shapely 2", python()));
        }
        there
    });
    *THERE
}

/// For each position the areas that hold it or have it on their border, in order.
pub(crate) fn holders(regions: &[&Region], positions: &[Position]) -> Vec<Vec<u32>> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let mut areas = BufWriter::new(File::create(path("areas")).expect("a file"));
    for region in regions {
        writeln!(areas, "{}", shape(region)).expect("written");
    }
    areas.flush().expect("written");
    let mut points = BufWriter::new(File::create(path("points")).expect("a file"));
    for p in positions {
        points.write_all(&p.lon().to_le_bytes()).expect("written");
        points.write_all(&p.lat().to_le_bytes()).expect("written");
    }
    points.flush().expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/owners/geos.py");
    let status = Command::new(python())
        .arg(std::env::var("HEXWARD_OWNERS_SCRIPT").unwrap_or_else(|_unset| script.to_owned()))
        .args([path("areas"), path("points"), path("pairs")])
        .status();
    assert!(status.expect("python runs").success());
    let pairs = std::fs::read(path("pairs")).expect("the answer");
    let mut holders = vec![Vec::new(); positions.len()];
    for pair in pairs.chunks_exact(8) {
        let number = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("4 bytes"));
        holders[number(&pair[..4]) as usize].push(number(&pair[4..]));
    }
    for areas in &mut holders {
        areas.sort_unstable();
    }
    holders
}

/// A region as a multipolygon of lattice coordinates.
fn shape(region: &Region) -> Value {
    let chain = |ring: &Ring| -> Value {
        let vertices = ring.vertices();
        let closed = vertices.iter().chain(vertices.first());
        closed.map(|v| json!([v.lon(), v.lat()])).collect()
    };
    let polygons = region.polygons().iter();
    let polygons: Value = polygons
        .map(|polygon| polygon.rings().map(chain).collect::<Value>())
        .collect();
    json!({"type": "MultiPolygon", "coordinates": polygons})
}
