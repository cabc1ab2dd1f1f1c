//! The commits of the workloads: a square of nine grids, borders that move, names, addresses and counts.

use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::geom::{Polygon, Position, Region, Ring};
use hexward_engine::model::{
    Address, AddressId, AreaCode, Count, Grid, Lock, Measure, Note, Tier, Unit,
};

/// What the child does next.
#[derive(Debug)]
pub(crate) enum Step {
    Commit(Changeset),
    /// Closes the store and opens it again.
    Reopen,
    /// Another connection writes the log back into the file.
    WriteBack,
    /// Copies the store into a file beside it.
    BackUp,
}

/// Turns a store into one of format 1, by taking away what that lacked.
pub(crate) const TO_FORMAT_1: &str = "
    CREATE TABLE log AS SELECT revision, author, reason, at, delta FROM hexward_commit;
    DROP TABLE hexward_commit;
    CREATE TABLE hexward_commit (revision INTEGER PRIMARY KEY NOT NULL, author TEXT NOT NULL,
        reason TEXT NOT NULL, at TEXT NOT NULL, delta BLOB NOT NULL);
    INSERT INTO hexward_commit SELECT * FROM log;
    DROP TABLE log;
    ALTER TABLE barriers DROP COLUMN name;
    DROP TABLE roles;
    DROP TABLE duties;
    DELETE FROM gpkg_contents WHERE table_name IN ('roles', 'duties');
    DROP TABLE units;
    DROP TABLE plans;
    DROP TABLE plan_steps;
    DELETE FROM gpkg_geometry_columns WHERE table_name = 'units';
    DELETE FROM gpkg_contents WHERE table_name IN ('units', 'plans', 'plan_steps');
    ALTER TABLE grids DROP COLUMN lock;
    ALTER TABLE checkpoints DROP COLUMN state;
    ALTER TABLE addresses DROP COLUMN stated_area;
    ALTER TABLE addresses DROP COLUMN stated_wins;
    UPDATE hexward_meta SET value = '1' WHERE key = 'format';";

/// The side of a grid in lattice steps.
const SIDE: i64 = 10_000;
const PARENT: &str = "320205001002";

fn changeset(reason: &str, edits: Vec<Edit>) -> Changeset {
    let note = Note {
        author: "post 1".to_owned(),
        reason: reason.to_owned(),
        at: "2026-03-01T08:00:00+08:00".to_owned(),
        ..Note::default()
    };
    Changeset { note, edits }
}

fn commit(reason: &str, edits: Vec<Edit>) -> Step {
    Step::Commit(changeset(reason, edits))
}

/// A corner of the square, counted in grids from its south-west.
fn corner(x: i64, y: i64) -> Position {
    Position::clamped(1_203_000_000 + x * SIDE, 315_000_000 + y * SIDE)
}

fn region(corners: &[(i64, i64)]) -> Region {
    let chain: Vec<Position> = corners.iter().map(|&(x, y)| corner(x, y)).collect();
    let ring = Ring::new(&chain).expect("a simple ring");
    let polygon = Polygon::new(ring, Vec::new()).expect("no hole");
    Region::new(vec![polygon]).expect("not empty")
}

fn code(number: i64) -> AreaCode {
    AreaCode::new(&format!("{PARENT}G{number:03}")).expect("valid")
}

fn grid(code: AreaCode, tier: Tier, parent: Option<AreaCode>, region: Region) -> Grid {
    Grid {
        name: format!("网格 {code}"),
        code,
        tier,
        parent,
        lock: Lock::Open,
        region,
    }
}

/// The square, and the nine grids in it.
fn drawing() -> Step {
    let parent = AreaCode::new(PARENT).expect("valid");
    let outline = [
        (0, 0),
        (1, 0),
        (2, 0),
        (3, 0),
        (3, 1),
        (3, 2),
        (3, 3),
        (2, 3),
        (1, 3),
        (0, 3),
        (0, 2),
        (0, 1),
    ];
    let mut grids = vec![grid(
        parent.clone(),
        Tier::Community,
        None,
        region(&outline),
    )];
    for number in 0..9 {
        let (x, y) = (number % 3, number / 3);
        let square = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)];
        grids.push(grid(
            code(number),
            Tier::Grid,
            Some(parent.clone()),
            region(&square),
        ));
    }
    commit("draw", vec![Edit::ImportGrids(grids)])
}

/// Addresses with numbers of this range, spread over the square.
fn addresses(numbers: std::ops::Range<i64>) -> Edit {
    let address = |number: i64| Address {
        id: AddressId::new(&format!("A{number}")).expect("valid"),
        position: Position::clamped(
            1_203_000_000 + number * 7_919 % (3 * SIDE),
            315_000_000 + number * 104_729 % (3 * SIDE),
        ),
        label: format!("东亭街道柏庄新村 {number} 号").into(),
        building: format!("{} 号楼", number / 40).into(),
        households: 1,
        residents: 3,
        stated: None,
    };
    Edit::ImportAddresses(numbers.map(address).collect())
}

fn counts(numbers: std::ops::Range<i64>, value: u32) -> Edit {
    let count = |number: i64| Count {
        address: AddressId::new(&format!("A{number}")).expect("valid"),
        measure: Measure::new("new-cases").expect("valid"),
        unit: Unit::PersonVisits,
        cutoff: Count::parse_date("2026-03-01").expect("a date"),
        value,
    };
    Edit::ImportCounts(numbers.map(count).collect())
}

fn moved(x: i64, y: i64) -> Edit {
    let from = corner(x, y);
    let to = Position::clamped(
        i64::from(from.lon()) + 1_200 + x,
        i64::from(from.lat()) - 900 * y,
    );
    Edit::MoveNode {
        tier: Tier::Grid,
        from,
        to,
    }
}

fn renamed(number: i64, name: &str) -> Edit {
    let name = name.to_owned();
    Edit::RenameGrid {
        code: code(number),
        name,
    }
}

/// Makes a store, changes borders, names and rows, closes it and goes on.
pub(crate) fn edits() -> Vec<Step> {
    vec![
        drawing(),
        commit("addresses", vec![addresses(0..60)]),
        commit("north-west", vec![moved(1, 1)]),
        commit("counts", vec![counts(0..20, 2)]),
        commit("two at once", vec![moved(2, 1), renamed(4, "中心网格")]),
        Step::Reopen,
        commit("counts again", vec![counts(5..30, 7)]),
        commit(
            "join",
            vec![Edit::MergeGrids {
                keep: code(0),
                others: vec![code(1)],
            }],
        ),
        commit("name", vec![renamed(8, "北门")]),
        Step::Reopen,
        commit("last", vec![moved(2, 2)]),
    ]
}

/// Writes the log back between the commits, so that it is begun anew over its old content.
pub(crate) fn restarts() -> Vec<Step> {
    let mut steps = vec![drawing(), commit("addresses", vec![addresses(0..20)])];
    for round in 0..5 {
        steps.push(Step::WriteBack);
        steps.push(commit(
            "count",
            vec![counts(round..round + 4, 3 + round as u32)],
        ));
        steps.push(commit(
            "name",
            vec![renamed(round, &format!("第 {round} 次"))],
        ));
    }
    steps
}

/// Copies the store between commits; the second copy finds the first and is refused.
pub(crate) fn backups() -> Vec<Step> {
    vec![
        drawing(),
        commit("addresses", vec![addresses(0..40)]),
        Step::BackUp,
        commit("name", vec![renamed(1, "东门")]),
        Step::BackUp,
        commit("counts", vec![counts(0..9, 4)]),
    ]
}

/// Thousands of rows at once.
pub(crate) fn imports() -> Vec<Step> {
    let mut steps = vec![drawing()];
    for round in 0..4 {
        steps.push(commit(
            "addresses",
            vec![addresses(round * 2_500..(round + 1) * 2_500)],
        ));
        steps.push(commit(
            "counts",
            vec![counts(round * 2_500..round * 2_500 + 800, 1)],
        ));
    }
    steps.push(Step::Reopen);
    steps.push(commit(
        "gone",
        vec![Edit::RemoveAddresses(
            (0..700)
                .map(|n| AddressId::new(&format!("A{n}")).expect("valid"))
                .collect(),
        )],
    ));
    steps
}

/// What an older version had stored.
pub(crate) fn before_migration() -> Vec<Changeset> {
    [
        drawing(),
        commit("addresses", vec![addresses(0..50)]),
        commit("move", vec![moved(1, 2)]),
    ]
    .into_iter()
    .filter_map(|step| match step {
        Step::Commit(changeset) => Some(changeset),
        _ => None,
    })
    .collect()
}

/// What this version does with it.
pub(crate) fn after_migration() -> Vec<Step> {
    vec![
        commit("counts", vec![counts(0..10, 1)]),
        Step::Reopen,
        commit("name", vec![renamed(3, "西门")]),
    ]
}
