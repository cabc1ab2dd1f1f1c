//! What an import tells of itself.

use hexward_engine::snapshot::Snapshot;
use serde::Serialize;

use super::console::{Console, note};
use super::failure::Failure;
use super::import::Arguments;
use super::import_grids::GridSummary;
use crate::importing::{CheckForm, Kind, LikeNamesForm, Rows, Winner, checked_text};

/// What an import did.
#[derive(Serialize)]
#[serde(tag = "summary", rename = "import")]
pub(super) struct Summary<'a> {
    kind: Kind,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    winner: Option<Winner>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stated: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code_wins: Option<usize>,
    rows: usize,
    rejected: usize,
    ignored_columns: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<CheckForm>,
    personal_columns: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    like_names: &'a [LikeNamesForm],
    changed_rows: usize,
    revision: u64,
    written: bool,
    #[serde(flatten)]
    grids: Option<GridSummary>,
}

/// What an import came to.
pub(super) struct Outcome {
    pub(super) changed_rows: usize,
    pub(super) revision: u64,
    pub(super) written: bool,
    pub(super) grids: Option<GridSummary>,
}

impl Outcome {
    /// Nothing is written.
    pub(super) fn refused(snapshot: &Snapshot) -> Self {
        Self {
            changed_rows: 0,
            revision: snapshot.revision.0,
            written: false,
            grids: None,
        }
    }
}

/// Prints what an import did.
pub(super) fn report(
    arguments: &Arguments,
    console: &mut Console,
    rows: &Rows,
    outcome: &Outcome,
) -> Result<(), Failure> {
    if arguments.json {
        return console.json(&summary(arguments, rows, outcome));
    }
    let &Outcome {
        changed_rows,
        revision,
        ..
    } = outcome;
    if !rows.ignored_columns.is_empty() {
        note(format_args!(
            "not read: {}",
            rows.ignored_columns.join(", ")
        ));
    }
    if let Some(check) = &rows.check {
        note(checked_text(check));
    }
    if !rows.personal_columns.is_empty() {
        note(format_args!(
            "dropped, because they are about persons: {}",
            rows.personal_columns.join(", ")
        ));
    }
    for found in &rows.like_names {
        note(found);
    }
    let (total, stated) = (rows.total, stated(rows));
    if arguments.dry_run {
        return console.line(format_args!(
            "{total} rows read, {changed_rows} rows would change; nothing was written{stated}"
        ));
    }
    console.line(format_args!(
        "{total} rows read, {changed_rows} rows changed, revision {revision}{stated}"
    ))
}

/// What the summary says about stated areas: nothing where there are none.
fn stated(rows: &Rows) -> String {
    match rows.stated {
        None | Some([0, _]) => String::new(),
        Some([stated, wins]) => format!(
            "; {stated} addresses name a grid: where the point disagrees, the code wins for {wins}, the point for {}",
            stated - wins
        ),
    }
}

/// The summary as a line of JSON.
pub(super) fn summary<'a>(arguments: &Arguments, rows: &'a Rows, outcome: &Outcome) -> Summary<'a> {
    Summary {
        kind: arguments.kind,
        file: &rows.file,
        winner: winner(arguments),
        stated: rows.stated.map(|[stated, _]| stated),
        code_wins: rows.stated.map(|[_, wins]| wins),
        rows: rows.total,
        rejected: rows.findings.len(),
        ignored_columns: &rows.ignored_columns,
        check: rows.check.as_ref().map(Into::into),
        personal_columns: &rows.personal_columns,
        like_names: &rows.like_names,
        changed_rows: outcome.changed_rows,
        revision: outcome.revision,
        written: outcome.written,
        grids: outcome.grids,
    }
}

fn winner(arguments: &Arguments) -> Option<Winner> {
    let given = arguments.winner.unwrap_or(Winner::Point);
    (arguments.kind == Kind::Addresses).then_some(given)
}
