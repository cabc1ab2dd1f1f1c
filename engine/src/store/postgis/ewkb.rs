//! Geometries as PostGIS sends and takes them: well-known binary whose first type says that a reference system follows.

use crate::geom::{Position, Region};
use crate::store::codec::{CodecError, Reader, fault};
use crate::store::wkb::{self, LINE, LITTLE_ENDIAN, MULTIPOLYGON, POINT, Wkb};

/// EPSG code of all geometries.
const SRS_ID: u32 = 4490;
/// Says that a reference system follows the type.
const HAS_SRS_ID: u32 = 0x2000_0000;

/// Appends a point.
pub(super) fn put_point(out: &mut Vec<u8>, position: Position) {
    put_type(out, POINT);
    wkb::put_position(out, position);
}

/// Appends a line.
pub(super) fn put_line(out: &mut Vec<u8>, path: &[Position]) {
    put_type(out, LINE);
    wkb::put_path(out, path.len(), path.iter());
}

/// Appends a region as a multipolygon.
pub(super) fn put_region(out: &mut Vec<u8>, region: &Region) {
    put_type(out, MULTIPOLYGON);
    wkb::put_polygons(out, region);
}

fn put_type(out: &mut Vec<u8>, kind: u32) {
    out.push(LITTLE_ENDIAN);
    out.extend_from_slice(&(kind | HAS_SRS_ID).to_le_bytes());
    out.extend_from_slice(&SRS_ID.to_le_bytes());
}

/// The position of a point.
pub(super) fn read_point(bytes: &[u8]) -> Result<Position, CodecError> {
    let mut wkb = after_type(bytes, POINT)?;
    let position = wkb.position()?;
    wkb.finish()?;
    Ok(position)
}

/// The path of a line.
pub(super) fn read_line(bytes: &[u8]) -> Result<Vec<Position>, CodecError> {
    let mut wkb = after_type(bytes, LINE)?;
    let path = wkb.path()?;
    wkb.finish()?;
    Ok(path)
}

/// The region of a multipolygon.
pub(super) fn read_region(bytes: &[u8]) -> Result<Region, CodecError> {
    let mut wkb = after_type(bytes, MULTIPOLYGON)?;
    let region = wkb.region()?;
    wkb.finish()?;
    Ok(region)
}

/// Checks type and reference system and stands behind them.
fn after_type(bytes: &[u8], expected: u32) -> Result<Wkb<'_>, CodecError> {
    let mut wkb = Wkb::at(Reader::new(bytes));
    wkb.expect_type(expected | HAS_SRS_ID)?;
    match wkb.u32()? {
        SRS_ID => Ok(wkb),
        other => Err(fault(
            5,
            format!("geometry is in reference system {other}, not {SRS_ID}"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_and_lines_come_back_and_others_are_refused() {
        let point = Position::clamped(-1_799_999_999, 899_999_999);
        let mut bytes = Vec::new();
        put_point(&mut bytes, point);
        assert_eq!(read_point(&bytes), Ok(point));
        assert!(read_line(&bytes).is_err() && read_region(&bytes).is_err());
        for length in 0..bytes.len() {
            assert!(read_point(&bytes[..length]).is_err());
        }
        bytes[5..9].copy_from_slice(&4326_u32.to_le_bytes());
        let other = read_point(&bytes).expect_err("another system").to_string();
        assert!(other.contains("reference system 4326"), "{other}");
        let path = vec![
            Position::clamped(1, 2),
            Position::clamped(1_205_555_555, 316_666_667),
        ];
        let mut line = Vec::new();
        put_line(&mut line, &path);
        assert_eq!(read_line(&line), Ok(path));
    }
}
