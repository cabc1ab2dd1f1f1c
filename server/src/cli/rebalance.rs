//! `hexward rebalance`: drafts whose grids meet a band of work and move the fewest households.

mod aim;
mod interrupt;
mod progress;
mod said;

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::layer::Threads;
use hexward_engine::model::{AreaCode, PlanId};
use hexward_engine::plans::NewPlan;
use hexward_engine::snapshot::Snapshot;
use hexward_engine::{CommitError, Engine, Proposal, Viewpoint, Watch};

use super::console::{Console, note};
use super::effects::Outcome;
use super::export::replace;
use super::failure::Failure;
use super::faults;
use super::store::{self, Authorship, StorePath, area_code};
use super::viewpoint::{plan_id, refused_plan, viewed};
use crate::rebalancing::{self, RebalanceError, Rebalanced, Task};
use aim::AimArguments;
use progress::Progress;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StorePath,
    /// The code of the grid whose grids are balanced; of one above communities, each of these by itself. The whole store
    /// when it is not given
    #[arg(long = "parent", value_name = "CODE", value_parser = area_code)]
    parents: Vec<AreaCode>,
    #[command(flatten)]
    aim: AimArguments,
    /// The id of the draft that is made; of one that is there, it is balanced further
    #[arg(long, value_name = "NAME", value_parser = plan_id, required_unless_present_any = ["dry_run", "frontier"])]
    draft: Option<PlanId>,
    /// Take the plan from a table of units with their grids, as --units-out writes it, instead of searching for one
    #[arg(long, value_name = "FILE", conflicts_with = "frontier")]
    labels: Option<PathBuf>,
    /// Write the plan as a table of units with their grids (CSV)
    #[arg(long, value_name = "FILE")]
    units_out: Option<PathBuf>,
    /// Only say how many households move for each of six tolerances around the middle of the band
    #[arg(long)]
    frontier: bool,
    /// Say what would change and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print what is found as lines of JSON: a parent, a move, a grid, the summary
    #[arg(long)]
    json: bool,
    /// How many threads search [default: as many as this machine runs at once]; the plan is the same for any
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    authorship: Authorship,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let aim = arguments.aim.aim()?;
    let what_if = arguments.aim.what_if();
    let writes = !arguments.dry_run && !arguments.frontier;
    let engine = if writes {
        store::open(&arguments.store.store)?
    } else {
        store::open_to_read(&arguments.store.store)?
    };
    let snapshot = base(&engine, arguments.draft.as_ref())?;
    let threads = arguments
        .threads
        .map_or_else(store::all_threads, Threads::new);
    let watch = Arc::<Watch>::default();
    interrupt::listen(&watch)?;
    let codes = rebalancing::parents(&snapshot, &arguments.parents)?;
    let task = {
        let _line = Progress::begin("deriving units", codes.len(), &watch);
        Task::derive(&snapshot, &codes, &aim, &what_if, threads, &watch)?
    };
    if let Some(path) = &arguments.labels {
        let edit = table(path, &snapshot, &task)?;
        return propose(arguments, &engine, edit, console);
    }
    let found = rebalancing::found(&task, &task.diagnoses());
    said::found(&found, arguments.json, console)?;
    watch.begin_stage();
    if arguments.frontier {
        let all = codes.len() * rebalancing::FRONTIER_PERMILLE.len();
        let line = Progress::begin("searching", all, &watch);
        let points = task.frontier(threads, &watch)?;
        drop(line);
        return said::frontier(&points, arguments.json, console);
    }
    let found = {
        let _line = Progress::begin("searching", codes.len(), &watch);
        task.solve(threads, &watch, &|_| {})?
    };
    said::plan(&found, aim.seed, arguments.json, console)?;
    if let Some(path) = &arguments.units_out {
        replace(path, |out| written(&found, out))?;
    }
    let edit = rebalancing::edit(&snapshot, &found);
    propose(arguments, &engine, edit, console)
}

/// What is balanced: the draft if it is there, else the plan in force.
fn base(engine: &Engine, draft: Option<&PlanId>) -> Result<Arc<Snapshot>, Failure> {
    let newest = engine.snapshot();
    let known = draft.filter(|id| newest.plans.get(id).is_some());
    match known {
        Some(id) => viewed(engine, &Viewpoint::Plan(id.clone())),
        None => Ok(newest),
    }
}

fn table(path: &PathBuf, snapshot: &Snapshot, task: &Task) -> Result<Option<Edit>, Failure> {
    let file = File::open(path).map_err(|error| Failure::at(path, &error))?;
    let read = rebalancing::read_labels(file, snapshot, &task.parents);
    read.map_err(|error| Failure::Findings(format!("{}: {error}", path.display())))
}

fn written(found: &Rebalanced, out: &mut impl io::Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    for row in rebalancing::unit_rows(found) {
        table.serialize(row).map_err(io::Error::from)?;
    }
    table.flush()
}

/// Makes the edit a step of the draft, which is begun if it is not there, or says what it would come to.
fn propose(
    arguments: &Arguments,
    engine: &Engine,
    edit: Option<Edit>,
    console: &mut Console,
) -> Result<(), Failure> {
    let Some(edit) = edit else {
        return if arguments.json {
            Ok(())
        } else {
            console.line("nothing moves, nothing was written")
        };
    };
    let newest = engine.snapshot();
    let known = |id: &PlanId| newest.plans.get(id).is_some();
    let is_there = arguments.draft.as_ref().is_some_and(known);
    let plan = arguments
        .draft
        .clone()
        .filter(|_| is_there || !arguments.dry_run);
    let changeset = Changeset {
        note: arguments.authorship.note(),
        edits: vec![edit],
    };
    let begun = match &plan {
        Some(id) if !is_there => {
            let new = NewPlan {
                id: id.clone(),
                name: String::new(),
                from: None,
            };
            Some(engine.create_plan(&new, &changeset.note)?.revision)
        }
        _ => None,
    };
    let proposal = Proposal {
        plan,
        ..Proposal::from(changeset)
    };
    let done = if arguments.dry_run {
        engine.rehearse(&proposal)
    } else {
        engine.propose(&proposal)
    };
    let done = done.map_err(|error| {
        if let Some(revision) = begun
            && let Err(left) = engine.undo(revision, &arguments.authorship.note())
        {
            note(format_args!("the draft is still there: {left}"));
        }
        match error {
            CommitError::Plan(error) => refused_plan(&engine.snapshot(), error),
            other => faults::refused(other, arguments.json, console),
        }
    })?;
    let outcome = Outcome {
        is_trial: arguments.dry_run,
        ..Outcome::of(&done)
    };
    outcome.report(arguments.json, console)
}

impl From<RebalanceError> for Failure {
    fn from(error: RebalanceError) -> Self {
        match error {
            RebalanceError::Units(error) => error.into(),
            RebalanceError::Aim { .. }
            | RebalanceError::Band(_)
            | RebalanceError::BelowZero(_)
            | RebalanceError::NoSuchUnit(_) => Self::Usage(error.to_string()),
            RebalanceError::Disproved(_) => Self::Environment(error.to_string()),
        }
    }
}
