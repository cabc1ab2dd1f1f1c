//! Statements about files: whatever is said, it is understood or refused, and what was understood can be said again; whatever
//! the coordinates are, a verdict on them is the same each time and says no more than it counted.

use std::fmt::Write;
use std::sync::Arc;

use hexward_engine::geom::{Bounds, Position};
use hexward_engine::io::{
    Crs, Encoding, Expectation, Ground, ImportFault, Source, Statement, Template, read_addresses,
};

use super::Target;
use super::choices::Choices;

/// Systems of coordinates, encodings, templates.
pub(super) const STATEMENTS: Target = Target {
    name: "statements",
    run: statements,
    seeds: &[
        "EPSG:4549,swapped",
        "gcj-02",
        "OGC:CRS84",
        "GB18030",
        r#"{"hexward_template":1,"kind":"addresses","crs":"EPSG:4549","encoding":"gbk","winner":"code","columns":{"x":"a","id":"b"}}"#,
        r#"{"hexward_template":1,"kind":"grids","tier":"street","layer":"l"}"#,
    ],
    words: &[
        "EPSG:",
        ",swapped",
        "BD-09",
        "1024",
        "32768",
        "-",
        "\"crs\":",
        "\"columns\":{",
        "}",
        "utf-8",
        "号",
    ],
};

/// Coordinates in degrees under a statement.
pub(super) const VERDICTS: Target = Target {
    name: "verdicts",
    run: verdicts,
    seeds: &[
        "\u{0}\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}",
        "abcdefghijklmnopqrstuvwxyz0123456789",
    ],
    words: &[],
};

fn statements(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(crs) = Crs::parse(&text) {
        assert_eq!(Crs::parse(&crs.to_string()), Ok(crs));
        assert_eq!(crs.swapped().swapped(), crs);
        assert_ne!(crs.swapped().is_swapped(), crs.is_swapped());
    }
    if let Ok(encoding) = Encoding::parse(&text) {
        assert_eq!(Encoding::parse(encoding.name()), Ok(encoding));
    }
    match Template::read(&text) {
        Ok(template) => {
            assert_eq!(Template::read(&template.write()), Ok(template.clone()));
            let over = Template::new(template.kind).over(template.clone());
            assert_eq!(over, Ok(template));
        }
        Err(error) => assert!(!error.0.is_empty()),
    }
    for encoding in [Encoding::Gb18030, Encoding::Utf16Le, Encoding::Utf16Be] {
        let source = Source::bytes("x.csv", bytes).encoded(encoding);
        match read_addresses(&source, &Statement::of(Crs::CRS84)) {
            Ok(import) => assert_eq!(import.rows.len(), import.lines.len()),
            Err(error) => assert!(error.is_users() && !error.to_string().is_empty()),
        }
    }
}

fn verdicts(bytes: &[u8]) {
    let mut choices = Choices::of(bytes);
    let stated = [
        "EPSG:4490",
        "CRS84,swapped",
        "GCJ-02",
        "BD-09",
        "BD-09,swapped",
    ];
    let stated = stated[choices.below(stated.len())];
    let mut text = String::from("id,lon,lat\n");
    for number in 0..choices.below(40) {
        let mut degrees = || {
            [30.0, 31.0, 120.0, 121.0, -200.0][choices.below(5)] + choices.below(100) as f64 * 0.013
        };
        let (x, y) = (degrees(), degrees());
        writeln!(text, "A{number},{x},{y}").expect("memory");
    }
    let corner = |lon: i64, lat: i64| Position::clamped(lon * 10_000_000, lat * 10_000_000);
    let bounds = Bounds::around([corner(120, 30), corner(121, 31)]).expect("two corners");
    let ground: Arc<dyn Ground> = Arc::new(bounds);
    let read = |trusted| {
        let crs = Crs::parse(stated).expect("a statement");
        let statement = Statement {
            expected: Expectation {
                trusted,
                ..Expectation::within(Some(Arc::clone(&ground)))
            },
            ..Statement::of(crs)
        };
        read_addresses(&Source::bytes("x.csv", text.as_bytes()), &statement)
    };
    let first = read(false);
    assert_eq!(first, read(false));
    assert!(read(true).is_ok());
    match first {
        Ok(import) => {
            let check = import.check.expect("points");
            assert!(check.scores.iter().all(|score| score.inside <= score.total));
        }
        Err(error) => match error.fault {
            ImportFault::Doubtful(doubt) => {
                assert!(doubt.best.inside > doubt.stated.inside);
                assert!(
                    doubt.best.inside <= doubt.best.total && doubt.best.crs != doubt.stated.crs
                );
            }
            ImportFault::Elsewhere { inside, total, .. } => assert!(inside * 2 < total),
            other => unreachable!("{other}"),
        },
    }
}
