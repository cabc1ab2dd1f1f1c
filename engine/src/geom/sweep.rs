//! Whether a closed chain meets itself, by a sweep from west to east (M. Shamos and D. Hoey, 1976), exact.
//!
//! The edges that the sweep line meets are kept from south to north. As long as no two have met they stay in this order,
//! and two that meet next to each other are neighbours just before: so only neighbours are compared. A place that has
//! the longitude of another is swept after it when it lies further north, so upright edges need no rule of their own.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::Bound;

use super::Position;
use super::position::orientation;

/// Where a closed chain of at least three vertices, no two in a row the same, crosses, touches or repeats itself; the
/// first place that the sweep comes upon.
///
/// Cost: O(n log n), whatever the chain; short chains without a fault, which are most, are passed by a simpler sweep.
pub(super) fn self_touch(vertices: &[Position]) -> Option<Position> {
    const SHORT: usize = 512;
    if vertices.len() <= SHORT && !touches_somewhere(vertices) {
        return None;
    }
    first_touch(vertices)
}

/// Whether any two edges meet that should not: all pairs whose boxes meet, found from west to east. Quadratic at worst.
fn touches_somewhere(vertices: &[Position]) -> bool {
    let count = vertices.len();
    let edge = |i: usize| (vertices[i], vertices[(i + 1) % count]);
    let west = |i: usize| edge(i).0.lon().min(edge(i).1.lon());
    let mut from_west: Vec<usize> = (0..count).collect();
    from_west.sort_unstable_by_key(|&i| west(i));
    from_west.iter().enumerate().any(|(place, &i)| {
        let (a, b) = edge(i);
        let east = a.lon().max(b.lon());
        let (south, north) = (a.lat().min(b.lat()), a.lat().max(b.lat()));
        let later = from_west[place + 1..].iter();
        later.take_while(|&&j| west(j) <= east).any(|&j| {
            let (c, d) = edge(j);
            c.lat().min(d.lat()) <= north
                && c.lat().max(d.lat()) >= south
                && edges_touch(vertices, i.min(j), i.max(j)).is_some()
        })
    })
}

fn first_touch(vertices: &[Position]) -> Option<Position> {
    let count = vertices.len();
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_unstable_by_key(|&i| vertices[i]);
    let repeated = order
        .windows(2)
        .find(|pair| vertices[pair[0]] == vertices[pair[1]]);
    if let Some(pair) = repeated {
        return Some(vertices[pair[0]]);
    }
    let edge = |i: usize| Edge::new(vertices, i);
    let mut line = BTreeSet::new();
    for i in order {
        let here = [edge((i + count - 1) % count), edge(i)];
        for ending in here.iter().filter(|edge| edge.east == vertices[i]) {
            line.remove(ending);
            if let (Some(south), Some(north)) = neighbours(&line, ending)
                && let Some(place) = edges_touch(vertices, south.index, north.index)
            {
                return Some(place);
            }
        }
        for starting in here.into_iter().filter(|edge| edge.west == vertices[i]) {
            let (south, north) = neighbours(&line, &starting);
            for beside in [south, north].into_iter().flatten() {
                if let Some(place) = edges_touch(vertices, beside.index, starting.index) {
                    return Some(place);
                }
            }
            line.insert(starting);
        }
    }
    None
}

/// The edges next to one, to the south and to the north.
fn neighbours<'a>(line: &'a BTreeSet<Edge>, edge: &Edge) -> (Option<&'a Edge>, Option<&'a Edge>) {
    let mut south = line.range((Bound::Unbounded, Bound::Excluded(edge)));
    let mut north = line.range((Bound::Excluded(edge), Bound::Unbounded));
    (south.next_back(), north.next())
}

/// An edge from its western to its eastern end; edges on one sweep line are in order from south to north.
#[derive(PartialEq, Eq)]
struct Edge {
    west: Position,
    east: Position,
    index: usize,
}

impl Edge {
    fn new(vertices: &[Position], index: usize) -> Self {
        let (a, b) = (vertices[index], vertices[(index + 1) % vertices.len()]);
        Self {
            west: a.min(b),
            east: a.max(b),
            index,
        }
    }

    /// Whether another edge, which begins not before this one, lies north of it.
    fn order_of(&self, other: &Self) -> Ordering {
        let north = |p: Position| orientation(self.west, self.east, p).cmp(&0);
        let ends = north(other.west).then_with(|| north(other.east));
        ends.reverse().then(self.index.cmp(&other.index))
    }
}

impl Ord for Edge {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.west <= other.west {
            self.order_of(other)
        } else {
            other.order_of(self).reverse()
        }
    }
}

impl PartialOrd for Edge {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whether a position lies on a segment, ends included.
pub(super) fn on_segment(a: Position, b: Position, p: Position) -> bool {
    let within = |low: i32, high: i32, v: i32| (low.min(high)..=low.max(high)).contains(&v);
    within(a.lon(), b.lon(), p.lon())
        && within(a.lat(), b.lat(), p.lat())
        && orientation(a, b, p) == 0
}

/// Where two edges of a chain have more in common than the vertex between neighbours.
fn edges_touch(vertices: &[Position], i: usize, j: usize) -> Option<Position> {
    let count = vertices.len();
    let (a, b) = (vertices[i], vertices[(i + 1) % count]);
    let (c, d) = (vertices[j], vertices[(j + 1) % count]);
    if (i + 1) % count == j {
        return (on_segment(a, b, d) || on_segment(c, d, a)).then_some(b);
    }
    if (j + 1) % count == i {
        return (on_segment(c, d, b) || on_segment(a, b, c)).then_some(a);
    }
    let touching = [(c, d, a), (c, d, b), (a, b, c), (a, b, d)];
    if let Some(&(_, _, p)) = touching.iter().find(|&&(s, e, p)| on_segment(s, e, p)) {
        return Some(p);
    }
    crosses(a, b, c, d).then(|| crossing(a, b, c, d))
}

/// Where two crossing edges meet, rounded to the lattice.
fn crossing(a: Position, b: Position, c: Position, d: Position) -> Position {
    let (from, to) = (orientation(c, d, a) as f64, orientation(c, d, b) as f64);
    let part = from / (from - to);
    let at = |a: i32, b: i32| i64::from(a) + ((f64::from(b) - f64::from(a)) * part).round() as i64;
    Position::clamped(at(a.lon(), b.lon()), at(a.lat(), b.lat()))
}

fn crosses(a: Position, b: Position, c: Position, d: Position) -> bool {
    let sign = |p, q, r| orientation(p, q, r).signum();
    sign(a, b, c) * sign(a, b, d) < 0 && sign(c, d, a) * sign(c, d, b) < 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A comb of slanted teeth whose boxes all meet.
    fn comb(teeth: i64) -> Vec<Position> {
        let long = 4 * teeth;
        let mut chain: Vec<Position> = (0..teeth)
            .flat_map(|i| {
                [
                    (4 * i, 0),
                    (4 * i + long, long),
                    (4 * i + 2 + long, long),
                    (4 * i + 2, 0),
                ]
            })
            .map(|(x, y)| Position::clamped(x, y))
            .collect();
        chain.extend([(8 * teeth, -2), (0, -2)].map(|(x, y)| Position::clamped(x, y)));
        chain
    }

    #[test]
    fn a_slanted_comb_is_a_ring_until_one_tooth_touches_the_next() {
        let mut chain = comb(50_000);
        assert_eq!(self_touch(&chain), None);
        let (at, onto) = (chain[70_001], chain[70_004]);
        chain[70_001] = Position::clamped(i64::from(at.lon()) + 4, at.lat().into());
        assert!(self_touch(&chain).is_some(), "{at} {onto}");
    }

    /// Every pair of edges.
    fn plain(vertices: &[Position]) -> bool {
        let count = vertices.len();
        (0..count).any(|i| (0..i).any(|j| edges_touch(vertices, j, i).is_some()))
    }

    #[test]
    fn the_sweep_finds_what_all_pairs_show() {
        let mut state = 1976_u64;
        let mut below = |limit: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % limit) as i64
        };
        let mut rings = 0;
        for round in 0..200_000 {
            let (side, count) = (3 + round % 40, 3 + below(7));
            let chain: Vec<Position> = (0..count)
                .map(|_| Position::clamped(below(side), below(side)))
                .collect();
            let last = chain[chain.len() - 1];
            if chain.windows(2).any(|pair| pair[0] == pair[1]) || chain[0] == last {
                continue;
            }
            let found = self_touch(&chain);
            assert_eq!(found.is_some(), plain(&chain), "{chain:?}");
            rings += usize::from(found.is_none());
        }
        assert!(rings > 20_000, "{rings}");
    }
}
