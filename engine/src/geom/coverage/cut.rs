//! Cutting a region along paths of lattice positions, without rounding.

use std::collections::BTreeSet;

use super::rings::{Edge, holds_middle, polygons};
use super::validate::validate_within;
use crate::geom::{Polygon, PolygonError, Position, Region, Ring};

/// Why paths do not cut a region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CutError {
    /// A piece is no polygon.
    #[error(transparent)]
    Piece(#[from] PolygonError),
    /// The pieces do not make up the region: a path crosses itself, another or a ring between vertices.
    #[error("the pieces do not make up the area: {0}")]
    Pieces(String),
}

/// The pieces of a region divided along paths, in the order of their boxes; parts of a path outside, on the border or
/// with a loose end divide nothing.
///
/// Paths and rings meet at vertices of both only ([`node_paths`](super::node_paths) sees to the rings). That the pieces
/// are a partition of the region is proved here ([`validate_within`]), so a path that crosses a ring, itself or another
/// path elsewhere is refused. Cost: O(n log n), and O(edges of paths x edges of the region) to see what lies inside.
///
/// # Errors
/// [`CutError`] for paths that do not meet the rings as they must.
pub fn cut_region(region: &Region, paths: &[Vec<Position>]) -> Result<Vec<Polygon>, CutError> {
    let mut edges: Vec<Edge> = directed(region).collect();
    let border: BTreeSet<Edge> = edges.iter().copied().collect();
    let chain: Vec<usize> = (0..edges.len()).collect();
    let inner: BTreeSet<Edge> = paths
        .iter()
        .flat_map(|path| path.windows(2))
        .map(|ends| (ends[0].min(ends[1]), ends[0].max(ends[1])))
        .filter(|&(a, b)| a != b && !border.contains(&(a, b)) && !border.contains(&(b, a)))
        .filter(|&edge| holds_middle(&edges, &chain, edge))
        .collect();
    edges.extend(inner.iter().flat_map(|&(a, b)| [(a, b), (b, a)]));
    let pieces = polygons(&edges)?;
    let members: Vec<Region> = pieces.iter().cloned().map(Region::single).collect();
    let members: Vec<&Region> = members.iter().collect();
    match validate_within(&members, region).first() {
        None => Ok(pieces),
        Some(fault) => Err(CutError::Pieces(fault.to_string())),
    }
}

/// Whether a polygon lies within a region rather than beside it, when the borders of the two meet at common vertices only,
/// as those of pieces of one cut do. Exact, however thin the polygon is. Cost: O(edges of the region).
pub fn lies_within(polygon: &Polygon, region: &Region) -> bool {
    let edges: Vec<Edge> = directed(region).collect();
    let chain: Vec<usize> = (0..edges.len()).collect();
    let (a, b) = polygon.outer().edges().next().expect("a ring has edges");
    edges.contains(&(a, b)) || !edges.contains(&(b, a)) && holds_middle(&edges, &chain, (a, b))
}

/// The edges of a region with its ground on their left.
fn directed(region: &Region) -> impl Iterator<Item = Edge> + '_ {
    let polygons = region.polygons().iter();
    polygons.flat_map(|polygon| {
        let rings = polygon.rings().enumerate();
        rings.flat_map(|(i, ring): (usize, &Ring)| {
            ring.edges()
                .map(move |(a, b)| if i == 0 { (a, b) } else { (b, a) })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::cases::at;
    use super::*;

    fn ring(points: &[(i32, i32)]) -> Ring {
        let points: Vec<Position> = points.iter().map(|&(x, y)| at(x, y)).collect();
        Ring::new(&points).expect("valid")
    }

    fn areas(region: &Region, path: &[(i32, i32)]) -> Result<Vec<i128>, CutError> {
        let path: Vec<Position> = path.iter().map(|&(x, y)| at(x, y)).collect();
        let pieces = cut_region(region, &[path])?;
        Ok(pieces.iter().map(Polygon::doubled_area).collect())
    }

    #[test]
    fn a_path_from_border_to_border_divides() {
        let corners = [(0, 0), (5, 0), (9, 0), (9, 9), (5, 9), (0, 9)];
        let square = Region::single(Polygon::new(ring(&corners), vec![]).expect("valid"));
        assert_eq!(areas(&square, &[(5, 0), (5, 9)]), Ok(vec![90, 72]));
        // on past the border, with a bend
        let beyond = [(5, -3), (5, 0), (6, 4), (5, 9), (5, 20)];
        assert_eq!(areas(&square, &beyond), Ok(vec![99, 63]));
        // a loose end, the border itself, nothing
        for idle in [&[(5, 0), (5, 4)][..], &[(0, 0), (5, 0)], &[(5, 5)], &[]] {
            assert_eq!(areas(&square, idle), Ok(vec![162]), "{idle:?}");
        }
        // across edges without a vertex there, so that both ends are loose
        assert_eq!(areas(&square, &[(3, -1), (3, 10)]), Ok(vec![162]));
        // across itself without a vertex there
        let knot = [(5, 0), (8, 6), (2, 6), (6, 1), (5, 9)];
        assert!(areas(&square, &knot).is_err());
    }

    #[test]
    fn pieces_lie_on_their_side_of_a_border_however_thin_they_are() {
        let corners = [(0, 0), (5, 0), (9, 0), (9, 9), (6, 9), (5, 9), (0, 9)];
        let square = Region::single(Polygon::new(ring(&corners), vec![]).expect("valid"));
        let paths = [vec![at(5, 0), at(5, 9)], vec![at(5, 0), at(6, 9)]];
        let pieces = cut_region(&square, &paths).expect("three pieces");
        let west = Region::single(pieces[0].clone());
        let within: Vec<bool> = pieces.iter().map(|p| lies_within(p, &west)).collect();
        assert_eq!(within, [true, false, false]);
        assert!(pieces.iter().all(|piece| lies_within(piece, &square)));
    }

    #[test]
    fn a_path_through_a_hole_divides_once_it_reaches_the_border_twice() {
        let hole = ring(&[(3, 3), (5, 3), (6, 3), (6, 6), (5, 6), (3, 6)]);
        let outer = ring(&[(0, 0), (5, 0), (9, 0), (9, 9), (5, 9), (0, 9)]);
        let region = Region::single(Polygon::new(outer, vec![hole]).expect("valid"));
        assert_eq!(areas(&region, &[(5, 0), (5, 3)]), Ok(vec![144]));
        let through = [(5, 0), (5, 3), (5, 6), (5, 9)];
        assert_eq!(areas(&region, &through), Ok(vec![90 - 12, 72 - 6]));
    }
}
