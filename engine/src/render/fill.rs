//! Filling areas without hairlines.
//!
//! Each pixel has 16 samples on a global lattice, and each sample exactly one owner ([`super::spans`]): the shares of a pixel
//! add up to one, and no ground shines through between neighbours. As nothing depends on the rectangle, a tile equals the
//! same part of a larger picture, byte by byte.

use super::canvas::{Canvas, Premultiplied, Rgba};
use super::spans::Spans;
use crate::layer::WorldRegion;

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

impl Fill {
    /// The colours of one row of the lattice, from any column that is a multiple of the pattern's period on.
    fn colors_of_row(&self, y: i64) -> [Premultiplied; HATCH_PERIOD] {
        let both = [self.color.premultiplied(), self.ink.premultiplied()];
        let mut colors = [both[0]; HATCH_PERIOD];
        for (x, color) in colors.iter_mut().enumerate() {
            *color = both[usize::from(self.hatch.inked(x as i64, y))];
        }
        colors
    }
}

/// After so many pixels all patterns begin again, along both axes.
const HATCH_PERIOD: usize = 16;

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
    let mut spans = Spans::new(canvas.rect());
    let window = canvas.rect().world();
    for (region, fill) in areas.filter(|(region, _)| region.bounds.intersects(window)) {
        for ring in &region.rings {
            spans.ring(ring);
        }
        spans.close(fill);
    }
    spans.paint(canvas, fills);
}

impl Spans {
    /// Paints what has been claimed.
    pub(super) fn paint(self, canvas: &mut Canvas, fills: &[Fill]) {
        let rect = self.rect();
        let width = rect.width as usize;
        let mut colors = vec![[Premultiplied::default(); HATCH_PERIOD]; fills.len() + 1];
        self.for_each_row(|row, lines| {
            for (colors, fill) in colors.iter_mut().skip(1).zip(fills) {
                *colors = fill.colors_of_row(rect.y + row as i64);
            }
            // which colour of the pattern the first pixel has
            let phase = rect.x.rem_euclid(HATCH_PERIOD as i64) as usize;
            let color = |owner: u8, column: usize| {
                colors[usize::from(owner)][(phase + column) % HATCH_PERIOD]
            };
            let quads = lines.each_ref().map(|line| line.as_chunks::<4>().0);
            let mut column = 0;
            while column < width {
                let shares = quads.map(|quads| quads[column]);
                let owner = shares[0][0];
                if shares != [[owner; 4]; 4] {
                    let mixed = mixed(shares, |owner| color(owner, column));
                    canvas.over(row * width + column, mixed);
                    column += 1;
                    continue;
                }
                let start = column;
                let same = |column: usize| quads.iter().all(|quads| quads[column] == [owner; 4]);
                while column < width && same(column) {
                    column += 1;
                }
                if owner > 0 {
                    let run = row * width + start..row * width + column;
                    canvas.over_run(run, |i| color(owner, start + i));
                }
            }
        });
    }
}

/// The mean of the colours of sixteen samples, which are not all alike.
fn mixed(shares: [[u8; 4]; 4], color: impl Fn(u8) -> Premultiplied) -> Premultiplied {
    let mut sums = [8_u16; 4];
    let mut last = (0, Premultiplied::default());
    for owner in shares.into_iter().flatten() {
        if owner != last.0 {
            last = (owner, color(owner));
        }
        for (sum, v) in sums.iter_mut().zip(last.1.0) {
            *sum += u16::from(v);
        }
    }
    Premultiplied(sums.map(|sum| (sum / 16) as u8))
}
