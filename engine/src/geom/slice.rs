//! Cutting a region along straight segments into pieces that share their borders exactly.
//!
//! All segments and rings go through one integer overlay, so a border between two pieces has the same lattice
//! vertices on both sides; cutting piece by piece would round each side on its own.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::i_float::int::point::IntPoint;
use i_overlay::string::slice::IntSlice;

use super::{Polygon, PolygonError, Position, Region, RegionError, Ring};

/// Half the span, in lattice steps, of what can be cut: about 53 degrees on each side of the region's middle.
const REACH: i64 = 1 << 29;

/// Why a region cannot be cut.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SliceError {
    /// The region is wider than the exact overlay can hold.
    #[error(
        "the region, or a line that cuts it, lies more than 53 degrees from {0}: too wide to cut"
    )]
    TooWide(Position),
    /// A piece came out invalid.
    #[error("cutting left an invalid piece: {0}")]
    Piece(#[from] PolygonError),
    /// Nothing was given or left.
    #[error(transparent)]
    Region(RegionError),
}

/// The pieces of `region` after cutting it along `segments`, in the order of their south-west corners.
///
/// The pieces cover the region without gap or overlap; where a segment meets the outline off the lattice, the outline
/// bends there by less than one lattice step. Cost: O((n + k) log n) for n edges with k crossings.
///
/// # Errors
/// [`SliceError`] when the region is too wide or a piece degenerates.
pub fn slice_region(
    region: &Region,
    segments: &[(Position, Position)],
) -> Result<Vec<Polygon>, SliceError> {
    let origin = region.bounds().center();
    let too_wide = || SliceError::TooWide(origin);
    let polygons = region
        .polygons()
        .iter()
        .map(|polygon| local_shape(polygon, origin));
    let shapes = polygons.collect::<Option<Vec<_>>>().ok_or_else(too_wide)?;
    let lines = segments
        .iter()
        .map(|&(a, b)| Some([local(a, origin)?, local(b, origin)?]))
        .collect::<Option<Vec<_>>>()
        .ok_or_else(too_wide)?;
    let cut = shapes.slice_by_lines(&lines, FillRule::EvenOdd);
    let mut pieces = cut
        .iter()
        .map(|shape| polygon_of(shape, origin))
        .collect::<Result<Vec<_>, _>>()?;
    pieces.sort_by_key(|piece| (piece.bounds().min(), piece.bounds().max()));
    Ok(pieces)
}

/// A position relative to `origin`, as the overlay takes it; `None` beyond its reach.
pub(super) fn local(p: Position, origin: Position) -> Option<IntPoint> {
    let (x, y) = (
        i64::from(p.lon()) - i64::from(origin.lon()),
        i64::from(p.lat()) - i64::from(origin.lat()),
    );
    (x.abs() < REACH && y.abs() < REACH).then(|| IntPoint::new(x as i32, y as i32))
}

/// The rings of a polygon relative to `origin`, holes turned the other way.
pub(super) fn local_shape(polygon: &Polygon, origin: Position) -> Option<Vec<Vec<IntPoint>>> {
    let chain = |(i, ring): (usize, &Ring)| {
        let mut path = ring
            .vertices()
            .iter()
            .map(|&v| local(v, origin))
            .collect::<Option<Vec<_>>>()?;
        if i > 0 {
            path.reverse();
        }
        Some(path)
    };
    polygon.rings().enumerate().map(chain).collect()
}

/// The polygon of an overlay's shape around `origin`.
pub(super) fn polygon_of(
    shape: &[Vec<IntPoint>],
    origin: Position,
) -> Result<Polygon, PolygonError> {
    let global = |p: &IntPoint| {
        Position::clamped(
            i64::from(p.x) + i64::from(origin.lon()),
            i64::from(p.y) + i64::from(origin.lat()),
        )
    };
    let ring = |(index, chain): (usize, &Vec<IntPoint>)| {
        let vertices: Vec<Position> = chain.iter().map(global).collect();
        Ring::new(&vertices).map_err(|error| PolygonError::Ring { index, error })
    };
    let mut rings = shape.iter().enumerate().map(ring);
    let outer = rings.next().ok_or(PolygonError::Empty)??;
    let holes = rings.collect::<Result<Vec<_>, _>>()?;
    Polygon::new(outer, holes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: i32, y: i32) -> Position {
        Position::from_lattice(x, y).expect("on the globe")
    }

    #[test]
    fn pieces_share_the_cut_and_keep_the_area() {
        let ring = Ring::new(&[at(0, 0), at(1000, 0), at(1003, 997), at(0, 1000)]).expect("valid");
        let hole =
            Ring::new(&[at(400, 400), at(600, 400), at(600, 600), at(400, 600)]).expect("valid");
        let region = Region::single(Polygon::new(ring, vec![hole]).expect("valid"));
        let cuts = [(at(-10, 333), at(2000, 334)), (at(500, -10), at(501, 2000))];
        let pieces = slice_region(&region, &cuts).expect("cut");
        assert_eq!(pieces.len(), 4);
        let total: i128 = pieces.iter().map(Polygon::doubled_area).sum();
        let before: i128 = region.polygons().iter().map(Polygon::doubled_area).sum();
        assert!((total - before).abs() < 4000, "{total} {before}"); // the outline bends by less than a step
    }
}
