//! Codes: what a division code says, the forms in which grids are numbered, and which codes were ever used.
//!
//! | form | digits | grids of a division | source |
//! |---|---|---|---|
//! | division | 2+2+2+3+3 | – | GB/T 2260 and GB/T 10114: province, prefecture, county, town, village |
//! | `hexward` | 12, a letter, 3; micro-grids 2 more | 999 | our own |
//! | `beijing15` | 12+3, that is 6+3+3+3 | 999 | the local standard of Beijing for unit grids |
//! | `unit14` | 12+2, that is 6+3+3+2 | 99 | CJ/T 213 and GB/T 30428.1 |
//! | `cj349-20` | 6+12+2 | 99 | CJ/T 349: class of the managed object, division, number |
//!
//! What the standards say of the lengths and groups was read in excerpts. That the last group counts the grids of one
//! division from 1, that `00` (of `cj349-20`: a division that is not divided) therefore never numbers a grid, and that no
//! micro-grids are numbered below the forms of digits alone, is our reading.

mod division;
mod history;
mod profile;

pub use division::{Division, DivisionError, TownKind, VillageKind};
pub use history::{CodeHistory, Life, Moment};
pub use profile::{Profile, ProfileError};
