//! Outlines as GeoJSON.

use geojson::{Geometry, GeometryValue, Position as Coordinates};
use hexward_engine::geom::{Polygon, Position, Region, Ring};
use serde::Serialize;
use utoipa::ToSchema;

use super::forms::Shape;

/// A resource with its outline.
#[derive(Serialize, ToSchema)]
pub(crate) struct Outlined<T> {
    #[serde(flatten)]
    pub(crate) resource: T,
    #[schema(value_type = Shape)]
    pub(crate) geometry: Geometry,
}

/// A region as a GeoJSON geometry (RFC 7946): rings closed, outer ones counter-clockwise, holes clockwise.
pub(crate) fn geometry(region: &Region) -> Geometry {
    let mut polygons: Vec<Vec<Vec<Coordinates>>> = region.polygons().iter().map(chains).collect();
    Geometry::new(match polygons.len() {
        1 => GeometryValue::Polygon {
            coordinates: polygons.remove(0),
        },
        _ => GeometryValue::MultiPolygon {
            coordinates: polygons,
        },
    })
}

fn chains(polygon: &Polygon) -> Vec<Vec<Coordinates>> {
    let outer = chain(polygon.outer().vertices().iter());
    let hole = |ring: &Ring| chain(ring.vertices().iter().rev());
    std::iter::once(outer)
        .chain(polygon.holes().iter().map(hole))
        .collect()
}

fn chain<'a>(vertices: impl Iterator<Item = &'a Position>) -> Vec<Coordinates> {
    let mut chain: Vec<Coordinates> = vertices
        .map(|v| Coordinates::from([v.lon_degrees(), v.lat_degrees()]))
        .collect();
    chain.extend(chain.first().cloned());
    chain
}

/// A position as a GeoJSON point.
pub(crate) fn point(position: Position) -> Geometry {
    Geometry::new(GeometryValue::Point {
        coordinates: coordinates(position),
    })
}

/// Positions as a GeoJSON line.
pub(crate) fn line(positions: &[Position]) -> Geometry {
    Geometry::new(GeometryValue::LineString {
        coordinates: positions.iter().copied().map(coordinates).collect(),
    })
}

fn coordinates(position: Position) -> Coordinates {
    Coordinates::from([position.lon_degrees(), position.lat_degrees()])
}
