//! `hexward units`: the spatial units that plans are made of.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use hexward_engine::Watch;
use hexward_engine::geom::{Region, RegionError};
use hexward_engine::io::{DerivedUnit, Outward, derived_units_layer, write_layer_geojson};
use hexward_engine::model::AreaCode;
use hexward_engine::units::{ParentUnits, derive_each};
use serde::Serialize;

use super::console::Console;
use super::export::replace;
use super::failure::Failure;
use super::store::area_code;
use super::viewpoint::StoreView;
use crate::rebalancing::parents;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Write the units of a grid, stored ones and those between barriers and buildings, as GeoJSON
    Derive(DeriveArguments),
}

#[derive(Args)]
struct DeriveArguments {
    #[command(flatten)]
    store: StoreView,
    /// The code of the grid whose grids are made of them; of one above communities, theirs. The whole store when it is not
    /// given
    #[arg(long = "parent", value_name = "CODE", value_parser = area_code)]
    parents: Vec<AreaCode>,
    /// The GeoJSON file, replaced as a whole; without one the units are only counted
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print one JSON document a parent
    #[arg(long)]
    json: bool,
}

/// The units of a parent, counted.
#[derive(Serialize)]
struct Counted {
    parent: String,
    grids: usize,
    units: usize,
    stored: usize,
    buildings: usize,
    empty: usize,
    links: usize,
    households: u64,
    residents: u64,
    area_m2: u64,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    match &arguments.action {
        Action::Derive(arguments) => derive(arguments, console),
    }
}

fn derive(arguments: &DeriveArguments, console: &mut Console) -> Result<(), Failure> {
    let snapshot = arguments.store.read()?;
    let codes = parents(&snapshot, &arguments.parents)?;
    let keeps = arguments.output.is_some();
    let found = derive_each(
        &snapshot,
        &codes,
        snapshot.threads(),
        &Watch::default(),
        |cover| -> Result<(ParentUnits, Vec<Region>), RegionError> {
            let regions = if keeps { cover.regions()? } else { Vec::new() };
            Ok((cover.into_units(), regions))
        },
    )?;
    let found = found.into_iter().collect::<Result<Vec<_>, _>>();
    let found = found.map_err(|error| Failure::Environment(error.to_string()))?;
    for (units, _) in &found {
        let counted = counted(units);
        if arguments.json {
            console.json(&counted)?;
        } else {
            console.line(text(&counted))?;
        }
    }
    let Some(path) = &arguments.output else {
        return Ok(());
    };
    let rows = found.iter().flat_map(|(parent, regions)| {
        parent
            .units
            .iter()
            .zip(regions)
            .map(|(unit, region)| DerivedUnit {
                id: unit.id.as_str(),
                kind: &unit.kind,
                name: &unit.name,
                grid: parent.grids[unit.grid as usize].as_str(),
                parent: parent.parent.as_str(),
                households: unit.load.households,
                residents: unit.load.residents,
                minutes: unit.load.minutes,
                area_m2: unit.area_m2,
                region,
            })
    });
    replace(path, |out| {
        write_layer_geojson(out, derived_units_layer(rows), &Outward::DEGREES)
    })
}

fn counted(parent: &ParentUnits) -> Counted {
    let units = parent.units.len();
    let stored = parent.units.iter().filter(|unit| unit.is_stored).count();
    let derived = parent.units.iter().filter(|unit| !unit.is_stored);
    let buildings = derived.filter(|unit| unit.addresses > 0).count();
    Counted {
        parent: parent.parent.to_string(),
        grids: parent.grids.len(),
        units,
        stored,
        buildings,
        empty: units - stored - buildings,
        links: parent.links.len(),
        households: parent.units.iter().map(|unit| unit.load.households).sum(),
        residents: parent.units.iter().map(|unit| unit.load.residents).sum(),
        area_m2: parent.units.iter().map(|unit| unit.area_m2).sum(),
    }
}

fn text(counted: &Counted) -> String {
    let Counted {
        parent,
        grids,
        units,
        stored,
        buildings,
        empty,
        links,
        households,
        ..
    } = counted;
    format!(
        "{parent}: {grids} grids of {units} units, {stored} stored, {buildings} of buildings, {empty} without addresses; \
         {links} pairs of neighbours, {households} households"
    )
}
