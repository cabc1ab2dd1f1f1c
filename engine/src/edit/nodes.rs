//! Nodes of borders: moved, inserted and taken away for all grids that share them, in the tier and in those below.

use std::collections::{BTreeMap, BTreeSet};

use super::ground::{Ground, with_nodes};
use super::{EditError, import};
use crate::geom::{Position, Ring};
use crate::model::{AreaCode, Delta, Tier};
use crate::snapshot::Snapshot;

/// Moves a node of a tier's borders, with everything below that shares it.
///
/// # Errors
/// [`EditError::NoNode`], [`EditError::Outline`] when a tier above has the node too, [`EditError::Shape`].
pub(super) fn move_node(
    snapshot: &Snapshot,
    tier: Tier,
    from: Position,
    to: Position,
) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    for code in sharers(&ground, tier, from)? {
        let moved = |ring: &Ring| {
            let vertices = ring.vertices().iter();
            vertices.map(|&v| if v == from { to } else { v }).collect()
        };
        ground.reshape(&code, moved)?;
    }
    import::settled(snapshot, ground)
}

/// Puts a node into an edge of a tier's borders. Where it lies on the edge itself, nothing moves and tiers above take it
/// too; else the border bends to it.
///
/// # Errors
/// [`EditError::NoEdge`], [`EditError::Outline`] when a tier above has the edge and would bend, [`EditError::Shape`].
pub(super) fn insert_node(
    snapshot: &Snapshot,
    tier: Tier,
    edge: (Position, Position),
    at: Position,
) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    let bends = !lies_on(edge, at);
    let has_edge = |ring: &Ring| ring.edges().any(|e| e == edge || e == (edge.1, edge.0));
    let mut codes = Vec::new();
    for level in Tier::ALL {
        for grid in ground.at_node(level, edge.0) {
            if !grid.region.rings().any(has_edge) {
                continue;
            }
            if level < tier && bends {
                return Err(outline(&grid.code, level, at));
            }
            codes.push((level, grid.code.clone()));
        }
    }
    if !codes.iter().any(|(level, _)| *level == tier) {
        let (from, to) = edge;
        return Err(EditError::NoEdge { tier, from, to });
    }
    let edge = (edge.0.min(edge.1), edge.0.max(edge.1));
    let nodes = BTreeMap::from([(edge, vec![at])]);
    for (_, code) in codes {
        ground.reshape(&code, |ring| with_nodes(ring, &nodes))?;
    }
    import::settled(snapshot, ground)
}

/// Takes away a node where a tier's border only passes.
///
/// # Errors
/// [`EditError::NoNode`]; [`EditError::Junction`] where more than two edges end; [`EditError::Outline`] when a tier above
/// has the node and would change; [`EditError::Shape`].
pub(super) fn delete_node(
    snapshot: &Snapshot,
    tier: Tier,
    node: Position,
) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    let mut around = BTreeSet::new();
    let mut codes = Vec::new();
    for level in Tier::ALL {
        for grid in ground.at_node(level, node) {
            for (a, b) in grid.region.rings().flat_map(Ring::edges) {
                around.extend((a == node).then_some(b));
                around.extend((b == node).then_some(a));
            }
            codes.push((level, grid.code.clone()));
        }
    }
    if !codes.iter().any(|(level, _)| *level == tier) {
        return Err(EditError::NoNode { tier, node });
    }
    let ends: Vec<Position> = around.into_iter().collect();
    let [a, b] = ends.as_slice() else {
        let edges = ends.len();
        return Err(EditError::Junction { node, edges });
    };
    let straightens = !lies_on((*a, *b), node);
    if let (true, Some((level, code))) = (straightens, codes.first().filter(|(l, _)| *l < tier)) {
        return Err(outline(code, *level, node));
    }
    for (_, code) in codes {
        let without = |ring: &Ring| {
            let vertices = ring.vertices().iter().copied();
            vertices.filter(|&v| v != node).collect()
        };
        ground.reshape(&code, without)?;
    }
    import::settled(snapshot, ground)
}

/// The codes of the grids of a tier and below that have a node.
fn sharers(ground: &Ground<'_>, tier: Tier, node: Position) -> Result<Vec<AreaCode>, EditError> {
    for level in Tier::ALL.into_iter().filter(|&level| level < tier) {
        if let Some(grid) = ground.touching(level, node).first() {
            return Err(outline(&grid.code, level, node));
        }
    }
    if ground.at_node(tier, node).is_empty() {
        return Err(EditError::NoNode { tier, node });
    }
    let below = Tier::ALL.into_iter().filter(|&level| level >= tier);
    let grids = below.flat_map(|level| ground.at_node(level, node));
    Ok(grids.map(|grid| grid.code.clone()).collect())
}

/// Whether a position lies on an edge, between its ends.
fn lies_on((a, b): (Position, Position), p: Position) -> bool {
    let wide = |v: Position| (i128::from(v.lon()), i128::from(v.lat()));
    let ((ax, ay), (bx, by), (px, py)) = (wide(a), wide(b), wide(p));
    let between = |u: i128, v: i128, w: i128| (u.min(v)..=u.max(v)).contains(&w);
    (bx - ax) * (py - ay) == (by - ay) * (px - ax) && between(ax, bx, px) && between(ay, by, py)
}

fn outline(code: &AreaCode, tier: Tier, place: Position) -> EditError {
    EditError::Outline {
        code: code.clone(),
        tier,
        place,
    }
}
