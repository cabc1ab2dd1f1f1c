//! Rows as GeoJSON (RFC 7946): longitude first, 7 decimals, outer rings counter-clockwise, one feature a line.
//!
//! Features are written as they come; nothing but the current one is held.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use super::export::{
    Validity, addresses_layer, barriers_layer, cells_layer, checkpoints_layer, grids_layer,
    units_layer, write_layer_geojson,
};
use super::outward::Outward;
use crate::geom::{LATTICE_PER_DEGREE, Polygon, Position};
use crate::model::{
    Address, AddressId, Barrier, Cell, Checkpoint, Count, Grid, Measure, SpatialUnit, Stated,
};

/// Writes grids with `code`, `name`, `tier`, `parent`, and the `lock` of those that have one.
///
/// # Errors
/// Those of the writer.
pub fn write_grids_geojson<'a>(
    out: impl Write,
    grids: impl IntoIterator<Item = &'a Grid>,
) -> io::Result<()> {
    let unknown = grids.into_iter().map(|grid| (grid, Validity::default()));
    write_layer_geojson(out, grids_layer(unknown), &Outward::DEGREES)
}

/// Writes honeycomb cells with `layer`, `code` and the number of their `hexes`.
///
/// # Errors
/// Those of the writer.
pub fn write_cells_geojson<'a>(
    out: impl Write,
    cells: impl IntoIterator<Item = &'a Cell>,
) -> io::Result<()> {
    write_layer_geojson(out, cells_layer(cells, None), &Outward::DEGREES)
}

/// Writes addresses with `id`, `label`, `building`, `households`, `residents`, and where an area is stated its code as
/// `grid` and the `winner`.
///
/// # Errors
/// Those of the writer.
pub fn write_addresses_geojson(
    out: impl Write,
    addresses: impl IntoIterator<Item = impl Borrow<Address>>,
) -> io::Result<()> {
    write_layer_geojson(out, addresses_layer(addresses), &Outward::DEGREES)
}

/// Writes addresses as [`write_addresses_geojson`] does, with one more property `counts`: for each measure that was
/// counted at the address the total over all cut-off dates. An address without a count has `{}`: no data, not zero.
///
/// # Errors
/// Those of the writer.
pub fn write_address_counts_geojson<'a>(
    out: impl Write,
    addresses: impl IntoIterator<Item = impl Borrow<Address>>,
    counts: impl IntoIterator<Item = &'a Count>,
) -> io::Result<()> {
    let mut totals: BTreeMap<(&AddressId, &Measure), u64> = BTreeMap::new();
    for count in counts {
        *totals.entry((&count.address, &count.measure)).or_default() += u64::from(count.value);
    }
    let mut by_address: BTreeMap<&AddressId, Vec<(&Measure, u64)>> = BTreeMap::new();
    for ((address, measure), total) in totals {
        by_address
            .entry(address)
            .or_default()
            .push((measure, total));
    }
    collection(out, addresses, |out, address| {
        let address: &Address = address.borrow();
        address_properties(out, address)?;
        out.write_all(b",\"counts\":{")?;
        let counted = by_address.get(&address.id).map_or(&[][..], Vec::as_slice);
        separated(out, counted, |out, (measure, total)| {
            write!(out, "\"{measure}\":{total}")
        })?;
        out.write_all(b"}")?;
        point(out, address.position)
    })
}

/// Writes checkpoints with `id`, `name`, `kind`, `state`.
///
/// # Errors
/// Those of the writer.
pub fn write_checkpoints_geojson<'a>(
    out: impl Write,
    checkpoints: impl IntoIterator<Item = &'a Checkpoint>,
) -> io::Result<()> {
    write_layer_geojson(out, checkpoints_layer(checkpoints), &Outward::DEGREES)
}

/// Writes spatial units with `id`, `kind`, `name`.
///
/// # Errors
/// Those of the writer.
pub fn write_units_geojson<'a>(
    out: impl Write,
    units: impl IntoIterator<Item = &'a SpatialUnit>,
) -> io::Result<()> {
    write_layer_geojson(out, units_layer(units), &Outward::DEGREES)
}

/// Writes barriers with `id`, `class`, `name`.
///
/// # Errors
/// Those of the writer.
pub fn write_barriers_geojson<'a>(
    out: impl Write,
    barriers: impl IntoIterator<Item = &'a Barrier>,
) -> io::Result<()> {
    write_layer_geojson(out, barriers_layer(barriers), &Outward::DEGREES)
}

/// A feature collection; `feature` writes what follows the opening brace of the properties.
fn collection<T, W: Write>(
    out: W,
    records: impl IntoIterator<Item = T>,
    mut feature: impl FnMut(&mut BufWriter<W>, T) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[\n")?;
    for (i, record) in records.into_iter().enumerate() {
        let begin = if i > 0 { ",\n" } else { "" };
        write!(out, "{begin}{{\"type\":\"Feature\",\"properties\":{{")?;
        feature(&mut out, record)?;
    }
    out.write_all(b"\n]}\n")?;
    out.flush()
}

fn address_properties(out: &mut impl Write, address: &Address) -> io::Result<()> {
    let Address {
        id,
        label,
        building,
        households,
        residents,
        stated,
        position: _,
    } = address;
    properties(
        out,
        &[
            ("id", id.as_str()),
            ("label", label),
            ("building", building),
        ],
    )?;
    write!(
        out,
        ",\"households\":{households},\"residents\":{residents}"
    )?;
    match stated.as_deref() {
        None => Ok(()),
        Some(stated) => {
            property(out, ",", "grid", stated.area.as_str())?;
            property(out, ",", "winner", winner(stated))
        }
    }
}

/// What counts where the stated area and the point disagree, as files say it.
pub(super) fn winner(stated: &Stated) -> &'static str {
    if stated.wins { "code" } else { "point" }
}

fn properties(out: &mut impl Write, pairs: &[(&str, &str)]) -> io::Result<()> {
    separated(out, pairs, |out, (name, value)| {
        property(out, "", name, value)
    })
}

fn property(out: &mut impl Write, before: &str, name: &str, value: &str) -> io::Result<()> {
    write!(out, "{before}\"{name}\":")?;
    serde_json::to_writer(out, value).map_err(io::Error::from)
}

pub(super) fn point(out: &mut impl Write, place: Position) -> io::Result<()> {
    out.write_all(b"},\"geometry\":{\"type\":\"Point\",\"coordinates\":")?;
    position(out, place)?;
    out.write_all(b"}}")
}

pub(super) fn polygons(out: &mut impl Write, polygons: &[Polygon]) -> io::Result<()> {
    match polygons {
        [only] => {
            out.write_all(b"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":")?;
            polygon(out, only)?;
        }
        several => {
            out.write_all(b"},\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[")?;
            separated(out, several, polygon)?;
            out.write_all(b"]")?;
        }
    }
    out.write_all(b"}}")
}

fn polygon<W: Write>(out: &mut W, polygon: &Polygon) -> io::Result<()> {
    out.write_all(b"[")?;
    ring(out, polygon.outer().vertices().iter().copied())?;
    for hole in polygon.holes() {
        out.write_all(b",")?;
        ring(out, hole.vertices().iter().rev().copied())?;
    }
    out.write_all(b"]")
}

/// A closed ring: its first vertex is repeated at the end.
fn ring(out: &mut impl Write, vertices: impl Iterator<Item = Position> + Clone) -> io::Result<()> {
    out.write_all(b"[")?;
    for place in vertices.clone() {
        position(out, place)?;
        out.write_all(b",")?;
    }
    vertices
        .take(1)
        .try_for_each(|first| position(out, first))?;
    out.write_all(b"]")
}

pub(super) fn separated<T, W: Write>(
    out: &mut W,
    members: &[T],
    mut write: impl FnMut(&mut W, &T) -> io::Result<()>,
) -> io::Result<()> {
    for (i, member) in members.iter().enumerate() {
        if i > 0 {
            out.write_all(b",")?;
        }
        write(out, member)?;
    }
    Ok(())
}

fn position(out: &mut impl Write, place: Position) -> io::Result<()> {
    let [lon, lat] = degrees(place);
    write!(out, "[{lon},{lat}]")
}

/// Longitude and latitude in degrees with 7 decimals, exact.
pub(super) fn degrees(place: Position) -> [String; 2] {
    [place.lon(), place.lat()].map(|steps| {
        let (whole, part) = (steps.unsigned_abs(), LATTICE_PER_DEGREE.unsigned_abs());
        let sign = if steps < 0 { "-" } else { "" };
        format!("{sign}{}.{:07}", whole / part, whole % part)
    })
}
