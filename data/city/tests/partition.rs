//! The partition: every tier is a coverage of the tier above, exactly, and every address lies in its grid.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Files, city};
use hexward_city::Size;
use hexward_engine::geom::{Polygon, Position, Ring};
use hexward_engine::model::{AreaCode, Grid, Tier};

type Edges = BTreeSet<(Position, Position)>;

/// The directed edges of regions, holes the other way round; an edge that two have in the same direction is a fault.
fn directed<'a>(grids: impl IntoIterator<Item = &'a Grid>) -> Edges {
    let mut edges = Edges::new();
    for grid in grids {
        for polygon in grid.region.polygons() {
            let outer = polygon.outer().edges();
            let holes = polygon.holes().iter().flat_map(Ring::edges);
            for edge in outer.chain(holes.map(|(a, b)| (b, a))) {
                assert!(edges.insert(edge), "{} has {edge:?} again", grid.code);
            }
        }
    }
    edges
}

/// The edges that are left when each is cancelled by its reverse.
fn boundary<'a>(grids: impl IntoIterator<Item = &'a Grid>) -> Edges {
    let edges = directed(grids);
    let single = |&&(a, b): &&(Position, Position)| !edges.contains(&(b, a));
    edges.iter().filter(single).copied().collect()
}

fn doubled_area<'a>(grids: impl IntoIterator<Item = &'a Grid>) -> i128 {
    let polygons = grids.into_iter().flat_map(|grid| grid.region.polygons());
    polygons.map(Polygon::doubled_area).sum()
}

fn by_parent(grids: &[Grid]) -> BTreeMap<&AreaCode, Vec<&Grid>> {
    let mut children: BTreeMap<&AreaCode, Vec<&Grid>> = BTreeMap::new();
    for grid in grids {
        let parent = grid.parent.as_ref().expect("a parent");
        children.entry(parent).or_default().push(grid);
    }
    children
}

fn check(files: &Files) {
    let tiers = Tier::ALL.map(|tier| files.grids(tier));
    for pair in tiers.windows(2) {
        let children = by_parent(&pair[1]);
        assert_eq!(children.len(), pair[0].len(), "each has children");
        for parent in &pair[0] {
            let own = &children[&parent.code];
            // borders of the parent and its children have the same vertices: the rest cancels out
            assert_eq!(
                boundary(own.iter().copied()),
                boundary([parent]),
                "{}",
                parent.code
            );
            assert_eq!(doubled_area(own.iter().copied()), doubled_area([parent]));
            for child in own {
                assert!(child.code.as_str().starts_with(&parent.code.as_str()[..9]));
                assert_eq!(child.region.polygons().len(), 1, "{}", child.code);
            }
        }
        // also all together, across the borders of parents
        assert_eq!(boundary(&pair[1]), boundary(&pair[0]));
    }
}

#[test]
fn every_tier_covers_the_tier_above_exactly() {
    for (grids, seed) in [(40, 1), (40, 2), (7, 3), (1, 4)] {
        let size = Size::numbers(grids, u64::from(grids) * 60, u64::from(grids) * 130);
        let size = size.expect("in range");
        check(&city(&size, seed));
    }
    check(&city(&Size::preset("xihu").expect("a preset"), 5));
}

#[test]
fn codes_number_from_west_to_east() {
    let files = city(&Size::preset("xihu").expect("a preset"), 1);
    for (tier, length) in [
        (Tier::Street, 12),
        (Tier::Community, 12),
        (Tier::Grid, 16),
        (Tier::Micro, 18),
    ] {
        let grids = files.grids(tier);
        assert!(grids.iter().all(|grid| grid.code.as_str().len() == length));
        assert!(
            grids
                .iter()
                .all(|grid| grid.code.as_str().starts_with("99"))
        );
        assert!(grids.is_sorted_by(|a, b| a.code < b.code));
        let names: BTreeSet<&str> = grids.iter().map(|grid| grid.name.as_str()).collect();
        assert_eq!(names.len(), grids.len());
    }
    let street = &files.grids(Tier::Street)[0];
    assert_eq!(street.code.as_str(), "992001001000");
}

#[test]
fn every_address_lies_inside_one_grid_and_one_micro_grid() {
    let files = city(&Size::preset("xihu").expect("a preset"), 1);
    let addresses = files.addresses();
    for tier in [Tier::Grid, Tier::Micro] {
        let grids = files.grids(tier);
        for address in addresses.iter().step_by(23) {
            let owners = grids.iter().filter(|grid| {
                grid.region.bounds().min() <= address.position
                    && grid.region.covers(address.position)
            });
            // one owner also by a test that counts the border: the address is strictly inside
            assert_eq!(owners.count(), 1, "{}", address.id);
        }
    }
}
