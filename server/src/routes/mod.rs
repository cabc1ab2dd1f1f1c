//! The addresses of the API, one file a resource, each with its `router()`.

pub(crate) mod cells;
pub(crate) mod changesets;
pub(crate) mod checkpoints;
pub(crate) mod compare;
pub(crate) mod description;
pub(crate) mod events;
pub(crate) mod export;
pub(crate) mod faults;
mod grid_filter;
mod grid_lives;
mod grid_order;
pub(crate) mod grids;
pub(crate) mod jobs;
pub(crate) mod ledger;
pub(crate) mod legends;
pub(crate) mod page;
pub(crate) mod places;
mod plan_acts;
pub(crate) mod plans;
pub(crate) mod revisions;
pub(crate) mod root;
pub(crate) mod system;
mod tile_address;
mod tile_json;
pub(crate) mod tiles;
pub(crate) mod units;
mod upload;
