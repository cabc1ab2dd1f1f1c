//! Overlays on the lattice, to measure what is wrong and to build what is repaired; proofs do not use them.
//!
//! Where edges cross off the lattice the overlay rounds, so its areas are right to a lattice step along each border.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;

use super::rings::{Edge, outlines, polygon};
use crate::geom::slice::local_shape;
use crate::geom::{Bounds, Polygon, Position, Region, Ring};

/// The ground that both regions cover; nothing when they are spread too wide to be overlaid.
pub fn intersection(a: &Region, b: &Region) -> Vec<Polygon> {
    if a.bounds().intersects(b.bounds()) {
        combine(&[a], &[b], OverlayRule::Intersect)
    } else {
        Vec::new()
    }
}

/// The ground of `a` that no region of `others` covers; nothing when they are spread too wide to be overlaid.
pub fn difference(a: &Region, others: &[&Region]) -> Vec<Polygon> {
    combine(&[a], others, OverlayRule::Difference)
}

/// The ground that any of the regions covers; nothing when they are spread too wide to be overlaid.
pub(super) fn union(regions: &[&Region]) -> Vec<Polygon> {
    combine(regions, &[], OverlayRule::Subject)
}

/// The edges of polygons with the inside on the left.
pub(super) fn directed_edges(polygons: &[Polygon]) -> Vec<Edge> {
    let mut edges = Vec::new();
    for polygon in polygons {
        edges.extend(polygon.outer().edges());
        let holes = polygon.holes().iter().flat_map(Ring::edges);
        edges.extend(holes.map(|(a, b)| (b, a)));
    }
    edges
}

fn combine(subjects: &[&Region], clips: &[&Region], rule: OverlayRule) -> Vec<Polygon> {
    let all = subjects.iter().chain(clips);
    let Some(bounds) = all.map(|region| region.bounds()).reduce(Bounds::union) else {
        return Vec::new();
    };
    let origin = bounds.center();
    let options = IntOverlayOptions::keep_all_points();
    let mut overlay = Overlay::new_custom(1024, options, Solver::default());
    for (regions, kind) in [(subjects, ShapeType::Subject), (clips, ShapeType::Clip)] {
        for polygon in regions.iter().flat_map(|region| region.polygons()) {
            let Some(shape) = local_shape(polygon, origin) else {
                return Vec::new();
            };
            overlay.add_shape(&shape, kind);
        }
    }
    polygons_around(&overlay.overlay(rule, FillRule::NonZero), origin)
}

/// The polygons of an overlay's shapes around `origin`; what degenerates to less than a polygon is left out.
pub(super) fn polygons_around(shapes: &[Vec<Vec<IntPoint>>], origin: Position) -> Vec<Polygon> {
    let mut polygons = Vec::new();
    for shape in shapes {
        let mut edges: Vec<Edge> = Vec::new();
        for contour in shape {
            let next = contour.iter().cycle().skip(1);
            let ends = contour.iter().zip(next);
            edges.extend(ends.map(|(a, b)| (global(*a, origin), global(*b, origin))));
        }
        let built = outlines(&edges).0;
        polygons.extend(
            built
                .iter()
                .filter_map(|outline| polygon(&edges, outline).ok()),
        );
    }
    polygons.sort_by_key(|polygon| (polygon.bounds().min(), polygon.bounds().max()));
    polygons
}

fn global(p: IntPoint, origin: Position) -> Position {
    Position::clamped(
        i64::from(p.x) + i64::from(origin.lon()),
        i64::from(p.y) + i64::from(origin.lat()),
    )
}

#[cfg(test)]
mod tests {
    use super::super::cases::square;
    use super::*;

    #[test]
    fn squares_overlaid() {
        let (a, b) = (square(0, 0, 10), square(6, 6, 10));
        let area =
            |polygons: Vec<Polygon>| polygons.iter().map(Polygon::doubled_area).sum::<i128>();
        assert_eq!(area(intersection(&a, &b)), 32);
        assert_eq!(area(difference(&a, &[&b])), 168);
        assert_eq!(area(union(&[&a, &b])), 368);
        assert_eq!(intersection(&a, &square(10, 10, 10)), []);
        assert_eq!(union(&[]), []);
    }
}
