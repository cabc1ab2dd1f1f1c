//! Places as well-known binary (OGC 06-103r4): little-endian, two coordinates, as GeoParquet wants it.

use std::io;

use super::Place;
use crate::geom::{Polygon, Position};
use crate::io::outward::Outward;

const POINT: u32 = 1;
const LINE: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

/// A place in a system, with the box around it: least x and y, greatest x and y.
pub(super) struct Encoded {
    pub(super) bytes: Vec<u8>,
    pub(super) bounds: [f64; 4],
}

impl Encoded {
    /// The place, whose areas are of several parts all, even with one: then the layer has one type.
    ///
    /// # Errors
    /// A position that has no coordinates in the system, as [`io::ErrorKind::InvalidData`].
    pub(super) fn of(place: Place<'_>, outward: &Outward) -> io::Result<Self> {
        let mut own = Self {
            bytes: Vec::new(),
            bounds: [
                f64::INFINITY,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::NEG_INFINITY,
            ],
        };
        match place {
            Place::Nowhere => {}
            Place::Point(place) => {
                own.begin(POINT);
                own.position(place, outward)?;
            }
            Place::Line(path) => {
                own.begin(LINE);
                own.positions(path.iter().copied(), path.len(), outward)?;
            }
            Place::Ground(region) => {
                own.begin(MULTI_POLYGON);
                own.count(region.polygons().len());
                for part in region.polygons() {
                    own.polygon(part, outward)?;
                }
            }
        }
        Ok(own)
    }

    fn begin(&mut self, kind: u32) {
        self.bytes.push(1);
        self.bytes.extend(kind.to_le_bytes());
    }

    fn count(&mut self, count: usize) {
        self.bytes.extend((count as u32).to_le_bytes());
    }

    fn polygon(&mut self, polygon: &Polygon, outward: &Outward) -> io::Result<()> {
        self.begin(POLYGON);
        self.count(1 + polygon.holes().len());
        let outer = polygon.outer().vertices();
        let closed = outer.iter().chain(&outer[..1]).copied();
        self.positions(closed, outer.len() + 1, outward)?;
        for hole in polygon.holes() {
            let vertices = hole.vertices();
            let last = &vertices[vertices.len() - 1..];
            let closed = vertices.iter().rev().chain(last).copied();
            self.positions(closed, vertices.len() + 1, outward)?;
        }
        Ok(())
    }

    fn positions(
        &mut self,
        places: impl Iterator<Item = Position>,
        count: usize,
        outward: &Outward,
    ) -> io::Result<()> {
        self.count(count);
        for place in places {
            self.position(place, outward)?;
        }
        Ok(())
    }

    fn position(&mut self, place: Position, outward: &Outward) -> io::Result<()> {
        let pair = outward.of(place);
        let [x, y] = pair.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        let [west, south, east, north] = self.bounds;
        self.bounds = [west.min(x), south.min(y), east.max(x), north.max(y)];
        self.bytes.extend(x.to_le_bytes());
        self.bytes.extend(y.to_le_bytes());
        Ok(())
    }
}
