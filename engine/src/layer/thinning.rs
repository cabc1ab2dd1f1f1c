//! Thinning: which of many points are shown on a coarse map.
//!
//! The world is cut into squares of 2^k units. A point that comes first in its square of 2^k also comes first in the
//! smaller squares inside it, so one number a point says from which squares on it is shown, the same for every tile:
//! the choice is global, grows with the zoom, and depends on nothing outside the point's own square.

use super::Pieces;
use crate::geom::{WORLD_BITS, WorldBox, WorldPoint};

/// Bits of the smallest squares: 2^16 units, about 2 m.
pub const FINEST_SQUARE_BITS: u32 = 16;

/// Points by the largest square that they come first in.
#[derive(Debug)]
pub struct Thinning {
    /// By bits above [`FINEST_SQUARE_BITS`]; each list sorted from west to east.
    lists: Vec<Vec<(WorldPoint, u32)>>,
}

impl Thinning {
    /// The thinning of these points. In each square that one comes first whose `rank` is least, of equal ones the one
    /// with the lower index. Cost: O(n log n).
    pub fn build(points: &Pieces<WorldPoint>, rank: impl Fn(u32) -> u64) -> Self {
        let square = |(index, p): (usize, &WorldPoint)| {
            let side = |v: i64| (v >> FINEST_SQUARE_BITS) as u32;
            (interleaved(side(p.x), side(p.y)), index as u32)
        };
        let order = |index: u32| (rank(index), index);
        let mut firsts: Vec<(u64, u32)> = points.iter().enumerate().map(square).collect();
        firsts.sort_unstable_by_key(|&(square, index)| (square, order(index)));
        firsts.dedup_by_key(|(square, _)| *square);
        let mut lists = Vec::new();
        for _ in FINEST_SQUARE_BITS..WORLD_BITS {
            let mut left = Vec::new();
            let mut next: Vec<(u64, u32)> = Vec::with_capacity(firsts.len());
            for (square, index) in firsts {
                match next.last_mut().filter(|last| last.0 == square >> 2) {
                    None => next.push((square >> 2, index)),
                    Some(last) if order(index) < order(last.1) => {
                        left.push(std::mem::replace(&mut last.1, index));
                    }
                    Some(_) => left.push(index),
                }
            }
            lists.push(left);
            firsts = next;
        }
        lists.push(firsts.into_iter().map(|(_, index)| index).collect());
        let placed = |list: Vec<u32>| {
            let place = |index: u32| (points[index as usize], index);
            let mut list: Vec<(WorldPoint, u32)> = list.into_iter().map(place).collect();
            list.sort_unstable_by_key(|&(p, index)| (p.x, p.y, index));
            list
        };
        Self {
            lists: lists.into_iter().map(placed).collect(),
        }
    }

    /// The points in a window that come first in their squares of 2^`square_bits` units, in ascending order. Squares
    /// smaller than the smallest are taken as those.
    pub fn within(&self, window: WorldBox, square_bits: u32) -> Vec<usize> {
        let coarser = square_bits.clamp(FINEST_SQUARE_BITS, WORLD_BITS) - FINEST_SQUARE_BITS;
        let mut found = Vec::new();
        for list in &self.lists[coarser as usize..] {
            let from = list.partition_point(|(p, _)| p.x < window.min.x);
            let to = list.partition_point(|(p, _)| p.x < window.max.x);
            let inside = list[from..to].iter().filter(|(p, _)| window.contains(*p));
            found.extend(inside.map(|&(_, index)| index as usize));
        }
        found.sort_unstable();
        found
    }
}

/// The bits of two numbers in turn: the place along G. M. Morton's curve (1966).
fn interleaved(x: u32, y: u32) -> u64 {
    let spread = |v: u32| {
        let mut v = u64::from(v);
        for (shift, mask) in [
            (16, 0x0000_ffff_0000_ffff),
            (8, 0x00ff_00ff_00ff_00ff),
            (4, 0x0f0f_0f0f_0f0f_0f0f),
            (2, 0x3333_3333_3333_3333),
            (1, 0x5555_5555_5555_5555),
        ] {
            v = (v | (v << shift)) & mask;
        }
        v
    };
    spread(x) | (spread(y) << 1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const EVERYWHERE: WorldBox = WorldBox {
        min: WorldPoint { x: 0, y: 0 },
        max: WorldPoint {
            x: 1 << WORLD_BITS,
            y: 1 << WORLD_BITS,
        },
    };

    fn points() -> Pieces<WorldPoint> {
        let at = |i: i64| WorldPoint {
            x: (1 << 39) + (i * i * 7919 + i * 104_729) % (1 << 24),
            y: (1 << 38) + (i * i * 1_299_709 + i * 31) % (1 << 23),
        };
        (0..3000).map(|i| at(i % 2900)).collect()
    }

    #[test]
    fn one_point_a_square_and_it_is_the_first() {
        let points = points();
        let rank = |index: u32| u64::from(index % 7);
        let thinning = Thinning::build(&points, rank);
        for bits in [0, 16, 17, 20, 23, 39, 40] {
            let side = bits.max(FINEST_SQUARE_BITS);
            let mut first: BTreeMap<(i64, i64), (u64, usize)> = BTreeMap::new();
            for (index, p) in points.iter().enumerate() {
                let mine = (rank(index as u32), index);
                let kept = first.entry((p.x >> side, p.y >> side)).or_insert(mine);
                *kept = mine.min(*kept);
            }
            let mut expected: Vec<usize> = first.into_values().map(|(_, index)| index).collect();
            expected.sort_unstable();
            assert_eq!(thinning.within(EVERYWHERE, bits), expected, "{bits} bits");
        }
    }

    #[test]
    fn a_window_shows_its_part_of_the_whole() {
        let points = points();
        let thinning = Thinning::build(&points, |_| 0);
        let corner = |d: i64| WorldPoint {
            x: points[5].x + d,
            y: points[5].y + d,
        };
        let window = WorldBox {
            min: corner(-(1 << 21)),
            max: corner(1 << 21),
        };
        let all = thinning.within(EVERYWHERE, 18);
        let inside = all.into_iter().filter(|&i| window.contains(points[i]));
        let expected: Vec<usize> = inside.collect();
        assert!(expected.len() > 3);
        assert_eq!(thinning.within(window, 18), expected);
    }
}
