//! The final course of edges: each is divided again and again, every middle swaying a little to the side.
//!
//! The course depends on the two ends alone, so both sides of an edge and every tier have the same vertices.

use std::collections::HashSet;

use hexward_engine::geom::Position;

use super::line::Class;
use super::network::Network;
use crate::random::mix;

/// Edges shorter than this, in lattice steps (about 1 cm), stay as they are.
const SHORTEST: i64 = 450;

/// Edges between two vertices get at least two pieces, and this many for the square root of their length in lattice steps.
const PIECES_PER_ROOT: f64 = 0.068;

/// How edges sway.
#[derive(Debug)]
pub(crate) struct Course {
    seed: u64,
    straight: HashSet<(u32, u32)>,
}

impl Course {
    /// The course that a seed decides.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            straight: HashSet::new(),
        }
    }

    /// Keeps an edge straight; whether it swayed before.
    pub(crate) fn straighten(&mut self, a: u32, b: u32) -> bool {
        self.straight.insert((a.min(b), a.max(b)))
    }

    /// Appends the positions from `a`, included, to `b`, excluded.
    pub(crate) fn append(&self, network: &Network, a: u32, b: u32, chain: &mut Vec<Position>) {
        let key = (a.min(b), a.max(b));
        chain.push(network.position(a));
        if self.straight.contains(&key) {
            return;
        }
        let (low, high) = (network.position(key.0), network.position(key.1));
        let depth = depth(low, high);
        let begin = chain.len();
        let sway = network.class(a, b).sway();
        self.divide(low, high, depth, (place_hash(low, high), sway), chain);
        if a != key.0 {
            chain[begin..].reverse();
        }
    }

    /// Appends the positions strictly between two ends.
    fn divide(
        &self,
        a: Position,
        b: Position,
        depth: u32,
        (place, sway): (u64, i64),
        chain: &mut Vec<Position>,
    ) {
        if depth == 0 {
            return;
        }
        let (dx, dy) = (
            i64::from(b.lon()) - i64::from(a.lon()),
            i64::from(b.lat()) - i64::from(a.lat()),
        );
        let bits = mix(self.seed ^ place, place_hash(a, b));
        let aside = (bits % 2001) as i64 - 1000;
        let shift = |d: i64| (d * aside * sway) / 2_000_000;
        // a step of longitude is 0.77 of a step of latitude, so a right angle on the ground needs both factors
        let middle = Position::clamped(
            i64::midpoint(a.lon().into(), b.lon().into()) - shift(dy) * 13 / 10,
            i64::midpoint(a.lat().into(), b.lat().into()) + shift(dx) * 10 / 13,
        );
        let next = mix(place, bits);
        self.divide(a, middle, depth - 1, (next, sway), chain);
        chain.push(middle);
        self.divide(middle, b, depth - 1, (next ^ 1, sway), chain);
    }

    /// The whole ring on the lattice.
    pub(crate) fn ring(&self, network: &Network, ring: &[u32]) -> Vec<Position> {
        let mut chain = Vec::with_capacity(ring.len() * 6);
        for (i, &a) in ring.iter().enumerate() {
            self.append(network, a, ring[(i + 1) % ring.len()], &mut chain);
        }
        chain
    }

    /// The positions along a path of vertices, its last included.
    pub(crate) fn path(&self, network: &Network, path: &[u32]) -> Vec<Position> {
        let mut chain = Vec::with_capacity(path.len() * 6);
        for pair in path.windows(2) {
            self.append(network, pair[0], pair[1], &mut chain);
        }
        chain.extend(path.last().map(|&v| network.position(v)));
        chain
    }
}

fn place_hash(a: Position, b: Position) -> u64 {
    let number = |p: Position| (u64::from(p.lon() as u32) << 32) | u64::from(p.lat() as u32);
    mix(number(a), number(b))
}

/// How often an edge is halved, at most three times: pieces grow with the root of the length.
fn depth(a: Position, b: Position) -> u32 {
    let (dx, dy) = (
        i64::from(b.lon()) - i64::from(a.lon()),
        i64::from(b.lat()) - i64::from(a.lat()),
    );
    let square = dx * dx + dy * dy;
    if square < SHORTEST * SHORTEST {
        return 0;
    }
    let root = libm::sqrt(libm::sqrt(square as f64));
    let pieces = (root * PIECES_PER_ROOT) as u64;
    pieces.max(2).next_power_of_two().ilog2().min(3)
}

/// The class of an edge as the map shows it: a road with water on both sides is a bridge.
pub(crate) fn shown_class(class: Class, wet_on_both_sides: bool) -> Option<&'static str> {
    if class.is_road() && wet_on_both_sides {
        Some("bridge")
    } else {
        class.name()
    }
}
