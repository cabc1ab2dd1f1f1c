//! Real partitions from the folder `shared/data`, their faults repaired first.

use hexward_engine::cross::CoverReport;
use hexward_engine::geom::{Draft, Polygon, Position, Region, RepairLimits, Ring, preview_repair};
use hexward_engine::model::{AreaCode, Barrier, BarrierId, Dataset, Grid, Lock, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::units::derive;
use hexward_tests::real::{geojson, geopackage, lines};
use hexward_tests::shared::shared_data;

use super::town::{checked, snapshot};

fn repaired(drafts: &[Draft]) -> Vec<Region> {
    let limits = RepairLimits {
        snap_m: 0.0,
        gap_width_m: 5.0,
        gap_area_m2: 100.0,
    };
    let repair = preview_repair(drafts, &limits).expect("not too wide");
    repair.members.into_iter().flatten().collect()
}

#[test]
fn singapore_subzones_and_kaohsiung_villages() {
    let Some(folder) = shared_data() else { return };
    for (name, file, least) in [
        ("Singapore", "singapore/subzones.geojson.gz", 300),
        ("Kaohsiung", "kaohsiung-dengue/villages.geojson.gz", 880),
    ] {
        let regions = repaired(&geojson(&folder.join(file)));
        let report = checked(name, &snapshot(regions), 5_000);
        assert!(report.faces >= least, "{name} {}", report.faces);
        assert!(!report.agreements.is_empty());
        assert!(
            report.extra_units_max() <= 12,
            "{name} {}",
            report.extra_units_max()
        );
    }
}

#[test]
fn blocks_precincts_and_wards_of_providence() {
    let Some(folder) = shared_data() else { return };
    let file = folder.join("providence-blocks/providence.gpkg");
    for (table, least) in [("blocks", 3_014), ("new_precincts", 55), ("districts", 15)] {
        let regions = repaired(&geopackage(&file, table));
        let report = checked(&format!("Providence, {table}"), &snapshot(regions), 5_000);
        assert_eq!(report.faces, least, "{table}");
        assert!(share_up_to(&report, 12) > 0.99, "{table}");
    }
}

/// Grids as streets enclose them; all that lies outside the outermost streets is one grid with hundreds of neighbours.
#[test]
fn enclosures_of_the_streets_of_wuhan() {
    let Some(folder) = shared_data() else { return };
    let Some(streets) = lines(&folder.join("wuhan-streets/streets.fgb")) else {
        return;
    };
    let code = AreaCode::new("990000000001").expect("valid");
    let barrier = |(number, path): (usize, Vec<Position>)| {
        let id = BarrierId::new(&format!("W{number:05}")).expect("valid");
        // some lines are points
        Barrier::new(id, "street".to_owned(), path).ok()
    };
    let ground = Snapshot::build(Dataset {
        grids: around(&code),
        barriers: streets
            .into_iter()
            .enumerate()
            .filter_map(barrier)
            .collect(),
        ..Dataset::default()
    });
    let enclosures = derive(&ground, &code).expect("units");
    let regions = enclosures.regions().expect("regions");
    let report = checked("Wuhan, enclosures of streets", &snapshot(regions), 5_000);
    assert!((4_000..5_500).contains(&report.faces), "{}", report.faces);
    assert!(share_up_to(&report, 12) > 0.99);
}

/// A community around Wuhan, and the one grid in it.
fn around(code: &AreaCode) -> Vec<Grid> {
    let corners = [
        (113.95, 30.33),
        (114.6, 30.33),
        (114.6, 30.82),
        (113.95, 30.82),
    ];
    let corners = corners.map(|(lon, lat)| Position::from_degrees(lon, lat).expect("degrees"));
    let ring = Ring::new(&corners).expect("a ring");
    let polygon = Polygon::new(ring, Vec::new()).expect("a polygon");
    let grid = |tier, code: AreaCode, parent| Grid {
        code,
        tier,
        parent,
        name: String::new(),
        region: Region::single(polygon.clone()),
        lock: Lock::Open,
    };
    let below = AreaCode::new(&format!("{code}G001")).expect("valid");
    vec![
        grid(Tier::Community, code.clone(), None),
        grid(Tier::Grid, below, Some(code.clone())),
    ]
}

/// The share of workers with so many units at most beside the own grid.
fn share_up_to(report: &CoverReport, most: u32) -> f64 {
    let few = report.extra.iter();
    let few = few.filter(|own| own.edges + own.junctions <= most).count();
    few as f64 / report.extra.len() as f64
}
