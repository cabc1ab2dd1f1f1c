//! Which area owns which samples.
//!
//! Each pixel has 16 samples on a global lattice. Where an edge crosses a row of samples is computed from the edge alone,
//! always from its northern to its southern end, so the two areas on its sides agree on every sample. The crossings of an
//! area, put in order row by row, bound its spans; the spans of all areas are laid down row by row, later ones on top.

use crate::geom::{PixelRect, WorldPoint};

/// Samples of a pixel along each axis.
const SAMPLES: u32 = 4;

/// Samples of one row, from a column to another, that an area owns.
#[derive(Debug, Clone, Copy)]
struct Span {
    row: u32,
    from: u32,
    to: u32,
    owner: u8,
}

/// The samples of a rectangle that areas claim.
pub(super) struct Spans {
    rect: PixelRect,
    claimed: Vec<Span>,
    /// Row, and first column east of it, of each crossing of the area that is being claimed.
    crossings: Vec<(u32, u32)>,
    /// Room to put them in order.
    starts: Vec<u32>,
    columns: Vec<u32>,
}

impl Spans {
    pub(super) fn new(rect: PixelRect) -> Self {
        Self {
            rect,
            claimed: Vec::new(),
            crossings: Vec::new(),
            starts: Vec::new(),
            columns: Vec::new(),
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
        let rows = (from - first) as u32..(to - first) as u32;
        if let Some(column) = beside {
            self.crossings.extend(rows.map(|row| (row, column)));
            return;
        }
        let slope = (south.x - north.x) as f64 / (south.y - north.y) as f64;
        let samples = 1.0 / step as f64;
        for row in from..to {
            let y = row * step + half;
            let x = north.x as f64 + (y - north.y) as f64 * slope;
            let sample = ((x - half as f64) * samples).ceil() as i64;
            let column = (sample - left).clamp(0, i64::from(width)) as u32;
            self.crossings.push(((row - first) as u32, column));
        }
    }

    /// Gives what lies inside the rings since the last area, by the even-odd rule, to the `area`-th of up to 255.
    pub(super) fn close(&mut self, area: usize) {
        let rows = self.crossings.iter().map(|crossing| crossing.0);
        let Some((first, last)) = rows.clone().min().zip(rows.max()) else {
            return;
        };
        // rows are few and dense, so crossings are counted into them
        self.starts.clear();
        self.starts.resize((last - first) as usize + 2, 0);
        for &(row, _) in &self.crossings {
            self.starts[(row - first) as usize + 1] += 1;
        }
        for row in 1..self.starts.len() {
            self.starts[row] += self.starts[row - 1];
        }
        self.columns.clear();
        self.columns.resize(self.crossings.len(), 0);
        for &(row, column) in &self.crossings {
            let next = &mut self.starts[(row - first) as usize];
            self.columns[*next as usize] = column;
            *next += 1;
        }
        let owner = (area + 1).min(255) as u8;
        let mut start = 0;
        for row in first..=last {
            let end = self.starts[(row - first) as usize] as usize;
            let columns = &mut self.columns[start..end];
            columns.sort_unstable();
            let (pairs, _) = columns.as_chunks::<2>();
            let pairs = pairs.iter().filter(|[from, to]| from < to);
            self.claimed.extend(pairs.map(|&[from, to]| Span {
                row,
                from,
                to,
                owner,
            }));
            start = end;
        }
        self.crossings.clear();
    }

    /// Visits each row of pixels in which anything is claimed, with the owners of its four rows of samples, 0 for none.
    pub(super) fn for_each_row(self, mut visit: impl FnMut(usize, &[Vec<u8>; 4])) {
        let rows = (self.rect.height * SAMPLES) as usize;
        let mut starts = vec![0_u32; rows + 1];
        for span in &self.claimed {
            starts[span.row as usize + 1] += 1;
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut order = vec![0_u32; self.claimed.len()];
        for (number, span) in self.claimed.iter().enumerate() {
            let place = &mut next[span.row as usize];
            order[*place as usize] = number as u32;
            *place += 1;
        }
        let blank = || vec![0_u8; (self.rect.width * SAMPLES) as usize];
        let mut lines = [blank(), blank(), blank(), blank()];
        for row in 0..self.rect.height as usize {
            let first = row * SAMPLES as usize;
            if starts[first] == starts[first + SAMPLES as usize] {
                continue;
            }
            for (i, line) in lines.iter_mut().enumerate() {
                line.fill(0);
                let own = starts[first + i] as usize..starts[first + i + 1] as usize;
                for &number in &order[own] {
                    let span = self.claimed[number as usize];
                    line[span.from as usize..span.to as usize].fill(span.owner);
                }
            }
            visit(row, &lines);
        }
    }
}
