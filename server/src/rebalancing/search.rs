//! A search that the server makes for somebody: asked for, watched, broken off, made a draft.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use hexward_engine::balance::{Outcome, Point};
use hexward_engine::model::{PlanId, Revision};
use hexward_engine::{Engine, Viewpoint, Watch};
use tokio::sync::watch;

use super::{Found, Order, RebalanceError, Rebalanced, Task, found, parents};
use crate::error::{ApiError, RefusalKind};

/// Where a search is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It waits for its turn.
    Waiting,
    /// The units of the parents are derived.
    Deriving,
    /// Plans are searched for.
    Searching,
    /// Plans for other tolerances are searched for.
    Trading,
    /// The best was found that the order allows.
    Done,
    /// Somebody has asked to break it off.
    Stopping,
    /// It was broken off; the best until then was kept, if there was any.
    Stopped,
    /// It could not be made.
    Refused,
    /// What was found becomes a draft.
    Drafting,
}

impl Step {
    /// All steps.
    pub(crate) const ALL: [Self; 9] = [
        Self::Waiting,
        Self::Deriving,
        Self::Searching,
        Self::Trading,
        Self::Done,
        Self::Stopping,
        Self::Stopped,
        Self::Refused,
        Self::Drafting,
    ];

    /// Whether nothing is being done.
    pub(crate) fn is_at_rest(self) -> bool {
        matches!(self, Self::Done | Self::Stopped | Self::Refused)
    }

    /// Its name in the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Deriving => "deriving",
            Self::Searching => "searching",
            Self::Trading => "trading",
            Self::Done => "done",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
            Self::Refused => "refused",
            Self::Drafting => "drafting",
        }
    }
}

/// How a search stands.
pub(crate) struct Status {
    pub(crate) step: Step,
    /// When that changed last.
    pub(crate) since: Instant,
    /// How many parents there are, once that is known.
    pub(crate) parents: usize,
    /// What is known of each before the search.
    pub(crate) found: Option<Arc<Vec<Found>>>,
    pub(crate) result: Option<Arc<Rebalanced>>,
    pub(crate) frontier: Option<Arc<Vec<Point>>>,
    /// Why it could not be made, or its result not become a draft.
    pub(crate) problem: Option<Arc<ApiError>>,
    /// The draft that was made of it.
    pub(crate) draft: Option<PlanId>,
    /// Whether somebody has asked to break it off.
    is_stopped: bool,
}

/// What the parents that are done come to.
#[derive(Debug, Default)]
pub(crate) struct SoFar {
    outside: AtomicU64,
    moved_households: AtomicU64,
}

impl SoFar {
    fn take(&self, outcome: &Outcome) {
        let outside = outcome.after.excess + outcome.after.deficit;
        self.outside.fetch_add(outside, Ordering::Relaxed);
        let moved = outcome.after.moved_households;
        self.moved_households.fetch_add(moved, Ordering::Relaxed);
    }

    /// Work outside the band, households that move.
    pub(crate) fn sums(&self) -> [u64; 2] {
        [&self.outside, &self.moved_households].map(|sum| sum.load(Ordering::Relaxed))
    }
}

/// A search.
pub(crate) struct Search {
    pub(crate) id: String,
    /// When it was asked for, as an RFC 3339 instant.
    pub(crate) made: String,
    /// The revision of the grids that it is about.
    pub(crate) revision: Revision,
    pub(crate) order: Order,
    pub(crate) so_far: SoFar,
    pub(crate) watch: Arc<Watch>,
    status: Mutex<Status>,
    /// Counts the changes of the status, for those who wait for one.
    changes: watch::Sender<u64>,
}

impl Search {
    /// One that waits for its turn.
    pub(super) fn new(id: String, made: String, revision: Revision, order: Order) -> Self {
        let status = Status {
            step: Step::Waiting,
            since: Instant::now(),
            parents: 0,
            found: None,
            result: None,
            frontier: None,
            problem: None,
            draft: None,
            is_stopped: false,
        };
        Self {
            id,
            made,
            revision,
            order,
            so_far: SoFar::default(),
            watch: Arc::default(),
            status: Mutex::new(status),
            changes: watch::Sender::new(0),
        }
    }

    /// How it stands.
    pub(crate) fn status(&self) -> MutexGuard<'_, Status> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks to be told of changes.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Changes how it stands, and tells those who wait.
    fn change<T>(&self, change: impl FnOnce(&mut Status) -> T) -> T {
        let mut status = self.status();
        let value = change(&mut status);
        status.since = Instant::now();
        drop(status);
        self.changes.send_modify(|count| *count += 1);
        value
    }

    /// Asks whoever works at it to stop, and says whether anybody does. What becomes a draft is not broken off.
    pub(crate) fn break_off(&self) -> bool {
        let works = self.change(|status| {
            let works = !status.step.is_at_rest() && status.step != Step::Drafting;
            if works {
                status.step = Step::Stopping;
                status.is_stopped = true;
            }
            works
        });
        if works {
            self.watch.stop();
        }
        works
    }

    /// Enters a step, unless somebody has asked to break it off.
    fn enter(&self, step: Step) {
        self.change(|status| {
            if !status.is_stopped {
                status.step = step;
            }
        });
    }

    /// Searches; takes as long as it takes. Grids of a plan are those that it has at the time.
    pub(crate) fn work(&self, engine: &Engine) {
        let done = self.searched(engine);
        self.change(|status| {
            status.step = match done {
                _ if status.is_stopped => Step::Stopped,
                Ok(()) => Step::Done,
                Err(error) => {
                    status.problem = Some(Arc::new(error));
                    Step::Refused
                }
            };
        });
    }

    /// It failed for a reason of ours.
    pub(crate) fn fail(&self, error: ApiError) {
        self.change(|status| {
            status.problem = Some(Arc::new(error));
            status.step = Step::Refused;
        });
    }

    fn searched(&self, engine: &Engine) -> Result<(), ApiError> {
        self.enter(Step::Deriving);
        let at = match self.order.viewpoint()? {
            Viewpoint::Newest => Viewpoint::Revision(self.revision),
            plan => plan,
        };
        let snapshot = engine.view(&at)?;
        let codes = parents(&snapshot, &self.order.parents()?).map_err(RebalanceError::from)?;
        self.change(|status| status.parents = codes.len());
        let threads = engine.snapshot().threads();
        let (aim, what_if) = (self.order.aim()?, self.order.what_if()?);
        let task = Task::derive(&snapshot, &codes, &aim, &what_if, threads, &self.watch)?;
        let known = found(&task, &task.diagnoses());
        self.change(|status| status.found = Some(Arc::new(known)));
        if self.order.wants_frontier() {
            self.watch.begin_stage();
            self.enter(Step::Trading);
            let frontier = task.frontier(threads, &self.watch)?;
            self.change(|status| status.frontier = Some(Arc::new(frontier)));
        }
        self.watch.begin_stage();
        self.enter(Step::Searching);
        let result = task.solve(threads, &self.watch, &|outcome| self.so_far.take(outcome))?;
        self.change(|status| status.result = Some(Arc::new(result)));
        Ok(())
    }

    /// Takes its result to make a draft of it.
    ///
    /// # Errors
    /// A refusal that says how it stands.
    pub(crate) fn begin_draft(&self) -> Result<Arc<Rebalanced>, ApiError> {
        self.change(|status| {
            let step = status.step;
            let at_rest = matches!(step, Step::Done | Step::Stopped);
            let result = status.result.clone().filter(|_| at_rest);
            let result = result.ok_or_else(|| {
                let detail = format!("the search is {}: it has no result to draft", step.name());
                RefusalKind::Conflict.because(detail)
            })?;
            status.step = Step::Drafting;
            status.problem = None;
            Ok(result)
        })
    }

    /// Says what became of the draft.
    pub(crate) fn end_draft(&self, done: Result<PlanId, ApiError>) {
        self.change(|status| {
            status.step = if status.is_stopped {
                Step::Stopped
            } else {
                Step::Done
            };
            match done {
                Ok(plan) => status.draft = Some(plan),
                Err(error) => status.problem = Some(Arc::new(error)),
            }
        });
    }
}

impl From<RebalanceError> for ApiError {
    fn from(error: RebalanceError) -> Self {
        match error {
            RebalanceError::Disproved(_) => Self::Internal(error.to_string()),
            other => RefusalKind::Edit.because(other.to_string()),
        }
    }
}
