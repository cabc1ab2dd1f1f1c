//! What holds for all coverages, and what no mutation may slip past.

use hexward_engine::geom::{
    Coverage, Draft, FaultKind, Polygon, Position, Region, RepairLimits, Ring, Tolerance,
    partitions, preview_repair, validate, validate_within,
};
use proptest::prelude::*;

use super::partitions::{Sequence, borrowed, crooked, outline, voronoi};

fn with_vertex_moved(region: &Region, place: usize, by: (i64, i64)) -> Option<(Region, Position)> {
    let polygon = &region.polygons()[0];
    let mut chain = polygon.outer().vertices().to_vec();
    let place = place % chain.len();
    let old = chain[place];
    chain[place] = Position::clamped(i64::from(old.lon()) + by.0, i64::from(old.lat()) + by.1);
    let ring = Ring::new(&chain).ok()?;
    let moved = Polygon::new(ring, polygon.holes().to_vec()).ok()?;
    let mut polygons = region.polygons().to_vec();
    polygons[0] = moved;
    Some((Region::new(polygons).ok()?, old))
}

fn steps(a: Position, b: Position) -> u32 {
    a.lon().abs_diff(b.lon()).max(a.lat().abs_diff(b.lat()))
}

/// The longest edge at a vertex, in lattice steps: how far from it a fault of its moving may be.
fn reach(region: &Region, vertex: Position) -> u32 {
    let edges = region.rings().flat_map(Ring::edges);
    let here = edges.filter(|&(a, b)| a == vertex || b == vertex);
    here.map(|(a, b)| steps(a, b)).max().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn voronoi_partitions_are_coverages(count in 2_usize..60, seed in any::<u64>(), pieces in 1_i64..6) {
        let regions = crooked(&voronoi(count, 200_000, seed), pieces);
        let members = borrowed(&regions);
        prop_assert_eq!(validate(&members), vec![]);
        let coverage = Coverage::new(&members).expect("a coverage");
        let whole = coverage.dissolve(&(0..members.len()).collect::<Vec<_>>()).expect("a region");
        prop_assert_eq!(validate_within(&members, &whole), vec![]);
        prop_assert!(partitions(&members, &whole));
        let area = |region: &Region| region.polygons().iter().map(Polygon::doubled_area).sum::<i128>();
        prop_assert_eq!(members.iter().map(|m| area(m)).sum::<i128>(), area(&whole));
    }

    #[test]
    fn a_vertex_moved_by_one_step_is_found_where_it_is(
        count in 4_usize..40,
        seed in any::<u64>(),
        step in prop::sample::select(vec![(1_i64, 0_i64), (-1, 0), (0, 1), (0, -1), (1, 1)]),
    ) {
        let mut regions = voronoi(count, 200_000, seed);
        let parent = outline(200_000);
        let whole = Coverage::new(&borrowed(&regions)).expect("a coverage")
            .dissolve(&(0..regions.len()).collect::<Vec<_>>()).expect("a region");
        prop_assert_eq!(whole.bounds(), parent.bounds());
        let mut random = Sequence(seed);
        let member = random.below(regions.len());
        if let Some((moved, old)) = with_vertex_moved(&regions[member], random.below(1000), step) {
            let reach = reach(&regions[member], old) + 2;
            regions[member] = moved;
            let faults = validate_within(&borrowed(&regions), &whole);
            prop_assert_eq!(partitions(&borrowed(&regions), &whole), faults.is_empty());
            prop_assert!(!faults.is_empty());
            prop_assert!(faults.iter().any(|fault| steps(fault.place.position(), old) <= reach), "{old} {faults:?}");
        }
    }

    #[test]
    fn a_member_dropped_or_doubled_is_found(count in 2_usize..40, seed in any::<u64>()) {
        let regions = voronoi(count, 200_000, seed);
        let members = borrowed(&regions);
        let whole = Coverage::new(&members).expect("a coverage")
            .dissolve(&(0..members.len()).collect::<Vec<_>>()).expect("a region");
        let member = Sequence(seed).below(members.len());
        let mut dropped = members.clone();
        let gone = dropped.remove(member);
        let faults = validate_within(&dropped, &whole);
        prop_assert!(!partitions(&dropped, &whole));
        prop_assert!(faults.iter().any(|fault| fault.kind == FaultKind::Uncovered
            && gone.bounds().contains(fault.place.position())));
        let mut doubled = members.clone();
        doubled.push(members[member]);
        let faults = validate(&doubled);
        let pair = vec![member, members.len()];
        prop_assert!(faults.iter().any(|fault| fault.kind == FaultKind::Overlap && fault.members == pair), "{faults:?}");
    }

    #[test]
    fn simplified_coverages_are_coverages_with_the_same_neighbours(
        count in 2_usize..40,
        seed in any::<u64>(),
        pieces in 1_i64..12,
        exponent in 0_u32..40,
    ) {
        let regions = crooked(&voronoi(count, 200_000, seed), pieces);
        let coverage = Coverage::new(&borrowed(&regions)).expect("a coverage");
        let simple = coverage.simplify(Tolerance::from_lattice(1 << exponent)).expect("regions");
        prop_assert_eq!(validate(&borrowed(&simple)), vec![]);
        let again = Coverage::new(&borrowed(&simple)).expect("a coverage");
        let pairs = |coverage: &Coverage| coverage.borders().iter().map(|b| b.members).collect::<Vec<_>>();
        prop_assert_eq!(pairs(&coverage), pairs(&again));
        prop_assert_eq!(coverage.point_neighbours(), again.point_neighbours());
        prop_assert_eq!(coverage.arcs().len(), again.arcs().len());
        prop_assert_eq!(coverage.simplify(Tolerance::from_lattice(1 << exponent)).expect("regions"), simple);
    }

    #[test]
    fn dissolving_groups_gives_a_coverage(count in 3_usize..40, seed in any::<u64>(), groups in 1_usize..5) {
        let regions = crooked(&voronoi(count, 200_000, seed), 3);
        let coverage = Coverage::new(&borrowed(&regions)).expect("a coverage");
        let group = |g: usize| (0..regions.len()).filter(|m| m % groups == g).collect::<Vec<_>>();
        let joined: Vec<Region> = (0..groups.min(regions.len())).map(|g| coverage.dissolve(&group(g)).expect("a region")).collect();
        prop_assert_eq!(validate(&borrowed(&joined)), vec![]);
        for (g, parent) in joined.iter().enumerate() {
            let children: Vec<&Region> = group(g).into_iter().map(|m| &regions[m]).collect();
            prop_assert_eq!(validate_within(&children, parent), vec![]);
        }
    }
}

#[test]
#[ignore = "minutes: a million random inputs without a panic or a hang"]
fn a_million_random_inputs() {
    let mut valid = 0;
    let mut left = 0;
    for seed in 0..1_000_000 {
        let mut random = Sequence(seed);
        let side = 3 + random.below(12);
        let drafts: Vec<Draft> = (0..=random.below(4))
            .map(|_| random_draft(&mut random, side))
            .collect();
        let regions = drafts
            .iter()
            .filter_map(|draft| draft.region(0).ok())
            .collect::<Vec<_>>();
        if let Ok(coverage) = Coverage::new(&borrowed(&regions)) {
            valid += 1;
            let simple = coverage
                .simplify(Tolerance::from_lattice(random.below(40) as u64))
                .expect("regions");
            assert!(Coverage::new(&borrowed(&simple)).is_ok(), "{seed}");
        }
        if seed % 8 == 0 {
            let limits = RepairLimits {
                snap_m: 0.0,
                gap_width_m: 0.1,
                gap_area_m2: 0.0,
            };
            let repair = preview_repair(&drafts, &limits).expect("not too wide");
            left += usize::from(
                repair
                    .faults
                    .iter()
                    .any(|fault| fault.kind.breaks_coverage()),
            );
        }
    }
    println!("{valid} coverages in a million; {left} of 125,000 repairs left faults");
}

fn random_draft(random: &mut Sequence, side: usize) -> Draft {
    let polygons = (0..=random.below(5) / 4).map(|_| {
        let chains = (0..=random.below(5) / 3).map(|_| {
            let mut chain: Vec<Position> = (0..2 + random.below(6))
                .map(|_| Position::clamped(random.below(side) as i64, random.below(side) as i64))
                .collect();
            chain.push(chain[0]);
            chain
        });
        chains.collect()
    });
    Draft {
        polygons: polygons.collect(),
    }
}
