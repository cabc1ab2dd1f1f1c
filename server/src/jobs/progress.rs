//! How a job stands.

use std::sync::Arc;
use std::time::{Duration, Instant};

use hexward_engine::Watch;

use super::Order;
use super::work::Report;
use crate::error::ApiError;

/// Where a job is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The file is there, nobody has said what it is to be.
    Sent,
    /// It is read and compared with what is stored.
    Checking,
    /// It could be applied.
    Checked,
    /// It cannot be applied as it is.
    Refused,
    /// It is made durable.
    Applying,
    /// It is in the store.
    Applied,
    /// Somebody has asked to break it off.
    Stopping,
    /// It was broken off; the store is as it was.
    Cancelled,
}

impl Step {
    /// Whether nothing is being done.
    pub(crate) fn is_at_rest(self) -> bool {
        !matches!(self, Self::Checking | Self::Applying | Self::Stopping)
    }

    /// Its name in the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Refused => "refused",
            Self::Applying => "applying",
            Self::Applied => "applied",
            Self::Stopping => "stopping",
            Self::Cancelled => "cancelled",
        }
    }
}

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

/// How a job stands.
pub(crate) struct Status {
    pub(crate) step: Step,
    /// When that changed last.
    pub(crate) since: Instant,
    pub(crate) order: Option<Arc<Order>>,
    pub(crate) report: Option<Arc<Report>>,
    /// Why it was refused.
    pub(crate) problem: Option<Arc<ApiError>>,
    pub(crate) watch: Arc<Watch>,
    stage: Option<(Stage, Instant)>,
    /// How many bytes and rows the stage has in all, where that is known.
    whole: [Option<u64>; 2],
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

impl Status {
    /// That of a job whose file has just come in.
    pub(super) fn new() -> Self {
        Self {
            step: Step::Sent,
            since: Instant::now(),
            order: None,
            report: None,
            problem: None,
            watch: Arc::default(),
            stage: None,
            whole: [None; 2],
        }
    }

    /// Begins work with a watch of its own.
    pub(super) fn begin(&mut self, step: Step) {
        self.step = step;
        self.problem = None;
        self.watch = Arc::default();
        self.stage = None;
    }

    /// Begins a stage of so many bytes or rows.
    pub(super) fn enter(&mut self, stage: Stage, bytes: Option<u64>, rows: Option<u64>) {
        self.watch.begin_stage();
        self.stage = Some((stage, Instant::now()));
        self.whole = [bytes, rows];
    }

    /// Ends the work.
    pub(super) fn rest(&mut self, step: Step) {
        self.step = step;
        self.stage = None;
    }

    /// How far the work is, while there is any.
    pub(crate) fn progress(&self) -> Option<Progress> {
        let (stage, began) = self.stage?;
        let (bytes, rows) = (self.watch.bytes(), self.watch.rows());
        let part = |done: u64, whole: Option<u64>| {
            let whole = whole.filter(|&whole| whole > 0)?;
            Some((done as f64 / whole as f64).min(1.0))
        };
        let fraction = part(bytes, self.whole[0]).or_else(|| part(rows, self.whole[1]));
        let elapsed = began.elapsed().as_secs_f64();
        let left = fraction.filter(|&fraction| fraction > 0.0);
        let left = left.map(|fraction| elapsed * (1.0 - fraction) / fraction);
        Some(Progress {
            stage,
            bytes,
            rows,
            fraction,
            rows_per_second: (elapsed > 0.0).then(|| rows as f64 / elapsed),
            remaining: left.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_a_part_of_what_there_is() {
        let mut status = Status::new();
        assert_eq!(status.progress(), None);
        status.begin(Step::Checking);
        status.enter(Stage::Reading, Some(200), None);
        status.watch.pass_bytes(50);
        status.watch.pass_rows(3);
        let progress = status.progress().expect("work goes on");
        assert_eq!((progress.bytes, progress.rows), (50, 3));
        assert_eq!(progress.fraction, Some(0.25));
        status.enter(Stage::Writing, None, Some(4));
        assert_eq!(status.progress().and_then(|p| p.fraction), Some(0.0));
        status.enter(Stage::Comparing, None, None);
        assert_eq!(status.progress().and_then(|p| p.fraction), None);
        status.rest(Step::Checked);
        assert_eq!(status.progress(), None);
    }
}
