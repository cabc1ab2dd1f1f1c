//! The engine: the one place where a change becomes durable and then visible.

mod actions;
mod codes;
mod error;
mod events;
mod group;
mod plan_acts;
mod stale;
mod undo;
mod views;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;

use crate::codes::CodeHistory;
use crate::damage::{Damage, DamageLog, LayerKind};
use crate::edit::{Effects, compose};
use crate::geom::Bounds;
use crate::layer::Threads;
use crate::model::{Commit, Delta, LogEntry, Revision};
use crate::snapshot::Snapshot;
use crate::store::{Store, StoreError};

pub use actions::Proposal;
pub use codes::code_history;
pub use error::CommitError;
use events::EventLog;
pub use events::{Event, Events};
use group::Pending;
pub use plan_acts::{PlanAct, PlanDigest, plan_digest};
use views::Views;
pub use views::{Sight, ViewError, Viewpoint, view_of};

/// What a commit did.
#[derive(Debug, Clone)]
pub struct Committed {
    /// The newest revision; the one before when nothing changed.
    pub revision: Revision,
    /// How many rows changed.
    pub changed_rows: usize,
    /// These rows.
    pub delta: Arc<Delta>,
    /// Which ground changed.
    pub damage: Damage,
    /// How many faults keep the tiers from dividing the ground; counted when the changeset allowed them, and in a draft that
    /// was rebased, else 0.
    pub faults: usize,
    /// Whether the same request had been committed before, so that nothing was done now.
    pub repeated: bool,
    /// The snapshots that the change led from and to: the plan in force, or the draft that was edited.
    pub views: Option<(Arc<Snapshot>, Arc<Snapshot>)>,
}

impl Committed {
    /// What it changed of the grids in which addresses are counted, in the plan in force or the draft that was edited.
    /// Cost: as [`Effects::of`].
    pub fn effects(&self) -> Option<Effects> {
        let (before, after) = self.views.as_ref()?;
        let steps = &self.delta.plan_steps;
        if steps.is_empty() || !self.delta.grids.is_empty() {
            return Some(Effects::of(before, after, &self.delta));
        }
        let mut whole = Delta::default();
        for change in steps {
            let (gone, come) = (change.before(), change.after());
            let gone = gone.map(|step| Delta::clone(&step.delta).inverse());
            for delta in gone
                .into_iter()
                .chain(come.map(|step| Delta::clone(&step.delta)))
            {
                whole = compose(whole, delta);
            }
        }
        Some(Effects::of(before, after, &whole))
    }
}

/// A snapshot and its damage, swapped together so that readers see both or neither.
struct View {
    snapshot: Arc<Snapshot>,
    damage: DamageLog,
}

/// Called with each new revision.
type Listener = Box<dyn Fn(Revision) + Send + Sync>;

/// Owns the store and the current snapshot. Readers take the snapshot without waiting; there is one writer at a time,
/// which commits all changes that wait for it together.
pub struct Engine {
    store: Mutex<Box<dyn Store>>,
    /// Reads the past while the store commits; the store itself where there is none.
    history: Option<Mutex<Box<dyn Store>>>,
    view: ArcSwap<View>,
    waiting: Mutex<Vec<Pending>>,
    events: Arc<Mutex<EventLog>>,
    listeners: Mutex<Vec<Listener>>,
    views: Mutex<Views>,
}

fn locked<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Engine {
    /// The engine over a store, with the newest revision loaded.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub fn open(store: Box<dyn Store>) -> Result<Self, StoreError> {
        Self::open_on(store, Threads::ONE)
    }

    /// As [`Engine::open`]; bulk questions are answered on so many threads.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub fn open_on(mut store: Box<dyn Store>, threads: Threads) -> Result<Self, StoreError> {
        let snapshot = Arc::new(Snapshot::build(store.load()?).on_threads(threads));
        let damage = DamageLog::new(snapshot.revision);
        let events = EventLog::new(snapshot.revision);
        Ok(Self {
            store: Mutex::new(store),
            history: None,
            view: ArcSwap::from_pointee(View { snapshot, damage }),
            waiting: Mutex::default(),
            events: Arc::new(Mutex::new(events)),
            listeners: Mutex::default(),
            views: Mutex::default(),
        })
    }

    /// The same engine, which asks another connection to the same store about the past, so that commits do not wait.
    #[must_use]
    pub fn with_history(self, history: Box<dyn Store>) -> Self {
        Self {
            history: Some(Mutex::new(history)),
            ..self
        }
    }

    /// The newest snapshot.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.view.load().snapshot)
    }

    /// The newest snapshot, and the revision that last damaged these layers within a box of it.
    pub fn snapshot_for(
        &self,
        layers: &[LayerKind],
        bounds: impl Fn(&Snapshot) -> Bounds,
    ) -> (Arc<Snapshot>, Revision) {
        let view = self.view.load();
        let revision = view.damage.revision_of(layers, bounds(&view.snapshot));
        (Arc::clone(&view.snapshot), revision)
    }

    /// Asks to be told of each new revision, from a thread that commits or catches up: what is called must be quick.
    pub fn on_commit(&self, listener: impl Fn(Revision) + Send + Sync + 'static) {
        locked(&self.listeners).push(Box::new(listener));
    }

    /// The commits after a revision, as far as they are remembered.
    pub fn events_after(&self, revision: Revision) -> Events {
        locked(&self.events).after(revision)
    }

    /// The log before a revision, the newest first, at most so many entries.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub fn log_before(&self, end: Revision, limit: usize) -> Result<Vec<LogEntry>, StoreError> {
        self.history().log_before(end, limit)
    }

    /// A commit with its rows.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub fn commit_at(&self, revision: Revision) -> Result<Option<Commit>, StoreError> {
        let Some(before) = revision.0.checked_sub(1) else {
            return Ok(None);
        };
        Ok(self.history().commits_after(Revision(before), 1)?.pop())
    }

    /// Which codes the grids of the newest snapshot and its drafts ever had; read from the log when first asked for.
    ///
    /// # Errors
    /// [`StoreError`] when the log cannot be read.
    pub fn codes(&self) -> Result<Arc<CodeHistory>, StoreError> {
        let snapshot = self.snapshot();
        if let Some(known) = snapshot.codes() {
            return Ok(Arc::clone(known));
        }
        codes::learn(&snapshot, self.history().as_mut())
    }

    fn history(&self) -> MutexGuard<'_, Box<dyn Store>> {
        locked(self.history.as_ref().unwrap_or(&self.store))
    }

    /// Gives back the memory of what is not asked again, or made anew when it is: what only questions about very many places
    /// need, and what was read of the store. A store that is at work keeps its own.
    pub fn rest(&self) {
        self.snapshot().rest();
        for store in [Some(&self.store), self.history.as_ref()]
            .into_iter()
            .flatten()
        {
            if let Ok(mut store) = store.try_lock() {
                store.rest();
            }
        }
    }

    /// Takes over what other processes have committed to the store. Returns the newest revision.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read, or what it tells does not fit: then it has to be opened again.
    pub fn catch_up(&self) -> Result<Revision, StoreError> {
        let mut store = locked(&self.store);
        self.follow(store.as_mut())
    }
}
