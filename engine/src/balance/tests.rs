//! Properties that hold of every plan, on small graphs drawn by chance.

mod by_hand;

use proptest::prelude::*;

use super::*;
use crate::layer::Threads;
use crate::watch::Watch;

/// A parent of at most a dozen units: a tree with some more links, so that it is often in one piece only just.
fn parents() -> impl Strategy<Value = Problem> {
    let units = (1_usize..12).prop_flat_map(|units| {
        let grids = 1..=units.min(4);
        (Just(units), grids, 0..3_usize)
    });
    units.prop_flat_map(|(units, grids, loose)| {
        let anchors = prop::collection::vec((0..1000_u32, 0..20_u32), units);
        let extra = prop::collection::vec((0..units as u32, 0..units as u32), 0..6);
        let loads = prop::collection::vec(prop_oneof![Just(0_u64), 1..30_u64, 20..90_u64], units);
        let today = prop::collection::vec(0..grids as u32, units);
        let holds = prop::collection::vec(0..8_u8, grids);
        let band = (0..60_u64, 1..50_u64);
        let rest = (0..4_u8, any::<u64>(), prop::bool::weighted(0.2), 0..100_u64);
        (anchors, extra, loads, today, holds, band, rest).prop_map(
            move |(anchors, extra, loads, today, holds, band, (count, seed, is_fresh, cap))| {
                let graph = graph_of(&anchors, &extra, loose);
                let seats = seed.is_multiple_of(5);
                let units: Vec<Unit> = (0..loads.len())
                    .map(|unit| Unit {
                        load: Load {
                            households: loads[unit],
                            residents: loads[unit] * 2,
                            minutes: 5,
                        },
                        area_m2: 100,
                        perimeter_mm: 1_000_000,
                        estate: (anchors[unit].1 < 8).then_some(anchors[unit].1 / 4),
                        is_fixed: seats && unit < grids && !is_fresh,
                    })
                    .collect();

                let task = Task {
                    today: (!is_fresh).then_some(today),
                    grids: if is_fresh {
                        Vec::new()
                    } else {
                        holds.into_iter().map(hold).collect()
                    },
                    count: match count {
                        0 => Count::Free,
                        1 => Count::Exactly(grids as u32),
                        _ => Count::Kept,
                    },
                    weights: Weights::HOUSEHOLDS,
                    band: Band::new(band.0, band.0 + band.1).expect("a band"),
                    caps: Vec::from_iter((cap < 20).then_some(Cap {
                        criterion: Criterion::Residents,
                        at_most: 60 + cap,
                    })),
                    seed,
                    rounds: 6,
                };
                Problem::new(graph, units, task).expect("a consistent problem")
            },
        )
    })
}

fn hold(kind: u8) -> Hold {
    match kind {
        0 => Hold::Closed,
        1 => Hold::MayGrow,
        _ => Hold::Open,
    }
}

fn graph_of(anchors: &[(u32, u32)], extra: &[(u32, u32)], loose: usize) -> UnitGraph {
    let mut pairs = Vec::new();
    for unit in 1..anchors.len() as u32 {
        if anchors[unit as usize].1 as usize >= loose {
            pairs.push((anchors[unit as usize].0 % unit, unit));
        }
    }
    pairs.extend(
        extra
            .iter()
            .filter(|p| p.0 != p.1)
            .map(|p| (p.0.min(p.1), p.0.max(p.1))),
    );
    pairs.sort_unstable();
    pairs.dedup();
    let link = |(a, b): (u32, u32)| Link {
        ends: [a, b],
        length_mm: 1000 + u64::from((a * 7 + b * 3) % 11) * 100,
        kind: LinkKind::Shared,
        obstacle: Obstacle::ALL[((a + b) % 7) as usize],
    };
    let links: Vec<Link> = pairs.into_iter().map(link).collect();
    UnitGraph::new(anchors.len(), &links).expect("a graph")
}

fn is_stuck(problem: &Problem, grid: usize) -> bool {
    let today = problem.task().today.as_deref().unwrap_or_default();
    let held = problem
        .task()
        .grids
        .get(grid)
        .is_some_and(|&hold| hold != Hold::Open);
    let seats = problem.units().iter().zip(today);
    held || seats
        .filter(|(unit, label)| unit.is_fixed && **label as usize == grid)
        .count()
        > 1
}

fn check(problem: &Problem, outcome: &Outcome) {
    let after = evaluate(problem, &outcome.labels);
    assert_eq!(after, outcome.after);
    for (grid, measures) in after.grids.iter().enumerate() {
        let is_whole = measures.parts <= 1;
        assert!(
            is_whole || is_stuck(problem, grid),
            "grid {grid} has {} parts",
            measures.parts
        );
        let is_there = outcome.fates[grid] != Fate::Dissolved;
        assert_eq!(is_there, measures.units > 0, "grid {grid}");
    }
    let Some(today) = &problem.task().today else {
        return;
    };
    for (unit, (&from, &to)) in today.iter().zip(&outcome.labels).enumerate() {
        let held = |grid: u32| {
            problem
                .task()
                .grids
                .get(grid as usize)
                .copied()
                .unwrap_or_default()
        };
        if from != to {
            assert_eq!(held(from), Hold::Open, "unit {unit} left a held grid");
            assert_ne!(held(to), Hold::Closed, "unit {unit} entered a closed grid");
            assert!(!problem.units()[unit].is_fixed, "unit {unit} is a seat");
        }
    }
    check_moves(problem, outcome);
}

fn check_moves(problem: &Problem, outcome: &Outcome) {
    let before = outcome.before.as_ref().expect("a plan of today");
    let households: u64 = outcome.moves.iter().map(|step| step.households).sum();
    assert_eq!(households, outcome.after.moved_households);
    let gained: i64 = outcome.moves.iter().map(|step| step.gained).sum();
    let outside = |of: &Measures| (of.excess + of.deficit) as i64;
    assert_eq!(gained, outside(before) - outside(&outcome.after));
    let is_good = before.loose_parts == 0 && before.violation == 0 && before.above_caps == 0;
    let is_free = !matches!(problem.task().count, Count::Exactly(_));
    if is_good && is_free {
        assert!(outcome.moves.is_empty(), "{:?}", outcome.moves);
    }
    if before.loose_parts == 0 && is_free {
        let rank = |of: &Measures| (of.above_caps, of.violation);
        assert!(rank(&outcome.after) <= rank(before));
    }
}

/// The least of violation and moved households over all plans with as many grids, none of them in parts.
fn best_by_trying(problem: &Problem, grids: u32) -> Option<(u64, u128, u64)> {
    let units = problem.units().len();
    let mut labels = vec![0_u32; units];
    let mut best = None;
    loop {
        let measures = evaluate(problem, &labels);
        if measures.loose_parts == 0 && measures.count == grids {
            let rank = (
                measures.above_caps,
                measures.violation,
                measures.moved_households,
            );
            if best.is_none_or(|other| rank < other) {
                best = Some(rank);
            }
        }
        let Some(place) = labels.iter().position(|&label| label + 1 < grids) else {
            return best;
        };
        labels[place] += 1;
        labels[..place].fill(0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn plans_are_whole_and_keep_to_holds_and_seats(problem in parents()) {
        let outcome = solve(&problem, &Watch::default());
        check(&problem, &outcome);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn one_thread_or_three_or_none_left_the_plan_is_valid(problems in prop::collection::vec(parents(), 1..6)) {
        let watch = Watch::default();
        let one = solve_all(&problems, Threads::ONE, &watch, &|_, _| {});
        let three = solve_all(&problems, Threads::new(3), &watch, &|_, _| {});
        prop_assert_eq!(&one, &three);
        watch.stop();
        for (problem, outcome) in problems.iter().zip(solve_all(&problems, Threads::ONE, &watch, &|_, _| {})) {
            check(problem, &outcome);
        }
    }

    #[test]
    fn no_plan_beats_what_is_called_optimal_and_none_undercuts_the_bounds(problem in parents()) {
        let held = problem.task().grids.iter().any(|&hold| hold != Hold::Open);
        let seats = problem.units().iter().any(|unit| unit.is_fixed);
        prop_assume!(problem.units().len() <= 8 && problem.task().today.is_some() && !held && !seats);
        let outcome = solve(&problem, &Watch::default());
        let count = outcome.after.count;
        let Some(best) = best_by_trying(&problem, count) else { return Ok(()) };
        let found = (outcome.after.above_caps, outcome.after.violation, outcome.after.moved_households);
        let same_names = outcome.fates.iter().all(|fate| *fate == Fate::Continued);
        if same_names {
            prop_assert!(found >= best, "{:?} {:?}", found, best);
            if problem.task().caps.is_empty() && problem.task().count != Count::Free {
                prop_assert_eq!(outcome.proof, Proof::Optimal);
            }
            if outcome.proof == Proof::Optimal {
                prop_assert_eq!(found, best);
            }
            if best.1 == 0 && found.1 == 0 {
                prop_assert!(outcome.bounds.relocation <= best.2);
            }
        }
        prop_assert!(outcome.bounds.outside <= outcome.after.excess + outcome.after.deficit);
    }
}
