//! What is divided by itself: the parts of a graph that no link joins, less the units that are heavier than the band.

use super::level::Level;
use super::plan::Range;

/// Connected nodes, neighbours near each other, and into how many grids they go.
pub(super) struct Piece {
    pub(super) nodes: Vec<u32>,
    pub(super) grids: usize,
    is_heavy: bool,
}

/// The pieces of a graph: each takes at least one grid, and as many as it has work for. Heavy nodes are pieces of their own where
/// there are grids enough for all pieces.
pub(super) fn of(level: &Level, range: Range, grids: usize) -> Vec<Piece> {
    let mut pieces = connected(level, range);
    if pieces.len() > grids {
        let whole = Range {
            low: 0,
            high: u64::MAX,
        };
        pieces = connected(level, whole);
    }
    let work = |piece: &Piece| work_of(level, &piece.nodes);
    let works: Vec<u64> = pieces.iter().map(work).collect();
    let total: u64 = works.iter().sum();
    let mean = (total / grids.max(1) as u64).clamp(range.low.max(1), range.high);
    for (piece, &work) in pieces.iter_mut().zip(&works) {
        let most = if piece.is_heavy { 1 } else { piece.nodes.len() };
        piece.grids = nearest_count(work, mean, range).clamp(1, most);
    }
    meet(&mut pieces, &works, grids);
    pieces
}

fn work_of(level: &Level, nodes: &[u32]) -> u64 {
    nodes.iter().map(|&node| level.work[node as usize]).sum()
}

/// The number of grids that fits so much work best: in the range where that can be, and near the mean.
fn nearest_count(work: u64, mean: u64, range: Range) -> usize {
    let near = (work + mean / 2) / mean;
    let (least, most) = (
        work.div_ceil(range.high),
        work.checked_div(range.low).unwrap_or(u64::MAX),
    );
    let count = if least <= most {
        near.clamp(least, most)
    } else {
        near
    };
    count as usize
}

/// Adds grids where they are fullest, those with a heavy node last, or takes them where they are emptiest, until there are as
/// many as asked for.
fn meet(pieces: &mut [Piece], works: &[u64], grids: usize) {
    let mut count: usize = pieces.iter().map(|piece| piece.grids).sum();
    while count < grids {
        let open = (0..pieces.len()).filter(|&at| pieces[at].grids < pieces[at].nodes.len());
        let fullest = |&at: &usize| {
            let each = works[at] / (pieces[at].grids as u64 + 1);
            (!pieces[at].is_heavy, each)
        };
        let Some(at) = open.max_by_key(fullest) else {
            break;
        };
        pieces[at].grids += 1;
        count += 1;
    }
    while count > grids {
        let open = (0..pieces.len()).filter(|&at| pieces[at].grids > 1);
        let Some(at) = open.min_by_key(|&at| works[at] / (pieces[at].grids as u64 - 1)) else {
            break;
        };
        pieces[at].grids -= 1;
        count -= 1;
    }
}

/// Each heavy node by itself and the connected parts of the others; a part too light for a grid goes with a heavy node that it
/// touches.
fn connected(level: &Level, range: Range) -> Vec<Piece> {
    let mut owner = vec![u32::MAX; level.len()];
    let mut pieces: Vec<Piece> = Vec::new();
    for (node, &work) in level.work.iter().enumerate() {
        if work > range.high {
            owner[node] = pieces.len() as u32;
            pieces.push(Piece {
                nodes: vec![node as u32],
                grids: 1,
                is_heavy: true,
            });
        }
    }
    for first in 0..level.len() as u32 {
        if owner[first as usize] != u32::MAX {
            continue;
        }
        let number = pieces.len() as u32;
        owner[first as usize] = number;
        let mut nodes = vec![first];
        let mut touched = None;
        let mut at = 0;
        while at < nodes.len() {
            for edge in level.edges(nodes[at]) {
                let other = &mut owner[edge.to as usize];
                if *other == u32::MAX {
                    *other = number;
                    nodes.push(edge.to);
                } else if *other != number && level.work[edge.to as usize] > range.high {
                    touched = touched.or(Some(*other));
                }
            }
            at += 1;
        }
        match touched {
            Some(heavy) if work_of(level, &nodes) < range.low => {
                for &node in &nodes {
                    owner[node as usize] = heavy;
                }
                pieces[heavy as usize].nodes.append(&mut nodes);
            }
            _ => pieces.push(Piece {
                nodes,
                grids: 1,
                is_heavy: false,
            }),
        }
    }
    pieces
}
