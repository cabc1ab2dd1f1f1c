//! Geometries as GeoJSON: x before y, no heights, no measures.

use std::fmt::Write;

use gdal::vector::{Feature, Geometry, OGRwkbGeometryType as Wkb, geometry_type_flatten};

/// The name of a type in GeoJSON, or in its own standard where GeoJSON has none.
pub(super) fn type_name(kind: Wkb::Type) -> Option<&'static str> {
    Some(match geometry_type_flatten(kind) {
        Wkb::wkbNone => return None,
        Wkb::wkbPoint => "Point",
        Wkb::wkbLineString => "LineString",
        Wkb::wkbPolygon => "Polygon",
        Wkb::wkbMultiPoint => "MultiPoint",
        Wkb::wkbMultiLineString => "MultiLineString",
        Wkb::wkbMultiPolygon => "MultiPolygon",
        Wkb::wkbGeometryCollection => "GeometryCollection",
        Wkb::wkbCircularString => "CircularString",
        Wkb::wkbCompoundCurve => "CompoundCurve",
        Wkb::wkbCurvePolygon => "CurvePolygon",
        Wkb::wkbMultiCurve => "MultiCurve",
        Wkb::wkbMultiSurface => "MultiSurface",
        Wkb::wkbPolyhedralSurface => "PolyhedralSurface",
        Wkb::wkbTIN => "TIN",
        Wkb::wkbTriangle => "Triangle",
        _ => "Any",
    })
}

/// The geometry of a feature, if it has one.
pub(super) fn geometry_of<'a>(feature: &'a Feature<'_>) -> Option<&'a Geometry> {
    // the crate wraps a missing geometry as well; it answers that it is of no known type
    feature
        .geometry()
        .filter(|geometry| geometry.geometry_type() != Wkb::wkbUnknown && !geometry.is_empty())
}

/// Appends a geometry; one that GeoJSON has no type for is named without its coordinates, so
/// that the reader of the text refuses the feature by that name. A multi-point of one point is that point.
pub(super) fn push(out: &mut String, geometry: &Geometry) {
    let kind = geometry_type_flatten(geometry.geometry_type());
    if kind == Wkb::wkbMultiPoint && geometry.geometry_count() == 1 {
        return push(out, &geometry.get_geometry(0));
    }
    let name = type_name(kind).unwrap_or("Any");
    let _infallible = write!(out, r#"{{"type":"{name}","coordinates":"#);
    let depth = match kind {
        Wkb::wkbPoint => Some(0),
        Wkb::wkbLineString | Wkb::wkbMultiPoint => Some(1),
        Wkb::wkbPolygon | Wkb::wkbMultiLineString => Some(2),
        Wkb::wkbMultiPolygon => Some(3),
        _ => None,
    };
    match depth {
        Some(depth) => push_coordinates(out, geometry, depth),
        None => out.push_str("[]"),
    }
    out.push('}');
}

/// Appends coordinates of so many lists within lists.
fn push_coordinates(out: &mut String, geometry: &Geometry, depth: u8) {
    if depth == 0 {
        return push_point(out, geometry, 0);
    }
    let parts = geometry.geometry_count();
    let count = if parts > 0 {
        parts
    } else {
        geometry.point_count()
    };
    out.push('[');
    for i in 0..count {
        if i > 0 {
            out.push(',');
        }
        if parts > 0 {
            push_coordinates(out, &geometry.get_geometry(i), depth - 1);
        } else {
            push_point(out, geometry, i);
        }
    }
    out.push(']');
}

fn push_point(out: &mut String, geometry: &Geometry, index: usize) {
    let (x, y, _height) = geometry.get_point(i32::try_from(index).unwrap_or(i32::MAX));
    let _infallible = if x.is_finite() && y.is_finite() {
        write!(out, "[{x},{y}]")
    } else {
        write!(out, "[null,null]")
    };
}
