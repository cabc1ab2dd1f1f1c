//! `hexward edit`: operations on the plan in force or a draft, from a file.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::model::{Note, PlanId, Revision};
use hexward_engine::plans::PlanError;
use hexward_engine::{CommitError, Proposal};
use serde_json::Value;

use super::console::Console;
use super::effects::Outcome;
use super::failure::Failure;
use super::faults::refused;
use super::request::{digest, request_key};
use super::store::{self, Authorship, StorePath};
use super::viewpoint::{plan_id, refused_plan};
use crate::dto;
use crate::error::ApiError;

/// Longest list of operations in bytes.
const LONGEST_BYTES: u64 = 256 << 20;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StorePath,
    /// Edit this draft; the plan in force when it is not given
    #[arg(long, value_name = "ID", value_parser = plan_id)]
    plan: Option<PlanId>,
    /// The revision that the operations were made for: refused when the same rows have changed since
    #[arg(long, value_name = "N")]
    base: Option<u64>,
    /// A name for this request: the same one sent again is answered and not done again
    #[arg(long, value_name = "KEY", value_parser = request_key)]
    key: Option<String>,
    /// Say what would change and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print faults and what changes as lines of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    authorship: Authorship,
    /// A JSON list of operations, done together or not at all, such as
    /// {"op": "move_node", "tier": "grid", "from": [lon, lat], "to": [lon, lat]}, in the form of POST /v1/changesets;
    /// - is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let bytes = read(&arguments.file)?;
    let edits = edits(&arguments.file, &bytes)?;
    let location = &arguments.store.store;
    let engine = if arguments.dry_run {
        store::open_to_read(location)?
    } else {
        store::open(location)?
    };
    let asked = format!("edit {:?} {:?}", arguments.plan, arguments.base);
    let key = arguments.key.as_deref();
    let proposal = Proposal {
        base: arguments.base.map(Revision),
        plan: arguments.plan.clone(),
        ..Proposal::from(Changeset {
            note: Note {
                request: key.map(|key| digest(key, &[asked.as_bytes(), &bytes])),
                ..arguments.authorship.note()
            },
            edits,
        })
    };
    let done = if arguments.dry_run {
        engine.rehearse(&proposal)
    } else {
        engine.propose(&proposal)
    };
    let done = done.map_err(|error| match error {
        CommitError::Plan(error @ PlanError::Unknown(_)) => refused_plan(&engine.snapshot(), error),
        other => refused(other, arguments.json, console),
    })?;
    let outcome = Outcome {
        is_trial: arguments.dry_run,
        ..Outcome::of(&done)
    };
    outcome.report(arguments.json, console)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let source: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(|error| Failure::at(path, &error))?)
    };
    let mut bytes = Vec::new();
    let mut within = source.take(LONGEST_BYTES + 1);
    let done = within.read_to_end(&mut bytes);
    done.map_err(|error| Failure::at(path, &error))?;
    if bytes.len() as u64 > LONGEST_BYTES {
        let text = format!("{}: it has more than {LONGEST_BYTES} bytes", path.display());
        return Err(Failure::Findings(text));
    }
    Ok(bytes)
}

/// The operations of a file; a refusal names the place of the mistake as a JSON pointer.
fn edits(path: &Path, bytes: &[u8]) -> Result<Vec<Edit>, Failure> {
    let file = path.display();
    let bad = |reason: String| Failure::Findings(format!("{file}: {reason}"));
    let list: Vec<Value> = serde_json::from_slice(bytes)
        .map_err(|error| bad(format!("it is not a JSON list of operations: {error}")))?;
    if list.is_empty() {
        return Err(bad("it has no operations".to_owned()));
    }
    let edit = |(index, value)| {
        dto::edit(index, value).map_err(|error| match error {
            ApiError::Body { pointer, detail } => {
                let place = pointer.strip_prefix("/edits").unwrap_or(&pointer);
                bad(format!("{place}: {detail}"))
            }
            other => bad(other.to_string()),
        })
    };
    list.into_iter().enumerate().map(edit).collect()
}
