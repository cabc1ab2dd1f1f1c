//! Each format that is written is read again, by this program and by another, to the same content.

use std::path::Path;
use std::process::Command;

use hexward::apart::{Output, Target, write};
use hexward_engine::Watch;

use crate::bench::{ADDRESSES, Bench, addresses, assert_same, features};

const FORMATS: [(Target, &str); 3] = [
    (Target::GeoPackage, "gpkg"),
    (Target::Shapefile, "zip"),
    (Target::FlatGeobuf, "fgb"),
];

fn written(
    bench: &Bench,
    geojson: &Path,
    (target, ending): (Target, &str),
    crs: u32,
    encoding: &str,
) -> std::path::PathBuf {
    let out = bench.path(&format!("out-{crs}-{encoding}.{ending}"));
    let output = Output {
        target,
        layer: "grids",
        crs,
        encoding,
    };
    write(geojson, &output, &out, &Watch::default()).expect("written");
    out
}

#[test]
fn what_is_written_is_read_again() {
    let bench = Bench::new();
    let geojson = bench.write("a.geojson", ADDRESSES);
    for (target, ending) in FORMATS {
        for (crs, encoding) in [
            (4490, "utf-8"),
            (4549, "gb18030"),
            (3857, "utf-8"),
            (4326, "gb18030"),
        ] {
            let out = written(&bench, &geojson, (target, ending), crs, encoding);
            let text = bench.convert(&out).expect("converted");
            let crs = format!("EPSG:{crs}");
            assert_eq!(
                (text.crs.as_deref(), &*text.layer),
                (Some(&*crs), "grids"),
                "{out:?}"
            );
            let found = addresses(&text, &crs);
            assert_same(&found, &format!("{ending} {crs} {encoding}"));
            if ["EPSG:4490", "EPSG:4326"].contains(&&*crs) {
                let mut found = found;
                found.sort_by(|a, b| a.id.cmp(&b.id));
                assert_eq!(found, crate::bench::expected(), "to the lattice");
            }
        }
    }
    let left = std::fs::read_dir(bench.path("")).expect("a folder");
    let hidden = left.filter(|entry| {
        let entry = entry.as_ref().expect("an entry");
        entry.file_name().to_string_lossy().starts_with(".hexward")
    });
    assert_eq!(hidden.count(), 0);
}

#[test]
fn another_program_reads_it() {
    let bench = Bench::new();
    let geojson = bench.write("a.geojson", ADDRESSES);
    for (target, ending) in FORMATS {
        let out = written(&bench, &geojson, (target, ending), 4549, "gb18030");
        let archive = if ending == "zip" { "/vsizip/" } else { "" };
        let path = format!("{archive}{}", out.display());
        let Ok(run) = Command::new("ogrinfo").args(["-al", &path]).output() else {
            eprintln!("skipped: ogrinfo is not installed");
            return;
        };
        let said = String::from_utf8_lossy(&run.stdout);
        for part in [
            "Feature Count: 3",
            "示例路1号",
            "龘𠮷巷3号",
            "ID[\"EPSG\",4549]",
            "households (Integer",
        ] {
            assert!(said.contains(part), "{ending}: {part} in {said}");
        }
    }
}

#[test]
fn areas_and_long_names() {
    let bench = Bench::new();
    let ring = |x: f64| format!("[[[{x},31],[{},31],[{x},32],[{x},31]]]", x + 0.5);
    let rows = format!(
        r#"{{"type":"FeatureCollection","features":[
        {{"type":"Feature","properties":{{"code":"320211001001","visit_minutes":1.5,"visit_minutes_before":2,"名称很长的一列":"甲"}},"geometry":{{"type":"Polygon","coordinates":{}}}}},
        {{"type":"Feature","properties":{{"code":"320211001002","visit_minutes":null,"visit_minutes_before":null,"名称很长的一列":""}},"geometry":{{"type":"MultiPolygon","coordinates":[{},{}]}}}}]}}"#,
        ring(120.0),
        ring(121.0),
        ring(122.0)
    );
    let geojson = bench.write("grids.geojson", rows);
    for (target, ending) in FORMATS {
        let out = written(&bench, &geojson, (target, ending), 4490, "utf-8");
        let text = bench.convert(&out).expect("converted");
        let mut rows = features(&text);
        rows.sort_by_key(|row| row["properties"]["code"].to_string());
        let [one, two] = &rows[..] else {
            panic!("{ending}: {rows:?}");
        };
        assert_eq!(one["properties"]["code"], "320211001001");
        assert_eq!(two["geometry"]["type"], "MultiPolygon");
        assert_eq!(
            two["geometry"]["coordinates"].as_array().map(Vec::len),
            Some(2)
        );
        let names: Vec<&String> = one["properties"]
            .as_object()
            .expect("an object")
            .keys()
            .collect();
        if ending == "zip" {
            assert_eq!(names, ["code", "visit_mi_2", "visit_minu", "名称很"]);
        } else {
            assert_eq!(
                names,
                [
                    "code",
                    "visit_minutes",
                    "visit_minutes_before",
                    "名称很长的一列"
                ]
            );
        }
    }
    let mut archive = std::fs::File::open(bench.path("out-4490-utf-8.zip")).expect("there");
    let mut archive = zip::ZipArchive::new(&mut archive).expect("a zip");
    let mut table = String::new();
    let mut member = archive.by_name("fields.csv").expect("there");
    std::io::Read::read_to_string(&mut member, &mut table).expect("readable");
    assert_eq!(
        table,
        "field,stored\ncode,code\nvisit_minutes,visit_minu\nvisit_minutes_before,visit_mi_2\n名称很长的一列,名称很\n"
    );
}

#[test]
fn what_cannot_be_written() {
    let bench = Bench::new();
    let mixed = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}},
        {"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}]}"#;
    let mixed = bench.write("mixed.geojson", mixed);
    let long = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"label":"{}"}},"geometry":{{"type":"Point","coordinates":[1,2]}}}}]}}"#,
        "长".repeat(200)
    );
    let long = bench.write("long.geojson", long);
    let plain = bench.write("a.geojson", ADDRESSES);
    for (geojson, crs, encoding, part) in [
        (&mixed, 4490, "utf-8", "do not go into one such file"),
        (&long, 4490, "utf-8", "longer than the format can keep"),
        (&plain, 31_000, "utf-8", "no such code"),
        (&plain, 4490, "latin1", "encodings are gb18030 and utf-8"),
    ] {
        let output = Output {
            target: Target::Shapefile,
            layer: "x",
            crs,
            encoding,
        };
        let out = bench.path("none.zip");
        let error = write(geojson, &output, &out, &Watch::default()).expect_err("refused");
        assert!(
            error.is_users() && error.to_string().contains(part),
            "{error}"
        );
        assert!(!out.exists());
    }
}
