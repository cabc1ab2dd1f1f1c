//! Each format, written by another program, read back to the same rows.

use std::io::Write;

use hexward::apart::{Upload, inspect};
use hexward_engine::Watch;
use hexward_engine::io::Format;

use crate::bench::{ADDRESSES, Bench, addresses, assert_same, features};

/// A zip of the parts of a Shapefile, in a folder, with capital endings.
fn zipped(bench: &Bench, name: &str, stem: &str, parts: &[&str]) -> std::path::PathBuf {
    let contents: Vec<(String, Vec<u8>)> = parts
        .iter()
        .map(|part| {
            let content = std::fs::read(bench.path(&format!("{stem}.{part}"))).expect("there");
            (format!("data/{stem}.{}", part.to_uppercase()), content)
        })
        .collect();
    let members: Vec<(&str, &[u8])> = contents
        .iter()
        .map(|(name, content)| (&**name, &**content))
        .collect();
    bench.zip(name, &members)
}

#[test]
fn files_with_geometry() {
    let bench = Bench::new();
    bench.write("a.geojson", ADDRESSES);
    for (ending, driver, crs, more) in [
        ("gpkg", "GPKG", "EPSG:4549", &["-nln", "layer one"][..]),
        ("gpkg", "GPKG", "EPSG:4490", &[]),
        ("fgb", "FlatGeobuf", "EPSG:4527", &[]),
        ("kml", "LIBKML", "EPSG:4326", &[]),
    ] {
        let to = format!("a.{ending}");
        let base = [
            "-overwrite",
            "-f",
            driver,
            "-s_srs",
            "EPSG:4490",
            "-t_srs",
            crs,
            &to,
            "a.geojson",
        ];
        let _none_yet = std::fs::remove_file(bench.path(&to));
        if !bench.ogr2ogr(&[&base[..], more].concat()) {
            return;
        }
        let text = bench.convert(&bench.path(&to)).expect("converted");
        assert_eq!(
            (text.format, text.crs.as_deref()),
            (Format::GeoJson, Some(crs)),
            "{to}"
        );
        assert_same(&addresses(&text, crs), &format!("{to} {crs}"));
        // the writer of KML does not know dates as fields
        let rows = features(&text);
        let first = rows.iter().find(|row| row["properties"]["id"] == "A1");
        let date = &first.expect("there")["properties"]["checked"];
        assert!(ending == "kml" || date == "2026-01-31", "{to}: {date}");
        drop(text);
        bench.assert_empty();
    }
}

#[test]
fn shapefiles_in_their_encodings() {
    let bench = Bench::new();
    bench.write("a.geojson", ADDRESSES);
    let to = [
        "-overwrite",
        "-f",
        "ESRI Shapefile",
        "-s_srs",
        "EPSG:4490",
        "-t_srs",
        "EPSG:4549",
    ];
    for (encoding, stem) in [("GB18030", "gb"), ("UTF-8", "utf")] {
        let option = format!("ENCODING={encoding}");
        let more = [&format!("{stem}.shp"), "a.geojson", "-lco", &option];
        if !bench.ogr2ogr(&[&to[..], &more].concat()) {
            return;
        }
    }
    let all = ["shp", "shx", "dbf", "prj", "cpg"];
    for stem in ["gb", "utf"] {
        let text = bench
            .convert(&zipped(&bench, "a.zip", stem, &all))
            .expect("converted");
        assert_eq!(
            text.crs.as_deref(),
            Some("EPSG:4549"),
            "an ESRI .prj is known"
        );
        assert_eq!(text.layer, stem);
        assert_same(&addresses(&text, "EPSG:4549"), stem);
        // the parts side by side, the .shp named
        let text = bench
            .convert(&bench.path(&format!("{stem}.shp")))
            .expect("converted");
        assert_same(&addresses(&text, "EPSG:4549"), stem);
    }
    let mute = &all[..3];
    let gb = zipped(&bench, "gb.zip", "gb", mute);
    assert!(bench.refusal(&gb).contains("say --encoding gb18030"));
    let text = bench.convert_as(&gb, None, Some("gbk")).expect("converted");
    assert_eq!(text.crs, None);
    assert_same(&addresses(&text, "EPSG:4549"), "stated");
    let utf = zipped(&bench, "utf.zip", "utf", mute);
    assert_same(
        &addresses(&bench.convert(&utf).expect("converted"), "EPSG:4549"),
        "guessed",
    );
    // stated wrong: never a row with broken characters
    let wrong = bench
        .convert_as(&gb, None, Some("utf-8"))
        .expect_err("refused")
        .to_string();
    assert!(wrong.contains("is not UTF-8"), "{wrong}");
    let wrong = bench
        .convert_as(&utf, None, Some("gb18030"))
        .expect_err("refused")
        .to_string();
    assert!(wrong.contains("its texts are UTF-8"), "{wrong}");
}

#[test]
fn sheets_are_tables() {
    let bench = Bench::new();
    bench.write("a.geojson", ADDRESSES);
    let lonlat = "SELECT *, ST_X(geometry) AS lon, ST_Y(geometry) AS lat, 320211001001 AS code, 0.1 AS share FROM a";
    let to = [
        "-f",
        "XLSX",
        "a.xlsx",
        "a.geojson",
        "-dialect",
        "SQLite",
        "-sql",
        lonlat,
        "-nln",
        "地址",
    ];
    if !bench.ogr2ogr(&to) {
        return;
    }
    let text = bench.convert(&bench.path("a.xlsx")).expect("converted");
    assert_eq!((text.format, &*text.layer), (Format::Csv, "地址"));
    assert_same(&addresses(&text, "EPSG:4490"), "a.xlsx");
    let lines = std::fs::read_to_string(&text.path).expect("readable");
    assert!(
        lines
            .lines()
            .nth(1)
            .is_some_and(|row| row.contains(r#""320211001001","0.1""#)),
        "{lines}"
    );
    assert!(lines.contains("\"2026-01-31\""), "{lines}");
}

#[test]
fn layers_are_listed_and_chosen() {
    let bench = Bench::new();
    bench.write("a.geojson", ADDRESSES);
    let to = |layer| {
        [
            "-update",
            "-f",
            "GPKG",
            "two.gpkg",
            "a.geojson",
            "-nln",
            layer,
        ]
    };
    if !bench.ogr2ogr(&to("one")[1..]) {
        return;
    }
    bench.ogr2ogr(&to("二"));
    bench.write("t.csv", "id,value\nA1,2\n");
    bench.ogr2ogr(&[
        "-update", "-f", "GPKG", "two.gpkg", "t.csv", "-nln", "table",
    ]);
    let path = bench.path("two.gpkg");
    let error = bench.convert(&path).expect_err("refused").to_string();
    assert!(
        error.ends_with("the layers `one`, `二`, `table`; name one of them (--layer)"),
        "{error}"
    );
    assert!(bench.convert_as(&path, Some("three"), None).is_err());
    let text = bench
        .convert_as(&path, Some("二"), None)
        .expect("converted");
    assert_same(&addresses(&text, "EPSG:4326"), "二");
    let table = bench
        .convert_as(&path, Some("table"), None)
        .expect("converted");
    let lines = std::fs::read_to_string(&table.path).expect("readable");
    assert_eq!(lines, "\"id\",\"value\"\n\"A1\",\"2\"\n");
    let upload = Upload {
        path: &path,
        name: "two.gpkg",
        layer: None,
        encoding: None,
    };
    let listed = inspect(&upload, &bench.rooms(), &Watch::default()).expect("listed");
    let [one, _, table] = &listed.layers[..] else {
        panic!("{listed:?}");
    };
    assert_eq!((&*listed.format, one.features), ("GeoPackage", Some(3)));
    assert_eq!(
        (one.geometry.as_deref(), table.geometry.as_deref()),
        (Some("Point"), None)
    );
    assert_eq!(table.fields, ["id", "value"]);
}

#[test]
fn shapes_that_geojson_lacks_are_named() {
    let bench = Bench::new();
    bench.write(
        "w.csv",
        "WKT,id\n\"CURVEPOLYGON(CIRCULARSTRING(0 0,1 1,2 0,1 -1,0 0))\",c\nMULTIPOINT(3 4),m\nPOINT ZM(5 6 7 8),z\nPOINT EMPTY,e\n",
    );
    let to = [
        "-f",
        "GPKG",
        "w.gpkg",
        "w.csv",
        "-oo",
        "KEEP_GEOM_COLUMNS=NO",
        "-nlt",
        "GEOMETRY",
    ];
    if !bench.ogr2ogr(&to) {
        return;
    }
    let text = bench.convert(&bench.path("w.gpkg")).expect("converted");
    let shapes: Vec<String> = features(&text)
        .iter()
        .map(|feature| feature["geometry"].to_string())
        .collect();
    assert_eq!(
        shapes,
        [
            r#"{"coordinates":[],"type":"CurvePolygon"}"#,
            r#"{"coordinates":[3,4],"type":"Point"}"#,
            r#"{"coordinates":[5,6],"type":"Point"}"#,
            "null"
        ]
    );
}

#[test]
fn drawings() {
    let bench = Bench::new();
    let point = "0\nPOINT\n8\ngates\n10\n500000.5\n20\n3500000.25\n30\n0\n";
    let drawing = format!("0\nSECTION\n2\nENTITIES\n{point}0\nENDSEC\n0\nEOF\n");
    let text = bench
        .convert(&bench.write("a.dxf", drawing))
        .expect("converted");
    assert_eq!((text.crs.as_deref(), &*text.layer), (None, "entities"));
    let [point] = &features(&text)[..] else {
        panic!("one point");
    };
    assert_eq!(point["properties"]["Layer"], "gates");
    assert_eq!(
        point["geometry"]["coordinates"].to_string(),
        "[500000.5,3500000.25]"
    );
}

#[test]
fn compressed_texts() {
    let bench = Bench::new();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(ADDRESSES.as_bytes()).expect("memory");
    let packed = packed.finish().expect("memory");
    let gz = bench
        .convert(&bench.write("a.geojson.gz", &packed))
        .expect("unpacked");
    assert_same(&addresses(&gz, "CRS84"), "gz");
    let members = [
        ("__MACOSX/._a.geojson", &b"x"[..]),
        ("b/a.geojson", ADDRESSES.as_bytes()),
    ];
    let zip = bench
        .convert(&bench.zip("a.zip", &members))
        .expect("unpacked");
    assert_same(&addresses(&zip, "CRS84"), "zip");
    let kml = br#"<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>d</name>
        <NetworkLink><Link><href>http://127.0.0.1:9/never.kml</href></Link></NetworkLink>
        <Placemark><name>gate</name><Point><coordinates>120.3,31.5,9</coordinates></Point></Placemark></Document></kml>"#;
    let kmz = bench.zip("a.kmz", &[("doc.kml", kml), ("files/more.kml", kml)]);
    let text = bench.convert(&kmz).expect("unpacked");
    let [gate] = &features(&text)[..] else {
        panic!("one place");
    };
    assert_eq!(gate["properties"]["Name"], "gate");
    assert_eq!(gate["geometry"]["coordinates"].to_string(), "[120.3,31.5]");
    drop((gz, zip, text));
    bench.assert_empty();
}
