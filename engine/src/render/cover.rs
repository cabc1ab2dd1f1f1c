//! Cover: the ground on which pictures of a style may look otherwise after a commit, for those who hold some and are told of it.

use super::areas;
use super::choice::layers_of;
use super::density;
use super::style::{Content, Style};
use crate::damage::Damage;
use crate::geom::Bounds;
use crate::snapshot::Snapshot;

/// Metres that a degree of latitude has at least, anywhere.
const LEAST_METRES_A_DEGREE: f64 = 110_500.0;

/// Where pictures may have changed: those whose pixels, so many more on each side, share a point with the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cover {
    /// The ground.
    pub bounds: Bounds,
    /// How far symbols, lines and what a kernel rounds reach beyond it, in pixels of any zoom.
    pub margin_px: u32,
}

/// The cover of a commit for a style without labels, in all its views; `None` when no picture changed. Not in it is what all
/// pictures depend on, see [`super::common_choice`]. The snapshot is that after the commit or a later one.
///
/// Cost: O(areas on the damaged ground).
pub fn cover_of(snapshot: &Snapshot, style: &Style, damage: &Damage) -> Option<Cover> {
    let layers = layers_of(style);
    let boxes = damage.boxes().iter();
    let damaged = boxes.filter(|(kind, _)| layers.contains(kind));
    let damaged = damaged.map(|&(_, bounds)| bounds).reduce(Bounds::union)?;
    let (bounds, more_px) = match style.content() {
        Content::Density { bandwidth_m, .. } => (widened(damaged, *bandwidth_m), density::SPLIT_PX),
        Content::Risk { .. }
        | Content::Load { .. }
        | Content::Choropleth(_)
        | Content::Grids { .. }
        | Content::Defects(_)
        | Content::Honeycomb { .. } => (areas::all_meeting(snapshot, style, damaged), 0),
        Content::Labels(_)
        | Content::Change { .. }
        | Content::Barriers { .. }
        | Content::Checkpoints { .. }
        | Content::Addresses { .. } => (damaged, 0),
    };
    Some(Cover {
        bounds,
        margin_px: style.reach_px() + more_px,
    })
}

/// A box with so many metres more on each side.
fn widened(bounds: Bounds, by_m: f64) -> Bounds {
    let steps = by_m / LEAST_METRES_A_DEGREE * 1e7;
    let farthest = bounds
        .min()
        .lat_degrees()
        .abs()
        .max(bounds.max().lat_degrees().abs());
    // beyond this Mercator's world ends
    let shrunk = (farthest + 1.0).min(86.0).to_radians().cos();
    bounds.grown((steps / shrunk).ceil() as i64, steps.ceil() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Position;

    #[test]
    fn a_kilometre_is_more_degrees_in_the_north() {
        let at = |lat| Bounds::at(Position::from_degrees(10.0, lat).expect("in range"));
        for (lat, lon_degrees) in [(0.0, 0.009), (60.0, 0.0186)] {
            let wide = widened(at(lat), 1000.0);
            let [west, south, east, north] = wide.degrees();
            let (width, height) = ((east - west) / 2.0, (north - south) / 2.0);
            assert!((height - 0.00905).abs() < 0.0001, "{height}");
            assert!((width - lon_degrees).abs() < 0.0006, "{lat}: {width}");
        }
    }
}
