//! Cutting a region along straight segments into pieces that share their borders exactly.
//!
//! All segments and rings go through one integer overlay, so a border between two pieces has the same lattice
//! vertices on both sides; cutting piece by piece would round each side on its own.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::i_float::int::point::IntPoint;
use i_overlay::string::slice::IntSlice;

use super::{Polygon, PolygonError, Position, Region, Ring};

/// Half the span, in lattice steps, of a region that can be cut: about 53 degrees.
const REACH: i64 = 1 << 29;

/// Why a region cannot be cut.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SliceError {
    /// The region is wider than the exact overlay can hold.
    #[error("region spans more than 53 degrees around {0}, too wide to cut")]
    TooWide(Position),
    /// A piece came out invalid.
    #[error("cutting left an invalid piece: {0}")]
    Piece(#[from] PolygonError),
}

/// The pieces of `region` after cutting it along `segments`, in the order of their south-west corners.
///
/// The pieces cover the region without gap or overlap; where a segment meets the outline off the lattice, the outline
/// bends there by less than one lattice step. Cost: O((n + k) log n) for n edges with k crossings.
///
/// # Errors
/// [`SliceError`] when the region is too wide or a piece degenerates.
pub fn slice_region(region: &Region, segments: &[(Position, Position)]) -> Result<Vec<Polygon>, SliceError> {
    let origin = region.bounds().center();
    let local = |p: Position| {
        let (x, y) = (i64::from(p.lon()) - i64::from(origin.lon()), i64::from(p.lat()) - i64::from(origin.lat()));
        (x.abs() < REACH && y.abs() < REACH).then(|| IntPoint::new(x as i32, y as i32))
    };
    let too_wide = || SliceError::TooWide(origin);
    let path = |ring: &Ring| ring.vertices().iter().map(|&v| local(v)).collect::<Option<Vec<_>>>();
    let shapes = region
        .polygons()
        .iter()
        .map(|polygon| polygon.rings().map(path).collect::<Option<Vec<_>>>())
        .collect::<Option<Vec<_>>>()
        .ok_or_else(too_wide)?;
    let lines = segments
        .iter()
        .map(|&(a, b)| Some([local(a)?, local(b)?]))
        .collect::<Option<Vec<_>>>()
        .ok_or_else(too_wide)?;
    let global = |p: &IntPoint| {
        Position::clamped(i64::from(p.x) + i64::from(origin.lon()), i64::from(p.y) + i64::from(origin.lat()))
    };
    let mut pieces = Vec::new();
    for shape in shapes.slice_by_lines(&lines, FillRule::EvenOdd) {
        let chains: Vec<Vec<Position>> = shape.iter().map(|chain| chain.iter().map(global).collect()).collect();
        pieces.push(polygon_of(&chains)?);
    }
    pieces.sort_by_key(|piece| (piece.bounds().min(), piece.bounds().max()));
    Ok(pieces)
}

fn polygon_of(chains: &[Vec<Position>]) -> Result<Polygon, PolygonError> {
    let mut rings = chains
        .iter()
        .enumerate()
        .map(|(index, chain)| Ring::new(chain).map_err(|error| PolygonError::Ring { index, error }));
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
        let hole = Ring::new(&[at(400, 400), at(600, 400), at(600, 600), at(400, 600)]).expect("valid");
        let region = Region::single(Polygon::new(ring, vec![hole]).expect("valid"));
        let cuts = [(at(-10, 333), at(2000, 334)), (at(500, -10), at(501, 2000))];
        let pieces = slice_region(&region, &cuts).expect("cut");
        assert_eq!(pieces.len(), 4);
        let total: i128 = pieces.iter().map(Polygon::doubled_area).sum();
        let before: i128 = region.polygons().iter().map(Polygon::doubled_area).sum();
        assert!((total - before).abs() < 4000, "{total} {before}"); // the outline bends by less than a step
    }
}
