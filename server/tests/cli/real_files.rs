//! The real files of `shared/data`, each imported into a store of its own as what fits it best, or refused with the reason.

use std::io::Write;

use serde_json::Value;

use crate::program::{Desk, Run};
use crate::real_areas::shared_data;

#[path = "real_files/cases.rs"]
mod cases;
#[path = "real_files/more.rs"]
mod more;

/// What becomes of a file.
enum Outcome {
    /// So many rows are read and stored; every fault of the tiers is among those that are allowed.
    Stored(usize),
    /// It is refused, and this is said.
    Refused(&'static str),
}

/// A file, what is said about it, and what becomes of it.
struct Case {
    file: &'static str,
    kind: &'static str,
    said: &'static [&'static str],
    outcome: Outcome,
}

const fn stored(
    file: &'static str,
    kind: &'static str,
    said: &'static [&'static str],
    rows: usize,
) -> Case {
    let outcome = Outcome::Stored(rows);
    Case {
        file,
        kind,
        said,
        outcome,
    }
}

const fn refused(
    file: &'static str,
    kind: &'static str,
    said: &'static [&'static str],
    part: &'static str,
) -> Case {
    let outcome = Outcome::Refused(part);
    Case {
        file,
        kind,
        said,
        outcome,
    }
}

fn lines(run: &Run) -> Vec<Value> {
    let lines = run.out.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("json"))
        .collect()
}

/// Runs a case; what is to be told of it.
fn outcome_of(case: &Case, path: &str) -> String {
    let desk = Desk::empty();
    let arguments = [&["import", case.kind, path, "--json"], case.said].concat();
    let run = desk.run(&arguments);
    match case.outcome {
        Outcome::Refused(part) => {
            assert_eq!(run.code, 1, "{}: {run:?}", case.file);
            let said = format!("{}{}", run.out, run.err);
            assert!(said.contains(part), "{}: {part}: {said}", case.file);
            assert!(!desk.path("store.gpkg").exists(), "{}", case.file);
            format!("refused: {part}")
        }
        Outcome::Stored(rows) => {
            let run = run.ended(0);
            let summary = lines(&run).pop().expect("a summary");
            assert_eq!(summary["rows"], rows, "{}: {summary}", case.file);
            // the faults of tiers that are stored with them, and nothing else
            let doctor = desk.run(&["doctor", "--json"]);
            let doctor: Value = serde_json::from_str(&doctor.out).expect("json");
            let findings = doctor["findings"].as_array().expect("a list").len();
            let faults = summary["faults"].as_u64().unwrap_or(0);
            assert_eq!(findings as u64, faults, "{}: {doctor}", case.file);
            let table = match case.kind {
                "cases" => "counts",
                kind => kind,
            };
            let count = doctor["store"]["rows"][table].as_u64().expect("a number");
            // of lines with several parts each is one
            let is_whole = count == rows as u64 || (table == "barriers" && count > rows as u64);
            assert!(is_whole, "{}: {count} of {rows}", case.file);
            // the same again changes nothing
            let again = desk.run(&arguments).ended(0);
            assert_eq!(
                lines(&again).pop().expect("a summary")["changed_rows"],
                0,
                "{}",
                case.file
            );
            format!("{rows} rows stored, {faults} faults")
        }
    }
}

fn all(cases: &[Case]) {
    let Some(data) = shared_data() else {
        return;
    };
    for case in cases {
        let path = data.join(case.file);
        let outcome = outcome_of(case, path.to_str().expect("utf-8"));
        let mut err = std::io::stderr();
        let _ = writeln!(err, "{} as {}: {outcome}", case.file, case.kind);
    }
}

#[test]
fn real_files_are_stored_or_refused_with_the_reason() {
    all(cases::SHORT);
}

#[test]
#[ignore = "takes a minute"]
fn all_real_files_are_stored_or_refused_with_the_reason() {
    all(cases::SHORT);
    all(more::LONG);
}
