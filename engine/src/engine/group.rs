//! Group commit: whoever gets the store commits for all that wait, with one wait for the disk.

use std::mem;
use std::sync::{Arc, Mutex};

use super::codes::learn;
use super::events::{Event, Rows};
use super::{CommitError, Committed, Engine, View, locked};
use crate::damage::{Damage, DamageLog};
use crate::edit::Changeset;
use crate::faults::breaking;
use crate::model::{DatasetError, Delta, RequestKey, Revision, Tier};
use crate::snapshot::Snapshot;
use crate::store::{Store, StoreError};
use crate::watch::Watch;

/// How many commits of others are taken over at once.
const PORTION: usize = 256;

/// What a change sees of the store when its turn comes.
pub(super) struct Turn<'a> {
    /// The snapshot that it starts from: the newest, with the changes before it in the same group.
    pub(super) snapshot: &'a Arc<Snapshot>,
    /// The store, for questions about the past.
    pub(super) store: &'a mut dyn Store,
    /// The changes before it in the same group.
    pub(super) pending: &'a [Ahead],
}

/// A change that comes before another one of the same group.
pub(super) struct Ahead {
    /// Its revision.
    pub(super) revision: Revision,
    /// The rows that it changes.
    pub(super) rows: Rows,
    /// The request that it answers.
    pub(super) request: Option<RequestKey>,
}

/// What a change comes to.
pub(super) struct Outcome {
    /// The rows to commit; none when there is nothing to do.
    pub(super) delta: Delta,
    /// Whether the faults that it leaves are to be counted.
    pub(super) counts_faults: bool,
    /// The faults that it leaves in a draft.
    pub(super) draft_faults: usize,
    /// The snapshots before and after that it is about, when not those of the plan in force.
    pub(super) views: Option<(Arc<Snapshot>, Arc<Snapshot>)>,
    /// The earlier revision that answered the same request.
    pub(super) repeated: Option<Revision>,
}

impl From<Delta> for Outcome {
    fn from(delta: Delta) -> Self {
        Self {
            delta,
            counts_faults: false,
            draft_faults: 0,
            views: None,
            repeated: None,
        }
    }
}

/// How a change finds what it comes to; it may be asked more than once.
pub(super) type Job = Box<dyn Fn(&mut Turn<'_>) -> Result<Outcome, CommitError> + Send>;

type Answer = Arc<Mutex<Option<Result<Committed, CommitError>>>>;

/// What a change must know of the codes that were ever used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codes {
    /// Nothing: it brings no code, or takes something back.
    Any,
    /// All of them.
    Known,
}

impl Codes {
    /// What a changeset must know.
    pub(super) fn of(changeset: &Changeset) -> Self {
        if changeset.may_bring_codes() {
            Self::Known
        } else {
            Self::Any
        }
    }
}

/// A change that waits for its turn.
pub(super) struct Pending {
    job: Job,
    codes: Codes,
    answer: Answer,
    /// How far it is, for who waits and may break it off; such a change is committed on its own.
    watch: Option<Arc<Watch>>,
}

/// A change that is ready to be made durable.
struct Staged {
    delta: Delta,
    before: Arc<Snapshot>,
    after: Arc<Snapshot>,
    outcome: Outcome,
    answer: Answer,
}

/// The writer's turn, given back whatever happens to the change.
struct Held<'a>(&'a mut dyn Store);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl Engine {
    /// Commits what a job comes to, together with all that wait at that moment.
    pub(super) fn run(
        &self,
        job: Job,
        codes: Codes,
        watch: Option<Arc<Watch>>,
    ) -> Result<Committed, CommitError> {
        let answer = Answer::default();
        let pending = Pending {
            job,
            codes,
            answer: Arc::clone(&answer),
            watch,
        };
        locked(&self.waiting).push(pending);
        let mut store = locked(&self.store);
        let told = locked(&answer).take();
        if let Some(told) = told {
            return told;
        }
        let group = mem::take(&mut *locked(&self.waiting));
        self.commit_group(store.as_mut(), group);
        drop(store);
        let told = locked(&answer).take();
        told.unwrap_or(Err(CommitError::Interrupted))
    }

    fn commit_group(&self, store: &mut dyn Store, group: Vec<Pending>) {
        let held = Held(store);
        let begun = held.0.begin().and_then(|head| {
            if head == self.snapshot().revision {
                return Ok(head);
            }
            self.follow(held.0)
        });
        if let Err(error) = begun {
            fail(group.into_iter().map(|pending| pending.answer), error);
        } else {
            let unwatched = |a: &Pending, b: &Pending| a.watch.is_none() && b.watch.is_none();
            for part in group.chunk_by(unwatched) {
                let failed = self.commit_staged(held.0, part);
                // a row that somebody edited from outside stops its own change only
                for pending in failed {
                    self.commit_staged(held.0, std::slice::from_ref(pending));
                }
            }
        }
    }

    /// Commits a group; returns those to be tried one by one.
    fn commit_staged<'p>(&self, store: &mut dyn Store, group: &'p [Pending]) -> &'p [Pending] {
        let staged = self.stage(store, group);
        let Some(first) = staged.first() else {
            return &[];
        };
        let base = first.before.revision;
        let deltas: Vec<&Delta> = staged.iter().map(|staged| &staged.delta).collect();
        let watch = group[0].watch.clone().unwrap_or_default();
        watch.begin_stage();
        match store.commit_all(base, &deltas, &watch) {
            Ok(_) => {
                self.publish(staged);
                &[]
            }
            Err(StoreError::Conflict { .. }) if staged.len() > 1 => group,
            Err(error) => {
                fail(staged.into_iter().map(|staged| staged.answer), error);
                &[]
            }
        }
    }

    /// What the changes of a group come to, one on top of the other; those that come to nothing are answered.
    fn stage(&self, store: &mut dyn Store, group: &[Pending]) -> Vec<Staged> {
        let mut latest = self.snapshot();
        let unknown = codes_unknown(&latest, store, group);
        let mut staged: Vec<Staged> = Vec::new();
        let mut ahead: Vec<Ahead> = Vec::new();
        for pending in group {
            let mut turn = Turn {
                snapshot: &latest,
                store,
                pending: &ahead,
            };
            let outcome = match &unknown {
                Some(error) if pending.codes == Codes::Known => {
                    Err(CommitError::Store(Arc::clone(error)))
                }
                _ => (pending.job)(&mut turn),
            };
            let next = outcome.and_then(|outcome| {
                let watch = pending.watch.clone().unwrap_or_default();
                go_on(&watch)?;
                let is_nothing = outcome.delta.is_empty();
                let next = if is_nothing {
                    None
                } else {
                    Some(latest.with_watched(&outcome.delta, &watch)?)
                };
                Ok((outcome, next.map(Arc::new)))
            });
            match next {
                Err(error) => answer(&pending.answer, Err(error)),
                Ok((outcome, None)) => {
                    let done = nothing(&outcome, latest.revision);
                    answer(&pending.answer, Ok(done));
                }
                Ok((mut outcome, Some(next))) => {
                    let delta = mem::take(&mut outcome.delta);
                    ahead.push(Ahead {
                        revision: next.revision,
                        rows: Rows::of(&delta),
                        request: delta.note.request.clone(),
                    });
                    staged.push(Staged {
                        delta,
                        before: mem::replace(&mut latest, Arc::clone(&next)),
                        after: next,
                        outcome,
                        answer: Arc::clone(&pending.answer),
                    });
                }
            }
        }
        staged
    }

    /// Shows what has become durable, and answers.
    fn publish(&self, staged: Vec<Staged>) {
        let mut log = self.view.load().damage.clone();
        let mut answers = Vec::with_capacity(staged.len());
        let mut newest = None;
        for one in staged {
            let damage = self.note(&one.delta, &one.before, &one.after, &mut log);
            newest = Some(Arc::clone(&one.after));
            answers.push((
                one.answer,
                done(one.delta, damage, one.outcome, one.before, one.after),
            ));
        }
        if let Some(snapshot) = newest {
            self.show(snapshot, log);
        }
        for (slot, done) in answers {
            answer(&slot, Ok(done));
        }
    }

    fn note(
        &self,
        delta: &Delta,
        before: &Snapshot,
        after: &Snapshot,
        log: &mut DamageLog,
    ) -> Damage {
        let damage = Damage::of(delta, before, after);
        log.append(after.revision, &damage);
        let event = Event::new(after.revision, delta, damage.clone());
        locked(&self.events).append(event);
        damage
    }

    fn show(&self, snapshot: Arc<Snapshot>, damage: DamageLog) {
        let revision = snapshot.revision;
        self.view.store(Arc::new(View { snapshot, damage }));
        for listener in locked(&self.listeners).iter() {
            listener(revision);
        }
    }

    /// Takes over the commits of others, whole ones only.
    pub(super) fn follow(&self, store: &mut dyn Store) -> Result<Revision, StoreError> {
        loop {
            let view = self.view.load_full();
            let mut latest = Arc::clone(&view.snapshot);
            let commits = store.commits_after(latest.revision, PORTION)?;
            if commits.is_empty() {
                return Ok(latest.revision);
            }
            let mut log = view.damage.clone();
            for commit in commits {
                let misfit = |error: DatasetError| StoreError::Conflict {
                    table: error.table,
                    key: error.key,
                };
                let next = Arc::new(latest.with(&commit.delta).map_err(misfit)?);
                self.note(&commit.delta, &latest, &next, &mut log);
                latest = next;
            }
            self.show(latest, log);
        }
    }
}

/// Has a snapshot know which codes were ever used, if a change of a group must; why it cannot.
fn codes_unknown(
    snapshot: &Snapshot,
    store: &mut dyn Store,
    group: &[Pending],
) -> Option<Arc<StoreError>> {
    if group.iter().all(|pending| pending.codes == Codes::Any) {
        return None;
    }
    learn(snapshot, store).err().map(Arc::new)
}

/// Whether nobody asked to break off.
pub(super) fn go_on(watch: &Watch) -> Result<(), CommitError> {
    if watch.is_stopped() {
        return Err(StoreError::Stopped.into());
    }
    Ok(())
}

fn answer(slot: &Answer, told: Result<Committed, CommitError>) {
    *locked(slot) = Some(told);
}

fn fail(slots: impl Iterator<Item = Answer>, error: StoreError) {
    let error = Arc::new(error);
    for slot in slots {
        answer(&slot, Err(CommitError::Store(Arc::clone(&error))));
    }
}

pub(super) fn nothing(outcome: &Outcome, head: Revision) -> Committed {
    Committed {
        revision: outcome.repeated.unwrap_or(head),
        changed_rows: 0,
        delta: Arc::default(),
        damage: Damage::default(),
        faults: 0,
        repeated: outcome.repeated.is_some(),
        views: None,
    }
}

pub(super) fn done(
    delta: Delta,
    damage: Damage,
    outcome: Outcome,
    before: Arc<Snapshot>,
    after: Arc<Snapshot>,
) -> Committed {
    let tiers = Tier::ALL.into_iter();
    let faults = if outcome.counts_faults {
        tiers.map(|tier| breaking(&after.faults(tier))).sum()
    } else {
        0
    };
    Committed {
        revision: after.revision,
        changed_rows: delta.len(),
        delta: Arc::new(delta),
        damage,
        faults: faults + outcome.draft_faults,
        repeated: false,
        views: outcome.views.or(Some((before, after))),
    }
}
