//! Files: whatever the bytes are, a reader answers, and what it keeps can be written and read again.

use std::cmp::Reverse;
use std::sync::Arc;

use hexward_engine::geom::{Bounds, Position};
use hexward_engine::io::{
    ColumnMap, Crs, Expectation, Format, Ground, Import, ImportError, Source, Statement, Survey,
    read_addresses, read_barriers, read_cases, read_checkpoints, read_grids, survey,
    write_addresses_csv, write_barriers_geojson, write_grids_geojson,
};
use hexward_engine::model::Tier;

use super::Target;

/// CSV and GeoJSON.
pub(super) const FILES: Target = Target {
    name: "files",
    run: files,
    seeds: &[
        "id,lon,lat,label,building,households,residents\nA1,120.3,31.5,\"1, Example Road\",B1,3,8\nA2,120.4,31.6,,,,\n",
        "address,measure,unit,cutoff,value\nA1,cases,persons,2026-01-31,2\nA2,cases,persons,2026-02-28,0\n",
        "id,lon,lat,name,kind\nC1,120.3,31.5,gate,gate\n",
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"990185400001","name":"n","tier":"grid","parent":null},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]],[[0.2,0.2],[0.4,0.2],[0.4,0.4],[0.2,0.2]]]}}]}"#,
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"S2","class":"street"},"geometry":{"type":"MultiLineString","coordinates":[[[0,0.5],[1e0,-1]],[[2,2],[3,3]]]}}]}"#,
        r#"{"type":"FeatureCollection","crs":null,"features":[{"type":"Feature","id":7,"properties":{"name":"n","kind":"k"},"geometry":{"type":"Point","coordinates":[120.1,31.2]}}]}"#,
        "code,name,tier,geometry\n990185400001G001,n,grid,\"POLYGON ((0 0,1 0,1 1,0 0))\"\n",
        "id,class,geometry\nS2,street,\"MULTILINESTRING ((0 0.5,1e0 -1),(2 2,3 3))\"\n",
    ],
    words: &[
        "\"",
        ",",
        "\n",
        "\r\n",
        "\u{feff}",
        "null",
        "true",
        "1e400",
        "-0",
        "NaN",
        "180.0000001",
        "-90",
        "[[",
        "]]",
        "{",
        "}",
        "\"type\":",
        "\"coordinates\":",
        "\"Polygon\"",
        "\"geometry\":null",
        "\\u0000",
        "\\ud800",
        "号",
        "=1+1",
        "'",
        "2026-02-30",
        "18446744073709551616",
        "-1",
        "0.00000001",
        "[0,0],[0,0]",
        "\"properties\":[]",
    ],
};

/// The ground between two corners.
fn box_of(corners: [Position; 2]) -> Option<Arc<dyn Ground>> {
    Bounds::around(corners).map(|bounds| Arc::new(bounds) as Arc<dyn Ground>)
}

fn files(bytes: &[u8]) {
    let plain = Statement::of(Crs::CRS84);
    let corner = |lon: i64, lat: i64| Position::clamped(lon * 10_000_000, lat * 10_000_000);
    let near = Statement {
        expected: Expectation::within(box_of([corner(120, 31), corner(121, 32)])),
        ..plain.clone()
    };
    for format in [Format::Csv, Format::GeoJson] {
        let source = Source::bytes("x", bytes).with_format(format);
        for statement in [&plain, &near] {
            check(&read_addresses(&source, statement));
            check(&read_checkpoints(&source, statement));
            check(&read_grids(&source, statement, None));
            check(&read_barriers(&source, statement));
        }
        check_survey(&survey(&source, None, near.expected.ground.as_ref()));
        check(&read_cases(&source, &ColumnMap::default()));
        check_again(&source, &plain);
    }
}

/// Whatever was read has its lines in order; whatever was refused says where and why.
fn check<T>(import: &Result<Import<T>, ImportError>) {
    match import {
        Ok(import) => {
            assert_eq!(import.rows.len(), import.lines.len());
            assert!(import.lines.is_sorted() && import.lines.first() != Some(&0));
            for rejected in &import.rejected {
                assert!(rejected.line > 0 && !rejected.field.is_empty());
                assert!(!rejected.reason.is_empty());
            }
        }
        Err(error) => assert!(error.is_users() && !error.fault.to_string().is_empty()),
    }
}

/// What a file seems to be is no more than it has.
fn check_survey(found: &Result<Survey, ImportError>) {
    match found {
        Ok(found) => {
            let scores = &found.scores;
            assert!(scores.iter().all(|score| score.inside <= score.total));
            assert!(scores.is_sorted_by_key(|score| Reverse(score.inside)));
            let fields = || found.columns.iter().filter_map(|column| column.field);
            let once = |field| fields().filter(|&other| other == field).count() == 1;
            assert!(fields().all(once));
        }
        Err(error) => assert!(error.is_users() && !error.fault.to_string().is_empty()),
    }
}

/// What was read, written and read again is the same.
fn check_again(source: &Source<'_>, statement: &Statement) {
    if let Ok(first) = read_addresses(source, statement) {
        let mut written = Vec::new();
        write_addresses_csv(&mut written, &first.rows).expect("memory takes it");
        let again = read_addresses(&Source::bytes("again.csv", written), statement);
        assert_eq!(again.expect("it was written").rows, first.rows);
    }
    if let Ok(first) = read_grids(source, statement, Some(Tier::Grid)) {
        let mut written = Vec::new();
        write_grids_geojson(&mut written, &first.rows).expect("memory takes it");
        let again = read_grids(&Source::bytes("again.geojson", written), statement, None);
        assert!(first.rows.is_empty() || again.expect("it was written").rows == first.rows);
    }
    if let Ok(first) = read_barriers(source, statement) {
        let mut written = Vec::new();
        write_barriers_geojson(&mut written, &first.rows).expect("memory takes it");
        let again = read_barriers(&Source::bytes("again.geojson", written), statement);
        assert!(first.rows.is_empty() || again.expect("it was written").rows == first.rows);
    }
}
