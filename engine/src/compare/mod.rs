//! Comparing two plans: what became of each grid, and what moved from which grid to which.
//!
//! - **before, after**: the two plans, as snapshots; a draft and the plan in force, two drafts, today and a past day;
//! - **facts**: the snapshot whose addresses, counts and checkpoints are counted on both sides, so that sums reconcile;
//! - **lineage**: which grid goes on as which, and from which grids ground and addresses came, found from the ground itself
//!   (see [`ChangeKind`]), however the plans were edited or imported;
//! - **crosswalk**: how many of a quantity lie in each pair of grids; its rows and columns add up to those of the plans;
//! - **impact**: the buildings, addresses and checkpoints that change grid.
//!
//! Only grids whose rows differ are overlaid, and where both sides share what they know of addresses nobody asks again.

mod crosswalk;
mod features;
mod flows;
mod ground;
mod impact;
mod kinds;
mod lineage;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::assign::{Assignment, Tally};
use crate::geom::Polygon;
use crate::layer::{AreaLayer, Pieces};
use crate::model::{Grid, Tier};
use crate::snapshot::Snapshot;

pub use crosswalk::{Crosswalk, CrosswalkCell, Quantity, QuantityError};
pub use features::{crosswalk_features, ground_features, impact_features};
pub use flows::MovedAddress;
use flows::Pair;
pub use ground::heirs;
use ground::{Overlay, Shared};
pub use impact::{GridBalance, Impact, ImpactTotals, MovedCheckpoint, MovedPlace};
pub use kinds::ChangeKind;
use lineage::Lineage;
pub use tables::{
    crosswalk_table, crosswalk_totals_table, grid_table, impact_totals_table, lineage_table,
    moved_table,
};

/// The grids of a tier of one plan, and which address of the facts belongs to which.
#[derive(Debug, Clone)]
pub struct Side {
    /// The grids.
    pub layer: Arc<AreaLayer<Grid>>,
    /// The addresses of the facts.
    pub assignment: Arc<Assignment>,
}

impl Side {
    fn of(facts: &Snapshot, plan: &Snapshot, tier: Tier) -> Self {
        let none = || Arc::new(AreaLayer::build(Vec::new()));
        Self {
            layer: plan.grids.get(&tier).map_or_else(none, Arc::clone),
            assignment: plan.assignment_of(facts, tier),
        }
    }

    /// A grid.
    pub fn grid(&self, index: u32) -> &Grid {
        &self.layer.records()[index as usize]
    }

    /// What adds up in a grid.
    pub fn tally(&self, index: u32) -> &Tally {
        &self.assignment.tallies[index as usize]
    }
}

/// A grid with which something happened: its index before and after, as far as it was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridChange {
    /// Its index among the grids before.
    pub before: Option<u32>,
    /// The index after of the grid that continues it.
    pub after: Option<u32>,
    /// What happened, sorted, at least one.
    pub kinds: Vec<ChangeKind>,
}

/// What a grid before and a grid after have in common; `None` where it is no grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The grid before.
    pub from: Option<u32>,
    /// The grid after.
    pub to: Option<u32>,
    /// The ground that both cover.
    pub area_m2: f64,
    /// Whether that is no ground that anybody moved, but as narrow as a border bent to a lattice vertex leaves it.
    pub is_bend: bool,
    /// The addresses that belong to both.
    pub tally: Tally,
}

/// Two plans compared in one tier.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// The tier.
    pub tier: Tier,
    /// The plan before.
    pub before: Side,
    /// The plan after.
    pub after: Side,
    /// The grids with which something happened, in the order of their codes before, of new ones after.
    pub changes: Vec<GridChange>,
    /// The grids before and after that share ground or addresses, sorted, without those that are in both plans alike.
    pub links: Vec<Link>,
    /// The addresses that change grid, in order. A grid that only has another code is the same grid.
    pub moved: Vec<MovedAddress>,
    facts: &'a Snapshot,
    continues: Vec<Option<u32>>,
    /// The places of the links in the order of the grids after.
    by_to: Vec<u32>,
    flows: Vec<(Pair, Tally)>,
}

impl<'a> Comparison<'a> {
    /// Compares two plans in a tier. A tier without grids in a plan is one in which all grids are new or retired.
    ///
    /// Cost: O(grids), an overlay of the grids whose regions differ with those that their boxes meet, and the addresses:
    /// one word each, none where both sides share their owners; those of grids that were never assigned are assigned.
    pub fn of(facts: &'a Snapshot, before: &Snapshot, after: &Snapshot, tier: Tier) -> Self {
        let [before, after] = [before, after].map(|plan| Side::of(facts, plan, tier));
        let same_code = same_codes(before.layer.records(), after.layer.records());
        let shares = Overlay::new(&before.layer, &after.layer, &same_code).shares(facts.threads());
        let lineage = Lineage::new(&before.layer, &after.layer, same_code, &shares);
        let moved = flows::moved([&before, &after], &lineage.continues);
        let flows = flows::flows(&moved, facts);
        let changes = lineage.changes(&shares, flows.iter().map(|(pair, _)| *pair));
        let continues = lineage.continues;
        let links = links(&shares, &flows, &before, &continues);
        let mut by_to: Vec<u32> = (0..links.len() as u32).collect();
        by_to.sort_by_key(|&place| links[place as usize].to);
        Self {
            tier,
            before,
            after,
            changes,
            links,
            moved,
            facts,
            continues,
            by_to,
            flows,
        }
    }

    /// What is counted.
    pub fn facts(&self) -> &'a Snapshot {
        self.facts
    }

    /// The grid after that continues a grid before.
    pub fn continues(&self, before: u32) -> Option<u32> {
        self.continues.get(before as usize).copied().flatten()
    }

    /// How many grids are in both plans with nothing changed.
    pub fn unchanged(&self) -> usize {
        let gone = self.changes.iter().filter(|change| change.before.is_some());
        self.before.layer.records().len() - gone.count()
    }

    /// The links through which a grid got something from others: its predecessors.
    pub fn predecessors(&self, change: &GridChange) -> impl Iterator<Item = &Link> {
        let (before, after) = (change.before, change.after);
        let links = self.by_to.iter().map(|&place| &self.links[place as usize]);
        let first = self
            .by_to
            .partition_point(|&place| self.links[place as usize].to < after);
        let own = links.skip(first).take_while(move |link| link.to == after);
        own.filter(move |link| {
            after.is_some() && link.from.is_some() && link.from != before && link.is_lineage()
        })
    }

    /// The links through which a grid gave something to others: its successors.
    pub fn successors(&self, change: &GridChange) -> impl Iterator<Item = &Link> {
        let (before, after) = (change.before, change.after);
        let first = self.links.partition_point(|link| link.from < before);
        let own = self.links[first..].iter();
        let own = own.take_while(move |link| link.from == before);
        own.filter(move |link| {
            before.is_some() && link.to.is_some() && link.to != after && link.is_lineage()
        })
    }

    /// The ground that goes from one grid to another, without bends. Cost: an overlay of the two.
    pub fn ground(&self, link: &Link) -> Vec<Polygon> {
        ground::of_pair(&self.before.layer, &self.after.layer, (link.from, link.to))
    }

    /// Whether ground or addresses of a link are in another grid after.
    pub fn is_move(&self, link: &Link) -> bool {
        match link.from {
            None => true,
            Some(from) => link.to.is_none() || self.continues(from) != link.to,
        }
    }
}

impl Link {
    fn is_lineage(&self) -> bool {
        (self.area_m2 > 0.0 && !self.is_bend) || self.tally.addresses > 0
    }
}

/// For each grid before the grid after of the same code; both are sorted by code. O(grids).
fn same_codes(before: &Pieces<Grid>, after: &Pieces<Grid>) -> Vec<Option<u32>> {
    let mut others = after.iter().zip(0..).peekable();
    let find = |grid: &Grid| {
        while others
            .next_if(|(other, _)| other.code < grid.code)
            .is_some()
        {}
        let same = others.next_if(|(other, _)| other.code == grid.code);
        same.map(|(_, place)| place)
    };
    before.iter().map(find).collect()
}

/// Shared ground and moved addresses put together; a grid that goes on keeps the addresses that did not move.
fn links(
    shares: &[Shared],
    flows: &[(Pair, Tally)],
    before: &Side,
    continues: &[Option<u32>],
) -> Vec<Link> {
    let mut outflows: BTreeMap<u32, Tally> = BTreeMap::new();
    let mut links: BTreeMap<Pair, Link> = BTreeMap::new();
    let zero = |pair: Pair| Link {
        from: pair.0,
        to: pair.1,
        area_m2: 0.0,
        is_bend: false,
        tally: Tally::default(),
    };
    for (pair, tally) in flows {
        let link = Link {
            tally: tally.clone(),
            ..zero(*pair)
        };
        links.insert(*pair, link);
        if let Some(from) = pair.0 {
            let sum = outflows.entry(from).or_insert_with(|| flows::zero(tally));
            flows::add(sum, tally);
        }
    }
    for share in shares {
        let pair = (share.from, share.to);
        let link = links.entry(pair).or_insert_with(|| zero(pair));
        (link.area_m2, link.is_bend) = (share.area_m2, share.is_bend);
        if let (Some(from), true) = (share.from, continues_as(pair, continues)) {
            let whole = before.tally(from);
            link.tally = outflows
                .get(&from)
                .map_or_else(|| whole.clone(), |out| flows::less(whole, out));
        }
    }
    links.into_values().collect()
}

fn continues_as((from, to): Pair, continues: &[Option<u32>]) -> bool {
    from.is_some_and(|from| to.is_some() && continues[from as usize] == to)
}
