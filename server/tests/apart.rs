//! Files of other programs: read and written by the child, whatever they are.

// a test may panic: that is how it fails
#![allow(clippy::panic, reason = "a test may panic")]

#[path = "apart/bench.rs"]
mod bench;
#[path = "apart/coordinates.rs"]
mod coordinates;
#[path = "apart/formats.rs"]
mod formats;
#[path = "apart/hostile.rs"]
mod hostile;
#[path = "apart/importing.rs"]
mod importing;
#[path = "apart/mutated.rs"]
mod mutated;
#[path = "apart/parquet.rs"]
mod parquet;
#[path = "apart/shared.rs"]
mod shared;
#[path = "apart/traced.rs"]
mod traced;
#[path = "apart/writing.rs"]
mod writing;
