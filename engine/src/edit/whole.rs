//! The partition of a whole snapshot, proved from nothing.

use super::PartitionError;
use crate::faults::{NamedFault, tier_faults};
use crate::snapshot::Snapshot;

/// All faults that keep the tiers of a snapshot from dividing the ground, `None` when there are none. Nothing that was
/// found before is taken over. Cost: O(n log n) for n edges of all tiers.
pub fn partition_faults(snapshot: &Snapshot) -> Option<PartitionError> {
    let mut faults = Vec::new();
    for (&tier, layer) in &snapshot.grids {
        let found = tier_faults(&snapshot.grids, tier);
        let breaking = found.iter().filter(|fault| fault.breaks_partition());
        faults.extend(
            breaking.map(|fault| NamedFault::new(fault, tier, |member| &layer.records()[member])),
        );
    }
    (!faults.is_empty()).then_some(PartitionError { faults })
}
