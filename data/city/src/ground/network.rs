//! The planar network: vertices on the lattice, edges that belong to lines, faces as rings of vertices.
//!
//! An edge that is split keeps its two halves on record. A ring that was written down before is brought up to date by
//! following the record, so that both sides of every edge have the same vertices without either knowing the other.

use std::collections::HashMap;

use hexward_engine::geom::{Metres, Position};

use super::line::Class;
use super::plane;

/// A line: a road, a river, a wall; its name follows from its number.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// What it is.
    pub(crate) class: Class,
    /// The two vertices between which it was drawn, when it was drawn as one straight cut.
    pub(crate) ends: Option<(u32, u32)>,
}

/// Vertices, edges and lines. The maps are only ever asked, never walked, so their order cannot show.
#[derive(Debug, Default)]
pub(crate) struct Network {
    vertices: Vec<Position>,
    lines: Vec<Line>,
    line_of: HashMap<(u32, u32), u32>,
    splits: HashMap<(u32, u32), u32>,
}

fn undirected(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}

impl Network {
    /// A new vertex.
    pub(crate) fn add_vertex(&mut self, position: Position) -> u32 {
        self.vertices.push(position);
        self.vertices.len() as u32 - 1
    }

    /// A new line.
    pub(crate) fn add_line(&mut self, class: Class, ends: Option<(u32, u32)>) -> u32 {
        self.lines.push(Line { class, ends });
        self.lines.len() as u32 - 1
    }

    /// Says to which line the edge between two vertices belongs.
    pub(crate) fn set_line(&mut self, a: u32, b: u32, line: u32) {
        self.line_of.insert(undirected(a, b), line);
    }

    /// Where a vertex is.
    pub(crate) fn position(&self, vertex: u32) -> Position {
        self.vertices[vertex as usize]
    }

    /// Where a vertex is on the plain.
    pub(crate) fn metres(&self, vertex: u32) -> Metres {
        plane::metres(self.position(vertex))
    }

    /// How many vertices there are.
    pub(crate) fn vertex_count(&self) -> usize {
        self.vertices.len()
    }

    /// All lines.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The number of the line that an edge belongs to.
    pub(crate) fn line(&self, a: u32, b: u32) -> Option<u32> {
        self.line_of.get(&undirected(a, b)).copied()
    }

    /// The class of an edge.
    pub(crate) fn class(&self, a: u32, b: u32) -> Class {
        self.line(a, b)
            .map_or(Class::Wall, |line| self.lines[line as usize].class)
    }

    /// Splits an edge at a position; `None` when that is one of its ends.
    pub(crate) fn split(&mut self, a: u32, b: u32, at: Position) -> Option<u32> {
        if at == self.position(a) || at == self.position(b) {
            return None;
        }
        let middle = self.add_vertex(at);
        self.splits.insert(undirected(a, b), middle);
        if let Some(line) = self.line(a, b) {
            self.set_line(a, middle, line);
            self.set_line(middle, b, line);
        }
        Some(middle)
    }

    /// The vertices from `a` to `b`, both included, after all splits of the edge between them.
    pub(crate) fn path(&self, a: u32, b: u32) -> Vec<u32> {
        let mut path = vec![a];
        self.follow(a, b, &mut path);
        path
    }

    fn follow(&self, a: u32, b: u32, path: &mut Vec<u32>) {
        if let Some(&middle) = self.splits.get(&undirected(a, b)) {
            self.follow(a, middle, path);
            self.follow(middle, b, path);
        } else {
            path.push(b);
        }
    }

    /// A ring after all splits of its edges.
    pub(crate) fn refreshed(&self, ring: &[u32]) -> Vec<u32> {
        let mut path = Vec::with_capacity(ring.len() + 4);
        for (i, &a) in ring.iter().enumerate() {
            self.follow(a, ring[(i + 1) % ring.len()], &mut path);
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_reach_both_sides() {
        let mut network = Network::default();
        let at = |x: f64| plane::position(Metres { x, y: 0.0 });
        let (a, b) = (network.add_vertex(at(0.0)), network.add_vertex(at(8.0)));
        let line = network.add_line(Class::Street, None);
        network.set_line(a, b, line);
        let m = network.split(b, a, at(4.0)).expect("between");
        let n = network.split(m, b, at(6.0)).expect("between");
        assert_eq!(network.path(a, b), [a, m, n, b]);
        assert_eq!(network.path(b, a), [b, n, m, a]);
        assert_eq!(network.class(n, m), Class::Street);
        assert_eq!(network.split(a, m, at(0.0)), None);
        assert_eq!(network.vertex_count(), 4);
    }
}
