//! Files as changesets: what the command line and the jobs of the server have in common.
//!
//! A file is read into rows with every bad one named; grids are drafts first, whose rings are checked or repaired; what
//! comes out is an edit. Nothing here writes.

mod foreign;
mod found;
mod meter;
mod rings;
mod rows;
mod said;

use clap::ValueEnum;
use hexward_engine::io::RecordKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) use foreign::{Readable, readable, takes_a_child};
pub(crate) use found::{CheckForm, LikeNamesForm, SurveyForm, checked_text, score_lines};
pub(crate) use meter::{Meter, Progress, Stage};
pub(crate) use rings::{RingFault, checked};
pub(crate) use rows::{Content, Finding, Rows, read, write_findings};
pub(crate) use said::{Said, said};

/// Gaps narrower than this on average are filled by a repair unless stated otherwise.
pub(crate) const GAP_WIDTH_M: f64 = 5.0;
/// Gaps smaller than this are filled by a repair unless stated otherwise.
pub(crate) const GAP_AREA_M2: f64 = 100.0;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = FileKind)]
pub(crate) enum Kind {
    /// Polygons of a tier
    Grids,
    /// Points with households and residents
    Addresses,
    /// Points such as gates and pumps
    Checkpoints,
    /// Counts at addresses
    Cases,
    /// Lines such as streets
    Barriers,
    /// Polygons that go from grid to grid as wholes, such as blocks
    Units,
}

impl Kind {
    /// Whether a draft of a plan can hold it; the rest are facts.
    pub(crate) fn is_planned(self) -> bool {
        matches!(self, Self::Grids | Self::Checkpoints)
    }
}

/// What counts where the area that a file names and the point of an address disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Winner {
    /// The area that the point lies in
    Point,
    /// The area that the column `grid` names
    Code,
}

impl Winner {
    /// The word for it in files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Code => "code",
        }
    }

    /// What a word means.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Point, Self::Code]
            .into_iter()
            .find(|winner| winner.name() == name)
    }
}

impl From<Kind> for RecordKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Grids => Self::Grids,
            Kind::Addresses => Self::Addresses,
            Kind::Checkpoints => Self::Checkpoints,
            Kind::Cases => Self::Cases,
            Kind::Barriers => Self::Barriers,
            Kind::Units => Self::Units,
        }
    }
}
