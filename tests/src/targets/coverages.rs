//! Coverages: what validates has no ground twice; what is simplified, dissolved or repaired validates.

use hexward_engine::geom::{
    Coverage, Draft, Fault, LocalFrame, Position, Region, RepairLimits, Ring, Tolerance,
    VoronoiError, preview_repair, validate, validate_nested, validate_within, voronoi_regions,
};

use super::Target;
use super::choices::Choices;
use super::oracle::{Side, doubled, side_of};

/// Members that may overlap, match or leave gaps.
pub(super) const COVERAGES: Target = Target {
    name: "coverages",
    run: coverages,
    seeds: &[
        "5001000220022424402204",
        "5003000220202402224440022424200",
        "70020066200660606006600",
        "700100331003663300660033",
        "745100330033663300660033",
        "5000000220222044402440220",
    ],
    words: &["00022", "02024", "1002202", "00"],
};

/// Members within a parent, and tiers.
pub(super) const PARTITIONS: Target = Target {
    name: "partitions",
    run: partitions,
    seeds: &[
        "5000044100240202444",
        "70000660003300366036300663366",
        "7000066100660601006660",
        "7450066000330036603630066336",
    ],
    words: &["00022", "02024", "1002202", "00"],
};

/// Voronoi regions of sites in a square.
pub(super) const VORONOI: Target = Target {
    name: "voronoi",
    run: voronoi,
    seeds: &[
        "740301122",
        "7405112233445501",
        "700311335515",
        "940712345678987654321",
        "9519080706050403020100",
    ],
    words: &["00", "01", "11", "77"],
};

fn borrowed(regions: &[Region]) -> Vec<&Region> {
    regions.iter().collect()
}

fn breaks(faults: &[Fault]) -> bool {
    faults.iter().any(|fault| fault.kind.breaks_coverage())
}

/// How many of some regions hold a place in half steps inside; `None` when it is on the border of one.
fn holders(regions: &[Region], place: (i128, i128)) -> Option<usize> {
    let sides: Vec<Side> = regions
        .iter()
        .map(|region| side_of(region, place))
        .collect();
    let on_border = sides.contains(&Side::Border);
    (!on_border).then(|| sides.iter().filter(|side| **side == Side::Inside).count())
}

/// Places to ask at: on and between all vertices.
fn places(regions: &[Region]) -> Vec<(i128, i128)> {
    let vertices = regions
        .iter()
        .flat_map(Region::rings)
        .flat_map(Ring::vertices);
    let corners: Vec<(i128, i128)> = vertices.map(|&v| doubled(v)).collect();
    let mut places = corners.clone();
    for pair in corners.windows(2) {
        places.push((
            i128::midpoint(pair[0].0, pair[1].0) + 1,
            i128::midpoint(pair[0].1, pair[1].1),
        ));
    }
    for three in corners.windows(3) {
        let sum = |of: fn(&(i128, i128)) -> i128| three.iter().map(of).sum::<i128>() / 3;
        places.push((sum(|p| p.0), sum(|p| p.1)));
    }
    places
}

fn coverages(bytes: &[u8]) {
    let mut choices = Choices::of(bytes);
    let regions = choices.regions();
    let faults = validate(&borrowed(&regions));
    let mut turned = borrowed(&regions);
    turned.reverse();
    let other = validate(&turned);
    assert_eq!(
        breaks(&faults),
        breaks(&other),
        "{faults:?} {other:?} {regions:?}"
    );
    if !breaks(&faults) {
        for place in places(&regions) {
            let count = holders(&regions, place);
            assert!(
                count.is_none_or(|count| count < 2),
                "{place:?} in {regions:?}"
            );
        }
        check_coverage(&regions, choices.below(40) as u64);
    }
    let limits = RepairLimits {
        snap_m: [0.0, 0.0, 0.02, 1.0][choices.below(4)],
        gap_width_m: [0.0, 0.1, 1e9][choices.below(3)],
        gap_area_m2: [0.0, 1.0][choices.below(2)],
    };
    let drafts: Vec<Draft> = regions
        .iter()
        .map(Draft::of)
        .chain([choices.draft()])
        .collect();
    if let Ok(repair) = preview_repair(&drafts, &limits) {
        assert_eq!(repair.members.len(), drafts.len());
        let left: Vec<Region> = repair.members.into_iter().flatten().collect();
        let faults = validate(&borrowed(&left));
        assert_eq!(
            breaks(&faults),
            breaks(&repair.faults),
            "{faults:?} {:?}",
            repair.faults
        );
    }
}

/// Whatever is made of a coverage is one.
fn check_coverage(regions: &[Region], square_steps: u64) {
    let coverage = Coverage::new(&borrowed(regions)).expect("nothing breaks it");
    let simple = coverage
        .simplify(Tolerance::from_lattice(square_steps))
        .expect("regions");
    assert!(
        !breaks(&validate(&borrowed(&simple))),
        "{simple:?} of {regions:?}"
    );
    if regions.is_empty() {
        return;
    }
    let all: Vec<usize> = (0..regions.len()).collect();
    let whole = coverage.dissolve(&all).expect("a region");
    for place in places(regions) {
        let inside = side_of(&whole, place) == Side::Inside;
        let held = holders(regions, place);
        assert!(
            held.is_none_or(|count| (count == 1) == inside),
            "{place:?} in {regions:?}"
        );
    }
    assert!(
        !breaks(&validate_within(&borrowed(regions), &whole)),
        "{regions:?}"
    );
}

fn partitions(bytes: &[u8]) {
    let mut choices = Choices::of(bytes);
    let (Some(parent), members) = (choices.region(), choices.regions()) else {
        return;
    };
    let faults = validate_within(&borrowed(&members), &parent);
    if faults.is_empty() {
        let everything = [members.clone(), vec![parent.clone()]].concat();
        for place in places(&everything) {
            let inside = side_of(&parent, place);
            let held = holders(&members, place);
            let right = held.is_none_or(|count| count == usize::from(inside == Side::Inside));
            assert!(
                right || inside == Side::Border,
                "{place:?} of {members:?} in {parent:?}"
            );
        }
    }
    let parent_of: Vec<usize> = members.iter().map(|_| choices.below(2)).collect();
    let nested = validate_nested(&borrowed(&members), &parent_of, &[&parent]);
    if parent_of.iter().all(|&parent| parent == 0) {
        assert_eq!(
            nested.is_empty(),
            faults.is_empty(),
            "{nested:?} {faults:?}"
        );
    }
}

fn voronoi(bytes: &[u8]) {
    let mut choices = Choices::of(bytes);
    let Some(outline) = choices.region() else {
        return;
    };
    // polygons of the outline that touch in the middle of an edge are no coverage, nor are the parts of it
    if breaks(&validate(&[&outline])) {
        return;
    }
    let count = 1 + choices.below(12);
    let sites: Vec<Position> = choices.positions(count);
    let frame = LocalFrame::new(outline.bounds().center());
    match voronoi_regions(&sites, &outline, &frame) {
        Ok(regions) => {
            assert_eq!(regions.len(), sites.len());
            assert!(
                !breaks(&validate(&borrowed(&regions))),
                "{sites:?} {outline:?} {regions:?}"
            );
        }
        Err(VoronoiError::Doubled(site)) => {
            assert!(sites.iter().filter(|other| **other == site).count() > 1);
        }
        Err(VoronoiError::Lost(site)) => assert!(sites.contains(&site)),
        Err(VoronoiError::Cut(_) | VoronoiError::Region(_)) => {}
    }
}
