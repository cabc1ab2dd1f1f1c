//! The edges of many areas, each once: neighbours share their borders, and a border is drawn for both.

use crate::geom::{WorldBox, WorldPoint};

/// An edge from its lesser to its greater end, by row and column.
type Edge = (WorldPoint, WorldPoint);

/// Edges that may touch a box.
pub(super) struct Edges {
    window: WorldBox,
    found: Vec<Edge>,
    /// Open addressing: the number of an edge plus one, 0 where none is.
    slots: Vec<u32>,
}

impl Edges {
    pub(super) fn within(window: WorldBox) -> Self {
        Self {
            window,
            found: Vec::new(),
            slots: vec![0; 1024],
        }
    }

    /// The box that edges have to touch.
    pub(super) fn window(&self) -> WorldBox {
        self.window
    }

    /// Takes in the edges of a closed ring.
    pub(super) fn ring(&mut self, ring: &[WorldPoint]) {
        let Some(&last) = ring.last() else {
            return;
        };
        let mut before = last;
        for &vertex in ring {
            self.add(before, vertex);
            before = vertex;
        }
    }

    /// All edges that were taken in, each once, in the order in which they came first.
    pub(super) fn each_once(self) -> Vec<Edge> {
        self.found
    }

    fn add(&mut self, a: WorldPoint, b: WorldPoint) {
        let WorldBox { min, max } = self.window;
        let beside = a.x.max(b.x) < min.x || a.x.min(b.x) > max.x;
        if beside || a.y.max(b.y) < min.y || a.y.min(b.y) > max.y {
            return;
        }
        let edge = if (a.y, a.x) <= (b.y, b.x) {
            (a, b)
        } else {
            (b, a)
        };
        if self.found.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut slot = hash(edge) & mask;
        while let Some(number) = self.slots[slot].checked_sub(1) {
            if self.found[number as usize] == edge {
                return;
            }
            slot = (slot + 1) & mask;
        }
        self.found.push(edge);
        self.slots[slot] = self.found.len() as u32;
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 4 - 1;
        let mut slots = vec![0; mask + 1];
        for (number, &edge) in self.found.iter().enumerate() {
            let mut slot = hash(edge) & mask;
            while slots[slot] > 0 {
                slot = (slot + 1) & mask;
            }
            slots[slot] = number as u32 + 1;
        }
        self.slots = slots;
    }
}

fn hash((a, b): Edge) -> usize {
    let mix = |sum: u64, v: i64| (sum ^ v as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = [a.x, a.y, b.x, b.y]
        .into_iter()
        .fold(0, |sum: u64, v| mix(sum.rotate_left(29), v));
    (mixed >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_edge_comes_once_whichever_way_it_runs() {
        let at = |x: i64, y: i64| WorldPoint { x, y };
        let window = WorldBox {
            min: at(0, 0),
            max: at(100_000, 100_000),
        };
        let mut edges = Edges::within(window);
        let square = |x: i64, y: i64| [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)];
        for i in 0..40 {
            for j in 0..40 {
                edges.ring(&square(i, j));
            }
        }
        edges.ring(&square(-50, 3));
        assert_eq!(edges.each_once().len(), 2 * 40 * 41);
    }
}
