//! Where buildings stand on an atom: rows that face south, away from roads and water.

use hexward_engine::geom::{Metres, Position};

use crate::ground::plane::{self, distance_to_segment_m};
use crate::ground::{Ground, edges, inner_point};
use crate::random::Stream;

/// Distances between buildings in metres: within a row and between rows.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_field_names, reason = "the unit is in the name")]
pub(crate) struct Spacing {
    pub(crate) east_m: f64,
    pub(crate) north_m: f64,
    /// How far a building may stand off its row, in metres.
    pub(crate) loose_m: f64,
}

/// An atom with its border, to ask what lies inside.
pub(crate) struct Plot<'a> {
    ground: &'a Ground,
    atom: u32,
    border: Vec<Position>,
}

impl<'a> Plot<'a> {
    /// The plot of an atom.
    pub(crate) fn new(ground: &'a Ground, atom: u32) -> Self {
        Self {
            ground,
            atom,
            border: ground.border(atom),
        }
    }

    /// Whether a position lies strictly inside.
    pub(crate) fn holds(&self, p: Position) -> bool {
        plane::inside(&self.border, p)
    }

    /// A position strictly inside, or at the border of a plot that has no inside.
    pub(crate) fn inner(&self) -> Position {
        let corners: Vec<Metres> = self.border.iter().map(|&p| plane::metres(p)).collect();
        let heights = [0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9, 0.05, 0.95];
        let points = heights.map(|height| plane::position(inner_point(&corners, height)));
        let found = points.into_iter().find(|&p| self.holds(p));
        found.unwrap_or(self.border[0])
    }

    /// Positions for `count` buildings, at least one; fewer when there is no room.
    pub(crate) fn sites(
        &self,
        count: usize,
        spacing: Spacing,
        stream: &mut Stream,
    ) -> Vec<Position> {
        for closer in [1.0, 0.85, 0.7, 0.57, 0.45, 0.35, 0.25] {
            let mut found = self.rows(spacing, closer, stream);
            if found.len() >= count && spacing.loose_m > 0.0 {
                // a hamlet: the places nearest to its middle
                let middle = plane::metres(self.inner());
                let away_m = |p: &Position| plane::metres(*p).distance_m(middle);
                found.sort_by(|a, b| away_m(a).total_cmp(&away_m(b)).then(a.cmp(b)));
                found.truncate(count);
                return found;
            }
            if found.len() >= count {
                let step = found.len() as f64 / count as f64;
                return (0..count)
                    .map(|i| found[(i as f64 * step) as usize])
                    .collect();
            }
            if closer < 0.3 && !found.is_empty() {
                return found;
            }
        }
        vec![self.inner()]
    }

    /// All sites of rows that are `closer` to each other and to the border than they should be.
    fn rows(&self, spacing: Spacing, closer: f64, stream: &mut Stream) -> Vec<Position> {
        let network = &self.ground.network;
        let ring = &self.ground.atoms[self.atom as usize].ring;
        let walls: Vec<(Metres, Metres, f64)> = edges(ring)
            .map(|(a, b)| {
                let setback_m = network.class(a, b).setback_m() * closer.min(0.9);
                (network.metres(a), network.metres(b), setback_m)
            })
            .collect();
        let bound = |pick: fn(f64, f64) -> f64, start: f64, of: fn(&Metres) -> f64| {
            walls.iter().map(|wall| of(&wall.0)).fold(start, pick)
        };
        let (west, east) = (
            bound(f64::min, f64::MAX, |p| p.x),
            bound(f64::max, f64::MIN, |p| p.x),
        );
        let (south, north) = (
            bound(f64::min, f64::MAX, |p| p.y),
            bound(f64::max, f64::MIN, |p| p.y),
        );
        let (step_x, step_y) = (spacing.east_m * closer, spacing.north_m * closer);
        let (shift_x, shift_y) = (stream.unit() * step_x, stream.unit() * step_y);
        let mut found = Vec::new();
        let mut y = north - shift_y;
        while y > south {
            let mut x = west + shift_x;
            while x < east {
                let p = Metres {
                    x: x + stream.between(-1.0, 1.0) * spacing.loose_m * closer,
                    y: y + stream.between(-1.0, 1.0) * spacing.loose_m * closer,
                };
                let free = |&(a, b, setback_m): &(Metres, Metres, f64)| {
                    distance_to_segment_m(p, a, b) > setback_m
                };
                let position = plane::position(p);
                if walls.iter().all(free) && self.holds(position) {
                    found.push(position);
                }
                x += step_x;
            }
            y -= step_y;
        }
        found
    }
}
