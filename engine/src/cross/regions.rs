//! The ground of edges and junctions, where all faces that they lie in are cut from a point.

use super::FlagCover;
use super::shape::halved;
use crate::geom::{Metres, Polygon, Position, Region, Ring};

impl FlagCover {
    fn center(&self, face: u32) -> Option<Position> {
        self.shapes[face as usize].center(&self.frame)
    }

    /// The edges that end at each junction; a ring of one junction twice.
    pub(super) fn edges_at(&self) -> Vec<Vec<u32>> {
        let mut at = vec![Vec::new(); self.net.junctions.len()];
        for (number, edge) in (0..).zip(&self.net.edges) {
            for end in edge.ends {
                at[end as usize].push(number);
            }
        }
        at
    }

    /// The two triangles on an edge, or the one of an outer edge.
    pub(super) fn edge_region(&self, number: u32) -> Option<Region> {
        let edge = &self.net.edges[number as usize];
        if edge.ends[0] == edge.ends[1] {
            return None;
        }
        let own = self.center(edge.face)?;
        let ring = match edge.other() {
            Some(other) => {
                let (start, end) = (edge.path[0], edge.path[edge.path.len() - 1]);
                vec![start, self.center(other)?, end, own]
            }
            None => edge.path.iter().copied().chain([own]).collect(),
        };
        region(&ring)
    }

    /// What lies around a junction, from the middles of its edges to the centres of its faces; at the outline also along
    /// the halves of the two outer edges. None where a face or a ring meets itself there.
    pub(super) fn junction_region(&self, number: u32, edges: &[u32]) -> Option<Region> {
        let edge = |number: u32| &self.net.edges[number as usize];
        if edges.iter().any(|&e| edge(e).ends[0] == edge(e).ends[1]) {
            return None;
        }
        let leaves = |&e: &u32| edge(e).other().is_none() && edge(e).ends[0] == number;
        let first = edges.iter().copied().find(leaves);
        let mut ring = Vec::new();
        let mut face = match first {
            Some(outer) => {
                ring.extend(self.half(outer, false));
                edge(outer).face
            }
            None => edge(*edges.first()?).face,
        };
        let mut rest: Vec<u32> = edges
            .iter()
            .copied()
            .filter(|&e| Some(e) != first)
            .collect();
        while !rest.is_empty() {
            let has = |&e: &u32| edge(e).face == face || edge(e).other() == Some(face);
            // counter-clockwise, the next edge of a face ends here with the face on its left, or begins with it on its right
            let ends = |e: u32| (edge(e).face == face) == (edge(e).ends[1] == number);
            let place = rest.iter().position(|e| has(e) && ends(*e))?;
            let next = rest.swap_remove(place);
            ring.push(self.center(face)?);
            match edge(next).other() {
                Some(other) => {
                    ring.push(self.middle(next));
                    face = if edge(next).face == face {
                        other
                    } else {
                        edge(next).face
                    };
                }
                None if rest.is_empty() => ring.extend(self.half(next, true)),
                None => return None,
            }
        }
        region(&ring)
    }

    /// An outer edge from its start to its middle, or from its middle up to its end without that.
    fn half(&self, edge: u32, second: bool) -> Vec<Position> {
        let path = &self.net.edges[edge as usize].path;
        let metres: Vec<Metres> = path.iter().map(|&p| self.frame.to_metres(p)).collect();
        let (start, end) = halved(&metres);
        let middle = self.frame.to_position(start[start.len() - 1]);
        if second {
            let inner = &path[path.len() + 1 - end.len()..path.len() - 1];
            std::iter::once(middle)
                .chain(inner.iter().copied())
                .collect()
        } else {
            let inner = path[..start.len() - 1].iter().copied();
            inner.chain([middle]).collect()
        }
    }

    /// The place halfway along an edge.
    fn middle(&self, edge: u32) -> Position {
        let half = self.half(edge, false);
        half[half.len() - 1]
    }
}

fn region(ring: &[Position]) -> Option<Region> {
    let polygon = Polygon::new(Ring::new(ring).ok()?, Vec::new()).ok()?;
    Some(Region::single(polygon))
}
