//! The plans of a store, and one of them.

use std::sync::Arc;

use clap::Args;
use hexward_engine::compare::{Comparison, Side};
use hexward_engine::model::{Plan, PlanStep, Revision, Stamp, Tier};
use hexward_engine::plans::PlanError;
use hexward_engine::snapshot::Snapshot;
use hexward_engine::{CommitError, Viewpoint};
use serde::Serialize;
use serde_json::{Map, Value};

use super::Named;
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::store::StorePath;
use crate::cli::viewpoint::{Reader, refused_plan};

#[derive(Args)]
pub(super) struct ListArguments {
    #[command(flatten)]
    store: StorePath,
    /// Print lines of JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct ShowArguments {
    #[command(flatten)]
    plan: Named,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Person {
    by: String,
    at: String,
}

/// A plan as JSON has it.
#[derive(Serialize)]
struct Line {
    id: String,
    name: String,
    state: &'static str,
    base: u64,
    effective: Option<String>,
    in_force_since: Option<u64>,
    created: Option<Person>,
    validated: Option<Person>,
    submitted: Option<Person>,
    approved: Option<Person>,
    activated: Option<Person>,
    steps: usize,
}

impl Line {
    fn new(plan: &Plan, steps: usize) -> Self {
        let person = |stamp: &Stamp| Person {
            by: stamp.by.clone(),
            at: stamp.at.clone(),
        };
        let maybe = |stamp: &Option<Stamp>| stamp.as_ref().map(person);
        Self {
            id: plan.id.to_string(),
            name: plan.name.clone(),
            state: plan.state.name(),
            base: plan.base.0,
            effective: plan.effective.map(|day| day.to_string()),
            in_force_since: plan.in_force.map(|revision| revision.0),
            created: Some(person(&plan.created)),
            validated: maybe(&plan.validated),
            submitted: maybe(&plan.submitted),
            approved: maybe(&plan.approved),
            activated: maybe(&plan.activated),
            steps,
        }
    }

    fn text(&self) -> String {
        let name = match self.name.as_str() {
            "" => String::new(),
            name => format!(" {name}"),
        };
        let day = self.effective.as_ref();
        let day = day.map_or(String::new(), |day| format!(", takes effect on {day}"));
        let steps = match self.steps {
            1 => "1 step".to_owned(),
            steps => format!("{steps} steps"),
        };
        let Self {
            id, state, base, ..
        } = self;
        format!("{id}{name}: {state}{day}; {steps} on revision {base}")
    }
}

/// A step of a plan.
#[derive(Serialize)]
struct StepLine {
    number: u32,
    author: String,
    at: String,
    reason: String,
    changed: Map<String, Value>,
}

impl StepLine {
    fn new(step: &PlanStep) -> Self {
        let note = &step.delta.note;
        let changed = step.delta.changed().into_iter();
        Self {
            number: step.number,
            author: note.author.clone(),
            at: note.at.clone(),
            reason: note.reason.clone(),
            changed: changed.map(|(t, n)| (t.to_owned(), n.into())).collect(),
        }
    }

    fn text(&self) -> String {
        let changed = self.changed.iter();
        let changed: Vec<String> = changed.map(|(table, n)| format!("{n} {table}")).collect();
        let reason = match self.reason.as_str() {
            "" => String::new(),
            reason => format!("; {reason}"),
        };
        let Self {
            number, at, author, ..
        } = self;
        format!(
            "step {number} {at} {author}: {}{reason}",
            changed.join(", ")
        )
    }
}

/// What becomes of a grid.
#[derive(Serialize)]
struct GridLine {
    tier: &'static str,
    before: Option<String>,
    after: Option<String>,
    changes: Vec<&'static str>,
}

impl GridLine {
    fn text(&self) -> String {
        let code = |code: &Option<String>| code.clone().unwrap_or_else(|| "none".to_owned());
        let (before, after) = (code(&self.before), code(&self.after));
        format!(
            "{} {before} -> {after}: {}",
            self.tier,
            self.changes.join(", ")
        )
    }
}

/// A plan with its steps.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    plan: Line,
    plan_steps: Vec<StepLine>,
    /// Why it cannot be shown beside the plan in force, when it cannot.
    conflict: Option<String>,
    grids: Vec<GridLine>,
}

/// Lists the plans.
pub(super) fn list(arguments: &ListArguments, console: &mut Console) -> Result<(), Failure> {
    let reader = Reader::open(&arguments.store.store)?;
    let plans = &reader.newest().plans;
    for plan in &plans.records {
        let line = Line::new(plan, plans.steps_of(&plan.id).len());
        if arguments.json {
            console.json(&line)?;
        } else {
            console.line(line.text())?;
        }
    }
    Ok(())
}

/// Shows one plan.
pub(super) fn show(arguments: &ShowArguments, console: &mut Console) -> Result<(), Failure> {
    let Named { store, id } = &arguments.plan;
    let mut reader = Reader::open(&store.store)?;
    let newest = Arc::clone(reader.newest());
    let unknown = || refused_plan(&newest, PlanError::Unknown(id.clone()));
    let plan = newest.plans.get(id).ok_or_else(unknown)?;
    let steps = newest.plans.steps_of(id);
    // what was in force is looked at from the revision before
    let before = match plan.in_force {
        Some(revision) => Viewpoint::Revision(Revision(revision.0 - 1)),
        None => Viewpoint::Newest,
    };
    let after = plan
        .in_force
        .map_or(Viewpoint::Plan(id.clone()), Viewpoint::Revision);
    let (grids, conflict) = match reader.view_if_it_fits(&after)? {
        Ok(after) => (grids(&*reader.view(&before)?, &after), None),
        Err(conflict) => (Vec::new(), Some(CommitError::Plan(conflict).to_string())),
    };
    let shown = Shown {
        plan: Line::new(plan, steps.len()),
        plan_steps: steps.iter().map(StepLine::new).collect(),
        conflict,
        grids,
    };
    if arguments.json {
        return console.json(&shown);
    }
    lines(&shown, console)
}

fn lines(shown: &Shown, console: &mut Console) -> Result<(), Failure> {
    console.line(shown.plan.text())?;
    let people = [
        ("created", &shown.plan.created),
        ("validated", &shown.plan.validated),
        ("submitted", &shown.plan.submitted),
        ("approved", &shown.plan.approved),
        ("activated", &shown.plan.activated),
    ];
    for (what, person) in people {
        if let Some(Person { by, at }) = person {
            console.line(format_args!("{what} {at} by {by}"))?;
        }
    }
    for step in &shown.plan_steps {
        console.line(step.text())?;
    }
    for grid in &shown.grids {
        console.line(grid.text())?;
    }
    match &shown.conflict {
        Some(conflict) => console.line(conflict),
        None => Ok(()),
    }
}

/// What becomes of the grids of the tiers that a plan changes.
fn grids(before: &Snapshot, after: &Snapshot) -> Vec<GridLine> {
    let differs = |tier: &Tier| match (before.grids.get(tier), after.grids.get(tier)) {
        (Some(own), Some(other)) => !Arc::ptr_eq(own, other),
        (own, other) => own.is_some() != other.is_some(),
    };
    let mut lines = Vec::new();
    for tier in Tier::ALL.into_iter().filter(differs) {
        let comparison = Comparison::of(before, before, after, tier);
        for change in &comparison.changes {
            let code = |side: &Side, index: Option<u32>| {
                index.map(|index| side.grid(index).code.to_string())
            };
            lines.push(GridLine {
                tier: tier.name(),
                before: code(&comparison.before, change.before),
                after: code(&comparison.after, change.after),
                changes: change.kinds.iter().map(|kind| kind.name()).collect(),
            });
        }
    }
    lines
}
