//! Views: the snapshot of a plan, a day or a revision.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use time::Date;

use super::{Engine, locked};
use crate::edit::compose;
use crate::model::{Delta, LogEntry, PlanId, PlanState, Revision};
use crate::plans::{self, PlanError};
use crate::snapshot::Snapshot;
use crate::store::{Store, StoreError};

/// How many views are kept.
const KEPT: usize = 8;
/// How many log entries are looked at at once.
const PAGE: usize = 1024;
/// How many commits are put together at once.
const PORTION: usize = 64;

/// Which state of the store is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Viewpoint {
    /// The newest.
    #[default]
    Newest,
    /// As it is once a plan is in force, with the newest facts; of a plan that was in force, as it was then.
    Plan(PlanId),
    /// At the end of a day; of a day to come, with the plans approved until then.
    Day(Date),
    /// After a commit.
    Revision(Revision),
}

/// Why a view cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// The plan does not fit, or is not there.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// There is no such revision.
    #[error("there is no revision {0}")]
    Unknown(Revision),
    /// The day is before everything that is stored.
    #[error("nothing was stored on {0}")]
    Before(Date),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A view, and the newest revision that it was made from: that of a plan or a day may be another one after a commit.
#[derive(Debug, Clone)]
pub struct Sight {
    /// What is seen.
    pub snapshot: Arc<Snapshot>,
    /// The newest revision.
    pub head: Revision,
}

/// Views that were asked for lately, the last one first.
#[derive(Default)]
pub(super) struct Views(VecDeque<(Viewpoint, Revision, Arc<Snapshot>)>);

impl Views {
    fn get(&mut self, at: &Viewpoint, head: Revision) -> Option<Arc<Snapshot>> {
        let fits = |(point, revision, _): &(Viewpoint, Revision, _)| {
            point == at && (*revision == head || matches!(at, Viewpoint::Revision(_)))
        };
        let place = self.0.iter().position(fits)?;
        let found = self.0.remove(place)?;
        let snapshot = Arc::clone(&found.2);
        self.0.push_front(found);
        Some(snapshot)
    }

    fn put(&mut self, at: Viewpoint, head: Revision, snapshot: &Arc<Snapshot>) {
        self.0.retain(|(point, ..)| *point != at);
        self.0.push_front((at, head, Arc::clone(snapshot)));
        self.0.truncate(KEPT);
    }
}

impl Engine {
    /// The snapshot of a viewpoint; a few are kept.
    ///
    /// # Errors
    /// [`ViewError`].
    pub fn view(&self, at: &Viewpoint) -> Result<Arc<Snapshot>, ViewError> {
        self.sight(at).map(|sight| sight.snapshot)
    }

    /// As [`Engine::view`], if it costs nothing: the newest, or one of those that are kept.
    pub fn kept_sight(&self, at: &Viewpoint) -> Option<Sight> {
        let newest = self.snapshot();
        let head = newest.revision;
        let snapshot = match at {
            Viewpoint::Newest => newest,
            _ => locked(&self.views).get(at, head)?,
        };
        Some(Sight { snapshot, head })
    }

    /// As [`Engine::view`], with the newest revision that it was made from.
    ///
    /// # Errors
    /// [`ViewError`].
    pub fn sight(&self, at: &Viewpoint) -> Result<Sight, ViewError> {
        if let Some(kept) = self.kept_sight(at) {
            return Ok(kept);
        }
        let newest = self.snapshot();
        let head = newest.revision;
        let snapshot = match at {
            Viewpoint::Day(day) => {
                let revision = self.revision_of_day(&newest, *day)?;
                if revision == head {
                    plans::with_approved(&newest, *day)?
                } else {
                    self.view(&Viewpoint::Revision(revision))?
                }
            }
            _ => view_of(&newest, self.history().as_mut(), at)?,
        };
        locked(&self.views).put(at.clone(), head, &snapshot);
        Ok(Sight { snapshot, head })
    }

    /// The newest days on which something that is stored changed, the newest first: at most so many, among the newest
    /// 1,024 commits.
    ///
    /// # Errors
    /// [`StoreError`] when the log cannot be read.
    pub fn days(&self, limit: usize) -> Result<Vec<Date>, StoreError> {
        let log = self.log_before(self.snapshot().revision.next(), PAGE)?;
        let days: BTreeSet<Date> = log.iter().filter_map(|entry| entry.note.day()).collect();
        Ok(days.into_iter().rev().take(limit).collect())
    }

    fn revision_of_day(&self, newest: &Snapshot, day: Date) -> Result<Revision, ViewError> {
        let revision = revision_of_day(self.history().as_mut(), newest.revision, day)?;
        revision.ok_or(ViewError::Before(day))
    }
}

/// The snapshot of a viewpoint, from the newest one and its store.
///
/// # Errors
/// [`ViewError`].
pub fn view_of(
    newest: &Arc<Snapshot>,
    store: &mut dyn Store,
    at: &Viewpoint,
) -> Result<Arc<Snapshot>, ViewError> {
    match at {
        Viewpoint::Newest => Ok(Arc::clone(newest)),
        Viewpoint::Revision(revision) => snapshot_at(newest, store, *revision),
        Viewpoint::Day(day) => {
            let found = revision_of_day(store, newest.revision, *day)?;
            let revision = found.ok_or(ViewError::Before(*day))?;
            if revision == newest.revision {
                return Ok(plans::with_approved(newest, *day)?);
            }
            snapshot_at(newest, store, revision)
        }
        Viewpoint::Plan(id) => {
            let plan = newest.plans.get(id);
            let plan = plan.ok_or_else(|| PlanError::Unknown(id.clone()))?;
            match (plan.state, plan.in_force) {
                (PlanState::InForce, _) => Ok(Arc::clone(newest)),
                (PlanState::Archived, Some(revision)) => snapshot_at(newest, store, revision),
                _ => Ok(Arc::new(plans::draft(newest, id)?)),
            }
        }
    }
}

/// The snapshot after an earlier commit, found by taking back those after it. Cost: that of one commit of all that has
/// changed since, and the memory of these changes.
///
/// # Errors
/// [`ViewError::Unknown`] when it is not an earlier one, [`ViewError::Store`].
fn snapshot_at(
    newest: &Arc<Snapshot>,
    store: &mut dyn Store,
    revision: Revision,
) -> Result<Arc<Snapshot>, ViewError> {
    if revision > newest.revision {
        return Err(ViewError::Unknown(revision));
    }
    let since = changes_since(store, revision, newest.revision)?;
    let since = since.ok_or(ViewError::Unknown(revision))?;
    let misfit = |error: crate::model::DatasetError| {
        ViewError::Store(StoreError::Conflict {
            table: error.table,
            key: error.key,
        })
    };
    let back = newest.with(&since.inverse()).map_err(misfit)?;
    Ok(Arc::new(back.at_revision(revision).with_codes_of(newest)))
}

/// All changes after a revision up to another one as one delta; `None` when there is a gap between them. Cost: that of
/// the commits, and the memory of what they change.
pub(super) fn changes_since(
    store: &mut dyn Store,
    revision: Revision,
    head: Revision,
) -> Result<Option<Delta>, StoreError> {
    let mut since = Delta::default();
    let mut last = revision;
    while last < head {
        let commits = store.commits_after(last, PORTION)?;
        let before = last;
        for commit in commits.into_iter().filter(|c| c.revision <= head) {
            last = commit.revision;
            since = compose(since, commit.delta);
        }
        if last == before {
            return Ok(None);
        }
    }
    Ok(Some(since))
}

/// The last commit that counted on a day; `None` when all came later.
fn revision_of_day(
    store: &mut dyn Store,
    head: Revision,
    day: Date,
) -> Result<Option<Revision>, StoreError> {
    let mut end = head.next();
    loop {
        let page = store.log_before(end, PAGE)?;
        let counts = |entry: &&LogEntry| entry.note.day().is_none_or(|own| own <= day);
        if let Some(entry) = page.iter().find(counts) {
            return Ok(Some(entry.revision));
        }
        match page.last() {
            None => return Ok(None),
            Some(oldest) => end = oldest.revision,
        }
    }
}
