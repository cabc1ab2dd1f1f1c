//! Rows and deltas for the tests of stores: the same ones in every run.

use std::sync::Arc;

use hexward_engine::geom::{HexCoord, Phase, Polygon, Position, Region, Ring};
use hexward_engine::model::{
    Address, AddressId, AreaCode, Barrier, BarrierId, Cell, CellCode, Change, Checkpoint,
    CheckpointId, CheckpointState, Count, CrossingLayer, Dataset, Delta, Duty, DutyId, Grid,
    Ground, Holder, LayerName, Lock, Measure, Note, Place, Plan, PlanId, PlanState, PlanStep,
    Record, RequestKey, Revision, Role, RoleClass, RoleId, SpatialUnit, Stamp, Stated, Text, Tier,
    Unit, UnitId,
};

/// Texts that have broken other programs.
pub(crate) const TEXTS: [&str; 8] = [
    "",
    "东亭街道·柏庄新村",
    "O'Brien's \"yard\"; DROP TABLE grids;--",
    "\u{0}",
    "a\nb\tc\r\n",
    "🏘️ é e\u{301}",
    " %s ? ?1 ",
    "NULL",
];

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from the same seed.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("below the limit")
    }
}

pub(crate) fn at(lon: i64, lat: i64) -> Position {
    Position::clamped(lon, lat)
}

/// A square with a square hole, and a triangle apart from it.
pub(crate) fn region(lon: i64, lat: i64, size: i64) -> Region {
    let ring = |points: &[(i64, i64)]| {
        let chain: Vec<Position> = points
            .iter()
            .map(|&(x, y)| at(lon + x * size / 10, lat + y * size / 10))
            .collect();
        Ring::new(&chain).expect("a simple ring")
    };
    let hole = ring(&[(4, 4), (6, 4), (6, 6), (4, 6)]);
    let square = Polygon::new(ring(&[(10, 0), (10, 10), (0, 10), (0, 0)]), vec![hole])
        .expect("the hole is inside");
    let triangle = Polygon::new(ring(&[(11, 0), (15, 0), (11, 7)]), Vec::new()).expect("no hole");
    Region::new(vec![square, triangle]).expect("not empty")
}

pub(crate) fn grid(number: usize, name: &str) -> Grid {
    let step = i64::try_from(number).expect("small");
    let division = AreaCode::new("320205001002").expect("valid");
    Grid {
        code: AreaCode::new(&format!("320205{number:06}")).expect("valid"),
        tier: Tier::ALL[number % 4],
        parent: (!number.is_multiple_of(3)).then_some(division),
        name: name.to_owned(),
        region: region(1_203_000_000 + 7_003 * step, 315_000_000 - 11 * step, 1_000),
        lock: Lock::ALL[number % 3],
    }
}

pub(crate) fn crossing_layer(name: &str, spacing_mm: u32) -> CrossingLayer {
    CrossingLayer {
        name: LayerName::new(name).expect("valid"),
        parent: AreaCode::new("320205001002").expect("valid"),
        phase: Phase::B,
        level: 3,
        spacing_mm,
        datum: at(1_203_456_789, 315_678_901),
    }
}

pub(crate) fn cell(layer: &str, q: i32, hexes: usize) -> Cell {
    let parent = AreaCode::new("320205001002").expect("valid");
    let first = HexCoord { q, r: -7 };
    Cell {
        layer: LayerName::new(layer).expect("valid"),
        code: CellCode::new(&parent, Phase::B, 3, first),
        hexes: (0..i32::try_from(hexes).expect("few"))
            .map(|i| HexCoord { q: q + i, r: -7 })
            .collect(),
        region: region(1_203_000_000 + 5_000 * i64::from(q), 315_500_000, 900),
    }
}

/// Of addresses whose id is of even length none; of the others the code of every second wins.
fn stated(id: &str) -> Option<Box<Stated>> {
    let area = AreaCode::new("320205001002G014").expect("valid");
    let wins = id.len() % 4 == 1;
    (id.len() % 2 == 1).then(|| Box::new(Stated { area, wins }))
}

pub(crate) fn address(id: &str, lon: i64, lat: i64, label: &str) -> Address {
    Address {
        id: AddressId::new(id).expect("valid"),
        position: at(lon, lat),
        label: label.into(),
        building: "7号楼".into(),
        households: 1,
        residents: 3,
        stated: stated(id),
    }
}

pub(crate) fn checkpoint(id: &str, lon: i64, name: &str) -> Checkpoint {
    Checkpoint {
        id: CheckpointId::new(id).expect("valid"),
        position: at(lon, 315_123_457),
        name: name.to_owned(),
        kind: "gate".to_owned(),
        state: CheckpointState::Open,
    }
}

pub(crate) fn barrier(id: &str, class: &str) -> Barrier {
    let path = vec![
        at(1_203_000_001, 315_000_001),
        at(1_203_000_101, 315_000_003),
        at(1_203_000_001, 315_000_007),
    ];
    let barrier = Barrier::new(BarrierId::new(id).expect("valid"), class.to_owned(), path);
    barrier.expect("a line").named(format!("{class} 路"))
}

pub(crate) fn count(address: &str, date: &str, value: u32) -> Count {
    Count {
        address: AddressId::new(address).expect("valid"),
        measure: Measure::new("new-cases").expect("valid"),
        unit: Unit::PersonVisits,
        cutoff: Count::parse_date(date).expect("a date"),
        value,
    }
}

pub(crate) fn place(name: &str) -> Place {
    let text = |zh: &str, en: &str| Text {
        zh: zh.to_owned(),
        en: en.to_owned(),
    };
    Place {
        name: text("无锡", name),
        note: text("", "synthetic"),
        anchor: at(1_203_456_789, -1),
    }
}

fn unit(i: usize, name: &str) -> SpatialUnit {
    SpatialUnit {
        id: UnitId::new(&format!("块 {i}")).expect("valid"),
        kind: "block".to_owned(),
        name: name.to_owned(),
        region: grid(i, "").region,
    }
}

fn plan(i: usize, text: &str) -> Plan {
    let stamp = |by: &str| Stamp {
        by: by.to_owned(),
        at: text.to_owned(),
    };
    let is_old = i.is_multiple_of(2);
    Plan {
        id: PlanId::new(&format!("方案 {i}")).expect("valid"),
        name: text.to_owned(),
        state: PlanState::ALL[i % PlanState::ALL.len()],
        base: Revision(i as u64 * 1_000_003),
        effective: Count::parse_date("1854-09-08").filter(|_| is_old),
        created: stamp(text),
        validated: is_old.then(|| stamp("planner")),
        submitted: is_old.then(|| stamp("")),
        approved: (!is_old).then(|| stamp(text)),
        activated: None,
        in_force: is_old.then_some(Revision(i as u64)),
    }
}

fn step(plan: usize, number: u32) -> PlanStep {
    PlanStep {
        plan: PlanId::new(&format!("方案 {plan}")).expect("valid"),
        number,
        delta: Arc::new(Delta {
            note: note("planner"),
            grids: make_all([grid(number as usize, "of a plan")]),
            ..Delta::default()
        }),
    }
}

fn role(i: usize, text: &str) -> Role {
    Role {
        id: RoleId::new(&format!("岗位 {i}")).expect("valid"),
        title: Text {
            zh: text.to_owned(),
            en: String::new(),
        },
        class: RoleClass::ALL[i % RoleClass::ALL.len()],
        tier: i.is_multiple_of(2).then_some(Tier::Grid),
        least: u32::MAX,
        most: i.is_multiple_of(3).then_some(7),
    }
}

/// A duty of each kind of ground in turn.
fn duty(i: usize, holders: &str) -> Duty {
    let area = AreaCode::new("320205001002G014").expect("valid");
    let ground = match i % 7 {
        0 => Ground::Areas(vec![area]),
        1 => Ground::Cells {
            layer: LayerName::new("一层").expect("valid"),
            codes: vec![cell("一层", 4, 1).code],
        },
        2 => Ground::Line {
            path: barrier("b", "street").path().to_vec(),
            width_mm: u32::MAX,
        },
        3 => Ground::Region(grid(1, "").region),
        4 => Ground::Addresses(vec![AddressId::new("号 0").expect("valid")]),
        5 => Ground::Buildings {
            area,
            names: vec!["7号楼".to_owned(), "\u{0}'".to_owned()],
        },
        _ => Ground::Households {
            area,
            building: "7号楼".to_owned(),
            first: 1,
            last: u32::MAX,
        },
    };
    Duty {
        id: DutyId::new(&format!("责任 {i}")).expect("valid"),
        role: RoleId::new("岗位 0").expect("valid"),
        name: "解放路".to_owned(),
        ground,
        holders: Holder::parse_list(holders).expect("valid"),
        from: Count::parse_date("1854-09-08").filter(|_| i.is_multiple_of(2)),
        until: Count::parse_date("2026-03-01").filter(|_| i.is_multiple_of(3)),
    }
}

pub(crate) fn note(author: &str) -> Note {
    Note {
        author: author.to_owned(),
        reason: "测试 'reason'".to_owned(),
        at: "2026-03-01T08:00:00+08:00".to_owned(),
        request: None,
        undoes: None,
        effective: Count::parse_date("2026-04-01"),
    }
}

/// A note of a change that was asked for under a key.
fn asked(author: &str) -> Note {
    Note {
        request: Some(RequestKey {
            key: format!("{author} \u{0}键"),
            digest: [7; 32],
        }),
        ..note(author)
    }
}

pub(crate) fn make_all<T: Record>(rows: impl IntoIterator<Item = T>) -> Vec<Change<T>> {
    rows.into_iter().map(Change::make).collect()
}

/// A first delta with rows of all tables, every text among them, and positions at the ends of the globe.
pub(crate) fn everything() -> Delta {
    let corner = [
        (-1_800_000_000, -900_000_000),
        (1_800_000_000, 900_000_000),
        (0, 0),
        (-1, 1),
    ];
    let addresses = TEXTS.iter().enumerate().map(|(i, text)| {
        let (lon, lat) = corner[i % corner.len()];
        address(&format!("号 {i}"), lon, lat, text)
    });
    Delta {
        note: asked("planner"),
        place: make_all([place("Wuxi")]),
        grids: make_all(TEXTS.iter().enumerate().map(|(i, text)| grid(i, text))),
        crossing_layers: make_all([crossing_layer("一层", 5_000), crossing_layer("b", u32::MAX)]),
        cells: make_all((0..5).map(|q| cell("一层", q, q.unsigned_abs() as usize))),
        addresses: make_all(addresses),
        checkpoints: make_all(
            TEXTS.iter().enumerate().map(|(i, text)| {
                checkpoint(&format!("k{i}"), i64::try_from(i).expect("small"), text)
            }),
        ),
        barriers: make_all([barrier("b1", ""), barrier("b2", "street")]),
        counts: make_all([
            count("号 0", "1854-09-08", u32::MAX),
            count("号 0", "2026-03-01", 0),
        ]),
        units: make_all(TEXTS.iter().enumerate().map(|(i, text)| unit(i, text))),
        plans: make_all(TEXTS.iter().enumerate().map(|(i, text)| plan(i, text))),
        plan_steps: make_all([step(0, 1), step(0, 2), step(3, 1)]),
        roles: make_all(TEXTS.iter().enumerate().map(|(i, text)| role(i, text))),
        duties: make_all((0..8).map(|i| duty(i, "W-1; 网格员-2 50% deputy"))),
    }
}

/// A delta after [`everything`] that replaces and removes rows of all tables.
pub(crate) fn revision_two() -> Delta {
    let replace =
        |i: usize| Change::replace(grid(i, TEXTS[i]), grid(i, "renamed")).expect("same key");
    Delta {
        note: asked("steward"),
        place: vec![Change::replace(place("Wuxi"), place("")).expect("same key")],
        grids: vec![
            replace(7),
            Change::remove(grid(0, TEXTS[0])),
            replace(3),
            Change::make(grid(99, "new")),
        ],
        crossing_layers: vec![Change::remove(crossing_layer("b", u32::MAX))],
        cells: vec![
            Change::replace(cell("一层", 4, 4), cell("一层", 4, 1)).expect("same key"),
            Change::remove(cell("一层", 0, 0)),
        ],
        addresses: vec![Change::remove(address(
            "号 0",
            -1_800_000_000,
            -900_000_000,
            TEXTS[0],
        ))],
        checkpoints: vec![
            Change::replace(
                checkpoint("k0", 0, TEXTS[0]),
                checkpoint("k0", -77, "moved"),
            )
            .expect("same key"),
        ],
        barriers: vec![
            Change::replace(barrier("b2", "street"), barrier("b2", "river")).expect("same key"),
        ],
        counts: vec![
            Change::remove(count("号 0", "2026-03-01", 0)),
            Change::make(count("号 1", "2026-03-01", 5)),
            Change::replace(
                count("号 0", "1854-09-08", u32::MAX),
                count("号 0", "1854-09-08", 1),
            )
            .expect("same key"),
        ],
        units: vec![
            Change::replace(unit(1, TEXTS[1]), unit(1, "其他")).expect("same key"),
            Change::remove(unit(0, TEXTS[0])),
        ],
        plans: vec![
            Change::replace(plan(0, TEXTS[0]), plan(0, "renamed")).expect("same key"),
            Change::remove(plan(2, TEXTS[2])),
        ],
        plan_steps: vec![Change::remove(step(3, 1)), Change::make(step(1, 1))],
        roles: vec![Change::remove(role(1, TEXTS[1]))],
        duties: vec![
            Change::replace(duty(2, "W-1; 网格员-2 50% deputy"), duty(2, "")).expect("same key"),
            Change::remove(duty(3, "W-1; 网格员-2 50% deputy")),
        ],
    }
}

/// The delta that takes another one back.
pub(crate) fn inverse(delta: Delta) -> Delta {
    let note = Note {
        request: None,
        undoes: Some(Revision(1)),
        ..delta.note.clone()
    };
    Delta {
        note,
        ..delta.inverse()
    }
}

/// The rows after some deltas, one after the other.
pub(crate) fn replayed<'a>(deltas: impl IntoIterator<Item = &'a Delta>) -> Dataset {
    deltas.into_iter().fold(Dataset::default(), |rows, delta| {
        rows.apply(delta).expect("the deltas fit")
    })
}
