//! `hexward gates`: which crossings of a grid's border stay open as gates, which are blocked, and who stands there when.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hexward_engine::gates::{Crossing, GatePlan, Roster, ShiftRule, Wish, gates_of, roster};
use hexward_engine::model::AreaCode;
use serde_json::{Value, json};

use super::console::{Console, note};
use super::export::replace;
use super::failure::Failure;
use super::store::area_code;
use super::viewpoint::StoreView;
use crate::dto;

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreView,
    /// The grid that is closed off
    #[arg(value_name = "CODE", value_parser = area_code)]
    area: AreaCode,
    /// How far an open gate may be from an address, along the ways inside, in metres
    #[arg(long, value_name = "METRES", default_value_t = 500.0, value_parser = metres)]
    within: f64,
    /// Let all gates be on ways for walking alone
    #[arg(long)]
    on_foot: bool,
    /// Hours of a shift, 4, 6, 8 or 12: adds a roster that covers every hour
    #[arg(long, value_name = "HOURS")]
    shift: Option<u32>,
    /// Most hours of one person in any seven days
    #[arg(long, value_name = "HOURS", default_value_t = 40, requires = "shift", value_parser = clap::value_parser!(u32).range(4..=60))]
    week: u32,
    /// How many stand at a gate at once
    #[arg(long, value_name = "N", default_value_t = 1, requires = "shift", value_parser = clap::value_parser!(u32).range(1..=20))]
    staff: u32,
    /// As what: rows of crossings (csv), points (geojson), all of it (json), the shifts of a week (roster), or operations for
    /// `hexward edit` that set up a checkpoint at each crossing, open gates and closed blocks (edits)
    #[arg(long, default_value = "csv")]
    format: Format,
    /// The file, replaced as a whole; standard output when it is not given
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// As what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Geojson,
    Json,
    Roster,
    Edits,
}

fn metres(text: &str) -> Result<f64, String> {
    let metres = text.parse::<f64>().map_err(|error| error.to_string())?;
    let allowed = (1.0..=20_000.0).contains(&metres);
    allowed
        .then_some(metres)
        .ok_or_else(|| "a distance is 1 to 20000 metres".to_owned())
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    if arguments.format == Format::Roster && arguments.shift.is_none() {
        let reason = "a roster needs --shift, the hours of a shift".to_owned();
        return Err(Failure::Usage(reason));
    }
    let snapshot = arguments.store.read()?;
    let wish = Wish {
        within_m: arguments.within,
        vehicles: !arguments.on_foot,
    };
    let area = &arguments.area;
    let plan = gates_of(&snapshot, area, &wish)
        .ok_or_else(|| Failure::Usage(format!("there is no grid {area}")))?;
    let roster = arguments.roster(&plan)?;
    let bytes = match arguments.format {
        Format::Csv => rows(&plan)?,
        Format::Geojson => text(&features(&plan)),
        Format::Json => {
            let answer = dto::GatePlan::new(area, &wish, &plan, roster.as_ref());
            text(&serde_json::to_value(answer).expect("wire types have a JSON form"))
        }
        Format::Roster => shifts(&plan, roster.as_ref())?,
        Format::Edits => text(&edits(area, &plan)),
    };
    match &arguments.output {
        Some(path) => replace(path, |out| out.write_all(&bytes))?,
        None => console.out().write_all(&bytes)?,
    }
    say(&plan, &wish, roster.as_ref());
    let left = plan.cut_off;
    if left > 0 {
        return Err(Failure::Findings(format!(
            "no crossing can be reached from {left} addresses"
        )));
    }
    Ok(())
}

impl Arguments {
    fn roster(&self, plan: &GatePlan) -> Result<Option<Roster>, Failure> {
        let rule = |shift_hours| ShiftRule {
            shift_hours,
            week_hours: self.week,
            staff: self.staff,
        };
        let gates = plan.gates().count() as u32;
        let roster = self.shift.map(|hours| roster(gates, rule(hours)));
        let roster = roster.transpose();
        roster.map_err(|error| Failure::Usage(error.to_string()))
    }
}

/// What the plan comes to, beside the result.
fn say(plan: &GatePlan, wish: &Wish, roster: Option<&Roster>) {
    let (gates, blocks) = (plan.gates().count(), plan.blocks().count());
    let bound = if plan.is_fewest() {
        "no plan has fewer gates".to_owned()
    } else {
        format!("no plan has fewer than {} gates", plan.bound)
    };
    note(format_args!(
        "{} crossings = {gates} gates + {blocks} blocks; {bound}",
        plan.crossings.len()
    ));
    let how = if plan.along_ways {
        "along ways"
    } else {
        "in straight lines"
    };
    note(format_args!(
        "{} addresses reach a gate, {how} {:.0} m on the mean and {:.0} m at most; {} have no crossing within {} m",
        plan.reached, plan.mean_m, plan.farthest_m, plan.beyond, wish.within_m
    ));
    if let Some(roster) = roster {
        note(format_args!(
            "{} people cover every hour in shifts of {} hours; with {} hours a week nobody can be spared",
            roster.people, roster.rule.shift_hours, roster.rule.week_hours
        ));
    }
}

fn text(value: &Value) -> Vec<u8> {
    format!("{value}\n").into_bytes()
}

fn state(crossing: &Crossing) -> &'static str {
    if crossing.is_gate { "gate" } else { "block" }
}

/// The names of the ways at a crossing, or their classes.
fn ways(crossing: &Crossing) -> String {
    let name = |(class, name): &(String, String)| {
        if name.is_empty() {
            class.clone()
        } else {
            name.clone()
        }
    };
    let names: Vec<String> = crossing.ways.iter().map(name).collect();
    names.join(" ")
}

fn rows(plan: &GatePlan) -> Result<Vec<u8>, Failure> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record([
        "number",
        "state",
        "lon",
        "lat",
        "ways",
        "drivable",
        "addresses",
        "households",
        "farthest_m",
    ])?;
    for (k, crossing) in plan.crossings.iter().enumerate() {
        table.write_record([
            (k + 1).to_string(),
            state(crossing).to_owned(),
            format!("{:.7}", crossing.position.lon_degrees()),
            format!("{:.7}", crossing.position.lat_degrees()),
            ways(crossing),
            crossing.drivable.to_string(),
            crossing.addresses.to_string(),
            crossing.households.to_string(),
            format!("{:.1}", crossing.farthest_m),
        ])?;
    }
    Ok(table.into_inner().expect("a vector takes all bytes"))
}

fn shifts(plan: &GatePlan, roster: Option<&Roster>) -> Result<Vec<u8>, Failure> {
    let numbers = dto::gate_numbers(plan);
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["number", "ways", "day", "from_hour", "to_hour", "people"])?;
    for shift in roster.into_iter().flat_map(|roster| roster.week(0)) {
        let number = numbers[shift.gate as usize];
        let people: Vec<String> = shift.people.iter().map(|k| (k + 1).to_string()).collect();
        table.write_record([
            number.to_string(),
            ways(&plan.crossings[number - 1]),
            (shift.day + 1).to_string(),
            shift.from_hour.to_string(),
            shift.to_hour.to_string(),
            people.join(" "),
        ])?;
    }
    Ok(table.into_inner().expect("a vector takes all bytes"))
}

fn features(plan: &GatePlan) -> Value {
    let feature = |(k, crossing): (usize, &Crossing)| {
        let at = crossing.position;
        json!({
            "type": "Feature",
            "properties": {
                "number": k + 1,
                "state": state(crossing),
                "ways": ways(crossing),
                "drivable": crossing.drivable,
                "addresses": crossing.addresses,
                "households": crossing.households,
                "farthest_m": crossing.farthest_m,
            },
            "geometry": { "type": "Point", "coordinates": [at.lon_degrees(), at.lat_degrees()] },
        })
    };
    let features: Vec<Value> = plan.crossings.iter().enumerate().map(feature).collect();
    json!({ "type": "FeatureCollection", "features": features })
}

/// One operation that sets up a checkpoint at each crossing.
fn edits(area: &AreaCode, plan: &GatePlan) -> Value {
    let row = |(k, crossing): (usize, &Crossing)| {
        let at = crossing.position;
        json!({
            "id": format!("{area}-{:03}", k + 1),
            "position": [at.lon_degrees(), at.lat_degrees()],
            "name": ways(crossing),
            "kind": state(crossing),
            "state": if crossing.is_gate { "open" } else { "closed" },
        })
    };
    let rows: Vec<Value> = plan.crossings.iter().enumerate().map(row).collect();
    json!([{ "op": "import_checkpoints", "checkpoints": rows }])
}
