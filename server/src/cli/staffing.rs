//! `hexward staffing`: how many people each grid needs, and why.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use hexward_engine::balance::StaffingRule;
use hexward_engine::io::guarded_text;
use hexward_engine::model::{AreaCode, Tier};

use super::console::Console;
use super::export::replace;
use super::failure::Failure;
use super::import::tier;
use super::store::area_code;
use super::viewpoint::StoreView;
use crate::dto::{GridStaffing, StaffingList};
use crate::staffing::{StaffingFault, StaffingWish, USUAL_RULE, difficulty, staffed};

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
    #[arg(long, value_name = "N", default_value_t = USUAL_RULE.residents_each)]
    residents_each: u32,
    /// How many square metres one person looks after where nobody lives
    #[arg(long, value_name = "M2", default_value_t = USUAL_RULE.area_m2_each)]
    area_each_m2: u64,
    /// How many people every grid has at least
    #[arg(long, value_name = "N", default_value_t = USUAL_RULE.least)]
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

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let snapshot = arguments.store.read()?;
    let StaffingList { sums, items } =
        staffed(&snapshot, &wish(arguments)).map_err(|fault| refused(&fault))?;
    match &arguments.output {
        Some(path) => replace(path, |out| write_csv(out, &items))?,
        None => {
            for row in &items {
                if arguments.json {
                    console.json(row)?;
                } else {
                    console.line(line(row))?;
                }
            }
        }
    }
    if arguments.json {
        return console.json(&sums);
    }
    console.line(sums.said())
}

fn wish(arguments: &Arguments) -> StaffingWish {
    StaffingWish {
        parent: arguments.parent.clone(),
        tier: arguments.tier,
        rule: StaffingRule {
            residents_each: arguments.residents_each,
            area_m2_each: arguments.area_each_m2,
            least: arguments.least,
        },
        staff: arguments.staff,
        difficulties: arguments.difficulties.clone(),
    }
}

fn refused(fault: &StaffingFault) -> Failure {
    Failure::Usage(match fault {
        StaffingFault::NoParent => format!("--parent: {fault}"),
        StaffingFault::NotAmong(_) => format!("--difficulty: {fault}"),
        StaffingFault::NoGrids(_) | StaffingFault::Rule(_) => fault.to_string(),
    })
}

fn write_csv(out: &mut dyn Write, rows: &[GridStaffing]) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    for row in rows {
        table.serialize(GridStaffing {
            name: guarded_text(&row.name).into_owned(),
            ..row.clone()
        })?;
    }
    table.flush()
}

fn line(row: &GridStaffing) -> String {
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
