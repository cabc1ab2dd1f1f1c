//! Simplification that keeps a coverage a coverage.
//!
//! Arc by arc, vertices are removed in the order of the area of the triangle with their two neighbours (M. Visvalingam and
//! J. D. Whyatt, 1993), nodes never. A vertex b between a and c goes only if no other vertex that is left lies in the
//! triangle, its border included, and if no edge joins a and c yet. No edge can then meet the new edge from a to c: it
//! would have to end in the triangle or to cross the two edges that go. So the edges still meet at vertices only, no
//! edge occurs twice, the order of edges around each vertex stays, and no ring shrinks below a triangle: what was a
//! coverage is one again, with the same neighbours.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::arcs::{nodes, walks};
use super::box_tree::LatticeBox;
use super::edges::{EdgeTable, NONE, RingSpan};
use super::ground::degree_m;
use super::live::LivePoints;
use super::proved::Coverage;
use crate::geom::position::orientation;
use crate::geom::{LATTICE_PER_DEGREE, Polygon, PolygonError, Position, Region, RegionError, Ring};

/// How much detail to give up: vertices go whose triangle is smaller than an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tolerance {
    doubled_steps: u128,
}

impl Tolerance {
    /// The square of a length in metres at a latitude in degrees. Less than nothing counts as nothing.
    pub fn from_metres(length_m: f64, lat_degrees: f64) -> Self {
        let (east, north) = degree_m(lat_degrees);
        let steps = f64::from(LATTICE_PER_DEGREE);
        let step_area_m2 = (east / steps * (north / steps)).max(f64::MIN_POSITIVE);
        let area_m2 = length_m.max(0.0) * length_m.max(0.0);
        Self {
            doubled_steps: (2.0 * area_m2 / step_area_m2) as u128,
        }
    }

    /// The square of a number of pixels at a zoom, pixels as wide as those of tiles with 256 pixels, at a latitude in
    /// degrees.
    pub fn from_pixels(pixels: f64, zoom: u8, lat_degrees: f64) -> Self {
        const EQUATOR_M: f64 = 2.0 * std::f64::consts::PI * 6_378_137.0;
        let pixel_m = EQUATOR_M / 256.0 / libm::exp2(f64::from(zoom));
        let narrowing = libm::cos(lat_degrees.to_radians());
        Self::from_metres(pixels * pixel_m * narrowing, lat_degrees)
    }

    /// An area of the lattice in square steps.
    pub fn from_lattice(square_steps: u64) -> Self {
        Self {
            doubled_steps: 2 * u128::from(square_steps),
        }
    }
}

impl Coverage {
    /// The members with every vertex removed that the tolerance gives up; again a coverage, with the same neighbours
    /// and nodes. The same input gives the same output. Cost: O(n log n).
    ///
    /// For tiers simplify the lowest and join it to the upper ones with [`Coverage::dissolve`]: then their borders are
    /// the same at every zoom.
    ///
    /// # Errors
    /// [`RegionError`] when a ring does not close, which a coverage rules out.
    pub fn simplify(&self, tolerance: Tolerance) -> Result<Vec<Region>, RegionError> {
        let table = &self.table;
        let nodes = nodes(table);
        let mut lines = Lines::new(table, &nodes);
        for arc in walks(table, &nodes) {
            lines.remove_below(&arc, tolerance.doubled_steps);
        }
        let groups = table.rings().chunk_by(|a, b| a.owner == b.owner);
        groups.map(|rings| lines.region(rings)).collect()
    }
}

/// The borders while vertices go: each vertex with its two neighbours, a node with none.
struct Lines<'a> {
    table: &'a EdgeTable,
    neighbours: Vec<[u32; 2]>,
    gone: Vec<bool>,
    version: Vec<u32>,
    between_nodes: BTreeSet<(u32, u32)>,
    live: LivePoints,
}

impl<'a> Lines<'a> {
    fn new(table: &'a EdgeTable, nodes: &[bool]) -> Self {
        let count = nodes.len();
        let mut neighbours = vec![[NONE; 2]; count];
        let mut between_nodes = BTreeSet::new();
        for e in 0..table.edges().len() as u32 {
            let edge = table.edge(e);
            if !nodes[edge.from as usize] {
                let before = table.edge(table.previous(e)).from;
                neighbours[edge.from as usize] = [before, edge.to];
            } else if nodes[edge.to as usize] {
                between_nodes.insert((edge.from.min(edge.to), edge.from.max(edge.to)));
            }
        }
        Self {
            table,
            neighbours,
            gone: vec![false; count],
            version: vec![0; count],
            between_nodes,
            live: LivePoints::new(table.vertices()),
        }
    }

    /// Removes the vertices of one arc, smallest triangle first, while one below the limit may go.
    fn remove_below(&mut self, arc: &[u32], doubled_limit: u128) {
        let mut heap = BinaryHeap::new();
        let push = |heap: &mut BinaryHeap<_>, lines: &Self, vertex: u32| {
            let area = lines.doubled_area(vertex);
            if let Some(area) = area.filter(|&area| area < doubled_limit) {
                heap.push(Reverse((area, vertex, lines.version[vertex as usize])));
            }
        };
        for &edge in arc {
            push(&mut heap, self, self.table.edge(edge).from);
        }
        while let Some(Reverse((_, vertex, version))) = heap.pop() {
            if self.version[vertex as usize] != version || !self.may_go(vertex) {
                continue;
            }
            let [a, c] = self.neighbours[vertex as usize];
            self.remove(vertex);
            for end in [a, c] {
                self.version[end as usize] += 1;
                push(&mut heap, self, end);
            }
        }
    }

    /// Twice the area of a vertex's triangle; `None` for a node.
    fn doubled_area(&self, vertex: u32) -> Option<u128> {
        let [a, c] = self.neighbours[vertex as usize];
        let at = |v| self.table.at(v);
        (a != NONE).then(|| orientation(at(a), at(vertex), at(c)).unsigned_abs())
    }

    fn may_go(&self, vertex: u32) -> bool {
        let [a, c] = self.neighbours[vertex as usize];
        if a == c || self.are_joined(a, c) {
            return false;
        }
        let corners = [a, vertex, c].map(|v| self.table.at(v));
        let [p, q, r] = corners;
        let window = LatticeBox::around(p, q).union(LatticeBox::around(q, r));
        !self.live.any(window, |other| {
            ![a, vertex, c].contains(&other) && in_triangle(corners, self.table.at(other))
        })
    }

    fn are_joined(&self, a: u32, c: u32) -> bool {
        self.neighbours[a as usize].contains(&c)
            || self.neighbours[c as usize].contains(&a)
            || self.between_nodes.contains(&(a.min(c), a.max(c)))
    }

    fn remove(&mut self, vertex: u32) {
        let [a, c] = self.neighbours[vertex as usize];
        self.gone[vertex as usize] = true;
        self.version[vertex as usize] += 1;
        self.live.remove(vertex);
        for (end, other) in [(a, c), (c, a)] {
            for neighbour in &mut self.neighbours[end as usize] {
                if *neighbour == vertex {
                    *neighbour = other;
                }
            }
        }
        let is_node = |v: u32| self.neighbours[v as usize][0] == NONE;
        if is_node(a) && is_node(c) {
            self.between_nodes.insert((a.min(c), a.max(c)));
        }
    }

    fn region(&self, rings: &[RingSpan]) -> Result<Region, RegionError> {
        let polygons = rings.chunk_by(|a, b| a.polygon == b.polygon);
        let built = polygons.enumerate().map(|(index, rings)| {
            let polygon = self.polygon(rings);
            polygon.map_err(|error| RegionError::Polygon { index, error })
        });
        Region::new(built.collect::<Result<Vec<_>, _>>()?)
    }

    fn polygon(&self, rings: &[RingSpan]) -> Result<Polygon, PolygonError> {
        let mut built = rings.iter().enumerate().map(|(index, ring)| {
            let vertices = (ring.first..ring.first + ring.count).map(|e| self.table.edge(e).from);
            let left = vertices.filter(|&v| !self.gone[v as usize]);
            let chain: Vec<Position> = left.map(|v| self.table.at(v)).collect();
            Ring::new(&chain).map_err(|error| PolygonError::Ring { index, error })
        });
        let outer = built.next().ok_or(PolygonError::Empty)??;
        Polygon::new(outer, built.collect::<Result<Vec<_>, _>>()?)
    }
}

/// Whether a position lies in a triangle or on its border. Exact; a triangle without area is the segment it covers.
fn in_triangle([a, b, c]: [Position; 3], p: Position) -> bool {
    let sides = [(a, b), (b, c), (c, a)].map(|(from, to)| orientation(from, to, p).signum());
    let [low, high] = [sides.iter().min(), sides.iter().max()];
    if sides == [0; 3] {
        let around = LatticeBox::around(a, b).union(LatticeBox::around(b, c));
        return around.meets(LatticeBox::around(p, p));
    }
    !(low == Some(&-1) && high == Some(&1))
}
