//! Polygons: an outer ring with holes.

use super::outline::check_outline;
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
    /// The rings cross, overlap or lie wrongly in each other.
    #[error("{reason}, at {place}")]
    Rings {
        /// What is wrong.
        reason: &'static str,
        /// Where.
        place: Position,
    },
}

impl Polygon {
    /// The polygon with this outer ring and these holes, which may touch it and each other at points.
    ///
    /// # Errors
    /// [`PolygonError::Rings`] when holes cross or leave the outer ring, or meet each other.
    pub fn new(outer: Ring, holes: Vec<Ring>) -> Result<Self, PolygonError> {
        let polygon = Self { outer, holes };
        if !polygon.holes.is_empty() {
            check_outline(polygon.directed_rings()).map_err(|flaw| PolygonError::Rings {
                reason: flaw.reason,
                place: flaw.place,
            })?;
        }
        Ok(polygon)
    }

    /// The rings with whether each is a hole.
    pub(super) fn directed_rings(&self) -> impl Iterator<Item = (&Ring, bool)> {
        self.rings().enumerate().map(|(i, ring)| (ring, i > 0))
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
    fn rings_that_do_not_fit_are_named() {
        let refused = |chains: &[Vec<Position>], says: &str| {
            let error = Polygon::from_closed_chains(chains)
                .expect_err("invalid")
                .to_string();
            assert!(error.contains(says), "{error}");
        };
        let whole = square(0, 0, 100);
        refused(&[whole.clone(), square(90, 90, 20)], "cross");
        refused(&[whole.clone(), square(120, 120, 20)], "beside");
        refused(
            &[whole.clone(), square(10, 10, 50), square(20, 20, 5)],
            "beside",
        );
        refused(
            &[whole.clone(), square(10, 10, 50), square(40, 40, 50)],
            "cross",
        );
        refused(&[whole.clone(), whole.clone()], "share");
        refused(
            &[whole.clone(), square(10, 10, 5), square(10, 10, 5)],
            "share",
        );
        refused(&[whole.clone(), square(0, 10, 5)], "share");
        assert_eq!(Polygon::from_closed_chains(&[]), Err(PolygonError::Empty));
        let at = |x, y| Position::from_lattice(x, y).expect("on the globe");
        // a hole may touch the outer ring at a point of an edge, and another hole at a vertex
        let touching = vec![at(0, 50), at(20, 40), at(20, 60), at(0, 50)];
        assert!(
            Polygon::from_closed_chains(&[whole.clone(), touching, square(20, 60, 10)]).is_ok()
        );
        // a notch bridged by a hole whose corners lie on the ring
        let notched = [
            (0, 0),
            (100, 0),
            (100, 100),
            (60, 100),
            (50, 50),
            (40, 100),
            (0, 100),
            (0, 0),
        ];
        let notched = notched.map(|(x, y)| at(x, y)).to_vec();
        let bridge = vec![at(40, 100), at(60, 100), at(50, 20), at(40, 100)];
        assert!(Polygon::from_closed_chains(&[notched, bridge]).is_err());
    }
}
