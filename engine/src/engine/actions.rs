//! What can be committed: edits, undo, and the steps in the life of a plan.

use std::mem;
use std::sync::Arc;

use time::Date;

use super::group::{Ahead, Codes, Job, Outcome, Turn, done, go_on, nothing};
use super::undo::undone;
use super::{CommitError, Committed, Engine, locked, stale};
use crate::damage::Damage;
use crate::edit::{self, Changeset};
use crate::model::{Delta, Note, PlanId, Revision};
use crate::plans::{self, NewPlan, PlanError, Resolution};
use crate::snapshot::Snapshot;
use crate::watch::Watch;

/// A changeset and what it is meant for.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// What to change; shared, because an import may have millions of rows.
    pub changeset: Arc<Changeset>,
    /// The revision that whoever made it looked at: rows that have changed since are not changed unseen.
    pub base: Option<Revision>,
    /// The plan to change; the plan in force when none is named.
    pub plan: Option<PlanId>,
    /// Who waits for it, sees how far it is and may break it off.
    pub watch: Option<Arc<Watch>>,
}

impl From<Changeset> for Proposal {
    fn from(changeset: Changeset) -> Self {
        Self::from(Arc::new(changeset))
    }
}

impl From<Arc<Changeset>> for Proposal {
    fn from(changeset: Arc<Changeset>) -> Self {
        Self {
            changeset,
            base: None,
            plan: None,
            watch: None,
        }
    }
}

impl Engine {
    /// Applies a changeset to the newest snapshot, makes it durable and then visible. An edit that changes nothing
    /// commits nothing.
    ///
    /// # Errors
    /// [`CommitError`]; store and snapshot are as before.
    pub fn commit(&self, changeset: &Changeset) -> Result<Committed, CommitError> {
        self.propose(&Proposal::from(changeset.clone()))
    }

    /// As [`Engine::commit`], for the plan in force or a draft. A change of other rows since the base does no harm.
    ///
    /// # Errors
    /// [`CommitError`]; [`CommitError::Stale`] when the same rows have changed since the base.
    pub fn propose(self: &Engine, proposal: &Proposal) -> Result<Committed, CommitError> {
        let note = proposal.changeset.note.clone();
        let (base, watch) = (proposal.base, proposal.watch.clone());
        let proposal = proposal.clone();
        let codes = Codes::of(&proposal.changeset);
        let job = self.job(note, base, move |turn| proposed(turn.snapshot, &proposal));
        self.run(job, codes, watch)
    }

    /// What a proposal would come to now, without committing it: the answer of [`Engine::propose`], with the newest
    /// revision as it is.
    ///
    /// # Errors
    /// Those of [`Engine::propose`], but for the key of its request; [`StoreError::Stopped`](crate::store::StoreError::Stopped)
    /// when its watch says so.
    pub fn rehearse(&self, proposal: &Proposal) -> Result<Committed, CommitError> {
        let before = self.snapshot();
        let head = before.revision;
        if proposal.changeset.may_bring_codes() {
            self.codes()?;
        }
        let mut outcome = proposed(&before, proposal)?;
        let watch = proposal.watch.clone().unwrap_or_default();
        go_on(&watch)?;
        if let Some(base) = proposal.base {
            let mut history = self.history();
            let mut turn = Turn {
                snapshot: &before,
                store: history.as_mut(),
                pending: &[],
            };
            stale::check(&mut turn, &self.events, base, &outcome.delta)?;
        }
        let delta = mem::take(&mut outcome.delta);
        if delta.is_empty() {
            return Ok(nothing(&outcome, head));
        }
        let after = Arc::new(before.with_watched(&delta, &watch)?);
        go_on(&watch)?;
        let damage = Damage::of(&delta, &before, &after);
        Ok(Committed {
            revision: head,
            ..done(delta, damage, outcome, before, after)
        })
    }

    /// Takes a revision back: its rows become what they were before it, if nobody has changed them since. Taking back
    /// what took something back does that again.
    ///
    /// # Errors
    /// [`CommitError::Unknown`], [`CommitError::Undo`] with the rows that stand against it, and those of an edit.
    pub fn undo(&self, revision: Revision, note: &Note) -> Result<Committed, CommitError> {
        let note = Note {
            undoes: Some(revision),
            ..note.clone()
        };
        let events = |row: String| {
            let last = locked(&self.events).last_change(&row);
            (row, last)
        };
        let result = self.perform(note, None, Codes::Any, move |turn| undone(turn, revision));
        result.map_err(|error| match error {
            CommitError::Undo { revision, rows } => CommitError::Undo {
                revision,
                rows: rows.into_iter().map(|(row, _)| events(row)).collect(),
            },
            other => other,
        })
    }

    /// Begins a draft.
    ///
    /// # Errors
    /// [`CommitError::Plan`].
    pub fn create_plan(&self, new: &NewPlan, note: &Note) -> Result<Committed, CommitError> {
        let (new, by) = (new.clone(), note.clone());
        self.plan_action(note, move |snapshot| plans::create(snapshot, &new, &by))
    }

    /// Proves the partition of a draft.
    ///
    /// # Errors
    /// [`CommitError::Plan`].
    pub fn validate_plan(&self, id: &PlanId, note: &Note) -> Result<Committed, CommitError> {
        let (id, by) = (id.clone(), note.clone());
        self.plan_action(note, move |snapshot| plans::validate(snapshot, &id, &by))
    }

    /// Proves a draft and hands it over for approval, to be in force from a date.
    ///
    /// # Errors
    /// [`CommitError::Plan`].
    pub fn submit_plan(
        &self,
        id: &PlanId,
        effective: Option<Date>,
        note: &Note,
    ) -> Result<Committed, CommitError> {
        let (id, by) = (id.clone(), note.clone());
        self.plan_action(note, move |snapshot| {
            plans::submit(snapshot, &id, effective, &by)
        })
    }

    /// Approves a submitted plan, as another person than the one who submitted it.
    ///
    /// # Errors
    /// [`CommitError::Plan`].
    pub fn approve_plan(
        &self,
        id: &PlanId,
        effective: Option<Date>,
        today: Date,
        note: &Note,
    ) -> Result<Committed, CommitError> {
        let (id, by) = (id.clone(), note.clone());
        self.plan_action(note, move |snapshot| {
            plans::approve(snapshot, &id, effective, today, &by)
        })
    }

    /// Puts an approved plan in force, at once for everybody.
    ///
    /// # Errors
    /// [`CommitError::Plan`].
    pub fn activate_plan(
        &self,
        id: &PlanId,
        today: Date,
        note: &Note,
    ) -> Result<Committed, CommitError> {
        let (id, by) = (id.clone(), note.clone());
        self.plan_action(note, move |snapshot| {
            plans::activate(snapshot, &id, today, &by)
        })
    }

    /// Makes a submitted, approved or withdrawn plan a draft again.
    ///
    /// # Errors
    /// [`CommitError::Plan`].
    pub fn reopen_plan(&self, id: &PlanId, note: &Note) -> Result<Committed, CommitError> {
        let id = id.clone();
        self.plan_action(note, move |snapshot| plans::reopen(snapshot, &id))
    }

    /// Gives a plan up.
    ///
    /// # Errors
    /// [`CommitError::Plan`].
    pub fn withdraw_plan(&self, id: &PlanId, note: &Note) -> Result<Committed, CommitError> {
        let id = id.clone();
        self.plan_action(note, move |snapshot| plans::withdraw(snapshot, &id))
    }

    /// Brings a draft up to date with the plan in force. Conflicts that are settled row by row may leave a draft that does
    /// not divide the ground: the answer counts its faults.
    ///
    /// # Errors
    /// [`CommitError::Plan`].
    pub fn rebase_plan(
        &self,
        id: &PlanId,
        resolution: Resolution,
        note: &Note,
    ) -> Result<Committed, CommitError> {
        let id = id.clone();
        self.perform(note.clone(), None, Codes::Known, move |turn| {
            let delta = plans::rebase(turn.snapshot, &id, resolution)?;
            let rebased = plans::draft(&turn.snapshot.with(&delta)?, &id)?;
            let draft_faults = edit::partition_faults(&rebased);
            Ok(Outcome {
                draft_faults: draft_faults.map_or(0, |error| error.faults.len()),
                ..Outcome::from(delta)
            })
        })
    }

    fn plan_action(
        &self,
        note: &Note,
        action: impl Fn(&Snapshot) -> Result<Delta, PlanError> + Send + 'static,
    ) -> Result<Committed, CommitError> {
        self.perform(note.clone(), None, Codes::Known, move |turn| {
            Ok(Outcome::from(action(turn.snapshot)?))
        })
    }

    /// Commits what an action comes to, unless its request was answered before or its base is stale.
    pub(super) fn perform(
        &self,
        note: Note,
        base: Option<Revision>,
        codes: Codes,
        action: impl Fn(&mut Turn<'_>) -> Result<Outcome, CommitError> + Send + 'static,
    ) -> Result<Committed, CommitError> {
        self.run(self.job(note, base, action), codes, None)
    }

    fn job(
        &self,
        note: Note,
        base: Option<Revision>,
        action: impl Fn(&mut Turn<'_>) -> Result<Outcome, CommitError> + Send + 'static,
    ) -> Job {
        let events = Arc::clone(&self.events);
        Box::new(move |turn| {
            if let Some(revision) = repeated(turn, &note)? {
                return Ok(Outcome {
                    repeated: Some(revision),
                    ..Outcome::from(Delta::default())
                });
            }
            let mut outcome = action(turn)?;
            if let Some(base) = base {
                stale::check(turn, &events, base, &outcome.delta)?;
            }
            outcome.delta.note = Note {
                effective: outcome.delta.note.effective,
                ..note.clone()
            };
            Ok(outcome)
        })
    }
}

/// What a proposal comes to on top of a snapshot.
fn proposed(snapshot: &Arc<Snapshot>, proposal: &Proposal) -> Result<Outcome, CommitError> {
    match &proposal.plan {
        None => Ok(Outcome {
            counts_faults: proposal.changeset.with_faults(),
            ..Outcome::from(edit::apply(snapshot, &proposal.changeset)?)
        }),
        Some(plan) => step(snapshot, plan, &proposal.changeset),
    }
}

/// The revision that answered the same request before.
fn repeated(turn: &mut Turn<'_>, note: &Note) -> Result<Option<Revision>, CommitError> {
    let Some(request) = &note.request else {
        return Ok(None);
    };
    let used = || CommitError::Key(request.key.clone());
    let asked = |ahead: &&Ahead| ahead.request.as_ref().is_some_and(|r| r.key == request.key);
    let ahead = turn.pending.iter().find(asked);
    let ahead = ahead.and_then(|ahead| Some((ahead.revision, ahead.request.as_ref()?.digest)));
    let known = match ahead {
        Some(known) => Some(known),
        None => turn.store.commit_of(&request.key)?,
    };
    match known {
        None => Ok(None),
        Some((revision, digest)) if digest == request.digest => Ok(Some(revision)),
        Some(_) => Err(used()),
    }
}

/// A changeset as a step of a plan.
fn step(
    snapshot: &Arc<Snapshot>,
    plan: &PlanId,
    changeset: &Changeset,
) -> Result<Outcome, CommitError> {
    let before = plans::draft(snapshot, plan)?;
    let delta = edit::apply(&before, changeset)?;
    if delta.is_empty() {
        return Ok(Outcome::from(delta));
    }
    let after = before.with(&delta)?;
    Ok(Outcome {
        views: Some((Arc::new(before), Arc::new(after))),
        ..Outcome::from(plans::append(snapshot, plan, delta)?)
    })
}
