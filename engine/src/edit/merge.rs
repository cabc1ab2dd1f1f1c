//! Neighbouring grids made one.

use super::ground::{Ground, coverage};
use super::{EditError, import};
use crate::geom::Region;
use crate::model::{AreaCode, Delta, Grid};
use crate::snapshot::Snapshot;

/// Joins grids into the first of them, which keeps its code and name; what belonged to the others belongs to it.
///
/// # Errors
/// [`EditError::Unlike`] when tier or parent differ, [`EditError::Apart`] when they do not hang together along borders,
/// [`EditError::Carries`] when a honeycomb is laid over one that goes.
pub(super) fn merge(
    snapshot: &Snapshot,
    keep: &AreaCode,
    others: &[AreaCode],
) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    let kept = ground.known(keep)?.clone();
    let mut members = vec![kept.clone()];
    for code in others {
        let other = ground.known(code)?.clone();
        if other.code == kept.code || members.iter().any(|member| member.code == other.code) {
            return Err(EditError::Doubled(format!("grid {code}")));
        }
        if other.tier != kept.tier || other.parent != kept.parent {
            let (code, other) = (kept.code.clone(), other.code);
            return Err(EditError::Unlike { code, other });
        }
        members.push(other);
    }
    let region = joined(&members)?;
    for other in &members[1..] {
        let children: Vec<Grid> = ground.children(&other.code).into_iter().cloned().collect();
        for child in children {
            let parent = Some(kept.code.clone());
            ground.put(Grid { parent, ..child });
        }
        ground.remove(&other.code);
    }
    ground.put(Grid { region, ..kept });
    import::settled(snapshot, ground)
}

/// The ground of some grids, which must hang together along borders.
fn joined(members: &[Grid]) -> Result<Region, EditError> {
    let regions: Vec<&Region> = members.iter().map(|grid| &grid.region).collect();
    let coverage = coverage(&members[0].code, &regions)?;
    let mut reached = vec![false; members.len()];
    reached[0] = true;
    let borders = coverage.borders();
    for _ in members {
        for border in &borders {
            let (a, b) = border.members;
            let either = reached[a] || reached[b];
            reached[a] = either;
            reached[b] = either;
        }
    }
    if let Some(apart) = reached.iter().position(|reached| !reached) {
        let (code, other) = (members[0].code.clone(), members[apart].code.clone());
        return Err(EditError::Apart { code, other });
    }
    let all: Vec<usize> = (0..members.len()).collect();
    coverage.dissolve(&all).map_err(EditError::Region)
}
