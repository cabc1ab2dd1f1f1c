//! Accepted rows know their lines, and files without rows give none.

use super::super::*;
use super::{collection, csv, degrees, geojson};

/// A feature with these properties and this geometry.
fn feature(properties: &str, kind: &str, coordinates: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}"#
    )
}

#[test]
fn lines_of_accepted_rows() {
    let text = "\nid,lon,lat,label\nA,1,1,\n\nB,x,1,\nC,1,1,\nA,2,2,\nA,3,3,\n\"D\",1,1,\"a\nb\"\nE,1,1,\nC,1,1,\nF,1,1,";
    let import = read_addresses(&csv(text), &degrees()).expect("readable");
    let ids: Vec<&str> = import.rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["A", "C", "E", "F"]);
    assert_eq!(
        (import.lines, import.kind),
        (vec![3, 6, 11, 13], RowKind::Line)
    );
    let refused: Vec<u64> = import.rejected.iter().map(|row| row.line).collect();
    assert_eq!(refused, [5, 7, 8, 9, 12]);
}

#[test]
fn lines_of_counts() {
    let text = "address,measure,unit,cutoff,value\nA,cases,persons,2026-01-31,2\nA,cases,persons,2026-01-31,2\n\nB,cases,persons,2026-01-31,2\n";
    let import = read_cases(&csv(text), &ColumnMap::default()).expect("readable");
    assert_eq!((import.lines, import.kind), (vec![2, 5], RowKind::Line));
}

#[test]
fn numbers_of_accepted_features() {
    let square = "[[[0,0],[1,0],[1,1],[0,1],[0,0]]]";
    let grid = |code: &str| {
        feature(
            &format!(r#"{{"code":"{code}","name":"n","tier":"grid"}}"#),
            "Polygon",
            square,
        )
    };
    let text = collection(
        &["999999001001", "99", "999999001001", "999999001002"]
            .map(grid)
            .join(","),
    );
    let import = read_grids(&geojson(&text), &degrees(), None).expect("readable");
    assert_eq!((import.lines, import.kind), (vec![1, 4], RowKind::Feature));
    let barrier = |id: &str, lines: &str| {
        let properties = format!(r#"{{"id":"{id}","class":"street"}}"#);
        feature(&properties, "MultiLineString", lines)
    };
    let two = "[[[0,0],[1,1]],[[2,2],[3,3]]]";
    let text = collection(
        &[
            barrier("S", "[]"),
            barrier("T", two),
            barrier("U", "[[[0,0],[1,1]]]"),
        ]
        .join(","),
    );
    let import = read_barriers(&geojson(&text), &degrees()).expect("readable");
    assert_eq!(
        (import.lines, import.kind),
        (vec![2, 2, 3], RowKind::Feature)
    );
    let place = |id: &str, lon: u16| {
        feature(
            &format!(r#"{{"id":"{id}"}}"#),
            "Point",
            &format!("[{lon},1]"),
        )
    };
    let text = collection(&[place("A", 181), place("B", 1), place("C", 2)].join(","));
    let import = read_addresses(&geojson(&text), &degrees()).expect("readable");
    assert_eq!((import.lines, import.kind), (vec![2, 3], RowKind::Feature));
}

#[test]
fn files_without_rows_give_no_rows() {
    for text in ["id,lon,lat", "id,lon,lat\n", "\nid,lon,lat\r\n\r\n\n"] {
        let import = read_addresses(&csv(text), &degrees()).expect("readable");
        assert!(import.rows.is_empty() && import.lines.is_empty() && import.rejected.is_empty());
    }
    let text = collection("");
    let import = read_grids(&geojson(&text), &degrees(), None).expect("readable");
    assert!(import.rows.is_empty() && import.lines.is_empty() && import.rejected.is_empty());
    let import = read_addresses(&geojson(&text), &degrees()).expect("readable");
    assert!(import.rows.is_empty() && import.lines.is_empty() && import.rejected.is_empty());
}
