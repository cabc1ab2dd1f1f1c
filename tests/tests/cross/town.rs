//! Grids of a tier as a snapshot, and what must hold of their crossing.

use hexward_engine::cross::{CoverReport, FlagCover, flags};
use hexward_engine::geom::{Position, Region};
use hexward_engine::model::{AreaCode, Dataset, Grid, Lock, Tier};
use hexward_engine::snapshot::Snapshot;
use hexward_tests::random::Sequence;

/// A snapshot whose micro-grids are these regions.
pub(crate) fn snapshot(regions: Vec<Region>) -> Snapshot {
    let grid = |(number, region): (usize, Region)| Grid {
        code: AreaCode::new(&format!("990000000001G{number:05}")).expect("valid"),
        tier: Tier::Micro,
        parent: None,
        name: String::new(),
        region,
        lock: Lock::Open,
    };
    Snapshot::build(Dataset {
        grids: regions.into_iter().enumerate().map(grid).collect(),
        ..Dataset::default()
    })
}

/// The crossing of all micro-grids, after a look at every flag and at many positions.
pub(crate) fn checked(name: &str, snapshot: &Snapshot, positions: usize) -> CoverReport {
    let cover = flags(snapshot, None, Tier::Micro).expect("a cover");
    let mut inner = 0;
    for flag in cover.all_flags() {
        let mut people: Vec<u32> = cover.people_of_flag(flag).collect();
        assert_eq!(people[0], flag.face);
        let all = people.len();
        people.sort_unstable();
        people.dedup();
        assert_eq!(people.len(), all, "{name}: everybody once");
        if cover.is_inner(flag) {
            inner += 1;
            assert!(all >= 2, "{name}: {flag:?} has one person");
        }
    }
    let doubled = at_random(&cover, snapshot, positions);
    let report = cover.report(snapshot);
    assert_eq!(
        (report.inner_flags, report.single_inner_flags),
        (inner, 0),
        "{name}"
    );
    assert_eq!(report.inner_flags, 4 * report.inner_edges);
    let extra: u32 = report
        .extra
        .iter()
        .map(|own| own.edges + own.junctions)
        .sum();
    assert_eq!(extra as usize, report.inner_edges + report.junctions);
    if positions > 100 {
        println!(
            "{name}: {} grids, {} inner and {} outer borders, {} junctions; no inner flag single, {doubled} of {positions} \
             positions with two people or more; beside the own grid {:.1} units a worker, {} at most",
            report.faces,
            report.inner_edges,
            report.outer_edges,
            report.junctions,
            report.extra_units_mean(),
            report.extra_units_max(),
        );
    }
    report
}

/// How many of some random positions in the grids have two people or more; on inner borders all must have.
fn at_random(cover: &FlagCover, snapshot: &Snapshot, positions: usize) -> usize {
    let layer = &snapshot.grids[&Tier::Micro];
    let mut random = Sequence(7);
    let mut doubled = 0;
    for _ in 0..positions {
        let bounds = layer.bounds_of(random.below(layer.records().len()));
        let mut between = |low: i32, high: i32| {
            i64::from(low) + random.below((i64::from(high) - i64::from(low) + 1) as usize) as i64
        };
        let p = Position::clamped(
            between(bounds.min().lon(), bounds.max().lon()),
            between(bounds.min().lat(), bounds.max().lat()),
        );
        let flag = cover.flag_at(p);
        assert_eq!(flag.is_some(), layer.locate(p).is_some());
        let Some(flag) = flag else { continue };
        let edge = &cover.net.edges[flag.edge as usize];
        assert!(edge.face == flag.face || edge.other() == Some(flag.face));
        assert!(edge.ends.contains(&flag.junction));
        doubled += usize::from(cover.people_of_flag(flag).count() > 1);
    }
    doubled
}
