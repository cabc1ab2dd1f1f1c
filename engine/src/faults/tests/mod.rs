mod streets;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{FaultMemo, NamedFault, Near, TierFault, tier_faults};
use crate::geom::{FaultKind, Polygon, Position, Region, Ring};
use crate::layer::AreaLayer;
use crate::model::{AreaCode, Change, Grid, Lock, Tier};

type Grids = BTreeMap<Tier, Arc<AreaLayer<Grid>>>;

fn code(text: &str) -> AreaCode {
    AreaCode::new(text).expect("valid")
}

/// A corner, in thousands of lattice steps.
fn at((x, y): (i32, i32)) -> Position {
    Position::from_lattice(x * 1000, y * 1000).expect("on the globe")
}

/// A grid around these corners, in thousands of lattice steps.
fn grid(name: &str, tier: Tier, parent: Option<&str>, corners: &[(i32, i32)]) -> Grid {
    let ring = Ring::new(&corners.iter().copied().map(at).collect::<Vec<_>>()).expect("valid");
    Grid {
        code: code(name),
        tier,
        parent: parent.map(code),
        name: String::new(),
        region: Region::single(Polygon::new(ring, Vec::new()).expect("valid")),
        lock: Lock::Open,
    }
}

fn box_of(x: i32, y: i32, width: i32, height: i32) -> [(i32, i32); 4] {
    [
        (x, y),
        (x + width, y),
        (x + width, y + height),
        (x, y + height),
    ]
}

fn layers(mut rows: Vec<Grid>) -> Grids {
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    let mut tiers: BTreeMap<Tier, Vec<Grid>> = BTreeMap::new();
    for row in rows {
        tiers.entry(row.tier).or_default().push(row);
    }
    let layer = |(tier, rows)| (tier, Arc::new(AreaLayer::build(rows)));
    tiers.into_iter().map(layer).collect()
}

const WEST: &str = "990000000001";
const EAST: &str = "990000000002";
const GRID: [&str; 4] = [
    "990000000001G001",
    "990000000001G002",
    "990000000002G001",
    "990000000002G002",
];

/// Two communities side by side, each divided into a southern and a northern grid.
fn sound() -> Vec<Grid> {
    let tier = Tier::Grid;
    // the border between the communities has a vertex where those of the grids meet it
    let west = [(0, 0), (10, 0), (10, 5), (10, 10), (0, 10), (0, 5)];
    let east = [(10, 0), (20, 0), (20, 5), (20, 10), (10, 10), (10, 5)];
    vec![
        grid(WEST, Tier::Community, None, &west),
        grid(EAST, Tier::Community, None, &east),
        grid(GRID[0], tier, Some(WEST), &box_of(0, 0, 10, 5)),
        grid(GRID[1], tier, Some(WEST), &box_of(0, 5, 10, 5)),
        grid(GRID[2], tier, Some(EAST), &box_of(10, 0, 10, 5)),
        grid(GRID[3], tier, Some(EAST), &box_of(10, 5, 10, 5)),
    ]
}

fn with(rows: Vec<Grid>, row: Grid) -> Vec<Grid> {
    let mut rows: Vec<Grid> = rows.into_iter().filter(|r| r.code != row.code).collect();
    rows.push(row);
    rows
}

fn named(grids: &Grids, tier: Tier) -> Vec<String> {
    let found = tier_faults(grids, tier);
    let name = |fault: &TierFault| {
        let name = NamedFault::new(fault, tier, |i| &grids[&tier].records()[i]);
        let text = name.to_string();
        text.split(", at ").next().unwrap_or_default().to_owned()
    };
    found.iter().map(name).collect()
}

#[test]
fn nested_tiers_have_no_fault() {
    let grids = layers(sound());
    for tier in Tier::ALL {
        assert_eq!(tier_faults(&grids, tier), []);
    }
}

#[test]
fn a_grid_across_a_border_is_outside_and_overlaps() {
    let wide = [(0, 0), (12, 0), (12, 5), (10, 5), (0, 5)];
    let rows = with(sound(), grid(GRID[0], Tier::Grid, Some(WEST), &wide));
    let expected = [
        format!("overlap, grids {} and {}", GRID[0], GRID[2]),
        format!("unmatched edge, grids {} and {}", GRID[0], GRID[2]),
        format!("outside the parent, grid {}, parent {WEST}", GRID[0]),
    ];
    let found = named(&layers(rows.clone()), Tier::Grid);
    for text in &expected {
        assert!(found.contains(text), "{found:#?}");
    }
    // one more grid, without a parent and far away: now the whole tier is looked at, and shows the same
    let far = grid("990000000003G001", Tier::Grid, None, &box_of(90, 90, 1, 1));
    assert_eq!(named(&layers(with(rows, far)), Tier::Grid), found);
}

#[test]
fn uncovered_ground_and_gaps_between_orphans() {
    let mut rows = sound();
    rows.retain(|row| row.code.as_str() != GRID[3]);
    let found = named(&layers(rows), Tier::Grid);
    assert_eq!(found, [format!("uncovered, parent {EAST}")]);

    // four streets around a square that none covers
    let around: [&[(i32, i32)]; 4] = [
        &[(0, 0), (30, 0), (30, 10), (20, 10), (10, 10), (0, 10)],
        &[(0, 20), (10, 20), (20, 20), (30, 20), (30, 30), (0, 30)],
        &box_of(0, 10, 10, 10),
        &box_of(20, 10, 10, 10),
    ];
    let street = |(i, corners): (usize, &&[(i32, i32)])| {
        grid(&format!("99000000000{i}"), Tier::Street, None, corners)
    };
    let rows: Vec<Grid> = around.iter().enumerate().map(street).collect();
    let grids = layers(rows);
    let faults = tier_faults(&grids, Tier::Street);
    let kinds: Vec<FaultKind> = faults.iter().map(|fault| fault.fault.kind).collect();
    assert_eq!(kinds, [FaultKind::Gap]);
    assert!(!faults[0].breaks_partition());
}

#[test]
fn a_parent_that_is_not_there_leaves_its_grids_outside() {
    let mut rows = sound();
    rows.retain(|row| row.code.as_str() != EAST);
    let found = named(&layers(rows), Tier::Grid);
    assert_eq!(
        found,
        [GRID[2], GRID[3]].map(|code| format!("outside the parent, grid {code}, parent {EAST}"))
    );
}

/// A street at the western edge, one below and one around a square, and one in the square, which the first does not meet.
fn ringed() -> [Grid; 4] {
    let street = |i: u8, corners: &[(i32, i32)]| {
        grid(&format!("99000000000{i}"), Tier::Street, None, corners)
    };
    let below = [(10, 0), (40, 0), (40, 10), (30, 10), (20, 10), (10, 10)];
    let around = [
        (10, 10),
        (20, 10),
        (20, 20),
        (30, 20),
        (30, 10),
        (40, 10),
        (40, 30),
        (10, 30),
    ];
    [
        street(0, &[(0, 0), (10, 0), (10, 10), (10, 30), (0, 30)]),
        street(1, &below),
        street(2, &around),
        street(3, &box_of(20, 10, 10, 10)),
    ]
}

/// What the changed streets and their neighbours surround is no gap where another street lies.
#[test]
fn a_street_that_others_surround_far_from_a_change_is_no_gap() {
    let streets = ringed();
    let narrower = grid(
        streets[0].code.as_str(),
        Tier::Street,
        None,
        &[(1, 0), (10, 0), (10, 10), (10, 30), (1, 30)],
    );
    let change = [Change::replace(streets[0].clone(), narrower).expect("one key")];
    let grids = layers(streets.to_vec());
    let memo = FaultMemo::default();
    for _asked_again in 0..2 {
        assert!(Near::new(&memo, &grids, &change).keeps_all_right());
    }
}

#[test]
fn a_gap_that_a_change_closes_in_is_found() {
    let [west, below, around, inner] = ringed();
    let open = [(10, 10), (20, 10), (20, 20), (40, 20), (40, 30), (10, 30)];
    let before = grid(around.code.as_str(), Tier::Street, None, &open);
    let grids = layers(vec![west.clone(), below.clone(), before.clone()]);
    let memo = FaultMemo::default();
    assert!(memo.faults(&grids, Tier::Street).is_empty());
    let closed = [Change::replace(before, around.clone()).expect("one key")];
    assert!(!Near::new(&memo, &grids, &closed).keeps_all_right());
    // nor does a street that goes leave the others without a fault
    let grids = layers(vec![west, below, around, inner.clone()]);
    let gone = [Change::remove(inner)];
    assert!(!Near::new(&FaultMemo::default(), &grids, &gone).keeps_all_right());
}

/// The faults that are carried over some changes are those that the changed grids have.
#[test]
fn what_is_carried_over_is_what_would_be_found() {
    let replaced = |before: &[Grid], after: Grid| {
        let old = before.iter().find(|row| row.code == after.code).cloned();
        match old {
            Some(old) => Change::replace(old, after).expect("one key"),
            None => Change::make(after),
        }
    };
    let rows = sound();
    let renamed = Grid {
        name: "new".to_owned(),
        ..rows[3].clone()
    };
    let cases = [
        renamed,
        grid(GRID[0], Tier::Grid, Some(WEST), &box_of(0, 0, 10, 4)),
        grid(
            GRID[0],
            Tier::Grid,
            Some(WEST),
            &[(0, 0), (12, 0), (10, 5), (0, 5)],
        ),
        grid(GRID[0], Tier::Grid, None, &box_of(0, 0, 10, 5)),
        grid(EAST, Tier::Community, None, &box_of(10, 0, 11, 10)),
        grid(
            "990000000000G001",
            Tier::Grid,
            Some(WEST),
            &box_of(1, 1, 2, 2),
        ),
        grid(
            "990000000001G00101",
            Tier::Micro,
            Some(GRID[0]),
            &box_of(0, 0, 10, 5),
        ),
    ];
    for after in cases {
        let before = layers(rows.clone());
        let memo = FaultMemo::default();
        for tier in Tier::ALL {
            memo.faults(&before, tier);
        }
        let changes = [replaced(&rows, after.clone())];
        let grids = layers(with(rows.clone(), after));
        let carried = memo.carried(&before, &grids, &changes);
        for tier in Tier::ALL {
            assert_eq!(*carried.faults(&grids, tier), tier_faults(&grids, tier));
        }
    }
}
