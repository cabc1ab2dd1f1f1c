//! Vertices beside an edge that take no lattice position from the ground on its left.
//!
//! Where a line meets an edge off the lattice there is no vertex on the edge to meet it at. One beside the edge, on the
//! side of the ground, cuts a sliver off. The chain made here runs through such vertices, and through as many others as
//! it takes for every sliver to be empty: all lattice positions of the ground stay in it, some of them now on its border.
//!
//! For an edge u from a to b with no position between its ends there are v and w with u = v + w and cross(u, v) = 1. The
//! triangle of a, b and a + i v has the doubled area i and i - 1 positions on its side from a, and none on its others; by
//! Pick's theorem none lies inside. The same holds for b - j w. So a vertex of either kind, as near as may be to where
//! the line meets the edge, is put in, and the same is done with the part of the chain that is then met, until the vertex
//! is near enough. As v and w become shorter with each step, there are few.

use super::Position;

/// A vertex is near enough within so many lattice steps along either axis (2 cm).
const NEAR: i64 = 2;

/// A difference of positions, in lattice steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Steps {
    x: i128,
    y: i128,
}

impl Steps {
    fn between(from: Position, to: Position) -> Self {
        Self {
            x: i128::from(to.lon()) - i128::from(from.lon()),
            y: i128::from(to.lat()) - i128::from(from.lat()),
        }
    }

    fn dot(self, other: Self) -> i128 {
        self.x * other.x + self.y * other.y
    }

    fn times(self, k: i128) -> Self {
        Self {
            x: self.x * k,
            y: self.y * k,
        }
    }

    fn less(self, other: Self) -> Self {
        Self {
            x: self.x - other.x,
            y: self.y - other.y,
        }
    }

    fn from(self, start: Position) -> Position {
        let (x, y) = (
            i128::from(start.lon()) + self.x,
            i128::from(start.lat()) + self.y,
        );
        Position::clamped(x as i64, y as i64)
    }

    fn longest(self) -> i128 {
        self.x.abs().max(self.y.abs())
    }
}

/// The chain that takes the place of the edge from `a` to `b`, which has the ground on its left, so that it has a vertex
/// near each of some places beside it; both ends included. Also the vertex of each place, in the order given.
///
/// No lattice position lies between edge and chain. Cost: O(log n) vertices a place for an edge of n lattice steps.
pub(crate) fn chain_beside(
    a: Position,
    b: Position,
    places: &[Position],
) -> (Vec<Position>, Vec<Position>) {
    let whole = Steps::between(a, b);
    let along = |place: Position| Steps::between(a, place).dot(whole);
    let mut chain = vec![a, b];
    let mut met = Vec::with_capacity(places.len());
    for &place in places {
        loop {
            let behind = chain.partition_point(|&vertex| along(vertex) < along(place));
            let part = behind.clamp(1, chain.len() - 1) - 1;
            let (start, end) = (chain[part], chain[part + 1]);
            let nearest = if apart(start, place) <= apart(end, place) {
                start
            } else {
                end
            };
            let better = if apart(nearest, place) > i128::from(NEAR) {
                vertex_between(start, end, place)
            } else {
                None
            };
            let Some(vertex) = better else {
                met.push(nearest);
                break;
            };
            chain.insert(part + 1, vertex);
        }
    }
    (chain, met)
}

fn apart(one: Position, other: Position) -> i128 {
    Steps::between(one, other).longest()
}

/// A vertex between the ends of an edge, on it or on its left, such that no lattice position lies between the edge and
/// the way over the vertex; none when the ends are next to each other.
fn vertex_between(a: Position, b: Position, place: Position) -> Option<Position> {
    let (u, to_place) = (Steps::between(a, b), Steps::between(a, place));
    let (divisor, x, y) = bezout(u.x, u.y);
    if divisor > 1 {
        let unit = Steps {
            x: u.x / divisor,
            y: u.y / divisor,
        };
        let k = nearest_multiple(to_place, unit).clamp(1, divisor - 1);
        return Some(unit.times(k).from(a));
    }
    if u.longest() <= 1 {
        return None;
    }
    // u.x * x + u.y * y = 1, so cross(u, (-y, x)) = 1; moved along u until it ends between the ends
    let v = Steps { x: -y, y: x };
    let v = v.less(u.times(v.dot(u).div_euclid(u.dot(u))));
    let w = u.less(v);
    let most = |side: Steps| (u.dot(u) - 1) / side.dot(u);
    let i = nearest_multiple(to_place, v).clamp(1, most(v));
    let j = nearest_multiple(u.less(to_place), w).clamp(1, most(w));
    let (from_a, from_b) = (v.times(i).from(a), w.times(-j).from(b));
    Some(if apart(from_a, place) <= apart(from_b, place) {
        from_a
    } else {
        from_b
    })
}

/// How often a step leads nearest to a place.
fn nearest_multiple(place: Steps, step: Steps) -> i128 {
    let length = step.dot(step);
    (2 * place.dot(step) + length).div_euclid(2 * length)
}

/// The greatest common divisor of two numbers that are not both 0, and x and y with `a x + b y` equal to it.
fn bezout(a: i128, b: i128) -> (i128, i128, i128) {
    let (mut old, mut now) = ((a, 1, 0), (b, 0, 1));
    while now.0 != 0 {
        let q = old.0.div_euclid(now.0);
        (old, now) = (
            now,
            (old.0 - q * now.0, old.1 - q * now.1, old.2 - q * now.2),
        );
    }
    if old.0 < 0 {
        (-old.0, -old.1, -old.2)
    } else {
        old
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::orientation;

    fn at(x: i64, y: i64) -> Position {
        Position::clamped(x, y)
    }

    /// Lattice positions strictly between the edge and the chain, by going through all in the box.
    fn between(chain: &[Position]) -> usize {
        let (a, b) = (chain[0], chain[chain.len() - 1]);
        let (xs, ys) = (chain.iter().map(|p| p.lon()), chain.iter().map(|p| p.lat()));
        let (low_x, high_x) = (xs.clone().min().unwrap_or(0), xs.max().unwrap_or(0));
        let (low_y, high_y) = (ys.clone().min().unwrap_or(0), ys.max().unwrap_or(0));
        let on_chain = |p: Position| {
            chain.windows(2).any(|ends| {
                let box_of = crate::geom::Bounds::around([ends[0], ends[1]]);
                orientation(ends[0], ends[1], p) == 0 && box_of.is_some_and(|b| b.contains(p))
            })
        };
        let mut found = 0;
        for x in low_x..=high_x {
            for y in low_y..=high_y {
                let p = at(i64::from(x), i64::from(y));
                if orientation(a, b, p) < 0 || on_chain(p) {
                    continue;
                }
                // inside the ring of chain and edge, by the parity of crossings to the west
                let ring = chain.iter().zip(chain.iter().cycle().skip(1));
                let crossed = ring.filter(|&(&s, &e)| {
                    let (low, high) = if s.lat() <= e.lat() { (s, e) } else { (e, s) };
                    low.lat() <= y && y < high.lat() && orientation(low, high, p) < 0
                });
                found += crossed.take(chain.len()).count() % 2;
            }
        }
        found
    }

    #[test]
    fn chains_pass_near_the_place_and_cut_off_no_position() {
        let mut vertices = 0;
        for (dx, dy) in [
            (97, 61),
            (100, 1),
            (1, 100),
            (-89, 55),
            (55, -89),
            (-100, -3),
            (64, 48),
            (120, 0),
            (0, -75),
            (3, 2),
            (-1, 1),
        ] {
            for parts in 1..20 {
                let on_edge = at(dx * parts / 20, dy * parts / 20);
                let (chain, met) = chain_beside(at(0, 0), at(dx, dy), &[on_edge]);
                assert!(apart(met[0], on_edge) <= 4, "{dx} {dy} {on_edge} {met:?}");
                assert!(chain.contains(&met[0]));
                assert!(
                    chain
                        .iter()
                        .all(|&p| orientation(at(0, 0), at(dx, dy), p) >= 0),
                    "the ground side: {chain:?}"
                );
                assert_eq!(between(&chain), 0, "{dx} {dy} {chain:?}");
                vertices += chain.len() - 2;
            }
        }
        assert!(vertices > 200, "{vertices}");
    }

    #[test]
    fn several_places_of_a_long_edge_share_a_chain() {
        let (a, b) = (at(-1_234_567, 7_654_321), at(9_876_544, 1_357_913));
        let places: Vec<Position> = (1..=9)
            .map(|k| {
                let part = |from: i32, to: i32| {
                    i64::from(from) + (i64::from(to) - i64::from(from)) * k / 10
                };
                at(part(a.lon(), b.lon()), part(a.lat(), b.lat()))
            })
            .collect();
        let (chain, met) = chain_beside(a, b, &places);
        for (place, vertex) in places.iter().zip(&met) {
            assert!(apart(*place, *vertex) <= 4, "{place} {vertex}");
        }
        assert!(chain.len() < 9 * 16, "{}", chain.len());
        // Pick's theorem over the sliver: as many positions on its border as its area allows, none inside
        let ring: Vec<Position> = chain.iter().rev().copied().collect();
        let doubled: i128 = ring
            .iter()
            .zip(ring.iter().cycle().skip(1))
            .map(|(s, e)| {
                i128::from(s.lon()) * i128::from(e.lat())
                    - i128::from(e.lon()) * i128::from(s.lat())
            })
            .sum();
        let border: i128 = ring
            .iter()
            .zip(ring.iter().cycle().skip(1))
            .map(|(s, e)| {
                let step = Steps::between(*s, *e);
                bezout(step.x, step.y).0
            })
            .sum();
        assert_eq!(doubled.abs(), border - 2);
    }

    #[test]
    fn a_place_at_an_end_is_met_there() {
        let (chain, met) = chain_beside(at(0, 0), at(50, 7), &[at(1, 0), at(49, 7)]);
        assert_eq!(
            (chain, met),
            (vec![at(0, 0), at(50, 7)], vec![at(0, 0), at(50, 7)])
        );
    }
}
