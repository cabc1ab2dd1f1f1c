//! The vertices that are still there while lines are simplified.

use super::box_tree::{BoxTree, FANOUT, LatticeBox};
use crate::geom::Position;

/// A packed R-tree over points from which points can be removed.
pub(super) struct LivePoints {
    tree: BoxTree,
    counts: Vec<Vec<u32>>,
    place: Vec<u32>,
}

impl LivePoints {
    /// All these points, known by their places in the list. Cost: O(n log n).
    pub(super) fn new(points: &[Position]) -> Self {
        let boxes: Vec<LatticeBox> = points.iter().map(|&p| LatticeBox::around(p, p)).collect();
        let tree = BoxTree::new(&boxes);
        let mut counts = vec![vec![1_u32; points.len()]];
        for level in 1..tree.levels.len() {
            let below = counts[level - 1].chunks(FANOUT);
            counts.push(below.map(|group| group.iter().sum()).collect());
        }
        let mut place = vec![0; points.len()];
        for (at, &item) in tree.items.iter().enumerate() {
            place[item as usize] = at as u32;
        }
        Self {
            tree,
            counts,
            place,
        }
    }

    /// Takes a point away that is there. Cost: O(log n).
    pub(super) fn remove(&mut self, point: u32) {
        let mut at = self.place[point as usize] as usize;
        for counts in &mut self.counts {
            counts[at] -= 1;
            at /= FANOUT;
        }
    }

    /// Whether any point in a window that is still there passes the test.
    pub(super) fn any(&self, window: LatticeBox, test: impl Fn(u32) -> bool) -> bool {
        let mut open = vec![(self.counts.len() - 1, 0)];
        while let Some((level, node)) = open.pop() {
            let met = self.counts[level].get(node).is_some_and(|&count| count > 0)
                && self.tree.levels[level][node].meets(window);
            if met && level == 0 {
                if test(self.tree.items[node]) {
                    return true;
                }
            } else if met {
                let end = ((node + 1) * FANOUT).min(self.counts[level - 1].len());
                open.extend((node * FANOUT..end).map(|child| (level - 1, child)));
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removed_points_are_not_found() {
        let points: Vec<Position> = (0..100)
            .map(|i| Position::clamped(i % 10, i / 10))
            .collect();
        let mut live = LivePoints::new(&points);
        let window = LatticeBox::around(points[22], points[44]);
        for i in 0..100 {
            assert!(live.any(window, |_| true) == (i <= 44), "{i}");
            assert!(live.any(window, |found| found == 44) == (i <= 44));
            live.remove(i);
        }
        assert!(!LivePoints::new(&[]).any(window, |_| true));
    }
}
