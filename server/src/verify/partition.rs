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

/// Checks that the edges which children have without a reverse are those of their parent.
fn compare(mut outline: Vec<(Edge, &str)>, parent: &Grid, faults: &mut Faults) {
    let mut border = parent.edges.clone();
    outline.sort_unstable();
    border.sort_unstable();
    let strange = outline
        .iter()
        .filter(|(edge, _)| border.binary_search(edge).is_err());
    let strange = strange.map(|&(edge, code)| (code, edge)).collect();
    tell(strange, faults, |code| {
        format!(
            "it is of {code} alone, and not on the border of {}",
            parent.code
        )
    });
    let reached = |edge: &Edge| {
        outline
            .binary_search_by(|(other, _)| other.cmp(edge))
            .is_ok()
    };
    let left = border.into_iter().filter(|edge| !reached(edge));
    let left = left.map(|edge| (parent.code, edge)).collect();
    tell(left, faults, |code| {
        format!("no grid of {code} reaches this part of its border")
    });
}

/// Tells the first edges of each grid and counts the others, so that one grid does not drown the rest.
fn tell(mut edges: Vec<(&str, Edge)>, faults: &mut Faults, reason: impl Fn(&str) -> String) {
    const TOLD: usize = 3;
    edges.sort_unstable();
    for of_grid in edges.chunk_by(|a, b| a.0 == b.0) {
        for &(code, (a, b)) in of_grid.iter().take(TOLD) {
            faults.add(
                "C1",
                format_args!("edge {} to {}", shown(a), shown(b)),
                reason(code),
            );
        }
        if of_grid.len() > TOLD {
            let more = format!("so are {} more of its edges", of_grid.len() - TOLD);
            faults.add("C1", format_args!("grid {}", of_grid[0].0), more);
        }
    }
}
