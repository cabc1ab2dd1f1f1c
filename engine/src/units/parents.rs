//! The covers of many parents, on several threads.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::addresses::Addresses;
use super::{UnitCover, UnitsError};
use crate::layer::Threads;
use crate::model::{AreaCode, Tier};
use crate::snapshot::Snapshot;
use crate::watch::Watch;

/// The parents in and below a grid that are divided each on its own: where communities belong to it, each of them that has
/// grids; else the grid itself. By code.
///
/// # Errors
/// [`UnitsError::UnknownGrid`]; [`UnitsError::NoGrids`].
pub fn parents_below(snapshot: &Snapshot, code: &AreaCode) -> Result<Vec<AreaCode>, UnitsError> {
    let known = snapshot.grid(code);
    known.ok_or_else(|| UnitsError::UnknownGrid(code.clone()))?;
    let mut found = Vec::new();
    let mut open = vec![code.clone()];
    while let Some(code) = open.pop() {
        let below = snapshot.children(&code);
        match below.first().map(|grid| grid.tier) {
            None => {}
            Some(Tier::Street | Tier::Community) => {
                open.extend(below.into_iter().map(|grid| grid.code.clone()));
            }
            Some(Tier::Grid | Tier::Micro) => found.push(code),
        }
    }
    if found.is_empty() {
        return Err(UnitsError::NoGrids(code.clone()));
    }
    found.sort();
    Ok(found)
}

/// The addresses of the grids that are to be divided anew, gathered once for many parents.
pub struct Parents<'a> {
    snapshot: &'a Snapshot,
    addresses: BTreeMap<Tier, Addresses>,
}

impl<'a> Parents<'a> {
    /// What some parents need. Cost: O(addresses) for each tier.
    pub fn new(snapshot: &'a Snapshot, codes: &[AreaCode]) -> Self {
        let below = codes
            .iter()
            .filter_map(|code| snapshot.children(code).first().map(|g| g.tier));
        let tiers: std::collections::BTreeSet<Tier> = below.collect();
        let addresses = tiers
            .into_iter()
            .map(|tier| (tier, Addresses::of(snapshot, tier)));
        Self {
            addresses: addresses.collect(),
            snapshot,
        }
    }

    /// The cover of one of them.
    ///
    /// # Errors
    /// [`UnitsError`].
    pub fn cover(&self, code: &AreaCode) -> Result<UnitCover, UnitsError> {
        let below = self.snapshot.children(code);
        let tier = below.first().map(|grid| grid.tier);
        let known = tier.and_then(|tier| self.addresses.get(&tier));
        match known {
            Some(addresses) => UnitCover::of(self.snapshot, addresses, code),
            None if self.snapshot.grid(code).is_none() => {
                Err(UnitsError::UnknownGrid(code.clone()))
            }
            None => Err(UnitsError::NoGrids(code.clone())),
        }
    }
}

/// The units of one parent. Cost: O(addresses + n log n) for n vertices, barriers and buildings on its ground.
///
/// # Errors
/// [`UnitsError`].
pub fn derive(snapshot: &Snapshot, code: &AreaCode) -> Result<UnitCover, UnitsError> {
    Parents::new(snapshot, std::slice::from_ref(code)).cover(code)
}

/// What is made of the units of each parent, in their order; the same for any number of threads. The watch is told of each
/// parent.
///
/// # Errors
/// The first error by the order of the parents; [`UnitsError::Stopped`] once the watch says so.
pub fn derive_each<T: Send>(
    snapshot: &Snapshot,
    codes: &[AreaCode],
    threads: Threads,
    watch: &Watch,
    make: impl Fn(UnitCover) -> T + Sync,
) -> Result<Vec<T>, UnitsError> {
    let parents = Parents::new(snapshot, codes);
    let next = AtomicUsize::new(0);
    let slots: Vec<Mutex<Option<Result<T, UnitsError>>>> =
        codes.iter().map(|_| Mutex::new(None)).collect();
    let work = || {
        while let Some(place) = Some(next.fetch_add(1, Ordering::Relaxed))
            && let Some(code) = codes.get(place)
            && !watch.is_stopped()
        {
            let made = parents.cover(code).map(&make);
            *slots[place]
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(made);
            watch.pass_rows(1);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.count() {
            scope.spawn(work);
        }
        work();
    });
    let taken = slots.into_iter().map(|slot| {
        let inner = slot.into_inner();
        let made = inner.unwrap_or_else(std::sync::PoisonError::into_inner);
        made.unwrap_or(Err(UnitsError::Stopped))
    });
    taken.collect()
}
