//! Lines and areas in CSV: well-known text in a column.

use super::super::*;
use super::{degrees, stored};
use crate::model::Tier;

fn grids(text: &str) -> Result<Import<crate::model::Grid>, ImportError> {
    let source = Source::bytes("grids.csv", text.as_bytes());
    read_grids(&source, &degrees(), Some(Tier::Grid))
}

#[test]
fn each_bad_row_is_named_with_its_line_and_field() {
    let good = "\"POLYGON ((0 0,1 0,1 1,0 0))\"";
    let text = format!(
        "code,name,geometry\n\
         990185400001G001,a,{good}\n\
         990185400001G002,\"two\nlines\",{good}\n\
         990185400001G003,c,\n\
         990185400001G004,d,\"POLYGON ((0 0,1 0,1 1)\"\n\
         990185400001G005,e,\"LINESTRING (0 0,1 1)\"\n\
         990185400001G006,f,\"POLYGON ((0 0,1 0,0 1,1 1,0 0))\"\n\
         990185400001G007,g,\"POLYGON ((0 0,181 0,1 1,0 0))\"\n\
         990185400001G008,h\n\
         990185400001G009,i,\"POINT (13912345678 1 2 3 4)\"\n\
         990185400001G010,j,\"multipolygon z(((5 5 1,6 5 1,6 6 1,5 5 1)))\"\n"
    );
    let import = grids(&text).expect("readable");
    let codes: Vec<&str> = import.rows.iter().map(|grid| grid.code.as_str()).collect();
    assert_eq!(codes, ["990185400001G001", "990185400001G010"]);
    assert_eq!((import.lines, import.kind), (vec![2, 12], RowKind::Line));
    let said: Vec<String> = import.rejected.iter().map(ToString::to_string).collect();
    for (said, expected) in said.iter().zip([
        "grids.csv line 3, name: `two lines` has a line break",
        "grids.csv line 5, geometry: `` is empty",
        "line 6, geometry: `POLYGON ((0 0,1 0,1 1)` is no well-known text: a comma or a closing parenthesis is missing at byte 22",
        "line 7, geometry: `LineString` is not Polygon or MultiPolygon",
        "line 8, geometry: `Polygon` is not valid",
        "line 9, lon: `181` is not between -180 and 180 degrees",
        "line 10, row: `2` cells, the header has 3",
        "line 11, geometry: `[withheld]` is no well-known text",
    ]) {
        assert!(said.contains(expected), "{said} lacks {expected}");
    }
    assert_eq!(said.len(), 8, "{said:?}");
}

#[test]
fn the_column_may_be_called_otherwise() {
    let text = "id,class,WKT\nb,street,\"MULTILINESTRING ((0 0,1 1),(2 2,3 3))\"\n";
    let source = Source::bytes("b.csv", text.as_bytes());
    let refusal = read_barriers(&source, &degrees()).expect_err("no geometry");
    assert!(
        refusal.to_string().contains("--map WKT=geometry"),
        "{refusal}"
    );
    let mapped = Statement {
        columns: ColumnMap::parse("WKT=geometry").expect("a mapping"),
        ..degrees()
    };
    let import = read_barriers(&source, &mapped).expect("readable");
    let ids: Vec<&str> = import
        .rows
        .iter()
        .map(|barrier| barrier.id.as_str())
        .collect();
    assert_eq!((ids, import.lines), (vec!["b#1", "b#2"], vec![2, 2]));
    let found = survey(&source, Some(RecordKind::Barriers), None).expect("readable");
    assert_eq!(
        (found.mapping(), found.missing),
        ("WKT=geometry".to_owned(), vec![])
    );
    assert_eq!(found.geometry.as_deref(), Some("MultiLineString"));
    assert!(!found.scores.is_empty());
}

#[test]
fn coordinates_are_checked_as_those_of_points_are() {
    let text = "id,kind,name,geometry\nu,block,,\"POLYGON ((31.1 120.1,31.1 120.2,31.2 120.2,31.1 120.1))\"\n";
    let rows: String = (0..6)
        .map(|i| {
            text.lines()
                .nth(1)
                .expect("a row")
                .replacen('u', &format!("u{i}"), 1)
                + "\n"
        })
        .collect();
    let text = format!("id,kind,name,geometry\n{rows}");
    let source = Source::bytes("u.csv", text.as_bytes());
    let statement = stored([120.0, 31.0], [121.0, 32.0]);
    let refusal = read_units(&source, &statement)
        .expect_err("swapped")
        .to_string();
    assert!(
        refusal.contains("CRS84,swapped") || refusal.contains(",swapped"),
        "{refusal}"
    );
    let swapped = Statement {
        crs: Crs::parse("EPSG:4490,swapped").expect("a system"),
        ..statement
    };
    let import = read_units(&source, &swapped).expect("readable");
    assert_eq!(import.rows.len(), 6);
}
