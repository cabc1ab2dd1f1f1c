//! Rows that are refused one by one, each with what its message must say.

use super::super::*;
use super::{collection, csv, degrees, geojson};
use crate::model::Tier;

/// A third line of a file of addresses, and what its message says behind the line's number.
const ADDRESSES: &[(&str, &str)] = &[
    (
        "B,120.1,91.2,,,1,2",
        "lat: `91.2` is not between -90 and 90 degrees",
    ),
    (
        "B,-180.5,31.2,,,1,2",
        "lon: `-180.5` is not between -180 and 180 degrees",
    ),
    ("B,12o.1,31.2,,,1,2", "lon: `12o.1` is not a number"),
    (
        "B,\"120,1\",31.2,,,1,2",
        "lon: `120,1` is not a number: decimals have a dot, not a comma",
    ),
    ("B,120.1,NaN,,,1,2", "lat: `NaN` is not a finite number"),
    ("B,inf,31.2,,,1,2", "lon: `inf` is not a finite number"),
    ("B,120.1,,,,1,2", "lat: `` is empty"),
    (",120.1,31.2,,,1,2", "id: `` is empty"),
    (
        " B,120.1,31.2,,,1,2",
        "id: ` B` is not a valid address id: it begins or ends with a space",
    ),
    ("A,120.1,31.2,,,1,2", "id: `A` is already in line 2"),
    (
        "B,120.1,31.2,,,three,2",
        "households: `three` is not a number",
    ),
    ("B,120.1,31.2,,,-3,2", "households: `-3` is negative"),
    (
        "B,120.1,31.2,,,1,2.5",
        "residents: `2.5` is not a whole number",
    ),
    (
        "B,120.1,31.2,,,1,1e3",
        "residents: `1e3` is not a whole number",
    ),
    (
        "B,120.1,31.2,,,1,4294967296",
        "residents: `4294967296` is larger than 4294967295",
    ),
    (
        "B,120.1,31.2,,,99999999999999999999,2",
        "is larger than 4294967295",
    ),
    ("B,120.1,31.2,,,1", "row: `6` cells, the header has 7"),
    (
        "B,120.1,31.2,1,Road,,1,2",
        "row: `8` cells, the header has 7",
    ),
    (
        "B,120.1,31.2,\"a\nb\",,1,2",
        "label: `a b` has a line break or another control character",
    ),
    ("B,120.1,31.2,\"a,,1,2", "row: `4` cells, the header has 7"),
];

/// A third line of a file of counts, and what its message says behind the line's number.
const CASES: &[(&str, &str)] = &[
    (
        "B,cases,people,2026-01-31,2",
        "unit: `people` is not one of households, persons, person-visits, places, items",
    ),
    (
        "B,cases,places,2026-01-31,2",
        "unit: `places` differs from persons, the unit of cases in line 2",
    ),
    (
        "B,Cases,persons,2026-01-31,2",
        "measure: `Cases` is not a valid measure: it is not 1 to 32 of the characters a-z 0-9 - _",
    ),
    (
        "B,cases,persons,2026-02-30,2",
        "cutoff: `2026-02-30` is not a date of the form YYYY-MM-DD",
    ),
    (
        "B,cases,persons,31/01/2026,2",
        "cutoff: `31/01/2026` is not a date of the form YYYY-MM-DD",
    ),
    (
        "B,cases,persons,-0001-01-01,2",
        "cutoff: `-0001-01-01` is not a date of the form YYYY-MM-DD",
    ),
    (
        "B,cases,persons,+2026-01-01,2",
        "cutoff: `+2026-01-01` is not a date of the form YYYY-MM-DD",
    ),
    (
        "B,cases,persons,0026-01-31,2",
        "cutoff: `0026-01-31` is before the year 1000",
    ),
    ("B,cases,persons,2026-01-31,", "value: `` is empty"),
    ("B,cases,persons,2026-01-31,-1", "value: `-1` is negative"),
    (
        "B,cases,persons,2026-01-31,many",
        "value: `many` is not a number",
    ),
    (",cases,persons,2026-01-31,1", "address: `` is empty"),
    (
        "A,cases,persons,2026-01-31,2",
        "address, measure, cutoff: `A, cases, 2026-01-31` is already in line 2",
    ),
];

const SQUARE: &str = "[[[0,0],[1,0],[1,1],[0,1],[0,0]]]";
const GRID: &str = r#"{"type":"Feature","properties":{"code":"999999001002","name":"n","tier":"grid"},
    "geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}}"#;

/// What is put in place of a part of [`GRID`], and what its message says.
const GRIDS: &[(&str, &str, &str)] = &[
    (
        SQUARE,
        "[[[0,0],[1,1],[1,0],[0,1],[0,0]]]",
        "geometry: `Polygon` is not valid: ring 0: ring crosses or touches itself at ",
    ),
    (
        SQUARE,
        "[[[0,0],[1,0],[1,1],[0,1]]]",
        "ring is not closed: it starts at 0.0000000,0.0000000 and ends at 0.0000000,1.0000000",
    ),
    (
        SQUARE,
        "[[[0,0],[1,0],[0,0]]]",
        "ring has 2 different vertices, needs at least 3",
    ),
    (
        SQUARE,
        "[]",
        "geometry: `Polygon` is not valid: polygon has no ring",
    ),
    (
        SQUARE,
        "[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[20,20],[21,20],[21,21],[20,20]]]",
        "geometry: `Polygon` is not valid: ",
    ),
    (
        SQUARE,
        "[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[8,2],[20,2],[20,3],[8,2]]]",
        "geometry: `Polygon` is not valid: ",
    ),
    (
        r#""Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]"#,
        r#""MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,0]]],[[[5,1],[8,1],[8,9],[5,1]]]]"#,
        "geometry: `MultiPolygon` is not valid: ",
    ),
    (
        SQUARE,
        "[[[0,0],[1,95],[1,1],[0,0]]]",
        "lat: `95` is not between -90 and 90 degrees",
    ),
    (
        SQUARE,
        "[[[0],[1,0],[1,1],[0,0]]]",
        "coordinates: `a single number` stands where a pair of numbers should be",
    ),
    (
        SQUARE,
        "[[[0,null],[1,0],[1,1],[0,0]]]",
        "coordinates: `a number beside a list`",
    ),
    (
        SQUARE,
        "[[0,0],[1,0],[1,1],[0,0]]",
        "coordinates: `a position` stands where a list of positions should be",
    ),
    (
        SQUARE,
        "\"x\"",
        "coordinates: `a text` stands where a list of rings should be",
    ),
    (
        "\"coordinates\"",
        "\"other\"",
        "coordinates: `no coordinates` stands",
    ),
    (
        "\"geometry\"",
        "\"other\"",
        "geometry: `null` is no geometry",
    ),
    (
        "Polygon",
        "Point",
        "geometry: `Point` is not Polygon or MultiPolygon",
    ),
    (
        "Polygon\",\"coordinates\"",
        "MultiPolygon\",\"coordinates\":[],\"x\"",
        "region has no polygon",
    ),
    (
        "\"grid\"",
        "\"block\"",
        "tier: `block` is not one of street, community, grid, micro",
    ),
    (
        "999999001002",
        "99",
        "code: `99` is not a valid area code: it is not 12 digits",
    ),
    ("\"999999001002\"", "null", "code: `` is empty"),
    (
        "\"999999001002\"",
        "[1]",
        "code: `` is a list or an object, not a value",
    ),
    (
        "999999001002",
        "999999001001",
        "code: `999999001001` is already in feature 1",
    ),
    (
        "\"name\":\"n\"",
        "\"parent\":\"x\"",
        "parent: `x` is not a valid area code",
    ),
    (
        "\"name\":\"n\"",
        "\"parent\":\"999999001002\"",
        "parent: `999999001002` is the grid itself",
    ),
    ("Feature", "Future", "type: `Future` is not Feature"),
];

fn messages<T>(import: &Import<T>) -> Vec<String> {
    import.rejected.iter().map(ToString::to_string).collect()
}

#[test]
fn addresses() {
    let header = "id,lon,lat,label,building,households,residents\nA,120.1,31.2,,,1,2\n";
    for (line, expected) in ADDRESSES {
        for text in [format!("{header}{line}\n"), format!("{header}{line}")] {
            let import = read_addresses(&csv(&text), &degrees()).expect("readable");
            assert_eq!(import.rows.len(), 1, "{line}");
            let messages = messages(&import);
            assert_eq!(messages.len(), 1, "{messages:?}");
            assert!(
                messages[0].starts_with("addresses.csv line 3, "),
                "{messages:?}"
            );
            assert!(
                messages[0].ends_with(expected),
                "{messages:?} should say {expected}"
            );
        }
    }
    let long = format!("{header}B,120.1,31.2,,{},1,2", "路".repeat(600));
    let import = read_addresses(&csv(&long), &degrees()).expect("readable");
    assert_eq!(import.rejected[0].value, "路".repeat(80));
    assert_eq!(import.rejected[0].reason, "is longer than 500 characters");
}

#[test]
fn lines_are_those_of_the_editor() {
    for (text, lines) in [
        ("id,lon,lat\nA,x,1\nB,x,1", [2, 3]),
        ("id,lon,lat\r\nA,x,1\r\nB,x,1\r\n", [2, 3]),
        ("\n\nid,lon,lat\n\n\nA,x,1\n\nB,x,1\n", [6, 8]),
        ("\u{feff}id;lon;lat\n\"A\";x;1\n\n\r\nB;x;1\n", [2, 5]),
        ("id\tlon\tlat\n\"A\nA\"\tx\t1\n\"B\n\"\tx\t1", [2, 4]),
    ] {
        let import = read_addresses(&csv(text), &degrees()).expect("readable");
        let found: Vec<u64> = import
            .rejected
            .iter()
            .map(|rejected| rejected.line)
            .collect();
        assert_eq!(found, lines, "{text:?}");
        assert!(
            import
                .rejected
                .iter()
                .all(|rejected| rejected.field == "lon")
        );
    }
}

#[test]
fn cases() {
    let header = "address,measure,unit,cutoff,value\nA,cases,persons,2026-01-31,2\n";
    for (line, expected) in CASES {
        let text = format!("{header}{line}\nC,cases,persons,2026-01-31,0\n");
        let source = Source::bytes("cases.csv", text.as_bytes());
        let import = read_cases(&source, &ColumnMap::default()).expect("readable");
        assert_eq!(import.rows.len(), 2, "{line}");
        assert_eq!(messages(&import), [format!("cases.csv line 3, {expected}")]);
    }
}

#[test]
fn grids() {
    let first = GRID.replace("001002", "001001");
    for (part, other, expected) in GRIDS {
        let feature = GRID.replace(part, other);
        assert_ne!(feature, GRID, "{part} is a part of it");
        let text = collection(&format!("{first},{feature}"));
        let import = read_grids(&geojson(&text), &degrees(), None).expect("readable");
        assert_eq!(import.rows.len(), 1, "{feature}");
        let messages = messages(&import);
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(
            messages[0].starts_with("grids.geojson feature 2, "),
            "{messages:?}"
        );
        assert!(
            messages[0].contains(expected),
            "{messages:?} should say {expected}"
        );
    }
}

#[test]
fn a_stated_tier_stands_in_place_of_the_property() {
    let text = collection(&GRID.replace("\"grid\"", "\"block\""));
    let import = read_grids(&geojson(&text), &degrees(), Some(Tier::Micro)).expect("readable");
    assert_eq!(import.rows[0].tier, Tier::Micro);
}

#[test]
fn barriers() {
    let feature = |id: &str, kind: &str, coordinates: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"id":"{id}","class":"street"}},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}"#
        )
    };
    let text = collection(
        &[
            feature(
                "S1",
                "MultiLineString",
                "[[[0,0],[1,1]],[[2,2],[3,3],[4,4]]]",
            ),
            feature("S2", "MultiLineString", "[[[0,0],[1,1]]]"),
            feature("S3", "MultiLineString", "[[[0,0],[1,1]],[[2,2],[2,2]]]"),
            feature("S1#2", "LineString", "[[0,0],[1,1]]"),
            feature("S4", "MultiLineString", "[]"),
            feature(
                &"x".repeat(63),
                "MultiLineString",
                "[[[0,0],[1,1]],[[2,2],[3,3]]]",
            ),
        ]
        .join(","),
    );
    let import = read_barriers(&geojson(&text), &degrees()).expect("readable");
    let ids: Vec<&str> = import
        .rows
        .iter()
        .map(|barrier| barrier.id.as_str())
        .collect();
    assert_eq!(ids, ["S1#1", "S1#2", "S2"]);
    let messages = messages(&import);
    for (message, expected) in messages.iter().zip([
        "feature 3, geometry: `S3#2` is not valid: line has 1 different vertices",
        "feature 4, id: `S1#2` is already in feature 1",
        "feature 5, coordinates: `[]` has no line",
        "it is longer than 64 characters",
    ]) {
        assert!(
            message.contains(expected),
            "{message} should say {expected}"
        );
    }
    assert_eq!(messages.len(), 4);
}

#[test]
fn points_of_geojson() {
    let text = collection(
        r#"{"type":"Feature","id":7,"properties":{"label":"x","households":3,"open":true},"geometry":{"type":"Point","coordinates":[120.1,31.2,5.0]}},
           {"type":"Feature","id":8,"properties":{"households":3.5},"geometry":{"type":"Point","coordinates":[120.1,31.2]}},
           {"type":"Feature","id":9,"properties":null,"geometry":{"type":"Point","coordinates":[120.1,91]}}"#,
    );
    let import =
        read_addresses(&Source::bytes("a.json", text.as_bytes()), &degrees()).expect("readable");
    assert_eq!(
        (
            import.rows.len(),
            import.rows[0].id.as_str(),
            import.rows[0].households
        ),
        (1, "7", 3)
    );
    assert_eq!(import.ignored_columns, ["open"]);
    assert_eq!(
        messages(&import),
        [
            "a.json feature 2, households: `3.5` is not a whole number",
            "a.json feature 3, lat: `91` is not between -90 and 90 degrees",
        ]
    );
}
