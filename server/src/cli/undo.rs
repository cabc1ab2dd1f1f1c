//! `hexward undo` and `hexward redo`: takes a commit back, and brings it again.

use clap::Args;
use hexward_engine::model::{Note, PlanId, Revision};
use hexward_engine::plans::PlanError;
use hexward_engine::{Committed, Engine};

use super::console::Console;
use super::effects::Outcome;
use super::failure::Failure;
use super::request::{digest, request_key};
use super::store::{self, Authorship, Location, StorePath};
use super::viewpoint::{plan_id, refused_plan};
use crate::history::{self, Undone};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StorePath,
    /// The revision: for undo the one to take back, for redo the one that took another back; the newest there is to take
    /// when it is not given
    #[arg(value_name = "REVISION", value_parser = clap::value_parser!(u64).range(1..))]
    revision: Option<u64>,
    /// Take the newest of this draft; of the plan in force and the facts when it is not given
    #[arg(long, value_name = "ID", value_parser = plan_id, conflicts_with = "revision")]
    plan: Option<PlanId>,
    #[command(flatten)]
    manner: Manner,
}

/// Who takes something back, and how it is told.
#[derive(Args)]
pub(super) struct Manner {
    /// A name for this request: the same one sent again is answered and not done again
    #[arg(long, value_name = "KEY", value_parser = request_key)]
    key: Option<String>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    authorship: Authorship,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Undo,
    Redo,
}

/// Takes back, or brings again.
pub(super) fn run(arguments: &Arguments, way: Way, console: &mut Console) -> Result<(), Failure> {
    let Arguments {
        store,
        revision,
        plan,
        manner,
    } = arguments;
    let revision = revision.map(Revision);
    take(&store.store, revision, plan.as_ref(), manner, way, console)
}

/// Takes back, or brings again, in the plan in force or a draft.
pub(super) fn take(
    location: &Location,
    revision: Option<Revision>,
    plan: Option<&PlanId>,
    manner: &Manner,
    way: Way,
    console: &mut Console,
) -> Result<(), Failure> {
    let engine = store::open(location)?;
    // a key stands for what was asked, also where that was "the newest"
    let request = manner.key.as_deref().map(|key| {
        let asked = format!("{way:?} {revision:?} {plan:?}");
        digest(key, &[asked.as_bytes()])
    });
    let known = match &request {
        Some(request) => location.open_read_only()?.commit_of(&request.key)?,
        None => None,
    };
    let target = match (known, revision) {
        // it was answered before: which revision it took then does not matter
        (Some((answered, _)), _) => answered,
        (None, Some(revision)) => given(&engine, revision, way)?,
        (None, None) => newest(&engine, plan, way)?,
    };
    let note = Note {
        request,
        ..manner.authorship.note()
    };
    let done = engine.undo(target, &note)?;
    let undone = (!done.repeated).then_some(target);
    report(&done, undone, manner.json, console)
}

/// The newest revision there is to take.
fn newest(engine: &Engine, plan: Option<&PlanId>, way: Way) -> Result<Revision, Failure> {
    let snapshot = engine.snapshot();
    if let Some(id) = plan.filter(|id| snapshot.plans.get(id).is_none()) {
        return Err(refused_plan(&snapshot, PlanError::Unknown(id.clone())));
    }
    let mut undone = Undone::default();
    undone.read(engine)?;
    let next = history::next(engine, &undone, plan, None)?;
    let (next, verb) = match way {
        Way::Undo => (next.undo, "take back"),
        Way::Redo => (next.redo, "bring again"),
    };
    let place = plan.map_or(String::new(), |id| format!(" in plan {id}"));
    next.map(|entry| entry.revision)
        .ok_or_else(|| Failure::Conflict(format!("there is nothing to {verb}{place}")))
}

/// The revision that was named: one to take back, or one that took another back.
fn given(engine: &Engine, revision: Revision, way: Way) -> Result<Revision, Failure> {
    let head = engine.snapshot().revision;
    let entry = engine.log_before(revision.next(), 1)?.pop();
    let entry = entry.filter(|entry| entry.revision == revision);
    let entry = entry.ok_or_else(|| {
        Failure::Usage(format!(
            "there is no revision {revision}, the newest is {head}"
        ))
    })?;
    if way == Way::Redo && entry.note.undoes.is_none() {
        return Err(Failure::Usage(format!(
            "revision {revision} takes nothing back: name the one that did"
        )));
    }
    Ok(revision)
}

/// Says what a commit has changed.
fn report(
    done: &Committed,
    undone: Option<Revision>,
    json: bool,
    console: &mut Console,
) -> Result<(), Failure> {
    let outcome = Outcome {
        undoes: undone,
        ..Outcome::of(done)
    };
    outcome.report(json, console)
}
