//! `hexward plan`: drafts of the division, from the first edit to the day they are in force.

mod exchange;
mod life;
mod list;
mod operation;
mod redraw;
mod succession;

use clap::{Args, Subcommand};
use hexward_engine::Viewpoint;
use hexward_engine::model::PlanId;

use super::compare::{self, Wish};
use super::console::Console;
use super::failure::Failure;
use super::selector::Selector;
use super::store::StorePath;
use super::undo::{self, Way};
use super::viewpoint::plan_id;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// List the plans: where each stands, its date and its people
    List(list::ListArguments),
    /// Show a plan: its people, its steps and what becomes of each grid
    Show(list::ShowArguments),
    /// Begin a draft of the plan in force, or of another plan
    Create(life::CreateArguments),
    /// Prove that a draft divides the ground
    Validate(life::PlainArguments),
    /// Prove a draft and hand it over for approval
    Submit(life::SubmitArguments),
    /// Approve a submitted plan, as another author than the one who submitted it
    Approve(life::ApproveArguments),
    /// Put an approved plan in force, all at once, on or after its date
    Activate(life::ActivateArguments),
    /// Make a submitted, approved or withdrawn plan a draft again
    Reopen(life::PlainArguments),
    /// Give up a plan that is not in force yet
    Withdraw(life::PlainArguments),
    /// Bring a draft up to date with the plan in force
    Rebase(life::RebaseArguments),
    /// Compare the plan in force with a plan
    Diff(DiffArguments),
    /// Take the newest step of a draft back
    Undo(UndoArguments),
    /// Bring the step that was taken back last again
    Redo(UndoArguments),
    /// Write the grids of a plan to a file, to be edited elsewhere
    Export(exchange::ExportArguments),
    /// Read the grids of a file that was edited elsewhere into a draft, as a step of it
    Import(exchange::ImportArguments),
}

/// A store and one of its plans.
#[derive(Args)]
struct Named {
    #[command(flatten)]
    store: StorePath,
    /// The id of the plan
    #[arg(value_name = "ID", value_parser = plan_id)]
    id: PlanId,
}

#[derive(Args)]
struct DiffArguments {
    /// The id of the plan
    #[arg(value_name = "ID", value_parser = plan_id)]
    id: PlanId,
    #[command(flatten)]
    wish: Wish,
}

#[derive(Args)]
struct UndoArguments {
    #[command(flatten)]
    plan: Named,
    #[command(flatten)]
    wish: undo::Manner,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    match &arguments.action {
        Action::List(arguments) => list::list(arguments, console),
        Action::Show(arguments) => list::show(arguments, console),
        Action::Create(arguments) => life::create(arguments, console),
        Action::Validate(arguments) => life::plain(arguments, life::Step::Validate, console),
        Action::Submit(arguments) => life::submit(arguments, console),
        Action::Approve(arguments) => life::approve(arguments, console),
        Action::Activate(arguments) => life::activate(arguments, console),
        Action::Reopen(arguments) => life::plain(arguments, life::Step::Reopen, console),
        Action::Withdraw(arguments) => life::plain(arguments, life::Step::Withdraw, console),
        Action::Rebase(arguments) => life::rebase(arguments, console),
        Action::Diff(arguments) => diff(arguments, console),
        Action::Undo(arguments) => back(arguments, Way::Undo, console),
        Action::Redo(arguments) => back(arguments, Way::Redo, console),
        Action::Export(arguments) => exchange::export(arguments, console),
        Action::Import(arguments) => exchange::import(arguments, console),
    }
}

fn diff(arguments: &DiffArguments, console: &mut Console) -> Result<(), Failure> {
    let before = Selector::View(Viewpoint::Newest);
    let after = Selector::View(Viewpoint::Plan(arguments.id.clone()));
    compare::compare([&before, &after], &arguments.wish, console)
}

fn back(arguments: &UndoArguments, way: Way, console: &mut Console) -> Result<(), Failure> {
    let UndoArguments { plan, wish } = arguments;
    undo::take(&plan.store.store, None, Some(&plan.id), wish, way, console)
}
