//! Dengue cases of Kaohsiung as addresses that state a village: code against point, with both winners.
//!
//! The eleven digits of a village become twelve by a zero behind them. One of the 886 polygons is invalid and is repaired.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::process::Command;

use geo::{Coord, CoordinatePosition, LineString, Polygon, coordinate_position::CoordPos};
use hexward_engine::assign::{Assignment, Reason};
use hexward_engine::geom::{Position, Region, RepairLimits, preview_repair};
use hexward_engine::model::{Address, AddressId, AreaCode, Dataset, Grid, Lock, Stated, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_tests::real::draft;
use hexward_tests::shared::shared_data;
use serde_json::Value;

fn unpacked(path: &Path) -> Vec<u8> {
    let run = Command::new("gzip").arg("-dc").arg(path).output();
    run.expect("gzip runs").stdout
}

fn code(eleven: &str) -> AreaCode {
    AreaCode::new(&format!("{eleven}0")).expect("eleven digits")
}

fn villages(folder: &Path) -> Vec<Grid> {
    let file: Value =
        serde_json::from_slice(&unpacked(&folder.join("villages.geojson.gz"))).expect("json");
    let mut repaired = 0;
    let village = |feature: &Value| {
        let draft = draft(&feature["geometry"]).expect("polygons");
        let region = draft.region(0).unwrap_or_else(|_faults| {
            repaired += 1;
            let limits = RepairLimits {
                snap_m: 0.0,
                gap_width_m: 0.0,
                gap_area_m2: 0.0,
            };
            let repair = preview_repair(&[draft], &limits).expect("not too wide");
            repair.members[0].clone().expect("something is left")
        });
        Grid {
            code: code(feature["properties"]["VILLCODE"].as_str().expect("text")),
            tier: Tier::Community,
            parent: None,
            name: String::new(),
            region,
            lock: Lock::Open,
        }
    };
    let features = file["features"].as_array().expect("features");
    let mut grids: Vec<Grid> = features.iter().map(village).collect();
    grids.sort_by(|a, b| a.code.cmp(&b.code));
    assert_eq!((grids.len(), repaired), (886, 1));
    grids
}

/// The cases with a position and a code, by the years that they fell ill in.
fn cases(folder: &Path, years: &[&str]) -> Vec<Address> {
    let text = String::from_utf8(unpacked(&folder.join("cases.csv.gz"))).expect("UTF-8");
    let mut addresses = Vec::new();
    for (number, line) in text.lines().enumerate().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [onset, village, lon, lat] = [0, 6, 8, 9].map(|i| fields[i]);
        let degrees = |text: &str| text.parse::<f64>().ok();
        let (true, Some(lon), Some(lat)) =
            (years.contains(&&onset[..4]), degrees(lon), degrees(lat))
        else {
            continue;
        };
        addresses.push(Address {
            id: AddressId::new(&format!("C{number:05}")).expect("valid"),
            position: Position::from_degrees(lon, lat).expect("on the globe"),
            label: "".into(),
            building: "".into(),
            households: 0,
            residents: 0,
            stated: (village.len() == 11).then(|| {
                let area = code(village);
                Box::new(Stated { area, wins: false })
            }),
        });
    }
    addresses
}

/// The lowest code of the villages that hold a position, by scanning them all with another library.
fn scanned(grids: &[Grid], addresses: &[Address]) -> Vec<Option<usize>> {
    let coord = |p: &Position| Coord {
        x: f64::from(p.lon()),
        y: f64::from(p.lat()),
    };
    let polygons = |region: &Region| -> Vec<Polygon> {
        let ring = |ring: &hexward_engine::geom::Ring| {
            LineString::new(ring.vertices().iter().map(coord).collect())
        };
        let polygon = |part: &hexward_engine::geom::Polygon| {
            Polygon::new(ring(part.outer()), part.holes().iter().map(ring).collect())
        };
        region.polygons().iter().map(polygon).collect()
    };
    let shapes: Vec<Vec<Polygon>> = grids.iter().map(|grid| polygons(&grid.region)).collect();
    let mut known: HashMap<Position, Option<usize>> = HashMap::new();
    let mut find = |p: Position| {
        *known.entry(p).or_insert_with(|| {
            let holds = |i: &usize| {
                grids[*i].region.bounds().contains(p)
                    && shapes[*i]
                        .iter()
                        .any(|shape| shape.coordinate_position(&coord(&p)) != CoordPos::Outside)
            };
            (0..grids.len()).find(holds)
        })
    };
    addresses.iter().map(|row| find(row.position)).collect()
}

/// What comes out: cases, those with a code, in conflict, of an unknown village, unlocated when the point wins and when
/// the code does.
#[derive(Debug, PartialEq)]
struct Outcome {
    cases: usize,
    stated: usize,
    conflicts: usize,
    unknown: usize,
    unlocated_by_point: usize,
    unlocated_by_code: usize,
}

/// The place of the area that each address states among the grids; `Some(None)` when it is none of them.
#[expect(
    clippy::option_option,
    reason = "no code, a code of no grid, a code of a grid"
)]
fn stated_places(grids: &[Grid], addresses: &[Address]) -> Vec<Option<Option<usize>>> {
    let numbered = grids.iter().zip(0..);
    let index: BTreeMap<&AreaCode, usize> = numbered.map(|(grid, i)| (&grid.code, i)).collect();
    let place = |row: &Address| {
        let stated = row.stated.as_deref()?;
        Some(index.get(&stated.area).copied())
    };
    addresses.iter().map(place).collect()
}

fn snapshot(grids: &[Grid], addresses: &[Address]) -> Snapshot {
    Snapshot::build(Dataset {
        grids: grids.to_vec(),
        addresses: addresses.to_vec(),
        ..Dataset::default()
    })
}

fn owners(assignment: &Assignment) -> Vec<Option<usize>> {
    let owners = assignment.owners.iter();
    owners
        .map(|owner| owner.map(|index| index as usize))
        .collect()
}

fn outcome(grids: &[Grid], mut addresses: Vec<Address>) -> Outcome {
    let found = scanned(grids, &addresses);
    let stated = stated_places(grids, &addresses);
    let by_point = snapshot(grids, &addresses).assignment(Tier::Community);
    assert_eq!(owners(&by_point), found);
    for row in &mut addresses {
        if let Some(stated) = row.stated.as_deref_mut() {
            stated.wins = true;
        }
    }
    let cases = addresses.len();
    let by_code = snapshot(grids, &addresses).assignment(Tier::Community);
    let pairs = || stated.iter().zip(&found);
    let expected: Vec<Option<usize>> = pairs()
        .map(|(stated, found)| stated.unwrap_or(*found))
        .collect();
    assert_eq!(owners(&by_code), expected);
    let conflicts = pairs()
        .filter(|(stated, found)| stated.flatten().is_some_and(|area| Some(area) != **found))
        .count();
    for assignment in [&by_point, &by_code] {
        assert_eq!(assignment.findings.conflicts.len(), conflicts);
        let counted: u64 = assignment.tallies.iter().map(|tally| tally.addresses).sum();
        assert_eq!(counted as usize + assignment.unlocated.len(), cases);
    }
    let unknown = stated
        .iter()
        .filter(|stated| **stated == Some(None))
        .count();
    let reasons = by_code.unlocated.iter();
    let reasons = reasons.filter(|unlocated| unlocated.reason == Reason::UnknownArea);
    assert_eq!(
        (by_code.findings.unknown.len(), reasons.count()),
        (unknown, unknown)
    );
    Outcome {
        cases,
        stated: stated.iter().flatten().count(),
        conflicts,
        unknown,
        unlocated_by_point: by_point.unlocated.len(),
        unlocated_by_code: by_code.unlocated.len(),
    }
}

#[test]
fn codes_and_points_of_dengue_cases() {
    let Some(folder) = shared_data() else { return };
    let folder = folder.join("kaohsiung-dengue");
    let grids = villages(&folder);
    let old = outcome(&grids, cases(&folder, &["2014", "2015"]));
    let new = outcome(&grids, cases(&folder, &["2023"]));
    println!("{old:?}\n{new:?}");
    assert_eq!(
        (old, new),
        (
            Outcome {
                cases: 34_668,
                stated: 34_660,
                conflicts: 8567,
                unknown: 94,
                unlocated_by_point: 117,
                unlocated_by_code: 95,
            },
            Outcome {
                cases: 3183,
                stated: 3183,
                conflicts: 24,
                unknown: 2,
                unlocated_by_point: 1,
                unlocated_by_code: 2,
            }
        )
    );
}
