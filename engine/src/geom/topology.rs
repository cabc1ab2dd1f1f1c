//! Regions by the arcs of their borders, each arc once: the form of TopoJSON.

use std::collections::BTreeMap;

use super::{Coverage, Position, Region};

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

/// The arc that begins with an edge, passed forward or, inverted, backward.
type Starts = BTreeMap<(Position, Position), i64>;

impl Topology {
    /// The topology of some regions. Where they are a coverage, two neighbours share the arcs between them; where they are
    /// not, each ring is an arc of its own. Cost: as [`Coverage::new`].
    pub fn of(regions: &[&Region]) -> Self {
        let coverage = Coverage::new(regions).ok();
        let mut arcs: Vec<Vec<Position>> = Vec::new();
        for arc in coverage.iter().flat_map(Coverage::arcs) {
            arcs.push(arc.vertices);
        }
        let starts = starts(&arcs);
        let mut listed = Vec::with_capacity(regions.len());
        for region in regions {
            let polygons = region.polygons().iter().map(|polygon| {
                let outer = polygon.outer().vertices().to_vec();
                let holes = polygon.holes().iter();
                let holes = holes.map(|ring| ring.vertices().iter().rev().copied().collect());
                let rings = std::iter::once(outer).chain(holes);
                rings
                    .map(|ring: Vec<Position>| passed(&ring, &starts, &mut arcs))
                    .collect()
            });
            listed.push(polygons.collect());
        }
        Self {
            arcs,
            regions: listed,
        }
    }
}

fn starts(arcs: &[Vec<Position>]) -> Starts {
    let mut starts = Starts::new();
    for (number, arc) in (0_i64..).zip(arcs) {
        let last = arc.len() - 1;
        starts.insert((arc[0], arc[1]), number);
        starts.insert((arc[last], arc[last - 1]), !number);
    }
    starts
}

/// The arcs that a ring passes, in order; a ring that passes none becomes one.
fn passed(ring: &[Position], starts: &Starts, arcs: &mut Vec<Vec<Position>>) -> Vec<i64> {
    let next = ring.iter().cycle().skip(1);
    let edges = ring.iter().zip(next);
    let found: Vec<i64> = edges
        .filter_map(|(&from, &to)| starts.get(&(from, to)).copied())
        .collect();
    if !found.is_empty() {
        return found;
    }
    arcs.push(ring.iter().chain(ring.first()).copied().collect());
    vec![arcs.len() as i64 - 1]
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
