//! Random rows in every format that we write ourselves: each reads back to the same record, and a row whose text no import
//! takes is named alone.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::super::*;
use crate::geom::{Polygon, Position, Region};
use crate::model::{
    Address, AddressId, AreaCode, Barrier, BarrierId, Checkpoint, CheckpointId, CheckpointState,
    Count, Grid, Lock, Measure, SpatialUnit, Stated, Tier, Unit, UnitId,
};

/// What breaks cells, quotes, lines, columns of names and readers of 16 bits.
const PIECES: [&str; 18] = [
    ",", ";", "\"", "\"\"", "'", "=1+1", "@", "-", " ", "a", "Ω", "网格", "路口", "𠮷", "𪚥",
    "\u{200d}", "\n", "\r\n",
];

const FORMATS: [&str; 3] = ["csv", "geojson", "parquet"];

fn text() -> impl Strategy<Value = String> {
    let pieces = proptest::collection::vec(select(&PIECES[..]), 0..5);
    pieces.prop_map(|pieces| pieces.concat())
}

/// Whether an import takes a text.
fn is_taken(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

fn lattice() -> impl Strategy<Value = Position> {
    let extreme = |most: i32| prop_oneof![-most..=most, select(vec![-most, -1, 0, 1, most])];
    (extreme(1_800_000_000), extreme(900_000_000))
        .prop_map(|(lon, lat)| Position::from_lattice(lon, lat).expect("on the globe"))
}

/// One to three parts, each in a part of the globe of its own that reaches its ends, some with holes.
fn region() -> impl Strategy<Value = Region> {
    let part = (any::<[u16; 8]>(), 0..3_i32);
    let parts = proptest::collection::vec(part, 3);
    (parts, subsequence(vec![0, 1, 2], 1..=3)).prop_map(|(parts, chosen)| {
        let polygon = |&n: &i32| {
            let (numbers, holes) = &parts[n as usize];
            let west = [-1_800_000_000, -600_000_000, 600_000_000][n as usize];
            polygon(west, numbers, *holes)
        };
        Region::new(chosen.iter().map(polygon).collect()).expect("parts lie apart")
    })
}

fn polygon(west: i32, numbers: &[u16; 8], holes: i32) -> Polygon {
    let at = |x: i32, y: i32| Position::from_lattice(west + x, y).expect("on the globe");
    let near = |n: usize| i32::from(numbers[n]);
    // a quadrangle whose corners wander by less than 65,536 steps, and triangles well inside
    let corners = [
        at(near(0), -900_000_000 + near(1)),
        at(1_199_000_000 - near(2), -900_000_000 + near(3)),
        at(1_199_000_000 - near(4), 900_000_000 - near(5)),
        at(near(6), 900_000_000 - near(7)),
    ];
    let mut rings = vec![closed(&corners)];
    for hole in 0..holes {
        let (x, y) = (200_000_000 + hole * 300_000_000, -near(hole as usize));
        rings.push(closed(&[at(x, y), at(x + 7, y), at(x + 3, y + 5)]));
    }
    Polygon::from_closed_chains(&rings).expect("a ring and holes")
}

fn closed(chain: &[Position]) -> Vec<Position> {
    chain.iter().chain(&chain[..1]).copied().collect()
}

/// What is written in a format, and what is read.
fn source<'a>(
    format: &str,
    layer: Layer<impl Iterator<Item = Row<'a>>>,
    outward: &Outward,
) -> Source<'static> {
    let mut bytes = Vec::new();
    match format {
        "csv" => write_layer_csv(&mut bytes, layer, outward),
        "geojson" => write_layer_geojson(&mut bytes, layer, outward),
        _ => write_layer_parquet(&mut bytes, layer, outward),
    }
    .expect("memory takes it");
    if format != "parquet" {
        return Source::bytes(&format!("x.{format}"), bytes);
    }
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), bytes).expect("written");
    let file = ParquetFile::open(file.path()).expect("ours");
    let mut text = Vec::new();
    let written = file.write_text(&mut text).expect("ours");
    Source::bytes("x", text).with_format(written.format)
}

/// Rows with places in every format, and in those systems that are written without rounding.
fn each_way<'r, T: Clone + PartialEq + std::fmt::Debug, I>(
    rows: &[T],
    layer: impl Fn() -> Layer<I>,
    read: impl Fn(&Source<'_>, &Statement) -> Result<Import<T>, ImportError>,
    taken: impl Fn(&T) -> bool,
) where
    I: Iterator<Item = Row<'r>>,
{
    let good: Vec<T> = rows.iter().filter(|row| taken(row)).cloned().collect();
    for (format, crs) in FORMATS
        .map(|format| (format, "CRS84"))
        .into_iter()
        .chain([("csv", "EPSG:4490,swapped")])
    {
        let crs = Crs::parse(crs).expect("a system");
        let source = source(format, layer(), &Outward::to(crs).expect("a way"));
        let import = read(&source, &Statement::of(crs)).expect("readable");
        assert_eq!(import.rows, good, "{format} {crs}");
        assert_eq!(
            import.rejected.len(),
            rows.len() - good.len(),
            "{format} {crs}"
        );
        for rejected in import.rejected {
            assert!(rejected.reason.contains("line break"), "{rejected}");
        }
    }
}

fn code(n: usize) -> AreaCode {
    AreaCode::new(&format!("990185400001G{:03}", n + 1)).expect("a code")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn points(rows in proptest::collection::vec((lattice(), text(), text(), any::<u32>()), 1..12)) {
        let addresses: Vec<Address> = rows.iter().enumerate().map(|(i, (position, a, b, n))| Address {
            id: AddressId::new(&format!("{}{i}", ["=", "𠮷,", "\"", "号"][i % 4])).expect("an id"),
            position: *position,
            label: a.as_str().into(),
            building: b.as_str().into(),
            households: *n,
            residents: n / 7,
            stated: n.is_multiple_of(2).then(|| Box::new(Stated { area: code(i), wins: n % 4 == 0 })),
        }).collect();
        each_way(&addresses, || addresses_layer(&addresses), read_addresses, |row| is_taken(&row.label) && is_taken(&row.building));
        let checkpoints: Vec<Checkpoint> = rows.iter().enumerate().map(|(i, (position, a, b, n))| Checkpoint {
            id: CheckpointId::new(&format!("c{i}")).expect("an id"),
            position: *position,
            name: a.clone(),
            kind: b.clone(),
            state: CheckpointState::ALL[*n as usize % 2],
        }).collect();
        each_way(&checkpoints, || checkpoints_layer(&checkpoints), read_checkpoints, |row| is_taken(&row.name) && is_taken(&row.kind));
    }

    #[test]
    fn areas(rows in proptest::collection::vec((region(), text(), text(), 0..4_usize), 1..6)) {
        let grids: Vec<Grid> = rows.iter().enumerate().map(|(i, (region, name, _, n))| Grid {
            code: code(i),
            tier: Tier::ALL[*n],
            parent: (n % 2 == 0).then(|| AreaCode::new("990185400001").expect("a code")),
            name: name.clone(),
            region: region.clone(),
            lock: Lock::ALL[n % 3],
        }).collect();
        let layer = || grids_layer(grids.iter().map(|grid| (grid, Validity::default())));
        each_way(&grids, layer, |source, statement| read_grids(source, statement, None), |row| is_taken(&row.name));
        let units: Vec<SpatialUnit> = rows.iter().enumerate().map(|(i, (region, a, b, _))| SpatialUnit {
            id: UnitId::new(&format!("u{i}")).expect("an id"),
            kind: a.clone(),
            name: b.clone(),
            region: region.clone(),
        }).collect();
        each_way(&units, || units_layer(&units), read_units, |row| is_taken(&row.name) && is_taken(&row.kind));
    }

    #[test]
    fn lines(rows in proptest::collection::vec((proptest::collection::vec(lattice(), 2..9), text()), 1..8)) {
        let barriers = rows.iter().enumerate().filter_map(|(i, (path, class))| {
            let id = BarrierId::new(&format!("b{i}")).expect("an id");
            Some(Barrier::new(id, class.clone(), path.clone()).ok()?.named(class.clone()))
        });
        let barriers: Vec<Barrier> = barriers.collect();
        prop_assume!(!barriers.is_empty());
        each_way(&barriers, || barriers_layer(&barriers), read_barriers, |row| is_taken(&row.class));
    }

    #[test]
    fn counts(values in proptest::collection::vec((any::<u32>(), -40_000..40_000_i32), 0..12)) {
        let counts: Vec<Count> = values.iter().enumerate().map(|(i, &(value, day))| Count {
            address: AddressId::new(&format!("𠮷\"{i}")).expect("an id"),
            measure: Measure::new(["cases", "-visits"][i % 2]).expect("a measure"),
            unit: [Unit::Persons, Unit::PersonVisits][i % 2],
            cutoff: time::Date::from_julian_day(2_460_000 + day).expect("a day"),
            value,
        }).collect();
        for format in ["csv", "parquet"] {
            let source = source(format, counts_layer(&counts), &Outward::DEGREES);
            let import = read_cases(&source, &ColumnMap::default()).expect("readable");
            prop_assert_eq!(&import.rows, &counts);
            prop_assert!(import.rejected.is_empty());
        }
    }
}
