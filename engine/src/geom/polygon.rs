//! Polygons: an outer ring with holes.

use super::ring::{Ring, RingError};
use super::{Bounds, Position};

/// An area bounded by one outer ring, less its holes; holes lie inside and apart from each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polygon {
    outer: Ring,
    holes: Vec<Ring>,
}

/// Why rings do not make a polygon.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolygonError {
    /// One of the rings is not valid.
    #[error("ring {index}: {error}")]
    Ring {
        /// 0 for the outer ring, then the holes in order.
        index: usize,
        /// What is wrong with it.
        error: RingError,
    },
    /// There is no outer ring.
    #[error("polygon has no ring")]
    Empty,
    /// A hole has a vertex outside the outer ring or inside another hole.
    #[error("hole {index} is not inside the outer ring, apart from other holes, at {place}")]
    Hole {
        /// The hole's number, from 1.
        index: usize,
        /// The offending vertex.
        place: Position,
    },
}

impl Polygon {
    /// The polygon with this outer ring and these holes.
    ///
    /// # Errors
    /// [`PolygonError::Hole`] when a hole leaves the outer ring or meets another hole.
    pub fn new(outer: Ring, holes: Vec<Ring>) -> Result<Self, PolygonError> {
        for (i, hole) in holes.iter().enumerate() {
            let misplaced = hole.vertices().iter().find(|&&v| {
                let in_other = |other: &Ring| other.side(v) == Some(true);
                outer.side(v).is_none()
                    || holes.iter().enumerate().any(|(j, h)| j != i && in_other(h))
            });
            if let Some(&place) = misplaced {
                return Err(PolygonError::Hole {
                    index: i + 1,
                    place,
                });
            }
        }
        Ok(Self { outer, holes })
    }

    /// The polygon whose closed chains are given as in files: the outer ring first, then the holes.
    ///
    /// # Errors
    /// [`PolygonError`] names the ring, the broken rule and its place.
    pub fn from_closed_chains(chains: &[Vec<Position>]) -> Result<Self, PolygonError> {
        let mut rings = chains.iter().enumerate().map(|(index, chain)| {
            Ring::from_closed(chain).map_err(|error| PolygonError::Ring { index, error })
        });
        let outer = rings.next().ok_or(PolygonError::Empty)??;
        let holes = rings.collect::<Result<Vec<_>, _>>()?;
        Self::new(outer, holes)
    }

    /// The outer ring, counter-clockwise.
    pub fn outer(&self) -> &Ring {
        &self.outer
    }

    /// The holes, each stored counter-clockwise.
    pub fn holes(&self) -> &[Ring] {
        &self.holes
    }

    /// The outer ring and then the holes.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        std::iter::once(&self.outer).chain(&self.holes)
    }

    /// The box around the outer ring.
    pub fn bounds(&self) -> Bounds {
        self.outer.bounds()
    }

    /// Whether a position lies inside or on the border. Exact; O(vertices).
    pub fn covers(&self, p: Position) -> bool {
        self.outer.side(p).is_some() && self.holes.iter().all(|hole| hole.side(p) != Some(true))
    }

    /// Twice the area in square lattice steps.
    pub fn doubled_area(&self) -> i128 {
        self.outer.doubled_area() - self.holes.iter().map(Ring::doubled_area).sum::<i128>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: i32, y: i32, side: i32) -> Vec<Position> {
        [
            (x, y),
            (x + side, y),
            (x + side, y + side),
            (x, y + side),
            (x, y),
        ]
        .iter()
        .map(|&(x, y)| Position::from_lattice(x, y).expect("on the globe"))
        .collect()
    }

    #[test]
    fn hole_and_border_membership() {
        let polygon =
            Polygon::from_closed_chains(&[square(0, 0, 100), square(40, 40, 20)]).expect("valid");
        let covers = |x, y| polygon.covers(Position::from_lattice(x, y).expect("on the globe"));
        assert!(covers(10, 10) && covers(0, 50) && covers(40, 50));
        assert!(!covers(50, 50) && !covers(101, 50));
        assert_eq!(polygon.doubled_area(), 2 * (100 * 100 - 20 * 20));
    }

    #[test]
    fn misplaced_holes_are_named() {
        let outside = Polygon::from_closed_chains(&[square(0, 0, 100), square(90, 90, 20)]);
        assert!(matches!(outside, Err(PolygonError::Hole { index: 1, .. })));
        let nested = Polygon::from_closed_chains(&[
            square(0, 0, 100),
            square(10, 10, 50),
            square(20, 20, 5),
        ]);
        assert!(matches!(nested, Err(PolygonError::Hole { index: 2, .. })));
        assert_eq!(Polygon::from_closed_chains(&[]), Err(PolygonError::Empty));
    }
}
