use super::{OwnerMap, Threads};
use crate::geom::{LocalFrame, Polygon, Position, Region, Ring, voronoi_regions};

fn at(x: i64, y: i64) -> Position {
    Position::clamped(x, y)
}

fn square(x: i64, y: i64, side: i64) -> Ring {
    let corners = [
        at(x, y),
        at(x + side, y),
        at(x + side, y + side),
        at(x, y + side),
    ];
    Ring::new(&corners).expect("valid")
}

fn brute(regions: &[&Region], p: Position) -> Option<u32> {
    regions
        .iter()
        .position(|region| region.covers(p))
        .map(|i| i as u32)
}

/// Compares the map with a scan, for several cell sizes, at positions over and around the areas.
fn check(regions: &[&Region], positions: &[Position]) {
    let expected: Vec<Option<u32>> = positions.iter().map(|&p| brute(regions, p)).collect();
    for shift in [0, 1, 3, 5, 8, 11, 20, 29] {
        let Some(map) = OwnerMap::with_cells(regions, shift) else {
            continue;
        };
        for (&p, want) in positions.iter().zip(&expected) {
            assert_eq!(map.owner(p), *want, "{p:?} with cells of 2^{shift}");
        }
        assert_eq!(
            map.owners(positions.iter().copied()),
            expected,
            "cells of 2^{shift}"
        );
    }
}

fn all_within(west: i64, south: i64, east: i64, north: i64) -> Vec<Position> {
    (south..=north)
        .flat_map(|y| (west..=east).map(move |x| at(x, y)))
        .collect()
}

#[test]
fn every_lattice_position_of_small_areas() {
    let hole = Polygon::new(square(0, 0, 24), vec![square(6, 6, 10)]).expect("valid");
    let in_hole = Polygon::new(square(6, 6, 10), vec![]).expect("valid");
    let star = [
        at(30, 0),
        at(37, 11),
        at(53, 3),
        at(41, 19),
        at(44, 31),
        at(33, 22),
        at(26, 29),
    ];
    let star = Polygon::new(Ring::new(&star).expect("valid"), vec![]).expect("valid");
    let thin = Ring::new(&[at(0, 30), at(60, 33), at(60, 34), at(1, 31)]).expect("valid");
    let two = Region::new(vec![
        Polygon::new(square(60, 0, 8), vec![]).expect("valid"),
        Polygon::new(square(68, 8, 8), vec![]).expect("valid"),
    ]);
    let regions = [
        Region::single(hole),
        Region::single(in_hole),
        Region::single(star),
        Region::single(Polygon::new(thin, vec![]).expect("valid")),
        two.expect("not empty"),
    ];
    let borrowed: Vec<&Region> = regions.iter().collect();
    check(&borrowed, &all_within(-3, -3, 80, 40));
    let turned: Vec<&Region> = regions.iter().rev().collect();
    check(&turned, &all_within(-3, -3, 80, 40));
}

#[test]
fn overlapping_areas_go_to_the_lower_index() {
    let regions: Vec<Region> = (0..6)
        .map(|i| Polygon::new(square(i * 3, i * 5 % 7, 30 - i), vec![]).expect("valid"))
        .map(Region::single)
        .collect();
    check(
        &regions.iter().collect::<Vec<_>>(),
        &all_within(-2, -2, 50, 40),
    );
}

#[test]
fn random_partitions_including_their_vertices() {
    let frame = LocalFrame::new(at(1_200_000_000, 310_000_000));
    let outline = Region::single(
        Polygon::new(square(1_199_999_000, 309_999_000, 2000), vec![]).expect("valid"),
    );
    let mut state = 7_u64;
    let mut random = |limit: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % limit) as i64
    };
    for _ in 0..4 {
        let mut sites: Vec<Position> = (0..40)
            .map(|_| at(1_199_999_000 + random(2000), 309_999_000 + random(2000)))
            .collect();
        sites.sort_unstable();
        sites.dedup();
        let Ok(regions) = voronoi_regions(&sites, &outline, &frame) else {
            continue;
        };
        let borrowed: Vec<&Region> = regions.iter().collect();
        let vertices = regions
            .iter()
            .flat_map(Region::rings)
            .flat_map(|ring| ring.vertices().to_vec());
        let mut positions: Vec<Position> = vertices.collect();
        for ring in regions.iter().flat_map(Region::rings) {
            for (a, b) in ring.edges() {
                let middle = |a: i32, b: i32| i64::midpoint(i64::from(a), i64::from(b));
                positions.push(at(middle(a.lon(), b.lon()), middle(a.lat(), b.lat())));
            }
        }
        positions.extend(
            (0..3000).map(|_| at(1_199_998_900 + random(2200), 309_998_900 + random(2200))),
        );
        check(&borrowed, &positions);
    }
}

#[test]
fn extremes_have_no_map_or_the_right_answer() {
    assert!(OwnerMap::build(&[]).is_none());
    let wide = Region::single(
        Polygon::new(square(-900_000_000, -450_000_000, 900_000_000), vec![]).expect("valid"),
    );
    assert!(OwnerMap::build(&[&wide]).is_none());
    let corner = Region::single(
        Polygon::new(square(1_799_999_990, 899_999_990, 10), vec![]).expect("valid"),
    );
    let map = OwnerMap::build(&[&corner]).expect("a map");
    assert_eq!(map.owner(at(1_800_000_000, 900_000_000)), Some(0));
    assert_eq!(map.owner(at(-1_800_000_000, -900_000_000)), None);
    assert_eq!(map.owner(at(1_799_999_989, 899_999_995)), None);
}

#[test]
fn any_number_of_threads_gives_the_same_owners() {
    let regions: Vec<Region> = (0..40)
        .map(|i| Polygon::new(square(i % 8 * 30, i / 8 * 30, 30), vec![]).expect("valid"))
        .map(Region::single)
        .collect();
    let map = OwnerMap::build(&regions.iter().collect::<Vec<_>>()).expect("a map");
    let positions = all_within(-10, -10, 260, 360);
    let one = map.owners(positions.iter().copied());
    for threads in [1, 2, 3, 7] {
        let several = map.owners_on(&positions, |&p| p, Threads::new(threads));
        assert_eq!(several, one, "{threads} threads");
    }
}
