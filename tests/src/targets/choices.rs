//! Bytes as a sequence of choices.

use hexward_engine::geom::{Draft, Polygon, Position, Region, Ring};

/// The coordinates that break arithmetic first: the ends of the globe, halves, powers of two.
const EXTREMES: [i64; 16] = [
    -1_800_000_000,
    -1_799_999_999,
    -900_000_000,
    -899_999_999,
    -536_870_912,
    -1,
    0,
    1,
    2,
    268_435_455,
    536_870_911,
    536_870_912,
    899_999_999,
    900_000_000,
    1_799_999_999,
    1_800_000_000,
];

/// A reader of choices; when the bytes are used up, every choice is the first.
pub(super) struct Choices<'a> {
    bytes: &'a [u8],
    scale: Scale,
}

/// Where positions lie.
#[derive(Clone, Copy)]
enum Scale {
    /// On a small square of this side, stretched by these steps, moved to this corner.
    Square {
        side: usize,
        steps: (i64, i64),
        corner: (i64, i64),
    },
    /// At the ends of the globe and at other coordinates that are hard to compute with.
    Extreme,
}

impl<'a> Choices<'a> {
    /// The choices of some bytes; the first three say where positions lie. Digits stand for themselves.
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        let mut choices = Self {
            bytes,
            scale: Scale::Extreme,
        };
        let side = 3 + choices.below(8);
        let steps = [
            (1, 1),
            (1, 1),
            (7, 5),
            (1000, 1),
            (100_003, 99_991),
            (50_000_000, 40_000_000),
        ];
        let steps = steps[choices.below(steps.len())];
        let corners = [
            (0, 0),
            (1_203_000_000, 315_000_000),
            (-1_800_000_000, -900_000_000),
            (-3, -2),
        ];
        let corner = choices.below(corners.len() + 1);
        choices.scale = match corners.get(corner) {
            Some(&corner) => Scale::Square {
                side,
                steps,
                corner,
            },
            None => Scale::Extreme,
        };
        choices
    }

    /// Whether there are bytes left.
    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// A number below a limit, which is not 0 and at most 256.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let Some((&first, rest)) = self.bytes.split_first() else {
            return 0;
        };
        self.bytes = rest;
        usize::from(first.wrapping_sub(b'0')) % limit
    }

    /// A position.
    pub(super) fn position(&mut self) -> Position {
        let [x, y] = match self.scale {
            Scale::Square {
                side,
                steps,
                corner,
            } => {
                let (x, y) = (self.below(side) as i64, self.below(side) as i64);
                [corner.0 + x * steps.0, corner.1 + y * steps.1]
            }
            Scale::Extreme => [0, 1].map(|_| EXTREMES[self.below(EXTREMES.len())]),
        };
        Position::clamped(x, y)
    }

    /// So many positions.
    pub(super) fn positions(&mut self, count: usize) -> Vec<Position> {
        (0..count).map(|_| self.position()).collect()
    }

    /// A chain of up to nine positions, often closed.
    pub(super) fn chain(&mut self) -> Vec<Position> {
        let count = 2 + self.below(8);
        let mut chain = self.positions(count);
        if self.below(8) > 0 {
            chain.push(chain[0]);
        }
        chain
    }

    /// A draft of up to three polygons with up to two holes each.
    pub(super) fn draft(&mut self) -> Draft {
        let polygons = 1 + self.below(6) / 3;
        let rings = |choices: &mut Self| {
            let count = 1 + choices.below(6) / 3;
            (0..count).map(|_| choices.chain()).collect()
        };
        Draft {
            polygons: (0..polygons).map(|_| rings(self)).collect(),
        }
    }

    /// A region, if the choices give one: a triangle, a rectangle, or whatever a draft is.
    pub(super) fn region(&mut self) -> Option<Region> {
        let ring = match self.below(3) {
            0 => {
                let (a, b) = (self.position(), self.position());
                let at = |x: i32, y: i32| Position::clamped(x.into(), y.into());
                Ring::new(&[a, at(b.lon(), a.lat()), b, at(a.lon(), b.lat())])
            }
            1 => Ring::new(&self.positions(3)),
            _ => return self.draft().region(0).ok(),
        };
        Some(Region::single(Polygon::new(ring.ok()?, vec![]).ok()?))
    }

    /// Up to five regions.
    pub(super) fn regions(&mut self) -> Vec<Region> {
        let count = 1 + self.below(5);
        (0..count).filter_map(|_| self.region()).collect()
    }
}
