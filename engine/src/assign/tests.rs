use super::{Moved, Standing};
use crate::geom::Position;
use crate::model::{Address, AddressId, AreaCode, Stated};

/// An address some lattice steps off the equator's beginning, where 10,000 steps are 111.3 m east and 110.6 m north.
fn address(id: &str, building: &str, (lon, lat): (i64, i64), households: u32) -> Address {
    Address {
        id: AddressId::new(id).expect("valid"),
        position: Position::clamped(lon, lat),
        label: "".into(),
        building: building.into(),
        households,
        residents: 0,
        stated: None,
    }
}

fn standing_of(addresses: &[Address]) -> Standing {
    Standing::of(&addresses.to_vec().into())
}

fn moves(addresses: &[Address]) -> Vec<(u32, u32)> {
    let standing = standing_of(addresses);
    let pair = |moved: &Moved| (moved.address, moved.to);
    standing.moved().iter().map(pair).collect()
}

#[test]
fn a_building_counts_where_most_households_are() {
    let a = address("a", "B", (0, 0), 5);
    let b = address("b", "B", (100, 0), 3);
    let c = address("c", "B", (100, 0), 3);
    let other = address("d", "C", (100, 0), 9);
    assert_eq!(moves(&[a, b, c, other]), [(0, 1)]);
}

#[test]
fn ties_go_to_most_addresses_and_then_to_the_lowest_id() {
    let lone = address("a", "B", (0, 0), 4);
    let pair = [
        address("b", "B", (100, 0), 2),
        address("c", "B", (100, 0), 2),
    ];
    assert_eq!(moves(&[&[lone][..], &pair].concat()), [(0, 1)]);
    let two = [
        address("a", "B", (100, 0), 2),
        address("b", "B", (0, 0), 2),
        address("c", "B", (100, 50), 2),
    ];
    assert_eq!(moves(&two), [(1, 0), (2, 0)]);
    let empty = [address("a", "B", (100, 0), 0), address("b", "B", (0, 0), 0)];
    assert_eq!(moves(&empty), [(1, 0)]);
}

#[test]
fn addresses_without_a_building_stay() {
    let rows = [
        address("a", "", (0, 0), 1),
        address("b", "", (100, 0), 9),
        address("c", "B", (50, 0), 1),
        address("d", "B", (50, 0), 9),
    ];
    assert_eq!(standing_of(&rows), Standing::default());
}

#[test]
fn a_name_beyond_300_m_is_no_building() {
    // 26,949 steps of the equator are 299.99 m, 26,950 are 300.01 m
    for (steps, whole) in [(26_949, true), (26_950, false), (27_040, false)] {
        let rows = [
            address("a", "3号楼", (0, 0), 1),
            address("b", "3号楼", (steps, 0), 2),
            address("c", "3号楼", (10, 0), 1),
        ];
        let standing = standing_of(&rows);
        assert_eq!(standing.moved().len(), if whole { 2 } else { 0 }, "{steps}");
        let scattered: Vec<(u32, u32)> = standing
            .scattered()
            .iter()
            .map(|name| (name.address, name.addresses))
            .collect();
        assert_eq!(scattered, if whole { vec![] } else { vec![(0, 3)] });
    }
    let diagonal = [
        address("a", "B", (0, 0), 1),
        address("b", "B", (20_000, 20_000), 1),
    ];
    let standing = standing_of(&diagonal);
    assert!((standing.scattered()[0].diagonal_m - 313.8).abs() < 0.1);
}

#[test]
fn neighbours_in_the_list_need_not_be_neighbours_in_the_building() {
    let rows: Vec<Address> = (0..1200)
        .map(|i| {
            let building = format!("B{}", i * 7919 % 400);
            let place = (i64::from(i % 3) * 100, i64::from(i * 7919 % 400) * 1000);
            address(&format!("a{i:04}"), &building, place, i % 5)
        })
        .collect();
    let standing = standing_of(&rows);
    for (i, row) in rows.iter().enumerate() {
        let members = || rows.iter().filter(|other| other.building == row.building);
        let weight = |at: Position| {
            let here = || members().filter(|other| other.position == at);
            let households: u32 = here().map(|other| other.households).sum();
            let first = here().map(|other| std::cmp::Reverse(&other.id)).max();
            (households, here().count(), first)
        };
        let best = members().max_by_key(|other| weight(other.position));
        let counted = &rows[standing.counts_at(i as u32) as usize];
        assert_eq!(
            Some(counted.position),
            best.map(|best| best.position),
            "{i}"
        );
    }
    assert!(
        standing
            .moved()
            .iter()
            .is_sorted_by_key(|moved| moved.address)
    );
}

#[test]
fn stated_areas_are_kept_once_each() {
    let state = |mut row: Address, code: &str, wins: bool| {
        let area = AreaCode::new(code).expect("valid");
        row.stated = Some(Box::new(Stated { area, wins }));
        row
    };
    let rows = [
        state(address("a", "", (0, 0), 1), "990000000001", true),
        address("b", "", (0, 0), 1),
        state(address("c", "", (0, 0), 1), "990000000002", false),
        state(address("d", "", (0, 0), 1), "990000000001", false),
    ];
    let standing = standing_of(&rows);
    let codes: Vec<&str> = standing.areas().iter().map(AreaCode::as_str).collect();
    assert_eq!(codes, ["990000000001", "990000000002"]);
    let stated: Vec<(u32, u32, bool)> = standing
        .stated()
        .iter()
        .map(|stated| (stated.address, stated.area, stated.wins))
        .collect();
    assert_eq!(stated, [(0, 0, true), (2, 1, false), (3, 0, false)]);
    assert!(standing.has_winners());
}
