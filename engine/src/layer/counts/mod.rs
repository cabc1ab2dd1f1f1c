//! The layer of counts, summed by measure and address.

mod next;

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::sync::{Arc, OnceLock};

use time::Date;

pub(crate) use next::{AddressStep, Recount};

use super::{Column, Number, Pieces, PointLayer, Pyramid, Spot, Thinning, Tick};
use crate::geom::WorldPoint;
use crate::model::{Address, Count, Measure, Unit};

/// What an address reported, 0 or more; as large as a number also where nothing was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported(NonZeroU64);

impl Reported {
    /// A sum. Sums are of 32-bit numbers, so that one more always fits.
    fn new(sum: u64) -> Self {
        Self(NonZeroU64::MIN.saturating_add(sum))
    }

    /// The sum.
    pub fn get(self) -> u64 {
        self.0.get() - 1
    }
}

impl Number for Option<Reported> {
    fn number(self) -> u64 {
        self.map_or(0, |sum| sum.0.get())
    }

    fn of_number(number: u64) -> Self {
        NonZeroU64::new(number).map(Reported)
    }
}

/// All counts of one measure. Copies share what is large.
#[derive(Debug, Clone)]
pub struct MeasureCounts {
    /// What is counted.
    pub measure: Measure,
    /// In which unit.
    pub unit: Unit,
    /// The latest cut-off date.
    pub cutoff: Date,
    /// The sum at each address, in the order of the address layer; `None` where nothing was reported, which is not zero.
    pub values: Arc<Column<Option<Reported>>>,
    /// The sum over all addresses.
    pub total: u64,
    /// How many counts there are.
    rows: usize,
    thinning: Arc<OnceLock<Thinning>>,
    pyramid: Arc<OnceLock<Pyramid>>,
}

impl MeasureCounts {
    /// The measure of a count, of which none is added up yet.
    fn empty(count: &Count, addresses: usize) -> Self {
        Self {
            measure: count.measure.clone(),
            unit: count.unit,
            cutoff: count.cutoff,
            values: Arc::new(Column::repeated(&None, addresses)),
            total: 0,
            rows: 0,
            thinning: Arc::default(),
            pyramid: Arc::default(),
        }
    }

    /// Gives an address another sum.
    fn set_value(&mut self, place: usize, value: Option<Reported>) {
        Arc::make_mut(&mut self.values).set(place, value);
    }

    /// Which addresses are shown on a coarse map, those with the higher sum first, of equal ones the lower ids; worked
    /// out when first asked for.
    pub fn thinning(&self, addresses: &PointLayer<Address>) -> &Thinning {
        let rank = |index: u32| u64::MAX - self.values.at(index as usize).map_or(0, Reported::get);
        self.thinning
            .get_or_init(|| Thinning::build(addresses.world(), rank))
    }
}

/// Counts with their sums.
#[derive(Debug)]
pub struct CountLayer {
    records: Pieces<Count>,
    measures: Vec<MeasureCounts>,
    residents: Arc<OnceLock<Pyramid>>,
}

impl CountLayer {
    /// The layer of these counts, which are sorted by key and name addresses of the layer. Cost: O(n log addresses).
    pub fn build(records: Vec<Count>, addresses: &PointLayer<Address>) -> Self {
        let mut measures: BTreeMap<&Measure, MeasureCounts> = BTreeMap::new();
        for count in &records {
            let sums = measures
                .entry(&count.measure)
                .or_insert_with(|| MeasureCounts::empty(count, addresses.records().len()));
            sums.rows += 1;
            let Some(index) = addresses.index_of(&count.address) else {
                continue;
            };
            let sum = sums.values.at(index).map_or(0, Reported::get);
            sums.set_value(index, Some(Reported::new(sum + u64::from(count.value))));
            sums.total += u64::from(count.value);
            sums.cutoff = sums.cutoff.max(count.cutoff);
        }
        let measures = measures.into_values().collect();
        Self {
            records: records.into(),
            measures,
            residents: Arc::default(),
        }
    }

    /// All counts, sorted by address, measure and cut-off.
    pub fn records(&self) -> &Pieces<Count> {
        &self.records
    }

    /// The sums by measure, in the order of their names.
    pub fn measures(&self) -> &[MeasureCounts] {
        &self.measures
    }

    /// The counts of a measure by cell and day, at the addresses' own ground; worked out when first asked for and
    /// brought up to date by edits since. Cost of the first call: O(counts log addresses).
    pub fn pyramid<'a>(
        &self,
        measure: &'a MeasureCounts,
        addresses: &PointLayer<Address>,
    ) -> &'a Pyramid {
        measure.pyramid.get_or_init(|| {
            let own = self.records.iter().filter(|c| c.measure == measure.measure);
            let ticks = own.filter_map(|count| {
                let index = addresses.index_of(&count.address)?;
                let at = WorldPoint::of(addresses.records().position(index));
                Some(tick(count, at, 1))
            });
            Pyramid::build(&ticks.collect::<Vec<_>>())
        })
    }

    /// The residents of all addresses by cell, whatever the day; kept as pyramids of measures are. Cost of the first
    /// call: O(addresses log addresses).
    pub fn residents(&self, addresses: &PointLayer<Address>) -> &Pyramid {
        self.residents.get_or_init(|| {
            let all = addresses.records().spots();
            Pyramid::undated(&all.map(|spot| inhabited(spot, 1)).collect::<Vec<_>>())
        })
    }

    /// The sums of one measure.
    pub fn measure(&self, name: &str) -> Option<&MeasureCounts> {
        let mut measures = self.measures.iter();
        measures.find(|sums| sums.measure.as_str() == name)
    }
}

/// What a count adds at a place, times a sign.
fn tick(count: &Count, at: WorldPoint, sign: i64) -> Tick {
    Tick {
        at,
        day: count.cutoff,
        value: i64::from(count.value) * sign,
    }
}

/// What the residents of an address add at its place, times a sign.
fn inhabited(address: Spot, sign: i64) -> Tick {
    Tick {
        at: WorldPoint::of(address.position),
        day: Date::MIN,
        value: i64::from(address.residents) * sign,
    }
}

#[cfg(test)]
mod tests {
    use super::Reported;

    #[test]
    fn what_was_reported_takes_no_more_than_a_number() {
        assert_eq!(size_of::<Option<Reported>>(), size_of::<u64>());
        for sum in [0, 1, u64::from(u32::MAX) << 20] {
            assert_eq!(Reported::new(sum).get(), sum);
        }
    }
}
