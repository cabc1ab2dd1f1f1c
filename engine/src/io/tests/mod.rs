//! Tests of whole files: the shipped data, bad files, bad rows, lines, round trips, hostile bytes.

mod bad_files;
mod bad_rows;
mod cells;
mod exports;
mod filling;
mod hostile;
mod large;
mod lines;
mod persons;
mod round_trip;
mod shipped;

use std::sync::Arc;

use super::{Crs, Expectation, Ground, Source, Statement};
use crate::geom::{Bounds, Position};

fn degrees() -> Statement {
    Statement::of(Crs::CRS84)
}

fn csv(text: &str) -> Source<'_> {
    Source::bytes("addresses.csv", text.as_bytes())
}

fn geojson(text: &str) -> Source<'_> {
    Source::bytes("grids.geojson", text.as_bytes())
}

/// A feature collection around the text of its features.
fn collection(features: &str) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)
}

/// The statement of a caller whose stored data lies between two corners.
fn stored([west, south]: [f64; 2], [east, north]: [f64; 2]) -> Statement {
    let corner = |lon, lat| Position::from_degrees(lon, lat).expect("in range");
    let bounds = Bounds::around([corner(west, south), corner(east, north)]);
    let ground = bounds.map(|bounds| Arc::new(bounds) as Arc<dyn Ground>);
    Statement {
        expected: Expectation::within(ground),
        ..degrees()
    }
}
