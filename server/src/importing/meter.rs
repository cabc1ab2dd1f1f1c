//! How far an import is, and how long it will take.

use std::time::{Duration, Instant};

use hexward_engine::Watch;

/// What is done to a file at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Its text is made of a file of another program.
    Converting,
    /// Its rows are read.
    Reading,
    /// They are compared with what is stored.
    Comparing,
    /// They are made durable.
    Writing,
}

impl Stage {
    /// All stages, in their order.
    pub(crate) const ALL: [Self; 4] = [
        Self::Converting,
        Self::Reading,
        Self::Comparing,
        Self::Writing,
    ];

    /// Its name in the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Converting => "converting",
            Self::Reading => "reading",
            Self::Comparing => "comparing",
            Self::Writing => "writing",
        }
    }
}

/// A stage that is going on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meter {
    stage: Stage,
    began: Instant,
    /// How many bytes there are in all, where that is known.
    bytes: Option<u64>,
    /// The same of rows.
    rows: Option<u64>,
}

/// How far the work is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Progress {
    pub(crate) stage: Stage,
    pub(crate) bytes: u64,
    pub(crate) rows: u64,
    /// From 0 to 1, where it can be known.
    pub(crate) fraction: Option<f64>,
    pub(crate) rows_per_second: Option<f64>,
    /// When the stage will be done at this rate.
    pub(crate) remaining: Option<Duration>,
}

impl Meter {
    /// Begins a stage of so many bytes or rows; the watch counts from zero.
    pub(crate) fn begin(
        stage: Stage,
        bytes: Option<u64>,
        rows: Option<u64>,
        watch: &Watch,
    ) -> Self {
        watch.begin_stage();
        Self {
            stage,
            began: Instant::now(),
            bytes,
            rows,
        }
    }

    /// How far the stage is.
    pub(crate) fn progress(&self, watch: &Watch) -> Progress {
        let (bytes, rows) = (watch.bytes(), watch.rows());
        let part = |done: u64, whole: Option<u64>| {
            let whole = whole.filter(|&whole| whole > 0)?;
            Some((done as f64 / whole as f64).min(1.0))
        };
        let fraction = part(bytes, self.bytes).or_else(|| part(rows, self.rows));
        let elapsed = self.began.elapsed().as_secs_f64();
        let left = fraction.filter(|&fraction| fraction > 0.0);
        let left = left.map(|fraction| elapsed * (1.0 - fraction) / fraction);
        Progress {
            stage: self.stage,
            bytes,
            rows,
            fraction,
            rows_per_second: (elapsed > 0.0).then(|| rows as f64 / elapsed),
            remaining: left.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_a_part_of_what_there_is() {
        let watch = Watch::default();
        let fraction = |meter: Meter| meter.progress(&watch).fraction;
        let reading = Meter::begin(Stage::Reading, Some(200), None, &watch);
        watch.pass_bytes(50);
        watch.pass_rows(3);
        let progress = reading.progress(&watch);
        assert_eq!((progress.bytes, progress.rows), (50, 3));
        assert_eq!(progress.fraction, Some(0.25));
        let writing = Meter::begin(Stage::Writing, None, Some(4), &watch);
        assert_eq!(fraction(writing), Some(0.0));
        assert_eq!(writing.progress(&watch).remaining, None);
        let comparing = Meter::begin(Stage::Comparing, None, None, &watch);
        assert_eq!(fraction(comparing), None);
    }
}
