//! The biweight kernel as integer taps that add up to the same total at every zoom.

/// The taps of a kernel add up to this.
pub(super) const TAP_SUM: u64 = 1 << 20;

/// Below this radius in pixels a kernel is a single tap: no other pixel's middle lies well inside it.
const LEAST_RADIUS_PX: f64 = 1.2;

/// Integer weights around a pixel: a square of `2 * reach + 1` rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taps {
    pub(super) reach: usize,
    rows: Vec<Row>,
}

/// The weights of one row, from the column `start` on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    start: usize,
    weights: Vec<u32>,
}

impl Taps {
    /// Kernels reach no further than this many pixels, whatever their radius.
    pub(super) const WIDEST_REACH: u32 = 4096;

    /// The biweight (1 - u)^2 with u = r^2/R^2 of radius `radius_px`, times 1 + `bend` (u - 1/4), which leaves its volume as it
    /// is; rounded so that the sum is exact: what rounding down loses goes to the taps that lost most, ties to the first
    /// in reading order.
    pub(super) fn bent_biweight(radius_px: f64, bend: f64) -> Self {
        if radius_px < LEAST_RADIUS_PX {
            return Self {
                reach: 0,
                rows: vec![Row {
                    start: 0,
                    weights: vec![TAP_SUM as u32],
                }],
            };
        }
        let radius_px = radius_px.min(f64::from(Self::WIDEST_REACH));
        let reach = radius_px.floor() as usize;
        let side = 2 * reach + 1;
        let shape = |i: usize| {
            let (x, y) = (
                (i % side) as f64 - reach as f64,
                (i / side) as f64 - reach as f64,
            );
            let u = (x * x + y * y) / (radius_px * radius_px);
            let inside = (1.0 - u).max(0.0);
            inside * inside * (1.0 + bend * (u - 0.25))
        };
        let shapes: Vec<f64> = (0..side * side).map(shape).collect();
        let total: f64 = shapes.iter().sum();
        let exact = |i: usize| shapes[i] / total * TAP_SUM as f64;
        let mut taps: Vec<u64> = (0..side * side).map(|i| exact(i).floor() as u64).collect();
        let missing = TAP_SUM - taps.iter().sum::<u64>();
        let mut order: Vec<usize> = (0..side * side).filter(|&i| shapes[i] > 0.0).collect();
        order.sort_by(|&a, &b| {
            exact(b)
                .fract()
                .total_cmp(&exact(a).fract())
                .then(a.cmp(&b))
        });
        for &i in order.iter().cycle().take(missing as usize) {
            taps[i] += 1;
        }
        Self {
            reach,
            rows: taps.chunks_exact(side).map(row).collect(),
        }
    }

    /// The non-zero weights of the `i`-th row and the column of the first.
    pub(super) fn row(&self, i: usize) -> (usize, &[u32]) {
        (self.rows[i].start, &self.rows[i].weights)
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }
}

fn row(weights: &[u64]) -> Row {
    let start = weights.iter().position(|&w| w > 0).unwrap_or(0);
    let end = weights
        .iter()
        .rposition(|&w| w > 0)
        .map_or(0, |last| last + 1);
    Row {
        start,
        weights: weights[start.min(end)..end]
            .iter()
            .map(|&w| w as u32)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taps_add_up_and_are_symmetric() {
        for radius in [0.3, 1.99, 2.0, 2.5, 7.3, 40.0, 128.0] {
            let taps = Taps::bent_biweight(radius, 2.0 / radius);
            let sum: u64 = (0..taps.len())
                .flat_map(|i| taps.row(i).1)
                .map(|&tap| u64::from(tap))
                .sum();
            assert_eq!(sum, TAP_SUM, "radius {radius}");
            let (_, first) = taps.row(0);
            let (_, last) = taps.row(taps.len() - 1);
            let close = first.iter().zip(last).all(|(a, b)| a.abs_diff(*b) <= 1);
            assert!(close && first.len() == last.len(), "radius {radius}");
        }
    }
}
