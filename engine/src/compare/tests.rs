//! Plans drawn on a board of square fields, so that what they share can be counted field by field.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use time::macros::date;

use super::*;
use crate::geom::{Polygon, Position, Region, Ring, difference};
use crate::io::Cell;
use crate::model::{
    Address, AddressId, AreaCode, Checkpoint, CheckpointId, CheckpointState, Count, Dataset,
    Language, Lock, Measure, Unit,
};

const SIDE: usize = 6;
/// Lattice steps of a field.
const STEP: i64 = 1000;
const FIELDS: usize = SIDE * SIDE;

/// For each field the number of its grid; 0 for none.
type Board = Vec<u8>;

fn code(number: u8) -> AreaCode {
    AreaCode::new(&format!("990000000001G{number:03}")).expect("valid")
}

fn field(index: usize) -> Polygon {
    let (x, y) = ((index % SIDE) as i64 * STEP, (index / SIDE) as i64 * STEP);
    let corners = [(0, 0), (STEP, 0), (STEP, STEP), (0, STEP)];
    let corners = corners.map(|(dx, dy)| Position::clamped(x + dx, y + dy));
    Polygon::new(Ring::new(&corners).expect("valid"), Vec::new()).expect("valid")
}

fn whole() -> Region {
    let side = SIDE as i64 * STEP;
    let corners = [(0, 0), (side, 0), (side, side), (0, side)];
    let corners = corners.map(|(x, y)| Position::clamped(x, y));
    let ring = Ring::new(&corners).expect("valid");
    Region::single(Polygon::new(ring, Vec::new()).expect("valid"))
}

fn grids(board: &[u8]) -> Vec<Grid> {
    let numbers: BTreeSet<u8> = board.iter().copied().filter(|&number| number > 0).collect();
    let fields: Vec<Region> = (0..FIELDS).map(|i| Region::single(field(i))).collect();
    let grid = |number: u8| {
        let others = fields.iter().zip(board).filter(|(_, own)| **own != number);
        let others: Vec<&Region> = others.map(|(field, _)| field).collect();
        Grid {
            code: code(number),
            tier: Tier::Grid,
            parent: None,
            name: number.to_string(),
            region: Region::new(difference(&whole(), &others)).expect("fields"),
            lock: Lock::Open,
        }
    };
    numbers.into_iter().map(grid).collect()
}

/// Four addresses in each field, two of them of one building, each counted twice.
fn facts() -> Dataset {
    let mut dataset = Dataset::default();
    for index in 0..FIELDS {
        let (x, y) = ((index % SIDE) as i64 * STEP, (index / SIDE) as i64 * STEP);
        for n in 0..4_i64 {
            let building = if n < 2 {
                format!("B{index}")
            } else {
                String::new()
            };
            let id = AddressId::new(&format!("A{index:02}-{n}")).expect("valid");
            for (cutoff, value) in [(date!(2026 - 01 - 01), 1), (date!(2026 - 02 - 01), 10)] {
                dataset.counts.push(Count {
                    address: id.clone(),
                    measure: Measure::new("cases").expect("valid"),
                    unit: Unit::Persons,
                    cutoff,
                    value: value * n as u32,
                });
            }
            dataset.addresses.push(Address {
                id,
                position: Position::clamped(x + 200 + 150 * n, y + 300),
                label: "".into(),
                building: building.into(),
                households: n as u32 + 1,
                residents: 3 * n as u32,
                stated: None,
            });
        }
        dataset.checkpoints.push(Checkpoint {
            id: CheckpointId::new(&format!("C{index:02}")).expect("valid"),
            position: Position::clamped(x + 500, y + 500),
            name: String::new(),
            kind: String::new(),
            state: CheckpointState::Open,
        });
    }
    dataset
}

fn plan(grids: Vec<Grid>) -> Snapshot {
    Snapshot::build(Dataset {
        grids,
        ..Dataset::default()
    })
}

/// What happened to each grid, by code before and after.
fn story(comparison: &Comparison<'_>) -> Vec<String> {
    let code = |side: &Side, index: Option<u32>| {
        index.map_or("-".to_owned(), |i| {
            side.grid(i).code.as_str()[13..].to_owned()
        })
    };
    let line = |change: &GridChange| {
        let kinds: Vec<&str> = change.kinds.iter().map(|kind| kind.name()).collect();
        let links = |links: Vec<String>| links.join(",");
        let from = comparison.predecessors(change);
        let to = comparison.successors(change);
        format!(
            "{}>{} {} <{} >{}",
            code(&comparison.before, change.before),
            code(&comparison.after, change.after),
            kinds.join(" "),
            links(from.map(|l| code(&comparison.before, l.from)).collect()),
            links(to.map(|l| code(&comparison.after, l.to)).collect()),
        )
    };
    comparison.changes.iter().map(line).collect()
}

fn stories(before: &[&str], after: &[&str]) -> Vec<String> {
    let board = |rows: &[&str]| -> Board {
        rows.iter()
            .flat_map(|row| row.bytes().map(|b| b - b'0'))
            .collect()
    };
    let facts = Snapshot::build(facts());
    let [before, after] = [before, after].map(|rows| plan(grids(&board(rows))));
    story(&Comparison::of(&facts, &before, &after, Tier::Grid))
}

const HALVES: [&str; 6] = ["111222", "111222", "111222", "111222", "111222", "111222"];

#[test]
fn each_change_is_known_by_its_ground() {
    let mut next = HALVES;
    assert!(stories(&HALVES, &next).is_empty());
    next[0] = "111122";
    assert_eq!(
        stories(&HALVES, &next),
        ["001>001 border <002 >", "002>002 border < >001"]
    );
    let split = ["111333"; 3].into_iter().chain(["111222"; 3]);
    let split: Vec<&str> = split.collect();
    assert_eq!(
        stories(&HALVES, &split),
        ["002>002 split border < >003", "->003 new split <002 >"]
    );
    assert_eq!(
        stories(&split, &HALVES),
        [
            "002>002 merged border <003 >",
            "003>- retired merged < >002"
        ]
    );
    assert_eq!(
        stories(&HALVES, &["111333"; 6]),
        ["002>003 renumbered renamed < >"]
    );
    let parted = ["111333"; 3].into_iter().chain(["111444"; 3]);
    assert_eq!(
        stories(&HALVES, &parted.collect::<Vec<_>>()),
        [
            "002>- retired split < >003,004",
            "->003 new split <002 >",
            "->004 new split <002 >"
        ]
    );
    assert_eq!(
        stories(&HALVES, &["333333"; 6]),
        [
            "001>- retired merged < >003",
            "002>- retired merged < >003",
            "->003 new merged <001,002 >"
        ]
    );
    // under a new code and with another border it is still the same grid
    let mut moved = ["111333"; 6];
    moved[5] = "113333";
    assert_eq!(
        stories(&HALVES, &moved),
        [
            "001>001 border < >003",
            "002>003 renumbered border renamed <001 >"
        ]
    );
    assert_eq!(stories(&HALVES, &["111000"; 6]), ["002>- retired < >"]);
    assert_eq!(stories(&["111000"; 6], &HALVES), ["->002 new < >"]);
    let mut hole = HALVES;
    hole[0] = "111220";
    assert_eq!(stories(&HALVES, &hole), ["002>002 border < >"]);
}

#[test]
fn nodes_and_bends_move_no_ground_and_names_are_told_apart() {
    let facts = Snapshot::build(facts());
    let rows = grids(&[1; FIELDS]);
    let noded = |bend: i64| {
        let ring = [
            (0, 0),
            (3 * STEP, bend),
            (6 * STEP, 0),
            (6 * STEP, 6 * STEP),
            (0, 6 * STEP),
        ];
        let ring = ring.map(|(x, y)| Position::clamped(x, y));
        Grid {
            region: Region::single(
                Polygon::new(Ring::new(&ring).expect("valid"), Vec::new()).expect("valid"),
            ),
            name: "other".to_owned(),
            parent: Some(AreaCode::new("990000000001").expect("valid")),
            ..rows[0].clone()
        }
    };
    let told = |grid: Grid| {
        let (before, after) = (plan(rows.clone()), plan(vec![grid]));
        story(&Comparison::of(&facts, &before, &after, Tier::Grid))
    };
    assert_eq!(told(noded(0)), ["001>001 reparented renamed < >"]);
    assert_eq!(told(noded(1)), ["001>001 reparented renamed < >"]);
    assert_eq!(told(noded(90)), ["001>001 border reparented renamed < >"]);
    assert!(told(rows[0].clone()).is_empty());
    let locked = Grid {
        lock: Lock::Closed,
        ..rows[0].clone()
    };
    assert_eq!(told(locked), ["001>001 lock < >"]);
}

#[test]
fn tables_have_a_cell_for_every_column_and_sums_that_agree() {
    let facts = Snapshot::build(facts());
    let board = |row: [u8; 6]| row.repeat(SIDE);
    let (before, after) = (board([1, 1, 1, 2, 2, 0]), board([1, 3, 1, 1, 2, 2]));
    let [before, after] = [before, after].map(|board| plan(grids(&board)));
    let comparison = Comparison::of(&facts, &before, &after, Tier::Grid);
    let impact = Impact::of(&comparison);
    let crosswalk = Crosswalk::of(&comparison, &Quantity::Households).expect("counted");
    let language = Language::Zh;
    let mut moved_households = 0;
    for table in [
        grid_table(&comparison, &impact, language),
        lineage_table(&comparison),
        crosswalk_table(&comparison, &crosswalk),
        crosswalk_totals_table(&comparison, &crosswalk),
        moved_table(&comparison, &impact, language),
        impact_totals_table(&impact, language),
    ] {
        let name = table.title.name;
        let households = table.columns.iter().position(|c| c.name == "households");
        let columns = table.columns.len();
        let mut rows = 0;
        for row in table.rows {
            assert_eq!(row.len(), columns, "{name}");
            if let (Some(Cell::Whole(value)), "places") = (households.map(|h| &row[h]), name) {
                moved_households += value;
            }
            rows += 1;
        }
        assert!(rows > 1, "{name}");
    }
    assert_eq!(moved_households, impact.totals.tally.households);
    let points = impact_features(&comparison, &impact).count();
    let ground = ground_features(&comparison).count();
    assert_eq!(
        points,
        ground + impact.places.len() + impact.checkpoints.len()
    );
    // three columns of six fields change grid, each with a building and two addresses
    assert_eq!((impact.places.len(), impact.checkpoints.len()), (54, 18));
}

fn board() -> impl Strategy<Value = Board> {
    prop_oneof![
        prop::collection::vec(0..6_u8, FIELDS),
        prop::collection::vec(0..40_u8, FIELDS),
        (1..7_u8, 1..7_u8).prop_map(|(wide, high)| {
            let number = |i: usize| {
                let (x, y) = ((i % SIDE) as u8, (i / SIDE) as u8);
                1 + x / wide + 6 * (y / high)
            };
            (0..FIELDS).map(number).collect()
        }),
    ]
}

/// Some fields of a board given to others.
fn edited() -> impl Strategy<Value = (Board, Board)> {
    let few = prop::collection::vec((0..FIELDS, 0..9_u8), 0..5);
    prop_oneof![
        (board(), board()),
        (board(), few).prop_map(|(board, edits)| {
            let mut next = board.clone();
            for (index, number) in edits {
                next[index] = number;
            }
            (board, next)
        }),
    ]
}

fn check_links(comparison: &Comparison<'_>, boards: [&Board; 2]) -> Result<(), TestCaseError> {
    let number = |side: &Side, index: Option<u32>| {
        index.map_or(0, |i| {
            side.grid(i).code.as_str()[13..]
                .parse::<u8>()
                .expect("a number")
        })
    };
    let mut fields: BTreeMap<(u8, u8), usize> = BTreeMap::new();
    for (&from, &to) in boards[0].iter().zip(boards[1]) {
        *fields.entry((from, to)).or_default() += 1;
    }
    let listed: BTreeSet<(u8, u8)> = comparison
        .links
        .iter()
        .map(|link| {
            let from = number(&comparison.before, link.from);
            (from, number(&comparison.after, link.to))
        })
        .collect();
    for link in &comparison.links {
        let pair = (
            number(&comparison.before, link.from),
            number(&comparison.after, link.to),
        );
        let count = fields.get(&pair).copied().unwrap_or(0);
        let field_m2 = Region::single(field(0)).area_m2();
        prop_assert!(
            (link.area_m2 / field_m2 - count as f64).abs() < 1e-6,
            "{:?} {}",
            link,
            count
        );
        prop_assert_eq!(link.tally.addresses, 4 * count as u64);
    }
    for pair in fields.keys().filter(|(from, to)| from != to) {
        prop_assert!(listed.contains(pair), "{:?}", pair);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Shared ground and addresses are those of the fields; rows, columns and sums agree.
    #[test]
    fn everything_adds_up((before, after) in edited()) {
        let facts = Snapshot::build(facts());
        let plans = [&before, &after].map(|board| plan(grids(board)));
        let comparison = Comparison::of(&facts, &plans[0], &plans[1], Tier::Grid);
        check_links(&comparison, [&before, &after])?;
        let cases = |up_to| Quantity::Measure { measure: Measure::new("cases").expect("valid"), up_to };
        // of a field: 4 addresses, 1 + 2 + 3 + 4 households, 3 (1 + 2 + 3) residents, 6 cases up to January, 66 in all
        for (quantity, of_field) in [
            (Quantity::Addresses, 4),
            (Quantity::Households, 10),
            (Quantity::Residents, 18),
            (cases(None), 66),
            (cases(Some(date!(2026 - 01 - 31))), 6),
            (cases(Some(date!(2026 - 02 - 01))), 66),
        ] {
            let crosswalk = Crosswalk::of(&comparison, &quantity).expect("counted");
            prop_assert!(crosswalk.reconciles(), "{:?}", quantity);
            prop_assert_eq!(crosswalk.total_before(), of_field * FIELDS as u64);
            let unlocated: u64 = before.iter().map(|&number| u64::from(number == 0)).sum();
            prop_assert_eq!(crosswalk.unlocated_before, of_field * unlocated);
            for cell in &crosswalk.cells {
                let number = |side: &Side, index: Option<u32>| index.map(|i| side.grid(i).code.clone());
                let pair = (number(&comparison.before, cell.from), number(&comparison.after, cell.to));
                let same = before.iter().zip(&after).filter(|&(&b, &a)| {
                    let coded = |n: u8| (n > 0).then(|| code(n));
                    (coded(b), coded(a)) == pair
                });
                prop_assert_eq!(cell.value, of_field * same.count() as u64);
            }
        }
        let impact = Impact::of(&comparison);
        prop_assert!(impact.reconciles());
        prop_assert_eq!(impact.totals.tally.addresses, comparison.moved.len() as u64);
        prop_assert_eq!(impact.checkpoints.len() * 4, comparison.moved.len());
        prop_assert_eq!(impact.totals.buildings * 4, comparison.moved.len() as u64);
    }
}
