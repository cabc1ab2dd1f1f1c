//! Outlines as GeoJSON.

use hexward_engine::geom::{Polygon, Position, Region, Ring};
use serde::Serialize;

/// A resource with its outline.
#[derive(Serialize)]
pub(crate) struct Outlined<T> {
    #[serde(flatten)]
    pub(crate) resource: T,
    pub(crate) geometry: Geometry,
}

type Chain = Vec<[f64; 2]>;

/// A GeoJSON geometry (RFC 7946): rings closed, outer ones counter-clockwise, holes clockwise.
#[derive(Serialize)]
#[serde(tag = "type", content = "coordinates")]
pub(crate) enum Geometry {
    Polygon(Vec<Chain>),
    MultiPolygon(Vec<Vec<Chain>>),
}

impl From<&Region> for Geometry {
    fn from(region: &Region) -> Self {
        let mut polygons: Vec<Vec<Chain>> = region.polygons().iter().map(chains).collect();
        match polygons.len() {
            1 => Self::Polygon(polygons.remove(0)),
            _ => Self::MultiPolygon(polygons),
        }
    }
}

fn chains(polygon: &Polygon) -> Vec<Chain> {
    let outer = chain(polygon.outer().vertices().iter());
    let hole = |ring: &Ring| chain(ring.vertices().iter().rev());
    std::iter::once(outer)
        .chain(polygon.holes().iter().map(hole))
        .collect()
}

fn chain<'a>(vertices: impl Iterator<Item = &'a Position>) -> Chain {
    let mut chain: Chain = vertices
        .map(|v| [v.lon_degrees(), v.lat_degrees()])
        .collect();
    chain.extend(chain.first().copied());
    chain
}
