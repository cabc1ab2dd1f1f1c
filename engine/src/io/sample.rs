//! A sample of the coordinates of a file, taken while it is read.

use crate::model::AreaCode;

/// How many pairs are kept at most.
const MOST: usize = 16_384;

/// Every k-th pair of a file as it stands there, k a power of two: which are kept follows from their number alone.
#[derive(Debug)]
pub(super) struct Sample {
    pairs: Vec<Pair>,
    stride: u64,
    met: u64,
}

/// The coordinates of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pair {
    pub(super) x: f64,
    pub(super) y: f64,
    /// The area that the row says it lies in.
    pub(super) stated: Option<AreaCode>,
}

impl Default for Sample {
    fn default() -> Self {
        Self {
            pairs: Vec::new(),
            stride: 1,
            met: 0,
        }
    }
}

impl Sample {
    /// Keeps a pair when its turn has come; `stated` is asked only then. Coordinates that are no numbers are none.
    pub(super) fn meet(&mut self, x: f64, y: f64, stated: impl FnOnce() -> Option<AreaCode>) {
        if !x.is_finite() || !y.is_finite() {
            return;
        }
        let turn = self.met.is_multiple_of(self.stride);
        self.met += 1;
        if !turn {
            return;
        }
        if self.pairs.len() == MOST {
            self.thin();
            if !(self.met - 1).is_multiple_of(self.stride) {
                return;
            }
        }
        let stated = stated();
        self.pairs.push(Pair { x, y, stated });
    }

    /// Lets every other pair go.
    fn thin(&mut self) {
        let mut number = 0;
        self.pairs.retain(|_| {
            number += 1;
            number % 2 == 1
        });
        self.stride *= 2;
    }

    /// The pairs that were kept.
    pub(super) fn pairs(&self) -> &[Pair] {
        &self.pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kth_pair_is_kept() {
        for (rows, stride) in [(5, 1), (MOST, 1), (MOST + 1, 2), (100_000, 8)] {
            let mut sample = Sample::default();
            for row in 0..rows {
                sample.meet(f64::NAN, 0.0, || None);
                sample.meet(row as f64, 0.0, || None);
            }
            let kept: Vec<f64> = sample.pairs().iter().map(|pair| pair.x).collect();
            let expected: Vec<f64> = (0..rows).step_by(stride).map(|row| row as f64).collect();
            assert_eq!(kept, expected, "{rows}");
        }
    }

    #[test]
    fn the_area_is_asked_for_only_where_it_is_kept() {
        let mut sample = Sample::default();
        let mut asked = 0;
        for row in 0..40_000 {
            sample.meet(f64::from(row), 0.0, || {
                asked += 1;
                None
            });
        }
        assert!(asked < 30_000 && sample.pairs().len() == 10_000);
    }
}
