//! The engine: the one place where a change becomes durable and then visible.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use crate::damage::{Damage, DamageLog, LayerKind};
use crate::edit::{self, Changeset, EditError};
use crate::faults::breaking;
use crate::geom::Bounds;
use crate::layer::Threads;
use crate::model::{DatasetError, Revision, Tier};
use crate::snapshot::Snapshot;
use crate::store::{Store, StoreError};

/// What a commit did.
#[derive(Debug, Clone)]
pub struct Committed {
    /// The newest revision; the one before when nothing changed.
    pub revision: Revision,
    /// How many rows changed.
    pub changed_rows: usize,
    /// Which ground changed.
    pub damage: Damage,
    /// How many faults keep the tiers from dividing the ground; counted when the changeset allowed them, else 0.
    pub faults: usize,
}

/// Why a changeset was not committed; store and snapshot are as before.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The changeset is refused.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// It could not be made durable.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It does not fit the snapshot.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
}

/// A snapshot and its damage, swapped together so that readers see both or neither.
struct View {
    snapshot: Arc<Snapshot>,
    damage: DamageLog,
}

/// Owns the store and the current snapshot. Readers take the snapshot without waiting; there is one writer at a time.
pub struct Engine {
    store: Mutex<Box<dyn Store>>,
    view: ArcSwap<View>,
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
        Ok(Self {
            store: Mutex::new(store),
            view: ArcSwap::from_pointee(View { snapshot, damage }),
        })
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

    /// Applies a changeset to the newest snapshot, makes it durable and then visible. An edit that changes nothing
    /// commits nothing.
    ///
    /// # Errors
    /// [`CommitError`]; store and snapshot are as before.
    pub fn commit(&self, changeset: &Changeset) -> Result<Committed, CommitError> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let view = self.view.load_full();
        let delta = edit::apply(&view.snapshot, changeset)?;
        if delta.is_empty() {
            let revision = view.snapshot.revision;
            return Ok(Committed {
                revision,
                changed_rows: 0,
                damage: Damage::default(),
                faults: 0,
            });
        }
        let next = view.snapshot.with(&delta)?;
        let revision = store.commit(view.snapshot.revision, &delta)?;
        let damage = Damage::of(&delta, &view.snapshot, &next);
        let mut log = view.damage.clone();
        log.append(revision, &damage);
        let next = Arc::new(next);
        self.view.store(Arc::new(View {
            snapshot: Arc::clone(&next),
            damage: log,
        }));
        Ok(Committed {
            revision,
            changed_rows: delta.len(),
            damage,
            faults: if changeset.with_faults() {
                let tiers = Tier::ALL.into_iter();
                tiers.map(|tier| breaking(&next.faults(tier))).sum()
            } else {
                0
            },
        })
    }
}
