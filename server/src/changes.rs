//! What plans, and the time since a day, change of borders: worked out once for each view of the data.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hexward_engine::model::{Revision, Tier};
use hexward_engine::render::{Change, Content, Style, View};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::{Engine, Viewpoint};

use crate::error::ApiError;
use crate::tile_cache::At;
use crate::view::Seen;

/// So many changes are kept.
const REMEMBERED: usize = 16;

/// A view, what is in force, and the tier.
type Key = (At, Revision, Option<Tier>);

/// The changes that were asked for last.
#[derive(Debug, Default)]
pub(crate) struct Changes(Mutex<HashMap<Key, Arc<Change>>>);

/// What is in force, and a view that is something else.
pub(crate) struct Compared {
    key: Key,
    before: Arc<Snapshot>,
    after: Arc<Snapshot>,
}

impl Compared {
    /// What a style of changes compares: a plan or a day to come with what is in force, what is in force with a past day; nothing for other
    /// styles, and where what is in force is seen.
    pub(crate) fn of(engine: &Engine, style: &Style, seen: &Seen, view: &View) -> Option<Self> {
        let is_asked = matches!(style.content(), Content::Change { .. });
        if !is_asked || seen.asked.0 == Viewpoint::Newest {
            return None;
        }
        let (own, newest) = (Arc::clone(&seen.snapshot), engine.snapshot());
        let key = (
            (seen.asked.0.clone(), seen.head),
            newest.revision,
            view.tier,
        );
        let (before, after) = if own.revision < newest.revision {
            (own, newest)
        } else {
            (newest, own)
        };
        Some(Self { key, before, after })
    }
}

impl Changes {
    /// The change, if it is known.
    pub(crate) fn known(&self, compared: &Compared) -> Option<Arc<Change>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&compared.key).cloned()
    }

    /// The change, worked out if it is not known. Cost: see [`Change::between`].
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there are no grids of the tier.
    pub(crate) fn work_out(&self, compared: &Compared) -> Result<Arc<Change>, ApiError> {
        if let Some(known) = self.known(compared) {
            return Ok(known);
        }
        let Compared { key, before, after } = compared;
        let change = Arc::new(Change::between(before, after, key.2)?);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(key.clone(), Arc::clone(&change));
        Ok(change)
    }
}
