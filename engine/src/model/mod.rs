//! Plain records: what is stored, without behaviour that needs another record.
//!
//! - **area**: a [`Grid`] of one of four tiers, or a honeycomb [`Cell`] of a crossing layer;
//! - **place**: an [`Address`] or a [`Checkpoint`], a point with a stable id;
//! - **barrier**: a line such as a street, that borders like to follow;
//! - **count**: how many of something at an address, new up to a cut-off date, in a unit that is never mixed;
//! - **unit**: ground that goes from grid to grid as a whole, a block or a building;
//! - **duty**: some ground, the role in which somebody answers for it, and who, by post or staff number;
//! - **plan**: a draft of the division, its steps kept apart until it is in force;
//! - **delta**: the rows that one commit changes, each with its state before and after.
//!
//! No record has a field about a person, no name, health, movement; whoever answers for ground is a post or a staff number.

mod area;
mod count;
mod dataset;
mod delta;
mod duty;
mod holder;
mod id;
mod language;
mod line;
mod place;
mod plan;
mod record;
mod shared_text;
mod word;
mod workload;
pub(crate) use dataset::apply_table;

pub use area::{Cell, CrossingLayer, Grid, GridDraft, Lock, SpatialUnit, Tier};
pub use count::{Count, Measure, Unit};
pub use dataset::{Dataset, DatasetError};
pub use delta::{Change, ChangedRow, Commit, Delta, LogEntry, Note, RequestKey};
pub use duty::{Duty, DutyError, Ground, Role, RoleClass};
pub use holder::{Holder, HolderError};
pub use id::{
    AddressId, AreaCode, BarrierId, CellCode, CheckpointId, DutyId, IdError, LayerName, PlanId,
    Revision, RoleId, StaffId, UnitId,
};
pub use language::Language;
pub use line::{Barrier, BarrierError};
pub use place::{Address, Checkpoint, CheckpointState, Place, Stated, Text};
pub use plan::{Plan, PlanState, PlanStep, Stamp};
pub use record::Record;
pub use shared_text::SharedText;
pub use workload::{VISIT_MINUTES_PER_HOUSEHOLD, visit_minutes};
