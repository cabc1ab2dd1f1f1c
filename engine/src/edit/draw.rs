//! A grid drawn anew over ground of others, which keep the rest.

use std::collections::BTreeSet;

use super::codes::given_or_next;
use super::ground::{Ground, rebuilt};
use super::lay::{cut, divide_below, lay, parted};
use super::pieces::{part_cut_off, region_of};
use super::{EditError, import};
use crate::geom::{Polygon, Position, Region, lies_within};
use crate::model::{AreaCode, Delta, Grid, Lock, Tier};
use crate::snapshot::Snapshot;

/// Draws a grid over ground of a parent's grids; what a ring covers beyond the parent is left out. Without
/// a code it gets the next one.
///
/// # Errors
/// [`EditError::Taken`]; [`EditError::NoGround`] when the rings lie beside the parent; [`EditError::Vanishes`] and
/// [`EditError::FallsApart`] name the grid of which nothing, or no connected ground, would be left;
/// [`EditError::LowestTier`], [`EditError::Cut`], [`EditError::Codes`].
pub(super) fn draw(
    snapshot: &Snapshot,
    parent: &AreaCode,
    code: Option<&AreaCode>,
    name: &str,
    rings: &Region,
) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    ground.known(parent)?;
    let code = &given_or_next(&ground, parent, code)?;
    if ground.grid(code).is_some() {
        return Err(EditError::Taken(code.clone()));
    }
    let (tier, losers) = tier_below(&ground, parent)?;
    let closed = rings.rings().map(|ring| {
        let vertices = ring.vertices();
        vertices.iter().chain(&vertices[..1]).copied().collect()
    });
    let lines = lay(&mut ground, parent, &closed.collect::<Vec<_>>())?;
    let drawn = noded(code, rings, &lines)?;
    let pieces = cut(ground.known(parent)?, &lines)?;
    let inside: Vec<Polygon> = pieces
        .into_iter()
        .filter(|piece| lies_within(piece, &drawn))
        .collect();
    if inside.is_empty() {
        return Err(EditError::NoGround {
            code: code.clone(),
            parent: parent.clone(),
        });
    }
    let region = region_of(code, &inside)?;
    if let Some(place) = part_cut_off(&drawn, &region) {
        let code = code.clone();
        return Err(EditError::FallsApart { code, place });
    }
    ground.put(Grid {
        code: code.clone(),
        tier,
        parent: Some(parent.clone()),
        name: name.to_owned(),
        region,
        lock: Lock::Open,
    });
    for loser in losers {
        give(&mut ground, &loser, code, &drawn, &lines)?;
    }
    import::settled(snapshot, ground)
}

/// The tier of the grids of a parent, and those of them that are of it.
pub(super) fn tier_below(
    ground: &Ground<'_>,
    parent: &AreaCode,
) -> Result<(Tier, Vec<AreaCode>), EditError> {
    let above = ground.known(parent)?.tier;
    let children = ground.children(parent);
    let own = children.iter().map(|grid| grid.tier).min();
    let next = || Tier::ALL.into_iter().find(|&tier| tier > above);
    let tier = own.or_else(next);
    let tier = tier.ok_or_else(|| EditError::LowestTier(parent.clone()))?;
    let losers = children.into_iter().filter(|grid| grid.tier == tier);
    Ok((tier, losers.map(|grid| grid.code.clone()).collect()))
}

/// Takes the ground that was drawn over from one grid.
fn give(
    ground: &mut Ground<'_>,
    from: &AreaCode,
    to: &AreaCode,
    drawn: &Region,
    lines: &[Vec<Position>],
) -> Result<(), EditError> {
    let loser = ground.known(from)?.clone();
    let pieces = cut(&loser, lines)?;
    let inside = |&piece: &usize| lies_within(&pieces[piece], drawn);
    let goes: BTreeSet<usize> = (0..pieces.len()).filter(inside).collect();
    if goes.is_empty() {
        return Ok(());
    }
    if goes.len() == pieces.len() {
        return Err(EditError::Vanishes(from.clone()));
    }
    let (stays, goes) = parted(from, &pieces, &goes)?;
    if let Some(place) = part_cut_off(&loser.region, &stays) {
        let code = from.clone();
        return Err(EditError::FallsApart { code, place });
    }
    ground.put(Grid {
        region: stays,
        ..loser
    });
    divide_below(ground, from, to, &goes, lines)
}

/// The drawn region with the vertices that its rings got where they meet borders.
fn noded(code: &AreaCode, rings: &Region, lines: &[Vec<Position>]) -> Result<Region, EditError> {
    let mut lines = lines.iter();
    let region = rebuilt(rings, |_| lines.next().cloned().unwrap_or_default());
    region.map_err(|reason| EditError::Shape {
        code: code.clone(),
        reason,
    })
}
