//! The columns of each table.

mod areas;
mod counts;
mod duties;
mod places;
mod plans;
