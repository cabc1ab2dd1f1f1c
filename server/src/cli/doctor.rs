//! `hexward doctor`: is everything there, and is the store sound.

mod history;
mod rows;

use std::collections::BTreeMap;

use clap::Args;
use hexward_engine::geom::Position;
use hexward_engine::io::{Crs, Source, Statement, gdal_release, read_addresses};
use hexward_engine::model::Dataset;
use hexward_engine::store::{StoreError, content_hash, sqlite_release};
use serde::Serialize;

use super::console::Console;
use super::failure::Failure;
use super::store::{Location, location};
use crate::config::StoreKind;
use crate::fonts;
use crate::state::shipped_styles;

#[derive(Args)]
pub(super) struct Arguments {
    /// A store to check as well
    #[arg(long, value_name = "STORE", value_parser = location())]
    store: Option<Location>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<StoreReport>,
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
    let mut report = installation()?;
    if let Some(location) = &arguments.store {
        let (store, findings) = check_store(location)?;
        report.store = Some(store);
        report.findings.extend(findings);
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

fn installation() -> Result<Report, Failure> {
    let fonts: Vec<String> = fonts::installed()
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    let styles = shipped_styles()?
        .iter()
        .map(|style| format!("{}@{}", style.id(), style.version()))
        .collect();
    let mut findings = Vec::new();
    if fonts::load().is_none() {
        findings.push(
            "no font with Chinese characters: install fonts-noto-cjk, or legends have no picture"
                .to_owned(),
        );
    }
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
        store: None,
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

fn check_store(location: &Location) -> Result<(StoreReport, Vec<String>), Failure> {
    let mut store = location.open_read_only()?;
    let rows = match store.load() {
        Ok(rows) => rows,
        // the store can be opened, but a row in it cannot be read
        Err(error @ StoreError::Row { .. }) => return Err(Failure::Findings(error.to_string())),
        Err(error) => return Err(error.into()),
    };
    let hash = content_hash(&rows);
    let mut findings = rows::findings(&rows);
    findings.extend(history::finding(store.as_mut(), rows.revision, &hash)?);
    let report = StoreReport {
        path: location.to_string(),
        format: location.kind(),
        revision: rows.revision.0,
        content_hash: hash,
        rows: row_counts(&rows),
    };
    Ok((report, findings))
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
    for finding in &report.findings {
        console.line(format_args!("finding      {finding}"))?;
    }
    Ok(())
}
