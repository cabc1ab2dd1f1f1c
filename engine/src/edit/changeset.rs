//! Edits with who makes them and why.

use super::Edit;
use crate::model::Note;

/// Edits that are made durable together.
#[derive(Debug, Clone, PartialEq)]
pub struct Changeset {
    /// Who, why, when.
    pub note: Note,
    /// What, in order.
    pub edits: Vec<Edit>,
}

impl Changeset {
    /// Whether an edit may bring codes that were not there, so that one must know which were ever used.
    pub fn may_bring_codes(&self) -> bool {
        self.edits.iter().any(|edit| {
            matches!(
                edit,
                Edit::ImportGrids(_)
                    | Edit::DrawOutline { .. }
                    | Edit::PartitionByCheckpoints { .. }
                    | Edit::DivideByHoneycomb { .. }
                    | Edit::SplitGrid { .. }
                    | Edit::TransferGround { .. }
                    | Edit::DrawGrid { .. }
                    | Edit::TransferBuildings { .. }
                    | Edit::TransferUnits { .. }
                    | Edit::AssignUnits(_)
                    | Edit::RenumberGrid { .. }
                    | Edit::NumberGrids { .. }
            )
        })
    }

    /// Whether it may leave tiers that do not divide the ground.
    pub fn with_faults(&self) -> bool {
        self.edits
            .iter()
            .any(|edit| matches!(edit, Edit::WithFaults))
    }
}
