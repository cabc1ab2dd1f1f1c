//! Vertices that were put on one grid's border, put on the same edges of all others.

use std::collections::HashMap;

use crate::geom::{Bend, Bounds, Draft, Position};

/// Edges, from the lower to the higher end, with the vertices that belong between them.
#[derive(Debug, Default)]
pub(super) struct Weave {
    via: HashMap<(Position, Position), Vec<Position>>,
    bounds: Option<Bounds>,
}

impl Weave {
    /// The vertices of some bends; those that neighbours put on one edge from both sides are put in one order.
    pub(super) fn new(bends: Vec<Bend>) -> Self {
        let mut on_edge: HashMap<(Position, Position), Vec<Position>> = HashMap::new();
        for Bend { from, to, via } in bends {
            let edge = (from.min(to), from.max(to));
            on_edge.entry(edge).or_default().extend(via);
        }
        let mut weave = Self::default();
        for ((low, high), mut between) in on_edge {
            between.sort_by_key(|&p| (along((low, high), p), p));
            between.dedup();
            let mut chain = vec![low];
            chain.extend(between);
            chain.push(high);
            weave.bounds = chain_bounds(weave.bounds, &chain);
            // a neighbour may have some of the vertices already
            for (i, &a) in chain.iter().enumerate() {
                for (j, &b) in chain.iter().enumerate().skip(i + 2) {
                    let mut inner = chain[i + 1..j].to_vec();
                    if a > b {
                        inner.reverse();
                    }
                    weave.via.insert((a.min(b), a.max(b)), inner);
                }
            }
        }
        weave
    }

    /// Whether a region in this box may have one of the edges.
    pub(super) fn may_meet(&self, bounds: Bounds) -> bool {
        self.bounds.is_some_and(|own| own.intersects(bounds))
    }

    /// A draft with the vertices on its edges, where the first of them is, and how many there are; `None` when it has
    /// none of the edges.
    pub(super) fn woven(&self, draft: &Draft) -> Option<(Draft, Position, usize)> {
        let mut added: Vec<Position> = Vec::new();
        let mut chain = |chain: &Vec<Position>| {
            let mut woven = Vec::with_capacity(chain.len());
            for pair in chain.windows(2) {
                let (a, b) = (pair[0], pair[1]);
                woven.push(a);
                let Some(via) = self.via.get(&(a.min(b), a.max(b))) else {
                    continue;
                };
                let start = woven.len();
                woven.extend(via);
                if a > b {
                    woven[start..].reverse();
                }
                added.extend(via);
            }
            woven.extend(chain.last());
            woven
        };
        let polygons = draft
            .polygons
            .iter()
            .map(|chains| chains.iter().map(&mut chain).collect())
            .collect();
        let first = added.first().copied()?;
        Some((Draft { polygons }, first, added.len()))
    }
}

/// How far along an edge a position lies, as a product of lattice steps.
fn along((a, b): (Position, Position), p: Position) -> i128 {
    let from = |q: Position| {
        let step = |q: i32, a: i32| i128::from(q) - i128::from(a);
        (step(q.lon(), a.lon()), step(q.lat(), a.lat()))
    };
    let ((bx, by), (px, py)) = (from(b), from(p));
    bx * px + by * py
}

fn chain_bounds(known: Option<Bounds>, chain: &[Position]) -> Option<Bounds> {
    let own = Bounds::around(chain.iter().copied())?;
    Some(known.map_or(own, |known| known.union(own)))
}
