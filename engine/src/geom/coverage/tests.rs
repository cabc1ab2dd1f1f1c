use super::cases::{at, region, square};
use super::{Fault, Size, partitions, validate, validate_nested, validate_within};
use crate::geom::Region;

fn kinds(faults: &[Fault]) -> String {
    let names: Vec<String> = faults
        .iter()
        .map(|fault| format!("{} {:?}", fault.kind.name(), fault.members))
        .collect();
    names.join("; ")
}

fn check(members: &[&Region], expected: &str) {
    assert_eq!(kinds(&validate(members)), expected);
}

/// A lattice square of this many steps is wide enough not to be a sliver.
const KM: i32 = 100_000;

fn km(x: i32, y: i32, side: i32) -> Region {
    square(x * KM, y * KM, side * KM)
}

fn kms(rings: &[&[(i32, i32)]]) -> Region {
    let scaled: Vec<Vec<(i32, i32)>> = rings
        .iter()
        .map(|ring| ring.iter().map(|&(x, y)| (x * KM, y * KM)).collect())
        .collect();
    let slices: Vec<&[(i32, i32)]> = scaled.iter().map(Vec::as_slice).collect();
    region(&slices)
}

#[test]
fn valid_coverages() {
    let one = km(0, 0, 10);
    check(&[], "");
    check(&[&one], "");
    check(&[&one, &km(10, 0, 10), &km(0, 10, 10)], "");
    check(&[&one, &km(10, 10, 10)], ""); // corner to corner
    check(&[&one, &km(30, 0, 10)], ""); // apart
    let holed = kms(&[
        &[(0, 0), (9, 0), (9, 9), (0, 9)],
        &[(3, 3), (6, 3), (6, 6), (3, 6)],
    ]);
    check(&[&holed, &km(3, 3, 3)], "");
    let touching = kms(&[&[(0, 0), (9, 0), (9, 9), (0, 9)], &[(0, 0), (6, 3), (3, 6)]]);
    check(&[&touching, &kms(&[&[(0, 0), (6, 3), (3, 6)]])], ""); // a hole at a corner
}

#[test]
fn overlaps() {
    let one = km(0, 0, 10);
    check(&[&one, &one], "overlap [0, 1]");
    check(&[&one, &km(5, 5, 10)], "overlap [0, 1]");
    check(&[&one, &km(2, 2, 5)], "overlap [0, 1]"); // inside
    check(&[&km(2, 2, 5), &one, &km(20, 20, 1)], "overlap [0, 1]");
    check(
        &[&one, &kms(&[&[(0, 0), (10, 10), (3, 8)]])],
        "overlap [0, 1]",
    ); // at two common corners, edges apart
    check(
        &[&one, &kms(&[&[(0, 0), (10, 0), (5, 5)]])],
        "overlap [0, 1]",
    ); // along a common edge
    let faults = validate(&[&one, &km(5, 0, 10)]);
    let half = &faults[0];
    let Size::AreaM2(area_m2) = half.size else {
        panic!("no area: {half}");
    };
    let expected = kms(&[&[(5, 0), (10, 0), (10, 10), (5, 10)]]).area_m2();
    assert!((area_m2 / expected - 1.0).abs() < 1e-12, "{area_m2}");
}

#[test]
fn the_members_that_overlap_are_named_where_others_match() {
    // 1 dips below the straight border of 2 next to a corner that 0 shares
    let corner = kms(&[&[(0, 0), (40, 0), (40, 40), (0, 60)]]);
    let above = kms(&[&[(40, 40), (60, 40), (80, 42), (80, 90), (0, 90), (0, 60)]]);
    let below = kms(&[&[(40, 0), (80, 0), (80, 42), (40, 40)]]);
    check(&[&corner, &above, &below], "overlap [1, 2]");
}

#[test]
fn unmatched_edges() {
    let one = km(0, 0, 10);
    check(&[&one, &km(10, 0, 5)], "unmatched edge [0, 1]");
    check(
        &[&one, &km(10, 2, 5)],
        "unmatched edge [0, 1]; unmatched edge [0, 1]",
    );
    check(
        &[&one, &kms(&[&[(10, 5), (15, 0), (15, 9)]])],
        "unmatched edge [0, 1]",
    );
    let late = kms(&[&[(10, 0), (20, 0), (20, 10), (10, 10), (10, 4)]]);
    check(&[&one, &late], "unmatched edge [0, 1]");
}

#[test]
fn gaps_and_slivers() {
    let frame = kms(&[
        &[(0, 0), (9, 0), (9, 9), (0, 9)],
        &[(3, 3), (6, 3), (6, 6), (3, 6)],
    ]);
    check(&[&frame], "gap [0]");
    check(&[&frame, &km(4, 4, 1)], "gap [0, 1]"); // an island in the gap
    let (south, north) = (
        kms(&[&[(0, 0), (9, 0), (9, 4), (0, 4)]]),
        region(&[&[
            (0, 4 * KM),
            (4 * KM, 4 * KM + 3),
            (9 * KM, 4 * KM),
            (9 * KM, 9 * KM),
            (0, 9 * KM),
        ]]),
    );
    check(&[&south, &north], "gap sliver [0, 1]");
    let over = region(&[&[
        (0, 4 * KM),
        (4 * KM, 4 * KM - 3),
        (9 * KM, 4 * KM),
        (9 * KM, 9 * KM),
        (0, 9 * KM),
    ]]);
    check(&[&south, &over], "overlap sliver [0, 1]");
}

#[test]
fn members_by_themselves() {
    let parts = |a: Region, b: Region| {
        Region::new([a.polygons(), b.polygons()].concat()).expect("two polygons")
    };
    check(&[&parts(km(0, 0, 10), km(10, 10, 10))], ""); // corner to corner
    let split = kms(&[
        &[(0, 0), (5, 0), (9, 0), (9, 9), (5, 9), (0, 9)],
        &[(5, 0), (6, 5), (5, 9), (4, 5)],
    ]);
    check(&[&split], "split interior [0]; gap [0]");
    let wedged = kms(&[
        &[(0, 0), (9, 0), (9, 9), (0, 9)],
        &[(5, 0), (6, 5), (5, 9), (4, 5)],
    ]);
    let faults = kinds(&validate(&[&wedged])); // the same without vertices at the ends of the hole
    assert!(
        faults.starts_with("split interior [0]; unmatched edge [0]"),
        "{faults}"
    );
}

#[test]
fn partitions_of_a_parent() {
    let parent = kms(&[&[(0, 0), (5, 0), (10, 0), (10, 5), (5, 5), (0, 5)]]);
    let (west, east) = (km(0, 0, 5), km(5, 0, 5));
    let within = |members: &[&Region]| {
        let faults = validate_within(members, &parent);
        assert_eq!(partitions(members, &parent), faults.is_empty());
        kinds(&faults)
    };
    assert_eq!(within(&[&west, &east]), "");
    assert_eq!(within(&[&west]), "uncovered []");
    assert_eq!(within(&[]), "uncovered []");
    assert_eq!(within(&[&west, &east, &east]), "overlap [1, 2]");
    assert_eq!(
        within(&[&west, &east, &km(5, 5, 5)]),
        "outside the parent [2]"
    );
    assert_eq!(
        within(&[&west, &east, &km(50, 50, 5)]),
        "outside the parent [2]"
    );
    assert_eq!(within(&[&west, &east, &km(6, 1, 1)]), "overlap [1, 2]");
    let late = kms(&[&[(5, 0), (10, 0), (10, 2), (10, 5), (5, 5)]]);
    assert_eq!(within(&[&west, &late]), "unmatched edge [1]");
    let short = kms(&[&[(5, 0), (10, 0), (9, 5), (5, 5)]]);
    assert_eq!(within(&[&west, &short]), "unmatched edge [1]; uncovered []");
    assert_eq!(within(&[&parent]), "");
}

#[test]
fn tiers_are_nested_or_say_where_not() {
    let parents = [km(0, 0, 4), km(4, 0, 4)];
    let halves = |x: i32| {
        let south = kms(&[&[(x, 0), (x + 4, 0), (x + 4, 2), (x, 2)]]);
        let north = kms(&[&[(x, 2), (x + 4, 2), (x + 4, 4), (x, 4)]]);
        [south, north]
    };
    let whole = kms(&[&[(0, 0), (4, 0), (4, 2), (4, 4), (0, 4), (0, 2)]]);
    let east = kms(&[&[(4, 0), (8, 0), (8, 2), (8, 4), (4, 4), (4, 2)]]);
    let ([a, b], [c, d]) = (halves(0), halves(4));
    let nested = |parent_of: &[usize], parents: &[&Region]| -> Vec<String> {
        let found = validate_nested(&[&a, &b, &c, &d], parent_of, parents);
        let told = found
            .iter()
            .map(|(parent, fault)| format!("{parent}: {} {:?}", fault.kind.name(), fault.members));
        told.collect()
    };
    let none: [&str; 0] = [];
    assert_eq!(nested(&[0, 0, 1, 1], &[&whole, &east]), none);
    let swapped = [
        "0: outside the parent [2]",
        "0: uncovered []",
        "1: outside the parent [1]",
        "1: uncovered []",
    ];
    assert_eq!(nested(&[0, 1, 0, 1], &[&whole, &east]), swapped);
    assert_eq!(
        nested(&[0, 0, 1], &[&whole, &east]),
        ["1: uncovered []", "2: outside the parent [3]"]
    );
    // the parents lack the vertices where their children meet
    let bare = nested(&[0, 0, 1, 1], &[&parents[0], &parents[1]]);
    assert!(
        !bare.is_empty() && bare.iter().all(|told| told.contains("unmatched")),
        "{bare:?}"
    );
}

#[test]
fn a_fault_reads_as_one_line() {
    let faults = validate(&[&km(0, 0, 10), &km(10, 0, 5)]);
    assert_eq!(
        faults[0].to_string(),
        "unmatched edge at 0.1000000,0.0500000, members 0 and 1"
    );
    assert_eq!(faults[0].place.position(), at(10 * KM, 5 * KM));
}
