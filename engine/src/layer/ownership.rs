//! Ownership: the owner map of a layer, carried over edits.
//!
//! An edit changes the owners only of positions in the boxes of the areas that it changes. So the map built for a layer
//! serves its successors: each such box gets a small map of the areas that meet it, which is asked first, and the large
//! map answers the rest, its indices translated to those of the layer now.

use std::sync::Arc;

use super::threads::{Threads, fill_in_parts};
use super::{AreaLayer, AreaRecord, OwnerMap, Places, Succession};
use crate::geom::{Bounds, Position, Region};

/// Edits since the large map was built that a layer carries; past that it is built anew when it is next needed.
const MOST_PATCHES: usize = 64;

/// The owner of every position of a layer.
#[derive(Debug, Clone)]
pub(super) struct Ownership {
    map: Arc<OwnerMap>,
    /// The index now of each area that the map names; `None` when they are the same.
    index_now: Option<Arc<[u32]>>,
    /// What has changed since, oldest first.
    patches: Vec<Patch>,
}

/// The owners in one box.
#[derive(Debug, Clone)]
pub(super) struct Patch {
    bounds: Bounds,
    map: Arc<OwnerMap>,
    /// The index now of each area that the map names.
    index_now: Arc<[u32]>,
}

impl Patch {
    /// The owners in a box of a layer; `None` when its areas reach too wide for a map.
    pub(super) fn build<T: AreaRecord>(layer: &AreaLayer<T>, bounds: Bounds) -> Option<Self> {
        let meeting = layer.meeting(bounds);
        let regions: Vec<&Region> = meeting
            .iter()
            .map(|&index| layer.records()[index].region())
            .collect();
        Some(Self {
            bounds,
            map: Arc::new(OwnerMap::build_coarse(&regions)?),
            index_now: meeting.iter().map(|&index| index as u32).collect(),
        })
    }

    /// Whether a position lies in the box.
    pub(super) fn contains(&self, position: Position) -> bool {
        self.bounds.contains(position)
    }

    /// The owner of a position in the box.
    pub(super) fn owner(&self, position: Position) -> Option<u32> {
        let local = self.map.owner(position)?;
        Some(self.index_now[local as usize])
    }

    /// The same owners by their indices in the next layer; those that are gone own nothing outside later patches.
    fn moved(&self, succession: &Succession) -> Self {
        Self {
            index_now: succession.moved(&self.index_now),
            ..self.clone()
        }
    }
}

impl Ownership {
    /// The ownership of a layer that was just built.
    pub(super) fn new(map: OwnerMap) -> Self {
        Self {
            map: Arc::new(map),
            index_now: None,
            patches: Vec::new(),
        }
    }

    /// The owner of a position.
    pub(super) fn owner(&self, position: Position) -> Option<u32> {
        let patch = self.patches.iter().rev().find(|p| p.contains(position));
        match patch {
            Some(patch) => patch.owner(position),
            None => self.translated(self.map.owner(position)),
        }
    }

    /// Whether a border may pass through a position.
    pub(super) fn is_near_border(&self, position: Position) -> bool {
        self.patches.iter().any(|patch| patch.contains(position))
            || self.map.is_near_border(position)
    }

    /// The owners of many places on several threads, in their order.
    pub(super) fn owners_on<L: Places + ?Sized>(
        &self,
        places: &L,
        position: impl Fn(&L::Place) -> Position + Sync,
        threads: Threads,
    ) -> Vec<Option<u32>> {
        if self.patches.is_empty() && self.index_now.is_none() {
            return self.map.owners_on(places, position, threads);
        }
        let mut owners = vec![None; places.count()];
        fill_in_parts(&mut owners, threads, |start, part| {
            for (owner, place) in part.iter_mut().zip(places.starting_at(start)) {
                *owner = self.owner(position(place));
            }
        });
        owners
    }

    /// The ownership of the next layer; `None` when it has changed so often or so much that a new map is worth it.
    pub(super) fn after(&self, succession: &Succession, patches: Vec<Patch>) -> Option<Self> {
        let covered = |old: &Patch| {
            let mut new = patches.iter();
            new.any(|new| new.bounds.union(old.bounds) == new.bounds)
        };
        let kept = self.patches.iter().filter(|old| !covered(old));
        let (index_now, mut all): (_, Vec<Patch>) = match succession.moved_all() {
            None => (self.index_now.clone(), kept.cloned().collect()),
            Some(moved) => {
                let now = self.index_now.as_deref();
                let now = now.map_or_else(|| Arc::clone(moved), |now| succession.moved(now));
                (Some(now), kept.map(|p| p.moved(succession)).collect())
            }
        };
        all.extend(patches);
        (all.len() <= MOST_PATCHES).then_some(Self {
            map: Arc::clone(&self.map),
            index_now,
            patches: all,
        })
    }

    fn translated(&self, owner: Option<u32>) -> Option<u32> {
        match &self.index_now {
            None => owner,
            Some(indices) => owner.map(|index| indices[index as usize]),
        }
    }
}
