//! Filling areas without hairlines.
//!
//! Each pixel has four samples on a global lattice, and each sample exactly one owner ([`super::spans`]): the shares of a pixel
//! add up to one, and no ground shines through between neighbours. As nothing depends on the rectangle, a tile equals the
//! same part of a larger picture, byte by byte.

use std::ops::Range;

use super::canvas::{Canvas, PATTERN_PX, Pattern, Premultiplied, Rgba, in_lanes};
use super::spans::{SAMPLES, Spans};
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
    /// How many pixels a pixel of the pattern has a side.
    pub hatch_px: u8,
}

impl Fill {
    /// The same fill for twice as many pixels a side on the same ground.
    pub(super) fn double(&mut self) {
        self.hatch_px *= 2;
    }

    /// The colours of one row of the lattice, from a column on.
    fn colors_of_row(&self, x: i64, y: i64) -> Pattern {
        let both = [self.color.premultiplied().0, self.ink.premultiplied().0];
        let mut colors = [both[0]; PATTERN_PX];
        if self.hatch != Hatch::Plain {
            let coarse = |v: i64| v.div_euclid(i64::from(self.hatch_px));
            for (x, color) in (x..).zip(&mut colors) {
                *color = both[usize::from(self.hatch.inked(coarse(x), coarse(y)))];
            }
        }
        colors
    }
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
    let mut spans = Spans::new(canvas.rect());
    let window = canvas.rect().world();
    for (region, fill) in areas.filter(|(region, _)| region.bounds.intersects(window)) {
        for ring in &region.rings {
            spans.ring(ring);
        }
        spans.close(fill);
    }
    spans.paint(canvas, fills, Meeting::Mixed);
}

/// How pixels look in which areas meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meeting {
    /// In the mean of their colours.
    Mixed,
    /// In the colour of the one with most samples: a border will lie over them, and colours stay few.
    UnderBorder,
}

impl Spans {
    /// Paints what has been claimed.
    pub(super) fn paint(self, canvas: &mut Canvas, fills: &[Fill], meeting: Meeting) {
        let rect = self.rect();
        let width = rect.width as usize;
        let mut colors = vec![[[0; 4]; PATTERN_PX]; fills.len() + 1];
        let mut lanes = vec![[0; PATTERN_PX]; fills.len() + 1];
        self.for_each_row(|row, lines| {
            let own = colors.iter_mut().zip(&mut lanes).skip(1).zip(fills);
            for ((colors, lanes), fill) in own {
                *colors = fill.colors_of_row(rect.x, rect.y + row as i64);
                *lanes = colors.map(in_lanes);
            }
            let mut column = 0;
            while column < width {
                let owner = lines[0][column];
                let end = end_of_run(lines, column, owner);
                let first = row * width + column;
                if end == column {
                    let owners = lines.map(|line| line[column]);
                    let lanes = |owner: u8| lanes[usize::from(owner)][column % PATTERN_PX];
                    canvas.over(first, mean(meeting.of(owners), lanes));
                    column += 1;
                    continue;
                }
                if owner > 0 {
                    let mut pattern = colors[usize::from(owner)];
                    pattern.rotate_left(column % PATTERN_PX);
                    canvas.over_run(first..first + end - column, &pattern);
                }
                column = end;
            }
        });
    }
}

/// Where a run of pixels ends whose samples all have this owner.
fn end_of_run(lines: [&[u8]; SAMPLES as usize], from: usize, owner: u8) -> usize {
    const AT_ONCE: usize = 16;
    let width = lines[0].len();
    let mut end = from;
    let same = |part: Range<usize>| {
        let many = &[owner; AT_ONCE][..part.len()];
        lines.iter().all(|line| line[part.clone()] == *many)
    };
    while end + AT_ONCE <= width && same(end..end + AT_ONCE) {
        end += AT_ONCE;
    }
    while end < width && same(end..end + 1) {
        end += 1;
    }
    end
}

impl Meeting {
    /// The owners that show in a pixel.
    fn of(self, owners: [u8; SAMPLES as usize]) -> [u8; SAMPLES as usize] {
        let [a, b, c, d] = owners;
        match self {
            Self::Mixed => owners,
            Self::UnderBorder if b == c || b == d => [b; 4],
            Self::UnderBorder if c == d => [c; 4],
            Self::UnderBorder => [a; 4],
        }
    }
}

/// The mean of the colours of the samples of a pixel, each rounded to the nearest.
fn mean(owners: [u8; SAMPLES as usize], lanes: impl Fn(u8) -> u64) -> Premultiplied {
    let halves = 0x0002_0002_0002_0002;
    let sum: u64 = owners.into_iter().map(lanes).sum();
    let [_, r, _, g, _, b, _, a] = ((sum + halves) >> 2).to_be_bytes();
    Premultiplied([r, g, b, a])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubled_pattern_has_four_pixels_for_each() {
        let color = |text| Rgba::parse(text).expect("a colour");
        for hatch in [Hatch::Diagonal, Hatch::Dots, Hatch::Cross] {
            let fill = Fill {
                color: color("#ffffff"),
                hatch,
                ink: color("#000000"),
                hatch_px: 1,
            };
            let mut doubled = fill;
            doubled.double();
            for (x, y) in [(0, 0), (-16, 3), (7, 11)] {
                let small = fill.colors_of_row(x, y);
                assert!(small.contains(&[0, 0, 0, 255]) || hatch == Hatch::Dots);
                for fine_y in [2 * y, 2 * y + 1] {
                    let large = doubled.colors_of_row(2 * x, fine_y);
                    let halves = large.iter().step_by(2).zip(&small);
                    assert!(
                        halves.clone().count() == PATTERN_PX / 2
                            && halves.clone().all(|(a, b)| a == b)
                    );
                    assert!(large.as_chunks::<2>().0.iter().all(|[a, b]| a == b));
                }
            }
            let again = fill.colors_of_row(PATTERN_PX as i64, 5);
            assert_eq!(again, fill.colors_of_row(0, 5), "{hatch:?}");
        }
    }
}
