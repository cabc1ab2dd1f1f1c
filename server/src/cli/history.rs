//! `hexward history` and `hexward show`: the commits of a store, and the rows of one.

use std::collections::HashMap;

use clap::Args;
use hexward_engine::model::{Change, Commit, Delta, LogEntry, PlanId, Record, Revision};
use hexward_engine::store::Store;
use serde::Serialize;
use serde_json::{Map, Value};

use super::console::Console;
use super::failure::Failure;
use super::store::StorePath;
use super::viewpoint::plan_id;

/// How many log entries are looked at at once.
const PAGE: usize = 1024;

#[derive(Args)]
pub(super) struct HistoryArguments {
    #[command(flatten)]
    store: StorePath,
    /// Only the commits that change this plan: its steps or where it stands
    #[arg(long, value_name = "ID", value_parser = plan_id)]
    plan: Option<PlanId>,
    /// At most so many, the newest first
    #[arg(short, value_name = "N", default_value_t = 20)]
    n: usize,
    /// Print lines of JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct ShowArguments {
    #[command(flatten)]
    store: StorePath,
    /// The number of the commit
    #[arg(value_name = "REVISION", value_parser = clap::value_parser!(u64).range(1..))]
    revision: u64,
    /// List at most so many rows
    #[arg(short, value_name = "N", default_value_t = 100)]
    n: usize,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// A commit without its rows.
#[derive(Serialize)]
struct Entry {
    revision: u64,
    author: String,
    reason: String,
    at: String,
    plan: Option<String>,
    undoes: Option<u64>,
    undone_by: Option<u64>,
    effective: Option<String>,
    key: Option<String>,
    changed: Map<String, Value>,
    hash: String,
}

impl Entry {
    fn new(entry: LogEntry, undone_by: Option<Revision>) -> Self {
        let LogEntry { note, changed, .. } = entry;
        let counted = changed
            .into_iter()
            .map(|(table, rows)| (table, rows.into()));
        Self {
            revision: entry.revision.0,
            author: note.author,
            reason: note.reason,
            at: note.at,
            plan: entry.plan.map(|id| id.to_string()),
            undoes: note.undoes.map(|undone| undone.0),
            undone_by: undone_by.map(|by| by.0),
            effective: note.effective.map(|day| day.to_string()),
            key: note.request.map(|request| request.key),
            changed: counted.collect(),
            hash: crate::dto::hex(&entry.hash),
        }
    }

    fn line(&self) -> String {
        let changed = self.changed.iter();
        let changed: Vec<String> = changed.map(|(table, n)| format!("{n} {table}")).collect();
        let mut line = format!(
            "{} {} {}: {}",
            self.revision,
            self.at,
            self.author,
            changed.join(", ")
        );
        let parts = [
            self.plan.as_ref().map(|id| format!("plan {id}")),
            self.undoes.map(|n| format!("takes back {n}")),
            self.undone_by.map(|n| format!("taken back by {n}")),
            self.effective
                .as_ref()
                .map(|day| format!("counts from {day}")),
            (!self.reason.is_empty()).then(|| self.reason.clone()),
        ];
        for part in parts.into_iter().flatten() {
            line.push_str("; ");
            line.push_str(&part);
        }
        line
    }
}

/// Lists the newest commits.
pub(super) fn list(arguments: &HistoryArguments, console: &mut Console) -> Result<(), Failure> {
    let mut store = arguments.store.store.open_read_only()?;
    let mut left = arguments.n;
    let mut end = Revision(u64::MAX >> 1);
    let mut undone_by = HashMap::new();
    while left > 0 {
        let page = store.log_before(end, PAGE)?;
        let Some(oldest) = page.last() else { break };
        end = oldest.revision;
        for entry in page {
            let by = known_undone(&mut undone_by, &entry);
            let is_meant = arguments.plan.is_none() || entry.plan == arguments.plan;
            if !is_meant || left == 0 {
                continue;
            }
            left -= 1;
            let entry = Entry::new(entry, by);
            if arguments.json {
                console.json(&entry)?;
            } else {
                console.line(entry.line())?;
            }
        }
    }
    Ok(())
}

/// Who took an entry back, if that stands; notes what the entry itself takes back. Newer entries come first.
fn known_undone(undone_by: &mut HashMap<Revision, Revision>, entry: &LogEntry) -> Option<Revision> {
    let by = undone_by.remove(&entry.revision);
    if let (None, Some(undone)) = (by, entry.note.undoes) {
        undone_by.entry(undone).or_insert(entry.revision);
    }
    by
}

/// A row that a commit changes.
#[derive(Serialize)]
struct Row {
    row: String,
    change: &'static str,
}

/// A commit with its rows.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    entry: Entry,
    rows: Vec<Row>,
    more_rows: usize,
}

/// Shows one commit.
pub(super) fn show(arguments: &ShowArguments, console: &mut Console) -> Result<(), Failure> {
    let mut store = arguments.store.store.open_read_only()?;
    let revision = Revision(arguments.revision);
    let commit = commit_of(store.as_mut(), revision)?;
    let entry = store.log_before(revision.next(), 1)?.pop();
    let entry = entry.ok_or_else(|| unknown(revision))?;
    let by = undone_by(store.as_mut(), revision)?;
    let all = rows(&commit.delta).count();
    let shown = Shown {
        entry: Entry::new(entry, by),
        rows: rows(&commit.delta).take(arguments.n).collect(),
        more_rows: all.saturating_sub(arguments.n),
    };
    if arguments.json {
        return console.json(&shown);
    }
    console.line(shown.entry.line())?;
    console.line(format_args!("hash {}", shown.entry.hash))?;
    for row in &shown.rows {
        console.line(format_args!("{}: {}", row.row, row.change))?;
    }
    match shown.more_rows {
        0 => Ok(()),
        more => console.line(format_args!("and {more} more rows; -n lists more")),
    }
}

/// The commit of a revision.
fn commit_of(store: &mut dyn Store, revision: Revision) -> Result<Commit, Failure> {
    let before = Revision(revision.0.saturating_sub(1));
    let commit = store.commits_after(before, 1)?.pop();
    let own = commit.filter(|commit| commit.revision == revision);
    own.ok_or_else(|| unknown(revision))
}

/// The revision that took another one back, if that stands.
fn undone_by(store: &mut dyn Store, revision: Revision) -> Result<Option<Revision>, Failure> {
    let mut end = Revision(u64::MAX >> 1);
    let mut known = HashMap::new();
    loop {
        let page = store.log_before(end, PAGE)?;
        let Some(oldest) = page.last() else {
            return Ok(None);
        };
        end = oldest.revision;
        for entry in &page {
            let by = known_undone(&mut known, entry);
            if entry.revision == revision {
                return Ok(by);
            }
        }
    }
}

fn unknown(revision: Revision) -> Failure {
    Failure::Usage(format!("there is no revision {revision}"))
}

/// The rows of a delta; those of a step of a plan with the plan before them.
fn rows(delta: &Delta) -> Box<dyn Iterator<Item = Row> + '_> {
    fn table<T: Record>(changes: &[Change<T>]) -> Box<dyn Iterator<Item = Row> + '_> {
        Box::new(changes.iter().map(|change| Row {
            row: change.row_name(),
            change: match (change.before(), change.after()) {
                (None, _) => "new",
                (_, None) => "gone",
                (Some(_), Some(_)) => "changed",
            },
        }))
    }
    let steps = delta.plan_steps.iter().flat_map(|change| {
        let step = change.after().or(change.before());
        step.into_iter().flat_map(|step| {
            rows(&step.delta).map(|row| Row {
                row: format!("plan {}: {}", step.plan, row.row),
                ..row
            })
        })
    });
    let tables = [
        table(&delta.place),
        table(&delta.grids),
        table(&delta.crossing_layers),
        table(&delta.cells),
        table(&delta.addresses),
        table(&delta.checkpoints),
        table(&delta.barriers),
        table(&delta.counts),
        table(&delta.units),
        table(&delta.plans),
        table(&delta.plan_steps),
        table(&delta.roles),
        table(&delta.duties),
    ];
    Box::new(tables.into_iter().flatten().chain(steps))
}
