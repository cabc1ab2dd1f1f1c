//! Files that are refused as a whole, each with what its message must say.

use super::super::*;
use super::{collection, csv, degrees, geojson, stored};

/// A file of addresses and what its refusal says.
const CSV_FILES: &[(&str, &[&str])] = &[
    ("", &["addresses.csv: it is empty"]),
    ("\u{feff}\r\n \n", &["it is empty"]),
    (
        "id,lat\nA,1\n",
        &["column `lon` is missing; there are `id`, `lat`"],
    ),
    (
        "id,longitude,lat\nA,1,2\n",
        &[
            "`lon` is missing",
            "if `longitude` is meant, say --map longitude=lon",
        ],
    ),
    ("ID,lon,lat\nA,1,2\n", &["`id` is missing", "--map ID=id"]),
    (
        "id，lon，lat\nA，1，2\n",
        &["`id` is missing; there are `id，lon，lat`"],
    ),
    (
        "id,lon,lat,lon\nA,1,2,3\n",
        &["line 1: columns 2 and 4 are both named `lon`"],
    ),
    (
        "id,lon,lat,x, x \nA,1,2,3,4\n",
        &["columns 4 and 5 are both named `x`"],
    ),
    (
        "A001,120.3,31.5\nA002,120.3,31.5\n",
        &["line 1 looks like a row, not like a header", "`id`"],
    ),
    (
        "编号,x,y\nA,31.2,120.1\n",
        &["`id` is missing", "--map 编号=id"],
    ),
    (
        "id,lon,lat\nA,31.5,120.3\nB,31.5,120.4\n",
        &[
            "the coordinates fit CRS84,swapped (its two coordinates are exchanged) better than CRS84, which was stated: \
             2 of 2 points can be such coordinates, as stated 0",
        ],
    ),
];

/// A file of grids and what its refusal says.
const GEOJSON_FILES: &[(&str, &[&str])] = &[
    (
        "[1,2",
        &[
            "grids.geojson: it is not a GeoJSON FeatureCollection",
            "line 1 column",
        ],
    ),
    ("{\"type\":\n\"FeatureCollection\",]", &["line 2 column"]),
    ("not json", &["expected", "line 1 column"]),
    ("{}", &["missing field `type`"]),
    (
        r#"{"type":"Feature"}"#,
        &["its type is `Feature`, not FeatureCollection"],
    ),
    (
        r#"{"type":"FeatureCollection"}"#,
        &["missing field `features`"],
    ),
    (
        r#"{"type":"FeatureCollection","features":[1]}"#,
        &["invalid type", "a Feature"],
    ),
    (
        r#"{"type":"FeatureCollection","features":{}}"#,
        &["a list of features"],
    ),
    (
        r#"{"type":"FeatureCollection","features":[]} x"#,
        &["trailing characters at line 1"],
    ),
    (
        r#"{"type":"FeatureCollection","features":[{"properties":{"x":NaN}}]}"#,
        &["expected value at line 1 column"],
    ),
    (
        r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{
            "name":"urn:ogc:def:crs:EPSG::4549"}},"features":[]}"#,
        &["it says that its CRS is urn:ogc:def:crs:EPSG::4549, but CRS84 was stated"],
    ),
];

/// A feature of a file of grids without a polygon, and what the refusal of the file says.
const FEATURES: &[(&str, &[&str])] = &[
    (
        r#"{"geometry":{"type":"Point","coordinates":[1,2]}}"#,
        &["its geometries are of type `Point`, not Polygon"],
    ),
    (
        r#"{"geometry":{"type":"LineString"}},{"geometry":{"type":"Point"}}"#,
        &["of type `LineString`, not Polygon"],
    ),
    (
        r#"{"geometry":{"coordinates":[1e999,2]}}"#,
        &["number out of range at line 1"],
    ),
    (
        r#"{"properties":{"Code":"999999001001","name":""}}"#,
        &[
            "column `code` is missing; there are `Code`, `name`",
            "--map Code=code",
        ],
    ),
];

fn refusal<T>(import: Result<Import<T>, ImportError>) -> String {
    import.map(|_| ()).expect_err("refused").to_string()
}

fn check(case: &str, message: &str, parts: &[&str]) {
    for part in parts {
        assert!(
            message.contains(part),
            "{case}\n gives {message}\n lacks {part}"
        );
    }
}

#[test]
fn csv_files() {
    for (text, parts) in CSV_FILES {
        check(
            text,
            &refusal(read_addresses(&csv(text), &degrees())),
            parts,
        );
    }
    let cases = "address,measure,unit,value\nA,cases,persons,1\n";
    let message = refusal(read_cases(&csv(cases), &ColumnMap::default()));
    check(
        cases,
        &message,
        &["addresses.csv: column `cutoff` is missing"],
    );
    check(
        "json",
        &refusal(read_cases(&geojson("{}"), &ColumnMap::default())),
        &["it is not a GeoJSON FeatureCollection: missing field `type`"],
    );
    for binary in [&b"PMTiles\x03\0\0"[..], b"\x1a\0\0abc,d\n"] {
        let source = Source::bytes("a.bin", binary);
        let message = refusal(read_addresses(&source, &degrees()));
        check("binary", &message, &["not text, but of a binary format"]);
    }
}

#[test]
fn bytes_that_are_not_utf8() {
    let gbk = b"id,lon,lat,label\nA,120.1,31.2,plain\nB,120.1,31.2,\xc8\xcb\xc3\xf1\xc2\xb7\n";
    let message = refusal(read_addresses(
        &Source::bytes("a.csv", &gbk[..]),
        &degrees(),
    ));
    check(
        "gbk",
        &message,
        &[
            "a.csv: it is not UTF-8 at byte 49 (line 3), but can be read as GB18030; say --encoding gb18030",
        ],
    );
    let utf16 = b"\xff\xfei\0d\0";
    check(
        "utf-16",
        &refusal(read_addresses(
            &Source::bytes("a.csv", &utf16[..]),
            &degrees(),
        )),
        &["a.csv: column `lon` is missing; there are `id`"],
    );
    let json = b"{\"type\":\"FeatureCollection\",\n\"\xff\":[]}";
    let message = refusal(read_grids(
        &Source::bytes("g.json", &json[..]),
        &degrees(),
        None,
    ));
    check(
        "json",
        &message,
        &["g.json: it is not UTF-8 at byte 30 (line 2)"],
    );
    assert!(
        read_grids(&Source::bytes("g.json", &json[..]), &degrees(), None)
            .expect_err("refused")
            .is_users()
    );
}

fn check_grids(text: &str, parts: &[&str]) {
    let message = refusal(read_grids(&geojson(text), &degrees(), None));
    check(&text[..text.len().min(200)], &message, parts);
}

#[test]
fn geojson_files() {
    for (text, parts) in GEOJSON_FILES {
        check_grids(text, parts);
    }
    for (features, parts) in FEATURES {
        check_grids(&collection(features), parts);
    }
    check(
        "csv",
        &refusal(read_grids(&csv("code,name"), &degrees(), None)),
        &["column `geometry` is missing; there are `code`, `name`"],
    );
    check(
        "csv",
        &refusal(read_barriers(&csv("id,class"), &degrees())),
        &["column `geometry` is missing"],
    );
}

#[test]
fn lists_without_end() {
    for depth in [200, 100_000] {
        let lists = "[".repeat(depth);
        let coordinates = format!(r#"{{"geometry":{{"coordinates":{lists}"#);
        check_grids(
            &collection(&coordinates),
            &["it is nested too deep at line 1, column"],
        );
        let unread = format!(r#"{{"type":"FeatureCollection","x":{lists}"#);
        check_grids(&unread, &["line 1 column"]);
    }
}

#[test]
fn claimed_lengths_and_places() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("huge.csv");
    std::fs::File::create(&path)
        .and_then(|file| file.set_len(1 << 30))
        .expect("a sparse file");
    let message = refusal(read_addresses(&Source::path(&path), &degrees()));
    check(
        "1 GB",
        &message,
        &["huge.csv: it has 1073741824 bytes, more than the 536870912 bytes that are read"],
    );
    check(
        "folder",
        &refusal(read_addresses(&Source::path(folder.path()), &degrees())),
        &["it is a directory"],
    );
    let none = Source::path(folder.path().join("none.csv"));
    check(
        "none",
        &refusal(read_addresses(&none, &degrees())),
        &["none.csv: there is no such file"],
    );
}

#[test]
fn statements_that_do_not_fit() {
    let text = "编号,lon,lat\nA,120.1,31.2\n";
    let mapped = |map: &str| Statement {
        columns: ColumnMap::parse(map).expect("valid"),
        ..degrees()
    };
    let read = |map: &str| read_addresses(&csv(text), &mapped(map));
    assert_eq!(read("编号=id").expect("fits").rows[0].id.as_str(), "A");
    check(
        "field",
        &refusal(read("编号=idd")),
        &["`idd`", "addresses have no such field", "households"],
    );
    check(
        "column",
        &refusal(read("编码=id")),
        &["column `编码` is missing; there are `编号`"],
    );
    check(
        "optional",
        &refusal(read("编号=id,楼=building")),
        &["column `楼` is missing"],
    );
    let far = refusal(read_addresses(
        &csv("id,lon,lat\nA,120.1,31.2\n"),
        &stored([-0.2, 51.4], [0.0, 51.6]),
    ));
    check(
        "far",
        &far,
        &["0 of 1 points lie near the stored data", "--crs"],
    );
}

#[test]
fn codes_that_the_registry_does_not_have() {
    let unknown = Statement::of(Crs::parse("EPSG:31000").expect("in range"));
    let message = refusal(read_addresses(&csv("id,x,y\nA,1,2\n"), &unknown));
    check(
        "EPSG:31000",
        &message,
        &[
            "addresses.csv: `EPSG:31000` is not a CRS that can be read",
            "expected EPSG:4326",
        ],
    );
}
