//! Everything that GDAL does for the engine: transforming coordinates, and reading and writing the formats of other
//! programs. No other folder names gdal.
//!
//! Reading and writing foreign files trusts a large library with bytes of strangers: it is for a process of its own
//! that can do nothing else (the server's `apart`). Transforming coordinates takes numbers only.

mod foreign;

#[cfg(feature = "gdal")]
mod drivers;
#[cfg(feature = "gdal")]
mod frame;
#[cfg(feature = "gdal")]
mod opened;
#[cfg(feature = "gdal")]
mod shape;
#[cfg(feature = "gdal")]
mod text;
#[cfg(feature = "gdal")]
mod transformation;
#[cfg(feature = "gdal")]
mod written;

#[cfg(not(feature = "gdal"))]
mod absent;

pub use foreign::{
    ForeignError, ForeignKind, ForeignLayer, ForeignOutput, ForeignTarget, ForeignText,
};

pub(super) use foreign::MAX_FEATURES;

#[cfg(feature = "gdal")]
pub use {drivers::prepare_foreign, opened::ForeignFile, written::write_foreign};

#[cfg(feature = "gdal")]
pub(super) use transformation::{Transformation, projjson, release};

#[cfg(not(feature = "gdal"))]
pub use absent::{ForeignFile, prepare_foreign, write_foreign};
#[cfg(not(feature = "gdal"))]
pub(super) use absent::{Transformation, projjson, release};
