//! How a job stands.

use std::sync::Arc;
use std::time::Instant;

use hexward_engine::Watch;

use super::Order;
use super::work::Report;
use crate::error::ApiError;
use crate::importing::{Meter, Progress, Stage};

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
    /// All steps.
    pub(crate) const ALL: [Self; 8] = [
        Self::Sent,
        Self::Checking,
        Self::Checked,
        Self::Refused,
        Self::Applying,
        Self::Applied,
        Self::Stopping,
        Self::Cancelled,
    ];

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
    meter: Option<Meter>,
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
            meter: None,
        }
    }

    /// Begins work with a watch of its own.
    pub(super) fn begin(&mut self, step: Step) {
        self.step = step;
        self.problem = None;
        self.watch = Arc::default();
        self.meter = None;
    }

    /// Begins a stage of so many bytes or rows.
    pub(super) fn enter(&mut self, stage: Stage, bytes: Option<u64>, rows: Option<u64>) {
        self.meter = Some(Meter::begin(stage, bytes, rows, &self.watch));
    }

    /// Ends the work.
    pub(super) fn rest(&mut self, step: Step) {
        self.step = step;
        self.meter = None;
    }

    /// How far the work is, while there is any.
    pub(crate) fn progress(&self) -> Option<Progress> {
        Some(self.meter?.progress(&self.watch))
    }
}
