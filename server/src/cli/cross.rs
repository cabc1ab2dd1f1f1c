//! `hexward cross`: crossing responsibility over the grids of a tier.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use hexward_engine::cross::{CoverReport, FlagCover, flags};
use hexward_engine::edit::{Changeset, Crossing, Edit};
use hexward_engine::io::{CrossingUnit, Outward, crossing_units_layer, write_layer_geojson};
use hexward_engine::model::{AreaCode, Change, RoleId, Tier};
use hexward_engine::snapshot::Snapshot;
use serde::Serialize;

use super::console::Console;
use super::export::replace;
use super::failure::Failure;
use super::store::{self, Authorship, StorePath, area_code};
use super::viewpoint::StoreView;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Say what crossing responsibility comes to, and write its units and the borders to agree on
    Show(ShowArguments),
    /// Store it as duties: the workers of grids, who hold a role, get the borders and junctions of their grids
    Lay(LayArguments),
}

/// Which grids cross.
#[derive(Args)]
struct Crossed {
    /// The grid whose grids cross; all of the store when it is not given
    #[arg(long, value_name = "CODE", value_parser = area_code)]
    parent: Option<AreaCode>,
    /// The tier of the grids
    #[arg(long, value_name = "TIER", default_value = "grid", value_parser = tier)]
    tier: Tier,
}

#[derive(Args)]
struct ShowArguments {
    #[command(flatten)]
    store: StoreView,
    #[command(flatten)]
    crossed: Crossed,
    /// A GeoJSON file of all units with who answers for them, replaced as a whole
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A CSV file of the borders along which a partner is needed, replaced as a whole
    #[arg(long, value_name = "FILE")]
    agreements: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct LayArguments {
    #[command(flatten)]
    store: StorePath,
    #[command(flatten)]
    crossed: Crossed,
    /// The role in which people answer for the grids
    #[arg(long, value_name = "ROLE", value_parser = role)]
    role: RoleId,
    /// Make a post for each grid for which nobody answers in this role
    #[arg(long)]
    posts: bool,
    #[command(flatten)]
    authorship: Authorship,
}

/// What it comes to.
#[derive(Serialize)]
struct Summary {
    grids: usize,
    inner_edges: usize,
    outer_edges: usize,
    junctions: usize,
    inner_flags: usize,
    single_inner_flags: usize,
    addresses_by_people: [u64; 4],
    single_inner_addresses: u64,
    worst_absence_before: u64,
    worst_absence: u64,
    extra_units_mean: f64,
    extra_units_max: u32,
    extra_households_mean: f64,
    extra_households_max: u64,
    agreements: usize,
}

fn tier(text: &str) -> Result<Tier, String> {
    Tier::from_name(text).ok_or_else(|| "tiers are street, community, grid and micro".to_owned())
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    match &arguments.action {
        Action::Show(arguments) => show(arguments, console),
        Action::Lay(arguments) => lay(arguments, console),
    }
}

fn role(text: &str) -> Result<RoleId, String> {
    RoleId::new(text).map_err(|error| error.to_string())
}

fn lay(arguments: &LayArguments, console: &mut Console) -> Result<(), Failure> {
    let engine = store::open(&arguments.store.store)?;
    let Crossed { parent, tier } = &arguments.crossed;
    let crossing = Crossing {
        within: parent.clone(),
        tier: *tier,
        role: arguments.role.clone(),
        with_posts: arguments.posts,
    };
    let done = engine.commit(&Changeset {
        note: arguments.authorship.note(),
        edits: vec![Edit::LayCrossing(crossing)],
    })?;
    let laid = done.delta.duties.iter().filter_map(Change::after).count();
    let gone = done.delta.duties.len() - laid;
    console.line(format_args!(
        "{laid} duties laid, {gone} taken away, revision {}",
        done.revision
    ))
}

fn show(arguments: &ShowArguments, console: &mut Console) -> Result<(), Failure> {
    let snapshot = arguments.store.read()?;
    let Crossed { parent, tier } = &arguments.crossed;
    let cover = flags(&snapshot, parent.as_ref(), *tier);
    let cover = cover.map_err(|error| Failure::Findings(error.to_string()))?;
    let report = cover.report(&snapshot);
    let summary = summary(&report);
    if arguments.json {
        console.json(&summary)?;
    } else {
        for line in text(&summary) {
            console.line(line)?;
        }
    }
    if let Some(path) = &arguments.output {
        write_units(path, &cover, &snapshot)?;
    }
    if let Some(path) = &arguments.agreements {
        write_agreements(path, &report)?;
    }
    Ok(())
}

fn write_units(path: &Path, cover: &FlagCover, snapshot: &Snapshot) -> Result<(), Failure> {
    let units = cover.units();
    let rows = units.iter().zip(cover.sums(snapshot));
    let rows = rows.map(|(unit, (addresses, households))| CrossingUnit {
        key: &unit.key,
        kind: unit.kind.name(),
        owner: unit.owner.as_ref().map(AreaCode::as_str),
        addresses,
        households,
        region: unit.region.as_ref(),
    });
    replace(path, |out| {
        write_layer_geojson(out, crossing_units_layer(rows), &Outward::DEGREES)
    })
}

fn write_agreements(path: &Path, report: &CoverReport) -> Result<(), Failure> {
    replace(path, |out| {
        writeln!(
            out,
            "grid,neighbour,length_m,single_addresses,single_households"
        )?;
        for row in &report.agreements {
            let neighbour = row.neighbour.as_ref().map_or("", AreaCode::as_str);
            let (face, length_m) = (&row.face, row.length_m);
            let (addresses, households) = (row.single_addresses, row.single_households);
            writeln!(
                out,
                "{face},{neighbour},{length_m:.0},{addresses},{households}"
            )?;
        }
        Ok(())
    })
}

fn summary(report: &CoverReport) -> Summary {
    let households = || report.extra.iter().map(|own| own.households);
    Summary {
        grids: report.faces,
        inner_edges: report.inner_edges,
        outer_edges: report.outer_edges,
        junctions: report.junctions,
        inner_flags: report.inner_flags,
        single_inner_flags: report.single_inner_flags,
        addresses_by_people: report.addresses_by_people,
        single_inner_addresses: report.single_inner_addresses,
        worst_absence_before: report.worst_absence_before,
        worst_absence: report.worst_absence,
        extra_units_mean: report.extra_units_mean(),
        extra_units_max: report.extra_units_max(),
        extra_households_mean: households().sum::<u64>() as f64 / report.faces.max(1) as f64,
        extra_households_max: households().max().unwrap_or(0),
        agreements: report.agreements.len(),
    }
}

fn text(summary: &Summary) -> [String; 5] {
    let [outside, one, two, three] = summary.addresses_by_people;
    [
        format!(
            "{} grids, {} borders between them, {} with others, {} junctions",
            summary.grids, summary.inner_edges, summary.outer_edges, summary.junctions
        ),
        format!(
            "addresses with three people {three}, two {two}, one {one} ({} of them away from outer borders), in no grid {outside}",
            summary.single_inner_addresses
        ),
        format!(
            "the worst absence leaves {} addresses with nobody, {} without crossing",
            summary.worst_absence, summary.worst_absence_before
        ),
        format!(
            "beside the own grid a worker has {:.1} edges and junctions on average, {} at most; {:.0} households, {} at most",
            summary.extra_units_mean,
            summary.extra_units_max,
            summary.extra_households_mean,
            summary.extra_households_max
        ),
        format!("{} borders to agree on with others", summary.agreements),
    ]
}
