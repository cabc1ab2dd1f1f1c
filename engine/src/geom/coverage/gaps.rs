//! Gaps: ground that the members surround and none covers.

use std::collections::BTreeMap;

use super::edges::EdgeTable;
use super::fault::{Fault, FaultKind};
use super::ground::segment_m;
use super::overlay::{directed_edges, union};
use super::rings::{Edge, outlines, polygon};
use crate::geom::{Polygon, Region, Ring};

/// The gaps of a proved coverage, exactly. Cost: O(b log b) for b edges on the boundary.
pub(super) fn gap_faults(table: &EdgeTable) -> Vec<Fault> {
    let unmatched = table.unmatched();
    let edges: Vec<Edge> = unmatched.iter().map(|&e| table.ends(e)).collect();
    enclosed(table, &edges)
}

/// The gaps of members that are no coverage: those of their union, as far as an overlay can tell.
pub(super) fn gap_faults_of_union(members: &[&Region], table: &EdgeTable) -> Vec<Fault> {
    enclosed(table, &directed_edges(&union(members)))
}

/// The faults of the ground that boundary edges, which have members on the left, enclose on the right.
///
/// Turned round, the edges bound the ground outside the members; its part without an outer border is the open country.
fn enclosed(table: &EdgeTable, boundary: &[Edge]) -> Vec<Fault> {
    let edges: Vec<Edge> = boundary.iter().map(|&(a, b)| (b, a)).collect();
    let mut faults = Vec::new();
    for outline in outlines(&edges).0 {
        let kinds = [FaultKind::Gap, FaultKind::GapSliver];
        faults.push(match polygon(&edges, &outline) {
            Ok(ground) => Fault::ground(kinds, &neighbours_of_gap(table, &ground), ground),
            Err(_degenerate) => Fault::at(FaultKind::Gap, &[], edges[outline.outer[0]].0),
        });
    }
    faults
}

/// Up to two members with the longest share of a gap's border.
fn neighbours_of_gap(table: &EdgeTable, gap: &Polygon) -> Vec<u32> {
    let mut shared: BTreeMap<u32, f64> = BTreeMap::new();
    for (a, b) in gap.rings().flat_map(Ring::edges) {
        let owners = [a, b].map(|end| table.vertex(end).map(|v| table.owners_at(v)));
        let [Some(first), Some(second)] = owners else {
            continue; // a corner that rounding made
        };
        for owner in first.into_iter().filter(|owner| second.contains(owner)) {
            *shared.entry(owner).or_default() += segment_m(a, b);
        }
    }
    let mut owners: Vec<(u32, f64)> = shared.into_iter().collect();
    owners.sort_by(|a, b| b.1.total_cmp(&a.1));
    owners.iter().take(2).map(|&(owner, _)| owner).collect()
}
