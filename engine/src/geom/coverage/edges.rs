//! The shared-edge table: every ring edge once, with its owner and its reverse edge.

use crate::geom::{Position, Region, Ring};

/// Stands for "no edge" in the table.
pub(super) const NONE: u32 = u32::MAX;

/// A ring edge from one vertex to the next, with its owner's interior on the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirectedEdge {
    /// Number of the vertex at which it starts.
    pub from: u32,
    /// Number of the vertex at which it ends.
    pub to: u32,
    /// The member that it bounds, by place in the list of members.
    pub owner: u32,
}

/// Where the edges of one ring stand in the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct RingSpan {
    pub(super) first: u32,
    pub(super) count: u32,
    pub(super) owner: u32,
    pub(super) polygon: u32,
}

/// All directed edges of a list of regions: outer rings counter-clockwise, holes clockwise.
///
/// Vertices are numbered in ascending order of longitude, then latitude, each position once. Building costs
/// O(n log n) for n edges, by one sort.
#[derive(Debug, Clone)]
pub struct EdgeTable {
    vertices: Vec<Position>,
    edges: Vec<DirectedEdge>,
    rings: Vec<RingSpan>,
    ring_of: Vec<u32>,
    outgoing: Vec<u32>,
    outgoing_start: Vec<u32>,
    reverse: Vec<u32>,
}

impl EdgeTable {
    /// The table of these members.
    ///
    /// Cost: O(n log n).
    pub fn new(members: &[&Region]) -> Self {
        Self::with_parent(members, None)
    }

    /// The table of the members and of a parent whose rings are turned round, owned by the number after the last
    /// member: where the members partition the parent, every edge then has its reverse.
    pub(super) fn with_parent(members: &[&Region], parent: Option<&Region>) -> Self {
        let mut chains = Chains::default();
        for (owner, region) in members.iter().enumerate() {
            chains.add(region, owner as u32, false);
        }
        if let Some(region) = parent {
            chains.add(region, members.len() as u32, true);
        }
        chains.into_table()
    }

    /// The position of each vertex, ascending.
    pub fn vertices(&self) -> &[Position] {
        &self.vertices
    }

    /// All directed edges, ring after ring.
    pub fn edges(&self) -> &[DirectedEdge] {
        &self.edges
    }

    /// The member on the other side of an edge, or `None` on the boundary of the coverage.
    pub fn reverse_owner(&self, edge: usize) -> Option<u32> {
        let reverse = self.reverse[edge];
        (reverse != NONE).then(|| self.edges[reverse as usize].owner)
    }

    /// The edges that have no reverse: the boundary of the coverage.
    pub(super) fn unmatched(&self) -> Vec<u32> {
        let all = 0..self.edges.len() as u32;
        all.filter(|&e| self.reverse[e as usize] == NONE).collect()
    }

    /// One directed edge for each pair of joined vertices, in the order of the table.
    pub(super) fn segments(&self) -> Vec<u32> {
        let mut segments = Vec::with_capacity(self.edges.len() / 2 + 1);
        for (e, edge) in self.edges.iter().enumerate() {
            let first = self.find(edge.from, edge.to) == Some(e as u32);
            if first && self.reverse[e] >= e as u32 {
                segments.push(e as u32);
            }
        }
        segments
    }

    /// All pairs of equal directed edges.
    pub(super) fn doubled(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let ends = |e: u32| (self.edge(e).from, self.edge(e).to);
        let runs = self.outgoing.chunk_by(move |&a, &b| ends(a) == ends(b));
        runs.filter(|run| run.len() > 1).flat_map(|run| {
            let pairs = run.iter().enumerate();
            pairs.flat_map(|(i, &a)| run[i + 1..].iter().map(move |&b| (a, b)))
        })
    }

    /// All edges from one vertex to another; one at most in a coverage.
    pub(super) fn between(&self, from: u32, to: u32) -> &[u32] {
        let outgoing = self.outgoing(from);
        let start = outgoing.partition_point(|&e| self.edge(e).to < to);
        let count = outgoing[start..].partition_point(|&e| self.edge(e).to == to);
        &outgoing[start..start + count]
    }

    pub(super) fn edge(&self, e: u32) -> DirectedEdge {
        self.edges[e as usize]
    }

    pub(super) fn reverse(&self, e: u32) -> Option<u32> {
        let reverse = self.reverse[e as usize];
        (reverse != NONE).then_some(reverse)
    }

    pub(super) fn ends(&self, e: u32) -> (Position, Position) {
        let edge = self.edge(e);
        (self.at(edge.from), self.at(edge.to))
    }

    pub(super) fn at(&self, vertex: u32) -> Position {
        self.vertices[vertex as usize]
    }

    pub(super) fn rings(&self) -> &[RingSpan] {
        &self.rings
    }

    pub(super) fn ring_of(&self, e: u32) -> u32 {
        self.ring_of[e as usize]
    }

    /// The edge after this one on its ring.
    pub(super) fn next(&self, e: u32) -> u32 {
        let ring = self.rings[self.ring_of(e) as usize];
        if e + 1 == ring.first + ring.count {
            ring.first
        } else {
            e + 1
        }
    }

    /// The edge before this one on its ring.
    pub(super) fn previous(&self, e: u32) -> u32 {
        let ring = self.rings[self.ring_of(e) as usize];
        if e == ring.first {
            ring.first + ring.count - 1
        } else {
            e - 1
        }
    }

    /// The number of the vertex at a position.
    pub(super) fn vertex(&self, position: Position) -> Option<u32> {
        let found = self.vertices.binary_search(&position);
        found.ok().map(|vertex| vertex as u32)
    }

    /// The members at a vertex, ascending.
    pub(super) fn owners_at(&self, vertex: u32) -> Vec<u32> {
        let mut owners: Vec<u32> = self
            .outgoing(vertex)
            .iter()
            .map(|&e| self.edge(e).owner)
            .collect();
        owners.sort_unstable();
        owners.dedup();
        owners
    }

    /// The edges that start at a vertex, by their ends.
    pub(super) fn outgoing(&self, vertex: u32) -> &[u32] {
        let at = vertex as usize;
        let (start, end) = (self.outgoing_start[at], self.outgoing_start[at + 1]);
        &self.outgoing[start as usize..end as usize]
    }

    /// The first edge between two vertices in this direction.
    pub(super) fn find(&self, from: u32, to: u32) -> Option<u32> {
        self.between(from, to).first().copied()
    }
}

/// Ring vertices one after another, before they have numbers.
#[derive(Default)]
struct Chains {
    keys: Vec<u64>,
    rings: Vec<RingSpan>,
}

impl Chains {
    fn add(&mut self, region: &Region, owner: u32, turned: bool) {
        for (polygon, shape) in region.polygons().iter().enumerate() {
            for (place, ring) in shape.rings().enumerate() {
                self.add_ring(ring, (place > 0) != turned);
                self.rings.push(RingSpan {
                    first: (self.keys.len() - ring.vertices().len()) as u32,
                    count: ring.vertices().len() as u32,
                    owner,
                    polygon: polygon as u32,
                });
            }
        }
    }

    fn add_ring(&mut self, ring: &Ring, clockwise: bool) {
        let keys = ring.vertices().iter().map(|&v| key(v));
        if clockwise {
            self.keys.extend(keys.rev());
        } else {
            self.keys.extend(keys);
        }
    }

    fn into_table(self) -> EdgeTable {
        let count = self.keys.len();
        let (numbers, vertices) = number(&self.keys);
        let mut edges = Vec::with_capacity(count);
        let mut ring_of = Vec::with_capacity(count);
        for (r, ring) in self.rings.iter().enumerate() {
            let chain = &numbers[ring.first as usize..(ring.first + ring.count) as usize];
            let ends = chain.iter().cycle().skip(1);
            edges.extend(chain.iter().zip(ends).map(|(&from, &to)| DirectedEdge {
                from,
                to,
                owner: ring.owner,
            }));
            ring_of.resize(edges.len(), r as u32);
        }
        let (outgoing, outgoing_start) = outgoing_edges(&edges, vertices.len());
        let mut table = EdgeTable {
            vertices,
            edges,
            rings: self.rings,
            ring_of,
            outgoing,
            outgoing_start,
            reverse: Vec::new(),
        };
        let reverses = table
            .edges
            .iter()
            .map(|edge| table.find(edge.to, edge.from));
        table.reverse = reverses.map(|found| found.unwrap_or(NONE)).collect();
        table
    }
}

/// Orders positions by longitude, then latitude.
fn key(p: Position) -> u64 {
    let half = |v: i32| u64::from(v.cast_unsigned() ^ (1 << 31));
    half(p.lon()) << 32 | half(p.lat())
}

/// The number of each key's position, and the positions in ascending order.
fn number(keys: &[u64]) -> (Vec<u32>, Vec<Position>) {
    assert!(keys.len() < NONE as usize, "fewer than 2^32 edges");
    let mut order: Vec<(u64, u32)> = keys.iter().copied().zip(0..).collect();
    order.sort_unstable();
    let mut numbers = vec![0; keys.len()];
    let mut vertices: Vec<Position> = Vec::with_capacity(keys.len() / 2 + 1);
    let mut last = None;
    for (key, place) in order {
        if last != Some(key) {
            last = Some(key);
            let half = |bits: u64| i64::from(((bits as u32) ^ (1 << 31)).cast_signed());
            vertices.push(Position::clamped(half(key >> 32), half(key)));
        }
        numbers[place as usize] = vertices.len() as u32 - 1;
    }
    (numbers, vertices)
}

/// Edges grouped by their start, then by end and number; and where each group begins.
fn outgoing_edges(edges: &[DirectedEdge], vertices: usize) -> (Vec<u32>, Vec<u32>) {
    let mut start = vec![0_u32; vertices + 1];
    for edge in edges {
        start[edge.from as usize + 1] += 1;
    }
    for i in 0..vertices {
        start[i + 1] += start[i];
    }
    let mut fill = start.clone();
    let mut outgoing = vec![0_u32; edges.len()];
    for (e, edge) in edges.iter().enumerate() {
        let slot = &mut fill[edge.from as usize];
        outgoing[*slot as usize] = e as u32;
        *slot += 1;
    }
    for group in start.windows(2).filter(|group| group[1] - group[0] > 1) {
        outgoing[group[0] as usize..group[1] as usize]
            .sort_unstable_by_key(|&e| (edges[e as usize].to, e));
    }
    (outgoing, start)
}

#[cfg(test)]
mod tests {
    use super::super::cases::square;
    use super::*;

    #[test]
    fn two_squares_share_one_edge() {
        let (west, east) = (square(0, 0, 10), square(10, 0, 10));
        let table = EdgeTable::new(&[&west, &east]);
        assert_eq!((table.edges().len(), table.vertices().len()), (8, 6));
        assert_eq!(table.unmatched().len(), 6);
        assert_eq!(table.segments().len(), 7);
        assert_eq!(table.doubled().count(), 0);
        let shared: Vec<usize> = (0..8)
            .filter(|&e| table.reverse_owner(e).is_some())
            .collect();
        assert_eq!(shared.len(), 2);
        assert_eq!(table.reverse_owner(shared[0]), Some(1));
    }

    #[test]
    fn a_doubled_member_doubles_its_edges() {
        let one = square(0, 0, 10);
        let table = EdgeTable::new(&[&one, &one]);
        assert_eq!((table.doubled().count(), table.segments().len()), (4, 4));
        let around = EdgeTable::with_parent(&[&one], Some(&one));
        assert_eq!(around.unmatched(), Vec::<u32>::new());
    }
}
