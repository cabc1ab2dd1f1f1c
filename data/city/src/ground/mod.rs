//! The ground of a city: one planar partition into parcels between roads, rivers and walls.
//!
//! - **curve**: a long line of the plan: outline, river, shore, great road;
//! - **face**: a piece of ground that may still be cut;
//! - **block**: the ground between streets, used for one thing;
//! - **atom**: a parcel of a block, the smallest piece; every area is a union of atoms;
//! - **course**: how the straight edge between two vertices runs in the end.

mod atoms;
mod blocks;
mod curve;
mod cutting;
mod density;
mod line;
mod network;
pub(crate) mod plane;
mod roads;
mod rough;
mod skeleton;

pub(crate) use atoms::{Ground, edges};
pub(crate) use blocks::Use;
pub(crate) use line::Class;
pub(crate) use rough::shown_class;
pub(crate) use skeleton::inner_point;

use crate::error::CityError;
use crate::size::Size;
use blocks::{Grain, parcels};
use density::Density;
use skeleton::skeleton;

/// How many parcels are wanted for a micro-grid.
const PARCELS_PER_MICRO: f64 = 1.7;

/// The ground of a city, with more parcels than it will have micro-grids.
///
/// # Errors
/// [`CityError`] when the curves of this seed cannot be cut, or leave too little ground.
pub(crate) fn lay_ground(size: &Size, seed: u64) -> Result<Ground, CityError> {
    let radius_m = size.radius_m();
    let density = Density::new(seed, radius_m);
    let mut wanted = size.micros() as f64 * PARCELS_PER_MICRO + 12.0;
    for _ in 0..8 {
        let (mut network, faces) = skeleton(seed, radius_m)?;
        let mass_m2: f64 = faces
            .iter()
            .map(|face| {
                let corners: Vec<_> = face.ring.iter().map(|&v| network.metres(v)).collect();
                density.mass_m2(&corners)
            })
            .sum();
        let area_m2 = radius_m * radius_m * std::f64::consts::PI;
        let grain = Grain {
            seed,
            density: &density,
            parcel_mass_m2: mass_m2 / wanted,
            largest_m2: (2.5 * area_m2 / f64::from(size.grids()).max(8.0))
                .clamp(2_000.0, 420_000.0),
        };
        let (parcels, blocks) = parcels(&mut network, faces, &grain);
        let ground = Ground::new(seed, network, parcels, blocks, &density)?;
        let lived = ground.atoms.iter().filter(|atom| atom.mass > 0).count();
        if lived as u64 >= size.micros().max(2 * u64::from(size.grids())) {
            return Ok(ground);
        }
        wanted *= 1.5;
    }
    Err(CityError::TooFew {
        atoms: wanted as usize,
        areas: size.micros() as usize,
    })
}
