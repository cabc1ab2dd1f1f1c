//! Arrangements: segments laid over each other, and the faces between them.
//!
//! The segments are rounded to the lattice together ([`snap`]), so that each border between two faces is there once, with
//! the same vertices for both. Everything after that is integer arithmetic and exact: the areas of the faces add up to
//! the ground within the outermost segments.
//!
//! Terms used here: an **edge** is a piece of one or more segments between two vertices; a **half-edge** is an edge in one
//! of its directions, with a face on its left; a **loose** edge bounds nothing, since one of its ends leads nowhere.

mod faces;
mod snap;
mod sweep;

pub(crate) use snap::crossing as segment_crossing;

use super::Position;
use sweep::Query;

/// The face around everything.
pub(crate) const OUTSIDE: u32 = 0;
/// Stands for "no face": that of loose edges.
pub(crate) const NO_FACE: u32 = u32::MAX;

/// That an edge is part of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The number of the segment.
    pub(crate) segment: u32,
    /// Whether the segment runs the same way as the edge.
    pub(crate) forward: bool,
}

/// A piece of segments between two vertices, from the smaller position to the larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edge {
    /// The vertex with the smaller position.
    pub(crate) low: u32,
    /// The other one.
    pub(crate) high: u32,
    /// The face on the left.
    pub(crate) left: u32,
    /// The face on the right.
    pub(crate) right: u32,
    first_mark: u32,
}

/// Segments and the faces between them.
#[derive(Debug)]
pub(crate) struct Arrangement {
    vertices: Vec<Position>,
    edges: Vec<Edge>,
    marks: Vec<Mark>,
    doubled_areas: Vec<i128>,
}

impl Arrangement {
    /// The arrangement of some segments, whose places in the list are their numbers; one without length is nothing.
    /// Cost: O(n log n) for n segments and crossings.
    pub(crate) fn new(segments: &[(Position, Position)]) -> Self {
        let (vertices, pieces) = snap::snapped(segments);
        let mut edges: Vec<Edge> = Vec::new();
        let mut marks = Vec::with_capacity(pieces.len());
        for alike in pieces.chunk_by(|a, b| (a.low, a.high) == (b.low, b.high)) {
            edges.push(Edge {
                low: alike[0].low,
                high: alike[0].high,
                left: NO_FACE,
                right: NO_FACE,
                first_mark: marks.len() as u32,
            });
            marks.extend(alike.iter().map(|piece| Mark {
                segment: piece.segment,
                forward: piece.forward,
            }));
        }
        let doubled_areas = faces::find(&vertices, &mut edges);
        Self {
            vertices,
            edges,
            marks,
            doubled_areas,
        }
    }

    /// The position of each vertex, ascending.
    pub(crate) fn vertices(&self) -> &[Position] {
        &self.vertices
    }

    /// All edges, by their ends.
    pub(crate) fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The segments that an edge is part of.
    pub(crate) fn marks(&self, edge: usize) -> &[Mark] {
        let end = self.edges.get(edge + 1);
        let end = end.map_or(self.marks.len(), |next| next.first_mark as usize);
        &self.marks[self.edges[edge].first_mark as usize..end]
    }

    /// The positions of an edge's ends.
    pub(crate) fn ends(&self, edge: usize) -> (Position, Position) {
        let Edge { low, high, .. } = self.edges[edge];
        (self.vertices[low as usize], self.vertices[high as usize])
    }

    /// How many faces there are, the one around everything included.
    pub(crate) fn faces(&self) -> usize {
        self.doubled_areas.len()
    }

    /// Twice the area of each face in square lattice steps; 0 for the one around everything.
    pub(crate) fn doubled_areas(&self) -> &[i128] {
        &self.doubled_areas
    }

    /// The face in which each position lies; on an edge or vertex the one next to it in the east, above. Cost:
    /// O((n + p) log n).
    pub(crate) fn locate(&self, positions: &[Position]) -> Vec<u32> {
        let bounding = |edge: &&Edge| edge.left != edge.right;
        let live: Vec<&Edge> = self.edges.iter().filter(bounding).collect();
        let at = |vertex: u32| self.vertices[vertex as usize];
        let lines: Vec<_> = live.iter().map(|e| (at(e.low), at(e.high))).collect();
        let look = |&at: &Position| Query { at, west: false };
        let queries: Vec<Query> = positions.iter().map(look).collect();
        let found = sweep::below(&lines, &queries);
        let face = |edge: Option<u32>| edge.map_or(OUTSIDE, |edge| live[edge as usize].left);
        found.into_iter().map(face).collect()
    }
}

#[cfg(test)]
mod tests;
