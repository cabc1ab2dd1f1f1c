//! Faults: what keeps members from being a coverage, where, and how much.

use std::fmt;

use super::ground::segment_m;
use crate::geom::{Polygon, Position, Region};

/// A gap or overlap that is narrower than this on average (twice its area over its perimeter) is called a sliver.
///
/// The name of a fault depends on this length, never whether it is found.
pub const SLIVER_WIDTH_M: f64 = 1.0;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// A ring crosses or touches itself, is not closed, or has no area; or a hole is not inside its outer ring.
    InvalidRing,
    /// The interior of one polygon falls into pieces that hang together at points only.
    SplitInterior,
    /// Polygons of one member overlap, or touch along a line.
    SelfOverlap,
    /// The interiors of two members meet.
    Overlap,
    /// As [`FaultKind::Overlap`], narrower than [`SLIVER_WIDTH_M`].
    OverlapSliver,
    /// A vertex lies on an edge that has no vertex there, so that the edges of neighbours do not match.
    Unmatched,
    /// Ground between members that no member covers.
    Gap,
    /// As [`FaultKind::Gap`], narrower than [`SLIVER_WIDTH_M`].
    GapSliver,
    /// A member covers ground outside the parent.
    Outside,
    /// Ground of the parent that no member covers.
    Uncovered,
}

impl FaultKind {
    /// Whether members with this fault are no polygonal coverage; a coverage may have gaps.
    pub fn breaks_coverage(self) -> bool {
        !matches!(self, Self::Gap | Self::GapSliver)
    }

    /// The kind in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidRing => "invalid ring",
            Self::SplitInterior => "split interior",
            Self::SelfOverlap => "self-overlap",
            Self::Overlap => "overlap",
            Self::OverlapSliver => "overlap sliver",
            Self::Unmatched => "unmatched edge",
            Self::Gap => "gap",
            Self::GapSliver => "gap sliver",
            Self::Outside => "outside the parent",
            Self::Uncovered => "uncovered",
        }
    }
}

/// Where a fault is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// At a vertex, or where two edges cross (rounded to the lattice).
    At(Position),
    /// At a vertex on the inside of an edge.
    On {
        /// The vertex.
        vertex: Position,
        /// The edge that lacks it.
        edge: (Position, Position),
    },
    /// Along an edge.
    Along(Position, Position),
    /// The ground that is covered twice or not at all.
    Ground(Box<Region>),
}

impl Place {
    /// One position of the place, to go to on a map.
    pub fn position(&self) -> Position {
        match self {
            Self::At(position)
            | Self::On {
                vertex: position, ..
            }
            | Self::Along(position, _) => *position,
            Self::Ground(region) => region.polygons()[0].outer().vertices()[0],
        }
    }
}

/// How large a fault is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// It is at a point.
    Point,
    /// Length in metres.
    LengthM(f64),
    /// Ground area in square metres; 0 for an overlap thinner than a lattice step.
    AreaM2(f64),
}

/// One reason why members are not a coverage, or not a partition.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The members concerned, one or two, by place in the list, ascending; for a gap those with the longest share of
    /// its border. Empty for uncovered ground of a parent.
    pub members: Vec<usize>,
    /// Where.
    pub place: Place,
    /// How much.
    pub size: Size,
}

impl Fault {
    /// A fault at a point.
    pub(super) fn at(kind: FaultKind, members: &[u32], position: Position) -> Self {
        Self {
            kind,
            members: listed(members),
            place: Place::At(position),
            size: Size::Point,
        }
    }

    /// A fault along an edge.
    pub(super) fn along(kind: FaultKind, members: &[u32], (a, b): (Position, Position)) -> Self {
        Self {
            kind,
            members: listed(members),
            place: Place::Along(a, b),
            size: Size::LengthM(segment_m(a, b)),
        }
    }

    /// A fault of some ground, called a sliver by the second kind if it is narrow.
    pub(super) fn ground(kinds: [FaultKind; 2], members: &[u32], polygon: Polygon) -> Self {
        let edges = polygon.rings().flat_map(crate::geom::Ring::edges);
        let perimeter_m: f64 = edges.map(|(a, b)| segment_m(a, b)).sum();
        let region = Region::single(polygon);
        let area_m2 = region.area_m2();
        let narrow = 2.0 * area_m2 < SLIVER_WIDTH_M * perimeter_m;
        Self {
            kind: kinds[usize::from(narrow)],
            members: listed(members),
            place: Place::Ground(Box::new(region)),
            size: Size::AreaM2(area_m2),
        }
    }
}

fn listed(members: &[u32]) -> Vec<usize> {
    let mut list: Vec<usize> = members.iter().map(|&m| m as usize).collect();
    list.sort_unstable();
    list.dedup();
    list
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.kind.name(), self.place.position())?;
        match self.members.as_slice() {
            [] => {}
            [one] => write!(f, ", member {one}")?,
            [one, two, ..] => write!(f, ", members {one} and {two}")?,
        }
        match self.size {
            Size::Point => Ok(()),
            Size::LengthM(length_m) => write!(f, ", {length_m:.2} m"),
            Size::AreaM2(area_m2) => write!(f, ", {area_m2:.2} m2"),
        }
    }
}
