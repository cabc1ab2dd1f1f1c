//! Graphs of units: some that look like a city, some that look like none. What dividing a parent into grids is tested and
//! measured on.
//!
//! The same seed gives the same graphs everywhere: numbers come from [`Sequence`], functions of real numbers from `libm`.

pub mod fixtures;
mod growth;
mod parents;
pub mod peers;
mod points;
pub mod small;

use crate::random::Sequence;

pub use growth::grown;
pub use parents::Parent;

/// Ground divided into units around points, each with the households that live there.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Where the unit lies, east and north in metres.
    pub points_m: Vec<[f64; 2]>,
    /// Households of each unit.
    pub households: Vec<u64>,
    /// Area of each unit.
    pub area_m2: Vec<u64>,
    /// Length of its whole border, common or not.
    pub perimeter_mm: Vec<u64>,
    /// Pairs of neighbours, the lower one first, in order, and the length of their common border in millimetres.
    pub borders: Vec<([u32; 2], u64)>,
}

/// Units in 100 where next to nobody lives: roads, water, parks, schools.
const EMPTY: usize = 35;

impl Ground {
    /// So many units, at least three, in towns and between them.
    pub fn draw(units: usize, seed: u64) -> Self {
        let mut sequence = Sequence(seed);
        let points_m = points::clustered(units, &mut sequence);
        let households = (0..units).map(|_| building(&mut sequence)).collect();
        Self::around(points_m, households)
    }

    /// The ground around points, no two at one place, and the households of each.
    pub fn around(points_m: Vec<[f64; 2]>, households: Vec<u64>) -> Self {
        let dual = points::median_dual(&points_m);
        Self {
            points_m,
            households,
            area_m2: dual.area_m2,
            perimeter_mm: dual.perimeter_mm,
            borders: dual.borders,
        }
    }

    /// How many units.
    pub fn units(&self) -> usize {
        self.households.len()
    }

    /// Who lives there some years later: more here and fewer there by a smooth field of 0.7 to 1.5, and a new estate of 60 to
    /// 180 households in four units of a thousand.
    pub fn later(&self, seed: u64) -> Vec<u64> {
        let mut sequence = Sequence(seed);
        let side_m = self.side_m();
        let waves: Vec<[f64; 3]> = (0..4).map(|_| wave(&mut sequence, side_m)).collect();
        let change = |[x, y]: [f64; 2]| {
            let sum: f64 = waves
                .iter()
                .map(|w| libm::cos(w[0] * x + w[1] * y + w[2]))
                .sum();
            1.1 + 0.4 * (sum / 2.0).clamp(-1.0, 1.0)
        };
        let mut grown = Vec::with_capacity(self.units());
        for (&point, &before) in self.points_m.iter().zip(&self.households) {
            let exact = before as f64 * change(point) + sequence.unit();
            let estate = if sequence.below(1000) < 4 {
                60 + sequence.below(121)
            } else {
                0
            };
            grown.push(exact as u64 + estate as u64);
        }
        grown
    }

    /// New housing in one place: every unit within a circle around a unit grows until so many parts in a thousand of all
    /// households have come.
    pub fn with_new_housing(&self, per_mille: u64, seed: u64) -> Vec<u64> {
        let mut households = self.households.clone();
        let mut wanted = households.iter().sum::<u64>() * per_mille / 1000;
        let mut sequence = Sequence(seed);
        while wanted > 0 {
            let more = (20 + sequence.below(60) as u64).min(wanted);
            households[sequence.below(self.units())] += more;
            wanted -= more;
        }
        households
    }

    fn side_m(&self) -> f64 {
        points::side_m(self.units())
    }
}

fn building(sequence: &mut Sequence) -> u64 {
    if sequence.below(100) < EMPTY {
        return sequence.below(3) as u64;
    }
    let exact = libm::exp(3.2 + 0.8 * sequence.normal());
    (exact as u64).clamp(1, 200)
}

/// A wave across the ground: its numbers east and north, and where it begins.
fn wave(sequence: &mut Sequence, side_m: f64) -> [f64; 3] {
    let turn = 2.0 * core::f64::consts::PI;
    let direction = turn * sequence.unit();
    let number = turn * (2.0 + 8.0 * sequence.unit()) / side_m;
    [
        number * libm::cos(direction),
        number * libm::sin(direction),
        turn * sequence.unit(),
    ]
}
