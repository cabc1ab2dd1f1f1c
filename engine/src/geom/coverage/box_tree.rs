//! A packed R-tree over lattice boxes, built once.

use crate::geom::Position;

pub(super) const FANOUT: usize = 8;

/// A closed box: west, south, east, north.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LatticeBox {
    pub(crate) west: i32,
    pub(crate) south: i32,
    pub(crate) east: i32,
    pub(crate) north: i32,
}

impl LatticeBox {
    pub(crate) fn around(a: Position, b: Position) -> Self {
        Self {
            west: a.lon().min(b.lon()),
            south: a.lat().min(b.lat()),
            east: a.lon().max(b.lon()),
            north: a.lat().max(b.lat()),
        }
    }

    /// The box with so many lattice steps more on each side.
    pub(crate) fn grown(self, steps: i32) -> Self {
        Self {
            west: self.west.saturating_sub(steps),
            south: self.south.saturating_sub(steps),
            east: self.east.saturating_add(steps),
            north: self.north.saturating_add(steps),
        }
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }
}

/// Boxes in Morton order of their centres, eight to a node, up to one root.
pub(crate) struct BoxTree {
    pub(super) items: Vec<u32>,
    pub(super) levels: Vec<Vec<LatticeBox>>,
}

impl BoxTree {
    /// The tree over these boxes, which keep their places in the list as numbers. Cost: O(n log n).
    pub(crate) fn new(boxes: &[LatticeBox]) -> Self {
        let items = morton_order(boxes);
        let mut levels = vec![items.iter().map(|&i| boxes[i as usize]).collect::<Vec<_>>()];
        while levels.last().is_some_and(|level| level.len() > 1) {
            let below = &levels[levels.len() - 1];
            let join = |group: &[LatticeBox]| {
                let boxes = group.iter().copied();
                boxes.reduce(LatticeBox::union).expect("no group is empty")
            };
            let above = below.chunks(FANOUT).map(join).collect();
            levels.push(above);
        }
        Self { items, levels }
    }

    /// Calls `found` with the number of every box that meets `window`.
    pub(crate) fn query(&self, window: LatticeBox, mut found: impl FnMut(u32)) {
        let mut open = vec![(self.levels.len() - 1, 0)];
        while let Some((level, node)) = open.pop() {
            let met = self.levels[level]
                .get(node)
                .is_some_and(|b| b.meets(window));
            if met && level == 0 {
                found(self.items[node]);
            } else if met {
                open.extend(self.children(level, node).map(|child| (level - 1, child)));
            }
        }
    }

    /// Calls `found` once with the numbers of every two boxes that meet.
    pub(crate) fn meeting_pairs(&self, mut found: impl FnMut(u32, u32)) {
        let mut open = vec![(self.levels.len() - 1, 0, 0)];
        while let Some((level, a, b)) = open.pop() {
            if level == 0 {
                if a != b {
                    found(self.items[a], self.items[b]);
                }
                continue;
            }
            let below = &self.levels[level - 1];
            for child in self.children(level, a) {
                let others = self.children(level, b);
                let others = if a == b { child..others.end } else { others };
                for other in others.filter(|&other| below[child].meets(below[other])) {
                    open.push((level - 1, child, other));
                }
            }
        }
    }

    fn children(&self, level: usize, node: usize) -> std::ops::Range<usize> {
        node * FANOUT..((node + 1) * FANOUT).min(self.levels[level - 1].len())
    }
}

/// The numbers of the boxes in the order of their centres along a Morton curve of 2^16 by 2^16 cells.
fn morton_order(boxes: &[LatticeBox]) -> Vec<u32> {
    let Some(all) = boxes.iter().copied().reduce(LatticeBox::union) else {
        return Vec::new();
    };
    let middle = |a: i32, b: i32| i64::midpoint(i64::from(a), i64::from(b));
    let span = |a: i32, b: i32| (i64::from(b) - i64::from(a)).max(1);
    let (width, height) = (span(all.west, all.east), span(all.south, all.north));
    let code = |b: &LatticeBox| {
        let x = (middle(b.west, b.east) - i64::from(all.west)) * 0xffff / width;
        let y = (middle(b.south, b.north) - i64::from(all.south)) * 0xffff / height;
        spread(x as u64) | spread(y as u64) << 1
    };
    let numbered = boxes.iter().zip(0_u64..);
    let mut order: Vec<u64> = numbered.map(|(b, i)| code(b) << 32 | i).collect();
    order.sort_unstable();
    order.into_iter().map(|entry| entry as u32).collect()
}

/// The lower 16 bits with a zero between every two.
fn spread(v: u64) -> u64 {
    let v = (v | v << 8) & 0x00ff_00ff;
    let v = (v | v << 4) & 0x0f0f_0f0f;
    let v = (v | v << 2) & 0x3333_3333;
    (v | v << 1) & 0x5555_5555
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_windows_agree_with_brute_force() {
        let boxes: Vec<LatticeBox> = (0..300_i64)
            .map(|i| {
                let at = |k: i64| Position::clamped(i * k % 211, i * (k + 5) % 197);
                LatticeBox::around(at(37), at(37 + i % 3))
            })
            .collect();
        let tree = BoxTree::new(&boxes);
        let mut pairs = Vec::new();
        tree.meeting_pairs(|a, b| pairs.push((a.min(b), a.max(b))));
        pairs.sort_unstable();
        let mut expected = Vec::new();
        for a in 0..300_usize {
            expected.extend(
                (a + 1..300)
                    .filter(|&b| boxes[a].meets(boxes[b]))
                    .map(|b| (a as u32, b as u32)),
            );
            let mut met = Vec::new();
            tree.query(boxes[a], |i| met.push(i));
            met.sort_unstable();
            let brute: Vec<u32> = (0..300)
                .filter(|&b| boxes[a].meets(boxes[b as usize]))
                .collect();
            assert_eq!(met, brute);
        }
        assert_eq!(pairs, expected);
        BoxTree::new(&[]).query(boxes[0], |_| panic!("nothing to find"));
        BoxTree::new(&[]).meeting_pairs(|_, _| panic!("nothing to find"));
    }
}
