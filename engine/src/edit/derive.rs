//! Grids derived from what is stored: an outline around everything, a division by nearest checkpoint.

use super::{EditError, import};
use crate::geom::{Polygon, Position, buffered_hull, dissolve, voronoi_regions};
use crate::model::{AreaCode, Checkpoint, Delta, Grid, Lock, Tier};
use crate::snapshot::Snapshot;

pub(super) fn outline(
    snapshot: &Snapshot,
    code: &AreaCode,
    name: &str,
    tier: Tier,
    margin_m: f64,
) -> Result<Delta, EditError> {
    let addresses = snapshot.addresses.records().iter().map(|row| row.position);
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
        .filter(|c| outline.region.covers(c.position))
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
    let positions: Vec<Position> = sites.iter().map(|c| c.position).collect();
    let regions = voronoi_regions(&positions, &outline.region, &snapshot.frame)?;
    let grid = |(number, (site, region)): (usize, (&Checkpoint, _))| {
        let code = AreaCode::grid_of(parent, number + 1)?;
        Ok(Grid {
            code,
            tier,
            parent: Some(parent.clone()),
            name: site.name.clone(),
            region,
            lock: Lock::Open,
        })
    };
    let pairs = sites.iter().copied().zip(regions);
    let mut grids = pairs
        .enumerate()
        .map(grid)
        .collect::<Result<Vec<_>, EditError>>()?;
    // a border meets the outline at a lattice position, up to 1.1 cm beside the line: the outline follows its parts
    let parts: Vec<Polygon> = grids
        .iter()
        .flat_map(|grid| grid.region.polygons().iter().cloned())
        .collect();
    grids.push(Grid {
        region: dissolve(&parts)?,
        ..outline.clone()
    });
    import::grids(snapshot, &grids)
}
