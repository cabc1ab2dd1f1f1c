mod town;

use std::collections::BTreeMap;

use super::*;
use crate::balance::{LinkKind, Obstacle};
use crate::geom::{Coverage, Polygon, Position, Region, Ring, partitions, validate};
use crate::layer::Threads;
use crate::model::{AreaCode, Tier};
use crate::snapshot::Snapshot;
use crate::watch::Watch;
use town::{PARENT, Town, grid_code};

fn parent() -> AreaCode {
    AreaCode::new(PARENT).expect("valid")
}

fn cover(snapshot: &Snapshot) -> UnitCover {
    derive(snapshot, &parent()).expect("units")
}

fn doubled_area(region: &Region) -> i128 {
    region.polygons().iter().map(Polygon::doubled_area).sum()
}

/// Every unit in its place: a coverage whose grids are today's but for the vertices on their borders, with all addresses in
/// it, none of them counted twice.
fn check(snapshot: &Snapshot, cover: &UnitCover) {
    let regions = cover.regions().expect("regions");
    let all: Vec<&Region> = regions.iter().collect();
    let faults = validate(&all);
    assert!(faults.is_empty(), "{faults:?}");
    let coverage = Coverage::new(&all).expect("a coverage");
    let group = cover.units.iter().map(|unit| Some(unit.grid as usize));
    let joined = coverage.dissolve_by(&group.collect::<Vec<_>>());
    let layer = &snapshot.grids[&cover.tier];
    let assignment = snapshot.assignment(cover.tier);
    for (number, code) in cover.grids.iter().enumerate() {
        let index = layer.index_of(code).expect("stored");
        let before = &layer.records()[index].region;
        let after = joined[&number].as_ref().expect("a region");
        // a vertex may lie half a step beside its edge
        let steps: i128 = 2 * after
            .rings()
            .flat_map(Ring::edges)
            .map(|(a, b)| i128::from(a.lon().abs_diff(b.lon()).max(a.lat().abs_diff(b.lat()))))
            .sum::<i128>();
        assert!(
            (doubled_area(before) - doubled_area(after)).abs() <= steps,
            "{code}"
        );
        let own = cover
            .units
            .iter()
            .filter(|unit| unit.grid as usize == number);
        let sum = own.fold((0, 0, 0), |sum, unit| {
            (
                sum.0 + unit.addresses,
                sum.1 + unit.load.households,
                sum.2 + unit.load.residents,
            )
        });
        let tally = &assignment.tallies[index];
        assert_eq!(
            sum,
            (tally.addresses, tally.households, tally.residents),
            "{code}"
        );
    }
    let standing = snapshot.standing();
    let index = |position: Position| {
        let inside = |region: &&Region| region.covers(position);
        regions.iter().filter(inside).count()
    };
    for address in 0..snapshot.addresses.records().len() {
        let at = snapshot
            .addresses
            .records()
            .position(standing.counts_at(address as u32) as usize);
        assert!(index(at) >= 1, "no unit at {at}");
    }
    let mut ids: Vec<&str> = cover.units.iter().map(|unit| unit.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), cover.units.len());
}

/// Dividing as today changes nothing; dividing by other labels leaves a partition.
fn check_division(snapshot: &Snapshot, cover: &UnitCover, random: &mut impl FnMut(u32) -> u32) {
    let today = cover.divide(&cover.today(), &|_| true).expect("a division");
    assert!(
        today.parts.iter().all(|part| part.region.is_none()),
        "as today"
    );
    assert!(today.gone.is_empty() && today.nodes.is_empty());
    let mut labels = cover.today();
    for _ in 0..=labels.len() / 6 {
        let link = cover.links[random(cover.links.len() as u32) as usize];
        labels[link.ends[0] as usize] = labels[link.ends[1] as usize];
    }
    labels[random(cover.units.len() as u32) as usize] = cover.grids.len() as u32;
    let division = cover.divide(&labels, &|_| true).expect("a division");
    let stored = |code: &AreaCode| {
        let (layer, index) = snapshot.grid(code).expect("stored");
        with_nodes(&layer.records()[index].region, &division)
    };
    let region = |part: &Part| {
        let today = || stored(part.continues.as_ref().expect("it has its ground"));
        part.region.clone().unwrap_or_else(today)
    };
    let mut below: BTreeMap<Option<u32>, Vec<Region>> = BTreeMap::new();
    for part in &division.parts {
        let above = (part.level > 0).then_some(part.above);
        below.entry(above).or_default().push(region(part));
    }
    for (above, regions) in &below {
        let members: Vec<&Region> = regions.iter().collect();
        let whole = above.map_or_else(
            || stored(&cover.parent),
            |part| region(&division.parts[part as usize]),
        );
        let faults = crate::geom::validate_within(&members, &whole);
        assert!(
            partitions(&members, &whole),
            "below {above:?}: {faults:?} {:?}",
            division
                .parts
                .iter()
                .map(|p| (p.level, &p.continues, p.above, p.region.is_some()))
                .collect::<Vec<_>>()
        );
    }
}

fn with_nodes(region: &Region, division: &Division) -> Region {
    let polygons = region.polygons().iter().map(|polygon| {
        let rings: Vec<Ring> = polygon
            .rings()
            .map(|ring| {
                let mut chain = Vec::new();
                for (a, b) in ring.edges() {
                    chain.push(a);
                    let nodes = division.nodes.get(&(a.min(b), a.max(b)));
                    let mut nodes: Vec<Position> = nodes.into_iter().flatten().copied().collect();
                    if a > b {
                        nodes.reverse();
                    }
                    chain.extend(nodes);
                }
                Ring::new(&chain).expect("a ring")
            })
            .collect();
        Polygon::new(rings[0].clone(), rings[1..].to_vec()).expect("a polygon")
    });
    Region::new(polygons.collect()).expect("a region")
}

#[test]
fn random_towns_are_covered_and_divided_exactly() {
    for seed in 0..60 {
        let town = Town::random(seed);
        let snapshot = town.snapshot();
        let cover = cover(&snapshot);
        check(&snapshot, &cover);
        let mut random = town::random(seed + 1000);
        check_division(&snapshot, &cover, &mut random);
    }
}

#[test]
fn blocks_between_streets_are_divided_among_their_buildings() {
    let mut town = Town::plain(2, 1);
    town.barrier("street", &[(0, 5000), (20_000, 5000)]);
    town.building("A1", (3000, 2000), 3);
    town.building("A2", (6000, 2000), 4);
    town.building("A3", (15_000, 8000), 5);
    let cover = cover(&town.snapshot());
    // the south of the first grid is two cells, the other blocks are whole
    let found: Vec<(u32, &str, u64)> = cover
        .units
        .iter()
        .map(|unit| (unit.grid, unit.kind.as_str(), unit.load.households))
        .collect();
    assert_eq!(found.len(), 5);
    assert_eq!(found.iter().filter(|unit| unit.1 == "building").count(), 3);
    assert_eq!(found.iter().map(|unit| unit.2).sum::<u64>(), 12);
    let ids: Vec<&str> = cover.units.iter().map(|unit| unit.id.as_str()).collect();
    assert!(ids.contains(&"@A1") && ids.contains(&"@A2") && ids.contains(&"@A3"));
    let across = cover
        .links
        .iter()
        .filter(|link| link.obstacle == Obstacle::Street);
    assert_eq!(across.count(), 3);
    assert_eq!(
        cover.units[0].load.minutes,
        (cover.units[0].load.households * 7).div_ceil(2)
    );
}

#[test]
fn one_building_is_one_unit_wherever_its_doors_are() {
    let mut town = Town::plain(1, 1);
    for (number, x) in [1000, 3000, 5000].into_iter().enumerate() {
        town.door(&format!("D{number}"), "1号楼", (x, 5000), 2);
        town.door(&format!("E{number}"), "2号楼", (x, 5900), 3);
    }
    let snapshot = town.snapshot();
    let cover = cover(&snapshot);
    assert_eq!(cover.units.len(), 2);
    let mut loads: Vec<u64> = cover
        .units
        .iter()
        .map(|unit| unit.load.households)
        .collect();
    loads.sort_unstable();
    assert_eq!(loads, [6, 9]);
    check(&snapshot, &cover);
}

#[test]
fn a_river_parts_what_no_bridge_joins() {
    let river = |bridge: bool| {
        let mut town = Town::plain(2, 1);
        town.barrier("river", &[(10_000, -500), (10_000, 10_500)]);
        town.building("A1", (5000, 5000), 1);
        town.building("A2", (15_000, 5000), 1);
        if bridge {
            town.barrier("street", &[(9000, 4000), (11_000, 4000)]);
        }
        cover(&town.snapshot()).into_units().links
    };
    assert_eq!(river(false), []);
    let [link] = river(true)[..] else {
        panic!("one link");
    };
    assert_eq!(
        (link.obstacle, link.kind),
        (Obstacle::River, LinkKind::Shared)
    );
    // within one grid of today the banks belong together
    let mut town = Town::plain(1, 1);
    town.barrier("river", &[(5000, -500), (5000, 10_500)]);
    town.building("A1", (2000, 5000), 1);
    town.building("A2", (8000, 5000), 1);
    assert_eq!(cover(&town.snapshot()).links.len(), 1);
}

#[test]
fn a_ferry_joins_what_does_not_touch() {
    let mut town = Town::plain(3, 1);
    for x in [10_000, 20_000] {
        town.barrier("river", &[(x, -500), (x, 10_500)]);
    }
    for (number, x) in [5000, 15_000, 25_000].into_iter().enumerate() {
        town.building(&format!("A{number}"), (x, 5000), 1);
    }
    town.barrier(
        "ferry",
        &[
            (5000, 5100),
            (5000, 12_000),
            (25_000, 12_000),
            (25_000, 5100),
        ],
    );
    let links = cover(&town.snapshot()).into_units().links;
    let kinds: Vec<LinkKind> = links.iter().map(|link| link.kind).collect();
    assert_eq!(kinds, [LinkKind::Bridge]);
}

#[test]
fn stored_units_stay_whole_and_estates_are_kept_in_mind() {
    let mut town = Town::plain(2, 1);
    town.barrier("street", &[(0, 5000), (20_000, 5000)]);
    town.unit("B1", "block", (1000, 1000), (6000, 9000));
    town.unit("E1", "estate", (12_000, 1000), (18_000, 4000));
    town.building("A1", (2000, 2000), 3);
    town.building("A2", (2000, 8000), 4);
    town.building("A3", (13_000, 2000), 5);
    town.building("A4", (17_000, 2000), 6);
    let snapshot = town.snapshot();
    let cover = cover(&snapshot);
    check(&snapshot, &cover);
    let unit = |id: &str| {
        cover
            .units
            .iter()
            .find(|unit| unit.id.as_str() == id)
            .expect(id)
    };
    assert_eq!(
        (unit("B1").load.households, unit("B1").kind.as_str()),
        (7, "block")
    );
    assert_eq!(unit("@A3").estate, unit("@A4").estate);
    assert!(unit("@A3").estate.is_some() && unit("B1").estate.is_none());
}

#[test]
fn slivers_go_to_their_neighbours() {
    let mut town = Town::plain(1, 1);
    // two sides of a dual carriageway, three metres apart
    town.barrier("arterial", &[(0, 5000), (10_000, 5000)]);
    town.barrier("arterial", &[(0, 5300), (10_000, 5300)]);
    town.building("A1", (5000, 2000), 1);
    town.building("A2", (5000, 8000), 1);
    let snapshot = town.snapshot();
    let cover = cover(&snapshot);
    assert_eq!(cover.units.len(), 2);
    check(&snapshot, &cover);
}

#[test]
fn a_parent_of_communities_is_as_many_parents_as_have_grids() {
    let town = Town::plain(2, 2);
    let snapshot = town.snapshot();
    let found = parents_below(&snapshot, &parent()).expect("parents");
    assert_eq!(found, [parent()]);
    assert_eq!(
        parents_below(&snapshot, &grid_code(2)),
        Err(UnitsError::NoGrids(grid_code(2)))
    );
    let unknown = AreaCode::new("990185400009").expect("valid");
    assert_eq!(
        derive(&snapshot, &unknown).err(),
        Some(UnitsError::UnknownGrid(unknown))
    );
}

#[test]
fn any_number_of_threads_finds_the_same_units() {
    let snapshot = Town::random(7).snapshot();
    let codes = vec![parent(); 5];
    let found = |threads| {
        let made = derive_each(
            &snapshot,
            &codes,
            Threads::new(threads),
            &Watch::default(),
            |cover| (cover.units.clone(), cover.links.clone()),
        );
        made.expect("units")
    };
    assert_eq!(found(1), found(3));
    let stopped = Watch::default();
    stopped.stop();
    let made = derive_each(&snapshot, &codes, Threads::ONE, &stopped, drop);
    assert_eq!(made, Err(UnitsError::Stopped));
    assert_eq!(Tier::Grid, cover(&snapshot).tier);
}
