//! Codes for grids that are drawn or split off.

use hexward_engine::model::AreaCode;
use hexward_engine::snapshot::Snapshot;

use super::town::code;
use crate::random::Sequence;

/// A code that is free, or none: then the next one is given.
pub(super) fn maybe_code(
    snapshot: &Snapshot,
    parent: &AreaCode,
    random: &mut Sequence,
) -> Option<AreaCode> {
    (random.below(2) == 0).then(|| free_code(snapshot, parent, random))
}

/// A code below a parent, mostly one that is free.
pub(super) fn free_code(snapshot: &Snapshot, parent: &AreaCode, random: &mut Sequence) -> AreaCode {
    let text = match parent.as_str().len() {
        16 => format!("{parent}{:02}", random.below(100)),
        _ => format!("{}G{:03}", &parent.as_str()[..12], random.below(1000)),
    };
    let code = code(&text);
    // one in eight that is taken stays, to be refused
    if snapshot.grid(&code).is_some() && random.below(8) != 0 {
        return free_code(snapshot, parent, random);
    }
    code
}
