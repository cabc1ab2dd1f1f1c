//! Ground divided along a line: a grid split in two, a part of it given to a neighbour.

use std::collections::BTreeSet;

use super::codes::given_or_next;
use super::ground::{Ground, undirected};
use super::lay::{cut, divide_below, hand_over, lay, parted};
use super::{EditError, import};
use crate::geom::{Polygon, Position, Region};
use crate::model::{AreaCode, Delta, Grid};
use crate::snapshot::Snapshot;

/// Splits a grid in two along a line; the larger part keeps the code.
///
/// # Errors
/// [`EditError::Taken`]; [`EditError::NotDivided`] unless the line makes two parts of it; [`EditError::Cut`] for a line
/// that crosses itself; [`EditError::Codes`] when a grid below has no free code left.
pub(super) fn split(
    snapshot: &Snapshot,
    code: &AreaCode,
    line: &[Position],
    new: Option<&AreaCode>,
    name: &str,
) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    let grid = ground.known(code)?;
    let parent = grid
        .parent
        .clone()
        .map_or_else(|| AreaCode::new(code.division()), Ok)?;
    let new = &given_or_next(&ground, &parent, new)?;
    if ground.grid(new).is_some() {
        return Err(EditError::Taken(new.clone()));
    }
    let lines = lay(&mut ground, code, &[line.to_vec()])?;
    let grid = ground.known(code)?.clone();
    let pieces = cut(&grid, &lines)?;
    let mut parts = divided(&grid.region, &pieces);
    if parts.len() != 2 {
        return Err(not_divided(code, parts.len()));
    }
    let goes: BTreeSet<usize> = parts.drain(1..).collect();
    let (stays, goes) = parted(&grid.code, &pieces, &goes)?;
    ground.put(Grid {
        code: new.clone(),
        name: name.to_owned(),
        region: goes.clone(),
        ..grid.clone()
    });
    ground.put(Grid {
        region: stays,
        ..grid
    });
    divide_below(&mut ground, code, new, &goes, &lines)?;
    import::settled(snapshot, ground)
}

/// Gives the parts of a grid that a line cuts off towards a neighbour to that neighbour; the largest part stays.
///
/// # Errors
/// As [`split`]; [`EditError::Unlike`] when tier or parent differ, [`EditError::Apart`] when no part cut off has a common
/// border with the neighbour.
pub(super) fn transfer(
    snapshot: &Snapshot,
    from: &AreaCode,
    to: &AreaCode,
    line: &[Position],
) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    let (code, other) = (from.clone(), to.clone());
    let (giving, taking) = (ground.known(from)?, ground.known(to)?);
    if giving.tier != taking.tier || giving.parent != taking.parent || from == to {
        return Err(EditError::Unlike { code, other });
    }
    let lines = lay(&mut ground, from, &[line.to_vec()])?;
    let (giving, taking) = (ground.known(from)?.clone(), ground.known(to)?.clone());
    let pieces = cut(&giving, &lines)?;
    let parts = divided(&giving.region, &pieces);
    if parts.len() < 2 {
        return Err(not_divided(from, parts.len()));
    }
    let border: BTreeSet<(Position, Position)> = undirected(&taking.region).collect();
    let touches = |&&piece: &&usize| {
        let region = Region::single(pieces[piece].clone());
        undirected(&region).any(|edge| border.contains(&edge))
    };
    let goes: BTreeSet<usize> = parts[1..].iter().filter(touches).copied().collect();
    if goes.is_empty() {
        return Err(EditError::Apart { code, other });
    }
    let (stays, goes) = parted(from, &pieces, &goes)?;
    hand_over(&mut ground, (from, to), &stays, &goes, &lines)?;
    import::settled(snapshot, ground)
}

/// The pieces that are not polygons of the region as it was, the largest first.
fn divided(region: &Region, pieces: &[Polygon]) -> Vec<usize> {
    let whole = |piece: &Polygon| {
        let polygons = region.polygons().iter();
        let mut alike = polygons.filter(|polygon| polygon.bounds() == piece.bounds());
        alike.any(|polygon| polygon.doubled_area() == piece.doubled_area())
    };
    let mut parts: Vec<usize> = (0..pieces.len())
        .filter(|&piece| !whole(&pieces[piece]))
        .collect();
    parts.sort_by_key(|&piece| std::cmp::Reverse(pieces[piece].doubled_area()));
    parts
}

fn not_divided(code: &AreaCode, parts: usize) -> EditError {
    EditError::NotDivided {
        code: code.clone(),
        parts,
    }
}
