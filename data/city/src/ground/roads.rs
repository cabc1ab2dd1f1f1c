//! The great roads: rings, radials, and the net of main roads inside.

use std::f64::consts::TAU;

use hexward_engine::geom::Metres;
use libm::{cos, sin};

use super::curve::{Curve, Waves, around};
use super::line::Class;
use crate::random::{Purpose, Stream};

/// A ring road: a rounded square, turned with the city.
#[derive(Debug, Clone)]
struct Ring {
    radius_m: f64,
    turn: f64,
    waves: Waves,
}

impl Ring {
    /// How far it is from the centre in the direction of a turn (0 to 1).
    fn radius_at(&self, turn: f64) -> f64 {
        let angle = turn * TAU - self.turn;
        let (c, s) = (cos(angle), sin(angle));
        let square = libm::sqrt(libm::sqrt(c * c * c * c + s * s * s * s));
        self.radius_m * (0.55 + 0.45 / square) * (1.0 + 0.07 * self.waves.at(turn))
    }

    /// How far inside it a point is, as a part of its radius there: 1 at the centre, 0 on the ring.
    fn depth(&self, p: Metres) -> f64 {
        let turn = libm::atan2(p.y, p.x) / TAU;
        let turn = if turn < 0.0 { turn + 1.0 } else { turn };
        1.0 - libm::hypot(p.x, p.y) / self.radius_at(turn)
    }
}

/// All great roads of a city of this radius.
pub(crate) fn great_roads(seed: u64, radius_m: f64) -> Vec<Curve> {
    let mut stream = Stream::new(seed, Purpose::Shape, 3);
    let turn = stream.between(-0.04, 0.04) * TAU;
    let parts: &[f64] = match radius_m {
        r if r < 1_500.0 => &[],
        r if r < 6_000.0 => &[0.5],
        r if r < 14_000.0 => &[0.26, 0.58],
        _ => &[0.14, 0.31, 0.56],
    };
    let ring = |&part: &f64| Ring {
        radius_m: part * radius_m,
        turn,
        waves: Waves::new(&mut stream, &[0.5, 0.25, 1.0 / 7.0]),
    };
    let rings: Vec<Ring> = parts.iter().map(ring).collect();
    let mut curves: Vec<Curve> = rings.iter().map(drawn).collect();
    let inner = rings.get(rings.len().saturating_sub(2));
    curves.extend(net(&mut stream, radius_m, turn, inner));
    if let Some(inner) = inner {
        curves.extend(radials(&mut stream, radius_m, turn, inner));
    }
    curves
}

fn drawn(ring: &Ring) -> Curve {
    let points = (ring.radius_m / 25.0).clamp(48.0, 200.0) as u32;
    Curve {
        class: Class::Expressway,
        points: around(Metres { x: 0.0, y: 0.0 }, points, |turn| {
            ring.radius_at(turn)
        }),
    }
}

/// Main roads along and across, inside a ring; without a ring through the whole city.
fn net(stream: &mut Stream, radius_m: f64, turn: f64, ring: Option<&Ring>) -> Vec<Curve> {
    let reach_m = ring.map_or(1.5 * radius_m, |ring| ring.radius_m * 1.3);
    let spacing_m = (radius_m * 0.075).clamp(420.0, 1_300.0);
    let count = (reach_m / spacing_m) as i32;
    let mut curves = Vec::new();
    for across in [false, true] {
        let shift_m = spacing_m * stream.between(0.3, 0.7);
        for i in -count..=count {
            let away_m =
                f64::from(i) * spacing_m + shift_m + spacing_m * stream.between(-0.14, 0.14);
            let waves = Waves::new(stream, &[reach_m, 0.31 * reach_m]);
            let at = |step: i32| {
                let t = f64::from(step) * spacing_m / 9.0;
                let aside_m = away_m + 0.1 * spacing_m * waves.at(t);
                let (x, y) = if across { (aside_m, t) } else { (t, aside_m) };
                Metres {
                    x: x * cos(turn) - y * sin(turn),
                    y: x * sin(turn) + y * cos(turn),
                }
            };
            let steps = (9.0 * reach_m / spacing_m) as i32;
            let points = (-steps..=steps).map(at);
            let kept: Vec<Metres> = points
                .filter(|&p| ring.is_none_or(|ring| ring.depth(p) > -0.004))
                .collect();
            curves.push(Curve {
                class: Class::Arterial,
                points: kept,
            });
        }
    }
    curves.retain(|curve| curve.points.len() > 4);
    curves
}

/// Radials from just inside a ring out of the city.
fn radials(stream: &mut Stream, radius_m: f64, turn: f64, ring: &Ring) -> Vec<Curve> {
    let count = if radius_m < 6_000.0 { 6 } else { 11 };
    let mut curves = Vec::new();
    for i in 0..count {
        let start = turn / TAU + (f64::from(i) + stream.between(-0.22, 0.22)) / f64::from(count);
        let waves = Waves::new(stream, &[1.1 * radius_m, 0.4 * radius_m]);
        let first_m = ring.radius_at(start - libm::floor(start)) * 0.985;
        let steps = 120;
        let at = |step: i32| {
            let t = f64::from(step) / f64::from(steps);
            let away_m = first_m + t * (1.5 * radius_m - first_m);
            let bend = 0.35 * (waves.at(away_m) - waves.at(first_m)) * t;
            Metres {
                x: away_m * cos(start * TAU + bend),
                y: away_m * sin(start * TAU + bend),
            }
        };
        curves.push(Curve {
            class: if i % 3 == 0 {
                Class::Expressway
            } else {
                Class::Arterial
            },
            points: (0..=steps).map(at).collect(),
        });
    }
    curves
}
