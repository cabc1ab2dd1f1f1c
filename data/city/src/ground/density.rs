//! How densely people live: a centre, sub-centres, thinning out to the edge.

use hexward_engine::geom::Metres;

use super::plane::along;
use crate::random::{Purpose, Stream};

/// A centre: its peak and how far it reaches.
struct Peak {
    at: Metres,
    height: f64,
    reach_m: f64,
}

/// The density of people at every point, 1 at the peak of the main centre.
pub(crate) struct Density {
    peaks: Vec<Peak>,
}

/// The density of open country.
const COUNTRY: f64 = 0.012;

impl Density {
    /// The density of a city of this radius.
    pub(crate) fn new(seed: u64, radius_m: f64) -> Self {
        let mut stream = Stream::new(seed, Purpose::Density, 0);
        let mut peaks = vec![Peak {
            at: Metres { x: 0.0, y: 0.0 },
            height: 1.0,
            reach_m: 0.17 * radius_m + 700.0,
        }];
        let towns = (radius_m / 2_200.0).min(11.0) as u32;
        let start = stream.unit();
        for i in 0..towns {
            let turn = start + (f64::from(i) + stream.between(-0.3, 0.3)) / f64::from(towns);
            let angle = turn * std::f64::consts::TAU;
            let away_m = radius_m * stream.between(0.36, 0.82);
            peaks.push(Peak {
                at: Metres {
                    x: away_m * libm::cos(angle),
                    y: away_m * libm::sin(angle),
                },
                height: stream.between(0.25, 0.75),
                reach_m: radius_m * stream.between(0.035, 0.08),
            });
        }
        Self { peaks }
    }

    /// The density at a point.
    pub(crate) fn at(&self, p: Metres) -> f64 {
        let part = |peak: &Peak| {
            let away = p.distance_m(peak.at) / peak.reach_m;
            peak.height / ((1.0 + away * away) * (1.0 + away * away))
        };
        COUNTRY + self.peaks.iter().map(part).sum::<f64>()
    }

    /// The integral of the density over a triangle, in square metres at peak density.
    fn triangle_m2(&self, corners: [Metres; 3], depth: u32) -> f64 {
        let [a, b, c] = corners;
        let area_m2 = ((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)) / 2.0;
        if depth == 0 || area_m2.abs() < 40_000.0 {
            let middle = Metres {
                x: (a.x + b.x + c.x) / 3.0,
                y: (a.y + b.y + c.y) / 3.0,
            };
            return area_m2 * self.at(middle);
        }
        let sides = [
            (a.distance_m(b), [a, b, c]),
            (b.distance_m(c), [b, c, a]),
            (c.distance_m(a), [c, a, b]),
        ];
        let [a, b, c] = sides
            .into_iter()
            .reduce(|longest, side| if side.0 > longest.0 { side } else { longest })
            .map_or(corners, |side| side.1);
        let middle = along(a, b, 0.5);
        self.triangle_m2([a, middle, c], depth - 1) + self.triangle_m2([middle, b, c], depth - 1)
    }

    /// The integral of the density over a simple chain, in square metres at peak density.
    pub(crate) fn mass_m2(&self, chain: &[Metres]) -> f64 {
        let rest = chain.windows(2).skip(1);
        rest.map(|pair| self.triangle_m2([chain[0], pair[0], pair[1]], 12))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_falls_from_the_centre_and_adds_up() {
        let density = Density::new(1, 5_000.0);
        let at = |x: f64| density.at(Metres { x, y: 0.0 });
        assert!(at(0.0) > at(1_500.0) && at(1_500.0) > COUNTRY);
        let corner = |x: f64, y: f64| Metres { x, y };
        let whole = [
            corner(0.0, 0.0),
            corner(900.0, 0.0),
            corner(900.0, 900.0),
            corner(0.0, 900.0),
        ];
        let (left, right) = (
            [whole[0], whole[1], whole[2]],
            [whole[0], whole[2], whole[3]],
        );
        let sum = density.mass_m2(&left) + density.mass_m2(&right);
        assert!((density.mass_m2(&whole) / sum - 1.0).abs() < 1e-12);
    }
}
