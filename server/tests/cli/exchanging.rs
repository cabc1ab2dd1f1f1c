//! A plan in the hands of a GIS: written, edited with SQL, read again as the right operations.

use std::process::Command;

use serde_json::Value;

use crate::planning::desk;
use crate::program::Desk;

/// The plan `p`, exported, through one query of ogr2ogr, and imported again; `None` where that is not installed.
fn edited(desk: &Desk, query: &str) -> Option<Vec<String>> {
    let exported = desk.path("plan.geojson");
    let path = exported.to_str().expect("utf-8");
    desk.plan(&["export", "p", "--tier", "grid", "-o", path])
        .ended(0);
    let edited = desk.path("edited.geojson");
    let _ = std::fs::remove_file(&edited);
    let run = Command::new("ogr2ogr")
        .args([
            "-f", "GeoJSON", "-nln", "plan", "-dialect", "sqlite", "-sql", query,
        ])
        .args(["-lco", "COORDINATE_PRECISION=7"])
        .args([&edited, &exported])
        .output();
    let Ok(run) = run else {
        eprintln!("skipped: ogr2ogr is not installed");
        return None;
    };
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
    let edited = edited.to_str().expect("utf-8");
    let import = ["import", "p", edited, "--crs", "EPSG:4326", "--author", "a"];
    let trial = desk.plan(&[&import[..], &["--dry-run", "--json"]].concat());
    let run = desk.plan(&import);
    assert_eq!((trial.code, run.code), (0, 0), "{trial:?} {run:?}");
    let operations = trial
        .out
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).expect("json"));
    let operations = operations.filter(|line| line.get("operation").is_some());
    Some(
        operations
            .map(|line| {
                let mut text = line["operation"].as_str().expect("text").to_owned();
                for field in ["code", "to", "into", "name"] {
                    if let Some(value) = line[field].as_str() {
                        text = format!("{text} {}", value.trim_start_matches("990000000001"));
                    }
                }
                text
            })
            .collect(),
    )
}

fn planned() -> Desk {
    let desk = desk();
    desk.plan(&["create", "p", "--author", "a"]).ended(0);
    desk
}

fn shown(desk: &Desk) -> String {
    desk.plan(&["show", "p"]).ended(0).out
}

#[test]
fn a_name_from_sql_is_a_rename() {
    let desk = planned();
    let query = "SELECT code, parent, CASE code WHEN '990000000001G002' THEN '河东' ELSE name END AS name, geometry FROM plan";
    let Some(operations) = edited(&desk, query) else {
        return;
    };
    assert_eq!(operations, ["rename G002 河东"]);
    assert!(
        shown(&desk).contains("G002 -> 990000000001G002: renamed"),
        "{}",
        shown(&desk)
    );
    let again = edited(&desk, "SELECT * FROM plan");
    assert_eq!(again, Some(Vec::new()), "nothing differs");
}

#[test]
fn neighbours_united_by_sql_are_merged() {
    let desk = planned();
    let query = "SELECT min(code) AS code, min(name) AS name, ST_Union(geometry) AS geometry FROM plan \
                 GROUP BY code = '990000000001G003'";
    let Some(operations) = edited(&desk, query) else {
        return;
    };
    assert_eq!(operations, ["merge G002 G001"]);
    let shown = shown(&desk);
    assert!(
        shown.contains("grid 990000000001G002 -> none: retired, merged"),
        "{shown}"
    );
    let run = desk.plan(&["diff", "p"]).ended(0);
    assert!(run.out.contains("1 addresses, 3 households"), "{}", run.out);
    desk.plan(&["validate", "p", "--author", "a"]).ended(0);
}

#[test]
fn a_border_moved_by_sql_is_a_new_outline_on_both_sides() {
    let desk = planned();
    let query = "SELECT code, name, GeomFromText(replace(AsText(geometry), '120.01 31.005', '120.013 31.005')) AS geometry FROM plan";
    let Some(operations) = edited(&desk, query) else {
        return;
    };
    assert_eq!(operations, ["outline G001", "outline G002", "outline G003"]);
    assert!(
        shown(&desk).contains("G001 -> 990000000001G001: border"),
        "{}",
        shown(&desk)
    );
}

#[test]
fn a_code_and_a_half_from_sql_are_a_renumbering_and_a_new_grid() {
    let desk = planned();
    let query = "SELECT replace(code, 'G002', 'G012') AS code, name, geometry FROM plan WHERE code <> '990000000001G003' UNION ALL \
                 SELECT code, name, GeomFromText('POLYGON((120.000 31.005,120.010 31.005,120.010 31.010,120.000 31.010,120.000 31.005))') \
                 FROM plan WHERE code = '990000000001G003' UNION ALL \
                 SELECT replace(code, 'G003', 'G004'), 'new', \
                 GeomFromText('POLYGON((120.010 31.005,120.020 31.005,120.020 31.010,120.010 31.010,120.010 31.005))') \
                 FROM plan WHERE code = '990000000001G003'";
    let Some(operations) = edited(&desk, query) else {
        return;
    };
    assert_eq!(
        operations,
        ["renumber G002 G012", "outline G003", "new G004"]
    );
    let shown = shown(&desk);
    assert!(
        shown.contains("990000000001G002 -> 990000000001G012: renumbered"),
        "{shown}"
    );
    assert!(
        shown.contains("none -> 990000000001G004: new, split"),
        "{shown}"
    );
}

#[test]
fn a_layer_of_another_program_is_read_as_the_file_itself() {
    let desk = planned();
    let exported = desk.path("plan.geojson");
    let exported = exported.to_str().expect("utf-8");
    desk.plan(&["export", "p", "--tier", "grid", "-o", exported])
        .ended(0);
    let package = desk.path("plan.gpkg");
    let package = package.to_str().expect("utf-8");
    for (layer, more) in [("plan", &[][..]), ("notes", &["-update"])] {
        let to = ["-f", "GPKG", "-nln", layer, package, exported];
        let Ok(run) = Command::new("ogr2ogr").args(more).args(to).output() else {
            eprintln!("skipped: ogr2ogr is not installed");
            return;
        };
        assert!(run.status.success());
    }
    let import = [
        "import",
        "p",
        package,
        "--crs",
        "EPSG:4326",
        "--author",
        "a",
    ];
    let refused = desk.plan(&import).ended(1).err;
    assert!(refused.contains("name one of them (--layer)"), "{refused}");
    let run = desk.plan(&[&import[..], &["--layer", "plan"]].concat());
    assert!(run.ended(0).out.contains("nothing"), "the same grids");
}
