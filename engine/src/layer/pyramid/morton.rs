//! Morton codes of cells: the bits of column and row in turn, so that a square of cells is a range of codes.

use crate::geom::PixelRect;

/// Codes from a first to one behind the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quad {
    pub(super) start: u64,
    pub(super) end: u64,
}

/// The code of a cell.
pub(super) fn code(x: u64, y: u64) -> u64 {
    spread(x) | spread(y) << 1
}

/// Column and row of a code.
pub(super) fn place(code: u64) -> (i64, i64) {
    (gathered(code) as i64, gathered(code >> 1) as i64)
}

/// Squares of cells that together hold a rectangle, about eight of them a side.
pub(super) fn quads_over(rect: PixelRect) -> Vec<Quad> {
    let last = (256_i64 << rect.pixel_zoom) - 1;
    let (left, top) = (rect.x.max(0), rect.y.max(0));
    let right = (rect.x + i64::from(rect.width) - 1).min(last);
    let bottom = (rect.y + i64::from(rect.height) - 1).min(last);
    if left > right || top > bottom {
        return Vec::new();
    }
    let longer = (right - left).max(bottom - top) as u64;
    let bits = longer.checked_ilog2().unwrap_or(0).saturating_sub(2);
    let mut quads = Vec::new();
    for y in (top as u64 >> bits)..=(bottom as u64 >> bits) {
        for x in (left as u64 >> bits)..=(right as u64 >> bits) {
            let start = code(x, y) << (2 * bits);
            quads.push(Quad {
                start,
                end: start + (1 << (2 * bits)),
            });
        }
    }
    quads
}

/// Adds up what comes one after the other for the same cell, and hands on the cells of a rectangle.
pub(super) struct Gathered<'a, F: FnMut(i64, i64, u64)> {
    rect: PixelRect,
    found: &'a mut F,
    code: u64,
    sum: u64,
}

impl<'a, F: FnMut(i64, i64, u64)> Gathered<'a, F> {
    pub(super) fn new(found: &'a mut F, rect: PixelRect) -> Self {
        Self {
            rect,
            found,
            code: 0,
            sum: 0,
        }
    }

    pub(super) fn add(&mut self, code: u64, sum: u64) {
        if code != self.code {
            self.end();
            self.code = code;
        }
        self.sum += sum;
    }

    /// Hands on the last cell.
    pub(super) fn end(&mut self) {
        let sum = std::mem::take(&mut self.sum);
        let (x, y) = place(self.code);
        let columns = self.rect.x..self.rect.x + i64::from(self.rect.width);
        let rows = self.rect.y..self.rect.y + i64::from(self.rect.height);
        if sum > 0 && columns.contains(&x) && rows.contains(&y) {
            (self.found)(x, y, sum);
        }
    }
}

/// The lower 32 bits, a zero after each.
fn spread(v: u64) -> u64 {
    let mut v = v & 0xFFFF_FFFF;
    for (shift, mask) in [
        (16, 0x0000_FFFF_0000_FFFF),
        (8, 0x00FF_00FF_00FF_00FF),
        (4, 0x0F0F_0F0F_0F0F_0F0F),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ] {
        v = (v | v << shift) & mask;
    }
    v
}

/// The bits at even places, put together.
fn gathered(v: u64) -> u64 {
    let mut v = v & 0x5555_5555_5555_5555;
    for (shift, mask) in [
        (1, 0x3333_3333_3333_3333),
        (2, 0x0F0F_0F0F_0F0F_0F0F),
        (4, 0x00FF_00FF_00FF_00FF),
        (8, 0x0000_FFFF_0000_FFFF),
        (16, 0x0000_0000_FFFF_FFFF),
    ] {
        v = (v | v >> shift) & mask;
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_one_place() {
        for (x, y) in [
            (0, 0),
            (1, 0),
            (0, 1),
            (5, 9),
            (0xFFFF_FFFF, 1),
            (7, 0x8000_0001),
        ] {
            assert_eq!(place(code(x, y)), (x as i64, y as i64));
        }
        assert_eq!([code(1, 0), code(0, 1), code(3, 1)], [1, 2, 7]);
    }

    #[test]
    fn quads_hold_their_rectangle() {
        for (x, y, width, height) in [(0, 0, 1, 1), (-5, 250, 9, 300), (1000, 77, 513, 3)] {
            let rect = PixelRect {
                pixel_zoom: 3,
                x,
                y,
                width,
                height,
            };
            let quads = quads_over(rect);
            assert!(quads.len() <= 81, "{} quads", quads.len());
            for row in y.max(0)..y + i64::from(height) {
                for column in x.max(0)..x + i64::from(width) {
                    let code = code(column as u64, row as u64);
                    let holding = quads.iter().filter(|q| (q.start..q.end).contains(&code));
                    assert_eq!(holding.count(), 1, "{column} {row}");
                }
            }
        }
        let outside = PixelRect {
            pixel_zoom: 3,
            x: -9,
            y: 0,
            width: 9,
            height: 4,
        };
        assert!(quads_over(outside).is_empty());
    }
}
