//! A small town with all that a file may lose: odd positions, parts, holes, characters of four bytes, quotes, empty texts.

use hexward_engine::edit::Edit;
use hexward_engine::geom::{Polygon, Position, Region};
use hexward_engine::model::{
    Address, AddressId, AreaCode, Barrier, BarrierId, Checkpoint, CheckpointId, CheckpointState,
    Count, Grid, Lock, Measure, SpatialUnit, Stated, Tier, Unit, UnitId,
};

/// The community in the middle.
pub(crate) const COMMUNITY: &str = "990185400001";
const STREET: &str = "990185400000";
const AROUND: &str = "990185400002";

fn at([x, y]: [i32; 2]) -> Position {
    Position::from_lattice(1_203_000_001 + x, 314_600_003 + y).expect("on the globe")
}

fn polygon(rings: &[&[[i32; 2]]]) -> Polygon {
    let closed = rings.iter().map(|ring| {
        let corners = ring.iter().chain(&ring[..1]);
        corners.map(|&corner| at(corner)).collect::<Vec<_>>()
    });
    Polygon::from_closed_chains(&closed.collect::<Vec<_>>()).expect("a polygon")
}

fn code(text: &str) -> AreaCode {
    AreaCode::new(text).expect("a code")
}

/// The whole, the square in the middle, its two sides: neighbours share every vertex.
const WHOLE: [[i32; 2]; 6] = [
    [0, 0],
    [15_000, 0],
    [30_000, 0],
    [30_000, 20_000],
    [15_000, 20_000],
    [0, 20_000],
];
const MIDDLE: [[i32; 2]; 10] = [
    [10_000, 5_000],
    [15_000, 5_000],
    [20_000, 5_000],
    [20_000, 8_001],
    [20_000, 12_003],
    [20_000, 15_000],
    [15_000, 15_000],
    [10_000, 15_000],
    [10_000, 12_003],
    [10_000, 8_001],
];
const WEST: [[i32; 2]; 10] = [
    [0, 0],
    [15_000, 0],
    [15_000, 5_000],
    [10_000, 5_000],
    [10_000, 8_001],
    [10_000, 12_003],
    [10_000, 15_000],
    [15_000, 15_000],
    [15_000, 20_000],
    [0, 20_000],
];
const EAST: [[i32; 2]; 10] = [
    [15_000, 0],
    [30_000, 0],
    [30_000, 20_000],
    [15_000, 20_000],
    [15_000, 15_000],
    [20_000, 15_000],
    [20_000, 12_003],
    [20_000, 8_001],
    [20_000, 5_000],
    [15_000, 5_000],
];
const STRIPS: [&[[i32; 2]]; 3] = [
    &[
        [10_000, 5_000],
        [15_000, 5_000],
        [20_000, 5_000],
        [20_000, 8_001],
        [10_000, 8_001],
    ],
    &[
        [10_000, 8_001],
        [20_000, 8_001],
        [20_000, 12_003],
        [10_000, 12_003],
    ],
    &[
        [10_000, 12_003],
        [20_000, 12_003],
        [20_000, 15_000],
        [15_000, 15_000],
        [10_000, 15_000],
    ],
];

/// Ground of one part.
fn only(rings: &[&[[i32; 2]]]) -> Region {
    Region::single(polygon(rings))
}

fn below(parent: &str, end: &str) -> String {
    format!("{parent}{end}")
}

/// A code, its tier, the code of its parent, its name and its ground.
type GridRow = (String, Tier, Option<String>, &'static str, Region);

fn grid_rows() -> [GridRow; 8] {
    let several = Region::new(vec![polygon(&[STRIPS[0]]), polygon(&[STRIPS[2]])]);
    let middle = below(COMMUNITY, "G001");
    [
        (
            STREET.to_owned(),
            Tier::Street,
            None,
            "𪚥镇, “东”",
            only(&[&WHOLE]),
        ),
        (
            COMMUNITY.to_owned(),
            Tier::Community,
            Some(STREET.to_owned()),
            "中𠮷社区",
            only(&[&MIDDLE]),
        ),
        (
            AROUND.to_owned(),
            Tier::Community,
            Some(STREET.to_owned()),
            "",
            only(&[&WHOLE, &MIDDLE]),
        ),
        (
            middle.clone(),
            Tier::Grid,
            Some(COMMUNITY.to_owned()),
            "=1+1 \"quoted\"",
            only(&[&MIDDLE]),
        ),
        (
            below(AROUND, "G001"),
            Tier::Grid,
            Some(AROUND.to_owned()),
            "西; 'x'",
            only(&[&WEST]),
        ),
        (
            below(AROUND, "G002"),
            Tier::Grid,
            Some(AROUND.to_owned()),
            "Ost — Ω",
            only(&[&EAST]),
        ),
        (
            below(COMMUNITY, "M00001"),
            Tier::Micro,
            Some(middle.clone()),
            "两块",
            several.expect("parts"),
        ),
        (
            below(COMMUNITY, "M00002"),
            Tier::Micro,
            Some(middle),
            "-带",
            only(&[STRIPS[1]]),
        ),
    ]
}

/// Grids of four tiers: one with a hole, one of two parts.
fn grids() -> Vec<Grid> {
    let rows = grid_rows().into_iter().enumerate();
    let grid = |(i, (own, tier, parent, name, region)): (usize, GridRow)| Grid {
        code: code(&own),
        tier,
        parent: parent.as_deref().map(code),
        name: name.to_owned(),
        region,
        lock: Lock::ALL[i % 3],
    };
    rows.map(grid).collect()
}

/// Addresses in and beside the town.
pub(crate) fn addresses() -> Vec<Address> {
    let labels = [
        "网格路1号, 2层",
        "𠮷巷\"3\"号",
        "",
        "=HYPERLINK(1)",
        "@号 ",
        " 前",
        "龘路7-1",
    ];
    let address = |(i, label): (usize, &&str)| Address {
        id: AddressId::new(&format!("地{i}")).expect("an id"),
        position: at([4_321 * i as i32, 3_001 * i as i32 + 7]),
        label: (*label).into(),
        building: ["", "𪚥楼"][i % 2].into(),
        households: [0, 1, u32::MAX][i % 3],
        residents: i as u32 * 977,
        stated: (i % 3 > 0).then(|| {
            let area = code(&format!("{AROUND}G002"));
            Box::new(Stated {
                area,
                wins: i % 3 == 2,
            })
        }),
    };
    labels.iter().enumerate().map(address).collect()
}

fn counts() -> Vec<Count> {
    let count = |i: usize| Count {
        address: AddressId::new(&format!("地{}", i % 7)).expect("an id"),
        measure: Measure::new(["cases", "visits"][i % 2]).expect("a measure"),
        unit: [Unit::Persons, Unit::PersonVisits][i % 2],
        cutoff: Count::parse_date(["1854-09-30", "2026-02-28", "9999-12-31"][i / 7])
            .expect("a day"),
        value: [0, 3, u32::MAX][i % 3],
    };
    (0..21).map(count).collect()
}

fn units() -> Vec<SpatialUnit> {
    let hole = [[2_000, 2_000], [3_000, 2_000], [2_500, 3_001]];
    let outer = [
        [1_000, 1_000],
        [9_001, 1_001],
        [8_000, 9_000],
        [1_002, 7_000],
    ];
    let apart = [[21_000, 1_000], [25_001, 1_001], [24_000, 9_000]];
    let regions = [
        Region::single(polygon(&[&outer, &hole])),
        Region::new(vec![polygon(&[&outer, &hole]), polygon(&[&apart])]).expect("parts"),
    ];
    let unit = |(i, region): (usize, Region)| SpatialUnit {
        id: UnitId::new(&format!("块{i}")).expect("an id"),
        kind: "estate".to_owned(),
        name: ["", "𠮷,\"园\""][i].to_owned(),
        region,
    };
    regions.into_iter().enumerate().map(unit).collect()
}

/// What makes the town.
pub(crate) fn edits() -> Vec<Edit> {
    let checkpoint = |i: usize| Checkpoint {
        id: CheckpointId::new(&format!("门{i}")).expect("an id"),
        position: at([i as i32 * 5_000 + 1, 19_999]),
        name: ["东门, A", "𠮷\"门\"", "+号"][i].to_owned(),
        kind: ["gate", "", "水泵"][i].to_owned(),
        state: CheckpointState::ALL[i % 2],
    };
    let barrier = |i: usize| {
        let path = (0..2 + i as i32).map(|n| at([n * 7_001, n * n * 333 + i as i32]));
        let id = BarrierId::new(&format!("路{i}")).expect("an id");
        let class = ["street", "河, \"𪚥\"", ""][i];
        Barrier::new(id, class.to_owned(), path.collect()).expect("a line")
    };
    vec![
        Edit::ImportGrids(grids()),
        Edit::ImportAddresses(addresses()),
        Edit::ImportCheckpoints((0..3).map(checkpoint).collect()),
        Edit::ImportBarriers((0..3).map(barrier).collect()),
        Edit::ImportUnits(units()),
        Edit::ImportCounts(counts()),
    ]
}
