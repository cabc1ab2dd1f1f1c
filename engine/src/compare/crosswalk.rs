//! Crosswalk: how many of a quantity lie in each pair of grids of two plans.

use std::collections::BTreeMap;

use time::Date;

use super::flows::{Pair, less, tally_of};
use super::{Comparison, Side};
use crate::assign::Tally;
use crate::layer::MeasureCounts;
use crate::model::Measure;

/// What a crosswalk counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quantity {
    /// Addresses.
    Addresses,
    /// Households.
    Households,
    /// Residents.
    Residents,
    /// A measure.
    Measure {
        /// Its name.
        measure: Measure,
        /// Counts with a later cut-off date are left out; none when it is not given.
        up_to: Option<Date>,
    },
}

/// A quantity that nobody counts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no address has counts of the measure {0}")]
pub struct QuantityError(pub Measure);

/// How many lie in a grid before and a grid after; `None` is the unlocated row or column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CrosswalkCell {
    /// The grid before.
    pub from: Option<u32>,
    /// The grid after.
    pub to: Option<u32>,
    /// How many, at least one.
    pub value: u64,
}

/// The sparse matrix of a quantity, from the grids before to the grids after, and the totals of either plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crosswalk {
    /// The cells that are not zero, by grid before and after, the unlocated first.
    pub cells: Vec<CrosswalkCell>,
    /// What each grid before has, counted in that plan alone.
    pub before: Vec<u64>,
    /// What lies in no grid before.
    pub unlocated_before: u64,
    /// What each grid after has, counted in that plan alone.
    pub after: Vec<u64>,
    /// What lies in no grid after.
    pub unlocated_after: u64,
}

impl Crosswalk {
    /// The crosswalk of a quantity between two plans. Cost: O(grids + links + unlocated addresses), as only what moved is
    /// counted anew; for a measure up to a date O(counts).
    ///
    /// # Errors
    /// [`QuantityError`] for a measure without counts.
    pub fn of(comparison: &Comparison<'_>, quantity: &Quantity) -> Result<Self, QuantityError> {
        let measures = comparison.facts.counts.measures();
        let place = |name: &Measure| {
            let place = measures.iter().position(|known| known.measure == *name);
            place.ok_or_else(|| QuantityError(name.clone()))
        };
        Ok(match quantity {
            Quantity::Addresses => Self::by_tallies(comparison, |tally| tally.addresses),
            Quantity::Households => Self::by_tallies(comparison, |tally| tally.households),
            Quantity::Residents => Self::by_tallies(comparison, |tally| tally.residents),
            Quantity::Measure { measure, up_to } => {
                let place = place(measure)?;
                match *up_to {
                    Some(date) if date < measures[place].cutoff => {
                        Self::up_to(comparison, &measures[place], date)
                    }
                    _ => Self::by_tallies(comparison, |tally| tally.counts[place].unwrap_or(0)),
                }
            }
        })
    }

    /// From the tallies of both plans and of what moved: who did not move stayed.
    fn by_tallies(comparison: &Comparison<'_>, value: impl Fn(&Tally) -> u64) -> Self {
        let all =
            |side: &Side| -> Vec<u64> { side.assignment.tallies.iter().map(&value).collect() };
        let unlocated = |side: &Side| {
            let addresses = side.assignment.unlocated.iter().map(|row| row.address);
            tally_of(addresses, comparison.facts)
        };
        let mut cells: BTreeMap<Pair, u64> = BTreeMap::new();
        let none = unlocated(&comparison.before);
        let mut kept: Vec<Tally> = comparison.before.assignment.tallies.to_vec();
        let mut kept_nowhere = none.clone();
        for (pair, tally) in &comparison.flows {
            *cells.entry(*pair).or_default() += value(tally);
            let rest = match pair.0 {
                Some(from) => &mut kept[from as usize],
                None => &mut kept_nowhere,
            };
            *rest = less(rest, tally);
        }
        for (tally, from) in kept.iter().zip(0..) {
            *cells
                .entry((Some(from), comparison.continues(from)))
                .or_default() += value(tally);
        }
        *cells.entry((None, None)).or_default() += value(&kept_nowhere);
        Self {
            cells: listed(cells),
            before: all(&comparison.before),
            unlocated_before: value(&none),
            after: all(&comparison.after),
            unlocated_after: value(&unlocated(&comparison.after)),
        }
    }

    /// From the counts up to a date themselves.
    fn up_to(comparison: &Comparison<'_>, measure: &MeasureCounts, date: Date) -> Self {
        let facts = comparison.facts;
        let owners = [&comparison.before, &comparison.after].map(|side| &side.assignment.owners);
        let mut cells: BTreeMap<Pair, u64> = BTreeMap::new();
        let mut sums = [&comparison.before, &comparison.after]
            .map(|side| vec![0_u64; side.assignment.tallies.len()]);
        let mut unlocated = [0_u64; 2];
        let counted = facts.counts.records().iter();
        let counted = counted.filter(|c| c.measure == measure.measure && c.cutoff <= date);
        for count in counted {
            let Some(address) = facts.addresses.index_of(&count.address) else {
                continue;
            };
            let value = u64::from(count.value);
            let pair = owners.map(|owners| owners.get(address));
            *cells.entry((pair[0], pair[1])).or_default() += value;
            for ((owner, sums), unlocated) in pair.iter().zip(&mut sums).zip(&mut unlocated) {
                match owner {
                    Some(owner) => sums[*owner as usize] += value,
                    None => *unlocated += value,
                }
            }
        }
        let [before, after] = sums;
        Self {
            cells: listed(cells),
            before,
            unlocated_before: unlocated[0],
            after,
            unlocated_after: unlocated[1],
        }
    }

    /// All that lies in the plan before, the unlocated included.
    pub fn total_before(&self) -> u64 {
        self.before.iter().sum::<u64>() + self.unlocated_before
    }

    /// All that lies in the plan after, the unlocated included.
    pub fn total_after(&self) -> u64 {
        self.after.iter().sum::<u64>() + self.unlocated_after
    }

    /// Whether every row adds up to what its grid has before, every column to what its grid has after, and both plans
    /// have the same in all.
    pub fn reconciles(&self) -> bool {
        let mut rows = vec![0; self.before.len() + 1];
        let mut columns = vec![0; self.after.len() + 1];
        for cell in &self.cells {
            let place = |index: Option<u32>, last: usize| index.map_or(last, |i| i as usize);
            rows[place(cell.from, self.before.len())] += cell.value;
            columns[place(cell.to, self.after.len())] += cell.value;
        }
        let with = |sums: &[u64], last: u64| [sums, &[last]].concat();
        rows == with(&self.before, self.unlocated_before)
            && columns == with(&self.after, self.unlocated_after)
            && self.total_before() == self.total_after()
    }
}

fn listed(cells: BTreeMap<Pair, u64>) -> Vec<CrosswalkCell> {
    let cell = |((from, to), value)| CrosswalkCell { from, to, value };
    let cells = cells.into_iter().filter(|&(_, value)| value > 0);
    cells.map(cell).collect()
}
