//! Voronoi regions of sites, clipped to an outline, with shared borders.

use std::collections::BTreeMap;

use geo::{Contains, InteriorPoint};
use spade::handles::VoronoiVertex;
use spade::{DelaunayTriangulation, Point2, Triangulation};

use super::{
    LocalFrame, Metres, Polygon, Position, Region, Ring, SliceError, dissolve, slice_region,
};

/// Why there are no Voronoi regions.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum VoronoiError {
    /// Two sites share a position.
    #[error("two sites share the position {0}")]
    Doubled(Position),
    /// A site has no piece of the outline.
    #[error("site {0} has no part of the outline nearest to it")]
    Lost(Position),
    /// The outline could not be cut.
    #[error(transparent)]
    Slice(#[from] SliceError),
}

/// For each site, in order, the part of `outline` nearer to it than to any other site.
///
/// The regions cover the outline and share their borders vertex by vertex. A region may have several polygons when the
/// outline is not convex. Distances are those of the frame. Cost: O(n log n).
///
/// # Errors
/// [`VoronoiError`] names the site that is doubled or left without a region.
pub fn voronoi_regions(
    sites: &[Position],
    outline: &Region,
    frame: &LocalFrame,
) -> Result<Vec<Region>, VoronoiError> {
    let points: Vec<Metres> = sites.iter().map(|&site| frame.to_metres(site)).collect();
    let mut sorted = sites.to_vec();
    sorted.sort_unstable();
    if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(VoronoiError::Doubled(pair[0]));
    }
    let pieces = slice_region(outline, &borders(&points, outline, frame))?;
    let owners = owners_of(&pieces, sites, &points, frame);
    let mut owned: BTreeMap<usize, Vec<Polygon>> = BTreeMap::new();
    for (piece, owner) in pieces.into_iter().zip(owners) {
        owned.entry(owner).or_default().push(piece);
    }
    let region_of = |(i, &site): (usize, &Position)| {
        let polygons = owned.remove(&i).ok_or(VoronoiError::Lost(site))?;
        dissolve(&polygons).map_err(VoronoiError::Slice)
    };
    sites.iter().enumerate().map(region_of).collect()
}

/// The site that each piece belongs to: the one nearest to a point inside it. Pieces may be so thin that rounding puts
/// that point beyond a border; a site that is left without a piece takes the one that it lies in, if its owner has more.
fn owners_of(
    pieces: &[Polygon],
    sites: &[Position],
    points: &[Metres],
    frame: &LocalFrame,
) -> Vec<usize> {
    let inside = |piece: &Polygon| nearest(points, interior_metres(piece, frame));
    let mut owners: Vec<usize> = pieces.iter().map(inside).collect();
    let mut counts = vec![0; sites.len()];
    for &owner in &owners {
        counts[owner] += 1;
    }
    for (site, &position) in sites.iter().enumerate() {
        let spare = |&piece: &usize| counts[owners[piece]] > 1 && pieces[piece].covers(position);
        if counts[site] == 0
            && let Some(piece) = (0..pieces.len()).find(spare)
        {
            counts[owners[piece]] -= 1;
            counts[site] = 1;
            owners[piece] = site;
        }
    }
    owners
}

/// The Voronoi borders as lattice segments, cut where they have surely left the outline.
fn borders(points: &[Metres], outline: &Region, frame: &LocalFrame) -> Vec<(Position, Position)> {
    let mut delaunay: DelaunayTriangulation<Point2<f64>> = DelaunayTriangulation::new();
    for point in points {
        // a point that spade refuses (not finite, out of range) cannot come out of a frame
        let _ = delaunay.insert(Point2::new(point.x, point.y));
    }
    let reach = reach_m(points, outline, frame);
    let ray = |from: Metres, dx: f64, dy: f64| {
        let scale = 4.0 * reach / libm::hypot(dx, dy);
        (
            from,
            Metres {
                x: from.x + dx * scale,
                y: from.y + dy * scale,
            },
        )
    };
    let segments = delaunay
        .undirected_voronoi_edges()
        .flat_map(|edge| match edge.vertices() {
            [VoronoiVertex::Inner(a), VoronoiVertex::Inner(b)] => {
                let [a, b] = [a, b].map(|face| metres(face.circumcenter()));
                vec![(a, b)]
            }
            [VoronoiVertex::Inner(a), VoronoiVertex::Outer(b)]
            | [VoronoiVertex::Outer(b), VoronoiVertex::Inner(a)] => {
                let direction = b.direction_vector();
                vec![ray(metres(a.circumcenter()), direction.x, direction.y)]
            }
            [VoronoiVertex::Outer(_), VoronoiVertex::Outer(_)] => {
                let [a, b] = edge
                    .as_delaunay_edge()
                    .vertices()
                    .map(|vertex| metres(vertex.position()));
                let middle = Metres {
                    x: f64::midpoint(a.x, b.x),
                    y: f64::midpoint(a.y, b.y),
                };
                vec![
                    ray(middle, b.y - a.y, a.x - b.x),
                    ray(middle, a.y - b.y, b.x - a.x),
                ]
            }
        });
    segments
        .filter_map(|(a, b)| clip(a, b, reach))
        .map(|(a, b)| (frame.to_position(a), frame.to_position(b)))
        .collect()
}

fn metres(point: Point2<f64>) -> Metres {
    Metres {
        x: point.x,
        y: point.y,
    }
}

/// A length in metres such that the square of this half side around the anchor holds the outline and all sites.
fn reach_m(points: &[Metres], outline: &Region, frame: &LocalFrame) -> f64 {
    let corners = outline
        .rings()
        .flat_map(Ring::vertices)
        .map(|&corner| frame.to_metres(corner));
    let far = corners
        .chain(points.iter().copied())
        .map(|p| p.x.abs().max(p.y.abs()))
        .fold(0.0, f64::max);
    far * 1.25 + 100.0
}

/// The part of a segment inside the square of half side `reach` (after Y. Liang and B. Barsky, 1984).
fn clip(a: Metres, b: Metres, reach: f64) -> Option<(Metres, Metres)> {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (along, distance) in [
        (-dx, a.x + reach),
        (dx, reach - a.x),
        (-dy, a.y + reach),
        (dy, reach - a.y),
    ] {
        let t = distance / along;
        if along < 0.0 {
            enter = enter.max(t);
        } else if along > 0.0 {
            leave = leave.min(t);
        } else if distance < 0.0 {
            return None;
        }
    }
    let at = |t: f64| Metres {
        x: a.x + dx * t,
        y: a.y + dy * t,
    };
    (enter < leave).then(|| (at(enter), at(leave)))
}

fn nearest(points: &[Metres], p: Metres) -> usize {
    let by_distance =
        |&a: &usize, &b: &usize| points[a].distance_m(p).total_cmp(&points[b].distance_m(p));
    (0..points.len()).min_by(by_distance).unwrap_or(0)
}

/// A lattice position inside a polygon (on its border only when it is thinner than a lattice step).
pub(crate) fn interior(polygon: &Polygon) -> Position {
    let (x, y) = interior_point(polygon);
    Position::clamped(x.round() as i64, y.round() as i64)
}

/// The same between lattice positions, in the frame: there is one inside however thin the polygon is.
fn interior_metres(polygon: &Polygon, frame: &LocalFrame) -> Metres {
    let (x, y) = interior_point(polygon);
    let (west, south) = (x.floor() as i64, y.floor() as i64);
    let at = |dx: i64, dy: i64| frame.to_metres(Position::clamped(west + dx, south + dy));
    let (corner, east, north) = (at(0, 0), at(1, 0), at(0, 1));
    let (right, up) = (x - x.floor(), y - y.floor());
    Metres {
        x: corner.x + (east.x - corner.x) * right + (north.x - corner.x) * up,
        y: corner.y + (east.y - corner.y) * right + (north.y - corner.y) * up,
    }
}

/// A point inside a polygon in lattice steps.
fn interior_point(polygon: &Polygon) -> (f64, f64) {
    let chain = |ring: &Ring| {
        ring.vertices()
            .iter()
            .map(|v| (f64::from(v.lon()), f64::from(v.lat())))
            .collect::<geo::LineString<f64>>()
    };
    let shape = geo::Polygon::new(
        chain(polygon.outer()),
        polygon.holes().iter().map(chain).collect(),
    );
    let Some(point) = shape.interior_point() else {
        let corner = polygon.outer().vertices()[0];
        return (f64::from(corner.lon()), f64::from(corner.lat()));
    };
    debug_assert!(shape.contains(&point) || shape.interiors().is_empty());
    (point.x(), point.y())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_cover_the_outline_and_hold_their_sites() {
        let at = |lon, lat| Position::from_degrees(lon, lat).expect("in range");
        let frame = LocalFrame::new(at(120.0, 31.0));
        let corners = [
            (119.95, 30.95),
            (120.05, 30.95),
            (120.05, 31.05),
            (119.95, 31.05),
        ]
        .map(|(x, y)| at(x, y));
        let outline = Region::single(
            Polygon::new(Ring::new(&corners).expect("valid"), vec![]).expect("valid"),
        );
        let sites: Vec<Position> = (0..40)
            .map(|i| {
                at(
                    119.96 + f64::from(i * 7 % 40) * 0.002,
                    30.96 + f64::from(i * 11 % 40) * 0.002,
                )
            })
            .collect();
        let regions = voronoi_regions(&sites, &outline, &frame).expect("regions");
        let total: f64 = regions.iter().map(Region::area_m2).sum();
        assert!((total / outline.area_m2() - 1.0).abs() < 1e-6);
        assert!(
            regions
                .iter()
                .zip(&sites)
                .all(|(region, &site)| region.covers(site))
        );
        let two = voronoi_regions(&sites[..2], &outline, &frame).expect("regions");
        assert_eq!(two.len(), 2);
        assert_eq!(
            voronoi_regions(&sites[..1], &outline, &frame).expect("regions")[0]
                .polygons()
                .len(),
            1
        );
        assert_eq!(
            voronoi_regions(&[sites[0]; 2], &outline, &frame),
            Err(VoronoiError::Doubled(sites[0]))
        );
    }

    #[test]
    fn sites_three_steps_apart_all_have_a_region() {
        let mut state = 3_u64;
        let mut below = |limit: i64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33).cast_signed() % limit
        };
        for round in 0..1500 {
            let half = [20, 60, 400][round % 3];
            let (x, y) = (1_203_000_000, 315_000_000);
            let corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)];
            let corners = corners.map(|(dx, dy)| Position::clamped(x + dx * half, y + dy * half));
            let ring = Ring::new(&corners).expect("a square");
            let outline = Region::single(Polygon::new(ring, vec![]).expect("a square"));
            let mut sites: Vec<Position> = Vec::new();
            for _ in 0..2 + below(30) {
                let room = 2 * half - 5;
                let site =
                    Position::clamped(x - half + 3 + below(room), y - half + 3 + below(room));
                let apart = |other: &Position| {
                    let steps = other
                        .lon()
                        .abs_diff(site.lon())
                        .max(other.lat().abs_diff(site.lat()));
                    steps >= 4
                };
                if sites.iter().all(apart) {
                    sites.push(site);
                }
            }
            let frame = LocalFrame::new(outline.bounds().center());
            let regions = voronoi_regions(&sites, &outline, &frame);
            let regions =
                regions.unwrap_or_else(|error| panic!("round {round}: {error}: {sites:?}"));
            assert!(
                regions
                    .iter()
                    .zip(&sites)
                    .all(|(region, &site)| region.covers(site))
            );
        }
    }
}
