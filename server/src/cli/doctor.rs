//! `hexward doctor`: is everything there, and is the store sound.

mod damage;
mod history;
mod rows;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use hexward_engine::geom::Position;
use hexward_engine::io::{Crs, Source, Statement, gdal_release, read_addresses};
use hexward_engine::model::Dataset;
use hexward_engine::render::Fonts;
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{Examination, GeoPackage, StoreError, content_hash, sqlite_release};
use serde::Serialize;

use super::console::Console;
use super::failure::Failure;
use super::faults::{self, Finding};
use super::font_choice::FontChoice;
use super::store::{Location, location};
use crate::apart::confinement;
use crate::config::StoreKind;
use crate::fonts;
use crate::state::shipped_styles;
use damage::Saved;

/// How many faults of the partition are listed; of the others only the number is said.
const FAULTS_LISTED: usize = 20;

#[derive(Args)]
pub(super) struct Arguments {
    /// A store to check as well
    #[arg(long, value_name = "STORE", value_parser = location())]
    store: Option<Location>,
    /// Write what is intact of a damaged GeoPackage into a new one, which must not be there yet
    #[arg(long, value_name = "FILE", requires = "store")]
    salvage: Option<PathBuf>,
    #[command(flatten)]
    fonts: FontChoice,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// What was found.
#[derive(Serialize)]
struct Report {
    version: &'static str,
    sqlite: &'static str,
    gdal: Option<String>,
    fonts: Vec<String>,
    styles: Vec<String>,
    /// Whether coordinates of other systems can be read.
    projections: bool,
    /// How well files of other programs are read apart; not asked when a store is checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    apart: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<StoreReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saved: Option<Saved>,
    findings: Vec<String>,
}

/// What a store holds.
#[derive(Serialize)]
struct StoreReport {
    path: String,
    format: StoreKind,
    revision: u64,
    content_hash: String,
    rows: BTreeMap<&'static str, usize>,
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let fonts = arguments.fonts.load()?;
    let mut report = installation(&arguments.fonts, &fonts)?;
    if arguments.store.is_none() && cfg!(feature = "gdal") {
        match confinement() {
            Ok(confinement) => {
                let gaps = confinement.gaps();
                let less = |gaps| format!("with less protection: this system lacks {gaps}");
                report.apart = Some(gaps.map_or_else(|| "locked in".to_owned(), less));
            }
            Err(error) => report.findings.push(error.to_string()),
        }
    }
    if let Some(location) = &arguments.store {
        let checked = match location {
            Location::File(path) => {
                let examined = examine(path)?;
                if let Some(target) = &arguments.salvage {
                    report.saved = Some(damage::salvage(path, &examined, target)?);
                }
                check_file(location, examined, &fonts)
            }
            Location::Database(_) if arguments.salvage.is_some() => {
                let text = "--salvage: only a GeoPackage file can be salvaged";
                return Err(Failure::Usage(text.to_owned()));
            }
            Location::Database(_) => check_database(location, &fonts)?,
        };
        report.store = Some(checked.0);
        report.findings.extend(checked.1);
    }
    if arguments.json {
        console.json(&report)?;
    } else {
        print(&report, console)?;
    }
    match report.findings.len() {
        0 => Ok(()),
        1 => Err(Failure::Findings("1 finding".to_owned())),
        several => Err(Failure::Findings(format!("{several} findings"))),
    }
}

fn installation(choice: &FontChoice, loaded: &Fonts) -> Result<Report, Failure> {
    let named = choice.paths();
    let paths = if named.is_empty() {
        fonts::installed()
    } else {
        named
    };
    let fonts: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    let styles = shipped_styles()?
        .iter()
        .map(|style| format!("{}@{}", style.id(), style.version()))
        .collect();
    let mut findings = Vec::new();
    let lacking = if loaded.is_empty() {
        Some("no font: install fonts-noto-cjk, or there are no labels and legends have no picture")
    } else if loaded.has('中') {
        None
    } else {
        Some("no font has Chinese characters: install fonts-noto-cjk, or name it with --fonts")
    };
    findings.extend(lacking.map(str::to_owned));
    let projections = check_projections();
    if let (true, Err(finding)) = (cfg!(feature = "gdal"), &projections) {
        findings.push(finding.clone());
    }
    let version = env!("CARGO_PKG_VERSION");
    Ok(Report {
        version,
        sqlite: sqlite_release(),
        gdal: gdal_release(),
        fonts,
        styles,
        projections: projections.is_ok(),
        apart: None,
        store: None,
        saved: None,
        findings,
    })
}

/// Reads a point in a system that needs GDAL: the central meridian of CGCS2000's zone at 120 degrees east.
fn check_projections() -> Result<(), String> {
    let fault = |error: &dyn std::fmt::Display| {
        format!("coordinates of other systems cannot be read: {error}")
    };
    let crs = Crs::parse("EPSG:4549").map_err(|error| fault(&error))?;
    let file = Source::bytes("point.csv", &b"id,x,y\nA,500000,3500000\n"[..]);
    let import = read_addresses(&file, &Statement::of(crs)).map_err(|error| fault(&error))?;
    let on_meridian = |position: Position| (position.lon_degrees() - 120.0).abs() < 1e-6;
    match import.rows.first() {
        Some(address) if on_meridian(address.position) => Ok(()),
        _ => Err(fault(&"the answer is wrong")),
    }
}

fn examine(path: &Path) -> Result<Examination, Failure> {
    GeoPackage::examine(path).map_err(|error| match error {
        // nothing in it can be found any more
        StoreError::Sqlite { .. } => Failure::Findings(error.to_string()),
        other => other.into(),
    })
}

fn check_file(
    location: &Location,
    examined: Examination,
    fonts: &Fonts,
) -> (StoreReport, Vec<String>) {
    let mut findings = damage::findings(&examined);
    let report = report_of(location, examined.rows, fonts, &mut findings);
    (report, findings)
}

fn check_database(
    location: &Location,
    fonts: &Fonts,
) -> Result<(StoreReport, Vec<String>), Failure> {
    let mut store = location.open_read_only()?;
    let rows = match store.load() {
        Ok(rows) => rows,
        // the store can be opened, but a row in it cannot be read
        Err(error @ StoreError::Row { .. }) => return Err(Failure::Findings(error.to_string())),
        Err(error) => return Err(error.into()),
    };
    let mut findings = Vec::new();
    findings.extend(history::finding(
        store.as_mut(),
        rows.revision,
        &content_hash(&rows),
    )?);
    let report = report_of(location, rows, fonts, &mut findings);
    Ok((report, findings))
}

/// What a store holds; what is wrong with it is added to the findings.
fn report_of(
    location: &Location,
    rows: Dataset,
    fonts: &Fonts,
    findings: &mut Vec<String>,
) -> StoreReport {
    findings.extend(rows::findings(&rows));
    let report = StoreReport {
        path: location.to_string(),
        format: location.kind(),
        revision: rows.revision.0,
        content_hash: content_hash(&rows),
        rows: row_counts(&rows),
    };
    let snapshot = Snapshot::build(rows);
    // that there is no font was said of the installation
    if !fonts.is_empty() {
        findings.extend(fonts::finding(fonts, &snapshot));
    }
    let faults = faults::of_snapshot(&snapshot);
    let text = |finding: &Finding| format!("tier {}: {}", finding.fault.tier, finding.fault);
    findings.extend(faults.iter().take(FAULTS_LISTED).map(text));
    if let Some(more @ 1..) = faults.len().checked_sub(FAULTS_LISTED) {
        findings.push(format!(
            "{more} more faults keep the tiers from dividing the ground"
        ));
    }
    report
}

fn row_counts(rows: &Dataset) -> BTreeMap<&'static str, usize> {
    BTreeMap::from([
        ("place", rows.place.len()),
        ("grids", rows.grids.len()),
        ("crossing_layers", rows.crossing_layers.len()),
        ("cells", rows.cells.len()),
        ("addresses", rows.addresses.len()),
        ("checkpoints", rows.checkpoints.len()),
        ("barriers", rows.barriers.len()),
        ("counts", rows.counts.len()),
        ("units", rows.units.len()),
        ("plans", rows.plans.len()),
        ("plan_steps", rows.plan_steps.len()),
        ("roles", rows.roles.len()),
        ("duties", rows.duties.len()),
    ])
}

fn print(report: &Report, console: &mut Console) -> Result<(), Failure> {
    console.line(format_args!("version      {}", report.version))?;
    console.line(format_args!("sqlite       {}", report.sqlite))?;
    let gdal = report.gdal.as_deref().unwrap_or("not in this build");
    console.line(format_args!("gdal         {gdal}"))?;
    console.line(format_args!("fonts        {}", report.fonts.join(", ")))?;
    console.line(format_args!("styles       {}", report.styles.join(", ")))?;
    console.line(format_args!(
        "projections  {}",
        if report.projections {
            "work"
        } else {
            "do not work"
        }
    ))?;
    if let Some(apart) = &report.apart {
        console.line(format_args!("child        {apart}"))?;
    }
    if let Some(store) = &report.store {
        console.line(format_args!(
            "store        {} ({})",
            store.path, store.format
        ))?;
        console.line(format_args!("revision     {}", store.revision))?;
        console.line(format_args!("content hash {}", store.content_hash))?;
        for (table, rows) in &store.rows {
            console.line(format_args!("rows         {rows:>9} {table}"))?;
        }
    }
    if let Some(saved) = &report.saved {
        console.line(format_args!("saved        {saved}"))?;
    }
    for finding in &report.findings {
        console.line(format_args!("finding      {finding}"))?;
    }
    Ok(())
}
