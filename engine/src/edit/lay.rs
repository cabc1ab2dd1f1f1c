//! Lines laid over a grid and everything below it, and the ground cut along them.
//!
//! The lines may begin and end beyond the border. Where they meet borders, of the grid or of grids below, both get a
//! vertex at the nearest lattice position; all grids that have the edge get it, so that they keep sharing it. Grids
//! below that the lines cross are divided too; the larger part keeps the code, the other gets the next free one.

use std::collections::BTreeSet;

use super::EditError;
use super::codes::next_code;
use super::ground::{Ground, coverage, undirected};
use crate::geom::{Bounds, Polygon, Position, Region, cut_region, lies_within, node_paths};
use crate::model::{AreaCode, Grid};

/// Lays lines over a grid and everything below it: the lines with a vertex where they meet borders, which get it too.
///
/// # Errors
/// [`EditError::Shape`] when a border that bends by less than a lattice step would touch another.
pub(super) fn lay(
    ground: &mut Ground<'_>,
    code: &AreaCode,
    lines: &[Vec<Position>],
) -> Result<Vec<Vec<Position>>, EditError> {
    let Some(bounds) = Bounds::around(lines.iter().flatten().copied()) else {
        return Ok(Vec::new());
    };
    let near = |&(a, b): &(Position, Position)| {
        Bounds::around([a, b]).is_some_and(|own| own.intersects(bounds))
    };
    let family = ground.family(code)?;
    let edges: BTreeSet<(Position, Position)> = family
        .into_iter()
        .filter(|grid| grid.region.bounds().intersects(bounds))
        .flat_map(|grid| undirected(&grid.region).filter(near))
        .collect();
    let noded = node_paths(lines, &edges.into_iter().collect::<Vec<_>>());
    ground.put_nodes(&noded.nodes)?;
    Ok(noded.paths)
}

/// The pieces of a grid between lines that were laid over it.
///
/// # Errors
/// [`EditError::Cut`].
pub(super) fn cut(grid: &Grid, lines: &[Vec<Position>]) -> Result<Vec<Polygon>, EditError> {
    cut_region(&grid.region, lines).map_err(|error| EditError::Cut {
        code: grid.code.clone(),
        reason: error.to_string(),
    })
}

/// Gives a part of a grid between lines to a neighbour, with what is below.
///
/// # Errors
/// [`EditError::Overlapping`]; as [`divide_below`].
pub(super) fn hand_over(
    ground: &mut Ground<'_>,
    (from, to): (&AreaCode, &AreaCode),
    stays: &Region,
    goes: &Region,
    lines: &[Vec<Position>],
) -> Result<(), EditError> {
    let (giving, taking) = (ground.known(from)?.clone(), ground.known(to)?.clone());
    let grown = coverage(to, &[&taking.region, goes])?.dissolve(&[0, 1])?;
    ground.put(Grid {
        region: stays.clone(),
        ..giving
    });
    ground.put(Grid {
        region: grown,
        ..taking
    });
    divide_below(ground, from, to, goes, lines)
}

/// Gives what belongs to a grid and lies in a part of it to another, to which that part has gone.
///
/// # Errors
/// [`EditError::Cut`]; [`EditError::Codes`] when there is no free code for a part of a grid below.
pub(super) fn divide_below(
    ground: &mut Ground<'_>,
    from: &AreaCode,
    to: &AreaCode,
    goes: &Region,
    lines: &[Vec<Position>],
) -> Result<(), EditError> {
    let children: Vec<Grid> = ground.children(from).into_iter().cloned().collect();
    for child in children {
        let pieces = cut(&child, lines)?;
        let gone = |&piece: &usize| lies_within(&pieces[piece], goes);
        let mut gone: BTreeSet<usize> = (0..pieces.len()).filter(gone).collect();
        if gone.is_empty() {
            continue;
        }
        let parent = Some(to.clone());
        if gone.len() == pieces.len() {
            ground.put(Grid { parent, ..child });
            continue;
        }
        let area = |chosen: bool| -> i128 {
            let own = pieces.iter().enumerate();
            let own = own.filter(|(piece, _)| gone.contains(piece) == chosen);
            own.map(|(_, piece)| piece.doubled_area()).sum()
        };
        // the larger part keeps the code
        let (old_parent, new_parent) = if area(true) > area(false) {
            gone = (0..pieces.len())
                .filter(|piece| !gone.contains(piece))
                .collect();
            (to, from)
        } else {
            (from, to)
        };
        let (stays, other) = parted(&child.code, &pieces, &gone)?;
        let code = next_code(ground, new_parent)?;
        ground.put(Grid {
            code: code.clone(),
            parent: Some(new_parent.clone()),
            region: other.clone(),
            ..child.clone()
        });
        let child_code = child.code.clone();
        ground.put(Grid {
            parent: Some(old_parent.clone()),
            region: stays,
            ..child
        });
        divide_below(ground, &child_code, &code, &other, lines)?;
    }
    Ok(())
}

/// Pieces put together again in two regions: those that stay and those that go.
pub(super) fn parted(
    code: &AreaCode,
    pieces: &[Polygon],
    goes: &BTreeSet<usize>,
) -> Result<(Region, Region), EditError> {
    let regions: Vec<Region> = pieces.iter().cloned().map(Region::single).collect();
    let regions: Vec<&Region> = regions.iter().collect();
    let (gone, stay): (Vec<usize>, Vec<usize>) =
        (0..pieces.len()).partition(|piece| goes.contains(piece));
    let coverage = coverage(code, &regions)?;
    Ok((coverage.dissolve(&stay)?, coverage.dissolve(&gone)?))
}
