//! Positions, chains, rings, polygons and regions.

use super::reader::{Reader, fault, put_signed, put_unsigned};
use super::{Canonical, CodecError};
use crate::geom::{HexCoord, Polygon, Position, Region, Ring};

const ORIGIN: (i64, i64) = (0, 0);

impl Canonical for Position {
    fn write(&self, out: &mut Vec<u8>) {
        put_step(out, ORIGIN, *self);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        read_step(reader, ORIGIN)
    }
}

impl Canonical for HexCoord {
    fn write(&self, out: &mut Vec<u8>) {
        self.q.write(out);
        self.r.write(out);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        Ok(Self {
            q: i32::read(reader)?,
            r: i32::read(reader)?,
        })
    }
}

impl Canonical for Ring {
    fn write(&self, out: &mut Vec<u8>) {
        put_chain(out, self.vertices());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let offset = reader.offset();
        let chain = read_chain(reader)?;
        match Self::new(&chain) {
            Ok(ring) if ring.vertices() == chain => Ok(ring),
            Ok(_) => Err(fault(
                offset,
                "ring is not counter-clockwise with each vertex once",
            )),
            Err(error) => Err(fault(offset, error)),
        }
    }
}

impl Canonical for Polygon {
    fn write(&self, out: &mut Vec<u8>) {
        self.outer().write(out);
        put_unsigned(out, self.holes().len() as u64);
        for hole in self.holes() {
            hole.write(out);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let offset = reader.offset();
        let outer = Ring::read(reader)?;
        Self::new(outer, Vec::read(reader)?).map_err(|error| fault(offset, error))
    }
}

impl Canonical for Region {
    fn write(&self, out: &mut Vec<u8>) {
        put_unsigned(out, self.polygons().len() as u64);
        for polygon in self.polygons() {
            polygon.write(out);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, CodecError> {
        let offset = reader.offset();
        Self::new(Vec::read(reader)?).map_err(|error| fault(offset, error))
    }
}

/// Appends a chain.
pub(super) fn put_chain(out: &mut Vec<u8>, chain: &[Position]) {
    put_unsigned(out, chain.len() as u64);
    let mut from = ORIGIN;
    for &position in chain {
        from = put_step(out, from, position);
    }
}

/// The next chain.
pub(super) fn read_chain(reader: &mut Reader<'_>) -> Result<Vec<Position>, CodecError> {
    let count = reader.count()?;
    let mut from = ORIGIN;
    let mut chain = Vec::new();
    for _ in 0..count {
        let position = read_step(reader, from)?;
        from = lattice(position);
        chain.push(position);
    }
    Ok(chain)
}

fn lattice(position: Position) -> (i64, i64) {
    (i64::from(position.lon()), i64::from(position.lat()))
}

/// Appends the step to a position, and returns where it leads.
fn put_step(out: &mut Vec<u8>, from: (i64, i64), to: Position) -> (i64, i64) {
    let to = lattice(to);
    put_signed(out, to.0 - from.0);
    put_signed(out, to.1 - from.1);
    to
}

fn read_step(reader: &mut Reader<'_>, from: (i64, i64)) -> Result<Position, CodecError> {
    let offset = reader.offset();
    let (lon, lat) = (reader.signed()?, reader.signed()?);
    let coordinate = |from: i64, step: i64| i32::try_from(from.checked_add(step)?).ok();
    coordinate(from.0, lon)
        .zip(coordinate(from.1, lat))
        .and_then(|(lon, lat)| Position::from_lattice(lon, lat))
        .ok_or_else(|| fault(offset, "position is not on the globe"))
}
