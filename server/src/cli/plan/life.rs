//! The life of a plan: what each command does is one revision.

use clap::Args;
use hexward_engine::model::{Note, PlanId, PlanState};
use hexward_engine::plans::{NewPlan, Resolution};
use hexward_engine::{CommitError, Committed, Engine};
use serde::Serialize;
use time::Date;

use super::Named;
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::request::{digest, request_key};
use crate::cli::store::{self, Authorship};
use crate::cli::viewpoint::{date, plan_id, refused_plan};
use crate::config::Zone;

#[derive(Args)]
pub(super) struct CreateArguments {
    #[command(flatten)]
    plan: Named,
    /// Its name
    #[arg(long, default_value = "")]
    name: String,
    /// Start with the steps of this plan
    #[arg(long, value_name = "ID", value_parser = plan_id)]
    from: Option<PlanId>,
    #[command(flatten)]
    manner: Manner,
}

#[derive(Args)]
pub(super) struct PlainArguments {
    #[command(flatten)]
    plan: Named,
    #[command(flatten)]
    manner: Manner,
}

#[derive(Args)]
pub(super) struct SubmitArguments {
    #[command(flatten)]
    plan: Named,
    /// The day from which it should be in force; whoever approves may say another
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    effective: Option<Date>,
    #[command(flatten)]
    manner: Manner,
}

#[derive(Args)]
pub(super) struct ApproveArguments {
    #[command(flatten)]
    plan: Named,
    /// The day from which it is in force; that of the submission when it is not given
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    effective: Option<Date>,
    #[command(flatten)]
    today: Today,
    #[command(flatten)]
    manner: Manner,
}

#[derive(Args)]
pub(super) struct ActivateArguments {
    #[command(flatten)]
    plan: Named,
    #[command(flatten)]
    today: Today,
    #[command(flatten)]
    manner: Manner,
}

#[derive(Args)]
pub(super) struct RebaseArguments {
    #[command(flatten)]
    plan: Named,
    /// What becomes of rows that the draft and the plan in force have both changed: refuse, plan (as the draft has them) or
    /// in-force
    #[arg(long, value_name = "WHAT", default_value = "refuse", value_parser = resolution)]
    conflicts: Resolution,
    #[command(flatten)]
    manner: Manner,
}

/// Which day it is.
#[derive(Args)]
struct Today {
    /// Which day it is [default: that of this machine's clock at UTC+8]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    today: Option<Date>,
}

impl Today {
    fn day(&self) -> Date {
        self.today.unwrap_or_else(|| Zone::default().today())
    }
}

/// Who does it, and how it is told.
#[derive(Args)]
struct Manner {
    /// A name for this request: the same one sent again is answered and not done again
    #[arg(long, value_name = "KEY", value_parser = request_key)]
    key: Option<String>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    authorship: Authorship,
}

impl Manner {
    /// The note of a step in the life of a plan; `asked` is what a key stands for.
    fn note(&self, asked: &str) -> Note {
        let key = self.key.as_deref();
        Note {
            request: key.map(|key| digest(key, &[asked.as_bytes()])),
            ..self.authorship.note()
        }
    }
}

fn resolution(text: &str) -> Result<Resolution, String> {
    Resolution::from_name(text)
        .ok_or_else(|| "conflicts are settled by refuse, plan or in-force".to_owned())
}

/// What needs nothing but a plan.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    Validate,
    Reopen,
    Withdraw,
}

pub(super) fn create(arguments: &CreateArguments, console: &mut Console) -> Result<(), Failure> {
    let CreateArguments {
        plan,
        name,
        from,
        manner,
    } = arguments;
    let new = NewPlan {
        id: plan.id.clone(),
        name: name.clone(),
        from: from.clone(),
    };
    let asked = format!("create {new:?}");
    act(plan, manner, &asked, console, |engine, note| {
        engine.create_plan(&new, note)
    })
}

pub(super) fn plain(
    arguments: &PlainArguments,
    step: Step,
    console: &mut Console,
) -> Result<(), Failure> {
    let PlainArguments { plan, manner } = arguments;
    let asked = format!("{step:?} {:?}", plan.id);
    act(plan, manner, &asked, console, |engine, note| match step {
        Step::Validate => engine.validate_plan(&plan.id, note),
        Step::Reopen => engine.reopen_plan(&plan.id, note),
        Step::Withdraw => engine.withdraw_plan(&plan.id, note),
    })
}

pub(super) fn submit(arguments: &SubmitArguments, console: &mut Console) -> Result<(), Failure> {
    let SubmitArguments {
        plan,
        effective,
        manner,
    } = arguments;
    let asked = format!("submit {:?} {effective:?}", plan.id);
    act(plan, manner, &asked, console, |engine, note| {
        engine.submit_plan(&plan.id, *effective, note)
    })
}

pub(super) fn approve(arguments: &ApproveArguments, console: &mut Console) -> Result<(), Failure> {
    let ApproveArguments {
        plan,
        effective,
        today,
        manner,
    } = arguments;
    let asked = format!("approve {:?} {effective:?}", plan.id);
    act(plan, manner, &asked, console, |engine, note| {
        engine.approve_plan(&plan.id, *effective, today.day(), note)
    })
}

pub(super) fn activate(
    arguments: &ActivateArguments,
    console: &mut Console,
) -> Result<(), Failure> {
    let ActivateArguments {
        plan,
        today,
        manner,
    } = arguments;
    let asked = format!("activate {:?}", plan.id);
    act(plan, manner, &asked, console, |engine, note| {
        engine.activate_plan(&plan.id, today.day(), note)
    })
}

pub(super) fn rebase(arguments: &RebaseArguments, console: &mut Console) -> Result<(), Failure> {
    let RebaseArguments {
        plan,
        conflicts,
        manner,
    } = arguments;
    let asked = format!("rebase {:?} {conflicts:?}", plan.id);
    act(plan, manner, &asked, console, |engine, note| {
        engine.rebase_plan(&plan.id, *conflicts, note)
    })
}

/// Where a plan stands after a command.
#[derive(Serialize)]
struct Stands {
    plan: String,
    state: &'static str,
    effective: Option<String>,
    steps: usize,
    revision: u64,
    repeated: bool,
}

/// Does something with a plan and says where it stands.
fn act(
    plan: &Named,
    manner: &Manner,
    asked: &str,
    console: &mut Console,
    action: impl FnOnce(&Engine, &Note) -> Result<Committed, CommitError>,
) -> Result<(), Failure> {
    let engine = store::open(&plan.store.store)?;
    let done = action(&engine, &manner.note(asked)).map_err(|error| match error {
        CommitError::Plan(error) => refused_plan(&engine.snapshot(), error),
        other => other.into(),
    })?;
    let snapshot = engine.snapshot();
    let Some(row) = snapshot.plans.get(&plan.id) else {
        return Ok(());
    };
    let stands = Stands {
        plan: plan.id.to_string(),
        state: row.state.name(),
        effective: row.effective.map(|day| day.to_string()),
        steps: snapshot.plans.steps_of(&plan.id).len(),
        revision: done.revision.0,
        repeated: done.repeated,
    };
    if manner.json {
        return console.json(&stands);
    }
    let day = match (&stands.effective, row.state) {
        (Some(day), PlanState::InForce) => format!(" from {day}"),
        (Some(day), state) if state.is_pending() => format!(", takes effect on {day}"),
        _ => String::new(),
    };
    let repeated = if done.repeated {
        ", done before under this key"
    } else {
        ""
    };
    console.line(format_args!(
        "plan {} is {}{day}, revision {}{repeated}",
        plan.id, stands.state, stands.revision
    ))
}
