//! C1 and C2: every grid is an outline, and the children of a grid add up to it.

use std::collections::{BTreeMap, HashMap};

use super::chain::check_outline;
use super::{Certificate, Edge, Faults, Grid, shown};

pub(super) fn check(certificate: &Certificate<'_>, faults: &mut Faults) {
    let mut by_code: HashMap<&str, (usize, &Grid)> = HashMap::new();
    let mut count = 0;
    for (rank, tier) in certificate.tiers.iter().enumerate() {
        for grid in &tier.grids {
            count += 1;
            if by_code.insert(grid.code, (rank, grid)).is_some() {
                faults.add("C0", grid.code, "the code stands twice");
            }
            if let Err((place, reason)) = check_outline(&grid.edges) {
                faults.add(
                    "C1",
                    format_args!("grid {} at {}", grid.code, shown(place)),
                    reason,
                );
            }
        }
    }
    if count != certificate.total.grids {
        faults.add(
            "C0",
            "total",
            format!(
                "{count} grids are listed, {} are stated",
                certificate.total.grids
            ),
        );
    }
    for (rank, tier) in certificate.tiers.iter().enumerate() {
        let mut families: BTreeMap<Option<&str>, Vec<&Grid>> = BTreeMap::new();
        for grid in &tier.grids {
            families.entry(grid.parent).or_default().push(grid);
        }
        for (parent, children) in families {
            match parent.map(|code| (code, by_code.get(code))) {
                None => check_family(&children, None, faults),
                Some((_, Some((above, parent)))) if *above < rank => {
                    check_family(&children, Some(parent), faults);
                }
                Some((code, _)) => faults.add(
                    "C2",
                    children[0].code,
                    format!("its parent {code} is no grid of a tier above"),
                ),
            }
        }
    }
}

/// Checks that grids which belong together neither overlap nor leave a gap in their parent.
fn check_family(children: &[&Grid], parent: Option<&Grid>, faults: &mut Faults) {
    let mut directed: Vec<(Edge, bool, &str)> = Vec::new();
    for child in children {
        directed.extend(
            child
                .edges
                .iter()
                .map(|&(a, b)| ((a.min(b), a.max(b)), a <= b, child.code)),
        );
    }
    directed.sort_unstable();
    let mut outline: Vec<(Edge, &str)> = Vec::new();
    for same in directed.chunk_by(|p, q| p.0 == q.0) {
        match same {
            [((low, high), forward, code)] => {
                outline.push((
                    if *forward {
                        (*low, *high)
                    } else {
                        (*high, *low)
                    },
                    code,
                ));
            }
            [(_, false, _), (_, true, _)] | [] => {}
            [((low, high), _, first), .., (_, _, last)] => {
                let place = format!("edge {} to {}", shown(*low), shown(*high));
                faults.add(
                    "C1",
                    place,
                    format!("{first} and {last} lie on the same side of it"),
                );
            }
        }
    }
    if let Some(parent) = parent {
        return compare(outline, parent, faults);
    }
    let edges: Vec<Edge> = outline.iter().map(|(edge, _)| *edge).collect();
    if let Err((place, reason)) = check_outline(&edges) {
        faults.add(
            "C1",
            format_args!("outline of all at {}", shown(place)),
            reason,
        );
    }
}

fn compare(mut outline: Vec<(Edge, &str)>, parent: &Grid, faults: &mut Faults) {
    let mut border = parent.edges.clone();
    outline.sort_unstable();
    border.sort_unstable();
    let place = |(a, b): Edge| format!("edge {} to {}", shown(a), shown(b));
    for (edge, code) in &outline {
        if border.binary_search(edge).is_err() {
            let reason = format!(
                "it is of {code} alone, and not on the border of {}",
                parent.code
            );
            faults.add("C1", place(*edge), reason);
        }
    }
    for edge in border {
        if outline
            .binary_search_by(|(other, _)| other.cmp(&edge))
            .is_err()
        {
            faults.add(
                "C1",
                place(edge),
                format!("no grid of {} reaches this part of its border", parent.code),
            );
        }
    }
}
