//! The four bounds of an area (四至): what lies along its eastern, southern, western and northern side, in words, and a
//! check of the words against the ground.
//!
//! A side is the part of the outer border that faces its quarter of the compass; the quarters are turned to the axis of
//! the streets around, by [`FourBounds::turned_deg`]. A named line (a road, a river, a wall) counts for the length of the
//! border that it runs along; the name with the most length wins, a second one joins it where the first has less than
//! [`ENOUGH`] of the side, and where no named line runs, a wall, a railway or water without a name does, or else what lies
//! on the other side gives its name.

mod along;
mod axis;
mod beside;
mod check;
mod choose;
mod side;
mod stored;
#[cfg(test)]
mod tests;
mod text;
mod unnamed;
mod walk;

use crate::geom::{LocalFrame, Position, Region};

pub use axis::axis_deg;
pub use beside::{Beside, grids_beside};
pub use check::shares;
pub use side::Side;
pub use stored::{StoredBounds, bounds_of};

/// A name that runs along so much of a side is enough for it.
pub const ENOUGH: f64 = 0.6;

/// A named line on the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// What it is, for example `street`.
    pub class: &'a str,
    /// Its name; empty for one that its class names, as a wall.
    pub name: &'a str,
    /// Its vertices in order.
    pub path: &'a [Position],
}

/// An area that may share edges with the one that is described.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbour<'a> {
    /// Its name, or the name of what it belongs to.
    pub name: &'a str,
    /// Its ground.
    pub region: &'a Region,
}

/// All that can give a side its name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surroundings<'a> {
    /// The frame in which lengths are measured.
    pub frame: &'a LocalFrame,
    /// By how many degrees the quarters of the compass are turned, counter-clockwise.
    pub turned_deg: f64,
    /// Lines nearby.
    pub lines: &'a [Line<'a>],
    /// The areas around.
    pub neighbours: &'a [Neighbour<'a>],
}

/// Of what kind a name is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A line of this class runs along the side.
    Line(String),
    /// An area lies beyond the side.
    Area,
    /// Nothing is known beyond the side.
    Edge,
}

/// What a side is named by.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// What it is.
    pub kind: Kind,
    /// The name; empty for [`Kind::Edge`], and for lines without one.
    pub name: String,
    /// Its share of the side's length, 0 to 1, without what names before it have.
    pub share: f64,
}

/// One side and its names.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// Which side.
    pub side: Side,
    /// Its length in metres.
    pub length_m: f64,
    /// Whether no part of the border faces this way, so that the side is the outermost corner.
    pub corner: bool,
    /// One name or two, the one with the greater share first.
    pub names: Vec<Named>,
}

/// The four bounds.
#[derive(Debug, Clone, PartialEq)]
pub struct FourBounds {
    /// By how many degrees the quarters of the compass are turned, counter-clockwise.
    pub turned_deg: f64,
    /// East, south, west, north.
    pub bounds: [Bound; 4],
}

/// The four bounds of a region. Cost: steps of 5 m along the border times lines nearby.
pub fn four_bounds(region: &Region, around: &Surroundings<'_>) -> FourBounds {
    let border = walk::Border::of(region, around);
    FourBounds {
        turned_deg: around.turned_deg,
        bounds: Side::ALL.map(|side| choose::bound(&border, side, around)),
    }
}
