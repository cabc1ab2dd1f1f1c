//! `hexward staffing`: how many people each grid needs, and why.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use hexward_engine::balance::{GridDemand, Staffing, StaffingRule, assign_staff, staffing};
use hexward_engine::io::guarded_text;
use hexward_engine::model::{AreaCode, Grid, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::within::Within;
use serde::Serialize;

use super::console::Console;
use super::export::replace;
use super::failure::Failure;
use super::import::tier;
use super::store::area_code;
use super::viewpoint::StoreView;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreView,
    /// The code of the grid whose grids are staffed; all grids of the tier when it is not given
    #[arg(long, value_name = "CODE", value_parser = area_code)]
    parent: Option<AreaCode>,
    /// The tier that is staffed
    #[arg(long, value_name = "TIER", value_parser = tier, default_value = "grid")]
    tier: Tier,
    /// How many residents one person looks after where there is no ground to cover; a matter of local rules, not a norm
    #[arg(long, value_name = "N", default_value_t = 300)]
    residents_each: u32,
    /// How many square metres one person looks after where nobody lives
    #[arg(long, value_name = "M2", default_value_t = 300_000)]
    area_each_m2: u64,
    /// How many people every grid has at least
    #[arg(long, value_name = "N", default_value_t = 1)]
    least: u32,
    /// How hard the work in a grid is, in thousandths of the usual: 1200 is a fifth harder
    #[arg(long = "difficulty", value_name = "CODE=PERMILLE", value_parser = difficulty)]
    difficulties: Vec<(AreaCode, u32)>,
    /// Assign exactly so many people, where they are needed most; without it each grid gets what it needs, rounded up
    #[arg(long, value_name = "N")]
    staff: Option<u32>,
    /// Print lines of JSON, the last one with the sums
    #[arg(long)]
    json: bool,
    /// A CSV file with a row for each grid, replaced as a whole
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A grid with its staff; persons with decimals are needs, whole ones are staff.
#[derive(Clone, Serialize)]
struct Row {
    code: String,
    name: String,
    residents: u64,
    area_m2: u64,
    difficulty_permille: u32,
    for_people: f64,
    for_area: f64,
    for_difficulty: f64,
    need: f64,
    staff: u32,
}

/// The sums over all grids.
#[derive(Serialize)]
struct Sums {
    grids: usize,
    residents: u64,
    need: f64,
    staff: u64,
}

/// The usual difficulty, in thousandths.
const USUAL_PERMILLE: u32 = 1000;

fn difficulty(text: &str) -> Result<(AreaCode, u32), String> {
    let (code, permille) = text
        .split_once('=')
        .ok_or("a difficulty is a code, =, and thousandths of the usual")?;
    let permille = permille
        .parse()
        .map_err(|error| format!("`{permille}` is no number of thousandths: {error}"))?;
    Ok((area_code(code)?, permille))
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let snapshot = arguments.store.read()?;
    let rows = rows(arguments, &snapshot)?;
    match &arguments.output {
        Some(path) => replace(path, |out| write_csv(out, &rows))?,
        None => {
            for row in &rows {
                if arguments.json {
                    console.json(row)?;
                } else {
                    console.line(line(row))?;
                }
            }
        }
    }
    let sums = Sums {
        grids: rows.len(),
        residents: rows.iter().map(|row| row.residents).sum(),
        need: rows.iter().map(|row| row.need).sum(),
        staff: rows.iter().map(|row| u64::from(row.staff)).sum(),
    };
    if arguments.json {
        return console.json(&sums);
    }
    console.line(format!(
        "{} grids, {} residents: {} people where {:.1} are needed",
        sums.grids, sums.residents, sums.staff, sums.need
    ))
}

fn write_csv(out: &mut dyn Write, rows: &[Row]) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    for row in rows {
        table.serialize(Row {
            name: guarded_text(&row.name).into_owned(),
            ..row.clone()
        })?;
    }
    table.flush()
}

/// The grids with what they ask for and get.
fn rows(arguments: &Arguments, snapshot: &Snapshot) -> Result<Vec<Row>, Failure> {
    let grids = grids(arguments, snapshot)?;
    let mut hard: BTreeMap<&AreaCode, u32> = arguments
        .difficulties
        .iter()
        .map(|(code, permille)| (code, *permille))
        .collect();
    let demands: Vec<GridDemand> = grids
        .iter()
        .map(|grid| demand(snapshot, grid, hard.remove(&grid.code)))
        .collect();
    if let Some(code) = hard.keys().next() {
        return Err(Failure::Usage(format!(
            "--difficulty: {code} is not among the grids that are staffed"
        )));
    }
    let rule = StaffingRule {
        residents_each: arguments.residents_each,
        area_m2_each: arguments.area_each_m2,
        least: arguments.least,
    };
    let found = match arguments.staff {
        Some(staff) => assign_staff(&demands, &rule, staff),
        None => staffing(&demands, &rule),
    };
    let found = found.map_err(|error| Failure::Usage(error.to_string()))?;
    let all = grids.iter().zip(demands).zip(found);
    Ok(all
        .map(|((grid, demand), staffing)| row(grid, &demand, &staffing))
        .collect())
}

/// The grids of the tier, all or those of the parent, by code.
fn grids<'a>(arguments: &Arguments, snapshot: &'a Snapshot) -> Result<Vec<&'a Grid>, Failure> {
    let area = arguments.parent.as_ref();
    let within = Within::new(snapshot, area)
        .ok_or_else(|| Failure::Usage("--parent: there is no grid of this code".to_owned()))?;
    let mut grids = within.grids();
    grids.retain(|grid| grid.tier == arguments.tier);
    if grids.is_empty() {
        let tier = arguments.tier.name();
        return Err(Failure::Usage(format!("there are no grids of tier {tier}")));
    }
    Ok(grids)
}

fn demand(snapshot: &Snapshot, grid: &Grid, difficulty_permille: Option<u32>) -> GridDemand {
    let (layer, index) = snapshot
        .grid(&grid.code)
        .expect("a grid of the same snapshot");
    GridDemand {
        residents: snapshot.assignment(grid.tier).tallies[index].residents,
        area_m2: layer.area_m2(index).round() as u64,
        difficulty_permille: difficulty_permille.unwrap_or(USUAL_PERMILLE),
    }
}

fn row(grid: &Grid, demand: &GridDemand, staffing: &Staffing) -> Row {
    let people = |thousandths: u64| thousandths as f64 / 1000.0;
    Row {
        code: grid.code.to_string(),
        name: grid.name.clone(),
        residents: demand.residents,
        area_m2: demand.area_m2,
        difficulty_permille: demand.difficulty_permille,
        for_people: people(staffing.for_people),
        for_area: people(staffing.for_area),
        for_difficulty: staffing.for_difficulty as f64 / 1000.0,
        need: people(staffing.need),
        staff: staffing.staff,
    }
}

fn line(row: &Row) -> String {
    format!(
        "{} {}: {} people; needs {:.2}: {:.2} for {} residents, {:.2} for {:.2} ha, {:+.2} for difficulty",
        row.code,
        row.name,
        row.staff,
        row.need,
        row.for_people,
        row.residents,
        row.for_area,
        row.area_m2 as f64 / 10_000.0,
        row.for_difficulty
    )
}
