//! Places: points with a stable id, and the place that a store describes.

use super::{AddressId, AreaCode, CheckpointId, SharedText};
use crate::geom::Position;

/// A text in the two languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// What a store describes: one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The name to show.
    pub name: Text,
    /// What the data is and where it comes from: synthetic, historic, or whose.
    pub note: Text,
    /// Where the local metric frame touches the ground; chosen once, with the first import.
    pub anchor: Position,
}

/// The area that a file names for an address beside its point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Its code, which need not name a stored grid.
    pub area: AreaCode,
    /// Whether the code wins where it disagrees with the point.
    pub wins: bool,
}

/// An address: a point with households and residents as counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Its stable id.
    pub id: AddressId,
    /// Where it is.
    pub position: Position,
    /// The written address, which may be empty.
    pub label: SharedText,
    /// The building it belongs to, which may be empty.
    pub building: SharedText,
    /// Households at the address.
    pub households: u32,
    /// Residents at the address.
    pub residents: u32,
    /// The area that its file names, when it names one; boxed, since most addresses have none.
    pub stated: Option<Box<Stated>>,
}

impl Address {
    /// So many rows have their texts in one block.
    const TEXTS_TOGETHER: usize = 64;

    /// Brings the texts of neighbouring rows together in memory.
    pub(super) fn pack_texts(rows: &mut [Self]) {
        for rows in rows.chunks_mut(Self::TEXTS_TOGETHER) {
            let texts = rows
                .iter_mut()
                .flat_map(|row| [&mut row.label, &mut row.building]);
            SharedText::pack(texts, 2);
        }
    }
}

/// A checkpoint: a gate, a sampling site, a pump.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Its stable id.
    pub id: CheckpointId,
    /// Where it is.
    pub position: Position,
    /// Its name.
    pub name: String,
    /// What it is, for example `gate` or `pump`.
    pub kind: String,
    /// Whether it is in use.
    pub state: CheckpointState,
}

/// Whether a checkpoint is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CheckpointState {
    /// People pass and answer there.
    #[default]
    Open,
    /// Nobody does; kept because it may open again.
    Closed,
}

impl CheckpointState {
    /// Both states.
    pub const ALL: [Self; 2] = [Self::Open, Self::Closed];

    /// The name used in files, commands and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// The state of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}
