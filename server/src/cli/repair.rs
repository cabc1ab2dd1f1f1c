//! `hexward repair`: mends a stored tier, and the tiers below it, in one commit.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use hexward_engine::CommitError;
use hexward_engine::edit::{self, Changeset, Edit, EditError, repair_tier};
use hexward_engine::model::Tier;
use serde::Serialize;

use super::console::Console;
use super::failure::Failure;
use super::faults::{self, Finding};
use super::import::tier;
use super::repairs::{self, Limits};
use super::store::{self, Authorship, StorePath};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StorePath,
    /// The tier to mend, with those below it: street, community, grid or micro
    #[arg(long, value_parser = tier)]
    tier: Tier,
    #[command(flatten)]
    limits: Limits,
    /// Say what would change and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print changes, faults and summary as lines of JSON
    #[arg(long)]
    json: bool,
    /// Write the faults that would remain as GeoJSON, to look at them
    #[arg(short = 'o', long, value_name = "FILE")]
    faults: Option<PathBuf>,
    #[command(flatten)]
    authorship: Authorship,
}

/// What a repair did.
#[derive(Serialize)]
#[serde(tag = "summary", rename = "repair")]
struct Summary {
    tier: &'static str,
    faults_before: usize,
    faults_after: usize,
    repairs: usize,
    moved_m2: f64,
    changed_rows: usize,
    revision: u64,
    written: bool,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let location = &arguments.store.store;
    let engine = if arguments.dry_run {
        None
    } else {
        Some(store::open(location)?)
    };
    let snapshot = match &engine {
        Some(engine) => engine.snapshot(),
        None => Arc::new(store::read(location)?),
    };
    if !snapshot.grids.contains_key(&arguments.tier) {
        let text = format!("there are no grids of tier {}", arguments.tier);
        return Err(Failure::Findings(text));
    }
    let before = faults::of_snapshot(&snapshot).len();
    let repair = repair_tier(&snapshot, arguments.tier, &arguments.limits.limits())
        .map_err(|error| Failure::Findings(error.to_string()))?;
    repairs::list(&repair, arguments.json, console)?;
    let mut summary = Summary {
        tier: arguments.tier.name(),
        faults_before: before,
        faults_after: 0,
        repairs: repair.changes.len(),
        moved_m2: repair.moved_m2(),
        changed_rows: 0,
        revision: snapshot.revision.0,
        written: false,
    };
    let total = repairs::total(&repair);
    let changeset = Changeset {
        note: arguments.authorship.note(),
        edits: vec![Edit::ImportGrids(repair.grids)],
    };
    let done = match &engine {
        None => edit::apply(&snapshot, &changeset)
            .map(|delta| (delta.len(), snapshot.revision))
            .map_err(CommitError::from),
        Some(engine) => engine
            .commit(&changeset)
            .map(|committed| (committed.changed_rows, committed.revision)),
    };
    let left = match done {
        Ok((rows, revision)) => {
            summary.changed_rows = rows;
            summary.revision = revision.0;
            summary.written = rows > 0 && engine.is_some();
            // a tier above may have faults, that are not looked at here
            match &engine {
                Some(engine) => faults::of_snapshot(&engine.snapshot()),
                None => Vec::new(),
            }
        }
        Err(CommitError::Edit(EditError::Partition(error))) => {
            error.faults.into_iter().map(Finding::from).collect()
        }
        Err(error) => return Err(error.into()),
    };
    faults::list(&left, arguments.json, arguments.faults.as_deref(), console)?;
    summary.faults_after = left.len();
    report(arguments, &summary, &total, console)
}

fn report(
    arguments: &Arguments,
    summary: &Summary,
    total: &str,
    console: &mut Console,
) -> Result<(), Failure> {
    if arguments.json {
        console.json(summary)?;
    } else {
        console.line(total)?;
    }
    let Summary {
        faults_after,
        changed_rows,
        revision,
        written,
        ..
    } = summary;
    if *faults_after > 0 {
        let kept = if *written {
            ""
        } else {
            ", nothing was written"
        };
        return Err(Failure::Findings(format!(
            "{faults_after} faults would remain beyond the limits of this repair{kept}"
        )));
    }
    match (arguments.json, arguments.dry_run) {
        (true, _) => Ok(()),
        (false, true) => console.line(format_args!(
            "{changed_rows} rows would change; nothing was written"
        )),
        (false, false) => console.line(format_args!(
            "{changed_rows} rows changed, revision {revision}"
        )),
    }
}
