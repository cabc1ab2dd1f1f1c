//! What was last proved: that grids fill their parents, that those without parents have no fault among each other.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::geom::{Bounds, Fault, FaultKind, Place, Region, Ring, partitions, validate};
use crate::model::AreaCode;

/// Parents kept: an edit is proved when it is asked for and again when its snapshot is made, one after the other.
const MOST: usize = 64;

/// What was proved of some ground.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    /// The ground of parents and of their grids, which fill it.
    by_parent: BTreeMap<AreaCode, (Region, Vec<Region>)>,
    /// Grids without parents around some boxes.
    around: Option<(Vec<Bounds>, Vec<Region>)>,
}

impl Proofs {
    /// Whether grids without parents, of a tier that had no fault before all changes in some boxes, have none after them; these
    /// regions are all that meet the boxes now. Nothing is looked at twice in a row, as in [`Proofs::partitions`].
    ///
    /// Ground that these surround away from the boxes is as it was: surrounded by the same borders, and so covered by others.
    pub(super) fn covers_around(
        proofs: &Mutex<Self>,
        boxes: &[Bounds],
        regions: &[&Region],
    ) -> bool {
        let open = || proofs.lock().unwrap_or_else(PoisonError::into_inner);
        let known = open().around.as_ref().is_some_and(|(known, parts)| {
            known == boxes && parts.iter().eq(regions.iter().copied())
        });
        if known {
            return true;
        }
        let faults = validate(regions);
        let proved = faults.iter().all(|fault| is_gap_elsewhere(fault, boxes));
        if proved {
            let parts = regions.iter().map(|&region| region.clone()).collect();
            open().around = Some((boxes.to_vec(), parts));
        }
        proved
    }

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

/// Whether a fault is a gap that neither meets nor holds any of some boxes.
fn is_gap_elsewhere(fault: &Fault, boxes: &[Bounds]) -> bool {
    let (FaultKind::Gap | FaultKind::GapSliver, Place::Ground(ground)) = (fault.kind, &fault.place)
    else {
        return false;
    };
    let mut edges = ground.rings().flat_map(Ring::edges);
    let meets = |(a, b)| {
        let edge = Bounds::at(a).union(Bounds::at(b));
        boxes.iter().any(|bounds| bounds.intersects(edge))
    };
    !edges.any(meets) && !boxes.iter().any(|bounds| ground.covers(bounds.center()))
}
