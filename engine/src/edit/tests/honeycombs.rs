use std::collections::BTreeMap;

use super::{address, after, at, empty};
use crate::edit::{Edit, EditError, Honeycombs, Spacing};
use crate::geom::{Coverage, Phase, Polygon, Position, Region, Ring};
use crate::model::{Address, AreaCode, Cell, Grid, LayerName, Lock, Tier};
use crate::snapshot::Snapshot;

const STREET: &str = "990000000000";
const WEST: &str = "990000000001";
const EAST: &str = "990000000002";
const PHASES: [Phase; 3] = [Phase::A, Phase::B, Phase::C];

fn area(code: &str, tier: Tier, parent: Option<&str>, corners: &[(f64, f64)]) -> Grid {
    let corners: Vec<Position> = corners.iter().map(|&(x, y)| spot(x, y)).collect();
    let ring = Ring::new(&corners).expect("valid");
    Grid {
        code: AreaCode::new(code).expect("valid"),
        tier,
        parent: parent.map(|code| AreaCode::new(code).expect("valid")),
        name: String::new(),
        region: Region::single(Polygon::new(ring, vec![]).expect("valid")),
        lock: Lock::Open,
    }
}

/// A place so many thousandths of a degree (about 100 m) from a corner, beside the lattice lines.
fn spot(x: f64, y: f64) -> Position {
    at(120.123_456_7 + x / 1000.0, 31.234_567_1 + y / 1000.0)
}

/// A street of two communities with crooked borders; the east has a third of the households.
fn street() -> Snapshot {
    let border = [(10.13, -0.31), (9.47, 3.77), (10.71, 6.29), (9.93, 10.17)];
    let west = [
        (0.17, 0.23),
        (4.31, -0.37),
        border[0],
        border[1],
        border[2],
        border[3],
        (0.41, 9.71),
    ];
    let east = [
        border[3],
        border[2],
        border[1],
        border[0],
        (19.83, 0.19),
        (20.37, 9.59),
    ];
    let whole = [
        west[0], west[1], border[0], east[4], east[5], border[3], west[6],
    ];
    let mut addresses = Vec::new();
    for i in 0..900_u32 {
        let (x, y) = (
            f64::from(i * 37 % 900) / 90.0 + 0.5,
            f64::from(i * 101 % 97) / 11.0 + 0.4,
        );
        let x = if i % 3 == 0 { x + 9.0 } else { x * 0.9 };
        addresses.push(address(&format!("a{i:03}"), spot(x, y)));
    }
    let grids = vec![
        area(STREET, Tier::Street, None, &whole),
        area(WEST, Tier::Community, Some(STREET), &west),
        area(EAST, Tier::Community, Some(STREET), &east),
    ];
    let edits = vec![Edit::ImportGrids(grids), Edit::ImportAddresses(addresses)];
    after(&empty(), edits).expect("a street")
}

fn wanted(spacing: Spacing, least_addresses: u32) -> Honeycombs {
    Honeycombs {
        within: Some(AreaCode::new(STREET).expect("valid")),
        tier: Tier::Community,
        name: LayerName::new("hex").expect("valid"),
        phases: PHASES.to_vec(),
        spacing,
        least_addresses,
    }
}

fn laid(snapshot: &Snapshot, spacing: Spacing, least: u32) -> Snapshot {
    let edit = Edit::LayHoneycombs(wanted(spacing, least));
    after(snapshot, vec![edit]).expect("laid")
}

/// How many lattice positions lie in a region of one ring, its border included (Pick's theorem).
fn positions(region: &Region) -> i128 {
    let [polygon] = region.polygons() else {
        panic!("one polygon");
    };
    assert!(polygon.holes().is_empty());
    let on_border = |(a, b): (Position, Position)| {
        let (mut x, mut y) = (
            (i64::from(a.lon()) - i64::from(b.lon())).abs(),
            (i64::from(a.lat()) - i64::from(b.lat())).abs(),
        );
        while y != 0 {
            (x, y) = (y, x % y);
        }
        i128::from(x)
    };
    let border: i128 = polygon.outer().edges().map(on_border).sum();
    (polygon.doubled_area().abs() + border + 2) / 2
}

#[test]
fn cells_of_every_phase_have_all_positions_of_their_community_and_no_other() {
    let snapshot = laid(&street(), Spacing::Millimetres(83_000), 0);
    assert_eq!(snapshot.crossings.len(), 6);
    for crossing in &snapshot.crossings {
        let (grids, index) = snapshot.grid(&crossing.layer.parent).expect("stored");
        let region = &grids.records()[index].region;
        let cells: Vec<&Region> = crossing.cells.records().iter().map(|c| &c.region).collect();
        assert!(cells.len() > 100);
        let coverage = Coverage::new(&cells).expect("no gap, no overlap");
        let union = coverage
            .dissolve(&(0..cells.len()).collect::<Vec<_>>())
            .expect("one");
        let name = &crossing.layer.name;
        assert_eq!(positions(&union), positions(region), "{name}");
        // along the outline, on both sides of it
        for (a, b) in region.rings().flat_map(Ring::edges) {
            for k in 0..400_i64 {
                let part = |from: i32, to: i32| {
                    i64::from(from) + (i64::from(to) - i64::from(from)) * k / 400
                };
                let p = Position::clamped(
                    part(a.lon(), b.lon()) + k % 7 - 3,
                    part(a.lat(), b.lat()) + k % 5 - 2,
                );
                assert_eq!(
                    crossing.cells.locate(p).is_some(),
                    region.covers(p),
                    "{name} {p}"
                );
            }
        }
    }
}

#[test]
fn households_give_each_community_its_own_spacing_and_sums_stay_whole() {
    let snapshot = laid(&street(), Spacing::Households(12), 0);
    let mut spacing = BTreeMap::new();
    let mut sums: BTreeMap<Phase, u64> = BTreeMap::new();
    for (index, crossing) in snapshot.crossings.iter().enumerate() {
        spacing.insert(crossing.layer.parent.clone(), crossing.layer.spacing_mm);
        let assignment = snapshot.crossing_assignment(index);
        let held: u64 = assignment.tallies.iter().map(|tally| tally.addresses).sum();
        *sums.entry(crossing.layer.phase).or_default() += held;
        let (_, grid) = snapshot.grid(&crossing.layer.parent).expect("stored");
        let whole = snapshot.assignment(Tier::Community).tallies[grid].addresses;
        assert_eq!(held, whole, "{}", crossing.layer.name);
        // as many households in a whole cell as wanted, were they spread evenly
        let area_m2 = snapshot.grids[&Tier::Community].area_m2(grid);
        let spacing_m = f64::from(crossing.layer.spacing_mm) / 1000.0;
        let cell_m2 = spacing_m * spacing_m * 3.0_f64.sqrt() / 2.0;
        let per_cell = whole as f64 * cell_m2 / area_m2;
        assert!((per_cell - 12.0).abs() < 0.01, "{per_cell}");
    }
    assert_eq!(spacing.len(), 2);
    let of = |code: &str| spacing[&AreaCode::new(code).expect("valid")];
    assert!(of(EAST) > of(WEST), "fewer live in the east");
    assert_eq!(sums.into_values().collect::<Vec<_>>(), [900, 900, 900]);
}

#[test]
fn no_cell_has_fewer_addresses_than_wanted_and_buildings_stay_whole() {
    let mut rows: Vec<Address> = Vec::new();
    for (i, (x, y)) in [(3.0, 3.0), (3.6, 3.2), (3.3, 3.7)].into_iter().enumerate() {
        let mut row = address(&format!("tower{i}"), spot(x, y));
        row.building = "tower".into();
        row.households = 4;
        rows.push(row);
    }
    let start = after(&street(), vec![Edit::ImportAddresses(rows)]).expect("stored");
    let loose = laid(&start, Spacing::Millimetres(60_000), 0);
    let snapshot = laid(&start, Spacing::Millimetres(60_000), 7);
    for (index, crossing) in snapshot.crossings.iter().enumerate() {
        let tallies = &snapshot.crossing_assignment(index).tallies;
        let fewest = tallies.iter().map(|tally| tally.addresses).min();
        assert!(fewest >= Some(7), "{} {fewest:?}", crossing.layer.name);
        let all = loose.crossings[index].cells.records().len();
        assert!(
            tallies.len() > 10 && tallies.len() < all,
            "{} of {all}",
            tallies.len()
        );
    }
    let first = start.addresses.records().len() - 3;
    for (index, crossing) in loose.crossings.iter().enumerate() {
        let owners = &loose.crossing_assignment(index).owners;
        let owner = owners.get(first);
        assert!((0..3).all(|i| owners.get(first + i) == owner));
        assert_eq!(owner.is_some(), crossing.layer.parent.as_str() == WEST);
    }
}

fn by_code(snapshot: &Snapshot, name: &str) -> BTreeMap<String, Cell> {
    let (_, crossing) = snapshot.crossing(name).expect("laid");
    let cells = crossing.cells.records().iter();
    cells
        .map(|cell| (cell.code.to_string(), cell.clone()))
        .collect()
}

#[test]
fn codes_and_ground_of_cells_outlast_changes_of_the_outline_elsewhere() {
    let start = laid(&street(), Spacing::Millimetres(60_000), 7);
    let moved = Edit::MoveNode {
        tier: Tier::Street,
        from: spot(20.37, 9.59),
        to: spot(22.11, 9.13),
    };
    let after = after(&start, vec![moved]).expect("moved");
    for phase in ["a", "b", "c"] {
        let west = format!("hex-{WEST}-{phase}");
        assert_eq!(by_code(&start, &west), by_code(&after, &west));
        let east = format!("hex-{EAST}-{phase}");
        let (old, new) = (by_code(&start, &east), by_code(&after, &east));
        assert_ne!(old, new);
        let limit = spot(17.0, 0.0).lon();
        let far = old
            .iter()
            .filter(|(_, cell)| cell.region.bounds().max().lon() < limit);
        let mut kept = 0;
        for (code, cell) in far {
            // a far cell may only have taken in what the change made too small
            let now = new.get(code);
            assert!(
                now.is_some_and(|now| cell.hexes.iter().all(|hex| now.hexes.contains(hex))),
                "{code}"
            );
            kept += usize::from(now == Some(cell));
        }
        assert!(kept > 10, "{kept} of {}", old.len());
        let merged = new.values().filter(|cell| cell.hexes.len() > 2).count();
        assert!(
            merged > 3,
            "what was merged for its few addresses stays so: {merged}"
        );
    }
}

#[test]
fn micro_grids_of_cells_nest_in_their_grids() {
    let halves = |code: &str, corners: &[(f64, f64)]| area(code, Tier::Grid, Some(WEST), corners);
    let (a, b) = ((5.03, -0.330_3), (5.29, 9.931_1));
    let west = [(0.17, 0.23), (4.31, -0.37), a, b, (0.41, 9.71)];
    let east = [
        a,
        (10.13, -0.31),
        (9.47, 3.77),
        (10.71, 6.29),
        (9.93, 10.17),
        b,
    ];
    let (one, two) = (format!("{WEST}G001"), format!("{WEST}G002"));
    let community: Vec<(f64, f64)> = west[..3]
        .iter()
        .chain(&east[1..5])
        .chain(&west[3..])
        .copied()
        .collect();
    let start = after(
        &empty(),
        vec![Edit::ImportGrids(vec![
            area(WEST, Tier::Community, None, &community),
            halves(&one, &west),
            halves(&two, &east),
        ])],
    )
    .expect("two grids");
    let divide = |snapshot: &Snapshot| {
        let edit = Edit::DivideByHoneycomb {
            within: AreaCode::new(WEST).expect("valid"),
            phase: Phase::A,
            spacing: Spacing::Millimetres(190_000),
            least_addresses: 0,
        };
        after(snapshot, vec![edit])
    };
    // the partition of every tier is proved by the edit itself
    let divided = divide(&start).expect("divided");
    let micro = divided.grids[&Tier::Micro].records();
    for code in [&one, &two] {
        let own = micro
            .iter()
            .filter(|grid| grid.parent.as_ref().map(AreaCode::as_str) == Some(code));
        assert!(own.count() > 8);
    }
    assert!(divided.faults(Tier::Micro).is_empty() && divided.faults(Tier::Grid).is_empty());
    assert!(matches!(divide(&divided), Err(EditError::Divided { .. })));
    let nobody = Edit::LayHoneycombs(Honeycombs {
        tier: Tier::Micro,
        ..wanted(Spacing::Millimetres(50_000), 0)
    });
    let refused = after(&street(), vec![nobody]).expect_err("no micro-grids");
    assert_eq!(
        refused.to_string(),
        format!("there is no grid of tier micro in {STREET}")
    );
}
