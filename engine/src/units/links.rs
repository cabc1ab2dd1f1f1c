//! Which units are neighbours, how long their border is, and what lies on it.

use std::collections::BTreeSet;

use super::absorb::Faces;
use super::flood::{NONE, bounds_faces, sides};
use super::obstacle::blocks;
use crate::balance::{Link, LinkKind, Obstacle};
use crate::geom::Position;

/// So much of a border without river or railway is enough to walk across.
const OPEN_MM: u64 = 1000;

/// Links, and those that rivers and railways take away.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// One may walk from one unit to the other.
    pub(super) open: Vec<Link>,
    /// They share a border that nobody crosses.
    pub(super) blocked: Vec<Link>,
}

/// A part of a border between two units.
type Part = ([u32; 2], u32);

/// The links of units that share a border. Cost: O(e log e) for their edges.
pub(super) fn links(
    faces: &Faces<'_>,
    unit_of_face: &[u32],
    crossings: &BTreeSet<Position>,
) -> Found {
    let mut parts: Vec<Part> = Vec::new();
    for edge in (0..faces.ground.edges().len()).filter(|&e| bounds_faces(faces.ground, e)) {
        let [a, b] = sides(faces.ground, edge).map(|face| unit_of_face[face as usize]);
        if a != b && a != NONE && b != NONE {
            parts.push(([a.min(b), a.max(b)], edge as u32));
        }
    }
    parts.sort_unstable();
    let mut found = Found::default();
    for border in parts.chunk_by(|a, b| a.0 == b.0) {
        let link = link(faces, border);
        if blocks(link.obstacle) && !is_crossed(faces, border, crossings) {
            found.blocked.push(link);
        } else {
            found.open.push(link);
        }
    }
    found
}

/// The link of one border: what lies along at least half of it, or what blocks it where hardly anything is open.
fn link(faces: &Faces<'_>, border: &[Part]) -> Link {
    let mut by_obstacle = [0_u64; Obstacle::ALL.len()];
    for &(_, edge) in border {
        let obstacle = faces.obstacles[edge as usize].unwrap_or_default();
        by_obstacle[obstacle as usize] += faces.lengths_mm[edge as usize];
    }
    let length_mm: u64 = by_obstacle.iter().sum();
    let blocked = Obstacle::ALL
        .into_iter()
        .filter(|&obstacle| blocks(obstacle));
    let blocked_mm: u64 = blocked.map(|obstacle| by_obstacle[obstacle as usize]).sum();
    let is_open = length_mm - blocked_mm >= OPEN_MM.min(length_mm.div_ceil(2));
    let mut above = 0;
    let hardest = Obstacle::ALL.into_iter().rev().find(|&obstacle| {
        above += by_obstacle[obstacle as usize];
        if is_open {
            !blocks(obstacle) && 2 * above >= length_mm
        } else {
            above > 0
        }
    });
    Link {
        ends: border[0].0,
        length_mm,
        kind: LinkKind::Shared,
        obstacle: hardest.unwrap_or_default(),
    }
}

/// Whether a way leads across somewhere on a border.
fn is_crossed(faces: &Faces<'_>, border: &[Part], crossings: &BTreeSet<Position>) -> bool {
    !crossings.is_empty()
        && border.iter().any(|&(_, edge)| {
            let (a, b) = faces.ground.ends(edge as usize);
            crossings.contains(&a) || crossings.contains(&b)
        })
}
