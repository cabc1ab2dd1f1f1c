//! How far it is from doors to crossings.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rstar::RTree;
use rstar::primitives::{GeomWithData, Line};

use super::Door;
use super::perimeter::Inside;
use crate::geom::{LocalFrame, Metres};

/// For each door the distance to each crossing in metres, infinite where no way leads there; and whether ways were followed.
pub(super) struct Distances {
    pub(super) rows: Vec<Vec<f64>>,
    pub(super) along_ways: bool,
}

/// A piece of a way with its number.
type Track = GeomWithData<Line<[f64; 2]>, usize>;

/// The ways inside as a graph.
struct Graph {
    at: Vec<Metres>,
    pieces: Vec<(u32, u32, f64)>,
    /// For each node its pieces.
    joined: Vec<Vec<u32>>,
}

/// The distances from doors to crossings, in the order of the crossings. A door stands at the nearest piece of a way that leads to a
/// crossing; its distance is the straight line to there and the way from there. Cost: O(crossings · (pieces · log + doors)).
pub(super) fn distances(inside: &Inside, doors: &[Door], frame: &LocalFrame) -> Distances {
    let mut graph = Graph::of(inside, frame);
    let from: Vec<Vec<f64>> = inside
        .crossings
        .keys()
        .map(|&node| graph.distances(node))
        .collect();
    let leads = |node: u32| from.iter().any(|row| row[node as usize].is_finite());
    let led: Vec<bool> = (0..graph.at.len() as u32).map(leads).collect();
    graph.pieces.retain(|&(low, _, _)| led[low as usize]);
    let along_ways = !graph.pieces.is_empty();
    let tree = graph.tree();
    let row = |door: &Door| {
        let p = frame.to_metres(door.position);
        let nearest = tree.nearest_neighbor([p.x, p.y]);
        let Some(piece) = nearest.map(|track| track.data) else {
            let nodes = inside.crossings.keys();
            let straight = nodes.map(|&node| graph.at[node as usize].distance_m(p));
            return straight.collect();
        };
        let (low, high, length) = graph.pieces[piece];
        let (off, part) = graph.foot(piece, p);
        let through = |row: &Vec<f64>| {
            let one = row[low as usize] + length * part;
            let other = row[high as usize] + length * (1.0 - part);
            off + one.min(other)
        };
        from.iter().map(through).collect::<Vec<f64>>()
    };
    Distances {
        rows: doors.iter().map(row).collect(),
        along_ways,
    }
}

impl Graph {
    fn of(inside: &Inside, frame: &LocalFrame) -> Self {
        let at: Vec<Metres> = inside
            .nodes
            .iter()
            .map(|&node| frame.to_metres(node))
            .collect();
        let mut joined = vec![Vec::new(); at.len()];
        let mut pieces = Vec::with_capacity(inside.pieces.len());
        for (k, &(low, high)) in inside.pieces.iter().enumerate() {
            let length = at[low as usize].distance_m(at[high as usize]);
            pieces.push((low, high, length));
            joined[low as usize].push(k as u32);
            joined[high as usize].push(k as u32);
        }
        Self { at, pieces, joined }
    }

    /// The distance along ways from a node to all nodes.
    fn distances(&self, start: u32) -> Vec<f64> {
        let mut far = vec![f64::INFINITY; self.at.len()];
        let mut waiting = BinaryHeap::new();
        far[start as usize] = 0.0;
        // bits of numbers that are not negative have the order of the numbers
        waiting.push(Reverse((0.0_f64.to_bits(), start)));
        while let Some(Reverse((bits, node))) = waiting.pop() {
            let so_far = f64::from_bits(bits);
            if so_far > far[node as usize] {
                continue;
            }
            for &piece in &self.joined[node as usize] {
                let (low, high, length) = self.pieces[piece as usize];
                let next = if low == node { high } else { low };
                let through = so_far + length;
                if through < far[next as usize] {
                    far[next as usize] = through;
                    waiting.push(Reverse((through.to_bits(), next)));
                }
            }
        }
        far
    }

    /// An index of the pieces by place.
    fn tree(&self) -> RTree<Track> {
        let track = |(k, &(low, high, _)): (usize, &(u32, u32, f64))| {
            let ends = [low, high].map(|node| self.at[node as usize]);
            let [from, to] = ends.map(|end| [end.x, end.y]);
            Track::new(Line::new(from, to), k)
        };
        RTree::bulk_load(self.pieces.iter().enumerate().map(track).collect())
    }

    /// How far a piece is, and at which part of it the nearest point lies, from its first end.
    fn foot(&self, piece: usize, p: Metres) -> (f64, f64) {
        let (low, high, length) = self.pieces[piece];
        let (a, b) = (self.at[low as usize], self.at[high as usize]);
        let square = (length * length).max(1e-12);
        let along = ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / square;
        let part = along.clamp(0.0, 1.0);
        let foot = Metres {
            x: a.x + (b.x - a.x) * part,
            y: a.y + (b.y - a.y) * part,
        };
        (foot.distance_m(p), part)
    }
}
