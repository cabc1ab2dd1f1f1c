//! Lines and areas as well-known text (OGC 06-103r4), with the decimals that lead back to the lattice.

use std::fmt::Write;
use std::io;

use super::Place;
use crate::geom::{Polygon, Position};
use crate::io::outward::Outward;

/// The text of a line or an area; none of what has no extent.
///
/// # Errors
/// A position that has no coordinates in the system, as [`io::ErrorKind::InvalidData`].
pub(super) fn text_of(place: Place<'_>, outward: &Outward) -> io::Result<String> {
    let mut out = String::new();
    match place {
        Place::Nowhere | Place::Point(_) => {}
        Place::Line(path) => {
            out.push_str("LINESTRING ");
            positions(&mut out, path.iter().copied(), outward)?;
        }
        Place::Ground(region) => match region.polygons() {
            [only] => {
                out.push_str("POLYGON ");
                polygon(&mut out, only, outward)?;
            }
            several => {
                out.push_str("MULTIPOLYGON ");
                let mut begin = '(';
                for part in several {
                    out.push(std::mem::replace(&mut begin, ','));
                    polygon(&mut out, part, outward)?;
                }
                out.push(')');
            }
        },
    }
    Ok(out)
}

fn polygon(out: &mut String, polygon: &Polygon, outward: &Outward) -> io::Result<()> {
    out.push('(');
    let outer = polygon.outer().vertices();
    positions(out, outer.iter().chain(&outer[..1]).copied(), outward)?;
    for hole in polygon.holes() {
        out.push(',');
        let vertices = hole.vertices();
        let last = &vertices[vertices.len() - 1..];
        positions(out, vertices.iter().rev().chain(last).copied(), outward)?;
    }
    out.push(')');
    Ok(())
}

fn positions(
    out: &mut String,
    places: impl Iterator<Item = Position>,
    outward: &Outward,
) -> io::Result<()> {
    let mut begin = '(';
    for place in places {
        let pair = outward.text(place);
        let [x, y] = pair.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        out.push(std::mem::replace(&mut begin, ','));
        let _infallible = write!(out, "{x} {y}");
    }
    out.push(')');
    Ok(())
}
