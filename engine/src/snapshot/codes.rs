//! What a snapshot knows of the codes that grids ever had.

use std::sync::Arc;

use super::Snapshot;
use crate::codes::CodeHistory;

impl Snapshot {
    /// Which codes grids ever had; `None` when nobody has read the log.
    pub fn codes(&self) -> Option<&Arc<CodeHistory>> {
        self.codes.get()
    }

    /// Has the snapshot know which codes grids ever had, up to its revision, as will those that follow it. One that knows
    /// it stays as it is.
    pub fn know_codes(&self, codes: Arc<CodeHistory>) {
        // whoever was first read the same log
        let _ = self.codes.set(codes);
    }

    /// The same snapshot, which knows of codes what another one does.
    #[must_use]
    pub(crate) fn with_codes_of(self, other: &Self) -> Self {
        let codes = other.codes.clone();
        Self { codes, ..self }
    }
}
