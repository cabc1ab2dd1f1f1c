//! The rings of grids in a file: valid by themselves, or every fault of them.

use hexward_engine::faults::NamedFault;
use hexward_engine::model::{Grid, GridDraft};

/// A fault in the rings of one feature.
pub(crate) struct RingFault {
    /// What is wrong, and where.
    pub(crate) fault: NamedFault,
    /// The number of the feature in its file, from 1.
    pub(crate) feature: u64,
}

/// The drafts as grids, or every fault of their rings. `numbers` are those of their features.
pub(crate) fn checked(drafts: &[GridDraft], numbers: &[u64]) -> Result<Vec<Grid>, Vec<RingFault>> {
    let mut grids = Vec::with_capacity(drafts.len());
    let mut findings = Vec::new();
    for (draft, &feature) in drafts.iter().zip(numbers) {
        match draft.draft.region(0) {
            Ok(region) => grids.push(draft.with_region(region)),
            Err(faults) => findings.extend(faults.into_iter().map(|fault| RingFault {
                fault: NamedFault {
                    tier: draft.tier,
                    kind: fault.kind,
                    codes: vec![draft.code.clone()],
                    parent: draft.parent.clone(),
                    place: fault.place,
                    size: fault.size,
                },
                feature,
            })),
        }
    }
    if findings.is_empty() {
        Ok(grids)
    } else {
        Err(findings)
    }
}
