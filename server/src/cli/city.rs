//! `hexward city`: the files of a synthetic city.

use std::path::PathBuf;

use clap::Args;
use hexward_city::{City, CityError, Size, Totals};
use serde::Serialize;

use super::console::{Console, progress};
use super::failure::Failure;

#[derive(Args)]
pub(super) struct Arguments {
    /// xihu (49 grids), zhuzhou (2,694 grids) or wuxi (8,846 grids, 2,921,000 addresses, 6,345,200 residents)
    #[arg(value_name = "SIZE", required_unless_present = "grids", conflicts_with_all = ["grids", "addresses", "residents"])]
    size: Option<String>,
    /// How many grids, in place of a size
    #[arg(long, value_name = "N", requires_all = ["addresses", "residents"])]
    grids: Option<u32>,
    /// How many addresses
    #[arg(long, value_name = "N", requires = "grids", default_value = "0")]
    addresses: u64,
    /// How many residents
    #[arg(long, value_name = "N", requires = "grids", default_value = "0")]
    residents: u64,
    /// What decides everything that is not given
    #[arg(long, default_value = "1")]
    seed: u64,
    /// The folder to write to, made when it is missing
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Print a line of JSON
    #[arg(long)]
    json: bool,
}

/// A city that was written.
#[derive(Serialize)]
#[serde(tag = "summary", rename = "city")]
struct Written<'a> {
    size: &'a str,
    seed: u64,
    streets: usize,
    communities: usize,
    grids: usize,
    micros: usize,
    grid_vertices: usize,
    addresses: u64,
    households: u64,
    residents: u64,
    checkpoints: usize,
    barriers: usize,
    cases: u64,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let size = match (&arguments.size, arguments.grids) {
        (Some(name), _) => Size::preset(name),
        (None, grids) => Size::numbers(
            grids.unwrap_or_default(),
            arguments.addresses,
            arguments.residents,
        ),
    };
    let size = size.map_err(|error| Failure::Usage(error.to_string()))?;
    progress(format_args!("{size}"));
    let built = City::build(&size, arguments.seed);
    let totals = built
        .and_then(|city| city.write(&arguments.output))
        .map_err(|error| failure(&error))?;
    let written = written(&size, arguments.seed, &totals);
    if arguments.json {
        return console.json(&written);
    }
    console.line(format_args!(
        "{} grids, {} addresses, {} households, {} residents, {} checkpoints, {} cases in {}",
        written.grids,
        written.addresses,
        written.households,
        written.residents,
        written.checkpoints,
        written.cases,
        arguments.output.display()
    ))
}

fn written<'a>(size: &'a Size, seed: u64, totals: &Totals) -> Written<'a> {
    let [streets, communities, grids, micros] = totals.areas;
    Written {
        size: size.name(),
        seed,
        streets,
        communities,
        grids,
        micros,
        grid_vertices: totals.vertices[2],
        addresses: totals.addresses,
        households: totals.households,
        residents: totals.residents,
        checkpoints: totals.checkpoints,
        barriers: totals.barriers,
        cases: totals.cases,
    }
}

/// A folder that refuses is the system's; ground that fails is a finding about the seed.
fn failure(error: &CityError) -> Failure {
    match error {
        CityError::Write { .. } => Failure::Environment(error.to_string()),
        _ => Failure::Findings(error.to_string()),
    }
}
