//! Well-known binary (OGC 06-103r4), the part that both stores share.
//!
//! Positions are written in degrees, x = longitude and y = latitude, and rounded to the lattice when they are read, so
//! that a lattice position always comes back. Read are both byte orders; written is little-endian. Outer rings run
//! counter-clockwise and holes clockwise.

use super::codec::{CodecError, Reader, fault};
use crate::geom::{Polygon, Position, Region};

/// The type of a point.
pub(super) const POINT: u32 = 1;
/// The type of a line.
pub(super) const LINE: u32 = 2;
const POLYGON: u32 = 3;
/// The type of a multipolygon.
pub(super) const MULTIPOLYGON: u32 = 6;

/// The byte order that is written.
pub(super) const LITTLE_ENDIAN: u8 = 1;

const BYTES_OF_POSITION: usize = 16;
const BYTES_OF_RING: usize = 4;
const BYTES_OF_POLYGON: usize = 9;

/// Appends byte order and type.
pub(super) fn put_type(out: &mut Vec<u8>, kind: u32) {
    out.push(LITTLE_ENDIAN);
    out.extend_from_slice(&kind.to_le_bytes());
}

/// Appends what follows the type of a multipolygon.
pub(super) fn put_polygons(out: &mut Vec<u8>, region: &Region) {
    put_length(out, region.polygons().len());
    for polygon in region.polygons() {
        put_type(out, POLYGON);
        put_length(out, 1 + polygon.holes().len());
        let outer = polygon.outer().vertices();
        put_path(out, outer.len() + 1, outer.iter().chain(outer.first()));
        for hole in polygon.holes() {
            // from the last vertex back to it, so that turning the ring gives the same first vertex again
            let hole = hole.vertices();
            put_path(out, hole.len() + 1, hole.iter().rev().chain(hole.last()));
        }
    }
}

fn put_length(out: &mut Vec<u8>, length: usize) {
    let length = u32::try_from(length).expect("a geometry in memory has fewer than 2^32 parts");
    out.extend_from_slice(&length.to_le_bytes());
}

/// Appends what follows the type of a line, or one ring.
pub(super) fn put_path<'a>(
    out: &mut Vec<u8>,
    length: usize,
    path: impl Iterator<Item = &'a Position>,
) {
    put_length(out, length);
    path.for_each(|&position| put_position(out, position));
}

/// Appends what follows the type of a point.
pub(super) fn put_position(out: &mut Vec<u8>, position: Position) {
    out.extend_from_slice(&position.lon_degrees().to_le_bytes());
    out.extend_from_slice(&position.lat_degrees().to_le_bytes());
}

/// A reader within well-known binary, and the byte order of the geometry it is in.
pub(super) struct Wkb<'a> {
    reader: Reader<'a>,
    little_endian: bool,
}

impl<'a> Wkb<'a> {
    /// A reader at the byte order of a geometry.
    pub(super) fn at(reader: Reader<'a>) -> Self {
        Self {
            reader,
            little_endian: true,
        }
    }

    /// What follows the type of a multipolygon.
    pub(super) fn region(&mut self) -> Result<Region, CodecError> {
        let count = self.length(BYTES_OF_POLYGON)?;
        let mut polygons = Vec::new();
        for _ in 0..count {
            let offset = self.reader.offset();
            let chains = self.polygon()?;
            polygons
                .push(Polygon::from_closed_chains(&chains).map_err(|error| fault(offset, error))?);
        }
        Region::new(polygons).map_err(|error| fault(0, error))
    }

    /// All positions of a multipolygon, without asking whether rings are valid.
    pub(super) fn positions(&mut self) -> Result<Vec<Position>, CodecError> {
        let count = self.length(BYTES_OF_POLYGON)?;
        let polygons: Vec<_> = (0..count)
            .map(|_| self.polygon())
            .collect::<Result<_, _>>()?;
        Ok(polygons.into_iter().flatten().flatten().collect())
    }

    /// Asserts that all bytes have been read.
    pub(super) fn finish(self) -> Result<(), CodecError> {
        self.reader.finish()
    }

    /// The next unsigned number.
    pub(super) fn u32(&mut self) -> Result<u32, CodecError> {
        let bytes = self.reader.array()?;
        Ok(if self.little_endian {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn f64(&mut self) -> Result<f64, CodecError> {
        let bytes = self.reader.array()?;
        Ok(if self.little_endian {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    /// Byte order and type.
    pub(super) fn geometry_type(&mut self) -> Result<u32, CodecError> {
        let offset = self.reader.offset();
        self.little_endian = match self.reader.byte()? {
            0 => false,
            LITTLE_ENDIAN => true,
            other => return Err(fault(offset, format!("{other} is no byte order"))),
        };
        self.u32()
    }

    /// Byte order and type, which must be this one.
    pub(super) fn expect_type(&mut self, expected: u32) -> Result<(), CodecError> {
        let offset = self.reader.offset();
        match self.geometry_type()? {
            kind if kind == expected => Ok(()),
            other => Err(fault(
                offset,
                format!("geometry has type {other}, not {expected}"),
            )),
        }
    }

    /// A number of parts that have at least so many bytes each.
    fn length(&mut self, bytes_each: usize) -> Result<usize, CodecError> {
        let offset = self.reader.offset();
        let length = self.u32()? as usize;
        if length > self.reader.remaining() / bytes_each {
            let reason = format!(
                "{length} parts do not fit into {} bytes",
                self.reader.remaining()
            );
            return Err(fault(offset, reason));
        }
        Ok(length)
    }

    /// What follows the type of a point.
    pub(super) fn position(&mut self) -> Result<Position, CodecError> {
        let offset = self.reader.offset();
        Position::from_degrees(self.f64()?, self.f64()?).map_err(|error| fault(offset, error))
    }

    /// What follows the type of a line, or one ring.
    pub(super) fn path(&mut self) -> Result<Vec<Position>, CodecError> {
        let length = self.length(BYTES_OF_POSITION)?;
        (0..length).map(|_| self.position()).collect()
    }

    fn polygon(&mut self) -> Result<Vec<Vec<Position>>, CodecError> {
        self.expect_type(POLYGON)?;
        let rings = self.length(BYTES_OF_RING)?;
        (0..rings).map(|_| self.path()).collect()
    }
}
