//! Layers: records of one kind with an index, built once and never mutated.
//!
//! Records are sorted by key; an index into them (`usize`) is what the other modules pass around. The R-trees come from
//! the `rstar` crate and are bulk-loaded; a change makes a new layer that shares what stays the same: lists in
//! [`Pieces`], and indices with what has changed since they were built laid over them.

mod addresses;
mod areas;
mod blocks;
mod box_tree;
mod boxes;
mod column;
mod counts;
mod duties;
mod levels;
mod lines;
mod nearest;
mod open;
mod owners;
mod ownership;
mod pieces;
mod places;
mod points;
mod pyramid;
mod room;
mod rows;
mod shifts;
mod succession;
mod thinning;
mod threads;

pub use addresses::{AddressReader, AddressRows, Spot};
pub use areas::{AreaLayer, AreaRecord, WorldRegion};
pub(crate) use box_tree::BoxTree;
pub(crate) use counts::{AddressStep, Recount};
pub use counts::{CountLayer, MeasureCounts, Reported};
pub use duties::DutyLayer;
pub use lines::LineLayer;
pub use open::OpenCheckpoints;
pub use owners::OwnerMap;
pub use pieces::Pieces;

pub(crate) use blocks::Splice;
pub use blocks::{Block, Blocks, Unpack};
pub use column::{Column, Number, Packed};
pub use places::Places;
pub use points::{Near, PointLayer, PointRecord};
pub(crate) use pyramid::Tick;
pub use pyramid::{DayRange, FINEST_CELL_ZOOM, Pyramid};
pub use room::Room;
pub use rows::{Find, Found, PlacedRows, Rows};
pub(crate) use shifts::{Numbers, Shifts};
pub use succession::Succession;
pub use thinning::{FINEST_SQUARE_BITS, Thinning};
pub use threads::Threads;
