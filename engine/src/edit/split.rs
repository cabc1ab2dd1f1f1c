//! Ground divided along a line: a grid split in two, a part of it given to a neighbour.
//!
//! The line may begin and end beyond the border. Where it meets borders, of the grid or of grids below, both get a
//! vertex at the nearest lattice position; all grids that have the edge get it, so that they keep sharing it. Grids
//! below that the line crosses are divided too; the larger part keeps the code, the other gets the next free one.

use std::collections::BTreeSet;

use super::ground::{Ground, coverage, with_nodes};
use super::{EditError, import};
use crate::geom::{Bounds, Polygon, Position, Region, Ring, cut_region, interior, node_path};
use crate::model::{AreaCode, Delta, Grid, Tier};
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
    new: &AreaCode,
    name: &str,
) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    ground.known(code)?;
    if ground.grid(new).is_some() {
        return Err(EditError::Taken(new.clone()));
    }
    let path = lay(&mut ground, code, line)?;
    let grid = ground.known(code)?.clone();
    let pieces = cut(&grid, &path)?;
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
    divide_below(&mut ground, code, new, &goes, &path)?;
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
    let path = lay(&mut ground, from, line)?;
    let (giving, taking) = (ground.known(from)?.clone(), ground.known(to)?.clone());
    let pieces = cut(&giving, &path)?;
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
    let grown = coverage(to, &[&taking.region, &goes])?.dissolve(&[0, 1])?;
    ground.put(Grid {
        region: stays,
        ..giving
    });
    ground.put(Grid {
        region: grown,
        ..taking
    });
    divide_below(&mut ground, from, to, &goes, &path)?;
    import::settled(snapshot, ground)
}

/// Lays a line over a grid and everything below it; the vertices where it meets borders go into all grids.
fn lay(
    ground: &mut Ground<'_>,
    code: &AreaCode,
    line: &[Position],
) -> Result<Vec<Position>, EditError> {
    let Some(bounds) = Bounds::around(line.iter().copied()).filter(|_| line.len() > 1) else {
        return Err(not_divided(code, 1));
    };
    let mut edges: BTreeSet<(Position, Position)> = BTreeSet::new();
    let mut family = vec![code.clone()];
    while let Some(member) = family.pop() {
        family.extend(ground.children(&member).into_iter().map(|g| g.code.clone()));
        let near = |&(a, b): &(Position, Position)| {
            Bounds::around([a, b]).is_some_and(|own| own.intersects(bounds))
        };
        edges.extend(undirected(&ground.known(&member)?.region).filter(near));
    }
    let edges: Vec<(Position, Position)> = edges.into_iter().collect();
    let noded = node_path(line, &edges);
    for ((a, b), nodes) in &noded.nodes {
        let tiers = Tier::ALL.into_iter();
        let holders = tiers.flat_map(|tier| ground.at_node(tier, *a));
        let codes: Vec<AreaCode> = holders.map(|grid| grid.code.clone()).collect();
        for holder in codes {
            ground.reshape(&holder, |ring| with_nodes(ring, (*a, *b), nodes))?;
        }
    }
    Ok(noded.path)
}

/// What belongs to a grid, after the part that goes has come to another one.
fn divide_below(
    ground: &mut Ground<'_>,
    from: &AreaCode,
    to: &AreaCode,
    goes: &Region,
    path: &[Position],
) -> Result<(), EditError> {
    let children: Vec<Grid> = ground.children(from).into_iter().cloned().collect();
    for child in children {
        let pieces = cut(&child, path)?;
        let gone = |&piece: &usize| goes.covers(interior(&pieces[piece]));
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
        let code = free_code(ground, new_parent)?;
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
        divide_below(ground, &child_code, &code, &other, path)?;
    }
    Ok(())
}

/// The next free code below a grid: grids of a division, micro-grids of a grid.
fn free_code(ground: &Ground<'_>, parent: &AreaCode) -> Result<AreaCode, EditError> {
    let digits = match parent.as_str().len() {
        12 => 3,
        16 => 2,
        _ => return Err(EditError::Codes(parent.clone())),
    };
    let letter = if digits == 3 { "G" } else { "" };
    let code = |number: u32| AreaCode::new(&format!("{parent}{letter}{number:0digits$}"));
    let last = 10_u32.pow(digits as u32) - 1;
    let taken = (1..=last).rev().find(|&number| {
        let code = code(number);
        code.is_ok_and(|code| ground.grid(&code).is_some())
    });
    match taken.unwrap_or(0) {
        number if number < last => Ok(code(number + 1)?),
        _ => Err(EditError::Codes(parent.clone())),
    }
}

fn cut(grid: &Grid, path: &[Position]) -> Result<Vec<Polygon>, EditError> {
    cut_region(&grid.region, path).map_err(|error| EditError::Cut {
        code: grid.code.clone(),
        reason: error.to_string(),
    })
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

/// Pieces put together again in two regions: those that stay and those that go.
fn parted(
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

/// The edges of a region, each with its smaller end first.
fn undirected(region: &Region) -> impl Iterator<Item = (Position, Position)> + '_ {
    let edges = region.rings().flat_map(Ring::edges);
    edges.map(|(a, b)| (a.min(b), a.max(b)))
}

fn not_divided(code: &AreaCode, parts: usize) -> EditError {
    EditError::NotDivided {
        code: code.clone(),
        parts,
    }
}
