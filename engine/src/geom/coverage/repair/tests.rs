use super::super::cases::{at, region, square};
use super::super::{Draft, FaultKind};
use super::*;

const WIDE: RepairLimits = RepairLimits {
    snap_m: 0.0,
    gap_width_m: 2.0,
    gap_area_m2: 0.0,
};

fn repaired(drafts: &[Draft], limits: &RepairLimits) -> Repair {
    let repair = preview_repair(drafts, limits).expect("not too wide");
    let kinds: Vec<&str> = repair
        .faults
        .iter()
        .map(|fault| fault.kind.name())
        .collect();
    assert!(
        repair
            .faults
            .iter()
            .all(|fault| fault.kind == FaultKind::Gap),
        "{kinds:?}"
    );
    repair
}

fn kinds(repair: &Repair) -> Vec<(ChangeKind, usize, Option<usize>)> {
    repair
        .changes
        .iter()
        .map(|c| (c.kind, c.member, c.from))
        .collect()
}

#[test]
fn a_valid_coverage_stays_as_it_is() {
    let members = [square(0, 0, 10_000), square(10_000, 0, 10_000)];
    let drafts: Vec<Draft> = members.iter().map(Draft::of).collect();
    let repair = repaired(&drafts, &WIDE);
    assert_eq!(repair.changes, []);
    assert_eq!(repair.members, members.map(Some));
}

#[test]
fn an_overlap_goes_to_the_first() {
    let (first, second) = (square(0, 0, 10_000), square(6_000, 0, 10_000));
    let repair = repaired(&[Draft::of(&first), Draft::of(&second)], &WIDE);
    assert_eq!(kinds(&repair), [(ChangeKind::OverlapGiven, 0, Some(1))]);
    let overlap = region(&[&[(6_000, 0), (10_000, 0), (10_000, 10_000), (6_000, 10_000)]]);
    assert!((repair.changes[0].area_m2 - overlap.area_m2()).abs() < 1e-6);
    let sum: f64 = repair.members.iter().flatten().map(Region::area_m2).sum();
    assert!((sum - first.area_m2() - second.area_m2() + overlap.area_m2()).abs() < 1e-6);
}

#[test]
fn a_junction_gets_its_vertex_without_a_change_of_ground() {
    let drafts = [
        square(0, 0, 10_000),
        square(10_000, 0, 5_000),
        square(10_000, 5_000, 5_000),
    ];
    let drafts: Vec<Draft> = drafts.iter().map(Draft::of).collect();
    let repair = repaired(&drafts, &WIDE);
    assert_eq!(kinds(&repair), []);
    let first = repair.members[0].as_ref().expect("it stays");
    assert!(
        first.polygons()[0]
            .outer()
            .vertices()
            .contains(&at(10_000, 5_000))
    );
}

#[test]
fn narrow_gaps_are_filled_and_wide_ones_stay() {
    // 50 steps are half a metre
    let south = region(&[&[(0, 0), (90_000, 0), (90_000, 40_000), (0, 40_000)]]);
    let north = region(&[&[
        (0, 40_000),
        (40_000, 40_050),
        (90_000, 40_000),
        (90_000, 90_000),
        (0, 90_000),
    ]]);
    let drafts = [Draft::of(&south), Draft::of(&north)];
    let repair = repaired(&drafts, &WIDE);
    assert_eq!(kinds(&repair), [(ChangeKind::GapFilled, 1, None)]);
    assert_eq!(repair.faults, []);
    let none = RepairLimits {
        gap_width_m: 0.0,
        ..WIDE
    };
    assert_eq!(
        preview_repair(&drafts, &none)
            .expect("not too wide")
            .faults
            .len(),
        1
    );
    let ring = region(&[
        &[(0, 0), (90_000, 0), (90_000, 90_000), (0, 90_000)],
        &[
            (30_000, 30_000),
            (60_000, 30_000),
            (60_000, 60_000),
            (30_000, 60_000),
        ],
    ]);
    assert_eq!(
        repaired(&[Draft::of(&ring)], &WIDE).faults[0].kind,
        FaultKind::Gap
    );
}

#[test]
fn near_vertices_become_one() {
    let (west, east) = (square(0, 0, 10_000), square(10_003, 2, 10_000));
    let limits = RepairLimits {
        snap_m: 0.1,
        ..WIDE
    };
    let repair = repaired(&[Draft::of(&west), Draft::of(&east)], &limits);
    assert_eq!(kinds(&repair), [(ChangeKind::Snapped, 1, None)]);
    let east = repair.members[1].as_ref().expect("it stays");
    assert!(
        east.polygons()[0]
            .outer()
            .vertices()
            .contains(&at(10_000, 0))
    );
    assert_eq!(repair.faults, []);
}

#[test]
fn invalid_rings_are_rebuilt_and_what_is_covered_vanishes() {
    let bow = [(0, 0), (4000, 4000), (4000, 0), (0, 4000), (0, 0)].map(|(x, y)| at(x, y));
    let bow = Draft {
        polygons: vec![vec![bow.to_vec()]],
    };
    let all = Draft::of(&square(-9_000, -9_000, 30_000));
    let repair = repaired(std::slice::from_ref(&bow), &WIDE);
    assert_eq!(kinds(&repair), [(ChangeKind::RingsRebuilt, 0, None)]);
    assert_eq!(
        repair.members[0]
            .as_ref()
            .map(|region| region.polygons().len()),
        Some(2)
    );
    let repair = repaired(&[all, bow], &WIDE);
    assert_eq!(repair.members[1], None);
    assert_eq!(
        kinds(&repair).last(),
        Some(&(ChangeKind::Vanished, 1, None))
    );
}

#[test]
fn members_are_cut_to_their_parent_and_fill_it() {
    let parent = square(0, 0, 10_000);
    // sticks out in the west, is short in the east by less than may be filled, and meets the border between vertices
    let south = region(&[&[
        (-50, 0),
        (9_990, 0),
        (9_990, 3_333),
        (0, 5_001),
        (-50, 5_001),
    ]]);
    let north = region(&[&[
        (0, 5_001),
        (9_990, 3_333),
        (10_000, 3_333),
        (10_000, 10_000),
        (0, 10_000),
    ]]);
    let drafts = [Draft::of(&south), Draft::of(&north)];
    let repair = preview_repair_within(&drafts, &parent, &WIDE).expect("not too wide");
    assert_eq!(repair.faults, []);
    assert_eq!(
        kinds(&repair),
        [
            (ChangeKind::GapFilled, 0, None),
            (ChangeKind::CutOff, 0, None)
        ]
    );
    let on_border: usize = repair.bends.iter().map(|bend| bend.via.len()).sum();
    assert!(on_border >= 2, "{:?}", repair.bends);
    let areas: f64 = repair.members.iter().flatten().map(Region::area_m2).sum();
    assert!((areas / parent.area_m2() - 1.0).abs() < 1e-6);
}

#[test]
fn a_gap_along_the_parent_that_is_too_wide_stays() {
    let parent = square(0, 0, 100_000);
    let half = region(&[&[(0, 0), (50_000, 0), (50_000, 100_000), (0, 100_000)]]);
    let repair = preview_repair_within(&[Draft::of(&half)], &parent, &WIDE).expect("not too wide");
    let left: Vec<FaultKind> = repair.faults.iter().map(|fault| fault.kind).collect();
    assert_eq!(left, [FaultKind::Uncovered]);
}
