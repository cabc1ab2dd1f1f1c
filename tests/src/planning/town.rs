//! The plan that histories begin with: a street of four communities of nine grids each, two micro-grids, 144 addresses.

use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::geom::{Phase, Polygon, Position, Region, Ring};
use hexward_engine::model::{
    Address, AddressId, AreaCode, Barrier, BarrierId, Checkpoint, CheckpointId, CheckpointState,
    Count, Grid, LayerName, Lock, Measure, Text, Tier, Unit,
};

use super::by;

/// The side of a grid in lattice steps, about a hundred metres.
pub(super) const SIDE: i64 = 10_000;
/// Grids along a side of the town.
pub(super) const ACROSS: i64 = 6;

/// A position from the town's south-west corner, in lattice steps.
pub(super) fn spot(x: i64, y: i64) -> Position {
    Position::clamped(1_203_000_000 + x, 315_000_000 + y)
}

pub(super) fn code(text: &str) -> AreaCode {
    AreaCode::new(text).expect("a code")
}

pub(super) fn region(corners: &[Position]) -> Region {
    let ring = Ring::new(corners).expect("a simple ring");
    Region::single(Polygon::new(ring, Vec::new()).expect("no hole"))
}

/// A square of so many grids with a vertex at each corner of one.
fn square(x: i64, y: i64, sides: i64) -> Region {
    let south = (0..sides).map(|i| (x + i, y));
    let east = (0..sides).map(|i| (x + sides, y + i));
    let north = (0..sides).map(|i| (x + sides - i, y + sides));
    let west = (0..sides).map(|i| (x, y + sides - i));
    let corners = south.chain(east).chain(north).chain(west);
    let corners: Vec<Position> = corners.map(|(x, y)| spot(x * SIDE, y * SIDE)).collect();
    region(&corners)
}

fn grid(own: &str, tier: Tier, parent: Option<&str>, region: Region) -> Grid {
    Grid {
        code: code(own),
        tier,
        parent: parent.map(code),
        name: own.to_owned(),
        region,
        lock: Lock::Open,
    }
}

fn grids() -> Vec<Grid> {
    const STREET: &str = "320205001000";
    let mut rows = vec![grid(STREET, Tier::Street, None, square(0, 0, ACROSS))];
    for number in 0..4_i64 {
        let (x, y) = (number % 2 * 3, number / 2 * 3);
        let community = format!("32020500100{}", number + 1);
        let ground = square(x, y, 3);
        rows.push(grid(&community, Tier::Community, Some(STREET), ground));
        for own in 0..9_i64 {
            let ground = square(x + own % 3, y + own / 3, 1);
            let name = format!("{community}G{:03}", own + 1);
            rows.push(grid(&name, Tier::Grid, Some(&community), ground));
        }
    }
    let parent = "320205001001G001";
    let halves = [[(0, 0), (1, 0), (1, 1)], [(0, 0), (1, 1), (0, 1)]];
    for (number, half) in halves.iter().enumerate() {
        let corners = half.map(|(x, y)| spot(x * SIDE, y * SIDE));
        let name = format!("{parent}0{}", number + 1);
        rows.push(grid(&name, Tier::Micro, Some(parent), region(&corners)));
    }
    rows
}

/// Two addresses of one building at one place, so many households and residents.
pub(super) fn address(number: usize, place: Position, residents: u32) -> Address {
    Address {
        id: AddressId::new(&format!("a{number:04}")).expect("an id"),
        position: place,
        label: format!("{number}号").into(),
        building: format!("{}号楼", number / 2).into(),
        households: 1 + residents / 3,
        residents,
        stated: None,
    }
}

/// Where a building stands.
fn building(number: usize) -> Position {
    let (across, half) = (ACROSS as usize * 2, SIDE / 2);
    let (x, y) = ((number % across) as i64, (number / across) as i64);
    spot(x * half + 2_371, y * SIDE + 1_777 + (x * 977) % 6_000)
}

pub(super) fn checkpoint(number: usize, place: Position) -> Checkpoint {
    Checkpoint {
        id: CheckpointId::new(&format!("k{number}")).expect("an id"),
        position: place,
        name: format!("{number}号门"),
        kind: "gate".to_owned(),
        state: CheckpointState::Open,
    }
}

pub(super) fn count(address: &AddressId, value: u32) -> Count {
    Count {
        address: address.clone(),
        measure: Measure::new("cases").expect("a measure"),
        unit: Unit::Persons,
        cutoff: Count::parse_date("2026-03-01").expect("a date"),
        value,
    }
}

pub(super) fn barrier(number: usize, from: Position, to: Position) -> Barrier {
    let id = BarrierId::new(&format!("b{number}")).expect("an id");
    Barrier::new(id, "road".to_owned(), vec![from, to]).expect("two positions apart")
}

/// The changeset that makes the town.
pub fn founding() -> Changeset {
    let addresses: Vec<Address> = (0..144)
        .map(|number| address(number, building(number / 2), 1 + number as u32 % 5))
        .collect();
    let counts = addresses.iter().step_by(5);
    let counts: Vec<Count> = counts.map(|row| count(&row.id, 1)).collect();
    let checkpoints = (0..8).map(|number| checkpoint(number, building(number * 9 + 3)));
    let text = Text {
        zh: "小城".to_owned(),
        en: "a small town".to_owned(),
    };
    let note = text.clone();
    let edits = vec![
        Edit::Describe { name: text, note },
        Edit::ImportGrids(grids()),
        Edit::ImportAddresses(addresses),
        Edit::ImportCheckpoints(checkpoints.collect()),
        Edit::ImportBarriers(vec![barrier(0, spot(0, 5), spot(SIDE * 3, SIDE * 5))]),
        Edit::ImportCounts(counts),
        Edit::Honeycomb {
            parent: code("320205001002"),
            name: LayerName::new("h").expect("a name"),
            phase: Phase::A,
            spacing_mm: 90_000,
        },
    ];
    Changeset {
        note: by("founder"),
        edits,
    }
}
