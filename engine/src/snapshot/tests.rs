//! Snapshots after edits against snapshots built from the same rows.

use proptest::prelude::*;
use time::macros::date;

use super::*;
use crate::geom::{Polygon, Position, Region, Ring};
use crate::model::{AddressId, Change, Count, Delta, Lock, Measure, Unit};

const SIDE: usize = 8;
const STEP: i64 = 1000;

/// Corners of a mosaic of eight by eight quadrangles, each moved a little.
type Corners = Vec<(i64, i64)>;

fn corners() -> Corners {
    let at = |i: usize| {
        (
            (i % (SIDE + 1)) as i64 * STEP,
            (i / (SIDE + 1)) as i64 * STEP,
        )
    };
    (0..(SIDE + 1) * (SIDE + 1)).map(at).collect()
}

fn grid(corners: &Corners, cell: usize, code: usize) -> Grid {
    let first = cell % SIDE + cell / SIDE * (SIDE + 1);
    let around = [first, first + 1, first + SIDE + 2, first + SIDE + 1];
    let vertices = around.map(|i| Position::clamped(corners[i].0, corners[i].1));
    let ring = Ring::new(&vertices).expect("corners move less than half a step");
    Grid {
        code: AreaCode::new(&format!("990185400001G{code:03}")).expect("valid"),
        tier: Tier::Grid,
        parent: None,
        name: String::new(),
        region: Region::single(Polygon::new(ring, Vec::new()).expect("valid")),
        lock: Lock::Open,
    }
}

fn address(number: usize, x: i64, y: i64) -> Address {
    Address {
        id: AddressId::new(&format!("A{number:04}")).expect("valid"),
        position: Position::clamped(x, y),
        label: String::new(),
        building: String::new(),
        households: number as u32 % 5,
        residents: number as u32 % 11,
        stated: None,
    }
}

fn count(number: usize, value: u32) -> Count {
    Count {
        address: AddressId::new(&format!("A{number:04}")).expect("valid"),
        measure: Measure::new("cases").expect("valid"),
        unit: Unit::Persons,
        cutoff: date!(2022 - 03 - 01),
        value,
    }
}

/// Gives addresses buildings of two that lie a few metres apart, over borders here and there.
fn house(addresses: &mut [Address]) {
    for pair in addresses.chunks_exact_mut(2).step_by(3) {
        let at = pair[0].position;
        let (east, north) = (pair[1].position.lon() % 400, pair[1].position.lat() % 400);
        pair[1].position =
            Position::clamped(i64::from(at.lon() + east), i64::from(at.lat() + north));
        let name = pair[0].id.to_string();
        for row in pair {
            row.building.clone_from(&name);
        }
    }
}

/// Gives some addresses a stated grid, which wins for every second if any shall win.
fn state(addresses: &mut [Address], wins: bool) {
    for (n, row) in addresses.iter_mut().enumerate().step_by(5) {
        let area = AreaCode::new(&format!("990185400001G{:03}", n % 130)).expect("valid");
        let wins = wins && n % 2 == 0;
        row.stated = Some(Box::new(crate::model::Stated { area, wins }));
    }
}

fn start() -> (Corners, Snapshot) {
    start_with(|_| ())
}

fn start_with(change: impl FnOnce(&mut [Address])) -> (Corners, Snapshot) {
    let corners = corners();
    let places = (0..700_usize).map(|n| match n % 10 {
        // on corners, on borders, anywhere
        0 => (n as i64 / 10 % 9 * STEP, n as i64 / 90 % 9 * STEP),
        1 => (n as i64 / 10 % 9 * STEP, n as i64 * 37 % 8000),
        _ => (n as i64 * 7919 % 8300 - 150, n as i64 * 10_477 % 8300 - 150),
    });
    let mut addresses: Vec<Address> = places
        .enumerate()
        .map(|(n, (x, y))| address(n, x, y))
        .collect();
    change(&mut addresses);
    let dataset = Dataset {
        grids: (0..SIDE * SIDE)
            .map(|cell| grid(&corners, cell, 2 * cell + 1))
            .collect(),
        addresses,
        counts: (0..700)
            .step_by(3)
            .map(|n| count(n, n as u32 % 4))
            .collect(),
        ..Dataset::default()
    };
    (corners, Snapshot::build(dataset))
}

/// One edit of the mosaic: which cell, what happens to it.
#[derive(Debug, Clone)]
enum Act {
    MoveCorner(usize, i64, i64),
    Remove(usize),
    Restore(usize, usize),
    Rename(usize),
    Retier(usize),
    Count(usize, u32),
}

fn act() -> impl Strategy<Value = Act> {
    let cell = 0..SIDE * SIDE;
    prop_oneof![
        4 => ((0..(SIDE + 1) * (SIDE + 1)), -300..300_i64, -300..300_i64)
            .prop_map(|(i, x, y)| Act::MoveCorner(i, x, y)),
        1 => cell.clone().prop_map(Act::Remove),
        2 => (cell.clone(), 0..3_usize).prop_map(|(c, n)| Act::Restore(c, n)),
        1 => cell.clone().prop_map(Act::Rename),
        1 => cell.prop_map(Act::Retier),
        1 => (0..700_usize, 0..9_u32).prop_map(|(n, v)| Act::Count(n / 3 * 3, v)),
    ]
}

/// The grid of a cell, whichever code and tier it has by now.
fn stored(snapshot: &Snapshot, cell: usize) -> Option<Grid> {
    let codes = (2 * cell..2 * cell + 3).map(|n| format!("990185400001G{n:03}"));
    let mut codes = codes.map(|code| AreaCode::new(&code).expect("valid"));
    // a code between two cells belongs to the one it was given to, which its ground tells
    codes.find_map(|code| {
        let (layer, index) = snapshot.grid(&code)?;
        let center = layer.bounds_of(index).center();
        let inside =
            |v: i32, i: usize| (i64::from(v) - (i as i64 * STEP + STEP / 2)).abs() < STEP / 2;
        (inside(center.lon(), cell % SIDE) && inside(center.lat(), cell / SIDE))
            .then(|| layer.records()[index].clone())
    })
}

fn delta(snapshot: &Snapshot, corners: &mut Corners, act: &Act) -> Delta {
    let mut delta = Delta::default();
    let mut replace = |before: Grid, after: Grid| {
        if before != after {
            delta.grids.extend(Change::replace(before, after));
        }
    };
    match *act {
        Act::MoveCorner(i, x, y) => {
            let home = self::corners()[i];
            corners[i] = (home.0 + x, home.1 + y);
            for cell in 0..SIDE * SIDE {
                if let Some(before) = stored(snapshot, cell) {
                    let after = Grid {
                        region: grid(corners, cell, 1).region,
                        ..before.clone()
                    };
                    replace(before, after);
                }
            }
        }
        Act::Rename(cell) => {
            if let Some(before) = stored(snapshot, cell) {
                let name = format!("{}x", before.name);
                replace(before.clone(), Grid { name, ..before });
            }
        }
        Act::Retier(cell) => {
            if let Some(before) = stored(snapshot, cell) {
                let tier = if before.tier == Tier::Grid {
                    Tier::Micro
                } else {
                    Tier::Grid
                };
                replace(before.clone(), Grid { tier, ..before });
            }
        }
        Act::Remove(cell) => {
            delta
                .grids
                .extend(stored(snapshot, cell).map(Change::remove));
        }
        Act::Restore(cell, number) => {
            let new = grid(corners, cell, 2 * cell + number);
            if stored(snapshot, cell).is_none() && snapshot.grid(&new.code).is_none() {
                delta.grids.push(Change::make(new));
            }
        }
        Act::Count(n, value) => {
            let key = count(n, value);
            let rows = snapshot.counts.records();
            if let Some(before) = rows.iter().find(|row| row.address == key.address) {
                delta.counts.extend(Change::replace(before.clone(), key));
            }
        }
    }
    delta
}

fn ask(snapshot: &Snapshot) -> Vec<Arc<Assignment>> {
    [Tier::Grid, Tier::Micro]
        .map(|tier| snapshot.assignment(tier))
        .to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// What is carried over edits is what a fresh start finds, border by border.
    #[test]
    fn carried_assignments_equal_fresh_ones(
        acts in prop::collection::vec(act(), 1..30),
        standing in 0..4_u8,
    ) {
        let (mut corners, mut snapshot) = start_with(|addresses| {
            if standing > 0 {
                house(addresses);
            }
            if standing > 1 {
                state(addresses, standing == 3);
            }
        });
        ask(&snapshot);
        for (n, act) in acts.iter().enumerate() {
            let delta = delta(&snapshot, &mut corners, act);
            let next = snapshot.with(&delta).expect("fits");
            let fresh = Snapshot::build(snapshot.dataset().apply(&delta).expect("fits"));
            prop_assert_eq!(next.dataset(), fresh.dataset());
            for (tier, layer) in &next.grids {
                let twin = &fresh.grids[tier];
                for address in next.addresses.records() {
                    prop_assert_eq!(layer.locate(address.position), twin.locate(address.position));
                }
            }
            // not asked after every edit, so that carried assignments skip some
            if n % 3 > 0 {
                prop_assert_eq!(ask(&next), ask(&fresh));
            }
            snapshot = next;
        }
        prop_assert_eq!(ask(&snapshot), ask(&Snapshot::build(snapshot.dataset())));
    }
}

#[test]
fn an_edit_of_two_grids_carries_the_assignment_and_touches_little() {
    let (mut corners, snapshot) = start();
    let before = snapshot.assignment(Tier::Grid);
    let next = snapshot
        .with(&delta(
            &snapshot,
            &mut corners,
            &Act::MoveCorner(0, 200, 200),
        ))
        .expect("fits");
    let carried = next.by_tier[&Tier::Grid]
        .get()
        .expect("carried, not computed anew");
    assert_ne!(carried.owners, before.owners);
    assert!(
        carried
            .tallies
            .iter_from(40)
            .eq(before.tallies.iter_from(40))
    );
    let renamed = next
        .with(&delta(&next, &mut corners, &Act::Rename(3)))
        .expect("fits");
    assert_eq!(renamed.by_tier[&Tier::Grid].get(), Some(carried));
    let recounted = next
        .with(&delta(&next, &mut corners, &Act::Count(3, 8)))
        .expect("fits");
    assert!(recounted.by_tier[&Tier::Grid].get().is_some());
}
