//! `hexward number`: new codes for the grids of a parent, from west to east.

use std::collections::BTreeMap;

use clap::Args;
use hexward_engine::codes::Profile;
use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::geom::{Region, Ring};
use hexward_engine::model::{AreaCode, Change, Grid, PlanId};
use hexward_engine::{Committed, Proposal};
use serde::Serialize;

use super::console::Console;
use super::effects::changed_rows;
use super::failure::Failure;
use super::faults::refused;
use super::store::{self, Authorship, StorePath, area_code};
use super::viewpoint::plan_id;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StorePath,
    /// The grid whose grids are numbered
    #[arg(long, value_name = "CODE", value_parser = area_code)]
    parent: AreaCode,
    /// The form of the codes: hexward, beijing15, unit14 or cj349-20:CLASS; that of the present ones when it is not given
    #[arg(long, value_name = "PROFILE", value_parser = profile)]
    profile: Option<Profile>,
    /// Number the grids of this draft; those of the plan in force when it is not given
    #[arg(long, value_name = "ID", value_parser = plan_id)]
    plan: Option<PlanId>,
    /// Say which codes would change and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print lines of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    authorship: Authorship,
}

fn profile(text: &str) -> Result<Profile, String> {
    Profile::parse(text).map_err(|error| error.to_string())
}

/// A grid that gets another code.
#[derive(Serialize)]
struct Renumbered<'a> {
    name: &'a str,
    from: String,
    to: String,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let location = &arguments.store.store;
    let engine = if arguments.dry_run {
        store::open_to_read(location)?
    } else {
        store::open(location)?
    };
    let proposal = Proposal {
        plan: arguments.plan.clone(),
        ..Proposal::from(Changeset {
            note: arguments.authorship.note(),
            edits: vec![Edit::NumberGrids {
                parent: arguments.parent.clone(),
                profile: arguments.profile,
            }],
        })
    };
    let done = if arguments.dry_run {
        engine.rehearse(&proposal)
    } else {
        engine.propose(&proposal)
    };
    let done = done.map_err(|error| refused(error, arguments.json, console))?;
    for pair in renumbered(&changes(&done)) {
        if arguments.json {
            console.json(&pair)?;
        } else {
            console.line(format_args!("{} -> {} {}", pair.from, pair.to, pair.name))?;
        }
    }
    if arguments.json {
        return Ok(());
    }
    match (changed_rows(&done), arguments.dry_run) {
        (0, _) => console.line("the grids are in order, nothing was written"),
        (rows, true) => console.line(format_args!(
            "{rows} rows would change; nothing was written"
        )),
        (rows, false) => console.line(format_args!(
            "{rows} rows changed, revision {}",
            done.revision
        )),
    }
}

fn changes(done: &Committed) -> Vec<&Change<Grid>> {
    let steps = done.delta.plan_steps.iter().filter_map(Change::after);
    let steps = steps.flat_map(|step| &step.delta.grids);
    done.delta.grids.iter().chain(steps).collect()
}

/// The grids that go and come on the same ground, by their codes so far.
fn renumbered<'a>(changes: &[&'a Change<Grid>]) -> Vec<Renumbered<'a>> {
    let ground = |grid: &Grid| (grid.tier, key(&grid.region));
    let come = changes.iter().filter(|change| change.before().is_none());
    let come: BTreeMap<_, &Grid> = come
        .filter_map(|change| change.after())
        .map(|grid| (ground(grid), grid))
        .collect();
    let gone = changes.iter().filter(|change| change.after().is_none());
    gone.filter_map(|change| change.before())
        .filter_map(|grid| {
            let to = come.get(&ground(grid))?;
            Some(Renumbered {
                name: &to.name,
                from: grid.code.to_string(),
                to: to.code.to_string(),
            })
        })
        .collect()
}

/// What tells the regions of a partition apart: their vertices.
fn key(region: &Region) -> Vec<(i32, i32)> {
    let vertices = region.rings().flat_map(Ring::vertices);
    vertices.map(|place| (place.lon(), place.lat())).collect()
}
