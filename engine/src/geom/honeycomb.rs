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

    #[test]
    fn every_point_is_a_sixth_inside_some_phase() {
        let combs = [Phase::A, Phase::B, Phase::C].map(honeycomb);
        let inset = |comb: &Honeycomb, p: Metres| {
            let cell = comb.cell_at(p);
            let neighbours = (-1..=1)
                .flat_map(|q| (-1..=1).map(move |r| (q, r)))
                .filter(|&(q, r)| (q, r) != (0, 0) && q + r != 2 && q + r != -2);
            let own = comb.center(cell);
            neighbours
                .map(|(q, r)| {
                    let other = comb.center(HexCoord {
                        q: cell.q + q,
                        r: cell.r + r,
                    });
                    let (ox, oy) = (other.x - own.x, other.y - own.y);
                    30.0 - ((p.x - own.x) * ox + (p.y - own.y) * oy) / 60.0
                })
                .fold(f64::MAX, f64::min)
        };
        let worst = (0..20_000)
            .map(|i| Metres {
                x: f64::from(i * 37 % 10_007) * 0.013,
                y: f64::from(i * 101 % 9_973) * 0.017,
            })
            .map(|p| {
                combs
                    .iter()
                    .map(|comb| inset(comb, p))
                    .fold(f64::MIN, f64::max)
            })
            .fold(f64::MAX, f64::min);
        assert!(worst >= 10.0 - 1e-6, "{worst}");
    }

    #[test]
    fn codes_and_limits() {
        assert_eq!(HexCoord { q: 3, r: -46 }.to_string(), "+3-1a");
        assert_eq!(HexCoord { q: 0, r: i32::MIN }.to_string(), "+0-zik0zk");
        assert!(Honeycomb::new(4_999, Phase::A).is_err());
        assert_eq!(Phase::from_letter("B"), Some(Phase::B));
    }
}
