//! A seeded synthetic city: rivers, roads, blocks, grids, addresses, checkpoints and daily counts, as files that
//! `hexward import` reads.
//!
//! - **size**: the totals, which the files hit exactly; the presets have published totals and invented ground;
//! - **ground**: one planar partition into parcels between roads, rivers and walls, on the lattice;
//! - **area**: a street, community, grid or micro-grid: a connected union of parcels, so every tier is a coverage;
//! - **home**: an address, at a building or a stairwell, with households and residents as counts;
//! - **totals**: what was written.
//!
//! The same size and seed give the same bytes on every platform: numbers come from SplitMix64, trigonometry from the
//! `libm` crate, topology is decided by integers, and no result depends on the order of a hash map.
//!
//! ```
//! let size = hexward_city::Size::numbers(4, 200, 500)?;
//! let city = hexward_city::City::build(&size, 7)?;
//! assert_eq!(city.areas(hexward_engine::model::Tier::Grid), 4);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod apportion;
mod areas;
mod barriers;
mod cases;
mod city;
mod division;
mod error;
mod files;
mod gates;
mod graph;
mod ground;
mod homes;
mod names;
mod outline;
mod random;
mod readme;
mod sites;
mod size;

pub use city::City;
pub use error::CityError;
pub use files::FILES;
pub use readme::Totals;
pub use size::{Size, SizeError};
