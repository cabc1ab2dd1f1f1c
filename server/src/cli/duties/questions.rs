//! Questions about duties.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use clap::Args;
use hexward_engine::duties;
use hexward_engine::io::guarded_text;
use hexward_engine::model::AreaCode;
use hexward_engine::snapshot::Snapshot;
use serde_json::json;
use time::Date;

use crate::answering::{Wanted, absence_rows, report as report_of, shortage_rows};
use crate::cli::console::Console;
use crate::cli::failure::Failure;
use crate::cli::store::area_code;
use crate::cli::viewpoint::{StoreView, date};

/// A store, and the day whose duties count.
#[derive(Args)]
struct Asked {
    #[command(flatten)]
    store: StoreView,
    /// Only duties that count on this day; all when it is not given
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    day: Option<Date>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct ReportArguments {
    #[command(flatten)]
    asked: Asked,
    /// How many people are enough for an address
    #[arg(long, value_name = "PEOPLE", default_value_t = 2)]
    least: usize,
    /// How many pairs of absent people are drawn
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pairs: usize,
    /// The seed that draws them
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

pub(super) fn report(arguments: &ReportArguments, console: &mut Console) -> Result<(), Failure> {
    let snapshot = arguments.asked.store.read()?;
    let cover = snapshot.cover(arguments.asked.day);
    let wanted = Wanted {
        least: arguments.least,
        pairs: arguments.pairs,
        seed: arguments.seed,
        listed: 10,
    };
    let report = report_of(&snapshot.duties, &cover, wanted);
    if arguments.asked.json {
        return console.json(&report);
    }
    console.line(format_args!(
        "{} roles, {} duties, {} people; {} addresses, {} households at {} sites",
        report.roles,
        report.duties,
        report.people,
        report.addresses,
        report.households,
        report.sites
    ))?;
    for row in &report.histogram {
        console.line(format_args!(
            "{} people: {} addresses, {} households",
            row.people, row.addresses, row.households
        ))?;
    }
    for class in &report.classes {
        console.line(format_args!(
            "{}: {} addresses have one",
            class.class, class.addresses
        ))?;
    }
    let absences = &report.absences;
    console.line(format_args!(
        "one absent: {} people leave some address with nobody ({} addresses), {} leave some with fewer than {}",
        absences.people_leaving_alone,
        absences.addresses_left_alone,
        absences.people_leaving_below,
        absences.least
    ))?;
    let pairs = &report.pairs;
    console.line(format_args!(
        "two absent: {} of {} pairs (seed {}) leave some address with nobody, {} addresses at most",
        pairs.leaving_alone, pairs.drawn, pairs.seed, pairs.most_left_alone
    ))?;
    for load in &report.loads {
        console.line(format_args!(
            "{}: {} people, {} households each, the most {} times the mean, Gini {}",
            load.role, load.people, load.mean_households, load.max_over_mean, load.gini
        ))?;
    }
    console.line(format_args!(
        "{} people are missing in roles, {} too many",
        report.missing, report.surplus
    ))
}

#[derive(Args)]
pub(super) struct ListArguments {
    #[command(flatten)]
    asked: Asked,
}

pub(super) fn shortages(arguments: &ListArguments, console: &mut Console) -> Result<(), Failure> {
    let snapshot = arguments.asked.store.read()?;
    let cover = snapshot.cover(arguments.asked.day);
    let rows = shortage_rows(&snapshot, &duties::shortages(&cover));
    for row in &rows {
        if arguments.asked.json {
            console.json(row)?;
            continue;
        }
        let most = row
            .most
            .map_or_else(String::new, |most| format!(" to {most}"));
        console.line(format_args!(
            "{} {}: {} instead of {}{most} ({} {})",
            row.area, row.role, row.held, row.least, row.title_zh, row.title_en
        ))?;
    }
    if rows.is_empty() {
        return Ok(());
    }
    Err(Failure::Findings(format!(
        "{} grids and roles have too few or too many people",
        rows.len()
    )))
}

#[derive(Args)]
pub(super) struct PeopleArguments {
    #[command(flatten)]
    asked: Asked,
    /// How many people are enough for an address
    #[arg(long, value_name = "PEOPLE", default_value_t = 2)]
    least: usize,
}

pub(super) fn people(arguments: &PeopleArguments, console: &mut Console) -> Result<(), Failure> {
    let snapshot = arguments.asked.store.read()?;
    let cover = snapshot.cover(arguments.asked.day);
    for row in absence_rows(&cover, duties::absences(&cover, arguments.least)) {
        if arguments.asked.json {
            console.json(&row)?;
            continue;
        }
        console.line(format_args!(
            "{}: answers for {} addresses, leaves {} with nobody and {} below {}",
            row.staff, row.addresses, row.left_alone, row.left_below, arguments.least
        ))?;
    }
    Ok(())
}

#[derive(Args)]
pub(super) struct ReachArguments {
    #[command(flatten)]
    asked: Asked,
    /// The code of the area, for example a street
    #[arg(long, value_name = "CODE", value_parser = area_code)]
    within: AreaCode,
}

pub(super) fn reach(arguments: &ReachArguments, console: &mut Console) -> Result<(), Failure> {
    let snapshot = arguments.asked.store.read()?;
    let cover = snapshot.cover(arguments.asked.day);
    let code = &arguments.within;
    let unknown = || Failure::Usage(format!("there is no grid with the code {code}"));
    let (layer, index) = snapshot.grid(code).ok_or_else(unknown)?;
    let owners = snapshot.assignment(layer.records()[index].tier);
    let reach = duties::reach(&cover, &owners, index as u32, code);
    if arguments.asked.json {
        return console.json(&json!({
            "people": reach.people, "adjacent_pairs": reach.adjacent, "linked_pairs": reach.linked,
            "hops": reach.hops, "groups": reach.groups,
        }));
    }
    console.line(format_args!(
        "{} people in {} groups, {} hops at most; {} of {} pairs of neighbouring workers answer together",
        reach.people, reach.groups, reach.hops, reach.linked, reach.adjacent
    ))
}

#[derive(Args)]
pub(super) struct BuildingsArguments {
    #[command(flatten)]
    asked: Asked,
    /// Only buildings of this grid
    #[arg(long, value_name = "CODE", value_parser = area_code)]
    within: Option<AreaCode>,
}

/// A building of a grid, and an address of it for each site.
type Buildings = BTreeMap<(String, String), BTreeSet<usize>>;

pub(super) fn buildings(
    arguments: &BuildingsArguments,
    console: &mut Console,
) -> Result<(), Failure> {
    let snapshot = arguments.asked.store.read()?;
    let cover = snapshot.cover(arguments.asked.day);
    let out = console.out();
    out.write_all(b"grid,building,kind,role,title_zh,title_en,duty,staff,deputy\n")?;
    for ((grid, building), addresses) in by_building(&snapshot, arguments.within.as_ref())? {
        let mut told = BTreeSet::new();
        for address in addresses {
            for answer in cover.at_address(address) {
                let role = snapshot.duties.role(&answer.duty.role);
                let title = role.map(|role| role.title.clone()).unwrap_or_default();
                for holder in &answer.duty.holders {
                    if told.insert((answer.duty.id.clone(), holder.staff.clone())) {
                        let cells = [
                            grid.as_str(),
                            building.as_str(),
                            answer.duty.ground.kind(),
                            answer.duty.role.as_str(),
                            &title.zh,
                            &title.en,
                            answer.duty.id.as_str(),
                            holder.staff.as_str(),
                            if holder.is_deputy { "yes" } else { "" },
                        ];
                        writeln!(out, "{}", cells.map(quoted).join(","))?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// The buildings with their addresses, one where all have the same duties.
fn by_building(snapshot: &Snapshot, within: Option<&AreaCode>) -> Result<Buildings, Failure> {
    let tier = snapshot.counted_tier();
    let Some((tier, layer)) = tier.and_then(|tier| Some((tier, snapshot.grids.get(&tier)?))) else {
        return Ok(Buildings::new());
    };
    let inside = within.map(|code| {
        let unknown = || Failure::Usage(format!("there is no grid with the code {code}"));
        let (of, index) = snapshot.grid(code).ok_or_else(unknown)?;
        Ok::<_, Failure>((snapshot.assignment(of.records()[index].tier), index as u32))
    });
    let inside = inside.transpose()?;
    let owners = snapshot.assignment(tier);
    let mut buildings = Buildings::new();
    let addresses = snapshot.addresses.records();
    let mut reader = addresses.reader();
    for index in 0..addresses.len() {
        let is_inside = inside
            .as_ref()
            .is_none_or(|(of, area)| of.owners.get(index) == Some(*area));
        let Some(grid) = owners.owners.get(index).filter(|_| is_inside) else {
            continue;
        };
        let code = layer.records()[grid as usize].code.to_string();
        buildings
            .entry((code, reader.building(index).to_owned()))
            .or_default()
            .insert(index);
    }
    Ok(buildings)
}

/// A cell of CSV, guarded as texts of exports are.
fn quoted(text: &str) -> String {
    let text = guarded_text(text);
    if text.contains(['"', ',', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.into_owned()
}
