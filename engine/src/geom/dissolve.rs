//! Joining polygons that share borders.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::Overlay;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::point::IntPoint;

use super::slice::{SliceError, local_shape, polygon_of};
use super::{Bounds, Polygon, Region, RegionError};

/// One region of several polygons whose common borders have the same vertices on both sides; the borders vanish.
///
/// # Errors
/// [`SliceError`] when the polygons are spread too wide or the result degenerates.
pub fn dissolve(polygons: &[Polygon]) -> Result<Region, SliceError> {
    if let [polygon] = polygons {
        return Ok(Region::single(polygon.clone()));
    }
    let bounds = polygons.iter().map(Polygon::bounds).reduce(Bounds::union);
    let origin = bounds
        .ok_or(SliceError::Region(RegionError::Empty))?
        .center();
    let mut overlay = Overlay::new(
        polygons
            .iter()
            .flat_map(Polygon::rings)
            .map(|r| r.vertices().len())
            .sum(),
    );
    for polygon in polygons {
        let shape: Vec<Vec<IntPoint>> =
            local_shape(polygon, origin).ok_or(SliceError::TooWide(origin))?;
        overlay.add_shape(&shape, i_overlay::core::overlay::ShapeType::Subject);
    }
    let joined = overlay.overlay(OverlayRule::Subject, FillRule::NonZero);
    let mut result = joined
        .iter()
        .map(|shape| polygon_of(shape, origin))
        .collect::<Result<Vec<_>, _>>()?;
    result.sort_by_key(|polygon| (polygon.bounds().min(), polygon.bounds().max()));
    Region::new(result).map_err(SliceError::Region)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Position, Ring, slice_region};

    #[test]
    fn dissolving_the_pieces_of_a_cut_gives_the_whole() {
        let at = |x, y| Position::from_lattice(x, y).expect("on the globe");
        let ring = Ring::new(&[at(0, 0), at(1000, 0), at(1000, 1000), at(0, 1000)]).expect("valid");
        let hole =
            Ring::new(&[at(400, 400), at(600, 400), at(600, 600), at(400, 600)]).expect("valid");
        let whole = Region::single(Polygon::new(ring, vec![hole]).expect("valid"));
        let pieces = slice_region(
            &whole,
            &[(at(-5, 500), at(2000, 500)), (at(250, -5), at(250, 2000))],
        )
        .expect("cut");
        assert_eq!(pieces.len(), 4);
        let joined = dissolve(&pieces).expect("joined");
        let area = |region: &Region| {
            region
                .polygons()
                .iter()
                .map(Polygon::doubled_area)
                .sum::<i128>()
        };
        assert_eq!((joined.polygons().len(), area(&joined)), (1, area(&whole)));
        assert_eq!(joined.polygons()[0].holes().len(), 1);
        assert!(dissolve(&[]).is_err());
    }
}
