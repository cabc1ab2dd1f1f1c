//! In which order grids are listed, and where in it a portion begins.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use hexward_engine::model::{AreaCode, Tier};
use hexward_engine::render::RiskLevel;
use hexward_engine::snapshot::Snapshot;

use crate::error::{ApiError, shown};

/// A grid of a list, and what it is sorted by.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) code: &'a AreaCode,
    pub(super) tier: Tier,
    /// Its place in the layer of its tier.
    pub(super) index: usize,
    rank: Rank<'a>,
}

impl<'a> Row<'a> {
    /// A row that is sorted by its code alone.
    pub(super) fn new(code: &'a AreaCode, tier: Tier, index: usize) -> Self {
        let rank = Rank::Number(0);
        Self {
            code,
            tier,
            index,
            rank,
        }
    }
}

/// What comes before the code when rows are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank<'a> {
    Number(u64),
    Text(&'a str),
}

/// What grids are sorted by; equal ones by code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    by: By,
    descending: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum By {
    Code,
    Name,
    Area,
    Addresses,
    Households,
    Residents,
    Risk,
    Measure(String),
}

impl Order {
    /// The order that a text such as `name` or `-residents` says: descending with a minus. By code when it is not given.
    ///
    /// # Errors
    /// [`ApiError::Malformed`] for an empty name.
    pub(super) fn parse(text: Option<&str>) -> Result<Self, ApiError> {
        let text = text.unwrap_or("code");
        let name = text.strip_prefix('-').unwrap_or(text);
        let by = match name {
            "" => return Err(unknown(text)),
            "code" => By::Code,
            "name" => By::Name,
            "area_m2" => By::Area,
            "addresses" => By::Addresses,
            "households" => By::Households,
            "residents" => By::Residents,
            "risk" => By::Risk,
            measure => By::Measure(measure.to_owned()),
        };
        Ok(Self {
            by,
            descending: text.len() > name.len(),
        })
    }

    /// The rows in this order. Cost: O(n log n).
    ///
    /// # Errors
    /// [`ApiError::Malformed`] for a measure that is not stored.
    pub(super) fn sorted<'a>(
        &self,
        snapshot: &'a Snapshot,
        mut rows: Vec<Row<'a>>,
        risks: &BTreeMap<Tier, Vec<RiskLevel>>,
    ) -> Result<Vec<Row<'a>>, ApiError> {
        let measure = self.measure(snapshot)?;
        for row in &mut rows {
            row.rank = self.rank(snapshot, row.tier, row.index, measure, risks);
        }
        rows.sort_unstable_by(|a, b| self.compare(a, b));
        Ok(rows)
    }

    /// The place of the first row behind a code.
    ///
    /// By code alone it need not be stored any more; in any other order its place is known by its row only.
    ///
    /// # Errors
    /// [`ApiError::Malformed`] for a code that has no place.
    pub(super) fn behind(
        &self,
        snapshot: &Snapshot,
        rows: &[Row<'_>],
        code: &AreaCode,
        risks: &BTreeMap<Tier, Vec<RiskLevel>>,
    ) -> Result<usize, ApiError> {
        let found = snapshot.grids.iter().find_map(|(&tier, layer)| {
            let index = layer.index_of(code)?;
            Some((tier, index))
        });
        let mut last = Row::new(code, Tier::Street, 0);
        match found {
            Some((tier, index)) if risks.contains_key(&tier) => {
                let measure = self.measure(snapshot)?;
                last.rank = self.rank(snapshot, tier, index, measure, risks);
            }
            _ if self.by == By::Code => {}
            _ => {
                return Err(ApiError::Malformed {
                    pointer: "/query/after",
                    detail: format!("there is no grid `{code}` in this list"),
                });
            }
        }
        Ok(rows.partition_point(|row| self.compare(row, &last) != Ordering::Greater))
    }

    fn compare(&self, a: &Row<'_>, b: &Row<'_>) -> Ordering {
        let turned = |order: Ordering| {
            if self.descending {
                order.reverse()
            } else {
                order
            }
        };
        match self.by {
            By::Code => turned(a.code.cmp(b.code)),
            _ => turned(a.rank.cmp(&b.rank)).then_with(|| a.code.cmp(b.code)),
        }
    }

    fn measure(&self, snapshot: &Snapshot) -> Result<usize, ApiError> {
        let By::Measure(name) = &self.by else {
            return Ok(0);
        };
        let mut measures = snapshot.counts.measures().iter();
        measures
            .position(|sums| sums.measure.to_string() == *name)
            .ok_or_else(|| unknown(name))
    }

    fn rank<'a>(
        &self,
        snapshot: &'a Snapshot,
        tier: Tier,
        index: usize,
        measure: usize,
        risks: &BTreeMap<Tier, Vec<RiskLevel>>,
    ) -> Rank<'a> {
        let layer = &snapshot.grids[&tier];
        let tally = |of: fn(&hexward_engine::assign::Tally) -> u64| {
            of(&snapshot.assignment(tier).tallies[index])
        };
        match &self.by {
            By::Code => Rank::Number(0),
            By::Name => Rank::Text(&layer.records()[index].name),
            // the bits of numbers that are not negative have the order of the numbers
            By::Area => Rank::Number(layer.area_m2(index).max(0.0).to_bits()),
            By::Addresses => Rank::Number(tally(|tally| tally.addresses)),
            By::Households => Rank::Number(tally(|tally| tally.households)),
            By::Residents => Rank::Number(tally(|tally| tally.residents)),
            By::Risk => Rank::Number(match risks[&tier].get(index) {
                Some(RiskLevel::High) => 3,
                Some(RiskLevel::Watch) => 2,
                Some(RiskLevel::Normal) => 1,
                _ => 0,
            }),
            By::Measure(_) => {
                let tallies = &snapshot.assignment(tier).tallies;
                let sum = tallies[index].counts.get(measure);
                // what nobody reported comes before zero
                Rank::Number(sum.copied().flatten().map_or(0, |sum| sum + 1))
            }
        }
    }
}

fn unknown(name: &str) -> ApiError {
    ApiError::Malformed {
        pointer: "/query/sort",
        detail: format!(
            "`{}` is neither code, name, area_m2, addresses, households, residents, risk nor a stored measure",
            shown(name)
        ),
    }
}
