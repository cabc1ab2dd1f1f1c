//! Regions as files have them, before they are known to be valid.

use super::fault::{Fault, FaultKind};
use super::validate::validate;
use crate::geom::{Polygon, PolygonError, Position, Region, RegionError, Ring, RingError};

/// The closed chains of a region, valid or not: for each polygon its outer chain, then its holes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// The polygons; each chain repeats its first vertex at the end.
    pub polygons: Vec<Vec<Vec<Position>>>,
}

impl Draft {
    /// The draft that says what a region is.
    pub fn of(region: &Region) -> Self {
        let closed = |ring: &Ring| {
            let vertices = ring.vertices();
            vertices.iter().chain(vertices.first()).copied().collect()
        };
        let polygons = region.polygons().iter();
        Self {
            polygons: polygons
                .map(|polygon| polygon.rings().map(closed).collect())
                .collect(),
        }
    }

    /// The region, if it is valid.
    ///
    /// Cost: O(n log n).
    ///
    /// # Errors
    /// A fault for each ring that is not valid; if all are, where polygons overlap or an interior is split. `member` is
    /// the number that the faults carry.
    pub fn region(&self, member: usize) -> Result<Region, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut polygons = Vec::new();
        for chains in &self.polygons {
            match polygon(chains) {
                Ok(polygon) => polygons.push(polygon),
                Err(places) => faults.extend(
                    places
                        .into_iter()
                        .map(|place| Fault::at(FaultKind::InvalidRing, &[], place)),
                ),
            }
        }
        if faults.is_empty() {
            match Region::new(polygons) {
                Ok(region) => {
                    let mut own = validate(&[&region]);
                    own.retain(|fault| fault.kind == FaultKind::SplitInterior);
                    if own.is_empty() {
                        return Ok(region);
                    }
                    faults = own;
                }
                Err(RegionError::Overlap { place, .. }) => {
                    faults.push(Fault::at(FaultKind::SelfOverlap, &[], place));
                }
                Err(_empty) => faults.push(Fault::at(FaultKind::InvalidRing, &[], nowhere())),
            }
        }
        for fault in &mut faults {
            fault.members = vec![member];
        }
        Err(faults)
    }

    /// All positions of all chains.
    pub fn vertices(&self) -> impl Iterator<Item = Position> + '_ {
        self.polygons.iter().flatten().flatten().copied()
    }
}

/// What has no vertex has no place; it is said to be at zero.
fn nowhere() -> Position {
    Position::clamped(0, 0)
}

/// The polygon of some chains, or where each chain that is not valid breaks a rule.
fn polygon(chains: &[Vec<Position>]) -> Result<Polygon, Vec<Position>> {
    let mut rings = Vec::new();
    let mut places = Vec::new();
    for chain in chains {
        match Ring::from_closed(chain) {
            Ok(ring) => rings.push(ring),
            Err(error) => places.push(place_of(&error, chain)),
        }
    }
    if !places.is_empty() {
        return Err(places);
    }
    let mut rings = rings.into_iter();
    let outer = rings.next().ok_or_else(|| vec![nowhere()])?;
    Polygon::new(outer, rings.collect()).map_err(|error| match error {
        PolygonError::Rings { place, .. } => vec![place],
        PolygonError::Ring { error, .. } => vec![place_of(&error, &chains[0])],
        PolygonError::Empty => vec![nowhere()],
    })
}

fn place_of(error: &RingError, chain: &[Position]) -> Position {
    match *error {
        RingError::NotClosed(place, _) | RingError::SelfTouch(place) | RingError::NoArea(place) => {
            place
        }
        RingError::TooFew(_) => chain.first().copied().unwrap_or_else(nowhere),
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::{at, square};
    use super::*;

    fn closed(points: &[(i32, i32)]) -> Vec<Position> {
        points
            .iter()
            .chain(&points[..1])
            .map(|&(x, y)| at(x, y))
            .collect()
    }

    #[test]
    fn every_bad_ring_is_named() {
        let bow = closed(&[(0, 0), (40, 40), (40, 0), (0, 40)]);
        let flat = closed(&[(100, 0), (140, 0)]);
        let good = closed(&[(200, 0), (240, 0), (240, 40)]);
        let draft = Draft {
            polygons: vec![vec![bow], vec![flat], vec![good]],
        };
        let faults = draft.region(7).expect_err("two bad rings");
        let places: Vec<Position> = faults.iter().map(|fault| fault.place.position()).collect();
        assert_eq!(places, [at(20, 20), at(100, 0)]);
        assert!(faults.iter().all(|fault| fault.members == [7]));
        assert!(Draft::default().region(0).is_err());
    }

    #[test]
    fn a_region_comes_back_as_it_was() {
        let region = square(3, 4, 5);
        assert_eq!(Draft::of(&region).region(0), Ok(region));
    }
}
