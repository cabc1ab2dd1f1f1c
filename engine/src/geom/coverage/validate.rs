//! Validation: every reason why members are not a polygonal coverage, or not a partition of their parent.

use std::collections::BTreeSet;

use super::edges::EdgeTable;
use super::fault::{Fault, FaultKind};
use super::findings::{Findings, Suspect};
use super::gaps::{gap_faults, gap_faults_of_union};
use super::members::split_interiors;
use super::noding::Segments;
use super::overlay::{difference, intersection};
use super::winding::miscounts;
use crate::geom::{Polygon, Position, Region};

/// The faults of members as a polygonal coverage, gaps included, ordered by kind, members and place.
///
/// An empty list proves that the members are a coverage without gaps; the argument is in the text of the module. A list
/// with gaps only ([`FaultKind::breaks_coverage`]) proves a coverage that has gaps. Cost: O(n log n) for n edges whose
/// boxes seldom meet, and an overlay for each pair of members that overlap.
pub fn validate(members: &[&Region]) -> Vec<Fault> {
    let table = EdgeTable::new(members);
    let segments = Segments::new(&table);
    let mut findings = own_findings(&table, &segments);
    add_miscounts(&mut findings, &table, &segments);
    let mut faults = measured(members, findings);
    if faults.is_empty() {
        faults = gap_faults(&table);
    } else {
        faults.extend(gap_faults_of_union(members, &table));
    }
    sorted(faults)
}

/// The faults of members as a partition of their parent: a coverage whose boundary is the parent's border, edge by edge.
///
/// Faults of the parent by itself come without members. Cost: as [`validate`].
pub fn validate_within(members: &[&Region], parent: &Region) -> Vec<Fault> {
    let mut faults = validate(&[parent]);
    faults.retain(|fault| fault.kind.breaks_coverage());
    for fault in &mut faults {
        fault.members.clear();
    }
    let table = EdgeTable::with_parent(members, Some(parent));
    let segments = Segments::new(&table);
    let mut findings = own_findings(&table, &segments);
    let beyond = members.len() as u32;
    let unmatched = table.unmatched();
    let outside = outside_suspects(&mut findings, &table, &unmatched, beyond);
    if !(findings.is_empty() && unmatched.is_empty() && outside.is_empty()) {
        // the boundary is not the parent's, so the members must be looked at by themselves
        let alone = EdgeTable::new(members);
        let segments = Segments::new(&alone);
        add_miscounts(&mut findings, &alone, &segments);
    }
    faults.extend(measured(members, findings));
    if !unmatched.is_empty() || !outside.is_empty() || !faults.is_empty() {
        faults.extend(border_faults(members, parent, &outside));
    }
    if faults.is_empty() {
        let edges = unmatched.iter().map(|&e| {
            let owner = table.edge(e).owner;
            let concerned = if owner == beyond {
                Vec::new()
            } else {
                vec![owner]
            };
            Fault::along(FaultKind::Unmatched, &concerned, table.ends(e))
        });
        faults.extend(edges);
    }
    sorted(faults)
}

/// Whether members partition a parent that is valid by itself: exactly if [`validate_within`] finds nothing, in less
/// time, for nothing is measured and the parent is not looked at by itself.
///
/// Cost: O(n log n) for n edges whose boxes seldom meet.
pub fn partitions(members: &[&Region], parent: &Region) -> bool {
    let table = EdgeTable::with_parent(members, Some(parent));
    table.unmatched().is_empty() && own_findings(&table, &Segments::new(&table)).is_empty()
}

/// The faults of members as partitions of their parents: for each parent those of its children, each with the number of
/// the parent. Together with [`validate`] of the parents, nothing found proves that the tiers are nested coverages.
///
/// `parent_of` has the parent's number for each member; one without a parent in the list is outside, with the number
/// after the last parent. Faults name members by their place in `members`. Cost: as [`validate`].
pub fn validate_nested(
    members: &[&Region],
    parent_of: &[usize],
    parents: &[&Region],
) -> Vec<(usize, Fault)> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); parents.len() + 1];
    for member in 0..members.len() {
        let parent = parent_of.get(member).copied().unwrap_or(parents.len());
        children[parent.min(parents.len())].push(member);
    }
    let mut found = Vec::new();
    for (number, parent) in parents.iter().enumerate() {
        let own = &children[number];
        let regions: Vec<&Region> = own.iter().map(|&m| members[m]).collect();
        for mut fault in validate_within(&regions, parent) {
            for member in &mut fault.members {
                *member = own[*member];
            }
            found.push((number, fault));
        }
    }
    for &orphan in &children[parents.len()] {
        let ground = |polygon: &Polygon| {
            Fault::ground([FaultKind::Outside; 2], &[orphan as u32], polygon.clone())
        };
        let grounds = members[orphan].polygons().iter().map(ground);
        found.extend(grounds.map(|fault| (parents.len(), fault)));
    }
    found
}

/// What single edges and polygons show before the whole is looked at.
fn own_findings(table: &EdgeTable, segments: &Segments) -> Findings {
    let mut findings = Findings::default();
    let meetings = segments.meetings(table);
    findings.add_meetings(table, &meetings);
    findings.add_doubled(table);
    findings.faults.extend(split_interiors(table, &meetings));
    findings
}

/// Adds the overlaps that need a look at the whole.
fn add_miscounts(findings: &mut Findings, table: &EdgeTable, segments: &Segments) {
    let noded = findings.is_empty();
    let miscounts = if noded {
        miscounts(table, segments, &table.unmatched())
    } else {
        Vec::new()
    };
    if !noded || !miscounts.is_empty() {
        findings.add_overlaps(table, segments, noded);
    }
    if findings.is_empty() {
        let fault = |v| Fault::at(FaultKind::Overlap, &table.owners_at(v), table.at(v));
        findings.faults.extend(miscounts.into_iter().map(fault));
    }
}

/// Takes the pairs with the parent out of the findings, and adds the members that have edges without a reverse.
fn outside_suspects(
    findings: &mut Findings,
    table: &EdgeTable,
    unmatched: &[u32],
    beyond: u32,
) -> Vec<(u32, Suspect)> {
    let parents = findings
        .pairs
        .extract_if((0, 0).., |pair, _| pair.1 == beyond);
    let mut outside: Vec<(u32, Suspect)> = parents.map(|((a, _), suspect)| (a, suspect)).collect();
    let mut known: BTreeSet<u32> = outside.iter().map(|&(a, _)| a).collect();
    for fault in &mut findings.faults {
        fault.members.retain(|&member| member != beyond as usize);
    }
    for &e in unmatched {
        let owner = table.edge(e).owner;
        if owner != beyond && known.insert(owner) {
            let position = table.ends(e).0;
            outside.push((
                owner,
                Suspect {
                    position,
                    sure: false,
                },
            ));
        }
    }
    outside
}

/// Ground of members outside the parent, and ground of the parent that is not covered.
fn border_faults(members: &[&Region], parent: &Region, outside: &[(u32, Suspect)]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for &(member, suspect) in outside {
        let pieces = difference(members[member as usize], &[parent]);
        if pieces.is_empty() && suspect.sure {
            faults.push(Findings::thin(
                FaultKind::Outside,
                &[member],
                suspect.position,
            ));
        }
        let ground = |piece| Fault::ground([FaultKind::Outside; 2], &[member], piece);
        faults.extend(pieces.into_iter().map(ground));
    }
    let bare = difference(parent, members);
    faults.extend(
        bare.into_iter()
            .map(|piece| Fault::ground([FaultKind::Uncovered; 2], &[], piece)),
    );
    faults
}

/// The findings with the ground of each overlap.
fn measured(members: &[&Region], findings: Findings) -> Vec<Fault> {
    let mut faults = findings.faults;
    for ((a, b), suspect) in findings.pairs {
        let pieces = intersection(members[a as usize], members[b as usize]);
        if pieces.is_empty() && suspect.sure {
            let kind = FaultKind::OverlapSliver;
            faults.push(Findings::thin(kind, &[a, b], suspect.position));
        }
        let kinds = [FaultKind::Overlap, FaultKind::OverlapSliver];
        faults.extend(
            pieces
                .into_iter()
                .map(|piece| Fault::ground(kinds, &[a, b], piece)),
        );
    }
    faults
}

fn sorted(mut faults: Vec<Fault>) -> Vec<Fault> {
    let order = |fault: &Fault| -> (FaultKind, Vec<usize>, Position) {
        (fault.kind, fault.members.clone(), fault.place.position())
    };
    faults.sort_by_cached_key(order);
    faults
}
