//! The long curves of a city: its outline, rivers, lakes, ring roads, radials and main roads.

use std::f64::consts::TAU;

use hexward_engine::geom::Metres;
use libm::{cos, sin};

use super::line::Class;
use super::plane::{along, direction, distance_to_segment_m};
use crate::random::{Purpose, Stream};

/// A curve that becomes borders of blocks.
#[derive(Debug, Clone)]
pub(crate) struct Curve {
    /// What it is.
    pub(crate) class: Class,
    /// Its points; a closed curve repeats the first.
    pub(crate) points: Vec<Metres>,
}

/// Water with a middle line: points within half the width are wet.
#[derive(Debug, Clone)]
pub(crate) struct Channel {
    /// The middle line.
    pub(crate) middle: Vec<Metres>,
    /// From bank to bank.
    pub(crate) width_m: f64,
}

impl Channel {
    /// Whether a point lies in it.
    pub(crate) fn covers(&self, p: Metres) -> bool {
        let half_m = self.width_m / 2.0;
        self.middle
            .windows(2)
            .any(|pair| distance_to_segment_m(p, pair[0], pair[1]) < half_m)
    }

    /// The two banks.
    pub(crate) fn banks(&self) -> [Vec<Metres>; 2] {
        [self.width_m / 2.0, -self.width_m / 2.0].map(|offset_m| aside(&self.middle, offset_m))
    }
}

/// A curve without the long parts that lie in a channel: roads cross rivers, they do not run in them.
pub(crate) fn without_fords(curve: &Curve, channels: &[Channel]) -> Vec<Curve> {
    let wet = |p: &Metres| channels.iter().find(|channel| channel.covers(*p));
    let states: Vec<Option<&Channel>> = curve.points.iter().map(wet).collect();
    let mut parts = vec![Vec::new()];
    let mut i = 0;
    while i < states.len() {
        let dry = states[i].is_none();
        let run = states[i..]
            .iter()
            .take_while(|state| state.is_none() == dry)
            .count();
        let points = &curve.points[i..i + run];
        let length_m: f64 = points
            .windows(2)
            .map(|pair| pair[0].distance_m(pair[1]))
            .sum();
        if states[i].is_some_and(|channel| length_m > 2.0 * channel.width_m + 20.0) {
            parts.push(Vec::new());
        } else if let Some(part) = parts.last_mut() {
            part.extend_from_slice(points);
        }
        i += run;
    }
    let long = parts.into_iter().filter(|part| part.len() > 1);
    long.map(|points| Curve {
        class: curve.class,
        points,
    })
    .collect()
}

/// A curve beside another, to the left for a positive offset.
fn aside(middle: &[Metres], offset_m: f64) -> Vec<Metres> {
    let last = middle.len() - 1;
    let moved = |(i, p): (usize, &Metres)| {
        let ahead = direction(middle[i.saturating_sub(1)], middle[(i + 1).min(last)]);
        let ahead = ahead.unwrap_or(Metres { x: 1.0, y: 0.0 });
        Metres {
            x: p.x - ahead.y * offset_m,
            y: p.y + ahead.x * offset_m,
        }
    };
    middle.iter().enumerate().map(moved).collect()
}

/// A closed curve around a centre: its distance from there is `radius_m` of the turn (0 to 1).
pub(crate) fn around(center: Metres, points: u32, radius_m: impl Fn(f64) -> f64) -> Vec<Metres> {
    let at = |i: u32| {
        let turn = f64::from(i % points) / f64::from(points);
        let r = radius_m(turn);
        Metres {
            x: center.x + r * cos(turn * TAU),
            y: center.y + r * sin(turn * TAU),
        }
    };
    (0..=points).map(at).collect()
}

/// Smooth noise around zero, within 1: the sum of a few waves.
#[derive(Debug, Clone)]
pub(crate) struct Waves {
    waves: Vec<(f64, f64, f64)>,
}

impl Waves {
    /// Waves of these lengths, each with its share of the height.
    pub(crate) fn new(stream: &mut Stream, lengths: &[f64]) -> Self {
        let total: f64 = lengths.iter().sum();
        let wave = |&length: &f64| (TAU / length, stream.unit() * TAU, length / total);
        Self {
            waves: lengths.iter().map(wave).collect(),
        }
    }

    /// The height at `t`.
    pub(crate) fn at(&self, t: f64) -> f64 {
        let height = |&(rate, phase, share): &(f64, f64, f64)| share * sin(rate * t + phase);
        self.waves.iter().map(height).sum()
    }
}

/// The outline of a city of this radius, closed.
pub(crate) fn outline(seed: u64, radius_m: f64) -> Vec<Metres> {
    let mut stream = Stream::new(seed, Purpose::Shape, 0);
    let waves = Waves::new(
        &mut stream,
        &[1.0 / 2.0, 1.0 / 3.0, 1.0 / 5.0, 1.0 / 7.0, 1.0 / 11.0],
    );
    let fine = Waves::new(&mut stream, &[1.0 / 23.0, 1.0 / 41.0]);
    let points = (radius_m / 20.0).clamp(60.0, 480.0) as u32;
    around(Metres { x: 0.0, y: 0.0 }, points, |turn| {
        radius_m * (1.0 + 0.24 * waves.at(turn) + 0.025 * fine.at(turn))
    })
}

/// The main river, and in a large city a second one that flows into it; none in a hamlet.
pub(crate) fn rivers(seed: u64, radius_m: f64) -> Vec<Channel> {
    let mut stream = Stream::new(seed, Purpose::Shape, 1);
    let turn = stream.unit() * TAU;
    let lengths = [1.9, 0.83, 0.37].map(|part| part * radius_m);
    let waves = Waves::new(&mut stream, &lengths);
    let side_m = radius_m * stream.between(0.1, 0.2);
    let steps = (radius_m / 45.0).clamp(40.0, 420.0) as i32;
    let at = |i: i32| {
        let t = f64::from(i) / f64::from(steps) * 1.4 * radius_m;
        let away = side_m + 0.2 * radius_m * waves.at(t);
        Metres {
            x: t * cos(turn) - away * sin(turn),
            y: t * sin(turn) + away * cos(turn),
        }
    };
    if radius_m < 500.0 {
        return Vec::new();
    }
    let main = Channel {
        middle: (-steps..=steps).map(at).collect(),
        width_m: (radius_m * 0.014).clamp(16.0, 240.0),
    };
    if radius_m < 4_000.0 {
        return vec![main];
    }
    let mouth = main.middle[main.middle.len() * 3 / 5];
    let second = tributary(&mut stream, radius_m, turn, mouth, &main);
    vec![main, second]
}

/// A river from the edge of the city to a mouth in the main river, ending just inside its bank.
fn tributary(
    stream: &mut Stream,
    radius_m: f64,
    turn: f64,
    mouth: Metres,
    main: &Channel,
) -> Channel {
    let waves = Waves::new(stream, &[0.9 * radius_m, 0.4 * radius_m]);
    let lean = stream.between(0.18, 0.3) * TAU;
    let far = Metres {
        x: mouth.x + 2.4 * radius_m * cos(turn + lean),
        y: mouth.y + 2.4 * radius_m * sin(turn + lean),
    };
    let steps = (radius_m / 50.0).clamp(40.0, 400.0) as u32;
    let at = |i: u32| {
        let t = f64::from(i) / f64::from(steps);
        let p = along(far, mouth, t);
        let away = 0.16 * radius_m * waves.at(t * 2.4 * radius_m) * (1.0 - t);
        Metres {
            x: p.x - away * sin(turn + lean),
            y: p.y + away * cos(turn + lean),
        }
    };
    let mut middle: Vec<Metres> = Vec::new();
    for i in 0..=steps {
        middle.push(at(i));
        if main.covers(at(i)) {
            break;
        }
    }
    Channel {
        middle,
        width_m: main.width_m * 0.4,
    }
}

/// A lake in a large city: a closed shore.
pub(crate) fn lake(seed: u64, radius_m: f64) -> Option<Vec<Metres>> {
    let mut stream = Stream::new(seed, Purpose::Shape, 2);
    let angle = stream.unit() * TAU;
    let away_m = radius_m * stream.between(0.38, 0.5);
    let waves = Waves::new(&mut stream, &[0.5, 1.0 / 3.0, 0.2]);
    let center = Metres {
        x: away_m * cos(angle),
        y: away_m * sin(angle),
    };
    let points = (radius_m / 200.0).clamp(24.0, 120.0) as u32;
    (radius_m > 4_000.0).then(|| {
        around(center, points, |turn| {
            radius_m * 0.055 * (1.0 + 0.5 * waves.at(turn))
        })
    })
}
