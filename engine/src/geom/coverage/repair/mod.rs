//! Repair, on request: what would change, with areas, before anything is applied.
//!
//! Steps, each of them listed as changes:
//! 1. rings that are not valid are rebuilt: ground inside an odd number of a polygon's rings belongs to it;
//! 2. vertices nearer to each other than a limit become one;
//! 3. all edges are cut where they meet, in one integer overlay, into faces that share their borders exactly;
//! 4. a face that several members cover goes to the lowest of them; a face that none covers goes, if it is narrow or
//!    small, to the neighbour with the longest common border; a face outside the parent, if there is one, to none.
//!
//! Where the members' borders meet the parent's, its border gets vertices, up to a lattice step beside the line: all
//! who share that border must take them over ([`Bend`]).
//!
//! The result is validated like any other; what a repair cannot mend is listed with it.

mod bend;
mod clean;
mod faces;
mod snap;

use super::draft::Draft;
use super::fault::Fault;
use super::validate::{validate, validate_within};
use crate::geom::{Position, Region};

pub use bend::Bend;

/// How far a repair may go. Nothing is done that these do not allow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RepairLimits {
    /// Vertices closer than this become one; 0 to leave them.
    pub snap_m: f64,
    /// Gaps narrower than this on average are filled; 0 to leave them.
    pub gap_width_m: f64,
    /// Gaps smaller than this are filled; 0 to leave them.
    pub gap_area_m2: f64,
}

/// What a repair changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// A member's rings were not valid and are rebuilt; the area is that of the member afterwards.
    RingsRebuilt,
    /// A member's vertices move to others nearby; the area is by how much the member grows or shrinks.
    Snapped,
    /// Ground that two members cover goes to the one that stands first in the list.
    OverlapGiven,
    /// Ground that no member covers goes to the neighbour with the longest common border.
    GapFilled,
    /// Ground of a member outside the parent is cut off.
    CutOff,
    /// Nothing is left of a member.
    Vanished,
}

impl ChangeKind {
    /// The kind in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::RingsRebuilt => "rings rebuilt",
            Self::Snapped => "vertices snapped",
            Self::OverlapGiven => "overlap given",
            Self::GapFilled => "gap filled",
            Self::CutOff => "cut off",
            Self::Vanished => "vanished",
        }
    }
}

/// One change that a repair proposes.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What changes.
    pub kind: ChangeKind,
    /// The member that is changed, or that gets the ground.
    pub member: usize,
    /// The member that loses the ground.
    pub from: Option<usize>,
    /// Where.
    pub place: Position,
    /// How much ground, in square metres.
    pub area_m2: f64,
}

/// A proposal: members to put in the place of the drafts.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// The changes, by kind, member and place.
    pub changes: Vec<Change>,
    /// The members afterwards, none where nothing is left.
    pub members: Vec<Option<Region>>,
    /// The faults that remain, by place in the list of drafts.
    pub faults: Vec<Fault>,
    /// The edges of the parent's border that get vertices.
    pub bends: Vec<Bend>,
}

/// Why nothing can be proposed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RepairError {
    /// The members are wider than the exact overlay can hold.
    #[error("members span more than 53 degrees around {0}, too wide to repair")]
    TooWide(Position),
    /// The parent's border would move by more than a lattice step.
    #[error("the border of the parent near {0} would move by more than a lattice step")]
    Border(Position),
}

/// How often the faces are cut again when rounding made new crossings.
const ROUNDS: usize = 4;

/// What a repair within these limits would change. Nothing is applied; the drafts stay as they are.
///
/// Cost: O((n + k) log n) for n edges with k crossings.
///
/// # Errors
/// [`RepairError::TooWide`] when the members are spread over more than 53 degrees.
pub fn preview_repair(drafts: &[Draft], limits: &RepairLimits) -> Result<Repair, RepairError> {
    preview(drafts, None, limits)
}

/// What a repair would change that makes the drafts a partition of a valid parent, as [`preview_repair`].
///
/// # Errors
/// As [`preview_repair`]; [`RepairError::Border`] when the parent would get another border.
pub fn preview_repair_within(
    drafts: &[Draft],
    parent: &Region,
    limits: &RepairLimits,
) -> Result<Repair, RepairError> {
    preview(drafts, Some(parent), limits)
}

fn preview(
    drafts: &[Draft],
    parent: Option<&Region>,
    limits: &RepairLimits,
) -> Result<Repair, RepairError> {
    let mut changes = Vec::new();
    let mut members = clean::rebuilt(drafts, &mut changes)?;
    if limits.snap_m > 0.0 {
        snap::snap(&mut members, limits.snap_m, &mut changes)?;
    }
    let mut ground = parent.cloned();
    let mut faults = faults_of(&members, ground.as_ref());
    for _ in 0..ROUNDS {
        let may_fill = limits.gap_width_m > 0.0 || limits.gap_area_m2 > 0.0;
        let broken = faults.iter().any(|fault| fault.kind.breaks_coverage());
        if !broken && (faults.is_empty() || !may_fill) {
            break;
        }
        let before = (faults.len(), changes.len());
        (members, ground) = faces::assigned(&members, ground.as_ref(), limits, &mut changes)?;
        faults = faults_of(&members, ground.as_ref());
        if (faults.len(), changes.len()) == before {
            break;
        }
    }
    changes.extend(vanished(drafts, &members));
    changes.sort_by_key(|change| (change.kind, change.member, change.from, change.place));
    let bends = match (parent, &ground) {
        (Some(before), Some(after)) => bend::bends(before, after).map_err(RepairError::Border)?,
        (Some(lost), None) => return Err(RepairError::Border(lost.bounds().center())),
        (None, _) => Vec::new(),
    };
    Ok(Repair {
        changes,
        members,
        faults,
        bends,
    })
}

/// The members of which nothing is left.
fn vanished<'a>(
    drafts: &'a [Draft],
    members: &'a [Option<Region>],
) -> impl Iterator<Item = Change> + 'a {
    let numbered = members.iter().enumerate();
    let gone = numbered.filter(|(_, region)| region.is_none());
    gone.filter_map(|(member, _)| {
        Some(Change {
            kind: ChangeKind::Vanished,
            member,
            from: None,
            place: drafts[member].vertices().next()?,
            area_m2: 0.0,
        })
    })
}

/// The faults of those members that are there, named by their places in the whole list.
fn faults_of(members: &[Option<Region>], ground: Option<&Region>) -> Vec<Fault> {
    let there: Vec<(usize, &Region)> = members
        .iter()
        .enumerate()
        .filter_map(|(number, region)| Some((number, region.as_ref()?)))
        .collect();
    let regions: Vec<&Region> = there.iter().map(|&(_, region)| region).collect();
    let mut faults = match ground {
        None => validate(&regions),
        Some(ground) => validate_within(&regions, ground),
    };
    for fault in &mut faults {
        for member in &mut fault.members {
            *member = there[*member].0;
        }
    }
    faults
}

#[cfg(test)]
mod tests;
