//! The columns of each table.

mod areas;
mod counts;
mod places;
mod plans;
