//! The city as a whole: built in memory, written file by file.

use hexward_engine::model::Tier;

use crate::areas::Areas;
use crate::error::CityError;
use crate::ground::{Ground, lay_ground};
use crate::homes::Homes;
use crate::size::Size;

/// A synthetic city, ready to be written.
#[derive(Debug)]
pub struct City {
    pub(crate) size: Size,
    pub(crate) seed: u64,
    pub(crate) ground: Ground,
    pub(crate) areas: Areas,
    pub(crate) homes: Homes,
}

impl City {
    /// The city of a size and a seed: the same on every platform. Cost: O(n log n) for n parcels, about 10 a grid.
    ///
    /// # Errors
    /// [`CityError`] when the ground of this seed cannot be cut.
    pub fn build(size: &Size, seed: u64) -> Result<Self, CityError> {
        let ground = lay_ground(size, seed)?;
        let areas = Areas::divide(&ground, size, seed)?;
        let homes = Homes::new(&ground, &areas, size, seed);
        Ok(Self {
            size: size.clone(),
            seed,
            ground,
            areas,
            homes,
        })
    }

    /// How many areas a tier has.
    pub fn areas(&self, tier: Tier) -> usize {
        self.areas.of(tier).len()
    }

    /// How many households there are.
    pub fn households(&self) -> u64 {
        self.homes.households()
    }
}
