//! Positions exactly on shared borders: junctions, shared vertices, lattice positions along edges.

use std::collections::{BTreeMap, BTreeSet};

use hexward_engine::geom::{Bounds, Position, Region};
use hexward_engine::layer::{AreaLayer, OwnerMap, Threads};
use hexward_engine::model::{AreaCode, Grid, Lock, Tier};
use hexward_tests::city::Files;
use hexward_tests::random::Sequence;

use super::scan::Scan;
use super::shapes::{at, tiles};

/// At most this many cells in a raster of the long test: 64 MB.
const MOST_CELLS: i64 = 16 << 20;
/// And of the short one.
const FEW_CELLS: i64 = 1 << 18;

/// Positions on borders by what meets there.
#[derive(Default)]
struct Places {
    /// Vertices of three areas or more.
    junctions: Vec<Position>,
    /// Vertices of two areas.
    shared: Vec<Position>,
    /// Lattice positions between the ends of an edge that two areas share.
    along: Vec<Position>,
}

impl Places {
    fn of(regions: &[&Region]) -> Self {
        let mut holders: BTreeMap<Position, BTreeSet<usize>> = BTreeMap::new();
        let mut along = BTreeSet::new();
        for (index, region) in regions.iter().enumerate() {
            for (a, b) in region
                .rings()
                .flat_map(|ring| ring.edges().collect::<Vec<_>>())
            {
                holders.entry(a).or_default().insert(index);
                along.extend(between(a, b));
            }
        }
        let with = |least: usize, most: usize| {
            let found = holders
                .iter()
                .filter(|(_, by)| (least..=most).contains(&by.len()));
            found.map(|(&position, _)| position).collect()
        };
        let shared: BTreeSet<Position> = holders.keys().copied().collect();
        Self {
            junctions: with(3, usize::MAX),
            shared: with(2, 2),
            along: along.difference(&shared).copied().collect(),
        }
    }

    /// So many of each at random, fewer where there are not so many.
    fn some(mut self, counts: [usize; 3], random: &mut Sequence) -> [Vec<Position>; 3] {
        let mut lists = [&mut self.junctions, &mut self.shared, &mut self.along];
        for (list, count) in lists.iter_mut().zip(counts) {
            for i in 0..list.len() {
                let j = i + random.below(list.len() - i);
                list.swap(i, j);
            }
            list.truncate(count);
        }
        [self.junctions, self.shared, self.along]
    }
}

/// Up to 8 lattice positions between the ends of an edge.
fn between(a: Position, b: Position) -> Vec<Position> {
    let (dx, dy) = (
        i64::from(b.lon()) - i64::from(a.lon()),
        i64::from(b.lat()) - i64::from(a.lat()),
    );
    let steps = gcd(dx.abs(), dy.abs());
    let (x, y) = (i64::from(a.lon()), i64::from(a.lat()));
    (1..steps)
        .take(8)
        .map(|i| at(x + dx / steps * i, y + dy / steps * i))
        .collect()
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Each position has one owner: the lowest of those that hold it, by every way of asking.
fn check(regions: &[&Region], positions: &[Position], most_cells: i64) {
    let scan = Scan::of(regions);
    let expected: Vec<Option<u32>> = positions
        .iter()
        .map(|&p| {
            let holders = scan.holders(p);
            assert!(holders.on_border, "{p} is on a border");
            holders.areas.first().copied()
        })
        .collect();
    assert!(expected.iter().all(Option::is_some));
    check_maps(regions, positions, &expected, most_cells);
    check_layer(regions, positions, &expected);
    // the areas in the opposite order: the highest index is the lowest now
    let turned: Vec<&Region> = regions.iter().rev().copied().collect();
    let last = regions.len() as u32 - 1;
    let highest: Vec<Option<u32>> = positions
        .iter()
        .map(|&p| scan.holders(p).areas.last().map(|index| last - index))
        .collect();
    check_maps(&turned, positions, &highest, most_cells);
}

/// By rasters of every cell size with up to so many cells, singly and in bulk, forwards and backwards.
fn check_maps(
    regions: &[&Region],
    positions: &[Position],
    expected: &[Option<u32>],
    most_cells: i64,
) {
    let bounds = regions
        .iter()
        .map(|region| region.bounds())
        .reduce(Bounds::union);
    let bounds = bounds.expect("areas");
    let cells = |shift: u32| {
        let columns = (i64::from(bounds.max().lon() - bounds.min().lon()) >> shift) + 1;
        columns * ((i64::from(bounds.max().lat() - bounds.min().lat()) >> shift) + 1)
    };
    let mut sizes = 0;
    for shift in (0..=29).filter(|&shift| cells(shift) <= most_cells) {
        let map = OwnerMap::with_cells(regions, shift).expect("a map");
        // few large cells hold many edges each: the short test asks for a part of the positions there
        let step = if most_cells == FEW_CELLS && cells(shift) < 4096 {
            61
        } else {
            1
        };
        let some = || positions.iter().copied().step_by(step);
        let wanted: Vec<Option<u32>> = expected.iter().copied().step_by(step).collect();
        let singly: Vec<Option<u32>> = some().map(|p| map.owner(p)).collect();
        assert_eq!(singly, wanted, "cells of 2^{shift}");
        assert_eq!(map.owners(some()), wanted, "cells of 2^{shift}, in bulk");
        let backwards: Vec<Position> = some().collect::<Vec<_>>().into_iter().rev().collect();
        let mut found = map.owners(backwards.into_iter());
        found.reverse();
        assert_eq!(found, wanted, "cells of 2^{shift}, backwards");
        sizes += 1;
    }
    assert!(sizes > 12, "{sizes} cell sizes");
    let own = OwnerMap::build(regions).expect("a map");
    assert_eq!(
        own.owners(positions.iter().copied()),
        expected,
        "the size it chooses"
    );
}

/// By the layer: first through the R-tree, then through the owner map, from any number of threads.
fn check_layer(regions: &[&Region], positions: &[Position], expected: &[Option<u32>]) {
    let grid = |(i, region): (usize, &&Region)| Grid {
        code: AreaCode::new(&format!("990185400001G{i:05}")).expect("a code"),
        tier: Tier::Grid,
        parent: None,
        name: String::new(),
        region: (*region).clone(),
        lock: Lock::Open,
    };
    let layer = AreaLayer::build(regions.iter().enumerate().map(grid).collect());
    let one_by_one = |layer: &AreaLayer<Grid>| -> Vec<Option<u32>> {
        positions
            .iter()
            .map(|&p| layer.locate(p).map(|index| index as u32))
            .collect()
    };
    assert_eq!(one_by_one(&layer), expected, "through the R-tree");
    for threads in [1, 2, 3, 7] {
        let together = layer.locate_all(positions, |&p| p, Threads::new(threads));
        assert_eq!(together, expected, "in bulk, on {threads} threads");
    }
    assert_eq!(one_by_one(&layer), expected, "through the owner map");
}

/// So many positions of each kind, added to those found before.
fn check_some(
    name: &str,
    regions: &[&Region],
    counts: [usize; 3],
    most_cells: i64,
    found: &mut [usize; 3],
) {
    let mut random = Sequence(10_000);
    let positions = Places::of(regions).some(counts, &mut random);
    let here = [0, 1, 2].map(|kind| positions[kind].len());
    println!(
        "{name}: {} areas; {here:?} junctions, shared vertices, along edges",
        regions.len()
    );
    check(regions, &positions.concat(), most_cells);
    for (sum, count) in found.iter_mut().zip(here) {
        *sum += count;
    }
}

fn check_all(most_cells: i64) {
    let mut found = [0; 3];
    let made = tiles(20);
    let by_hand: Vec<&Region> = made.iter().collect();
    check_some(
        "by hand",
        &by_hand,
        [2300, 1200, 1200],
        most_cells,
        &mut found,
    );
    let files = Files::numbers(60, 80_000, 11);
    for (tier, counts) in [
        (Tier::Micro, [2200, 2200, 700]),
        (Tier::Grid, [100, 800, 300]),
    ] {
        let grids = files.grids(tier);
        let regions: Vec<&Region> = grids.iter().map(|grid| &grid.region).collect();
        check_some(tier.name(), &regions, counts, most_cells, &mut found);
    }
    println!("{found:?} junctions, shared vertices and positions along edges, each with one owner");
    assert!(
        found[0] >= 4000 && found[1] >= 4000 && found[2] >= 2000,
        "{found:?}"
    );
}

#[test]
fn ten_thousand_positions_on_borders_have_one_owner_each() {
    check_all(FEW_CELLS);
}

#[test]
#[ignore = "a minute: the same with all cell sizes that have a map of bearable size"]
fn ten_thousand_positions_on_borders_have_one_owner_for_every_cell_size() {
    check_all(MOST_CELLS);
}
