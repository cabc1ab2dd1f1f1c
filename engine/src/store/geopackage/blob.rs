//! The geometry blob of a GeoPackage: a header, then well-known binary (OGC 12-128r18, clause 2.1.3).
//!
//! Read are both byte orders and any envelope; written are little-endian and, for all but points, the envelope of x and
//! y.

use crate::geom::{Bounds, Position, Region};
use crate::store::codec::{CodecError, Reader, fault};
use crate::store::wkb::{self, LINE, MULTIPOLYGON, POINT, Wkb};

/// EPSG code of all geometries.
const SRS_ID: i32 = 4490;

const FLAGS_BARE: u8 = 0b0000_0001;
const FLAGS_ENVELOPE: u8 = 0b0000_0011;
const FLAGS_EMPTY_OR_EXTENDED: u8 = 0b0011_0000;

/// Appends the blob of a point.
pub(super) fn put_point(out: &mut Vec<u8>, position: Position) {
    put_header(out, None);
    wkb::put_type(out, POINT);
    wkb::put_position(out, position);
}

/// Appends the blob of a line.
pub(super) fn put_line(out: &mut Vec<u8>, path: &[Position]) {
    put_header(out, Bounds::around(path.iter().copied()));
    wkb::put_type(out, LINE);
    wkb::put_path(out, path.len(), path.iter());
}

/// Appends the blob of a region.
pub(super) fn put_region(out: &mut Vec<u8>, region: &Region) {
    put_header(out, Some(region.bounds()));
    wkb::put_type(out, MULTIPOLYGON);
    wkb::put_polygons(out, region);
}

fn put_header(out: &mut Vec<u8>, envelope: Option<Bounds>) {
    let flags = if envelope.is_some() {
        FLAGS_ENVELOPE
    } else {
        FLAGS_BARE
    };
    out.extend_from_slice(&[b'G', b'P', 0, flags]);
    out.extend_from_slice(&SRS_ID.to_le_bytes());
    if let Some(bounds) = envelope {
        let [west, south, east, north] = bounds.degrees();
        for value in [west, east, south, north] {
            out.extend_from_slice(&value.to_le_bytes());
        }
    }
}

/// The position of a point's blob.
pub(super) fn read_point(blob: &[u8]) -> Result<Position, CodecError> {
    let mut wkb = after_header(blob)?;
    wkb.expect_type(POINT)?;
    let position = wkb.position()?;
    wkb.finish()?;
    Ok(position)
}

/// The path of a line's blob.
pub(super) fn read_line(blob: &[u8]) -> Result<Vec<Position>, CodecError> {
    let mut wkb = after_header(blob)?;
    wkb.expect_type(LINE)?;
    let path = wkb.path()?;
    wkb.finish()?;
    Ok(path)
}

/// The region of a multipolygon's blob.
pub(super) fn read_region(blob: &[u8]) -> Result<Region, CodecError> {
    let mut wkb = after_header(blob)?;
    wkb.expect_type(MULTIPOLYGON)?;
    let region = wkb.region()?;
    wkb.finish()?;
    Ok(region)
}

/// The box around any blob that the functions above read, without asking whether rings are valid.
pub(super) fn read_bounds(blob: &[u8]) -> Result<Bounds, CodecError> {
    let mut wkb = after_header(blob)?;
    let positions = match wkb.geometry_type()? {
        POINT => vec![wkb.position()?],
        LINE => wkb.path()?,
        MULTIPOLYGON => wkb.positions()?,
        other => {
            return Err(fault(
                0,
                format!("geometry type {other} has no place in a layer of ours"),
            ));
        }
    };
    Bounds::around(positions).ok_or_else(|| fault(0, "geometry is empty"))
}

/// Checks the header of a blob and stands behind it.
fn after_header(blob: &[u8]) -> Result<Wkb<'_>, CodecError> {
    let mut reader = Reader::new(blob);
    let [g, p, version, flags] = reader.array()?;
    if [g, p, version] != [b'G', b'P', 0] {
        return Err(fault(0, "it is not the geometry of a GeoPackage"));
    }
    if flags & FLAGS_EMPTY_OR_EXTENDED != 0 {
        return Err(fault(3, "geometry is empty or of an extended type"));
    }
    let srs_id = match flags & 1 {
        0 => i32::from_be_bytes(reader.array()?),
        _ => i32::from_le_bytes(reader.array()?),
    };
    if srs_id != SRS_ID {
        return Err(fault(
            4,
            format!("geometry is in reference system {srs_id}, not {SRS_ID}"),
        ));
    }
    let envelope_bytes = match flags >> 1 & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        other => return Err(fault(3, format!("{other} is no kind of envelope"))),
    };
    reader.take(envelope_bytes)?;
    Ok(Wkb::at(reader))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Polygon;

    fn chain(points: &[(i64, i64)]) -> Vec<Position> {
        points
            .iter()
            .map(|&(x, y)| Position::clamped(x, y))
            .collect()
    }

    fn region() -> Region {
        let at = |x: i64, y: i64, side: i64| {
            chain(&[
                (x + side, y),
                (x + side, y + side),
                (x, y + side),
                (x, y),
                (x + side, y),
            ])
        };
        let first = Polygon::from_closed_chains(&[at(0, 0, 900), at(1, 1, 7), at(100, 100, 77)])
            .expect("valid");
        let second =
            Polygon::from_closed_chains(&[at(-1_234_567_891, 456_789_123, 333)]).expect("valid");
        Region::new(vec![first, second]).expect("not empty")
    }

    fn blob(put: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
        let mut out = Vec::new();
        put(&mut out);
        out
    }

    #[test]
    fn geometries_come_back_on_the_lattice() {
        let point = Position::clamped(-1_799_999_999, 899_999_999);
        assert_eq!(read_point(&blob(|out| put_point(out, point))), Ok(point));
        let path = chain(&[(1, 2), (3, -4), (1_205_555_555, 316_666_667)]);
        let line = blob(|out| put_line(out, &path));
        assert_eq!(
            read_bounds(&line),
            Ok(Bounds::around(path.clone()).expect("not empty"))
        );
        assert_eq!(read_line(&line), Ok(path));
        let multipolygon = blob(|out| put_region(out, &region()));
        assert_eq!(read_region(&multipolygon), Ok(region()));
        assert_eq!(read_bounds(&multipolygon), Ok(region().bounds()));
    }

    #[test]
    fn both_byte_orders_and_other_envelopes_are_read() {
        let mut big = vec![b'G', b'P', 0, 0b0000_0100];
        big.extend_from_slice(&SRS_ID.to_be_bytes());
        big.extend_from_slice(&[0; 48]);
        big.push(0);
        big.extend_from_slice(&POINT.to_be_bytes());
        big.extend_from_slice(&120.5_f64.to_be_bytes());
        big.extend_from_slice(&31.25_f64.to_be_bytes());
        assert_eq!(
            read_point(&big),
            Ok(Position::clamped(1_205_000_000, 312_500_000))
        );
    }

    #[test]
    fn damaged_blobs_are_refused_and_never_panic() {
        let whole = blob(|out| put_region(out, &region()));
        for length in 0..whole.len() {
            assert!(
                read_region(&whole[..length]).is_err() && read_bounds(&whole[..length]).is_err()
            );
        }
        for place in 0..whole.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut damaged = whole.clone();
                damaged[place] = value;
                let _ = (
                    read_region(&damaged),
                    read_bounds(&damaged),
                    read_point(&damaged),
                    read_line(&damaged),
                );
            }
        }
        let message = |blob: &[u8]| read_point(blob).expect_err("not a point").to_string();
        assert!(message(&whole).contains("type 6, not 1"));
        assert!(message(b"GP\0\x01\xe6\x10\0\0").contains("reference system 4326"));
        assert!(message(b"\x01\x01\0\0\0").contains("not the geometry of a GeoPackage"));
        let longer = [blob(|out| put_point(out, Position::clamped(1, 2))), vec![0]].concat();
        assert!(message(&longer).contains("follow the end"));
    }
}
