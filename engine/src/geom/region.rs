//! Regions: one or more polygons that belong together.

use std::sync::Arc;

use super::frame::{SEMI_MAJOR_M, authalic_q};
use super::interior::interior;
use super::outline::check_outline;
use super::{Bounds, Polygon, PolygonError, Position, Ring};

/// One or more polygons with a common meaning (a multipolygon). Copies share the polygons.
#[derive(Debug, Clone, Eq)]
pub struct Region {
    polygons: Arc<[Polygon]>,
}

impl PartialEq for Region {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.polygons, &other.polygons) || self.polygons == other.polygons
    }
}

/// Why polygons do not make a region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegionError {
    /// There is no polygon.
    #[error("region has no polygon")]
    Empty,
    /// The polygons overlap.
    #[error("{reason}, at {place}")]
    Overlap {
        /// What is wrong.
        reason: &'static str,
        /// Where.
        place: Position,
    },
    /// One of the polygons is not valid.
    #[error("polygon {index}: {error}")]
    Polygon {
        /// Its place in the list, from 0.
        index: usize,
        /// What is wrong with it.
        error: PolygonError,
    },
}

impl Region {
    /// The region of these polygons, which may touch each other at points.
    ///
    /// # Errors
    /// [`RegionError`] when there is none, or when they overlap or share part of an edge.
    pub fn new(polygons: Vec<Polygon>) -> Result<Self, RegionError> {
        match polygons.len() {
            0 => return Err(RegionError::Empty),
            1 => {}
            _ => check_outline(polygons.iter().flat_map(Polygon::directed_rings)).map_err(
                |flaw| RegionError::Overlap {
                    reason: flaw.reason,
                    place: flaw.place,
                },
            )?,
        }
        Ok(Self {
            polygons: polygons.into(),
        })
    }

    /// The region of one polygon.
    pub fn single(polygon: Polygon) -> Self {
        Self {
            polygons: Arc::new([polygon]),
        }
    }

    /// The polygons, at least one.
    pub fn polygons(&self) -> &[Polygon] {
        &self.polygons
    }

    /// All rings of all polygons.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        self.polygons.iter().flat_map(Polygon::rings)
    }

    /// The box around the region.
    pub fn bounds(&self) -> Bounds {
        let boxes = self.polygons.iter().map(Polygon::bounds);
        boxes.reduce(Bounds::union).expect("a region has polygons")
    }

    /// A position inside the polygon of the largest area, on its border only when that is thinner than a lattice step.
    /// Cost: O(vertices · log vertices).
    pub fn inner(&self) -> Position {
        let sized = |polygon: &&Polygon| polygon.doubled_area();
        let largest = self.polygons.iter().max_by_key(sized);
        interior(largest.expect("a region has polygons"))
    }

    /// Whether a position lies inside or on the border. Exact; O(vertices).
    pub fn covers(&self, p: Position) -> bool {
        self.polygons.iter().any(|polygon| polygon.covers(p))
    }

    /// Area in square metres on the ellipsoid, edges taken as straight in longitude and latitude.
    ///
    /// Regions that share borders add up: a vertex inserted on an edge changes nothing. The error is below 1e-9 of what lies
    /// between an edge and the parallel where the ring begins, and 0.001 m² for each degree of longitude.
    pub fn area_m2(&self) -> f64 {
        let polygon_area = |polygon: &Polygon| {
            ring_area_m2(polygon.outer()) - polygon.holes().iter().map(ring_area_m2).sum::<f64>()
        };
        self.polygons.iter().map(polygon_area).sum()
    }
}

/// The integral of the ellipsoid's area function along a ring, by three-point Gauss-Legendre quadrature of edges, long ones in
/// equal parts.
fn ring_area_m2(ring: &Ring) -> f64 {
    /// Degrees of latitude that a part of an edge has at most.
    const MOST_DEGREES: f64 = 5.0;
    const NODES: [(f64, f64); 3] = [
        (0.112_701_665_379_258_3, 5.0 / 18.0),
        (0.5, 8.0 / 18.0),
        (0.887_298_334_620_741_7, 5.0 / 18.0),
    ];
    let q_at = |degrees: f64| authalic_q(libm::sin(degrees.to_radians()));
    let q_first = q_at(ring.vertices()[0].lat_degrees());
    let edge_sum = |(a, b): (Position, Position)| {
        let (low, high) = (a.lat_degrees(), b.lat_degrees());
        let parts = ((high - low).abs() / MOST_DEGREES).ceil().max(1.0) as u32;
        let degrees = (high - low) / f64::from(parts);
        let sum: f64 = (0..parts)
            .flat_map(|part| NODES.map(|(t, weight)| (f64::from(part) + t, weight)))
            .map(|(place, weight)| weight * (q_at(low + degrees * place) - q_first))
            .sum();
        (a.lon_degrees() - b.lon_degrees()).to_radians() * sum / f64::from(parts)
    };
    ring.edges().map(edge_sum).sum::<f64>() * SEMI_MAJOR_M * SEMI_MAJOR_M / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rectangle(corners: [(f64, f64); 2], extra: &[(f64, f64)]) -> Region {
        let [(west, south), (east, north)] = corners;
        let mut points = vec![(west, south), (east, south), (east, north)];
        points.extend(extra);
        points.push((west, north));
        polygon(&points)
    }

    fn polygon(points: &[(f64, f64)]) -> Region {
        let at = |&(lon, lat): &(f64, f64)| Position::from_degrees(lon, lat).expect("in range");
        let ring = Ring::new(&points.iter().map(at).collect::<Vec<_>>()).expect("valid");
        Region::single(Polygon::new(ring, Vec::new()).expect("valid"))
    }

    #[test]
    fn long_edges_are_as_exact_as_short_ones() {
        let plain = polygon(&[(0.0, -60.0), (100.0, 60.0), (0.0, 60.0)]);
        let divided = [
            (0.0, -60.0),
            (25.0, -30.0),
            (50.0, 0.0),
            (75.0, 30.0),
            (100.0, 60.0),
            (0.0, 60.0),
        ];
        let (plain, divided) = (plain.area_m2(), polygon(&divided).area_m2());
        assert!((plain / divided - 1.0).abs() < 1e-11, "{plain} {divided}");
        // a triangle across half the world, a lattice step wide
        let thin = polygon(&[(-180.0, -90.0), (53.687_091_1, 26.843_545_5), (-1e-7, 0.0)]);
        assert!(thin.area_m2() > -1e5, "{}", thin.area_m2());
    }

    #[test]
    fn area_of_a_degree_square_agrees_with_the_closed_form() {
        // a^2/2 (q(32) - q(31)) times one degree in radians; also in agreement with geographiclib's rhumb area
        let q = |lat: f64| authalic_q(libm::sin(lat.to_radians()));
        let exact = SEMI_MAJOR_M * SEMI_MAJOR_M / 2.0 * (q(32.0) - q(31.0)) * 1.0_f64.to_radians();
        let area = rectangle([(120.0, 31.0), (121.0, 32.0)], &[]).area_m2();
        assert!(
            (area / exact - 1.0).abs() < 1e-12 && (area / 1e6 - 10_540.0).abs() < 20.0,
            "{area}"
        );
    }

    #[test]
    fn a_vertex_on_an_edge_changes_nothing() {
        let plain = rectangle([(120.0, 31.0), (121.0, 32.0)], &[]).area_m2();
        let split = rectangle(
            [(120.0, 31.0), (121.0, 32.0)],
            &[(120.7, 32.0), (120.1, 32.0)],
        )
        .area_m2();
        assert!((plain / split - 1.0).abs() < 1e-14);
    }
}
