//! Edits of the mosaic and of what stands on it.

use proptest::prelude::*;
use time::macros::date;

use super::*;

/// One edit of the mosaic: which cell, what happens to it.
#[derive(Debug, Clone)]
pub(super) enum Act {
    MoveCorner(usize, i64, i64),
    Remove(usize),
    Restore(usize, usize),
    Rename(usize),
    Retier(usize),
    Count(usize, u32),
    /// A count at an address, of one of a few measures and days, or its end.
    Report(usize, u8, u32),
    /// An address goes some way, or is called into another building.
    Rehouse(usize, i64, u32),
    /// A new address beside another one.
    Settle(usize, i64),
    /// An address goes, with what was counted there.
    Raze(usize),
    /// A checkpoint comes, goes or stands elsewhere.
    Post(usize, i64, i64),
}

pub(super) fn act() -> impl Strategy<Value = Act> {
    let cell = 0..SIDE * SIDE;
    prop_oneof![
        4 => ((0..(SIDE + 1) * (SIDE + 1)), -300..300_i64, -300..300_i64)
            .prop_map(|(i, x, y)| Act::MoveCorner(i, x, y)),
        1 => cell.clone().prop_map(Act::Remove),
        2 => (cell.clone(), 0..3_usize).prop_map(|(c, n)| Act::Restore(c, n)),
        1 => cell.clone().prop_map(Act::Rename),
        1 => cell.prop_map(Act::Retier),
        1 => (0..700_usize, 0..9_u32).prop_map(|(n, v)| Act::Count(n / 3 * 3, v)),
        2 => (0..700_usize, 0..6_u8, 0..5_u32).prop_map(|(n, m, v)| Act::Report(n, m, v)),
        3 => (0..700_usize, -500..500_i64, 0..9_u32).prop_map(|(n, by, v)| Act::Rehouse(n, by, v)),
        2 => (0..700_usize, -200..200_i64).prop_map(|(n, by)| Act::Settle(n, by)),
        2 => (0..700_usize).prop_map(Act::Raze),
        2 => (0..20_usize, 0..8000_i64, -2000..8000_i64).prop_map(|(n, x, y)| Act::Post(n, x, y)),
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

pub(super) fn delta(snapshot: &Snapshot, corners: &mut Corners, act: &Act) -> Delta {
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
            let mut rows = snapshot.counts.records().iter();
            if let Some(before) = rows.find(|row| row.key() == key.key()) {
                delta.counts.extend(Change::replace(before.clone(), key));
            }
        }
        _ => among_people(snapshot, &mut delta, act),
    }
    delta
}

/// What an act does to addresses, counts and checkpoints.
fn among_people(snapshot: &Snapshot, delta: &mut Delta, act: &Act) {
    match *act {
        Act::Report(n, measure, value) => report(snapshot, delta, n, measure, value),
        Act::Rehouse(n, by, value) => {
            let before = person(snapshot, n);
            let at = before.position;
            let other = person(snapshot, n / 2);
            let after = Address {
                position: if value == 0 {
                    at
                } else {
                    Position::clamped(i64::from(at.lon()) + by, i64::from(at.lat()) - by / 2)
                },
                building: if value % 3 == 0 {
                    other.building.clone()
                } else {
                    before.building.clone()
                },
                residents: value,
                ..before.clone()
            };
            if before != after {
                delta.addresses.extend(Change::replace(before, after));
            }
        }
        Act::Settle(n, by) => {
            let beside = person(snapshot, n);
            let at = beside.position;
            let new = Address {
                id: AddressId::new(&format!("{}-{by}", beside.id)).expect("valid"),
                position: Position::clamped(i64::from(at.lon()) + by, i64::from(at.lat()) + by),
                ..beside.clone()
            };
            if snapshot.addresses.index_of(&new.id).is_none() && new.id.as_str().len() < 40 {
                delta.addresses.push(Change::make(new));
            }
        }
        Act::Post(n, x, y) => {
            let new = post(n, x, y);
            let place = snapshot.checkpoints.index_of(&new.id);
            let before = place.map(|place| snapshot.checkpoints.records()[place].clone());
            match before {
                None => delta.checkpoints.push(Change::make(new)),
                Some(before) if y < 0 => delta.checkpoints.push(Change::remove(before)),
                Some(before) if before == new => {}
                Some(before) => delta.checkpoints.extend(Change::replace(before, new)),
            }
        }
        Act::Raze(n) => {
            let gone = person(snapshot, n);
            let counts = snapshot.counts.records().iter();
            let there = counts.filter(|count| count.address == gone.id);
            delta.counts.extend(there.cloned().map(Change::remove));
            delta.addresses.push(Change::remove(gone));
        }
        _ => {}
    }
}

fn person(snapshot: &Snapshot, n: usize) -> Address {
    let rows = snapshot.addresses.records();
    rows.row(n % rows.len())
}

fn report(snapshot: &Snapshot, delta: &mut Delta, n: usize, measure: u8, value: u32) {
    let name = ["cases", "beds", "alarms"][usize::from(measure / 2)];
    let row = Count {
        address: person(snapshot, n).id,
        measure: Measure::new(name).expect("valid"),
        unit: Unit::Persons,
        cutoff: date!(2022 - 03 - 01) + time::Duration::days(i64::from(measure % 2)),
        value,
    };
    let rows = snapshot.counts.records();
    let stored = rows
        .iter()
        .find(|stored| stored.key() == row.key())
        .cloned();
    match stored {
        None if value > 0 => delta.counts.push(Change::make(row)),
        Some(before) if value == 0 => delta.counts.push(Change::remove(before)),
        Some(before) if before != row => delta.counts.extend(Change::replace(before, row)),
        _ => {}
    }
}
