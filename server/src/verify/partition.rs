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
    // what names no parent is told before the many edges that then match nothing
    let mut families: BTreeMap<(usize, &str), Vec<&Grid>> = BTreeMap::new();
    for (rank, tier) in certificate.tiers.iter().enumerate() {
        for grid in &tier.grids {
            let Some(parent) = grid.parent else { continue };
            match by_code.get(parent) {
                Some((above, _)) if *above < rank => {
                    families.entry((rank, parent)).or_default().push(grid);
                }
                _ => faults.add(
                    "C2",
                    grid.code,
                    format!("its parent {parent} is no grid of a tier above"),
                ),
            }
        }
    }
    for tier in &certificate.tiers {
        check_together(&tier.grids, faults);
    }
    for ((_, parent), children) in families {
        let own = single_edges(children, &mut |_, _, _| {});
        compare(own, by_code[parent].1, faults);
    }
}

/// Checks that the grids of a tier, whatever their parents, do not overlap.
fn check_together(grids: &[Grid], faults: &mut Faults) {
    let outline = single_edges(grids, &mut |(low, high), first, last| {
        let place = format!("edge {} to {}", shown(low), shown(high));
        let reason = format!("{first} and {last} lie on the same side of it");
        faults.add("C1", place, reason);
    });
    let edges: Vec<Edge> = outline.iter().map(|(edge, _)| *edge).collect();
    if let Err((place, reason)) = check_outline(&edges) {
        let beside = outline.iter().find(|((a, _), _)| *a == place);
        let code = beside.map_or("all", |(_, code)| code);
        faults.add(
            "C1",
            format_args!("outline of the tier at {}, grid {code}", shown(place)),
            reason,
        );
    }
}

/// The directed edges without a reverse, each with its grid; an edge that two grids have in one direction is told.
fn single_edges<'a>(
    grids: impl IntoIterator<Item = &'a Grid<'a>>,
    doubled: &mut dyn FnMut(Edge, &str, &str),
) -> Vec<(Edge, &'a str)> {
    let mut directed: Vec<(Edge, bool, &str)> = Vec::new();
    for grid in grids {
        let edges = grid.edges.iter();
        directed.extend(edges.map(|&(a, b)| ((a.min(b), a.max(b)), a <= b, grid.code)));
    }
    directed.sort_unstable();
    let mut single: Vec<(Edge, &str)> = Vec::new();
    for same in directed.chunk_by(|p, q| p.0 == q.0) {
        match same {
            [((low, high), true, code)] => single.push(((*low, *high), code)),
            [((low, high), false, code)] => single.push(((*high, *low), code)),
            [(_, false, _), (_, true, _)] | [] => {}
            [(edge, _, first), .., (_, _, last)] => doubled(*edge, first, last),
        }
    }
    single
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
