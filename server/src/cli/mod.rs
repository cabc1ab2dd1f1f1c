//! The command line: one file a command, the same engine calls as the server.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 fine, 1 findings in what was given,
//! 2 wrong usage, 3 the environment (cannot read, write, lock or listen), 4 a conflict.

mod apart;
mod backup;
mod card;
mod certify;
mod city;
mod codes;
mod compare;
mod console;
mod cross;
mod database;
mod demo;
mod demo_city;
mod doctor;
mod drawing;
mod duties;
mod edit;
mod effects;
mod export;
mod failure;
mod fault_list;
mod faults;
mod font_choice;
mod gates;
mod history;
mod honeycomb;
mod import;
mod import_grids;
mod import_progress;
mod import_report;
mod import_saying;
mod inspect;
mod ledger;
mod listen;
mod locate;
mod migrate;
mod nearest;
mod number;
mod plan;
mod rebalance;
mod render;
mod repair;
mod repairs;
mod request;
mod responsible;
mod selector;
mod serve;
mod staffing;
mod store;
mod tile_progress;
mod tiles;
mod undo;
mod units;
mod verify;
mod viewpoint;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub(crate) use compare::quantity;
use console::Console;
use failure::Failure;
pub(crate) use selector::Selector;
use undo::Way;

/// Grids, honeycombs, addresses and checkpoints: import, ask, draw, serve.
#[derive(Parser)]
#[command(name = "hexward", version, about, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Load a place to try it on, and serve it
    Demo(demo::Arguments),
    /// Serve a store
    Serve(serve::Arguments),
    /// Write the files of a synthetic city
    City(city::Arguments),
    /// Read a file into a store: all of it or, when a row is bad, nothing
    Import(Box<import::Arguments>),
    /// Say what a file seems to be: its columns, and which coordinate reference systems explain its points
    Inspect(inspect::Arguments),
    /// Mend a stored tier that does not divide the ground, and the tiers below it
    Repair(repair::Arguments),
    /// Write a layer of a store to a file
    Export(export::Arguments),
    /// Say which grid each line of lon,lat lies in: lon,lat,code, without a code where there is none
    Locate(locate::Arguments),
    /// List what is nearest to a position, or to which checkpoint every address is nearest
    Nearest(nearest::Arguments),
    /// Lay a honeycomb over a grid
    Honeycomb(honeycomb::Arguments),
    /// Who answers where grids cross: faces, edges and junctions, two people for every place inside
    Cross(cross::Arguments),
    /// List addresses that belong to no area, and what assignment had to decide
    Ledger(ledger::Arguments),
    /// Change the plan in force or a draft: borders, grids, names, locks, checkpoints
    Edit(edit::Arguments),
    /// Give the grids of a parent new codes from west to east; retired codes never return
    Number(number::Arguments),
    /// Read codes: their groups, whether they are well formed, when they were in force
    Codes(codes::Arguments),
    /// List what keeps the grids from dividing the ground
    Faults(fault_list::Arguments),
    /// List the commits of a store, the newest first
    History(history::HistoryArguments),
    /// Show a commit and the rows that it changed
    Show(history::ShowArguments),
    /// Take a commit back: its rows become what they were before it
    Undo(undo::Arguments),
    /// Bring again what was taken back
    Redo(undo::Arguments),
    /// Drafts of the division: begin, edit, submit, approve, put in force, exchange with a GIS
    Plan(plan::Arguments),
    /// Balance grids anew: a draft that meets a band of work and moves the fewest households
    Rebalance(Box<rebalance::Arguments>),
    /// Say how many people each grid needs by residents, ground and difficulty, or where so many are needed most
    Staffing(staffing::Arguments),
    /// Spatial units: the ground that goes from grid to grid as a whole
    Units(units::Arguments),
    /// Duties: who answers for what, by post or staff number, and what absences leave
    Duties(Box<duties::Arguments>),
    /// Say who answers at a position or an address, and why
    Responsible(responsible::Arguments),
    /// Compare two plans: what became of each grid, and what moved from which to which
    Compare(compare::Arguments),
    /// Draw a tile, or a sheet of any box
    Render(Box<render::Arguments>),
    /// Write cards of grids for the wall: the four bounds in words, counts, checkpoints, a map; as PDF or PNG
    Card(Box<card::Arguments>),
    /// Choose which crossings of a grid's border stay open, so that everybody reaches a gate; all others are blocks
    Gates(gates::Arguments),
    /// Write all tiles of a style into one PMTiles or MBTiles file
    Tiles(Box<tiles::Arguments>),
    /// Write a certificate that the grids divide the ground and every address counts in one grid
    Certify(certify::Arguments),
    /// Check a certificate
    Verify(verify::Arguments),
    /// Check the installation and a store
    Doctor(doctor::Arguments),
    /// Write a store into a file of its own, while it is served and written to
    Backup(backup::BackupArguments),
    /// Make a store again from what `backup` wrote
    Restore(backup::RestoreArguments),
    /// Bring a store that an earlier version made to the form of this one
    Migrate(migrate::Arguments),
    /// Read one foreign file apart from everything else: called by the program itself
    #[command(hide = true)]
    Apart(apart::Arguments),
}

/// Does what the arguments of the process ask for.
pub fn run() -> ExitCode {
    let command = Cli::parse().command;
    let mut console = Console::standard();
    match execute(command, &mut console).and_then(|()| console.finish()) {
        Ok(()) | Err(Failure::Closed) => ExitCode::SUCCESS,
        Err(failure) => {
            console.complain(&failure);
            failure.exit_code()
        }
    }
}

fn execute(command: Command, console: &mut Console) -> Result<(), Failure> {
    match command {
        Command::Demo(arguments) => demo::run(&arguments, console),
        Command::Serve(arguments) => serve::run(&arguments, console),
        Command::City(arguments) => city::run(&arguments, console),
        Command::Import(arguments) => import::run(*arguments, console),
        Command::Inspect(arguments) => inspect::run(&arguments, console),
        Command::Repair(arguments) => repair::run(&arguments, console),
        Command::Export(arguments) => export::run(&arguments, console),
        Command::Locate(arguments) => locate::run(&arguments, console),
        Command::Nearest(arguments) => nearest::run(&arguments, console),
        Command::Honeycomb(arguments) => honeycomb::run(&arguments, console),
        Command::Cross(arguments) => cross::run(&arguments, console),
        Command::Ledger(arguments) => ledger::run(&arguments, console),
        Command::Edit(arguments) => edit::run(&arguments, console),
        Command::Number(arguments) => number::run(&arguments, console),
        Command::Codes(arguments) => codes::run(&arguments, console),
        Command::Faults(arguments) => fault_list::run(&arguments, console),
        Command::History(arguments) => history::list(&arguments, console),
        Command::Show(arguments) => history::show(&arguments, console),
        Command::Undo(arguments) => undo::run(&arguments, Way::Undo, console),
        Command::Redo(arguments) => undo::run(&arguments, Way::Redo, console),
        Command::Plan(arguments) => plan::run(&arguments, console),
        Command::Rebalance(arguments) => rebalance::run(&arguments, console),
        Command::Staffing(arguments) => staffing::run(&arguments, console),
        Command::Units(arguments) => units::run(&arguments, console),
        Command::Duties(arguments) => duties::run(&arguments, console),
        Command::Responsible(arguments) => responsible::run(&arguments, console),
        Command::Compare(arguments) => compare::run(&arguments, console),
        Command::Render(arguments) => render::run(&arguments, console),
        Command::Card(arguments) => card::run(&arguments, console),
        Command::Gates(arguments) => gates::run(&arguments, console),
        Command::Tiles(arguments) => tiles::run(&arguments, console),
        Command::Certify(arguments) => certify::run(&arguments, console),
        Command::Verify(arguments) => verify::run(&arguments, console),
        Command::Doctor(arguments) => doctor::run(&arguments, console),
        Command::Backup(arguments) => backup::back_up(&arguments, console),
        Command::Restore(arguments) => backup::restore(&arguments, console),
        Command::Migrate(arguments) => migrate::run(&arguments, console),
        Command::Apart(arguments) => apart::run(&arguments),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_fit_together() {
        Cli::command().debug_assert();
    }
}
