mod crossing;
mod honeycombs;
mod operations;

use super::{Changeset, Edit, EditError, apply};
use crate::faults::NamedFault;
use crate::geom::{FaultKind, Phase, Polygon, Position, Region, Ring};
use crate::model::{Address, AddressId, AreaCode, Dataset, Grid, LayerName, Lock, Note, Tier};
use crate::snapshot::Snapshot;

fn at(lon: f64, lat: f64) -> Position {
    Position::from_degrees(lon, lat).expect("in range")
}

fn rectangle(code: &str, tier: Tier, west: f64, south: f64, east: f64, north: f64) -> Grid {
    let corners = [
        at(west, south),
        at(east, south),
        at(east, north),
        at(west, north),
    ];
    let ring = Ring::new(&corners).expect("valid");
    Grid {
        code: AreaCode::new(code).expect("valid"),
        tier,
        parent: None,
        name: String::new(),
        region: Region::single(Polygon::new(ring, vec![]).expect("valid")),
        lock: Lock::Open,
    }
}

fn address(id: &str, position: Position) -> Address {
    let id = AddressId::new(id).expect("valid");
    Address {
        id,
        position,
        label: "".into(),
        building: "".into(),
        households: 1,
        residents: 2,
        stated: None,
    }
}

fn honeycomb(parent: &str, name: &str, spacing_mm: u32) -> Edit {
    let parent = AreaCode::new(parent).expect("valid");
    let name = LayerName::new(name).expect("valid");
    Edit::Honeycomb {
        parent,
        name,
        phase: Phase::A,
        spacing_mm,
    }
}

fn after(snapshot: &Snapshot, edits: Vec<Edit>) -> Result<Snapshot, EditError> {
    let delta = apply(
        snapshot,
        &Changeset {
            note: Note::default(),
            edits,
        },
    )?;
    Ok(snapshot.with(&delta)?)
}

fn empty() -> Snapshot {
    Snapshot::build(Dataset::default())
}

const GRID: &str = "990000000001";

#[test]
fn a_honeycomb_covers_ground_whose_edges_bulge() {
    let wide = rectangle(GRID, Tier::Community, 0.0, 60.0, 4.0, 60.4);
    let snapshot = after(
        &empty(),
        vec![
            Edit::ImportGrids(vec![wide]),
            honeycomb(GRID, "h", 3_000_000),
        ],
    );
    let snapshot = snapshot.expect("a honeycomb");
    let (_, crossing) = snapshot.crossing("h").expect("the layer");
    let whole = 3_000.0 * 3_000.0 * 3.0_f64.sqrt() / 2.0;
    for (i, cell) in crossing.cells.records().iter().enumerate() {
        let parts = crossing.cells.area_m2(i) / whole;
        assert!(
            parts < 1.01 * cell.hexes.len() as f64,
            "{} is {parts} cells large",
            cell.code
        );
    }
}

#[test]
fn cells_of_all_layers_have_codes_of_their_own() {
    let grids = vec![
        rectangle("990000000001G001", Tier::Grid, 120.0, 31.0, 120.02, 31.02),
        rectangle("990000000001G002", Tier::Grid, 120.02, 31.0, 120.04, 31.02),
    ];
    let layers = [("a", 1, 200), ("b", 2, 100), ("c", 1, 200)];
    let mut edits = vec![Edit::ImportGrids(grids)];
    edits.extend(
        layers.map(|(name, grid, m)| honeycomb(&format!("990000000001G00{grid}"), name, m * 1000)),
    );
    let snapshot = after(&empty(), edits).expect("three honeycombs");
    let codes = snapshot
        .crossings
        .iter()
        .flat_map(|c| c.cells.records().iter().map(|cell| cell.code.clone()));
    let mut codes: Vec<_> = codes.collect();
    let all = codes.len();
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), all);
}

#[test]
fn a_grid_that_moves_takes_its_honeycomb_along() {
    let before = rectangle(GRID, Tier::Community, 120.0, 31.0, 120.01, 31.01);
    let snapshot = after(
        &empty(),
        vec![
            Edit::ImportGrids(vec![before]),
            honeycomb(GRID, "h", 100_000),
        ],
    );
    let wider = rectangle(GRID, Tier::Community, 120.0, 31.0, 120.02, 31.01);
    let snapshot = after(
        &snapshot.expect("laid"),
        vec![Edit::ImportGrids(vec![wider.clone()])],
    )
    .expect("moved");
    let (_, crossing) = snapshot.crossing("h").expect("the layer");
    let cells: f64 = (0..crossing.cells.records().len())
        .map(|i| crossing.cells.area_m2(i))
        .sum();
    assert!((cells / wider.region.area_m2() - 1.0).abs() < 1e-4);
}

#[test]
fn a_parent_stays_above_its_children() {
    let street = rectangle("990000000000", Tier::Street, 120.0, 31.0, 120.1, 31.1);
    let mut community = rectangle(GRID, Tier::Community, 120.0, 31.0, 120.1, 31.1);
    community.parent = Some(street.code.clone());
    let stored = after(
        &empty(),
        vec![Edit::ImportGrids(vec![street.clone(), community])],
    )
    .expect("nested");
    let sunk = Grid {
        tier: Tier::Micro,
        ..street
    };
    let refused = after(&stored, vec![Edit::ImportGrids(vec![sunk])]);
    assert!(
        matches!(refused, Err(EditError::Tier { .. })),
        "{refused:?}"
    );
}

/// A community divided into a western and an eastern grid.
fn divided() -> Vec<Grid> {
    let parent = rectangle(GRID, Tier::Community, 120.0, 31.0, 120.02, 31.01);
    let corners = [(0, 0), (1, 0), (2, 0), (2, 1), (1, 1), (0, 1)];
    let corners =
        corners.map(|(x, y)| at(120.0 + f64::from(x) / 100.0, 31.0 + f64::from(y) / 100.0));
    let ring = Ring::new(&corners).expect("valid");
    let parent = Grid {
        region: Region::single(Polygon::new(ring, vec![]).expect("valid")),
        ..parent
    };
    let child = |code, west, east| Grid {
        parent: Some(parent.code.clone()),
        ..rectangle(code, Tier::Grid, west, 31.0, east, 31.01)
    };
    let west = child("990000000001G001", 120.0, 120.01);
    let east = child("990000000001G002", 120.01, 120.02);
    vec![parent, west, east]
}

fn faults_of(refused: Result<Snapshot, EditError>) -> Vec<(FaultKind, Vec<String>)> {
    let Err(EditError::Partition(error)) = refused else {
        panic!("not refused for its faults: {refused:?}");
    };
    let codes = |fault: &NamedFault| fault.codes.iter().map(ToString::to_string).collect();
    error
        .faults
        .iter()
        .map(|fault| (fault.kind, codes(fault)))
        .collect()
}

#[test]
fn what_does_not_divide_the_ground_is_refused() {
    let [parent, west, east] = divided().try_into().expect("three");
    let wider = Grid {
        parent: west.parent.clone(),
        ..rectangle("990000000001G001", Tier::Grid, 120.0, 31.0, 120.012, 31.01)
    };
    let names = [&west, &east].map(|grid| grid.code.to_string());
    let stored = after(&empty(), vec![Edit::ImportGrids(divided())]).expect("a partition");

    let found = faults_of(after(&stored, vec![Edit::ImportGrids(vec![wider.clone()])]));
    assert!(
        found.contains(&(FaultKind::Overlap, names.to_vec())),
        "{found:?}"
    );

    let alone = vec![Edit::ImportGrids(vec![parent.clone(), west])];
    let found = faults_of(after(&empty(), alone));
    assert_eq!(found, [(FaultKind::Uncovered, vec![])]);

    let larger = Grid {
        region: rectangle(GRID, Tier::Community, 120.0, 31.0, 120.03, 31.01).region,
        ..parent
    };
    let found = faults_of(after(
        &stored,
        vec![Edit::ImportGrids(vec![larger.clone()])],
    ));
    assert!(found.contains(&(FaultKind::Uncovered, vec![])), "{found:?}");

    // a broken plan is stored when asked, can get other names, and is mended by what makes it whole
    let allowed = vec![Edit::ImportGrids(vec![wider.clone()]), Edit::WithFaults];
    let broken = after(&stored, allowed).expect("with its faults");
    assert!(!broken.faults(Tier::Grid).is_empty());
    let renamed = Grid {
        name: "new".to_owned(),
        ..wider
    };
    let broken = after(&broken, vec![Edit::ImportGrids(vec![renamed])]).expect("a name");
    let found = faults_of(after(&broken, vec![Edit::ImportGrids(vec![larger])]));
    assert!(!found.is_empty());
    let whole = after(&broken, vec![Edit::ImportGrids(divided())]).expect("mended");
    assert_eq!(*whole.faults(Tier::Grid), []);
}

#[test]
fn many_faults_are_counted_and_all_are_there() {
    let square = |i: u32| {
        let west = 120.0 + f64::from(i) / 100.0;
        let code = format!("99000000000{i}");
        rectangle(&code, Tier::Community, west, 31.0, west + 0.015, 31.01)
    };
    let rows = (0..6).map(square).collect();
    let refused = after(&empty(), vec![Edit::ImportGrids(rows)]).expect_err("overlaps");
    let text = refused.to_string();
    let EditError::Partition(error) = refused else {
        panic!("{text}");
    };
    let start = format!(
        "the grids would not divide the ground, {} faults: tier community: overlap, grids \
         990000000000 and 990000000001, at 120.0",
        error.faults.len()
    );
    assert!(text.starts_with(&start), "{text}");
    assert!(text.ends_with(&format!("; and {} more", error.faults.len() - 3)));
}

#[test]
fn data_around_the_globe_is_refused() {
    let rows = vec![
        address("e", at(179.999, 0.0)),
        address("w", at(-179.999, 0.0)),
    ];
    let refused = after(&empty(), vec![Edit::ImportAddresses(rows.clone())]);
    assert!(matches!(refused, Err(EditError::TooWide { .. })));
    let east = after(&empty(), vec![Edit::ImportAddresses(rows[..1].to_vec())]).expect("one side");
    let refused = after(&east, vec![Edit::ImportAddresses(rows[1..].to_vec())]);
    assert!(matches!(refused, Err(EditError::TooWide { .. })));
}

#[test]
fn a_honeycomb_too_fine_is_refused() {
    let grid = rectangle(GRID, Tier::Community, 120.0, 31.0, 121.0, 32.0);
    let refused = after(
        &empty(),
        vec![Edit::ImportGrids(vec![grid]), honeycomb(GRID, "h", 5_000)],
    );
    assert!(matches!(refused, Err(EditError::TooManyCells { .. })));
}
