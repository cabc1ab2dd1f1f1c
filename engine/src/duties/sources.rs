//! What a cover is worked out from.

use std::sync::Arc;

use crate::assign::{Assignment, BUILDING_MAX_M, Standing, Tiers};
use crate::geom::{Bounds, LocalFrame, Position};
use crate::layer::{AreaLayer, DutyLayer, PointLayer};
use crate::model::{Address, Cell, LayerName, Tier};

/// The cells of one honeycomb.
#[derive(Debug, Clone)]
pub struct Honeycomb<'a> {
    /// Its name.
    pub name: &'a LayerName,
    /// Its cells.
    pub cells: &'a Arc<AreaLayer<Cell>>,
}

/// The layers that duties are about, and which area each address belongs to, which is asked only where a duty needs it.
pub struct Sources<'a> {
    /// Roles and duties.
    pub duties: &'a Arc<DutyLayer>,
    /// Addresses.
    pub addresses: &'a Arc<PointLayer<Address>>,
    /// Where each address counts.
    pub standing: &'a Standing,
    /// Grids of all tiers.
    pub grids: &'a Tiers,
    /// Honeycombs.
    pub honeycombs: Vec<Honeycomb<'a>>,
    /// The metric frame.
    pub frame: &'a LocalFrame,
    /// The assignment of addresses to the grids of a tier.
    pub in_tier: &'a dyn Fn(Tier) -> Arc<Assignment>,
    /// The assignment of addresses to the cells of a honeycomb, by its place.
    pub in_honeycomb: &'a dyn Fn(usize) -> Arc<Assignment>,
}

impl Sources<'_> {
    /// The position at which an address counts.
    pub(super) fn counted(&self, address: u32) -> Position {
        let at = self.standing.counts_at(address) as usize;
        self.addresses.records().position(at)
    }

    /// The addresses that can belong to an area with this box, in order: those around it, as a building counts at one of
    /// its addresses, and those that belong to the area that they state, wherever they lie.
    ///
    /// Cost: O(addresses around the box + addresses that state an area).
    pub(super) fn near_area(&self, bounds: Bounds) -> Vec<u32> {
        let mut found = Vec::new();
        self.for_each_near(bounds, |some| found.extend_from_slice(some));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Hands over the same many at a time, in no order, some twice.
    pub(super) fn for_each_near(&self, bounds: Bounds, mut visit: impl FnMut(&[u32])) {
        let stated = self.standing.stated().iter();
        let winners = stated.filter(|stated| stated.wins);
        let winners: Vec<u32> = winners.map(|stated| stated.address).collect();
        visit(&winners);
        let around = bounds.grown_m(BUILDING_MAX_M);
        self.addresses.for_each_within(around, visit);
    }
}
