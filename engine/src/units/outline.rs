//! The borders of the parts of a division: those of today that stay, and new ones.

use std::collections::{BTreeMap, BTreeSet};

use super::cover::Ground;
use super::division::{Division, Ends};
use super::flood::{NONE, bounds_faces, sides};
use crate::geom::{Arrangement, Position};
use crate::model::AreaCode;

/// The parts whose ground is not that of the grid that they continue.
pub(super) fn changed(ground: &Ground, pieces: &[Vec<u32>], division: &Division) -> BTreeSet<u32> {
    let mut changed = BTreeSet::new();
    for (level, of_face) in pieces.iter().enumerate() {
        let mut kept: BTreeMap<&AreaCode, u32> = BTreeMap::new();
        for (number, part) in (0_u32..).zip(&division.parts) {
            match &part.continues {
                Some(code) if part.level == level => drop(kept.insert(code, number)),
                None if part.level == level => drop(changed.insert(number)),
                _ => {}
            }
        }
        let numbers: Vec<u32> = ground.levels[level]
            .iter()
            .map(|code| kept.get(code).copied().unwrap_or(NONE))
            .collect();
        for (&part, &owner) in of_face.iter().zip(&ground.owners[level]) {
            let today = if owner == NONE {
                NONE
            } else {
                numbers[owner as usize]
            };
            if part != today {
                changed.extend([part, today].into_iter().filter(|&part| part != NONE));
            }
        }
    }
    changed
}

/// Borders of today that stay straight, and vertices on those that do not.
pub(super) struct Outline {
    /// For each edge the border of today that stands in its place.
    straight: Vec<Option<Ends>>,
    /// By border, in order from its smaller end.
    pub(super) nodes: BTreeMap<Ends, Vec<Position>>,
}

impl Outline {
    pub(super) fn of(ground: &Ground, pieces: &[Vec<u32>]) -> Self {
        let arrangement = &ground.arrangement;
        let parts = |edge: usize| {
            let [a, b] = sides(arrangement, edge);
            bounds_faces(arrangement, edge)
                && pieces
                    .iter()
                    .any(|of_face| of_face[a as usize] != of_face[b as usize])
        };
        let parting: Vec<bool> = (0..arrangement.edges().len()).map(parts).collect();
        let mut chains: BTreeMap<Ends, Vec<usize>> = BTreeMap::new();
        let mut at: BTreeMap<Position, Vec<usize>> = BTreeMap::new();
        for (edge, borders) in ground.borders.iter().enumerate() {
            for &border in borders {
                chains.entry(border).or_default().push(edge);
            }
        }
        for edge in (0..parting.len()).filter(|&edge| parting[edge]) {
            let (low, high) = arrangement.ends(edge);
            at.entry(low).or_default().push(edge);
            at.entry(high).or_default().push(edge);
        }
        chains.retain(|_, chain| chain.len() > 1 && chain.iter().any(|&edge| parting[edge]));
        let mut straight = vec![None; parting.len()];
        let mut nodes = BTreeMap::new();
        for (border, chain) in chains {
            let inner = inner(arrangement, border, &chain);
            let other = |edge: &usize| ground.borders[*edge].binary_search(&border).is_err();
            let meets = |node: &Position| at.get(node).is_some_and(|edges| edges.iter().any(other));
            if inner.iter().any(meets) {
                nodes.insert(border, inner);
            } else {
                for edge in chain {
                    straight[edge] = Some(border);
                }
            }
        }
        Self { straight, nodes }
    }

    /// The directed edges around some parts, with these on their left.
    pub(super) fn edges(
        &self,
        ground: &Ground,
        pieces: &[Vec<u32>],
        parts: &BTreeSet<u32>,
    ) -> BTreeMap<u32, Vec<Ends>> {
        let arrangement = &ground.arrangement;
        let mut found: BTreeMap<u32, Vec<Ends>> = BTreeMap::new();
        for edge in (0..arrangement.edges().len()).filter(|&e| bounds_faces(arrangement, e)) {
            let (low, high) = arrangement.ends(edge);
            for of_face in pieces {
                let [left, right] = sides(arrangement, edge).map(|face| of_face[face as usize]);
                if left == right {
                    continue;
                }
                for (part, ends) in [(left, (low, high)), (right, (high, low))] {
                    if part != NONE && parts.contains(&part) {
                        found
                            .entry(part)
                            .or_default()
                            .extend(self.whole(edge, ends));
                    }
                }
            }
        }
        found
    }

    /// An edge in one of its directions, or the straight border in its place where it is the first of it.
    fn whole(&self, edge: usize, ends: Ends) -> Option<Ends> {
        match self.straight[edge] {
            None => Some(ends),
            Some((a, b)) if ends.0 == a => Some((a, b)),
            Some((a, b)) if ends.0 == b => Some((b, a)),
            Some(_) => None,
        }
    }
}

/// The vertices between the ends of a border, in order from its smaller end.
fn inner(arrangement: &Arrangement, (a, b): Ends, chain: &[usize]) -> Vec<Position> {
    let ends = chain
        .iter()
        .flat_map(|&edge| <[Position; 2]>::from(arrangement.ends(edge)));
    let mut inner: Vec<Position> = ends.filter(|&node| node != a && node != b).collect();
    let along = |p: &Position| {
        let step = |u: i32, v: i32| i128::from(v) - i128::from(u);
        step(a.lon(), b.lon()) * step(a.lon(), p.lon())
            + step(a.lat(), b.lat()) * step(a.lat(), p.lat())
    };
    inner.sort_by_key(|node| (along(node), *node));
    inner.dedup();
    inner
}
