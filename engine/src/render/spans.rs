//! Which area owns which samples.
//!
//! Each pixel has four samples on a global lattice, one in each quarter of its rows and of its columns, so that borders of
//! any direction are smooth. Where an edge crosses a row of samples is computed from the edge alone, always from its
//! northern to its southern end, so the two areas on its sides agree on every sample. The crossings of an area, put in
//! order row by row, bound its spans; later areas lie on top.

use super::rounding::ceil;
use crate::geom::{PixelRect, WorldPoint};

/// Rows of samples in a pixel, and samples in it.
pub(super) const SAMPLES: u32 = 4;

/// The quarter of a pixel in which the sample of each of its rows lies.
const QUARTERS: [u32; SAMPLES as usize] = [1, 3, 0, 2];

/// The samples of a rectangle that areas claim.
pub(super) struct Spans {
    rect: PixelRect,
    /// The owner of each sample, row by row, 0 for none.
    owners: Vec<u8>,
    /// The area that is being claimed.
    area: Crossings,
}

/// Where the edges of an area cross rows of samples.
struct Crossings {
    /// How many there are in each row.
    number: Vec<u32>,
    /// The columns, in quarters of pixels, of the first two in each row.
    two: Vec<[u32; 2]>,
    /// Row and column of all others.
    more: Vec<(u32, u32)>,
    /// The first row, and the one after the last.
    rows: (u32, u32),
}

impl Crossings {
    fn of(rows: usize) -> Self {
        Self {
            number: vec![0; rows],
            two: vec![[0; 2]; rows],
            more: Vec::new(),
            rows: (u32::MAX, 0),
        }
    }

    fn add(&mut self, row: u32, column: u32) {
        let number = &mut self.number[row as usize];
        match self.two[row as usize].get_mut(*number as usize) {
            Some(place) => *place = column,
            None => self.more.push((row, column)),
        }
        *number += 1;
    }

    /// Visits the spans of an area, row by row, and forgets it.
    fn take(&mut self, mut visit: impl FnMut(u32, u32, u32)) {
        self.more.sort_unstable();
        let mut more = self.more.iter().peekable();
        let mut columns = Vec::new();
        for row in self.rows.0..self.rows.1 {
            let number = std::mem::take(&mut self.number[row as usize]);
            let [a, b] = self.two[row as usize];
            match number {
                0 | 1 => {}
                2 => visit(row, a.min(b), a.max(b)),
                _ => {
                    columns.clear();
                    columns.extend([a, b]);
                    while let Some((_, column)) = more.next_if(|crossing| crossing.0 == row) {
                        columns.push(*column);
                    }
                    columns.sort_unstable();
                    for &[from, to] in columns.as_chunks::<2>().0 {
                        visit(row, from, to);
                    }
                }
            }
        }
        self.more.clear();
        self.rows = (u32::MAX, 0);
    }
}

impl Spans {
    pub(super) fn new(rect: PixelRect) -> Self {
        let rows = (rect.height * SAMPLES) as usize;
        Self {
            rect,
            owners: vec![0; rect.width as usize * rows],
            area: Crossings::of(rows),
        }
    }

    pub(super) fn rect(&self) -> PixelRect {
        self.rect
    }

    /// Takes in a ring of an area, outer or hole alike.
    pub(super) fn ring(&mut self, ring: &[WorldPoint]) {
        let Some(&last) = ring.last() else {
            return;
        };
        let mut before = last;
        for &vertex in ring {
            self.edge(before, vertex);
            before = vertex;
        }
    }

    fn edge(&mut self, a: WorldPoint, b: WorldPoint) {
        let (north, south) = if (a.y, a.x) <= (b.y, b.x) {
            (a, b)
        } else {
            (b, a)
        };
        let shift = self.rect.pixel_shift() - 2;
        let step = 1_i64 << shift;
        let half = step / 2;
        // sample row `s` lies at world y = s * step + half; an edge covers the rows with north.y <= y < south.y
        let row_from = |y: i64| (y - half + step - 1) >> shift;
        let first = self.rect.y * i64::from(SAMPLES);
        let last = first + i64::from(self.rect.height * SAMPLES);
        let (from, to) = (row_from(north.y).max(first), row_from(south.y).min(last));
        if from >= to {
            return;
        }
        let rows = (from - first) as u32..(to - first) as u32;
        let seen = &mut self.area.rows;
        *seen = (seen.0.min(rows.start), seen.1.max(rows.end));
        let left = self.rect.x * i64::from(SAMPLES);
        let width = self.rect.width * SAMPLES;
        // all of an edge beyond a side crosses at that side
        let (west, east) = (north.x.min(south.x), north.x.max(south.x));
        let beside = if east < left << shift {
            Some(0)
        } else if west >= (left + i64::from(width)) << shift {
            Some(width)
        } else {
            None
        };
        if let Some(column) = beside {
            rows.for_each(|row| self.area.add(row, column));
            return;
        }
        let slope = (south.x - north.x) as f64 / (south.y - north.y) as f64;
        let samples = 1.0 / step as f64;
        for row in from..to {
            let y = row * step + half;
            let x = north.x as f64 + (y - north.y) as f64 * slope;
            let sample = ceil((x - half as f64) * samples);
            let column = (sample - left).clamp(0, i64::from(width)) as u32;
            self.area.add((row - first) as u32, column);
        }
    }

    /// Gives what lies inside the rings since the last area, by the even-odd rule, to the `area`-th of up to 255.
    pub(super) fn close(&mut self, area: usize) {
        let owner = (area + 1).min(255) as u8;
        let width = self.rect.width;
        let owners = &mut self.owners;
        self.area.take(|row, from, to| {
            let quarter = QUARTERS[(row % SAMPLES) as usize];
            let pixel = |column: u32| (column + SAMPLES - 1 - quarter) / SAMPLES;
            let start = (row * width) as usize;
            let (from, to) = (start + pixel(from) as usize, start + pixel(to) as usize);
            owners[from..to].fill(owner);
        });
    }

    /// Visits each row of pixels in which anything is claimed, with the owners of its four rows of samples, 0 for none.
    pub(super) fn for_each_row(&self, mut visit: impl FnMut(usize, [&[u8]; SAMPLES as usize])) {
        let width = self.rect.width as usize;
        let blank = vec![0; width * SAMPLES as usize];
        let rows = self.owners.chunks_exact(blank.len().max(1));
        for (row, owners) in rows.enumerate().filter(|(_, owners)| *owners != blank) {
            visit(
                row,
                [0, 1, 2, 3].map(|i| &owners[i * width..(i + 1) * width]),
            );
        }
    }
}
