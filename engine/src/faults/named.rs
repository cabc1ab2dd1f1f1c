//! Faults that name grids by their codes, to be shown or to stand for grids that are not stored.

use std::fmt;

use super::TierFault;
use crate::geom::{FaultKind, Place, Position, Size};
use crate::model::{AreaCode, Grid, Tier};

/// A fault of a tier with the codes of the grids concerned.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedFault {
    /// The tier.
    pub tier: Tier,
    /// What is wrong.
    pub kind: FaultKind,
    /// The grids concerned, up to two; none for uncovered ground of a parent.
    pub codes: Vec<AreaCode>,
    /// The parent that they have in common, or whose ground is not covered.
    pub parent: Option<AreaCode>,
    /// Where.
    pub place: Place,
    /// How much.
    pub size: Size,
}

impl NamedFault {
    /// The fault with the codes of its members; `grid` says which grid an index stands for.
    pub fn new<'a>(fault: &TierFault, tier: Tier, grid: impl Fn(usize) -> &'a Grid) -> Self {
        let TierFault { fault, parent } = fault;
        let members = fault.members.iter();
        Self {
            tier,
            kind: fault.kind,
            codes: members.map(|&member| grid(member).code.clone()).collect(),
            parent: parent.clone(),
            place: fault.place.clone(),
            size: fault.size,
        }
    }

    /// One position of its place, to go to on a map.
    pub fn position(&self) -> Position {
        self.place.position()
    }
}

impl fmt::Display for NamedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind.name())?;
        match self.codes.as_slice() {
            [] => {}
            [one] => write!(f, ", grid {one}")?,
            [one, two, ..] => write!(f, ", grids {one} and {two}")?,
        }
        if let Some(parent) = &self.parent {
            write!(f, ", parent {parent}")?;
        }
        write!(f, ", at {}", self.position())?;
        match self.size {
            Size::Point => Ok(()),
            Size::LengthM(length_m) => write!(f, ", {length_m:.2} m"),
            Size::AreaM2(area_m2) => write!(f, ", {area_m2:.2} m2"),
        }
    }
}
