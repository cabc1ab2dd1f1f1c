//! Which ground went from which grid to which: an overlay of the grids that differ, and of no others.
//!
//! Where the borders of both plans meet at lattice vertices, as edits here leave them, the overlay is exact. Where they
//! cross elsewhere it rounds the crossing to the lattice, so a shared area is right to a lattice step (1.1 cm) along its
//! border. Both plans are taken to divide the ground: of ground that several grids of one plan cover, one has its share.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::flows::Pair;
use crate::geom::{Polygon, Region, Ring, difference, intersection};
use crate::layer::{AreaLayer, Threads};
use crate::model::{AreaCode, Change, Delta, Grid};

/// Ground that is narrower than this on average, in lattice steps, is a border that was bent to meet a vertex or noded,
/// and no ground that anybody moved: 4.5 cm of latitude.
const BEND_STEPS: f64 = 4.0;

/// Ground that lies in one grid before and in one after; `None` where it lies in no grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shared {
    pub(super) from: Option<u32>,
    pub(super) to: Option<u32>,
    pub(super) area_m2: f64,
    /// Whether all of it is as narrow as rounding leaves it.
    pub(super) is_bend: bool,
    doubled_area: i128,
}

/// Two plans, and which of their grids cover other ground than the grid of the same code in the other plan.
pub(super) struct Overlay<'a> {
    pub(super) before: &'a AreaLayer<Grid>,
    pub(super) after: &'a AreaLayer<Grid>,
    pub(super) differs_before: Vec<bool>,
    pub(super) differs_after: Vec<bool>,
}

impl<'a> Overlay<'a> {
    /// The overlay of two plans; `same_code` has for each grid before the grid of its code after. Cost: O(grids), and
    /// O(vertices) of the grids whose regions are equal but not shared.
    pub(super) fn new(
        before: &'a AreaLayer<Grid>,
        after: &'a AreaLayer<Grid>,
        same_code: &[Option<u32>],
    ) -> Self {
        let mut differs_before = vec![true; before.records().len()];
        let mut differs_after = vec![true; after.records().len()];
        for (b, a) in same_code.iter().enumerate() {
            let Some(a) = a.map(|a| a as usize) else {
                continue;
            };
            if before.records()[b].region == after.records()[a].region {
                (differs_before[b], differs_after[a]) = (false, false);
            }
        }
        Self {
            before,
            after,
            differs_before,
            differs_after,
        }
    }

    /// All shared ground of the grids that differ, sorted by grid before and after.
    pub(super) fn shares(&self, threads: Threads) -> Vec<Shared> {
        let changed = places(&self.differs_after);
        let mut shares = in_turns(&changed, threads, |after| self.shares_of(after));
        let mut covered: BTreeMap<u32, i128> = BTreeMap::new();
        for share in &shares {
            if let Some(from) = share.from {
                *covered.entry(from).or_default() += share.doubled_area;
            }
        }
        let region = |before: usize| &self.before.records()[before].region;
        let is_short = |&before: &usize| {
            let covered = covered.get(&(before as u32)).copied().unwrap_or_default();
            covered < doubled_area(region(before).polygons())
        };
        let mut short = places(&self.differs_before);
        short.retain(is_short);
        shares.extend(in_turns(&short, threads, |before| {
            let lost = wide(uncovered(region(before), self.after));
            share(Some(before), None, lost).into_iter().collect()
        }));
        shares.sort_by_key(|share| (share.from, share.to));
        shares
    }

    /// Where the ground of a grid after comes from.
    fn shares_of(&self, after: usize) -> Vec<Shared> {
        let region = &self.after.records()[after].region;
        let mut rest = doubled_area(region.polygons());
        let mut shares = Vec::new();
        for before in self.candidates(after) {
            let ground = shared(&self.before.records()[before].region, region);
            if let Some(share) = share(Some(before), Some(after), ground) {
                rest -= share.doubled_area;
                shares.push(share);
            }
            if rest <= 0 {
                return shares;
            }
        }
        let gained = wide(uncovered(region, self.before));
        shares.extend(share(None, Some(after), gained));
        shares
    }

    /// The grids before that may share ground with one after: first that of the same code, then those with the same box,
    /// so that a grid that has only got new nodes or a new code is not overlaid with its neighbours.
    fn candidates(&self, after: usize) -> Vec<usize> {
        let bounds = self.after.bounds_of(after);
        let code = &self.after.records()[after].code;
        let mut found = self.before.meeting(bounds);
        found.retain(|&before| self.differs_before[before]);
        found.sort_by_key(|&before| {
            let other_code = self.before.records()[before].code != *code;
            (other_code, self.before.bounds_of(before) != bounds, before)
        });
        found
    }
}

/// The ground that a grid before and one after share, without what is as narrow as rounding leaves it.
/// Cost: that of the overlay.
pub(super) fn of_pair(
    before: &AreaLayer<Grid>,
    after: &AreaLayer<Grid>,
    (from, to): Pair,
) -> Vec<Polygon> {
    let from = from.map(|from| &before.records()[from as usize].region);
    let to = to.map(|to| &after.records()[to as usize].region);
    wide(match (from, to) {
        (Some(from), Some(to)) => shared(from, to),
        (Some(from), None) => uncovered(from, after),
        (None, Some(to)) => uncovered(to, before),
        (None, None) => Vec::new(),
    })
}

/// The grids that a delta leaves on the ground of one that it takes away, of the same tier, with the area in square metres
/// that each has of it, the largest first; empty when it takes away no such grid.
///
/// Cost: an overlay with each changed grid nearby.
pub fn heirs(delta: &Delta, gone: &AreaCode) -> Vec<(AreaCode, f64)> {
    let removed = |change: &&Change<Grid>| change.after().is_none() && change.key() == *gone;
    let Some(old) = delta.grids.iter().find(removed).and_then(Change::before) else {
        return Vec::new();
    };
    let bounds = old.region.bounds();
    let left = delta.grids.iter().filter_map(Change::after);
    let near = left.filter(|new| new.tier == old.tier && new.region.bounds().intersects(bounds));
    let mut heirs: Vec<(AreaCode, f64)> = near
        .filter_map(|new| {
            let ground = wide(shared(&old.region, &new.region)).into_iter();
            let area_m2: f64 = ground.map(|part| Region::single(part).area_m2()).sum();
            (area_m2 > 0.0).then(|| (new.code.clone(), area_m2))
        })
        .collect();
    heirs.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    heirs
}

fn shared(before: &Region, after: &Region) -> Vec<Polygon> {
    if before == after {
        after.polygons().to_vec()
    } else {
        intersection(before, after)
    }
}

/// The ground of a region that no grid of a layer covers.
fn uncovered(region: &Region, layer: &AreaLayer<Grid>) -> Vec<Polygon> {
    let near = layer.meeting(region.bounds());
    let others: Vec<&Region> = near.iter().map(|&i| &layer.records()[i].region).collect();
    difference(region, &others)
}

fn share(from: Option<usize>, to: Option<usize>, ground: Vec<Polygon>) -> Option<Shared> {
    if ground.is_empty() {
        return None;
    }
    Some(Shared {
        from: from.map(|from| from as u32),
        to: to.map(|to| to as u32),
        doubled_area: doubled_area(&ground),
        is_bend: ground.iter().all(is_bend),
        area_m2: ground
            .into_iter()
            .map(|polygon| Region::single(polygon).area_m2())
            .sum(),
    })
}

fn wide(mut ground: Vec<Polygon>) -> Vec<Polygon> {
    ground.retain(|polygon| !is_bend(polygon));
    ground
}

fn is_bend(polygon: &Polygon) -> bool {
    let length = |(a, b): (crate::geom::Position, crate::geom::Position)| {
        let apart = |a: i32, b: i32| f64::from(a) - f64::from(b);
        libm::hypot(apart(a.lon(), b.lon()), apart(a.lat(), b.lat()))
    };
    let perimeter_steps: f64 = polygon.rings().flat_map(Ring::edges).map(length).sum();
    (polygon.doubled_area() as f64) < BEND_STEPS * perimeter_steps
}

fn doubled_area(polygons: &[Polygon]) -> i128 {
    polygons.iter().map(Polygon::doubled_area).sum()
}

fn places(flags: &[bool]) -> Vec<usize> {
    (0..flags.len()).filter(|&place| flags[place]).collect()
}

/// The answers for all places, worked out by several threads that each take the next place; in no order.
fn in_turns(
    places: &[usize],
    threads: Threads,
    answer: impl Fn(usize) -> Vec<Shared> + Sync,
) -> Vec<Shared> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut answers = Vec::new();
        while let Some(&place) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
            answers.extend(answer(place));
        }
        answers
    };
    let helpers = threads.count().min(places.len()).saturating_sub(1);
    std::thread::scope(|scope| {
        let started: Vec<_> = (0..helpers).map(|_| scope.spawn(take)).collect();
        let mut answers = take();
        for thread in started {
            let panicked = |panic| std::panic::resume_unwind(panic);
            answers.extend(thread.join().unwrap_or_else(panicked));
        }
        answers
    })
}
