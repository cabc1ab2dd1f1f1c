use std::collections::BTreeSet;

use super::{FlagCover, UnitKind, flags};
use crate::geom::{Polygon, Position, Region, Ring};
use crate::model::{Address, AddressId, AreaCode, Dataset, Grid, Lock, Tier};
use crate::snapshot::Snapshot;

const COMMUNITY: &str = "990000000001";

fn at(x: i32, y: i32) -> Position {
    Position::from_lattice(1_200_000_000 + x * 1_000, 310_000_000 + y * 1_000).expect("in range")
}

fn region(rings: &[&[(i32, i32)]]) -> Region {
    let ring = |corners: &&[(i32, i32)]| {
        let corners: Vec<Position> = corners.iter().map(|&(x, y)| at(x, y)).collect();
        Ring::new(&corners).expect("valid")
    };
    let holes = rings[1..].iter().map(ring).collect();
    Region::single(Polygon::new(ring(&rings[0]), holes).expect("valid"))
}

fn grid(code: &str, tier: Tier, parent: Option<&str>, rings: &[&[(i32, i32)]]) -> Grid {
    Grid {
        code: AreaCode::new(code).expect("valid"),
        tier,
        parent: parent.map(|code| AreaCode::new(code).expect("valid")),
        name: String::new(),
        region: region(rings),
        lock: Lock::Open,
    }
}

fn address(id: usize, position: Position, building: &str) -> Address {
    Address {
        id: AddressId::new(&format!("a{id:05}")).expect("valid"),
        position,
        label: "".into(),
        building: building.into(),
        households: 2,
        residents: 5,
        stated: None,
    }
}

/// Two households at each of many places, some of them of one building.
fn addresses() -> Vec<Address> {
    let mut addresses = Vec::new();
    for x in 0..29 {
        for y in 0..19 {
            let place = Position::clamped(
                i64::from(at(x, y).lon()) + 377,
                i64::from(at(x, y).lat()) + 613,
            );
            let building = if (8..12).contains(&x) && y == 4 {
                "tower"
            } else {
                ""
            };
            addresses.push(address(addresses.len(), place, building));
        }
    }
    addresses
}

/// A community of four quarters and an enclave in the north-east, beside a grid of another community in the east.
fn town() -> Snapshot {
    let code = |n: u32| format!("{COMMUNITY}G{n:03}");
    let other = "990000000002";
    let own = |n: u32, rings: &[&[(i32, i32)]]| grid(&code(n), Tier::Grid, Some(COMMUNITY), rings);
    let mut grids = vec![
        grid(
            COMMUNITY,
            Tier::Community,
            None,
            &[&[
                (0, 0),
                (10, 0),
                (20, 0),
                (20, 10),
                (20, 20),
                (10, 20),
                (0, 20),
                (0, 10),
            ]],
        ),
        own(1, &[&[(0, 0), (10, 0), (10, 10), (0, 10)]]),
        own(2, &[&[(10, 0), (20, 0), (20, 10), (10, 10)]]),
        own(3, &[&[(0, 10), (10, 10), (10, 20), (0, 20)]]),
        own(
            4,
            &[
                &[(10, 10), (20, 10), (20, 20), (10, 20)],
                &[(13, 13), (17, 13), (17, 17), (13, 17)],
            ],
        ),
        own(5, &[&[(13, 13), (17, 13), (17, 17), (13, 17)]]),
        grid(
            other,
            Tier::Community,
            None,
            &[&[(20, 0), (30, 0), (30, 20), (20, 20), (20, 10)]],
        ),
        grid(
            &format!("{other}G001"),
            Tier::Grid,
            Some(other),
            &[&[(20, 0), (30, 0), (30, 20), (20, 20), (20, 10)]],
        ),
    ];
    grids.sort_by(|a, b| a.code.cmp(&b.code));
    let addresses = addresses();
    Snapshot::build(Dataset {
        grids,
        addresses,
        ..Dataset::default()
    })
}

fn cover(snapshot: &Snapshot) -> FlagCover {
    let parent = AreaCode::new(COMMUNITY).expect("valid");
    flags(snapshot, Some(&parent), Tier::Grid).expect("a cover")
}

#[test]
fn two_answer_for_everything_inside_and_the_rest_is_listed() {
    let snapshot = town();
    let cover = cover(&snapshot);
    let report = cover.report(&snapshot);
    assert_eq!((report.faces, report.inner_edges), (5, 5));
    // the middle, four ends at the outline, two where the neighbour's border ends, one on the ring around the enclave
    assert_eq!(
        (report.junctions, report.single_inner_flags),
        (8, 0),
        "{:?}",
        cover.net.junctions
    );
    assert_eq!(report.inner_flags, 20);
    assert_eq!(report.addresses_by_people.iter().sum::<u64>(), 29 * 19);
    assert_eq!(
        report.addresses_by_people[0],
        9 * 19,
        "those of the other community"
    );
    assert_eq!(report.single_inner_addresses, 0);
    assert!(report.worst_absence < report.worst_absence_before);
    // the enclave is answered for twice, though it has one neighbour
    let middle = cover.flag_at(at(15, 15)).expect("inside");
    let people: BTreeSet<u32> = cover.people_of_flag(middle).collect();
    assert_eq!(people, BTreeSet::from([3, 4]));
    // two grids touch the other community, four the end of the map
    let neighbours: Vec<(String, Option<String>)> = report
        .agreements
        .iter()
        .map(|a| {
            (
                a.face.to_string(),
                a.neighbour.as_ref().map(ToString::to_string),
            )
        })
        .collect();
    assert_eq!(neighbours.len(), 6);
    let beside = neighbours
        .iter()
        .filter(|(_, other)| other.as_deref() == Some("990000000002G001"));
    assert_eq!(beside.count(), 2);
    let singles: u64 = report.agreements.iter().map(|a| a.single_addresses).sum();
    assert_eq!(singles, report.addresses_by_people[1]);
    assert!(report.agreements.iter().all(|a| a.length_m > 90.0));
}

#[test]
fn buildings_are_in_one_flag_and_keys_say_what_meets() {
    let snapshot = town();
    let cover = cover(&snapshot);
    let records = snapshot.addresses.records().rows().enumerate();
    let tower: Vec<usize> = records
        .filter(|(_, a)| &*a.building == "tower")
        .map(|(i, _)| i)
        .collect();
    assert_eq!(tower.len(), 4);
    let flag = cover.flag_of(tower[0]);
    assert!(flag.is_some() && tower.iter().all(|&i| cover.flag_of(i) == flag));
    let mut keys: Vec<String> = cover.units().into_iter().map(|unit| unit.key).collect();
    let all = keys.len();
    for key in [
        "990000000001G001~002#1",
        "990000000001G001·002·003·004#1",
        "990000000001G004·005#1",
        "990000000001G001",
    ] {
        assert!(keys.iter().any(|own| own == key), "{key} in {keys:?}");
    }
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), all);
    assert!(keys.iter().all(|key| key.chars().count() <= 64));
    let many: Vec<String> = (0..12).map(|n| format!("99000000{n:04}G001")).collect();
    let list: Vec<&str> = many.iter().map(String::as_str).collect();
    let long = super::cover::keys(&[list.clone(), list], &[2, 1], "·");
    assert!(
        long[0].ends_with("…#2") && long[1].ends_with("…#1"),
        "{long:?}"
    );
    assert!(long[0].chars().count() <= 64);
}

#[test]
fn flags_of_a_square_are_its_eight_triangles() {
    let snapshot = town();
    let cover = cover(&snapshot);
    let junction = |x, y| {
        let flag = cover.flag_at(at(x, y)).expect("inside");
        cover.net.junctions[flag.junction as usize].place
    };
    // of the south-western quarter: north of its centre the northern edge, whose ends are in the west and the middle
    assert_eq!(junction(4, 9), at(0, 10));
    assert_eq!(junction(6, 9), at(10, 10));
    assert_eq!(junction(9, 6), at(10, 10));
    assert_eq!(junction(9, 4), at(10, 0));
    let edges = cover.units();
    let quarter = edges
        .iter()
        .find(|unit| unit.key == "990000000001G001~002#1")
        .expect("an edge");
    let ground = quarter.region.as_ref().expect("both are squares");
    assert!(ground.covers(at(8, 5)) && ground.covers(at(12, 5)) && !ground.covers(at(5, 9)));
    let middle = edges
        .iter()
        .find(|unit| unit.key.starts_with("990000000001G001·002·003·004"))
        .expect("a junction");
    assert_eq!(
        middle.region, None,
        "the grid around the enclave has no centre that sees all of it"
    );
}

/// Edges divide the ground, and junctions do again, inner and outer ones alike.
#[test]
fn units_of_a_kind_have_all_the_ground() {
    let own = |n: u32, ring: &[(i32, i32)]| {
        grid(&format!("{COMMUNITY}G{n:03}"), Tier::Grid, None, &[ring])
    };
    let grids = vec![
        own(1, &[(0, 0), (11, 1), (9, 9), (1, 12)]),
        own(2, &[(11, 1), (20, 0), (19, 5), (20, 10), (9, 9)]),
        own(3, &[(1, 12), (9, 9), (10, 20), (0, 19)]),
        own(4, &[(9, 9), (20, 10), (21, 20), (10, 20)]),
    ];
    let dataset = Dataset {
        grids,
        ..Dataset::default()
    };
    let snapshot = Snapshot::build(dataset);
    let cover = flags(&snapshot, None, Tier::Grid).expect("a cover");
    let units = cover.units();
    let area = |kind: UnitKind| -> f64 {
        let own = units.iter().filter(|unit| unit.kind == kind);
        own.map(|unit| {
            unit.region
                .as_ref()
                .expect("all see their borders")
                .area_m2()
        })
        .sum()
    };
    let whole = area(UnitKind::Face);
    for kind in [UnitKind::Edge, UnitKind::Junction] {
        // middles and centres are rounded to the lattice
        assert!(
            (area(kind) / whole - 1.0).abs() < 1e-5,
            "{} of {whole}",
            area(kind)
        );
    }
}
