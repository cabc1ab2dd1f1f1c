//! From drafts to valid regions.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;

use super::super::draft::Draft;
use super::super::overlay::{polygons_around, union};
use super::{Change, ChangeKind, RepairError};
use crate::geom::slice::local;
use crate::geom::{Bounds, Position, Region};

/// The region of each draft; those that are not valid are rebuilt.
pub(super) fn rebuilt(
    drafts: &[Draft],
    changes: &mut Vec<Change>,
) -> Result<Vec<Option<Region>>, RepairError> {
    let mut members = Vec::with_capacity(drafts.len());
    for (member, draft) in drafts.iter().enumerate() {
        let region = match draft.region(member) {
            Ok(region) => Some(region),
            Err(faults) => {
                let region = rebuild(draft)?;
                changes.push(Change {
                    kind: ChangeKind::RingsRebuilt,
                    member,
                    from: None,
                    place: faults[0].place.position(),
                    area_m2: region.as_ref().map_or(0.0, Region::area_m2),
                });
                region
            }
        };
        members.push(region);
    }
    Ok(members)
}

/// The ground inside an odd number of rings of any polygon of a draft; none if there is none.
pub(super) fn rebuild(draft: &Draft) -> Result<Option<Region>, RepairError> {
    let Some(bounds) = Bounds::around(draft.vertices()) else {
        return Ok(None);
    };
    let mut parts = Vec::new();
    for chains in &draft.polygons {
        let options = IntOverlayOptions::keep_all_points();
        let mut overlay = Overlay::new_custom(64, options, Solver::default());
        for chain in chains {
            overlay.add_contour(&around(chain, bounds.center())?, ShapeType::Subject);
        }
        let shapes = overlay.overlay(OverlayRule::Subject, FillRule::EvenOdd);
        let polygons = polygons_around(&shapes, bounds.center());
        parts.extend(polygons.into_iter().map(Region::single));
    }
    let joined = if parts.len() == 1 {
        parts[0].polygons().to_vec()
    } else {
        union(&parts.iter().collect::<Vec<_>>())
    };
    Ok(Region::new(joined).ok())
}

fn around(chain: &[Position], origin: Position) -> Result<Vec<IntPoint>, RepairError> {
    let points = chain.iter().map(|&p| local(p, origin));
    points
        .collect::<Option<_>>()
        .ok_or(RepairError::TooWide(origin))
}
