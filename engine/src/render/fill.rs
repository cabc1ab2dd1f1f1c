//! Filling areas without hairlines.
//!
//! Each pixel has 16 samples on a global lattice. Where an edge crosses a row of samples is computed from the edge alone,
//! always from its northern to its southern end, so the two areas on its sides agree on every sample: each sample has
//! exactly one owner, the shares of a pixel add up to one, and no ground shines through between neighbours. As nothing
//! depends on the rectangle, a tile equals the same part of a larger picture, byte by byte.

use super::canvas::{Canvas, Premultiplied, Rgba};
use crate::geom::{PixelRect, WorldPoint};
use crate::layer::WorldRegion;

const SAMPLES: i64 = 4;

/// How an area is painted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fill {
    /// Its colour.
    pub color: Rgba,
    /// A pattern in a second colour, to tell classes apart without colour.
    pub hatch: Hatch,
    /// The colour of the pattern.
    pub ink: Rgba,
}

/// Patterns on areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hatch {
    /// None.
    Plain,
    /// Rising lines.
    Diagonal,
    /// Dots.
    Dots,
    /// Rising and falling lines.
    Cross,
}

impl Hatch {
    /// The name in legends and style files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "none",
            Self::Diagonal => "diagonal",
            Self::Dots => "dots",
            Self::Cross => "cross",
        }
    }

    /// The pattern of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Plain, Self::Diagonal, Self::Dots, Self::Cross]
            .into_iter()
            .find(|hatch| hatch.name() == name)
    }

    /// Whether a pixel of the global lattice is inked.
    pub(super) fn inked(self, x: i64, y: i64) -> bool {
        match self {
            Self::Plain => false,
            Self::Diagonal => (x + y).rem_euclid(8) < 2,
            Self::Cross => (x + y).rem_euclid(8) < 2 || (x - y).rem_euclid(8) < 2,
            Self::Dots => x.rem_euclid(8) < 2 && (y + (x.div_euclid(8) & 1) * 4).rem_euclid(8) < 2,
        }
    }
}

/// Paints areas, each with one of up to 255 fills; where areas overlap the later one shows.
pub(super) fn fill_areas(
    canvas: &mut Canvas,
    areas: impl Iterator<Item = (WorldRegion, usize)>,
    fills: &[Fill],
) {
    let rect = canvas.rect();
    let mut owners = Owners::new(rect);
    let window = rect.world();
    for (region, fill) in areas.filter(|(region, _)| region.bounds.intersects(window)) {
        owners.claim(&region, (fill + 1).min(255) as u8);
    }
    let inks: Vec<[Premultiplied; 2]> = fills
        .iter()
        .map(|f| [f.color.premultiplied(), f.ink.premultiplied()])
        .collect();
    for row in 0..rect.height as usize {
        for column in 0..rect.width as usize {
            let shares = owners.pixel(row, column);
            if shares == [[0; 4]; 4] {
                continue;
            }
            let (x, y) = (rect.x + column as i64, rect.y + row as i64);
            let paint = |owner: u8| match owner.checked_sub(1) {
                Some(i) => {
                    inks[usize::from(i)][usize::from(fills[usize::from(i)].hatch.inked(x, y))]
                }
                None => Premultiplied::default(),
            };
            canvas.over(row * rect.width as usize + column, mixed(shares, paint));
        }
    }
}

fn mixed(shares: [[u8; 4]; 4], paint: impl Fn(u8) -> Premultiplied) -> Premultiplied {
    let first = shares[0][0];
    if shares == [[first; 4]; 4] {
        return paint(first);
    }
    let mut sums = [8_u16; 4];
    for owner in shares.into_iter().flatten() {
        for (sum, v) in sums.iter_mut().zip(paint(owner).0) {
            *sum += u16::from(v);
        }
    }
    Premultiplied(sums.map(|sum| (sum / 16) as u8))
}

/// The owner of each sample of a rectangle, 0 for none.
struct Owners {
    rect: PixelRect,
    width: usize,
    samples: Vec<u8>,
    crossings: Vec<(u32, i64)>,
}

impl Owners {
    fn new(rect: PixelRect) -> Self {
        let width = rect.width as usize * SAMPLES as usize;
        let samples = vec![0; width * rect.height as usize * SAMPLES as usize];
        Self {
            rect,
            width,
            samples,
            crossings: Vec::new(),
        }
    }

    fn claim(&mut self, region: &WorldRegion, owner: u8) {
        let mut crossings = std::mem::take(&mut self.crossings);
        crossings.clear();
        for ring in &region.rings {
            let next = ring.iter().cycle().skip(1);
            for (&a, &b) in ring.iter().zip(next) {
                cross_rows(self.rect, a, b, &mut crossings);
            }
        }
        crossings.sort_unstable();
        for pair in crossings.chunks_exact(2) {
            let ((line, from), (_, to)) = (pair[0], pair[1]);
            let first = self.rect.x * SAMPLES;
            let clip = |sample: i64| (sample - first).clamp(0, self.width as i64) as usize;
            let start = line as usize * self.width;
            self.samples[start + clip(from)..start + clip(to)].fill(owner);
        }
        self.crossings = crossings;
    }

    fn pixel(&self, row: usize, column: usize) -> [[u8; 4]; 4] {
        let at = |line: usize| {
            let start = (row * 4 + line) * self.width + column * 4;
            let mut quad = [0; 4];
            quad.copy_from_slice(&self.samples[start..start + 4]);
            quad
        };
        [at(0), at(1), at(2), at(3)]
    }
}

/// Appends where an edge crosses the sample rows of a rectangle: row, and first global sample column east of the crossing.
fn cross_rows(rect: PixelRect, a: WorldPoint, b: WorldPoint, crossings: &mut Vec<(u32, i64)>) {
    let (north, south) = if (a.y, a.x) <= (b.y, b.x) {
        (a, b)
    } else {
        (b, a)
    };
    let step = 1_i64 << (rect.pixel_shift() - 2);
    let half = step / 2;
    // sample row `s` lies at world y = s * step + half; an edge covers the rows with north.y <= y < south.y
    let row_from =
        |y: i64| (y - half).div_euclid(step) + i64::from((y - half).rem_euclid(step) > 0);
    let first = rect.y * SAMPLES;
    let last = first + i64::from(rect.height) * SAMPLES;
    let (from, to) = (row_from(north.y).max(first), row_from(south.y).min(last));
    let slope = (south.x - north.x) as f64 / (south.y - north.y) as f64;
    for row in from..to {
        let y = row * step + half;
        let x = north.x as f64 + (y - north.y) as f64 * slope;
        let sample = ((x - half as f64) / step as f64).ceil() as i64;
        crossings.push(((row - first) as u32, sample));
    }
}
