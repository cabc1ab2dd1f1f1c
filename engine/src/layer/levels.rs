//! Levels of detail: from which zoom on each vertex of a border is drawn.
//!
//! Neighbours must lose the same vertices, or slivers open between them. A vertex is a **node** where not exactly two
//! edges end, all areas of the layer counted; nodes stay. Between nodes lie **arcs**, which all areas along them have
//! vertex by vertex: a vertex that is no node has the same two edges in every area that has it. An arc is simplified
//! after D. Douglas and T. Peucker (1973), always from its lesser end, so that both sides get the same bits. The vertex
//! farthest from the chord is drawn where that distance is a quarter of a pixel or more, and never earlier than the
//! vertices whose chord it splits; so what is drawn only grows with the zoom and is less than a quarter of a pixel off.
//!
//! The levels of an area follow from it and the areas that touch it. Each arc still bounds both its sides, so along any
//! row of samples the borders of all areas cancel out as before: a sample inside the layer lies in an odd number of
//! simplified areas, and one that simplification puts in three belongs to the last of them. No sample is lost.

use super::WorldRegion;
use crate::geom::{MAX_PIXEL_ZOOM, WORLD_BITS, WorldPoint};

/// The levels of an area's vertices.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Levels {
    rings: Box<[RingLevels]>,
}

/// At this pixel zoom and coarser ones, most vertices are not drawn.
const COARSE_ZOOM: u8 = 13;

/// The levels of the vertices of a ring, and the vertices that are drawn at coarse zooms with theirs: where thousands of areas are
/// seen at once, each look elsewhere in memory counts.
#[derive(Debug, PartialEq, Eq)]
struct RingLevels {
    levels: Box<[u8]>,
    coarse: Box<[CoarseVertex]>,
}

impl RingLevels {
    fn new(ring: &[WorldPoint], levels: Vec<u8>) -> Self {
        let vertices = ring.iter().zip(&levels);
        let coarse = vertices.filter(|&(_, &level)| level <= COARSE_ZOOM);
        Self {
            coarse: coarse
                .map(|(&vertex, &level)| CoarseVertex::of(vertex, level))
                .collect(),
            levels: levels.into(),
        }
    }
}

/// A vertex and its level in twelve bytes: world coordinates have 40 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct CoarseVertex {
    x: u32,
    y: u32,
    x_high: u8,
    y_high: u8,
    level: u8,
}

const _: () = assert!(WORLD_BITS == 40 && size_of::<CoarseVertex>() == 12);

impl CoarseVertex {
    fn of(WorldPoint { x, y }: WorldPoint, level: u8) -> Self {
        Self {
            x: x as u32,
            y: y as u32,
            x_high: (x >> 32) as u8,
            y_high: (y >> 32) as u8,
            level,
        }
    }

    fn vertex(self) -> WorldPoint {
        let whole = |high: u8, low: u32| i64::from(high) << 32 | i64::from(low);
        WorldPoint {
            x: whole(self.x_high, self.x),
            y: whole(self.y_high, self.y),
        }
    }
}

impl Levels {
    /// The levels of an area among all areas that may touch it; it may be one of them. Cost: O(n log n) in their vertices.
    pub(super) fn of<'a>(
        area: &WorldRegion,
        others: impl Iterator<Item = &'a WorldRegion>,
    ) -> Self {
        let ends = Ends::around(area, others);
        Self {
            rings: area
                .rings
                .iter()
                .map(|ring| RingLevels::new(ring, of_ring(ring, &ends)))
                .collect(),
        }
    }

    /// The area as it is drawn at a pixel zoom; a ring too small to be seen is left with less than three vertices.
    pub(super) fn drawn(&self, area: &WorldRegion, pixel_zoom: u8) -> WorldRegion {
        let rings = area.rings.iter().enumerate().map(|(number, ring)| {
            let mut drawn = Vec::new();
            self.draw_ring(number, || ring, pixel_zoom, &mut drawn);
            drawn
        });
        WorldRegion {
            rings: rings.collect(),
            bounds: area.bounds,
        }
    }

    /// How many rings there are.
    pub(super) fn rings(&self) -> usize {
        self.rings.len()
    }

    /// Appends the vertices of the `number`-th ring that are drawn at a pixel zoom; at coarse ones the ring is not asked for.
    pub(super) fn draw_ring<'a>(
        &self,
        number: usize,
        ring: impl FnOnce() -> &'a [WorldPoint],
        pixel_zoom: u8,
        drawn: &mut Vec<WorldPoint>,
    ) {
        let RingLevels { levels, coarse } = &self.rings[number];
        if pixel_zoom <= COARSE_ZOOM {
            let seen = coarse.iter().filter(|vertex| vertex.level <= pixel_zoom);
            drawn.reserve(coarse.len());
            drawn.extend(seen.map(|vertex| vertex.vertex()));
            return;
        }
        let vertices = ring().iter().zip(&**levels);
        let seen = vertices.filter(|(_, level)| **level <= pixel_zoom);
        drawn.extend(seen.map(|(&vertex, _)| vertex));
    }
}

/// The levels of a line; its ends stay.
pub(super) fn of_line(line: &[WorldPoint]) -> Vec<u8> {
    let mut levels = vec![0; line.len()];
    of_arc(line, &mut levels);
    levels
}

/// The vertices that are drawn at a pixel zoom.
pub(super) fn drawn(line: &[WorldPoint], levels: &[u8], pixel_zoom: u8) -> Vec<WorldPoint> {
    let vertices = line.iter().zip(levels);
    vertices
        .filter(|(_, level)| **level <= pixel_zoom)
        .map(|(&p, _)| p)
        .collect()
}

type Key = (i64, i64);

fn key(p: WorldPoint) -> Key {
    (p.x, p.y)
}

/// The other ends of the edges at each vertex of an area: two, or it is a node.
struct Ends {
    vertices: Vec<Key>,
    joined: Vec<[Option<Key>; 2]>,
    nodes: Vec<bool>,
}

impl Ends {
    fn around<'a>(area: &WorldRegion, others: impl Iterator<Item = &'a WorldRegion>) -> Self {
        let mut vertices: Vec<Key> = area.rings.iter().flatten().map(|&p| key(p)).collect();
        vertices.sort_unstable();
        vertices.dedup();
        let mut ends = Self {
            joined: vec![[None; 2]; vertices.len()],
            nodes: vec![false; vertices.len()],
            vertices,
        };
        ends.add(area, area);
        for other in others {
            ends.add(area, other);
        }
        ends
    }

    fn add(&mut self, area: &WorldRegion, other: &WorldRegion) {
        for ring in &other.rings {
            for (i, &p) in ring.iter().enumerate() {
                if !area.bounds.contains(p) {
                    continue;
                }
                let Ok(vertex) = self.vertices.binary_search(&key(p)) else {
                    continue;
                };
                let before = ring[if i == 0 { ring.len() - 1 } else { i - 1 }];
                let after = ring[if i + 1 == ring.len() { 0 } else { i + 1 }];
                self.join(vertex, key(before));
                self.join(vertex, key(after));
            }
        }
    }

    fn join(&mut self, vertex: usize, end: Key) {
        match &mut self.joined[vertex] {
            [Some(a), _] if *a == end => {}
            [_, Some(b)] if *b == end => {}
            [free @ None, _] | [_, free @ None] => *free = Some(end),
            _ => self.nodes[vertex] = true,
        }
    }

    fn is_node(&self, p: WorldPoint) -> bool {
        let vertex = self.vertices.binary_search(&key(p));
        vertex.is_ok_and(|vertex| self.nodes[vertex])
    }
}

fn of_ring(ring: &[WorldPoint], ends: &Ends) -> Vec<u8> {
    let mut levels = vec![0; ring.len()];
    let nodes = (0..ring.len()).filter(|&i| ends.is_node(ring[i]));
    let mut starts: Vec<usize> = nodes.collect();
    if starts.is_empty() {
        starts.extend((0..ring.len()).min_by_key(|&i| key(ring[i])));
    }
    for (i, &from) in starts.iter().enumerate() {
        let to = starts.get(i + 1).map_or(starts[0] + ring.len(), |&to| to);
        let mut places: Vec<usize> = (from..=to).map(|i| i % ring.len()).collect();
        let at = |i: usize| key(ring[places[i]]);
        let last = places.len() - 1;
        if (at(0), at(1)) > (at(last), at(last - 1)) {
            places.reverse();
        }
        let arc: Vec<WorldPoint> = places.iter().map(|&place| ring[place]).collect();
        let mut of_these = vec![0; arc.len()];
        of_arc(&arc, &mut of_these);
        for (&place, &level) in places.iter().zip(&of_these) {
            levels[place] = level;
        }
    }
    levels
}

/// The levels of the vertices between the ends of an arc, which stay.
fn of_arc(arc: &[WorldPoint], levels: &mut [u8]) {
    let mut chords = vec![(0, arc.len().saturating_sub(1), 0)];
    while let Some((from, to, least)) = chords.pop() {
        let mut farthest = (-1.0, from);
        for i in from + 1..to {
            let distance = squared_distance(arc[i], arc[from], arc[to]);
            if distance > farthest.0 {
                farthest = (distance, i);
            }
        }
        let (distance, middle) = farthest;
        if middle > from {
            let level = level_of(distance).max(least);
            levels[middle] = level;
            chords.extend([(from, middle, level), (middle, to, level)]);
        }
    }
}

/// The square of the distance of a point from a chord in world units.
fn squared_distance(p: WorldPoint, a: WorldPoint, b: WorldPoint) -> f64 {
    let (dx, dy) = ((b.x - a.x) as f64, (b.y - a.y) as f64);
    let (px, py) = ((p.x - a.x) as f64, (p.y - a.y) as f64);
    let length_2 = dx * dx + dy * dy;
    let along = if length_2 > 0.0 {
        ((px * dx + py * dy) / length_2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (x, y) = (px - along * dx, py - along * dy);
    x * x + y * y
}

/// The first pixel zoom at which the root of this is a quarter of a pixel or more.
fn level_of(distance_2: f64) -> u8 {
    let quarters = (16.0 * distance_2).sqrt() as u64;
    let zoom = quarters
        .checked_ilog2()
        .map_or(32, |bits| 32_u32.saturating_sub(bits));
    zoom.min(u32::from(MAX_PIXEL_ZOOM)) as u8
}
