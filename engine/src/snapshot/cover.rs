//! Who answers for each address, worked out when first asked for and carried from snapshot to snapshot.

use std::sync::{Arc, Mutex, PoisonError};

use time::Date;

use super::Snapshot;
use crate::duties::{Cover, Honeycomb, Sources, bounds_of};
use crate::geom::Bounds;
use crate::model::{Change, Delta, Duty, Ground, Tier};

/// With more changes than this since a cover was worked out it is forgotten.
const MOST_CHANGES: usize = 2048;

/// The cover that was asked for last, or one of a snapshot before with the changes of duties since.
#[derive(Debug, Default)]
pub(super) struct CoverMemo(Mutex<Option<Last>>);

#[derive(Debug, Clone)]
struct Last {
    cover: Arc<Cover>,
    /// What has changed since; `None` when it is the snapshot's own.
    since: Option<Vec<Change<Duty>>>,
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
        let Some(Last { cover, since }) = before.get().filter(|_| delta.addresses.is_empty())
        else {
            return;
        };
        let mut since = since.unwrap_or_default();
        since.extend_from_slice(&delta.duties);
        if since.len() <= MOST_CHANGES {
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
        let since = last.since.as_deref()?;
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
