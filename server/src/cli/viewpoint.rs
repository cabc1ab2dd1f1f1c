//! Which state of a store a command looks at: the newest, a plan, a day, a revision.

use std::sync::Arc;

use clap::Args;
use hexward_engine::model::{Count, PlanId, Revision};
use hexward_engine::plans::PlanError;
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::Store;
use hexward_engine::{CommitError, Engine, ViewError, Viewpoint, view_of};
use time::Date;

use super::failure::Failure;
use super::store::{self, Location, StorePath};

/// A store and the state of it that a command reads.
#[derive(Args)]
pub(super) struct StoreView {
    #[command(flatten)]
    pub(super) store: StorePath,
    #[command(flatten)]
    moment: Moment,
}

/// At most one of these; the newest state where none is given.
#[derive(Args)]
#[group(id = "moment", multiple = false)]
struct Moment {
    /// Read what was stored at the end of a day; of a day to come, with the plans that are approved for it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    at: Option<Date>,
    /// Read a plan: a draft with the newest facts, one that was in force as it was then
    #[arg(long, value_name = "ID", value_parser = plan_id)]
    plan: Option<PlanId>,
    /// Read what was stored after a commit
    #[arg(long, value_name = "N")]
    revision: Option<u64>,
}

/// A day given as an argument.
pub(super) fn date(text: &str) -> Result<Date, String> {
    Count::parse_date(text).ok_or_else(|| "a date is YYYY-MM-DD".to_owned())
}

/// The id of a plan given as an argument.
pub(super) fn plan_id(text: &str) -> Result<PlanId, String> {
    PlanId::new(text).map_err(|error| error.to_string())
}

impl StoreView {
    /// The snapshot that is asked for.
    pub(super) fn read(&self) -> Result<Arc<Snapshot>, Failure> {
        Reader::open(&self.store.store)?.view(&self.viewpoint())
    }

    /// What is asked for and what is newest, the earlier first: a plan, or a day to come, is the later one.
    pub(super) fn read_both(&self) -> Result<[Arc<Snapshot>; 2], Failure> {
        let mut reader = Reader::open(&self.store.store)?;
        let view = reader.view(&self.viewpoint())?;
        let newest = Arc::clone(reader.newest());
        Ok(if view.revision < newest.revision {
            [view, newest]
        } else {
            [newest, view]
        })
    }

    /// The snapshot that is asked for, with a name that no other state has: the hash of the log, which covers all that was ever stored.
    pub(super) fn read_named(&self) -> Result<(Arc<Snapshot>, String), Failure> {
        let mut store = self.store.store.open_read_only()?;
        // before the rows: what is committed in between gets a name of its own the next time
        let newest = store.log_before(Revision(u64::MAX >> 1), 1)?;
        let at = self.viewpoint();
        let name = format!("{:?} {at:?}", newest.first().map(|entry| entry.hash));
        let newest = Arc::new(store::snapshot_of(store.as_mut())?);
        let snapshot = Reader { store, newest }.view(&at)?;
        Ok((snapshot, name))
    }

    fn viewpoint(&self) -> Viewpoint {
        let Moment { at, plan, revision } = &self.moment;
        match (at, plan, revision) {
            (Some(day), ..) => Viewpoint::Day(*day),
            (_, Some(id), _) => Viewpoint::Plan(id.clone()),
            (.., Some(revision)) => Viewpoint::Revision(Revision(*revision)),
            (None, None, None) => Viewpoint::Newest,
        }
    }
}

/// A store that is read.
pub(super) struct Reader {
    store: Box<dyn Store>,
    newest: Arc<Snapshot>,
}

impl Reader {
    /// Opens a store and reads what is newest.
    pub(super) fn open(location: &Location) -> Result<Self, Failure> {
        let mut store = location.open_read_only()?;
        let newest = Arc::new(store::snapshot_of(store.as_mut())?);
        Ok(Self { store, newest })
    }

    /// The newest state.
    pub(super) fn newest(&self) -> &Arc<Snapshot> {
        &self.newest
    }

    /// The snapshot of a viewpoint; a refusal says what there is.
    pub(super) fn view(&mut self, at: &Viewpoint) -> Result<Arc<Snapshot>, Failure> {
        view_of(&self.newest, self.store.as_mut(), at).map_err(|error| self.refused(error))
    }

    /// The same, but a plan that does not fit what is in force any more is no failure.
    pub(super) fn view_if_it_fits(
        &mut self,
        at: &Viewpoint,
    ) -> Result<Result<Arc<Snapshot>, PlanError>, Failure> {
        match view_of(&self.newest, self.store.as_mut(), at) {
            Ok(view) => Ok(Ok(view)),
            Err(ViewError::Plan(conflict @ PlanError::Conflict { .. })) => Ok(Err(conflict)),
            Err(error) => Err(self.refused(error)),
        }
    }

    fn refused(&mut self, error: ViewError) -> Failure {
        match error {
            ViewError::Plan(error) => refused_plan(&self.newest, error),
            ViewError::Unknown(revision) => Failure::Usage(format!(
                "there is no revision {revision}, the newest is {}",
                self.newest.revision
            )),
            ViewError::Before(day) => match self.first_day() {
                Some(first) => Failure::Usage(format!(
                    "nothing was stored on {day}, the first revision is of {first}"
                )),
                None => Failure::Usage(format!("nothing was stored on {day}")),
            },
            ViewError::Store(error) => error.into(),
        }
    }

    fn first_day(&mut self) -> Option<Date> {
        let first = self.store.log_before(Revision(2), 1).ok()?.pop()?;
        first.note.day()
    }
}

/// The snapshot of a viewpoint in a store that is open for writing.
pub(super) fn viewed(engine: &Engine, at: &Viewpoint) -> Result<Arc<Snapshot>, Failure> {
    let newest = engine.snapshot();
    engine.view(at).map_err(|error| match error {
        ViewError::Plan(error) => refused_plan(&newest, error),
        ViewError::Store(error) => error.into(),
        other => Failure::Usage(other.to_string()),
    })
}

/// Why a plan is not shown or not changed; an unknown one with those that there are.
pub(super) fn refused_plan(newest: &Snapshot, error: PlanError) -> Failure {
    let PlanError::Unknown(id) = error else {
        return CommitError::Plan(error).into();
    };
    let known: Vec<&str> = newest.plans.records.iter().map(|p| p.id.as_str()).collect();
    Failure::Usage(if known.is_empty() {
        format!("there is no plan {id}, there are none")
    } else {
        format!("there is no plan {id}; there are: {}", known.join(", "))
    })
}
