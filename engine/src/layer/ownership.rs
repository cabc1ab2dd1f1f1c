//! Ownership: the owner map of a layer, carried over edits.
//!
//! An edit changes the owners only of positions in the boxes of the areas that it changes. So the map built for a layer
//! serves its successors: each such box gets a small map of the areas that meet it, which is asked first, and the large
//! map answers the rest, its indices translated to those of the layer now.
//!
//! The large map is the largest thing that a layer has. It serves questions about very many places, so it can be forgotten
//! when there are none; the areas themselves then answer for what lies outside the small maps.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwapOption;

use super::threads::{Threads, fill_in_parts};
use super::{AreaLayer, AreaRecord, OwnerMap, Places, Succession};
use crate::geom::{Bounds, Position, Region};

/// Edits since the large map was built that a layer carries; past that it is built anew when so many places are asked about that
/// it pays.
const MOST_PATCHES: usize = 64;

/// A map is built for so many places an area: as long as they would take without one.
const PLACES_AN_AREA: usize = 8;

/// The map of so many areas is always worth it.
const SMALL: usize = 1024;

/// No map says whose a position is.
#[derive(Debug)]
pub(super) struct NotKnown;

/// What a layer knows of its owners: nothing before anybody asks.
#[derive(Debug, Default)]
pub(super) struct Owned {
    known: ArcSwapOption<Ownership>,
    /// Taken while the large map is built, so that it is built once.
    building: Mutex<()>,
}

impl Owned {
    /// Whether nobody has asked yet.
    pub(super) fn is_unknown(&self) -> bool {
        self.known.load().is_none()
    }

    /// The owner of a position, where that is known.
    pub(super) fn owner(&self, position: Position) -> Result<Option<u32>, NotKnown> {
        self.known.load().as_ref().ok_or(NotKnown)?.owner(position)
    }

    /// Whether a border may pass through a position.
    pub(super) fn is_near_border(&self, position: Position) -> bool {
        let known = self.known.load();
        known
            .as_ref()
            .is_none_or(|known| known.is_near_border(position))
    }

    /// The ownership of all ground: what is known, or what `build` makes of it where so many places pay for it; `None` else, and
    /// when there can be no map.
    pub(super) fn whole(
        &self,
        areas: usize,
        places: usize,
        build: impl FnOnce() -> Option<OwnerMap>,
    ) -> Option<Arc<Ownership>> {
        let known = || self.known.load_full().filter(|known| known.map.is_some());
        if let Some(known) = known() {
            return Some(known);
        }
        if areas > SMALL && places < areas * PLACES_AN_AREA {
            return None;
        }
        let _building = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        known().or_else(|| {
            let built = Arc::new(Ownership {
                map: Some(Arc::new(build()?)),
                ..Ownership::default()
            });
            self.known.store(Some(Arc::clone(&built)));
            Some(built)
        })
    }

    /// Gives back the large map.
    pub(super) fn forget(&self) {
        let patches = self.known.load().as_ref().map(|known| Ownership {
            patches: known.patches.clone(),
            ..Ownership::default()
        });
        self.known.store(patches.map(Arc::new));
    }

    /// What is known of the next layer's owners; without patches, where too much has changed, nothing yet of any position.
    pub(super) fn after(&self, succession: &Succession, patches: Option<Vec<Patch>>) -> Self {
        let known = self.known.load();
        let next = known.as_ref().map(|known| {
            let next = patches.map(|patches| known.after(succession, patches));
            next.unwrap_or_default()
        });
        Self {
            known: ArcSwapOption::from_pointee(next),
            ..Self::default()
        }
    }
}

/// The owner of every position of a layer, or of those in the boxes of its patches alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Ownership {
    /// `None` when it was forgotten.
    map: Option<Arc<OwnerMap>>,
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
    /// The owner of a position, where that is known.
    fn owner(&self, position: Position) -> Result<Option<u32>, NotKnown> {
        let patch = self.patches.iter().rev().find(|p| p.contains(position));
        match (patch, &self.map) {
            (Some(patch), _) => Ok(patch.owner(position)),
            (None, Some(map)) => Ok(self.translated(map.owner(position))),
            (None, None) => Err(NotKnown),
        }
    }

    /// Whether a border may pass through a position.
    fn is_near_border(&self, position: Position) -> bool {
        let in_map = |map: &Arc<OwnerMap>| map.is_near_border(position);
        self.patches.iter().any(|patch| patch.contains(position))
            || self.map.as_ref().is_none_or(in_map)
    }

    /// The owners of many places on several threads, in their order, of an ownership with its map.
    pub(super) fn owners_on<L: Places + ?Sized>(
        &self,
        places: &L,
        position: impl Fn(&L::Place) -> Position + Sync,
        threads: Threads,
    ) -> Vec<Option<u32>> {
        if let Some(map) = self.map.as_ref().filter(|_| self.patches.is_empty())
            && self.index_now.is_none()
        {
            return map.owners_on(places, position, threads);
        }
        let mut owners = vec![None; places.count()];
        fill_in_parts(&mut owners, threads, |start, part| {
            for (owner, place) in part.iter_mut().zip(places.starting_at(start)) {
                *owner = self.owner(position(place)).ok().flatten();
            }
        });
        owners
    }

    /// The ownership of the next layer. When it has changed so often that a new map is worth it, the map is left behind, and with
    /// it the oldest patches.
    fn after(&self, succession: &Succession, patches: Vec<Patch>) -> Self {
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
        if all.len() <= MOST_PATCHES {
            return Self {
                map: self.map.clone(),
                index_now,
                patches: all,
            };
        }
        Self {
            patches: all.split_off(all.len() - MOST_PATCHES),
            ..Self::default()
        }
    }

    fn translated(&self, owner: Option<u32>) -> Option<u32> {
        match &self.index_now {
            None => owner,
            Some(indices) => owner.map(|index| indices[index as usize]),
        }
    }
}
