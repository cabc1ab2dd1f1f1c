//! Layers as GeoJSON (RFC 7946): longitude first, 7 decimals, outer rings counter-clockwise, one feature a line.
//!
//! In another system than the engine's the file has the outdated member `crs` that says which, as GDAL writes and reads
//! it; of GCJ-02 and BD-09, which are in no registry, a name that no other program takes for degrees of WGS 84.

use std::io::{self, BufWriter, Write};

use super::{Field, Layer, Place, Presence, Row};
use crate::geom::{Polygon, Position};
use crate::io::export_geojson::separated;
use crate::io::outward::Outward;
use crate::io::table::Cell;

/// Writes a layer whose rows have places; nothing but the current row is held.
///
/// # Errors
/// Those of the writer; a position that has no coordinates in the system as [`io::ErrorKind::InvalidData`].
pub fn write_layer_geojson<'a>(
    out: impl Write,
    layer: Layer<impl Iterator<Item = Row<'a>>>,
    outward: &Outward,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    out.write_all(b"{\"type\":\"FeatureCollection\",")?;
    let crs = outward.crs();
    if !crs.is_engine_frame() {
        let name = crs.urn();
        write!(
            out,
            "\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"{name}\"}}}},"
        )?;
    }
    out.write_all(b"\"features\":[\n")?;
    for (i, row) in layer.rows.enumerate() {
        let begin = if i > 0 { ",\n" } else { "" };
        write!(out, "{begin}{{\"type\":\"Feature\",\"properties\":{{")?;
        properties(&mut out, layer.fields, &row.cells)?;
        out.write_all(b"},\"geometry\":")?;
        geometry(&mut out, row.place, outward)?;
        out.write_all(b"}")?;
    }
    out.write_all(b"\n]}\n")?;
    out.flush()
}

fn properties(out: &mut impl Write, fields: &[Field], cells: &[Cell<'_>]) -> io::Result<()> {
    let mut comma = "";
    for (field, cell) in fields.iter().zip(cells) {
        if *cell == Cell::Empty && field.presence == Presence::Absent {
            continue;
        }
        write!(out, "{comma}\"{}\":", field.name)?;
        comma = ",";
        match cell {
            Cell::Text(text) => serde_json::to_writer(&mut *out, text)?,
            Cell::Whole(value) => write!(out, "{value}")?,
            Cell::Decimal(value, decimals) => write!(out, "{value:.decimals$}")?,
            Cell::Empty => out.write_all(b"null")?,
        }
    }
    Ok(())
}

fn geometry(out: &mut impl Write, place: Place<'_>, outward: &Outward) -> io::Result<()> {
    let begin =
        |out: &mut dyn Write, kind: &str| write!(out, "{{\"type\":\"{kind}\",\"coordinates\":");
    match place {
        Place::Nowhere => return out.write_all(b"null"),
        Place::Point(place) => {
            begin(out, "Point")?;
            position(out, place, outward)?;
        }
        Place::Line(path) => {
            begin(out, "LineString")?;
            positions(out, path.iter().copied(), outward)?;
        }
        Place::Ground(region) => match region.polygons() {
            [only] => {
                begin(out, "Polygon")?;
                polygon(out, only, outward)?;
            }
            several => {
                begin(out, "MultiPolygon")?;
                out.write_all(b"[")?;
                separated(out, several, |out, part| polygon(out, part, outward))?;
                out.write_all(b"]")?;
            }
        },
    }
    out.write_all(b"}")
}

fn polygon(out: &mut impl Write, polygon: &Polygon, outward: &Outward) -> io::Result<()> {
    out.write_all(b"[")?;
    let outer = polygon.outer().vertices();
    positions(out, outer.iter().chain(&outer[..1]).copied(), outward)?;
    for hole in polygon.holes() {
        out.write_all(b",")?;
        let vertices = hole.vertices();
        let last = &vertices[vertices.len() - 1..];
        positions(out, vertices.iter().rev().chain(last).copied(), outward)?;
    }
    out.write_all(b"]")
}

fn positions(
    out: &mut impl Write,
    places: impl Iterator<Item = Position>,
    outward: &Outward,
) -> io::Result<()> {
    let mut begin = "[";
    for place in places {
        out.write_all(begin.as_bytes())?;
        position(out, place, outward)?;
        begin = ",";
    }
    out.write_all(b"]")
}

fn position(out: &mut impl Write, place: Position, outward: &Outward) -> io::Result<()> {
    let pair = outward.text(place);
    let [x, y] = pair.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    write!(out, "[{x},{y}]")
}
