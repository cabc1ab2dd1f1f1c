//! Regions by the arcs of their borders, each arc once: the form of TopoJSON.

use std::collections::HashMap;

use super::{Position, Region};

/// Regions, ring by ring as lists of arcs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topology {
    /// The arcs; a closed one ends with its first vertex.
    pub arcs: Vec<Vec<Position>>,
    /// For each region its polygons, for each polygon its rings, for each ring its arcs in order: the number of an arc, or
    /// for one that is passed from its end to its start the number's bits inverted (-1 for 0, -2 for 1). Outer rings are
    /// counter-clockwise, holes clockwise.
    pub regions: Vec<Vec<Vec<Vec<i64>>>>,
}

impl Topology {
    /// The topology of some regions: where two go along the same vertices they share the arcs between them. They need not be
    /// a coverage. Cost: O(vertices).
    pub fn of(regions: &[&Region]) -> Self {
        let regions = regions.iter().map(|region| {
            let polygons = region.polygons().iter().map(|polygon| {
                let outer = polygon.outer().vertices().to_vec();
                let holes = polygon.holes().iter();
                let holes = holes.map(|ring| ring.vertices().iter().rev().copied().collect());
                std::iter::once(outer).chain(holes).collect()
            });
            polygons.collect()
        });
        let rings: Vec<Vec<Vec<Vec<Position>>>> = regions.collect();
        let all = || rings.iter().flatten().flatten();
        let joints = Joints::of(all());
        let mut cutting = Cutting::at(&joints, all().map(Vec::len).sum());
        let regions = rings.iter().map(|polygons| {
            let polygons = polygons.iter();
            let polygons =
                polygons.map(|rings| rings.iter().map(|ring| cutting.cut(ring)).collect());
            polygons.collect()
        });
        Self {
            regions: regions.collect(),
            arcs: cutting.arcs,
        }
    }
}

/// For each vertex where the edges at it lead, as long as they lead to two places at most.
struct Joints(HashMap<Position, Option<[Position; 2]>>);

impl Joints {
    fn of<'a>(rings: impl Iterator<Item = &'a Vec<Position>> + Clone) -> Self {
        let mut joints = HashMap::with_capacity(rings.clone().map(Vec::len).sum());
        for ring in rings {
            let count = ring.len();
            for (index, &vertex) in ring.iter().enumerate() {
                let ends = [ring[(index + count - 1) % count], ring[(index + 1) % count]];
                let known = joints.entry(vertex).or_insert(Some(ends));
                let same = known.is_some_and(|known| ends.iter().all(|end| known.contains(end)));
                if !same {
                    *known = None;
                }
            }
        }
        Self(joints)
    }

    /// Whether arcs end at a vertex.
    fn is_node(&self, vertex: Position) -> bool {
        self.0.get(&vertex).is_none_or(Option::is_none)
    }
}

/// Cuts rings at the vertices where arcs end.
struct Cutting<'a> {
    joints: &'a Joints,
    arcs: Vec<Vec<Position>>,
    /// The arc that begins with an edge, passed forward or, inverted, backward.
    starts: HashMap<(Position, Position), i64>,
}

impl<'a> Cutting<'a> {
    fn at(joints: &'a Joints, vertices: usize) -> Self {
        Self {
            joints,
            arcs: Vec::new(),
            starts: HashMap::with_capacity(vertices / 16),
        }
    }

    /// The arcs that a ring passes, in order.
    fn cut(&mut self, ring: &[Position]) -> Vec<i64> {
        let nodes: Vec<usize> = (0..ring.len())
            .filter(|&index| self.joints.is_node(ring[index]))
            .collect();
        let Some(&first) = nodes.first() else {
            return vec![self.closed(ring)];
        };
        let behind = nodes[1..].iter().copied().chain([first + ring.len()]);
        let parts = nodes.iter().copied().zip(behind);
        parts
            .map(|(start, end)| {
                let path = (start..=end).map(|index| ring[index % ring.len()]);
                self.numbered(path.collect())
            })
            .collect()
    }

    /// The arc of a ring without nodes: others that go along it begin at the same vertex.
    fn closed(&mut self, ring: &[Position]) -> i64 {
        let least = (0..ring.len()).min_by_key(|&index| ring[index]);
        let start = least.unwrap_or(0);
        let path = (start..=start + ring.len()).map(|index| ring[index % ring.len()]);
        self.numbered(path.collect())
    }

    /// The number of an arc, which is listed when it is passed for the first time.
    fn numbered(&mut self, path: Vec<Position>) -> i64 {
        let last = path.len() - 1;
        let (front, back) = ((path[0], path[1]), (path[last], path[last - 1]));
        if let Some(&number) = self.starts.get(&front) {
            return number;
        }
        let number = self.arcs.len() as i64;
        self.starts.insert(front, number);
        self.starts.insert(back, !number);
        self.arcs.push(path);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Polygon, Ring};

    fn ring(vertices: &[(i32, i32)]) -> Ring {
        let at = |&(x, y): &(i32, i32)| Position::from_lattice(x, y).expect("in range");
        Ring::new(&vertices.iter().map(at).collect::<Vec<Position>>()).expect("a ring")
    }

    fn region(outer: &[(i32, i32)], holes: &[&[(i32, i32)]]) -> Region {
        let holes = holes.iter().map(|hole| ring(hole)).collect();
        Region::single(Polygon::new(ring(outer), holes).expect("a polygon"))
    }

    /// The vertices of a ring put together from its arcs, the first one repeated at the end.
    fn walked(topology: &Topology, ring: &[i64]) -> Vec<Position> {
        let mut vertices: Vec<Position> = Vec::new();
        for &number in ring {
            let mut arc = match usize::try_from(number) {
                Ok(forward) => topology.arcs[forward].clone(),
                Err(_) => topology.arcs[!number as usize]
                    .iter()
                    .rev()
                    .copied()
                    .collect(),
            };
            if let Some(last) = vertices.pop() {
                assert_eq!(last, arc[0]);
            }
            vertices.append(&mut arc);
        }
        vertices
    }

    /// The edges of a chain, sorted.
    fn edges(chain: &[Position]) -> Vec<(Position, Position)> {
        let mut edges: Vec<_> = chain.windows(2).map(|pair| (pair[0], pair[1])).collect();
        edges.sort_unstable();
        edges
    }

    fn check(regions: &[&Region]) -> Topology {
        let topology = Topology::of(regions);
        for (region, polygons) in regions.iter().zip(&topology.regions) {
            for (polygon, rings) in region.polygons().iter().zip(polygons) {
                let holes = polygon.holes().iter();
                let holes = holes.map(|hole| hole.vertices().iter().rev().copied().collect());
                let own = std::iter::once(polygon.outer().vertices().to_vec()).chain(holes);
                for (mut ring, arcs) in own.zip(rings) {
                    ring.push(ring[0]);
                    let walked = walked(&topology, arcs);
                    assert_eq!(walked.first(), walked.last());
                    assert_eq!(edges(&walked), edges(&ring));
                }
            }
        }
        topology
    }

    #[test]
    fn neighbours_share_their_arcs() {
        let west = region(
            &[(0, 0), (10, 0), (10, 4), (10, 10), (0, 10)],
            &[&[(2, 2), (5, 2), (5, 5), (2, 5)]],
        );
        let east = region(&[(10, 0), (20, 0), (20, 10), (10, 10), (10, 4)], &[]);
        let island = region(&[(2, 2), (5, 2), (5, 5), (2, 5)], &[]);
        let topology = check(&[&west, &east, &island]);
        assert_eq!(topology.arcs.len(), 4);
        let used = topology.regions.iter().flatten().flatten().flatten();
        assert_eq!(used.count(), 6, "two arcs are borders of two");
    }

    #[test]
    fn what_is_no_coverage_keeps_its_rings() {
        let one = region(&[(0, 0), (10, 0), (10, 10), (0, 10)], &[]);
        let other = region(&[(5, 5), (15, 5), (15, 15), (5, 15)], &[]);
        let topology = check(&[&one, &other]);
        assert_eq!(topology.arcs.len(), 2);
        assert!(check(&[]).arcs.is_empty());
    }
}
