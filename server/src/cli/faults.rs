//! Faults of grids: as lines, as lines of JSON, as a GeoJSON file to look at.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use geojson::{Feature, FeatureCollection, Geometry, GeometryValue, JsonObject, Position as Pair};
use hexward_engine::CommitError;
use hexward_engine::edit::EditError;
use hexward_engine::faults::NamedFault;
use hexward_engine::geom::{Place, Position, Size};
use hexward_engine::model::{AreaCode, Tier};
use hexward_engine::snapshot::Snapshot;
use serde::Serialize;

use super::console::Console;
use super::failure::Failure;
use crate::dto::geometry;

/// A fault, with the file and the number of the feature whose rings are not valid by themselves.
pub(super) struct Finding {
    pub(super) fault: NamedFault,
    pub(super) feature: Option<(String, u64)>,
}

impl From<NamedFault> for Finding {
    fn from(fault: NamedFault) -> Self {
        Self {
            fault,
            feature: None,
        }
    }
}

/// A fault as JSON has it.
#[derive(Serialize)]
struct Line<'a> {
    finding: &'static str,
    tier: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feature: Option<u64>,
    codes: Vec<String>,
    parent: Option<String>,
    lon: f64,
    lat: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    area_m2: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    length_m: Option<f64>,
}

fn line(finding: &Finding) -> Line<'_> {
    let Finding { fault, feature } = finding;
    let place = fault.position();
    Line {
        finding: "fault",
        tier: fault.tier.name(),
        kind: fault.kind.name(),
        file: feature.as_ref().map(|(file, _)| file.as_str()),
        feature: feature.as_ref().map(|&(_, number)| number),
        codes: fault.codes.iter().map(ToString::to_string).collect(),
        parent: fault.parent.as_ref().map(ToString::to_string),
        lon: place.lon_degrees(),
        lat: place.lat_degrees(),
        area_m2: match fault.size {
            Size::AreaM2(area_m2) => Some(area_m2),
            Size::Point | Size::LengthM(_) => None,
        },
        length_m: match fault.size {
            Size::LengthM(length_m) => Some(length_m),
            Size::Point | Size::AreaM2(_) => None,
        },
    }
}

/// Lists faults one a line, and writes them to a file if one is named.
pub(super) fn list(
    findings: &[Finding],
    json: bool,
    file: Option<&Path>,
    console: &mut Console,
) -> Result<(), Failure> {
    for finding in findings {
        let Finding { fault, feature } = finding;
        match feature {
            _ if json => console.json(&line(finding))?,
            Some((file, number)) => {
                console.line(format_args!("{file} feature {number}: {fault}"))?;
            }
            None => console.line(format_args!("tier {}: {fault}", fault.tier))?,
        }
    }
    match file {
        Some(path) => write(findings, path).map_err(|error| Failure::at(path, &error)),
        None => Ok(()),
    }
}

/// The faults that keep the tiers of a snapshot from dividing the ground.
pub(super) fn of_snapshot(snapshot: &Snapshot) -> Vec<Finding> {
    let of_tier = |tier: Tier| {
        let Some(layer) = snapshot.grids.get(&tier) else {
            return Vec::new();
        };
        let records = layer.records();
        let faults = snapshot.faults(tier);
        let breaking = faults.iter().filter(|fault| fault.breaks_partition());
        let named = breaking.map(|fault| NamedFault::new(fault, tier, |i| &records[i]));
        named.map(Finding::from).collect::<Vec<_>>()
    };
    Tier::ALL.into_iter().flat_map(of_tier).collect()
}

/// Lists the faults for which a change is refused; other refusals stay as they are.
pub(super) fn refused(error: CommitError, json: bool, console: &mut Console) -> Failure {
    let CommitError::Edit(EditError::Partition(error)) = error else {
        return error.into();
    };
    let findings: Vec<Finding> = error.faults.into_iter().map(Finding::from).collect();
    if let Err(failure) = list(&findings, json, None, console) {
        return failure;
    }
    Failure::Findings(format!("{}, nothing was written", count(&findings)))
}

/// How many there are, in words.
pub(super) fn count(findings: &[Finding]) -> String {
    match findings.len() {
        1 => "1 fault".to_owned(),
        all => format!("{all} faults"),
    }
}

/// The faults as features: points, lines, or the ground that is covered twice or not at all.
pub(super) fn write(findings: &[Finding], path: &Path) -> std::io::Result<()> {
    let feature = |finding: &Finding| {
        let mut properties = JsonObject::new();
        if let Ok(serde_json::Value::Object(object)) = serde_json::to_value(line(finding)) {
            properties.extend(object);
        }
        // QGIS shows a list as text only
        let codes: Vec<&str> = finding.fault.codes.iter().map(AreaCode::as_str).collect();
        properties.insert("codes".to_owned(), codes.join(" ").into());
        properties.remove("finding");
        Feature {
            geometry: Some(shape(&finding.fault.place)),
            properties: Some(properties),
            ..Feature::default()
        }
    };
    let collection = FeatureCollection {
        features: findings.iter().map(feature).collect(),
        bbox: None,
        foreign_members: None,
    };
    let mut out = BufWriter::new(File::create(path)?);
    serde_json::to_writer(&mut out, &collection)?;
    out.write_all(b"\n")?;
    out.flush()
}

fn shape(place: &Place) -> Geometry {
    let pair = |p: &Position| Pair::from([p.lon_degrees(), p.lat_degrees()]);
    match place {
        Place::At(position)
        | Place::On {
            vertex: position, ..
        } => Geometry::new(GeometryValue::Point {
            coordinates: pair(position),
        }),
        Place::Along(a, b) => Geometry::new(GeometryValue::LineString {
            coordinates: vec![pair(a), pair(b)],
        }),
        Place::Ground(region) => geometry(region),
    }
}
