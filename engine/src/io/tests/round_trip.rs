//! What we write reads back to the same records.

use proptest::prelude::*;

use super::super::*;
use super::degrees;
use crate::geom::{Polygon, Position, Region};
use crate::model::{
    Address, AddressId, AreaCode, Barrier, BarrierId, Checkpoint, CheckpointId, CheckpointState,
    Count, Grid, Lock, Measure, SpatialUnit, Stated, Tier, Unit, UnitId,
};

fn at(lon: i32, lat: i32) -> Position {
    Position::from_lattice(lon, lat).expect("on the globe")
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[ -~号路=+@'\"]{0,12}",
        "[=+@'-]{1,3}[a-z]{0,3}"
    ]
    .prop_filter("not personal", |text| !identifies_person(text))
}

fn places() -> impl Strategy<Value = Vec<(String, i32, i32, String, String, u32)>> {
    let id = "[=+@'-]?[a-z号]{1,5}";
    let row = (
        id,
        -1_800_000_000..=1_800_000_000,
        -900_000_000..=900_000_000,
        text(),
        text(),
        any::<u32>(),
    );
    proptest::collection::btree_map("[a-z]{3}", row, 0..20).prop_map(|rows| {
        rows.into_iter()
            .map(|(key, (id, lon, lat, a, b, n))| (format!("{id}{key}"), lon, lat, a, b, n))
            .collect()
    })
}

fn stated(wins: bool) -> Stated {
    let area = AreaCode::new("320205001002G014").expect("valid");
    Stated { area, wins }
}

fn unique<T: Clone, K: Ord>(rows: Vec<T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut seen = std::collections::BTreeSet::new();
    rows.into_iter()
        .filter(|row| seen.insert(key(row)))
        .collect()
}

fn same<T: PartialEq + std::fmt::Debug>(import: Result<Import<T>, ImportError>, rows: &[T]) {
    let import = import.expect("readable");
    assert_eq!(import.rejected, []);
    assert_eq!(import.rows, rows);
}

proptest! {
    #[test]
    fn points(rows in places()) {
        let addresses = rows.iter().map(|(id, lon, lat, label, building, n)| Address {
            id: AddressId::new(id).expect("valid"),
            position: at(*lon, *lat),
            label: label.as_str().into(),
            building: building.as_str().into(),
            households: *n,
            residents: n / 2,
            stated: (n % 3 > 0).then(|| Box::new(stated(n % 3 == 2))),
        });
        let addresses = unique(addresses.collect(), |address| address.id.clone());
        let (mut lines, mut features) = (Vec::new(), Vec::new());
        write_addresses_csv(&mut lines, &addresses).expect("memory");
        write_addresses_geojson(&mut features, &addresses).expect("memory");
        same(read_addresses(&Source::bytes("a.csv", lines), &degrees()), &addresses);
        if !addresses.is_empty() {
            same(read_addresses(&Source::bytes("a.geojson", features), &degrees()), &addresses);
        }
        let checkpoints = rows.iter().map(|(id, lon, lat, name, kind, n)| Checkpoint {
            id: CheckpointId::new(id).expect("valid"),
            position: at(*lon, *lat),
            name: name.clone(),
            kind: kind.clone(),
            state: CheckpointState::ALL[*n as usize % 2],
        });
        let checkpoints = unique(checkpoints.collect(), |checkpoint| checkpoint.id.clone());
        let (mut lines, mut features) = (Vec::new(), Vec::new());
        write_checkpoints_csv(&mut lines, &checkpoints).expect("memory");
        write_checkpoints_geojson(&mut features, &checkpoints).expect("memory");
        same(read_checkpoints(&Source::bytes("c.csv", lines), &degrees()), &checkpoints);
        same(read_checkpoints(&Source::bytes("c.geojson", features), &degrees()), &checkpoints);
    }

    #[test]
    fn counts(rows in places()) {
        let counts = rows.iter().map(|(id, lon, .., n)| Count {
            address: AddressId::new(id).expect("valid"),
            measure: Measure::new(if *lon > 0 { "-deaths" } else { "visits" }).expect("valid"),
            unit: if *lon > 0 { Unit::Persons } else { Unit::PersonVisits },
            cutoff: Count::parse_date("1854-09-30").expect("a date"),
            value: *n,
        });
        let counts = unique(counts.collect(), |count| (count.address.clone(), count.measure.clone()));
        let mut lines = Vec::new();
        write_counts_csv(&mut lines, &counts).expect("memory");
        same(read_cases(&Source::bytes("c.csv", lines), &ColumnMap::default()), &counts);
    }
}

fn square(west: i32, south: i32, side: i32) -> Vec<Position> {
    let corners = [(0, 0), (side, 0), (side, side), (0, side), (0, 0)];
    corners
        .iter()
        .map(|(x, y)| at(west + x, south + y))
        .collect()
}

#[test]
fn units() {
    let with_hole =
        Polygon::from_closed_chains(&[square(-50, -7, 1000), square(100, 100, 30)]).expect("valid");
    let units = [SpatialUnit {
        id: UnitId::new("块1").expect("valid"),
        kind: "block".to_owned(),
        name: String::new(),
        region: Region::single(with_hole),
    }];
    let mut out = Vec::new();
    write_units_geojson(&mut out, &units).expect("memory");
    same(
        read_units(&Source::bytes("u.json", out), &degrees()),
        &units,
    );
}

#[test]
fn areas_and_lines() {
    let with_hole =
        Polygon::from_closed_chains(&[square(-50, -7, 1000), square(100, 100, 30)]).expect("valid");
    let other = Polygon::from_closed_chains(&[square(5000, 0, 9)]).expect("valid");
    let grid = |code: &str, parent: Option<&str>, polygons: Vec<Polygon>| Grid {
        code: AreaCode::new(code).expect("valid"),
        tier: Tier::Grid,
        parent: parent.map(|code| AreaCode::new(code).expect("valid")),
        name: "=\"quoted\" \\ 路".to_owned(),
        region: Region::new(polygons).expect("not empty"),
        lock: Lock::Open,
    };
    let grids = [
        grid("999999001001", None, vec![with_hole.clone(), other]),
        Grid {
            lock: Lock::MayGrow,
            ..grid(
                "999999001001G001",
                Some("999999001001"),
                vec![with_hole.clone()],
            )
        },
    ];
    let mut out = Vec::new();
    write_grids_geojson(&mut out, &grids).expect("memory");
    let text = String::from_utf8(out.clone()).expect("UTF-8");
    // outer ring counter-clockwise, hole clockwise, closed, no crs member
    let ring = "[[-0.0000050,-0.0000007],[0.0000950,-0.0000007],[0.0000950,0.0000993],[-0.0000050,0.0000993],[-0.0000050,-0.0000007]]";
    let hole = "[[0.0000100,0.0000130],[0.0000130,0.0000130],[0.0000130,0.0000100],[0.0000100,0.0000100],[0.0000100,0.0000130]]";
    assert!(
        text.contains(&format!("[{ring},{hole}]")) && !text.contains("crs"),
        "{text}"
    );
    same(
        read_grids(&Source::bytes("g.json", out), &degrees(), None),
        &grids,
    );
    let barrier = |id: &str, path| {
        Barrier::new(
            BarrierId::new(id).expect("valid"),
            "street".to_owned(),
            path,
        )
    };
    let barriers = [
        barrier("S1", vec![at(1, 2), at(-3, 4)]),
        barrier("S2#1", square(0, 0, 5)),
    ]
    .map(|b| b.expect("valid"));
    let mut out = Vec::new();
    write_barriers_geojson(&mut out, &barriers).expect("memory");
    same(
        read_barriers(&Source::bytes("b.json", out), &degrees()),
        &barriers,
    );
}

#[test]
fn totals_go_with_their_addresses() {
    let text = "id,lon,lat\nA,1,2\nB,3,4\n";
    let addresses = read_addresses(&super::csv(text), &degrees())
        .expect("readable")
        .rows;
    let text = "address,measure,unit,cutoff,value\nA,deaths,persons,1854-09-01,3\nA,deaths,persons,1854-09-02,4\nA,visits,items,1854-09-02,0\n";
    let counts = read_cases(&super::csv(text), &ColumnMap::default())
        .expect("readable")
        .rows;
    let mut out = Vec::new();
    write_address_counts_geojson(&mut out, &addresses, &counts).expect("memory");
    let text = String::from_utf8(out).expect("UTF-8");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        json["features"][0]["properties"]["counts"],
        serde_json::json!({"deaths": 7, "visits": 0})
    );
    assert_eq!(
        json["features"][1]["properties"]["counts"],
        serde_json::json!({})
    );
    assert_eq!(
        json["features"][0]["geometry"]["coordinates"],
        serde_json::json!([1.0, 2.0])
    );
}

#[test]
fn formulas_are_guarded_in_text_only() {
    let text = "id,lon,lat,label,building\n'-A,-1,-2,'=1+1,''s\nB,1,2,'s-Gravenhage,'\n";
    let rows = read_addresses(&super::csv(text), &degrees())
        .expect("readable")
        .rows;
    assert_eq!(
        (rows[0].id.as_str(), &*rows[0].label, &*rows[0].building),
        ("-A", "=1+1", "'s")
    );
    assert_eq!(
        (&*rows[1].label, &*rows[1].building),
        ("'s-Gravenhage", "'")
    );
    let mut out = Vec::new();
    write_addresses_csv(&mut out, &rows).expect("memory");
    let written = String::from_utf8(out).expect("UTF-8");
    let expected =
        "'-A,-1.0000000,-2.0000000,'=1+1,'s,0,0,,\nB,1.0000000,2.0000000,'s-Gravenhage,',0,0,,\n";
    assert_eq!(written.split_once('\n').expect("a header").1, expected);
}

/// Lattice positions around Wuxi, in every system that an export may have.
#[test]
fn exports_in_any_system_lead_back_to_the_lattice() {
    let place = |n: i32| {
        at(
            1_203_000_000 + n * 7_654_321 % 3_000_000,
            315_000_000 + n * 1_234_567 % 2_000_000,
        )
    };
    let rows: Vec<Address> = (0..200)
        .map(|n| Address {
            id: AddressId::new(&format!("A{n}")).expect("valid"),
            position: place(n),
            label: "人民路12号".into(),
            building: "".into(),
            households: 1,
            residents: 2,
            stated: None,
        })
        .collect();
    let systems = [
        "CRS84",
        "EPSG:4490",
        "EPSG:4549",
        "EPSG:4528",
        "EPSG:3857",
        "EPSG:32651",
        "GCJ-02",
        "BD-09",
        "EPSG:4549,swapped",
        "CRS84,swapped",
    ];
    for name in systems {
        let crs = Crs::parse(name).expect("known");
        let outward = Outward::to(crs).expect("a way");
        let mut lines = Vec::new();
        write_layer_csv(&mut lines, addresses_layer(&rows), &outward).expect("memory");
        same(
            read_addresses(&Source::bytes("a.csv", lines), &Statement::of(crs)),
            &rows,
        );
        let mut coded = Vec::new();
        let writer = EncodingWriter::gb18030(&mut coded, Encoding::Gb18030).expect("written");
        write_layer_csv(writer, addresses_layer(&rows), &outward).expect("memory");
        let source = Source::bytes("a.csv", coded).encoded(Encoding::Gb18030);
        same(read_addresses(&source, &Statement::of(crs)), &rows);
        if crs.is_swapped() {
            continue;
        }
        let mut features = Vec::new();
        write_layer_geojson(&mut features, addresses_layer(&rows), &outward).expect("memory");
        let statement = Statement::of(crs);
        same(
            read_addresses(&Source::bytes("a.geojson", features.clone()), &statement),
            &rows,
        );
        // the file says what it is in
        let other = Crs::parse(if name == "BD-09" { "GCJ-02" } else { "BD-09" }).expect("known");
        let error = read_addresses(&Source::bytes("a.geojson", features), &Statement::of(other));
        let says = !crs.is_engine_frame();
        assert_eq!(says, error.is_err(), "{name}");
    }
}
