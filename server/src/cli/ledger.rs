//! `hexward ledger`: addresses that belong to no area, and what assignment had to decide.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use hexward_engine::io::guarded_text;
use hexward_engine::ledger::{EntryKind, Ledger, LedgerCounts};
use hexward_engine::model::Tier;
use serde_json::json;

use super::console::Console;
use super::export::replace;
use super::failure::Failure;
use super::import::tier;
use super::viewpoint::StoreView;
use crate::dto::{LedgerEntry, LedgerSummary};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreView,
    /// The tier whose areas addresses belong to; the lowest down to grid when it is not given
    #[arg(long, value_parser = tier)]
    tier: Option<Tier>,
    /// Print entries and summary as lines of JSON
    #[arg(long)]
    json: bool,
    /// A file for the entries, replaced as a whole: .csv or .geojson
    #[arg(short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The columns of a file of entries.
const COLUMNS: [&str; 12] = [
    "kind",
    "address",
    "lon",
    "lat",
    "building",
    "stated",
    "winner",
    "found",
    "counted",
    "reason",
    "distance_m",
    "addresses",
];

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let write = arguments.output.as_deref().map(writer).transpose()?;
    let snapshot = arguments.store.read()?;
    let tier = arguments.tier.or_else(|| snapshot.counted_tier());
    let missing = || match tier {
        Some(tier) => Failure::Usage(format!("there are no grids of tier {tier}")),
        None => Failure::Usage("there are no grids".to_owned()),
    };
    let mut ledger = tier
        .and_then(|tier| Ledger::of(&snapshot, tier))
        .ok_or_else(missing)?;
    let counts = ledger.counts();
    match (&arguments.output, write) {
        (Some(path), Some(write)) => replace(path, |out| write(out, &mut ledger))?,
        _ => {
            for entry in entries(&mut ledger) {
                if arguments.json {
                    console.json(&entry)?;
                } else {
                    console.line(line(&entry))?;
                }
            }
        }
    }
    if arguments.json {
        console.json(&LedgerSummary::new(tier.map_or("", Tier::name), counts))?;
    } else {
        console.line(summary(&counts))?;
    }
    match counts.unlocated {
        0 => Ok(()),
        some => Err(Failure::Findings(format!("{some} addresses are unlocated"))),
    }
}

/// All entries, kind by kind.
fn entries(ledger: &mut Ledger<'_>) -> impl Iterator<Item = LedgerEntry> {
    let places = EntryKind::ALL.map(|kind| (0..ledger.len(kind)).map(move |place| (kind, place)));
    let places = places.into_iter().flatten();
    places.map(|(kind, place)| ledger.entry(kind, place).into())
}

type WriteEntries = fn(&mut dyn Write, &mut Ledger<'_>) -> io::Result<()>;

/// What writes a file of this name.
fn writer(path: &Path) -> Result<WriteEntries, Failure> {
    match path.extension().and_then(std::ffi::OsStr::to_str) {
        Some("csv") => Ok(write_csv),
        Some("geojson") => Ok(write_geojson),
        _ => Err(Failure::Usage(format!(
            "{}: the ledger is written as .csv or .geojson",
            path.display()
        ))),
    }
}

fn write_csv(out: &mut dyn Write, ledger: &mut Ledger<'_>) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    for entry in entries(ledger) {
        let number = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
        table.write_record([
            entry.kind,
            &guarded_text(&entry.address),
            &format!("{:.7}", entry.lon),
            &format!("{:.7}", entry.lat),
            &guarded_text(entry.building.as_deref().unwrap_or_default()),
            entry.stated.as_deref().unwrap_or_default(),
            entry.winner.unwrap_or_default(),
            entry.found.as_deref().unwrap_or_default(),
            entry.counted.as_deref().unwrap_or_default(),
            entry.reason.unwrap_or_default(),
            &number(entry.distance_m),
            &number(entry.addresses.map(f64::from)),
        ])?;
    }
    table.flush()
}

fn write_geojson(out: &mut dyn Write, ledger: &mut Ledger<'_>) -> io::Result<()> {
    write!(out, "{{\"type\":\"FeatureCollection\",\"features\":[")?;
    let mut separator = "\n";
    for entry in entries(ledger) {
        let geometry = json!({ "type": "Point", "coordinates": [entry.lon, entry.lat] });
        let feature = json!({ "type": "Feature", "properties": entry, "geometry": geometry });
        write!(out, "{separator}{feature}")?;
        separator = ",\n";
    }
    writeln!(out, "\n]}}")
}

/// An entry for people.
fn line(entry: &LedgerEntry) -> String {
    let code = |code: &Option<String>| code.clone().unwrap_or_else(|| "no area".to_owned());
    let (kind, address) = (entry.kind, &entry.address);
    let distance_m = entry.distance_m.unwrap_or_default();
    let (stated, found, counted) = (
        code(&entry.stated),
        code(&entry.found),
        code(&entry.counted),
    );
    let building = entry.building.as_deref().unwrap_or_default();
    match EntryKind::from_name(kind) {
        Some(EntryKind::Conflict) => format!(
            "{kind} {address}: states {stated}, lies in {found}, {distance_m} m from its border; counts in {counted}"
        ),
        Some(EntryKind::UnknownArea) => {
            format!("{kind} {address}: states {stated}, which is not stored; counts in {counted}")
        }
        Some(EntryKind::Scattered) => format!(
            "{kind} {building}: {} addresses from {address} on lie {distance_m} m apart, each counts by its point",
            entry.addresses.unwrap_or_default()
        ),
        Some(EntryKind::Moved) => format!(
            "{kind} {address}: lies in {found}, counts with building {building} in {counted}, {distance_m} m away"
        ),
        Some(EntryKind::Unlocated) | None => format!(
            "{kind} {address} at {:.7},{:.7}: {}",
            entry.lon,
            entry.lat,
            entry.reason.unwrap_or_default()
        ),
    }
}

fn summary(counts: &LedgerCounts) -> String {
    let LedgerCounts {
        addresses,
        by_point,
        on_border,
        by_building,
        by_code,
        unlocated,
        conflicts,
        unknown_areas,
        scattered,
        moved,
    } = counts;
    format!(
        "{addresses} addresses: {by_point} by point, {on_border} on a border, {by_building} by building, {by_code} by code, \
         {unlocated} unlocated; {conflicts} conflicts, {unknown_areas} state an unknown area, {moved} moved with their building, \
         {scattered} names scattered"
    )
}
