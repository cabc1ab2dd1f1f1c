//! The divisions that duties name areas of: tiers and honeycombs.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::sources::{Honeycomb, Sources};
use crate::assign::Assignment;
use crate::geom::{Bounds, Position};
use crate::layer::AreaLayer;
use crate::model::{AreaCode, Cell, CellCode, Duty, Grid, Ground, LayerName, Tier};

/// A division of the ground with the area of each address.
#[derive(Debug, Clone)]
pub(super) struct Floor {
    pub(super) areas: Areas,
    pub(super) owners: Arc<Assignment>,
}

/// Where an area has so many times fewer addresses than all, its ground is looked at rather than all addresses.
const FEW: u64 = 16;

impl Floor {
    /// The addresses that belong to some areas, in no order. Cost: O(addresses around them), or O(addresses).
    pub(super) fn addresses_of(&self, areas: &[u32], sources: &Sources<'_>) -> Vec<u32> {
        let owners = &self.owners.owners;
        let tallies = areas
            .iter()
            .map(|&area| &self.owners.tallies[area as usize]);
        let inside: u64 = tallies.map(|tally| tally.addresses).sum();
        if inside * FEW > owners.len() as u64 {
            let all = (0_u32..).zip(owners.iter());
            let is_inside = |owner: Option<u32>| owner.is_some_and(|area| areas.contains(&area));
            let all = all.filter(|&(_, owner)| is_inside(owner));
            return all.map(|(address, _)| address).collect();
        }
        let mut found = Vec::new();
        for &area in areas {
            let near = sources.near_area(self.areas.bounds_of(area)).into_iter();
            let is_inside = |&address: &u32| owners.get(address as usize) == Some(area);
            found.extend(near.filter(is_inside));
        }
        found
    }
}

/// The areas of a division.
#[derive(Debug, Clone)]
pub(super) enum Areas {
    Tier(Tier, Arc<AreaLayer<Grid>>),
    Honeycomb(LayerName, Arc<AreaLayer<Cell>>),
}

/// Which divisions there are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Tier(Tier),
    Honeycomb(LayerName),
}

impl Areas {
    pub(super) fn key(&self) -> Key {
        match self {
            Self::Tier(tier, _) => Key::Tier(*tier),
            Self::Honeycomb(name, _) => Key::Honeycomb(name.clone()),
        }
    }

    /// Whether they are areas of the same division with the same codes, so that each has the same index there.
    pub(super) fn has_codes_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Tier(_, own), Self::Tier(_, other)) => own.has_codes_of(other),
            (Self::Honeycomb(_, own), Self::Honeycomb(_, other)) => own.has_codes_of(other),
            _ => false,
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Tier(_, layer) => layer.records().len(),
            Self::Honeycomb(_, layer) => layer.records().len(),
        }
    }

    /// The code of an area.
    pub(super) fn code(&self, index: u32) -> &str {
        match self {
            Self::Tier(_, layer) => layer.records()[index as usize].code.as_str(),
            Self::Honeycomb(_, layer) => layer.records()[index as usize].code.as_str(),
        }
    }

    /// The box around an area.
    fn bounds_of(&self, index: u32) -> Bounds {
        match self {
            Self::Tier(_, layer) => layer.bounds_of(index as usize),
            Self::Honeycomb(_, layer) => layer.bounds_of(index as usize),
        }
    }

    /// The index of a code, which may be of another state of the same division.
    pub(super) fn index_of(&self, code: &str) -> Option<u32> {
        let index = match self {
            Self::Tier(_, layer) => layer.index_of(&AreaCode::new(code).ok()?),
            Self::Honeycomb(name, layer) => {
                layer.index_of(&(name.clone(), CellCode::parse(code).ok()?))
            }
        };
        index.map(|index| index as u32)
    }

    /// The area that a position lies in.
    pub(super) fn locate(&self, position: Position) -> Option<usize> {
        match self {
            Self::Tier(_, layer) => layer.locate(position),
            Self::Honeycomb(_, layer) => layer.locate(position),
        }
    }

    /// The codes that a ground names, of areas that are stored here or could be.
    pub(super) fn codes_named<'g>(&self, ground: &'g Ground) -> impl Iterator<Item = &'g str> {
        let (areas, cells): (&[AreaCode], &[CellCode]) = match (self, ground) {
            (Self::Tier(..), Ground::Areas(codes)) => (codes, &[]),
            (Self::Honeycomb(own, _), Ground::Cells { layer, codes }) if own == layer => {
                (&[], codes)
            }
            _ => (&[], &[]),
        };
        let areas = areas.iter().map(AreaCode::as_str);
        areas.chain(cells.iter().map(CellCode::as_str))
    }

    /// The areas that a ground names here.
    pub(super) fn named(&self, ground: &Ground) -> Vec<u32> {
        let codes = self.codes_named(ground);
        codes.filter_map(|code| self.index_of(code)).collect()
    }
}

/// The divisions of which some duty names an area, from large to small, honeycombs last.
pub(super) fn needed<'d>(
    sources: &Sources<'_>,
    duties: impl Iterator<Item = &'d Duty>,
) -> BTreeSet<Key> {
    let tier = |code: &AreaCode| {
        let mut tiers = sources.grids.iter();
        tiers.find_map(|(tier, layer)| layer.index_of(code).map(|_| Key::Tier(*tier)))
    };
    let mut keys = BTreeSet::new();
    for duty in duties {
        match &duty.ground {
            Ground::Areas(codes) => keys.extend(codes.iter().filter_map(tier)),
            // whose buildings they are changes with the borders of the area
            Ground::Buildings { area, .. } | Ground::Households { area, .. } => {
                keys.extend(tier(area));
            }
            Ground::Cells { layer, .. } => {
                keys.insert(Key::Honeycomb(layer.clone()));
            }
            Ground::Region(_) | Ground::Line { .. } | Ground::Addresses(_) => {}
        }
    }
    keys
}

/// The divisions of these keys that are stored.
pub(super) fn floors(sources: &Sources<'_>, keys: &BTreeSet<Key>) -> Vec<Floor> {
    let tiers = sources.grids.iter();
    let tiers = tiers.filter(|(tier, _)| keys.contains(&Key::Tier(**tier)));
    let tiers = tiers.map(|(&tier, layer)| Floor {
        areas: Areas::Tier(tier, Arc::clone(layer)),
        owners: (sources.in_tier)(tier),
    });
    let is_named = |honeycomb: &Honeycomb<'_>| {
        let key = Key::Honeycomb(honeycomb.name.clone());
        keys.contains(&key)
    };
    let honeycombs = sources.honeycombs.iter().enumerate();
    let honeycombs = honeycombs.filter(|(_, honeycomb)| is_named(honeycomb));
    let honeycombs = honeycombs.map(|(place, honeycomb)| Floor {
        areas: Areas::Honeycomb(honeycomb.name.clone(), Arc::clone(honeycomb.cells)),
        owners: (sources.in_honeycomb)(place),
    });
    tiers.chain(honeycombs).collect()
}
