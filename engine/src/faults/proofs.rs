//! Which parents were last found to be filled by their grids.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::geom::{Region, partitions};
use crate::model::AreaCode;

/// Parents kept: an edit is proved when it is asked for and again when its snapshot is made, one after the other.
const MOST: usize = 64;

/// The ground of some parents and of their grids, which fill it.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    by_parent: BTreeMap<AreaCode, (Region, Vec<Region>)>,
}

impl Proofs {
    /// Whether these children partition their parent. Nothing is looked at twice in a row, for regions are compared by
    /// where they are kept, and else vertex by vertex.
    pub(super) fn partitions(
        proofs: &Mutex<Self>,
        code: &AreaCode,
        parent: &Region,
        children: &[&Region],
    ) -> bool {
        let open = || proofs.lock().unwrap_or_else(PoisonError::into_inner);
        let known = open().by_parent.get(code).is_some_and(|(ground, parts)| {
            ground == parent && parts.iter().eq(children.iter().copied())
        });
        if known {
            return true;
        }
        let proved = partitions(children, parent);
        if proved {
            let parts = children.iter().map(|&region| region.clone()).collect();
            let mut proofs = open();
            if proofs.by_parent.len() >= MOST {
                proofs.by_parent.clear();
            }
            proofs
                .by_parent
                .insert(code.clone(), (parent.clone(), parts));
        }
        proved
    }
}
