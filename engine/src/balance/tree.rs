//! Spanning trees of a region, and the best place to cut one in two.

use super::chance::Chance;
use super::plan::Plan;

/// A tree over the units of a region that is in one piece, with sums below each unit.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The units, each after the one it hangs on.
    order: Vec<u32>,
    /// The place in `order` of what each hangs on; the first hangs on itself.
    above: Vec<u32>,
    /// How many units hang below each, itself included: they follow it in `order`.
    sizes: Vec<u32>,
    places: Vec<u32>,
    edges: Vec<(u32, u32, u32)>,
    roots: Vec<u32>,
    rows: Vec<Vec<u32>>,
}

/// Added to the rank of an edge between units of different labels, so that it is taken when no other will do.
const ACROSS: u32 = 1 << 30;

const OUTSIDE: u32 = u32::MAX;

impl Tree {
    /// Draws a tree by chance, edges inside grids first; whether the region was in one piece. O(m log m) in its edges.
    pub(super) fn draw(&mut self, plan: &Plan, region: &[u32], chance: &mut Chance) -> bool {
        self.places.resize(plan.labels().len(), OUTSIDE);
        for (place, &unit) in region.iter().enumerate() {
            self.places[unit as usize] = place as u32;
        }
        self.draw_edges(plan, region, chance);
        let joined = self.join(region.len());
        for &unit in region {
            self.places[unit as usize] = OUTSIDE;
        }
        if joined {
            self.lay_out(region);
        }
        joined
    }

    fn draw_edges(&mut self, plan: &Plan, region: &[u32], chance: &mut Chance) {
        self.edges.clear();
        for (place, &unit) in region.iter().enumerate() {
            for next in plan.problem().graph().neighbours(unit) {
                let other = self.places[next.unit as usize];
                if other != OUTSIDE && next.unit > unit {
                    let rank = (chance.next() >> 34) as u32 & (ACROSS - 1);
                    let is_across = plan.label(unit) != plan.label(next.unit);
                    let rank = rank + u32::from(is_across) * ACROSS;
                    self.edges.push((rank, place as u32, other));
                }
            }
        }
        self.edges.sort_unstable();
    }

    /// Takes edges in their order as long as they close no ring (Kruskal 1956); whether one tree came of it.
    fn join(&mut self, units: usize) -> bool {
        self.roots.clear();
        self.roots.extend(0..units as u32);
        self.rows.iter_mut().for_each(Vec::clear);
        self.rows.resize_with(units.max(self.rows.len()), Vec::new);
        let mut missing = units.saturating_sub(1);
        for &(_, a, b) in &self.edges {
            let (one, other) = (root(&mut self.roots, a), root(&mut self.roots, b));
            if one != other {
                self.roots[one as usize] = other;
                self.rows[a as usize].push(b);
                self.rows[b as usize].push(a);
                missing -= 1;
            }
        }
        missing == 0
    }

    /// Puts the units in an order in which all that hangs below one follows it at once.
    fn lay_out(&mut self, region: &[u32]) {
        self.order.clear();
        self.above.clear();
        let mut stack = vec![(0_u32, 0_u32, OUTSIDE)];
        while let Some((here, above, from)) = stack.pop() {
            let place = self.order.len() as u32;
            self.order.push(region[here as usize]);
            self.above.push(above);
            for &next in &self.rows[here as usize] {
                if next != from {
                    stack.push((next, place, here));
                }
            }
        }
        self.sizes.clear();
        self.sizes.resize(self.order.len(), 1);
        for place in (1..self.order.len()).rev() {
            self.sizes[self.above[place] as usize] += self.sizes[place];
        }
    }

    /// The units below the edge that leads up from a place, with what the place holds.
    pub(super) fn below(&self, place: usize) -> &[u32] {
        &self.order[place..place + self.sizes[place] as usize]
    }

    /// Sums of a value below each unit, in the order of the tree.
    pub(super) fn sums(&self, value: impl Fn(u32) -> u64) -> Vec<u64> {
        let mut sums: Vec<u64> = self.order.iter().map(|&unit| value(unit)).collect();
        for place in (1..sums.len()).rev() {
            sums[self.above[place] as usize] += sums[place];
        }
        sums
    }
}

/// What is summed up on one side of the edge that leads up from a place.
pub(super) fn side_of(sums: &[u64], place: usize, is_below: bool) -> u64 {
    if is_below {
        sums[place]
    } else {
        sums[0] - sums[place]
    }
}

fn root(roots: &mut [u32], mut of: u32) -> u32 {
    while roots[of as usize] != of {
        roots[of as usize] = roots[roots[of as usize] as usize];
        of = roots[of as usize];
    }
    of
}
