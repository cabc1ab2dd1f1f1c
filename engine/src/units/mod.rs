//! Spatial units: the ground of a parent as parts that no plan divides, with what is counted of each.
//!
//! | term | meaning |
//! |---|---|
//! | parent | a grid whose grids of the next tier are to be divided anew |
//! | unit | ground that goes from grid to grid as a whole; each lies in one grid of today |
//! | enclosure | ground between barriers and borders of today's grids, which its parts do not divide |
//! | building | addresses that count at one position ([`crate::assign::Standing`]); its ground is what is nearer to it than to others |
//! | estate | stored ground of kind `estate`: its buildings are units, and plans should keep them together |
//! | cover | the units of a parent: they have no gap and do not overlap, and today's grids are unions of them |
//!
//! How a cover is made:
//! 1. the borders of today's grids and of all grids below them, the barriers and the outlines of stored units are laid over
//!    each other ([`crate::geom`]'s arrangements): each border is there once, for both sides;
//! 2. faces that neither barriers nor today's grids part are one enclosure; a stored unit (other than an estate) is an
//!    enclosure whatever crosses it;
//! 3. an enclosure with several buildings is divided among them, the ground of each being what is nearest to it; one
//!    without addresses is one empty unit, and a stored unit is a unit as it is;
//! 4. what is small or thin and has no addresses, and parts of a building's ground that others cut off, go to the
//!    neighbour in the same grid that is easiest to reach, of several to the one with the longest border.
//!
//! All of it depends on the rows of the parent alone, in no particular order, so the same snapshot has the same units with
//! the same ids.

mod absorb;
mod addresses;
mod cells;
mod cover;
mod division;
mod enclosures;
mod error;
mod flood;
mod ids;
mod join;
mod lines;
mod links;
mod make;
mod obstacle;
mod outline;
mod parents;
mod problem;
#[cfg(test)]
mod tests;

pub use cover::{CoverUnit, ParentUnits, UnitCover};
pub use division::{Division, Part};
pub use error::UnitsError;
pub use obstacle::is_way;
pub use parents::{Parents, derive, derive_each, parents_below};
pub use problem::Aim;
