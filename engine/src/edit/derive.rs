//! Grids derived from what is stored: an outline around everything, a division by nearest checkpoint.

use super::codes::codes_below;
use super::ground::Ground;
use super::lay::lay;
use super::{EditError, import};
use crate::geom::{Position, Sites, buffered_hull};
use crate::model::{AreaCode, Checkpoint, CheckpointState, Delta, Grid, Lock, Tier};
use crate::snapshot::Snapshot;

pub(super) fn outline(
    snapshot: &Snapshot,
    code: &AreaCode,
    name: &str,
    tier: Tier,
    margin_m: f64,
) -> Result<Delta, EditError> {
    let addresses = snapshot.addresses.records().positions();
    let checkpoints = snapshot
        .checkpoints
        .records()
        .iter()
        .map(|row| row.position);
    let barriers = snapshot
        .barriers
        .records()
        .iter()
        .flat_map(|row| row.path().iter().copied());
    let positions: Vec<Position> = addresses.chain(checkpoints).chain(barriers).collect();
    if positions.is_empty() {
        return Err(EditError::Empty);
    }
    let region = buffered_hull(&positions, margin_m, &snapshot.frame)?;
    let grid = Grid {
        code: code.clone(),
        tier,
        parent: None,
        name: name.to_owned(),
        region,
        lock: Lock::Open,
    };
    import::grids(snapshot, &[grid])
}

/// Divides a grid into the ground nearest to each of its open checkpoints. Where a border between two meets the grid's outline,
/// this and all grids that share it get a vertex.
///
/// # Errors
/// [`EditError::LowestTier`], [`EditError::NoCheckpoints`], [`EditError::Voronoi`], [`EditError::Codes`].
pub(super) fn partition(snapshot: &Snapshot, parent: &AreaCode) -> Result<Delta, EditError> {
    let (layer, index) = snapshot
        .grid(parent)
        .ok_or_else(|| EditError::UnknownGrid(parent.clone()))?;
    let outline = &layer.records()[index];
    let tier = match outline.tier {
        Tier::Street => Tier::Community,
        Tier::Community => Tier::Grid,
        Tier::Grid => Tier::Micro,
        Tier::Micro => return Err(EditError::LowestTier(parent.clone())),
    };
    let mut sites: Vec<&Checkpoint> = snapshot
        .checkpoints
        .records()
        .iter()
        .filter(|c| c.state == CheckpointState::Open && outline.region.covers(c.position))
        .collect();
    if sites.is_empty() {
        return Err(EditError::NoCheckpoints(parent.clone()));
    }
    sites.sort_by_key(|c| {
        (
            c.position.lon(),
            std::cmp::Reverse(c.position.lat()),
            c.id.clone(),
        )
    });
    let numbered = sites.iter().enumerate();
    let numbered = numbered.map(|(number, site)| (site.position, number));
    let nearest = Sites::new(numbered, &snapshot.frame)?;
    let borders = nearest.borders(&outline.region);
    let mut ground = Ground::new(snapshot);
    let lines = lay(&mut ground, parent, &borders)?;
    let regions = nearest.divide(&ground.known(parent)?.region, &lines)?;
    let codes = codes_below(&ground, parent, sites.len())?;
    for ((site, region), code) in sites.iter().zip(regions).zip(codes) {
        ground.put(Grid {
            code,
            tier,
            parent: Some(parent.clone()),
            name: site.name.clone(),
            region,
            lock: Lock::Open,
        });
    }
    import::settled(snapshot, ground)
}
