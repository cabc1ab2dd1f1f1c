//! Who answers for each address, worked out when first asked for and carried from snapshot to snapshot.

use std::sync::{Arc, Mutex, PoisonError};

use time::Date;

use super::Snapshot;
use crate::duties::{Changes, Cover, Honeycomb, Sources, bounds_of};
use crate::geom::Bounds;
use crate::model::{Delta, Ground, Tier};

/// The cover that was asked for last, or one of a snapshot before with the changes since.
#[derive(Debug, Default)]
pub(super) struct CoverMemo(Mutex<Option<Last>>);

#[derive(Debug, Clone)]
struct Last {
    cover: Arc<Cover>,
    /// What has changed since; `None` when it is the snapshot's own.
    since: Option<Changes>,
}

impl CoverMemo {
    fn get(&self) -> Option<Last> {
        let memo = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        memo.clone()
    }

    fn set(&self, last: Last) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(last);
    }

    /// Takes over what the snapshot before a delta knows.
    pub(super) fn follow(&self, before: &Self, delta: &Delta) {
        let Some(Last { cover, since }) = before.get() else {
            return;
        };
        if let Some(since) = since.unwrap_or_default().and(delta) {
            let since = Some(since);
            self.set(Last { cover, since });
        }
    }
}

impl Snapshot {
    /// Who answers for each address on a day; without one all duties count, whatever their dates. The last one is
    /// remembered and carried over to the next snapshot.
    ///
    /// Cost of another one: O(addresses + duties + addresses of the grounds); after an edit that of what it concerns.
    pub fn cover(&self, day: Option<Date>) -> Arc<Cover> {
        let day = day.filter(|_| self.duties.is_dated());
        let last = self.cover.get().filter(|last| last.cover.day() == day);
        if let Some(Last { cover, since: None }) = last {
            return cover;
        }
        let carried = last.and_then(|last| self.carried(&last));
        let cover =
            Arc::new(carried.unwrap_or_else(|| self.with_sources(|s| Cover::build(s, day))));
        self.cover.set(Last {
            cover: Arc::clone(&cover),
            since: None,
        });
        cover
    }

    /// A box that holds all addresses of a ground, and the areas that it names; `None` where it names nothing stored.
    pub(crate) fn ground_of_duty(&self, ground: &Ground) -> Option<Bounds> {
        self.with_sources(|sources| bounds_of(sources, ground))
    }

    fn carried(&self, last: &Last) -> Option<Cover> {
        let since = last.since.as_ref()?;
        self.with_sources(|sources| last.cover.after(sources, since))
    }

    fn with_sources<T>(&self, ask: impl FnOnce(&Sources<'_>) -> T) -> T {
        let honeycombs = self.crossings.iter().map(|crossing| Honeycomb {
            name: &crossing.layer.name,
            cells: &crossing.cells,
        });
        ask(&Sources {
            duties: &self.duties,
            addresses: &self.addresses,
            standing: self.standing(),
            grids: &self.grids,
            honeycombs: honeycombs.collect(),
            frame: &self.frame,
            in_tier: &|tier: Tier| self.assignment(tier),
            in_honeycomb: &|place: usize| self.crossing_assignment(place),
        })
    }
}
