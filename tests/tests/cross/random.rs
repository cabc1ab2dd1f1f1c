//! A thousand partitions of cells that were merged at random: crooked, with enclaves and grids in several parts.

use std::collections::BTreeMap;

use hexward_engine::geom::{Coverage, Polygon, Position, Region, Ring};
use hexward_tests::random::Sequence;

use super::town::{checked, snapshot};

/// The cells of a square, so many along each side, their corners a quarter out of place at most.
fn cells(side: usize, random: &mut Sequence) -> Vec<Region> {
    let step = 8_000;
    let mut corner = |x: usize, y: usize| {
        let mut off = |at: usize| {
            let outline = at == 0 || at == side;
            if outline {
                0
            } else {
                random.below(step / 2) as i64 - step as i64 / 4
            }
        };
        let (dx, dy) = (off(x), off(y));
        Position::clamped(
            1_200_000_000 + (x * step) as i64 + dx,
            310_000_000 + (y * step) as i64 + dy,
        )
    };
    let corners: BTreeMap<(usize, usize), Position> = (0..=side)
        .flat_map(|x| (0..=side).map(move |y| (x, y)))
        .map(|(x, y)| ((x, y), corner(x, y)))
        .collect();
    let cell = |x: usize, y: usize| {
        let ring = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)].map(|at| corners[&at]);
        let polygon = Polygon::new(Ring::new(&ring).expect("a ring"), Vec::new());
        Region::single(polygon.expect("a cell"))
    };
    (0..side * side).map(|i| cell(i / side, i % side)).collect()
}

/// Cells merged at random.
fn partition(side: usize, random: &mut Sequence) -> Vec<Region> {
    let cells = cells(side, random);
    let mut group: Vec<usize> = (0..cells.len()).collect();
    for _ in 0..cells.len() * 2 / 3 {
        let one = random.below(cells.len());
        // mostly a neighbour, now and then anyone, which makes parts and enclaves
        let other = match random.below(12) {
            0 => random.below(cells.len()),
            n if n % 2 == 0 && one + side < cells.len() => one + side,
            _ if one % side + 1 < side => one + 1,
            _ => continue,
        };
        let (from, to) = (group[one], group[other]);
        group
            .iter_mut()
            .filter(|own| **own == from)
            .for_each(|own| *own = to);
    }
    if side > 4 {
        // one cell with all others around it in one
        let middle = side + 1 + random.below(side - 4) * (side + 1);
        let around = [
            0,
            1,
            2,
            side,
            side + 2,
            2 * side,
            2 * side + 1,
            2 * side + 2,
        ];
        let (own, ring) = (cells.len(), cells.len() + 1);
        for step in around {
            group[middle - side - 1 + step] = ring;
        }
        group[middle] = own;
    }
    let coverage = Coverage::new(&cells.iter().collect::<Vec<_>>()).expect("a coverage");
    let groups: Vec<Option<usize>> = group.into_iter().map(Some).collect();
    let merged = coverage.dissolve_by(&groups).into_values();
    merged.map(|region| region.expect("a region")).collect()
}

#[test]
fn a_thousand_random_partitions_have_no_single_inner_flag() {
    let mut random = Sequence(2026);
    let (mut flags, mut parts, mut enclaves, mut most) = (0, 0, 0, 0);
    for round in 0..1_000 {
        let regions = partition(2 + round % 7, &mut random);
        parts += regions
            .iter()
            .filter(|region| region.polygons().len() > 1)
            .count();
        let polygons = regions.iter().flat_map(Region::polygons);
        enclaves += polygons
            .filter(|polygon| !polygon.holes().is_empty())
            .count();
        let report = checked(&format!("round {round}"), &snapshot(regions), 20);
        flags += report.inner_flags;
        most = most.max(report.extra_units_max());
    }
    println!(
        "{flags} inner flags, none single; {parts} grids in parts, {enclaves} around others; {most} extra units at most"
    );
    assert!(
        flags > 50_000 && parts > 300 && enclaves > 100,
        "{flags} {parts} {enclaves}"
    );
}

/// Over cells of four neighbours each, nobody gets much more than the mean beside the own grid.
#[test]
fn the_order_levels_the_extra_units() {
    let mut random = Sequence(5);
    let report = checked("400 cells", &snapshot(cells(20, &mut random)), 2_000);
    let mean = report.extra_units_mean();
    assert_eq!((report.inner_edges, report.junctions), (760, 437));
    assert!((2.9..3.1).contains(&mean), "{mean}");
    assert!(
        report.extra_units_max() <= 5,
        "{}",
        report.extra_units_max()
    );
}
