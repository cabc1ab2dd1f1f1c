//! Links that no common border gives: bridges, and what today's plan says belongs together.

use std::collections::BTreeSet;

use super::cover::CoverUnit;
use super::flood::Sets;
use super::links::Found;
use crate::balance::{Link, LinkKind, Obstacle};
use crate::geom::segment_m;

/// All links: those across borders, those of bridges and ferries, and those without which a grid of today would have parts
/// that nothing joins. Such a grid is first joined across rivers and railways, the longest borders first, then by bridges
/// between those of its units that are nearest to each other.
pub(super) fn joined(
    units: &[CoverUnit],
    found: Found,
    bridges: &[[u32; 2]],
    grids: usize,
) -> Vec<Link> {
    let Found {
        mut open,
        mut blocked,
    } = found;
    let mut known: BTreeSet<[u32; 2]> = open.iter().map(|link| link.ends).collect();
    for &[a, b] in bridges {
        let ends = [a.min(b), a.max(b)];
        if known.insert(ends) {
            open.push(bridge(ends));
        }
    }
    let mut in_grid = Sets::new(units.len());
    let grid = |unit: u32| units[unit as usize].grid;
    for link in open
        .iter()
        .filter(|link| grid(link.ends[0]) == grid(link.ends[1]))
    {
        in_grid.join(link.ends[0], link.ends[1]);
    }
    blocked.sort_by_key(|link| (std::cmp::Reverse(link.length_mm), link.ends));
    for link in blocked {
        let [a, b] = link.ends;
        if grid(a) == grid(b) && !known.contains(&link.ends) && in_grid.join(a, b) {
            known.insert(link.ends);
            open.push(link);
        }
    }
    let mut anywhere = Sets::new(units.len());
    for link in &open {
        anywhere.join(link.ends[0], link.ends[1]);
    }
    let names = anywhere.names();
    let mut of_grid: Vec<Vec<u32>> = vec![Vec::new(); grids];
    for (number, unit) in (0_u32..).zip(units) {
        of_grid[unit.grid as usize].push(number);
    }
    for members in of_grid {
        across_water(units, &names, &members, &mut open);
    }
    open.sort_unstable_by_key(|link| link.ends);
    open
}

/// Bridges between the parts of a grid that lie in parts of the parent which nothing joins.
fn across_water(units: &[CoverUnit], names: &[u32], members: &[u32], open: &mut Vec<Link>) {
    let Some(&first) = members.first() else {
        return;
    };
    let mut reached: BTreeSet<u32> = BTreeSet::from([names[first as usize]]);
    let name = |unit: &u32| names[*unit as usize];
    while members.iter().any(|unit| !reached.contains(&name(unit))) {
        let (inside, beyond): (Vec<u32>, Vec<u32>) = members
            .iter()
            .partition(|unit| reached.contains(&name(unit)));
        let place = |unit: u32| units[unit as usize].place;
        let pairs = inside
            .iter()
            .flat_map(|&a| beyond.iter().map(move |&b| (a, b)));
        let apart = |&(a, b): &(u32, u32)| segment_m(place(a), place(b));
        let nearest = pairs.min_by(|a, b| apart(a).total_cmp(&apart(b)).then(a.cmp(b)));
        let Some((a, b)) = nearest else {
            return;
        };
        open.push(bridge([a.min(b), a.max(b)]));
        reached.insert(name(&b));
    }
}

fn bridge(ends: [u32; 2]) -> Link {
    Link {
        ends,
        length_mm: 0,
        kind: LinkKind::Bridge,
        obstacle: Obstacle::None,
    }
}
