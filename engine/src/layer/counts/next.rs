//! Counts after some changes: only what is reported at the addresses concerned is added up again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::{CountLayer, MeasureCounts, Reported, inhabited, tick};
use crate::geom::WorldPoint;
use crate::layer::rows::Edition;
use crate::layer::{PointLayer, Pyramid, Shifts, Splice, Tick};
use crate::model::{Address, AddressId, Change, Count, DatasetError, Measure};

/// The addresses of counts: those before, those now, and where they stand now.
pub(crate) struct AddressStep<'a> {
    pub(crate) before: &'a Arc<PointLayer<Address>>,
    pub(crate) now: &'a Arc<PointLayer<Address>>,
    pub(crate) shifts: &'a Shifts,
}

impl AddressStep<'_> {
    /// Whether an address comes or goes.
    fn moves(&self, id: &AddressId) -> bool {
        match self.now.index_of(id) {
            Some(place) => self.shifts.before(place as u32).is_none(),
            None => self.before.index_of(id).is_some(),
        }
    }
}

/// How counts came out of those before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recount {
    /// The addresses now at which sums may differ, ascending.
    pub(crate) addresses: Vec<u32>,
    /// For each measure now its place before, if it was there.
    origins: Vec<Option<usize>>,
    same_measures: bool,
}

impl Recount {
    /// Whether the measures are those before.
    pub(crate) fn keeps_measures(&self) -> bool {
        self.same_measures
    }

    /// Sums by measure before as sums by measure now.
    pub(crate) fn carried(&self, before: &[Option<u64>]) -> Vec<Option<u64>> {
        let origins = self.origins.iter();
        origins
            .map(|origin| before.get((*origin)?).copied().flatten())
            .collect()
    }

    /// Numbers by measure before as numbers by measure now; 0 of those that are new.
    pub(crate) fn carried_numbers(&self, before: &[u64]) -> Vec<u64> {
        let origins = self.origins.iter();
        let number = |origin: &Option<usize>| before.get((*origin)?).copied();
        origins.map(|origin| number(origin).unwrap_or(0)).collect()
    }
}

impl CountLayer {
    /// The layer after some changes of counts and of their addresses. Cost: O(√n + changes), O(counts) where the latest
    /// count of a measure goes.
    ///
    /// # Errors
    /// [`DatasetError`] names the first row that is not as its change says.
    pub(crate) fn with(
        &self,
        changes: &[Change<Count>],
        step: &AddressStep<'_>,
    ) -> Result<(Self, Recount), DatasetError> {
        let edition = Edition::of(&self.records, changes)?;
        let mut next = Self {
            records: edition.apply(&self.records),
            measures: self.measures.clone(),
            residents: self.residents_after(step),
        };
        next.take_rows(changes, step.before.records().len());
        let concerned = next.concerned(changes, step);
        next.take_shifts(step.shifts);
        if !Arc::ptr_eq(step.before, step.now) {
            for sums in &mut next.measures {
                sums.thinning = Arc::default();
            }
        }
        let mut stale: BTreeSet<Measure> = changes.iter().filter_map(unsettled(self)).collect();
        let mut addresses = Vec::new();
        for id in &concerned {
            match step.now.index_of(id) {
                Some(place) => {
                    next.add_up(id, place);
                    addresses.push(place as u32);
                }
                None => stale.extend(next.rows_of(id).map(|count| count.measure.clone())),
            }
        }
        next.measures.retain(|sums| sums.rows > 0);
        for sums in next
            .measures
            .iter_mut()
            .filter(|s| stale.contains(&s.measure))
        {
            let latest = next.records.iter().filter(|count| {
                count.measure == sums.measure && step.now.index_of(&count.address).is_some()
            });
            let latest = latest.map(|count| count.cutoff).max();
            let mut own = next.records.iter();
            let first = own.find(|count| count.measure == sums.measure);
            sums.cutoff = latest.unwrap_or(sums.cutoff);
            sums.unit = first.map_or(sums.unit, |count| count.unit);
        }
        self.hand_on_pyramids(&mut next, &concerned, step);
        addresses.sort_unstable();
        let origin = |sums: &MeasureCounts| self.place_of(&sums.measure).ok();
        let origins: Vec<Option<usize>> = next.measures.iter().map(origin).collect();
        let recount = Recount {
            same_measures: origins
                .iter()
                .copied()
                .eq((0..self.measures.len()).map(Some)),
            addresses,
            origins,
        };
        Ok((next, recount))
    }

    /// Brings the pyramids that have been worked out up to date: what is counted at addresses that are concerned or that
    /// have moved goes from where they were and comes where they are.
    fn hand_on_pyramids(
        &self,
        next: &mut Self,
        concerned: &BTreeSet<AddressId>,
        step: &AddressStep<'_>,
    ) {
        if next
            .measures
            .iter()
            .all(|sums| sums.pyramid.get().is_none())
        {
            return;
        }
        let mut ids = concerned.clone();
        ids.extend(moved(step));
        let mut ticks: BTreeMap<Measure, Vec<Tick>> = BTreeMap::new();
        for (rows, addresses, sign) in [(self, step.before, -1), (&*next, step.now, 1)] {
            for id in &ids {
                let Some(index) = addresses.index_of(id) else {
                    continue;
                };
                let at = WorldPoint::of(addresses.records().position(index));
                for count in rows.rows_of(id) {
                    let of_measure = ticks.entry(count.measure.clone()).or_default();
                    of_measure.push(tick(count, at, sign));
                }
            }
        }
        for sums in &mut next.measures {
            let Some(ticks) = ticks.get(&sums.measure) else {
                continue;
            };
            if let Some(pyramid) = sums.pyramid.get() {
                let pyramid = pyramid.after(ticks);
                sums.pyramid = Arc::new(OnceLock::from(pyramid));
            }
        }
    }

    /// The residents where addresses come, go or change; unknown where they were, or where most of them change.
    fn residents_after(&self, step: &AddressStep<'_>) -> Arc<OnceLock<Pyramid>> {
        if Arc::ptr_eq(step.before, step.now) {
            return Arc::clone(&self.residents);
        }
        let few = step.shifts.splices().len() * 2 < step.now.records().len();
        let Some(residents) = self.residents.get().filter(|_| few) else {
            return Arc::default();
        };
        let mut ticks = Vec::new();
        for (splice, now) in step.shifts.places() {
            let old = splice.goes.then(|| step.before.records().spot(splice.at));
            let new = now.map(|now| step.now.records().spot(now as usize));
            ticks.extend(old.map(|address| inhabited(address, -1)));
            ticks.extend(new.map(|address| inhabited(address, 1)));
        }
        Arc::new(OnceLock::from(residents.after(&ticks)))
    }

    fn place_of(&self, measure: &Measure) -> Result<usize, usize> {
        let measures = &self.measures;
        measures.binary_search_by(|sums| sums.measure.cmp(measure))
    }

    /// Brings the numbers of rows up to date, and makes room for new measures.
    fn take_rows(&mut self, changes: &[Change<Count>], addresses: usize) {
        for change in changes {
            let Some(row) = change.after().or(change.before()) else {
                continue;
            };
            let place = self.place_of(&row.measure).unwrap_or_else(|place| {
                let sums = MeasureCounts::empty(row, addresses);
                self.measures.insert(place, sums);
                place
            });
            let sums = &mut self.measures[place];
            sums.rows += usize::from(change.after().is_some());
            sums.rows -= usize::from(change.before().is_some());
        }
    }

    /// Brings the sums where their addresses stand now; those of addresses that are gone are gone.
    fn take_shifts(&mut self, shifts: &Shifts) {
        if shifts.keep_places() {
            return;
        }
        let moving = shifts.splices().iter().filter(|s| s.comes != s.goes);
        let moving: Vec<Splice> = moving.copied().collect();
        for sums in &mut self.measures {
            let gone = moving.iter().filter(|splice| splice.goes);
            sums.total -= gone
                .filter_map(|splice| sums.values.at(splice.at).map(Reported::get))
                .sum::<u64>();
            let values = sums.values.spliced(&moving, std::iter::repeat(None));
            sums.values = Arc::new(values);
        }
    }

    /// Adds up what is reported at an address.
    fn add_up(&mut self, id: &AddressId, place: usize) {
        let mut found: BTreeMap<Measure, (u64, time::Date)> = BTreeMap::new();
        for count in self.rows_of(id) {
            let sum = found
                .entry(count.measure.clone())
                .or_insert((0, count.cutoff));
            sum.0 += u64::from(count.value);
            sum.1 = sum.1.max(count.cutoff);
        }
        for sums in &mut self.measures {
            let sum = found.get(&sums.measure);
            let (old, new) = (sums.values.at(place), sum.map(|sum| Reported::new(sum.0)));
            if old != new {
                let [old, now] = [old, new].map(|sum| sum.map_or(0, Reported::get));
                sums.total = sums.total - old + now;
                sums.set_value(place, new);
                sums.thinning = Arc::default();
            }
            if let Some((_, cutoff)) = sum.filter(|sum| sum.1 > sums.cutoff) {
                sums.cutoff = *cutoff;
            }
        }
    }

    /// The addresses at which something was counted, or which come or go and have counts. Cost: O(changes), and
    /// O(counts log addresses) or O(addresses log counts), whichever are fewer.
    fn concerned(&self, changes: &[Change<Count>], step: &AddressStep<'_>) -> BTreeSet<AddressId> {
        let counted = changes.iter().map(|change| change.key().0);
        let moving = step.shifts.splices().iter().filter(|s| s.comes != s.goes);
        let mut concerned: BTreeSet<AddressId> = counted.collect();
        if self.records.len() <= moving.count() {
            let all = self.records.iter().map(|count| &count.address);
            concerned.extend(all.filter(|id| step.moves(id)).cloned());
        } else {
            let moving = step.shifts.places().filter(|(s, _)| s.comes != s.goes);
            let ids = moving.map(|(splice, now)| match now {
                Some(now) => step.now.records().id(now as usize),
                None => step.before.records().id(splice.at),
            });
            concerned.extend(ids.filter(|id| self.rows_of(id).next().is_some()));
        }
        concerned
    }

    /// The counts at an address.
    fn rows_of(&self, id: &AddressId) -> impl Iterator<Item = &Count> {
        let start = self.records.partition_point(|count| count.address < *id);
        let rows = (start..self.records.len()).map(|place| &self.records[place]);
        rows.take_while(move |count| count.address == *id)
    }
}

/// The addresses that are replaced by others of the same name elsewhere.
fn moved<'a>(step: &'a AddressStep<'_>) -> impl Iterator<Item = AddressId> + 'a {
    let replaced = step.shifts.places().filter(|(splice, _)| splice.goes);
    replaced.filter_map(|(splice, now)| {
        let (now, rows) = (now? as usize, step.now.records());
        let is_moved = step.before.records().position(splice.at) != rows.position(now);
        is_moved.then(|| rows.id(now))
    })
}

/// The measure of which a change takes away a count of the latest day, or counts in another unit.
fn unsettled(before: &CountLayer) -> impl Fn(&Change<Count>) -> Option<Measure> + '_ {
    |change| {
        let row = change.before().or(change.after())?;
        let sums = before.measure(row.measure.as_str())?;
        let latest_goes = change.after().is_none() && sums.cutoff == row.cutoff;
        let mut rows = [change.before(), change.after()].into_iter().flatten();
        let other_unit = rows.any(|row| row.unit != sums.unit);
        (latest_goes || other_unit).then(|| row.measure.clone())
    }
}
