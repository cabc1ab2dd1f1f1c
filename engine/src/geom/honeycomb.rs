//! The metric honeycomb: a regular hexagonal lattice in the local frame.
//!
//! Cells are flat-topped hexagons whose centres are `spacing` metres from their six neighbours' (so a cell's area is
//! sqrt(3)/2 spacing squared). Phase A has a centre at the datum; phases B and C are A moved to its two kinds of corners,
//! so that every point lies at least spacing/6 inside a cell of some phase. Axial coordinates after A. Patel, Hexagonal
//! Grids (2013): q grows to the east, r to the north.

use std::fmt;

use super::{Metres, Position};

/// Which of the three shifted lattices a honeycomb is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// A centre lies at the datum.
    A,
    /// The datum lies at the western corner of a cell.
    B,
    /// The datum lies at the eastern corner of a cell.
    C,
}

impl Phase {
    /// The letter `A`, `B` or `C`.
    pub fn letter(self) -> char {
        match self {
            Self::A => 'A',
            Self::B => 'B',
            Self::C => 'C',
        }
    }

    /// The phase of a letter.
    pub fn from_letter(letter: &str) -> Option<Self> {
        match letter {
            "A" => Some(Self::A),
            "B" => Some(Self::B),
            "C" => Some(Self::C),
            _ => None,
        }
    }
}

/// Axial coordinates of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HexCoord {
    /// Steps to the east.
    pub q: i32,
    /// Steps to the north.
    pub r: i32,
}

/// A spacing that no honeycomb can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("spacing of {spacing_mm} mm is not between 5 m and 100 km")]
pub struct HoneycombError {
    /// The spacing asked for.
    pub spacing_mm: u32,
}

/// A honeycomb of a given spacing and phase, with the frame's anchor as its datum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Honeycomb {
    spacing_m: f64,
    shift_x_m: f64,
}

impl Honeycomb {
    /// The honeycomb with this spacing between neighbouring centres.
    ///
    /// # Errors
    /// [`HoneycombError`] below 5 m and above 100 km.
    pub fn new(spacing_mm: u32, phase: Phase) -> Result<Self, HoneycombError> {
        if !(5_000..=100_000_000).contains(&spacing_mm) {
            return Err(HoneycombError { spacing_mm });
        }
        let spacing_m = f64::from(spacing_mm) / 1000.0;
        let corner = spacing_m / 3.0_f64.sqrt();
        let shift_x_m = match phase {
            Phase::A => 0.0,
            Phase::B => corner,
            Phase::C => -corner,
        };
        Ok(Self {
            spacing_m,
            shift_x_m,
        })
    }

    /// Area of a whole cell in square metres.
    pub fn cell_area_m2(&self) -> f64 {
        self.spacing_m * self.spacing_m * 3.0_f64.sqrt() / 2.0
    }

    /// The cell a point lies in; a point on a border goes to one of the cells by a fixed rounding rule.
    pub fn cell_at(&self, point: Metres) -> HexCoord {
        let q = (point.x - self.shift_x_m) / (self.spacing_m * 3.0_f64.sqrt() / 2.0);
        let r = point.y / self.spacing_m - q / 2.0;
        round_axial(q, r)
    }

    /// The centre of a cell.
    pub fn center(&self, cell: HexCoord) -> Metres {
        let (q, r) = (f64::from(cell.q), f64::from(cell.r));
        Metres {
            x: self.shift_x_m + q * self.spacing_m * 3.0_f64.sqrt() / 2.0,
            y: (r + q / 2.0) * self.spacing_m,
        }
    }

    /// The six corners of a cell, counter-clockwise from the east; a corner shared by cells has the same bits in all.
    pub fn corners(&self, cell: HexCoord) -> [Metres; 6] {
        // corners lie on the lattice of thirds: x in steps of corner/2, y in steps of spacing/2
        let (cq, cr) = (i64::from(cell.q), i64::from(cell.r));
        let (x0, y0) = (3 * cq, 2 * cr + cq);
        let step_x = self.spacing_m / (2.0 * 3.0_f64.sqrt());
        let step_y = self.spacing_m / 2.0;
        [(2, 0), (1, 1), (-1, 1), (-2, 0), (-1, -1), (1, -1)].map(|(dx, dy)| Metres {
            x: self.shift_x_m + (x0 + dx) as f64 * step_x,
            y: (y0 + dy) as f64 * step_y,
        })
    }

    /// The cells whose hexagon may touch a box, in rows of q then r.
    pub fn cells_in(&self, low: Metres, high: Metres) -> impl Iterator<Item = HexCoord> + use<> {
        let column = self.spacing_m * 3.0_f64.sqrt() / 2.0;
        let (spacing, shift) = (self.spacing_m, self.shift_x_m);
        let q_low = ((low.x - shift) / column).floor() as i32 - 1;
        let q_high = ((high.x - shift) / column).ceil() as i32 + 1;
        (q_low..=q_high).flat_map(move |q| {
            let r_low = (low.y / spacing - f64::from(q) / 2.0).floor() as i32 - 1;
            let r_high = (high.y / spacing - f64::from(q) / 2.0).ceil() as i32 + 1;
            (r_low..=r_high).map(move |r| HexCoord { q, r })
        })
    }
}

/// The spacing in metres at which a whole cell has so many households where so many live on a square metre:
/// sqrt(2 h / (sqrt(3) rho)). Infinite where nobody lives.
pub fn households_spacing_m(households: f64, per_m2: f64) -> f64 {
    (2.0 * households / (3.0_f64.sqrt() * per_m2)).sqrt()
}

impl fmt::Display for HexCoord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", signed_base36(self.q), signed_base36(self.r))
    }
}

fn round_axial(q: f64, r: f64) -> HexCoord {
    let s = -q - r;
    let (mut rq, mut rr, rs) = ((q + 0.5).floor(), (r + 0.5).floor(), (s + 0.5).floor());
    let (dq, dr, ds) = ((rq - q).abs(), (rr - r).abs(), (rs - s).abs());
    if dq > dr && dq > ds {
        rq = -rr - rs;
    } else if dr > ds {
        rr = -rq - rs;
    }
    HexCoord {
        q: rq as i32,
        r: rr as i32,
    }
}

/// A signed number in base 36, the sign always written: `+0`, `-1z`.
fn signed_base36(value: i32) -> String {
    let mut rest = value.unsigned_abs();
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit(rest % 36, 36).unwrap_or('0'));
        rest /= 36;
        if rest == 0 {
            break;
        }
    }
    digits.push(if value < 0 { '-' } else { '+' });
    digits.iter().rev().collect()
}

/// The corner numbers of a cell's north-eastern, northern and north-western side: each border of the lattice once.
const HALF_SIDES: [(usize, usize); 3] = [(0, 1), (1, 2), (2, 3)];

/// The lattice positions of all honeycomb borders that may touch a box of the frame.
pub(crate) fn border_segments(
    honeycomb: &Honeycomb,
    low: Metres,
    high: Metres,
    to_position: impl Fn(Metres) -> Position,
) -> Vec<(Position, Position)> {
    honeycomb
        .cells_in(low, high)
        .flat_map(|cell| {
            let corners = honeycomb.corners(cell);
            HALF_SIDES.map(|(a, b)| (corners[a], corners[b]))
        })
        .map(|(a, b)| (to_position(a), to_position(b)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The neighbours across [`HALF_SIDES`].
    fn half_neighbours(cell: HexCoord) -> [HexCoord; 3] {
        [(1, 0), (0, 1), (-1, 1)].map(|(dq, dr)| HexCoord {
            q: cell.q + dq,
            r: cell.r + dr,
        })
    }

    fn honeycomb(phase: Phase) -> Honeycomb {
        Honeycomb::new(60_000, phase).expect("in range")
    }

    #[test]
    fn centres_are_in_their_cell_and_one_spacing_apart() {
        for phase in [Phase::A, Phase::B, Phase::C] {
            let comb = honeycomb(phase);
            for cell in comb.cells_in(
                Metres {
                    x: -500.0,
                    y: -500.0,
                },
                Metres { x: 500.0, y: 500.0 },
            ) {
                assert_eq!(comb.cell_at(comb.center(cell)), cell);
                for other in half_neighbours(cell) {
                    assert!((comb.center(cell).distance_m(comb.center(other)) - 60.0).abs() < 1e-9);
                }
            }
        }
    }

    #[test]
    fn shared_corners_are_bit_equal() {
        let comb = honeycomb(Phase::B);
        let cell = HexCoord { q: 17, r: -5 };
        let mine = comb.corners(cell);
        for (other, (a, b)) in half_neighbours(cell).into_iter().zip(HALF_SIDES) {
            let theirs = comb.corners(other);
            assert!(
                theirs.contains(&mine[a]) && theirs.contains(&mine[b]),
                "{other:?}"
            );
        }
    }

    /// Two million points that look random over many cells: the three phases together keep every point at least a sixth of
    /// the spacing away from a border of one of them; two phases leave points on the borders of both.
    #[test]
    fn every_point_is_a_sixth_inside_some_phase() {
        let combs = [Phase::A, Phase::B, Phase::C].map(honeycomb);
        let directions = [0.0_f64, 60.0, 120.0].map(|degrees| {
            let angle = (degrees + 30.0).to_radians();
            (angle.cos(), angle.sin())
        });
        // how far inside its cell a point is, in spacings
        let margin = |comb: &Honeycomb, p: Metres| {
            let own = comb.center(comb.cell_at(p));
            let across = |(x, y): &(f64, f64)| ((p.x - own.x) * x + (p.y - own.y) * y).abs();
            0.5 - directions.iter().map(across).fold(0.0, f64::max) / 60.0
        };
        let (mut worst, mut worst_of_two) = (f64::MAX, f64::MAX);
        let mut state = 1_u64;
        for _ in 0..2_000_000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let unit = |bits: u64| (bits & 0xffff_ffff) as f64 / f64::from(u32::MAX);
            let p = Metres {
                x: unit(state >> 32) * 3_000.0 - 1_500.0,
                y: unit(state.rotate_left(17) ^ (state >> 7)) * 3_000.0 - 1_500.0,
            };
            let [a, b, c] = [0, 1, 2].map(|i| margin(&combs[i], p));
            worst = worst.min(a.max(b).max(c));
            worst_of_two = worst_of_two.min(a.max(b));
        }
        println!(
            "of 2,000,000 points: {worst:.6} of the spacing with three phases, {worst_of_two:.6} with two"
        );
        assert!((1.0 / 6.0 - 1e-9..0.17).contains(&worst), "{worst}");
        assert!(worst_of_two < 0.001, "{worst_of_two}");
    }

    #[test]
    fn spacing_from_households() {
        // 30 households a cell where 1,000 live on a square kilometre: cells of 30,000 square metres
        let spacing_m = households_spacing_m(30.0, 0.001);
        let comb = Honeycomb::new((spacing_m * 1000.0).round() as u32, Phase::A).expect("in range");
        assert!((comb.cell_area_m2() - 30_000.0).abs() < 1.0, "{spacing_m}");
        assert!(households_spacing_m(30.0, 0.0).is_infinite());
    }

    #[test]
    fn codes_and_limits() {
        assert_eq!(HexCoord { q: 3, r: -46 }.to_string(), "+3-1a");
        assert_eq!(HexCoord { q: 0, r: i32::MIN }.to_string(), "+0-zik0zk");
        assert!(Honeycomb::new(4_999, Phase::A).is_err());
        assert_eq!(Phase::from_letter("B"), Some(Phase::B));
    }
}
