//! The four tiers: streets, communities, grids and micro-grids, each a union of atoms, with codes and names.

use hexward_engine::geom::{Metres, Region};
use hexward_engine::model::{AreaCode, Grid, Lock, Tier};

use crate::apportion::apportion;
use crate::division::Divider;
use crate::error::CityError;
use crate::graph::Graph;
use crate::ground::{Class, Ground};
use crate::names;
use crate::outline::region;
use crate::size::Size;

/// The first six digits of all codes: 99 is no province, so no real division has them.
const COUNTY: u32 = 992_000;

/// Streets of one county.
const STREETS_PER_COUNTY: usize = 18;

/// An area before it has a border.
#[derive(Debug, Clone)]
pub(crate) struct Area {
    /// Its code.
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: String,
    /// Its number in the tier above.
    pub(crate) parent: Option<u32>,
    /// The atoms it consists of.
    pub(crate) atoms: Vec<u32>,
}

/// The areas of the four tiers, each in the order of its codes.
#[derive(Debug)]
pub(crate) struct Areas {
    /// From streets to micro-grids.
    pub(crate) tiers: [Vec<Area>; 4],
}

impl Areas {
    /// Divides the ground into the areas of a size.
    ///
    /// # Errors
    /// [`CityError::TooFew`] when there is less ground than areas.
    pub(crate) fn divide(ground: &Ground, size: &Size, seed: u64) -> Result<Self, CityError> {
        let (grids, atoms) = (size.grids() as usize, ground.atoms.len());
        if atoms < grids {
            return Err(CityError::TooFew {
                atoms,
                areas: grids,
            });
        }
        let city = Area {
            code: String::new(),
            name: String::new(),
            parent: None,
            atoms: (0..atoms as u32).collect(),
        };
        let parcels = Graph::joined(ground, |_| false);
        let blocks = Graph::joined(ground, |class| class == Class::Wall);
        let quarters = Graph::joined(ground, |class| matches!(class, Class::Wall | Class::Street));
        let mut streets = split(
            &[&quarters, &blocks, &parcels],
            &[city],
            &[size.streets().into()],
        );
        let shares = share(ground, &streets, size.communities().into());
        let mut communities = split(&[&blocks, &parcels], &streets, &shares);
        let shares = share(ground, &communities, grids as u64);
        let mut grids = split(&[&parcels], &communities, &shares);
        let shares = micro_shares(ground, &grids, size);
        let mut micros = split(&[&parcels], &grids, &shares);
        name_streets(&mut streets, seed);
        name_communities(&mut communities, &streets, seed);
        name_below(&mut grids, &communities, |parent, n| {
            (
                format!("{}G{n:03}", parent.code),
                format!("{}第{n}网格", parent.name),
            )
        });
        name_below(&mut micros, &grids, |parent, n| {
            (
                format!("{}{n:02}", parent.code),
                format!("{}{n}号微网格", parent.name),
            )
        });
        Ok(Self {
            tiers: [streets, communities, grids, micros],
        })
    }

    /// The areas of a tier.
    pub(crate) fn of(&self, tier: Tier) -> &[Area] {
        &self.tiers[tier as usize]
    }

    /// For every atom the number of its area in a tier.
    pub(crate) fn owners(&self, tier: Tier, atoms: usize) -> Vec<u32> {
        let mut owners = vec![u32::MAX; atoms];
        for (number, area) in self.of(tier).iter().enumerate() {
            for &atom in &area.atoms {
                owners[atom as usize] = number as u32;
            }
        }
        owners
    }

    /// The records of a tier with their borders.
    ///
    /// # Errors
    /// [`CityError::Ring`] when a border is not valid.
    pub(crate) fn records(&self, ground: &Ground, tier: Tier) -> Result<Vec<Grid>, CityError> {
        let owners = self.owners(tier, ground.atoms.len());
        let above = Tier::ALL.iter().rev().find(|&&other| other < tier);
        let fault = |error: &dyn std::fmt::Display| CityError::Ring(error.to_string());
        let record = |(number, area): (usize, &Area)| {
            let region: Region = region(ground, &area.atoms, &owners, number as u32)?;
            let parent = match (above, area.parent) {
                (Some(&above), Some(parent)) => {
                    let code = &self.of(above)[parent as usize].code;
                    Some(AreaCode::new(code).map_err(|error| fault(&error))?)
                }
                _ => None,
            };
            Ok(Grid {
                code: AreaCode::new(&area.code).map_err(|error| fault(&error))?,
                tier,
                parent,
                name: area.name.clone(),
                region,
                lock: Lock::Open,
            })
        };
        self.of(tier).iter().enumerate().map(record).collect()
    }
}

/// Divides each parent into its share of areas, west to east, at equal longitude north to south.
///
/// The levels go from coarse to fine; each parent is divided at the first at which it has enough nodes.
fn split(levels: &[&Graph], parents: &[Area], shares: &[u64]) -> Vec<Area> {
    let mut dividers: Vec<Divider<'_>> = levels.iter().map(|graph| Divider::new(graph)).collect();
    let mut areas = Vec::new();
    for (number, (parent, &share)) in parents.iter().zip(shares).enumerate() {
        let share = share as usize;
        let enough = |graph: &&Graph| graph.nodes_of(&parent.atoms).len() >= 5 * share;
        let level = levels.iter().position(enough).unwrap_or(levels.len() - 1);
        let graph = levels[level];
        let groups = dividers[level].divide(&graph.nodes_of(&parent.atoms), share);
        let mut parts: Vec<Vec<u32>> = groups.iter().map(|nodes| graph.atoms_of(nodes)).collect();
        parts.sort_by_cached_key(|atoms| {
            let middle = middle(levels[levels.len() - 1], atoms);
            ((middle.x * 10.0) as i64, -(middle.y * 10.0) as i64)
        });
        areas.extend(parts.into_iter().map(|atoms| Area {
            code: String::new(),
            name: String::new(),
            parent: Some(number as u32),
            atoms,
        }));
    }
    areas
}

/// The mean of the centres of atoms.
fn middle(parcels: &Graph, atoms: &[u32]) -> Metres {
    let centers = atoms
        .iter()
        .map(|&atom| parcels.nodes[atom as usize].center);
    let (x, y) = centers.fold((0.0, 0.0), |sum, p| (sum.0 + p.x, sum.1 + p.y));
    Metres {
        x: x / atoms.len() as f64,
        y: y / atoms.len() as f64,
    }
}

pub(crate) fn mass(ground: &Ground, atoms: &[u32]) -> u64 {
    atoms
        .iter()
        .map(|&atom| ground.atoms[atom as usize].mass)
        .sum()
}

fn share(ground: &Ground, parents: &[Area], total: u64) -> Vec<u64> {
    let weights: Vec<u64> = parents
        .iter()
        .map(|area| mass(ground, &area.atoms))
        .collect();
    let limits: Vec<u64> = parents
        .iter()
        .map(|area| (area.atoms.len() as u64).min(900))
        .collect();
    apportion(total, &weights, 1, &limits)
}

/// How many micro-grids each grid has: one for about 55 addresses.
fn micro_shares(ground: &Ground, grids: &[Area], size: &Size) -> Vec<u64> {
    let total: u64 = grids.iter().map(|area| mass(ground, &area.atoms)).sum();
    let share = |area: &Area| {
        let part = u128::from(mass(ground, &area.atoms)) * u128::from(size.addresses());
        let wanted = (part / u128::from(total.max(1)) / 55) as u64;
        wanted.clamp(1, (area.atoms.len() as u64).min(99))
    };
    grids.iter().map(share).collect()
}

fn name_streets(streets: &mut [Area], seed: u64) {
    for (i, street) in streets.iter_mut().enumerate() {
        let county = COUNTY + 1 + (i / STREETS_PER_COUNTY) as u32;
        street.code = format!("{county}{:03}000", 1 + i % STREETS_PER_COUNTY);
        street.name = names::street(seed, i as u64);
        street.parent = None;
    }
}

fn name_communities(communities: &mut [Area], streets: &[Area], seed: u64) {
    let mut ordinal = 0;
    name_below(communities, streets, |parent, n| {
        let name = format!("{}社区", names::community(seed, ordinal));
        ordinal += 1;
        (format!("{}{n:03}", &parent.code[..9]), name)
    });
}

/// Numbers the areas below each parent from 1.
fn name_below(
    areas: &mut [Area],
    parents: &[Area],
    mut name: impl FnMut(&Area, usize) -> (String, String),
) {
    let (mut last, mut n) = (None, 0);
    for area in areas {
        n = if area.parent == last { n + 1 } else { 1 };
        last = area.parent;
        let parent = &parents[area.parent.unwrap_or_default() as usize];
        (area.code, area.name) = name(parent, n);
    }
}
