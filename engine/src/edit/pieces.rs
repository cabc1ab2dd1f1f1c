//! Whether ground hangs together.

use super::EditError;
use super::ground::{coverage, undirected};
use crate::geom::{Polygon, Position, Region, interior, lies_within};
use crate::model::AreaCode;

/// The region of some pieces of a cut.
///
/// # Errors
/// [`EditError::Overlapping`], in the name of the grid with this code, when they are not of one cut.
pub(super) fn region_of(code: &AreaCode, pieces: &[Polygon]) -> Result<Region, EditError> {
    let regions: Vec<Region> = pieces.iter().cloned().map(Region::single).collect();
    let regions: Vec<&Region> = regions.iter().collect();
    let all: Vec<usize> = (0..regions.len()).collect();
    Ok(coverage(code, &regions)?.dissolve(&all)?)
}

/// A place in the smaller part of a polygon of which more than one part is left; `left` is what is left of the region
/// after a cut.
pub(super) fn part_cut_off(region: &Region, left: &Region) -> Option<Position> {
    region.polygons().iter().find_map(|polygon| {
        let whole = Region::single(polygon.clone());
        let mut parts: Vec<&Polygon> = left
            .polygons()
            .iter()
            .filter(|part| lies_within(part, &whole))
            .collect();
        parts.sort_by_key(|part| part.doubled_area());
        (parts.len() > 1).then(|| interior(parts[0]))
    })
}

/// The polygons of a region that have no common border with another one.
pub(super) fn beside<'a>(region: &'a Region, other: &Region) -> Vec<&'a Polygon> {
    let border: std::collections::BTreeSet<_> = undirected(other).collect();
    let apart = |polygon: &&Polygon| {
        let own = Region::single((*polygon).clone());
        !undirected(&own).any(|edge| border.contains(&edge))
    };
    region.polygons().iter().filter(apart).collect()
}
