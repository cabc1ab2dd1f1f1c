//! Where an address counts: by its point, its building, or the code that its file states.

use hexward_engine::assign::{Assignment, Reason};
use hexward_engine::edit::{Changeset, Edit, apply};
use hexward_engine::geom::{Phase, Polygon, Position, Region, Ring};
use hexward_engine::model::{
    Address, AddressId, AreaCode, Dataset, Grid, LayerName, Lock, Note, Stated, Tier,
};
use hexward_engine::snapshot::Snapshot;

/// The codes of the western grids, street to micro; those of the eastern ones begin with 9902.
const WEST: [&str; 4] = [
    "990100000000",
    "990100001000",
    "990100001000G001",
    "990100001000G00101",
];

fn east(code: &str) -> String {
    code.replacen("9901", "9902", 1)
}

fn code(text: &str) -> AreaCode {
    AreaCode::new(text).expect("valid")
}

fn at(lon: i64, lat: i64) -> Position {
    Position::clamped(1_200_000_000 + lon, 300_000_000 + lat)
}

/// Two halves, west and east of a meridian, in all four tiers: their common border is the same in each.
fn halves() -> Vec<Grid> {
    let half = |from: i64| {
        let corners = [
            at(from, 0),
            at(from + 50_000, 0),
            at(from + 50_000, 50_000),
            at(from, 50_000),
        ];
        let ring = Ring::new(&corners).expect("valid");
        Region::single(Polygon::new(ring, Vec::new()).expect("valid"))
    };
    let grid = |tier: usize, own: &dyn Fn(&str) -> String, from| Grid {
        code: code(&own(WEST[tier])),
        tier: Tier::ALL[tier],
        parent: tier.checked_sub(1).map(|above| code(&own(WEST[above]))),
        name: String::new(),
        region: half(from),
        lock: Lock::Open,
    };
    let both = |tier| [grid(tier, &str::to_owned, -50_000), grid(tier, &east, 0)];
    (0..4).flat_map(both).collect()
}

fn address(id: &str, lon: i64, building: &str, households: u32) -> Address {
    Address {
        id: AddressId::new(id).expect("valid"),
        position: at(lon, 25_000),
        label: "".into(),
        building: building.into(),
        households,
        residents: 1,
        stated: None,
    }
}

fn stating(mut address: Address, area: &str, wins: bool) -> Address {
    let area = code(area);
    address.stated = Some(Box::new(Stated { area, wins }));
    address
}

fn after(snapshot: &Snapshot, edits: Vec<Edit>) -> Snapshot {
    let note = Note::default();
    let delta = apply(snapshot, &Changeset { note, edits }).expect("applied");
    snapshot.with(&delta).expect("fits")
}

/// The grids first and then the addresses, or the other way round.
fn city(grids: Vec<Grid>, addresses: Vec<Address>, grids_first: bool) -> Snapshot {
    let mut edits = vec![Edit::ImportGrids(grids), Edit::ImportAddresses(addresses)];
    if !grids_first {
        edits.reverse();
    }
    after(&Snapshot::build(Dataset::default()), edits)
}

/// The code that each address counts in, in a tier.
fn counted(snapshot: &Snapshot, tier: Tier) -> Vec<Option<String>> {
    let assignment = snapshot.assignment(tier);
    let layer = snapshot.grids[&tier].records();
    let owner = |owner: Option<u32>| owner.map(|index| layer[index as usize].code.to_string());
    assignment.owners.iter().map(owner).collect()
}

fn reasons(assignment: &Assignment) -> Vec<(u32, Reason)> {
    let pair =
        |unlocated: &hexward_engine::assign::Unlocated| (unlocated.address, unlocated.reason);
    assignment.unlocated.iter().map(pair).collect()
}

#[test]
fn a_building_on_a_border_is_whole_in_every_tier() {
    let rows = vec![
        address("a", 100, "B", 2),
        address("b", -100, "B", 3),
        address("c", 100, "", 9),
        address("d", 200, "B", 0),
    ];
    let snapshot = city(halves(), rows, true);
    for (tier, west) in Tier::ALL.into_iter().zip(WEST) {
        let (west, east) = (Some(west.to_owned()), Some(east(west)));
        assert_eq!(
            counted(&snapshot, tier),
            [west.clone(), west.clone(), east, west]
        );
        let assignment = snapshot.assignment(tier);
        let displaced: Vec<_> = assignment
            .findings
            .displaced
            .iter()
            .map(|d| (d.address, d.own, d.counted))
            .collect();
        assert_eq!(displaced, [(0, Some(1), Some(0)), (3, Some(1), Some(0))]);
        assert_eq!(
            (
                assignment.tallies[0].addresses,
                assignment.tallies[0].households
            ),
            (3, 5)
        );
    }
}

#[test]
fn a_building_is_whole_in_a_honeycomb() {
    let rows = vec![
        address("a", -30_000, "B", 1),
        address("b", -25_000, "B", 2),
        address("c", -30_000, "", 1),
    ];
    let snapshot = city(halves(), rows, true);
    let comb = Edit::Honeycomb {
        parent: code(WEST[0]),
        name: LayerName::new("comb").expect("valid"),
        phase: Phase::A,
        spacing_mm: 30_000,
    };
    let snapshot = after(&snapshot, vec![comb]);
    let assignment = snapshot.crossing_assignment(0);
    let owner = |address| assignment.owners.get(address);
    assert!(owner(0).is_some() && owner(0) == owner(1) && owner(1) != owner(2),);
}

#[test]
fn a_code_that_wins_counts_in_its_area_and_above() {
    let rows = vec![
        stating(address("a", 100, "", 1), WEST[2], true),
        stating(address("b", -100, "", 1), WEST[2], true),
        stating(address("c", 100, "", 1), WEST[2], false),
        stating(address("d", 90_000, "", 1), WEST[2], true),
        address("e", 90_000, "", 1),
    ];
    for order in [true, false] {
        let snapshot = city(halves(), rows.clone(), order);
        for (tier, west) in Tier::ALL.into_iter().zip(WEST).take(3) {
            let (west, other) = (Some(west.to_owned()), Some(east(west)));
            assert_eq!(
                counted(&snapshot, tier),
                [west.clone(), west.clone(), other, west, None]
            );
            let assignment = snapshot.assignment(tier);
            assert_eq!(reasons(&assignment), [(4, Reason::Outside)]);
            let conflicts = assignment.findings.conflicts.iter();
            let conflicts: Vec<_> = conflicts.map(|c| (c.stated.address, c.found)).collect();
            assert_eq!(conflicts, [(0, Some(1)), (2, Some(1)), (3, None)]);
            assert_eq!(assignment.findings.by_code, [0, 1, 3]);
        }
        // where inside the stated grid an address is whose point lies elsewhere, nobody knows
        let micro = snapshot.assignment(Tier::Micro);
        let west = Some(WEST[3].to_owned());
        let other = Some(east(WEST[3]));
        assert_eq!(
            counted(&snapshot, Tier::Micro),
            [None, west, other, None, None]
        );
        let (far, inside) = (Reason::Outside, Reason::OutsideStated);
        assert_eq!(reasons(&micro), [(0, inside), (3, far), (4, far)]);
    }
}

#[test]
fn a_code_that_wins_is_asked_in_honeycombs_too() {
    let rows = vec![
        stating(address("a", 100, "", 1), WEST[2], true),
        stating(address("b", -100, "", 1), WEST[2], true),
        stating(address("c", -100, "", 1), "990300000000", true),
        stating(address("d", -100, "", 1), &east(WEST[3]), true),
    ];
    let snapshot = city(halves(), rows, false);
    let comb = |name: &str, parent: &str| Edit::Honeycomb {
        parent: code(parent),
        name: LayerName::new(name).expect("valid"),
        phase: Phase::B,
        spacing_mm: 100_000,
    };
    let snapshot = after(
        &snapshot,
        vec![comb("east", &east(WEST[0])), comb("west", WEST[0])],
    );
    let (east, west) = (
        snapshot.crossing_assignment(0),
        snapshot.crossing_assignment(1),
    );
    assert_eq!(
        reasons(&east),
        [
            (0, Reason::OutsideStated),
            (1, Reason::Outside),
            (2, Reason::UnknownArea),
            (3, Reason::Outside)
        ]
    );
    assert_eq!(
        reasons(&west),
        [
            (0, Reason::Outside),
            (2, Reason::UnknownArea),
            (3, Reason::OutsideStated)
        ]
    );
    assert!(west.owners.get(1).is_some());
}

#[test]
fn a_code_that_names_no_grid_is_listed_whoever_wins() {
    let rows = vec![
        stating(address("a", -100, "", 1), "990300000000", true),
        stating(address("b", -100, "", 1), "990300000000", false),
    ];
    let snapshot = city(halves(), rows, true);
    for (tier, west) in Tier::ALL.into_iter().zip(WEST) {
        assert_eq!(counted(&snapshot, tier), [None, Some(west.to_owned())]);
        let assignment = snapshot.assignment(tier);
        assert_eq!(reasons(&assignment), [(0, Reason::UnknownArea)]);
        assert_eq!(assignment.findings.unknown, [0, 1]);
        assert!(assignment.findings.conflicts.is_empty());
    }
}

#[test]
fn an_area_without_an_ancestor_is_unlocated_above() {
    let mut grids = halves();
    for grid in &mut grids {
        if grid.tier == Tier::Grid {
            grid.parent = Some(code(&WEST[0].replacen("9901", &grid.code.as_str()[..4], 1)));
        }
    }
    let rows = vec![stating(address("a", -100, "", 1), WEST[2], true)];
    let snapshot = city(grids, rows, true);
    assert_eq!(counted(&snapshot, Tier::Street), [Some(WEST[0].to_owned())]);
    assert_eq!(counted(&snapshot, Tier::Community), [None]);
    let assignment = snapshot.assignment(Tier::Community);
    assert_eq!(reasons(&assignment), [(0, Reason::NoAncestor)]);
}

#[test]
fn a_code_moves_an_address_out_of_its_building() {
    let rows = vec![
        stating(address("a", -100, "B", 1), &east(WEST[1]), true),
        address("b", 100, "B", 3),
        address("c", -100, "B", 1),
    ];
    let snapshot = city(halves(), rows, true);
    let tier = Tier::Grid;
    let other = Some(east(WEST[2]));
    // the building lies in the east, and so does the stated community
    assert_eq!(
        counted(&snapshot, tier),
        [other.clone(), other.clone(), other]
    );
    let rows = vec![
        stating(address("a", -100, "B", 1), WEST[1], true),
        address("b", 100, "B", 2),
    ];
    let snapshot = city(halves(), rows, true);
    assert_eq!(counted(&snapshot, tier), [None, Some(east(WEST[2]))]);
    let communities = [Some(WEST[1].to_owned()), Some(east(WEST[1]))];
    assert_eq!(counted(&snapshot, Tier::Community), communities);
}

#[test]
fn the_order_of_imports_does_not_show() {
    let rows: Vec<Address> = (0..60)
        .map(|i| {
            let row = address(
                &format!("a{i:02}"),
                i * 37 % 200 - 100,
                ["", "B", "C"][i as usize % 3],
                1 + i as u32 % 4,
            );
            match i % 5 {
                0 => stating(row, WEST[i as usize % 4], i % 2 == 0),
                1 => stating(row, "990300000000", i % 2 == 0),
                _ => row,
            }
        })
        .collect();
    let whole = city(halves(), rows.clone(), true);
    let (late, early) = rows.split_at(25);
    let parts = city(halves(), early.to_vec(), false);
    let parts = after(
        &parts,
        vec![Edit::ImportAddresses(late.iter().rev().cloned().collect())],
    );
    for tier in Tier::ALL {
        assert_eq!(whole.assignment(tier), parts.assignment(tier));
    }
    assert_eq!(whole.standing(), parts.standing());
}

#[test]
fn the_standing_is_shared_while_the_addresses_are() {
    let snapshot = city(
        halves(),
        vec![address("a", 1, "B", 1), address("b", 2, "B", 1)],
        true,
    );
    let first = std::ptr::from_ref(snapshot.standing());
    let more = after(
        &snapshot,
        vec![Edit::ImportGrids(vec![Grid {
            name: "west".to_owned(),
            ..halves().remove(0)
        }])],
    );
    assert!(std::ptr::eq(first, more.standing()));
}
