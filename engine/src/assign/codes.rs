//! What the areas that files state mean in one layer.
//!
//! Where a code wins, its address counts in the stated area, in the tiers above it in that area's ancestors, and in the
//! tiers below and in honeycombs where its position lies, provided that this is within the stated area: else nobody
//! knows where inside that area it is. In a tier below, within means that the parents of the area found lead to the
//! stated one; a honeycomb has no parents of that kind, there the position itself must lie in the stated area.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Reason, Standing, StatedAt};
use crate::geom::Position;
use crate::layer::AreaLayer;
use crate::model::{AreaCode, Grid, Tier};

/// The grids of each tier that has any.
pub type Tiers = BTreeMap<Tier, Arc<AreaLayer<Grid>>>;

/// What a stated area is in a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    /// No stored grid has the code.
    Unknown,
    /// Its parents do not lead to a grid of the tier.
    NoAncestor,
    /// It is this area of the layer, or lies in it by its parents.
    Here(u32),
    /// It is a grid of a tier above, or the layer is a honeycomb.
    Wider(Tier, u32),
}

/// How to tell whether what is found lies within a wider stated area.
#[derive(Debug)]
enum Nesting<'a> {
    /// For each tier above, the ancestor of every area of the layer.
    Parents(BTreeMap<Tier, Vec<Option<u32>>>),
    /// The position itself tells.
    Ground(&'a Tiers),
}

/// What a stated area says about an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Where the address counts if the code wins.
    pub(super) owner: Result<u32, Reason>,
    /// Whether that is the stated area or an ancestor of it, whatever the position.
    pub(super) by_code: bool,
    /// Whether the area found disagrees with the stated one.
    pub(super) disagrees: bool,
}

/// What the stated areas of a standing mean in one layer.
#[derive(Debug)]
pub struct Codes<'a> {
    claims: Vec<Claim>,
    nesting: Nesting<'a>,
}

impl<'a> Codes<'a> {
    /// In a tier. Cost: O(stated areas log grids), and O(grids of the tier log grids) for each tier above that is stated.
    pub fn in_tier(standing: &Standing, grids: &'a Tiers, tier: Tier) -> Self {
        let claim = |code: &AreaCode| match find(grids, code) {
            None => Claim::Unknown,
            Some((own, index)) if own < tier => Claim::Wider(own, index),
            Some(own) => ancestor(grids, own, tier).map_or(Claim::NoAncestor, Claim::Here),
        };
        let claims: Vec<Claim> = standing.areas().iter().map(claim).collect();
        let areas = grids.get(&tier).map_or(0, |layer| layer.records().len()) as u32;
        let mut above = BTreeMap::new();
        for claim in &claims {
            if let Claim::Wider(wider, _) = *claim {
                above.entry(wider).or_insert_with(|| {
                    let ancestors = (0..areas).map(|area| ancestor(grids, (tier, area), wider));
                    ancestors.collect()
                });
            }
        }
        Self {
            claims,
            nesting: Nesting::Parents(above),
        }
    }

    /// In a honeycomb. Cost: O(stated areas log grids).
    pub fn in_honeycomb(standing: &Standing, grids: &'a Tiers) -> Self {
        let claim = |code| {
            find(grids, code).map_or(Claim::Unknown, |(tier, index)| Claim::Wider(tier, index))
        };
        Self {
            claims: standing.areas().iter().map(claim).collect(),
            nesting: Nesting::Ground(grids),
        }
    }

    /// Whether no stored grid has the code that an address states.
    pub(super) fn is_unknown(&self, stated: StatedAt) -> bool {
        self.claims[stated.area as usize] == Claim::Unknown
    }

    /// What the stated area says about an address that counts at a position, which lies in the area `found`.
    pub(super) fn verdict(
        &self,
        stated: StatedAt,
        found: Option<u32>,
        position: impl FnOnce() -> Position,
    ) -> Verdict {
        let claim = self.claims[stated.area as usize];
        let (owner, disagrees) = match (claim, found) {
            (Claim::Unknown, _) => (Err(Reason::UnknownArea), false),
            (Claim::NoAncestor, _) => (Err(Reason::NoAncestor), false),
            (Claim::Here(area), _) => (Ok(area), found != Some(area)),
            (Claim::Wider(..), None) => (Err(Reason::Outside), false),
            (Claim::Wider(tier, area), Some(found)) => {
                if self.is_within(tier, area, found, position) {
                    (Ok(found), false)
                } else {
                    (Err(Reason::OutsideStated), true)
                }
            }
        };
        Verdict {
            owner,
            by_code: matches!(claim, Claim::Here(_)),
            disagrees,
        }
    }

    fn is_within(
        &self,
        tier: Tier,
        area: u32,
        found: u32,
        position: impl FnOnce() -> Position,
    ) -> bool {
        let holder = match &self.nesting {
            Nesting::Parents(above) => above[&tier][found as usize],
            Nesting::Ground(grids) => grids[&tier].locate(position()).map(|index| index as u32),
        };
        holder == Some(area)
    }
}

/// The tier and index of the grid with a code.
fn find(grids: &Tiers, code: &AreaCode) -> Option<(Tier, u32)> {
    grids
        .iter()
        .find_map(|(tier, layer)| Some((*tier, layer.index_of(code)? as u32)))
}

/// The grid of a tier that the parents of a grid lead to; itself in its own tier.
fn ancestor(grids: &Tiers, grid: (Tier, u32), tier: Tier) -> Option<u32> {
    let (mut at, mut index) = grid;
    while at > tier {
        let parent = grids.get(&at)?.records()[index as usize].parent.as_ref()?;
        let (above, place) = find(grids, parent)?;
        if above >= at {
            return None;
        }
        (at, index) = (above, place);
    }
    (at == tier).then_some(index)
}
