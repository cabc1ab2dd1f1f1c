//! Whatever the bytes are, a reader answers.

use proptest::prelude::*;

use super::super::*;
use super::{collection, degrees};
use crate::model::Tier;

const CSV: &str = "id,lon,lat,label,building,households,residents\nA001,120.3,31.5,\"1, Example Road\",B001,3,8\nA002,120.4,31.6,号,,,\n";
const CASES: &str = "address,measure,unit,cutoff,value\nA001,cases,persons,2026-01-31,2\nA002,cases,persons,2026-02-28,0\n";

fn features() -> String {
    collection(
        r#"{"type":"Feature","properties":{"id":"S1","code":"999999001001","class":"street","kind":"gate","name":"号","tier":"grid","parent":null},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}},
           {"type":"Feature","properties":{"id":"S2","class":"street"},"geometry":{"type":"MultiLineString","coordinates":[[[0,0.5],[1e0,-1]],[[2,2],[3,3]]]}},
           {"type":"Feature","properties":{"id":"S3","name":"n","kind":"k"},"geometry":{"type":"Point","coordinates":[120.1,31.2]}}"#,
    )
}

fn read_all(bytes: &[u8]) {
    let statement = super::stored([120.0, 31.0], [121.0, 32.0]);
    for format in [Format::Csv, Format::GeoJson] {
        let source = Source::bytes("x", bytes).with_format(format);
        for statement in [&statement, &degrees()] {
            check(read_addresses(&source, statement));
            check(read_checkpoints(&source, statement));
            check(read_grids(&source, statement, Some(Tier::Grid)));
            check(read_barriers(&source, statement));
        }
        check(read_cases(&source, &ColumnMap::default()));
    }
}

/// Whatever was read, each row has its line, in order.
fn check<T>(import: Result<Import<T>, ImportError>) {
    if let Ok(import) = import {
        assert_eq!(import.rows.len(), import.lines.len());
        assert!(import.lines.is_sorted() && import.lines.first() != Some(&0));
    }
}

/// A place (as a part of the length) and the bytes that are put there in place of some others.
fn changes() -> impl Strategy<Value = Vec<(f64, usize, Vec<u8>)>> {
    let bytes = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..6),
        prop_oneof![
            "[0-9,.\"\n;eE+-]{0,9}",
            "[\\[\\]{}:,\"]{0,9}",
            "null|true|1e400|NaN|-"
        ]
        .prop_map(String::into_bytes),
    ];
    proptest::collection::vec((0.0..1.0, 0usize..9, bytes), 0..6)
}

fn changed(text: &str, changes: Vec<(f64, usize, Vec<u8>)>) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (place, removed, added) in changes {
        let start = (place * bytes.len() as f64) as usize;
        let end = (start + removed).min(bytes.len());
        bytes.splice(start..end, added);
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_all(&bytes);
    }

    #[test]
    fn changed_lines(changes in changes()) {
        read_all(&changed(CSV, changes.clone()));
        read_all(&changed(CASES, changes));
    }

    #[test]
    fn changed_features(changes in changes()) {
        read_all(&changed(&features(), changes));
    }
}

#[test]
fn the_valid_ones_are_valid() {
    let source = Source::bytes("x.csv", CSV.as_bytes());
    assert_eq!(
        read_addresses(&source, &degrees())
            .expect("readable")
            .rows
            .len(),
        2
    );
    let text = features();
    let source = Source::bytes("x.json", text.as_bytes());
    assert_eq!(
        read_grids(&source, &degrees(), None)
            .expect("readable")
            .rows
            .len(),
        1
    );
    assert_eq!(
        read_barriers(&source, &degrees())
            .expect("readable")
            .rows
            .len(),
        2
    );
    assert_eq!(
        read_checkpoints(&source, &degrees())
            .expect("readable")
            .rows
            .len(),
        1
    );
}
