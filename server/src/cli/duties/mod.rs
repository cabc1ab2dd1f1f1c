//! `hexward duties`: who answers for what, and what absences leave.

mod files;
mod questions;

use clap::{Args, Subcommand};

use super::console::Console;
use super::failure::Failure;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Say how well a place is covered: how many people answer, what absences leave, how work is shared
    Report(questions::ReportArguments),
    /// List the grids that have too few or too many people in a role
    Shortages(questions::ListArguments),
    /// List what the absence of each person leaves, the worst first
    People(questions::PeopleArguments),
    /// Say whether neighbouring workers answer together, and how many hops news takes in an area
    Reach(questions::ReachArguments),
    /// Write who answers for each building, as CSV
    Buildings(questions::BuildingsArguments),
    /// Read duties, or roles, from CSV or GeoJSON: all of a file or, when a row is bad, nothing
    Import(files::ImportArguments),
    /// Write duties, or roles, as CSV or GeoJSON
    Export(files::ExportArguments),
    /// Take over the roles that a town has published: xihu or dongcheng
    Preset(files::PresetArguments),
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    match &arguments.action {
        Action::Report(arguments) => questions::report(arguments, console),
        Action::Shortages(arguments) => questions::shortages(arguments, console),
        Action::People(arguments) => questions::people(arguments, console),
        Action::Reach(arguments) => questions::reach(arguments, console),
        Action::Buildings(arguments) => questions::buildings(arguments, console),
        Action::Import(arguments) => files::import(arguments, console),
        Action::Export(arguments) => files::export(arguments, console),
        Action::Preset(arguments) => files::preset(arguments, console),
    }
}
