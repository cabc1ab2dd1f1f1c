//! Hexward's engine: a plain synchronous library for places governed, served or surveyed by small areas.
//!
//! | term | meaning | 中文 |
//! |---|---|---|
//! | grid | an area of a tier: street > community > grid > micro-grid | 网格 |
//! | crossing layer | a honeycomb that cuts across the grids | 交叉式蜂窝 |
//! | address | a point with households and residents, counted, never named | 标准地址 |
//! | checkpoint | a gate, a sampling site, a pump | 卡口 |
//! | count | how many of a measure at an address up to a cut-off date | 计数 |
//! | snapshot | all layers at one revision, immutable | 快照 |
//! | delta | the rows that a commit changes | 变更 |
//!
//! No HTTP, no async, no clock, no environment: time and randomness are arguments.

pub mod archive;
pub mod assign;
pub mod balance;
pub mod bounds;
pub mod certify;
pub mod codes;
pub mod compare;
pub mod cross;
pub mod damage;
pub mod duties;
pub mod edit;
mod engine;
pub mod faults;
pub mod gates;
pub mod geom;
mod ground;
pub mod io;
pub mod layer;
pub mod ledger;
pub mod model;
pub mod plans;
pub mod render;
pub mod snapshot;
pub mod store;
pub mod units;
mod watch;

pub mod within;

pub use engine::{
    CommitError, Committed, Engine, Event, Events, PlanAct, PlanDigest, Proposal, Sight, ViewError,
    Viewpoint, code_history, plan_digest, view_of,
};
pub use ground::{UnknownGround, ground};
pub use watch::Watch;
