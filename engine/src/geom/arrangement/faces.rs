//! The faces between edges that meet at their ends only.

use super::sweep::{self, Query};
use super::{Edge, NO_FACE, OUTSIDE};
use crate::geom::Position;
use crate::geom::coverage::{cross, direction, turning};

/// No half-edge.
const NONE: u32 = u32::MAX;

/// Gives each edge the faces on its sides, and returns twice the area of each face: first that of the face around
/// everything, which is given as 0. Loose edges keep [`NO_FACE`]. Cost: O(n log n).
pub(super) fn find(vertices: &[Position], edges: &mut [Edge]) -> Vec<i128> {
    let live = live(vertices.len(), edges);
    let next = successors(vertices, edges, &live);
    let cycles = Cycles::of(vertices, edges, &next);
    let (face_of_cycle, doubled_areas) = cycles.faces(vertices, edges, &live);
    for (number, edge) in edges
        .iter_mut()
        .enumerate()
        .filter(|(number, _)| live[*number])
    {
        let face = |half_edge: usize| face_of_cycle[cycles.of_half_edge[half_edge] as usize];
        (edge.left, edge.right) = (face(2 * number), face(2 * number + 1));
    }
    debug_assert!(
        edges
            .iter()
            .zip(&live)
            .all(|(e, &live)| live == (e.left != NO_FACE))
    );
    doubled_areas
}

/// Whether each edge may bound something: none of its ends leads nowhere.
fn live(vertices: usize, edges: &[Edge]) -> Vec<bool> {
    let mut degree = vec![0_u32; vertices];
    let mut at = vec![0_u64; vertices];
    for (number, edge) in (0_u64..).zip(edges) {
        for end in [edge.low, edge.high] {
            degree[end as usize] += 1;
            // the only edge left is what remains of all of them
            at[end as usize] ^= number;
        }
    }
    let mut live = vec![true; edges.len()];
    let mut ends: Vec<u32> = (0..vertices as u32)
        .filter(|&v| degree[v as usize] == 1)
        .collect();
    while let Some(end) = ends.pop() {
        if degree[end as usize] != 1 {
            continue;
        }
        let number = at[end as usize];
        let edge = edges[number as usize];
        live[number as usize] = false;
        let other = if edge.low == end { edge.high } else { edge.low };
        for vertex in [end, other] {
            degree[vertex as usize] -= 1;
            at[vertex as usize] ^= number;
        }
        if degree[other as usize] == 1 {
            ends.push(other);
        }
    }
    live
}

/// The half-edge that follows each one around the face on its left. Half-edge 2 e is edge e from low to high, 2 e + 1 the
/// other way.
fn successors(vertices: &[Position], edges: &[Edge], live: &[bool]) -> Vec<u32> {
    let start_of = |half_edge: u32| {
        let edge = edges[half_edge as usize / 2];
        if half_edge.is_multiple_of(2) {
            edge.low
        } else {
            edge.high
        }
    };
    let mut outgoing: Vec<(u32, u32)> = (0..2 * edges.len() as u32)
        .filter(|&half_edge| live[half_edge as usize / 2])
        .map(|half_edge| (start_of(half_edge), half_edge))
        .collect();
    outgoing.sort_unstable();
    let mut next = vec![NONE; 2 * edges.len()];
    for around in outgoing.chunk_by_mut(|a, b| a.0 == b.0) {
        let hub = vertices[around[0].0 as usize];
        let toward = |half_edge: u32| direction(hub, vertices[start_of(half_edge ^ 1) as usize]);
        let first = toward(around[0].1);
        if around.len() > 2 {
            around.sort_unstable_by(|a, b| turning(first, toward(a.1), toward(b.1)));
        }
        for (place, &(_, half_edge)) in around.iter().enumerate() {
            let clockwise = (place + around.len() - 1) % around.len();
            next[half_edge as usize ^ 1] = around[clockwise].1;
        }
    }
    next
}

/// The closed walks around faces: counter-clockwise along the outside of a face, clockwise around what lies in it.
struct Cycles {
    of_half_edge: Vec<u32>,
    doubled_areas: Vec<i128>,
    /// The smallest vertex of each.
    first_vertex: Vec<u32>,
}

impl Cycles {
    fn of(vertices: &[Position], edges: &[Edge], next: &[u32]) -> Self {
        let mut cycles = Self {
            of_half_edge: vec![NONE; next.len()],
            doubled_areas: Vec::new(),
            first_vertex: Vec::new(),
        };
        for start in 0..next.len() {
            if next[start] == NONE || cycles.of_half_edge[start] != NONE {
                continue;
            }
            let number = cycles.doubled_areas.len() as u32;
            let origin = vertices[edges[start / 2].low as usize];
            let (mut doubled_area, mut first) = (0, u32::MAX);
            let mut half_edge = start;
            while cycles.of_half_edge[half_edge] == NONE {
                cycles.of_half_edge[half_edge] = number;
                let Edge { low, high, .. } = edges[half_edge / 2];
                first = first.min(low);
                let to = |vertex: u32| direction(origin, vertices[vertex as usize]);
                let sector = cross(to(low), to(high));
                doubled_area += if half_edge.is_multiple_of(2) {
                    sector
                } else {
                    -sector
                };
                half_edge = next[half_edge] as usize;
            }
            cycles.doubled_areas.push(doubled_area);
            cycles.first_vertex.push(first);
        }
        cycles
    }

    /// The face of each cycle, and twice the area of each face.
    fn faces(&self, vertices: &[Position], edges: &[Edge], live: &[bool]) -> (Vec<u32>, Vec<i128>) {
        let mut faces = vec![OUTSIDE; self.doubled_areas.len()];
        let mut doubled_areas = vec![0];
        let mut inner: Vec<usize> = Vec::new();
        for (cycle, &doubled_area) in self.doubled_areas.iter().enumerate() {
            if doubled_area > 0 {
                faces[cycle] = doubled_areas.len() as u32;
                doubled_areas.push(doubled_area);
            } else {
                inner.push(cycle);
            }
        }
        // from west to east, so that what a cycle lies in is known before it
        inner.sort_unstable_by_key(|&cycle| self.first_vertex[cycle]);
        let numbers: Vec<usize> = (0..edges.len()).filter(|&number| live[number]).collect();
        let at = |vertex: u32| vertices[vertex as usize];
        let lines: Vec<(Position, Position)> = numbers
            .iter()
            .map(|&number| (at(edges[number].low), at(edges[number].high)))
            .collect();
        let look = |&cycle: &usize| Query {
            at: at(self.first_vertex[cycle]),
            west: true,
        };
        let queries: Vec<Query> = inner.iter().map(look).collect();
        for (&cycle, under) in inner.iter().zip(sweep::below(&lines, &queries)) {
            let Some(under) = under else {
                continue;
            };
            let above = self.of_half_edge[2 * numbers[under as usize]];
            faces[cycle] = faces[above as usize];
            if faces[cycle] != OUTSIDE {
                doubled_areas[faces[cycle] as usize] += self.doubled_areas[cycle];
            }
        }
        (faces, doubled_areas)
    }
}
