//! Small parents whose plans one can see.

use super::super::*;
use crate::watch::Watch;

/// A row of units, each beside the next.
fn corridor(units: usize) -> UnitGraph {
    let links: Vec<Link> = (1..units as u32).map(|unit| link(unit - 1, unit)).collect();
    UnitGraph::new(units, &links).expect("a corridor")
}

fn link(a: u32, b: u32) -> Link {
    Link {
        ends: [a, b],
        length_mm: 10_000,
        kind: LinkKind::Shared,
        obstacle: Obstacle::None,
    }
}

fn parent(graph: UnitGraph, households: &[u64], task: Task) -> Problem {
    let unit = |&households: &u64| Unit {
        load: Load {
            households,
            ..Load::default()
        },
        perimeter_mm: 40_000,
        ..Unit::default()
    };
    Problem::new(graph, households.iter().map(unit).collect(), task).expect("a parent")
}

fn task(today: &[u32], count: Count, low: u64, high: u64) -> Task {
    let grids = today.iter().max().map_or(0, |&grid| grid as usize + 1);
    Task {
        today: Some(today.to_vec()),
        grids: vec![Hold::Open; grids],
        count,
        weights: Weights::HOUSEHOLDS,
        band: Band::new(low, high).expect("a band"),
        caps: Vec::new(),
        seed: 1,
        rounds: DEFAULT_ROUNDS,
    }
}

fn solved(problem: &Problem) -> Outcome {
    solve(problem, &Watch::default())
}

#[test]
fn in_a_corridor_a_surplus_is_passed_on_to_the_far_end() {
    let households = [5, 5, 5, 5, 5, 5, 5, 5, 5];
    let today = [0, 0, 0, 0, 0, 1, 1, 1, 2];
    let problem = parent(corridor(9), &households, task(&today, Count::Kept, 15, 15));
    let outcome = solved(&problem);
    assert_eq!(outcome.labels, [0, 0, 0, 1, 1, 1, 2, 2, 2]);
    assert_eq!(outcome.proof, Proof::Optimal);
    assert_eq!(
        (outcome.after.moved_households, outcome.bounds.relocation),
        (20, 20)
    );
    let why: Vec<Reason> = outcome.moves.iter().map(|step| step.why).collect();
    let (out, into) = (Reason::Relieves, Reason::Fills);
    assert_eq!(why, [out, out, into, into]);
    assert_eq!(
        outcome.moves.iter().map(|step| step.gained).sum::<i64>(),
        20
    );
}

#[test]
fn a_part_that_is_cut_off_joins_its_neighbour_and_a_lone_one_becomes_a_grid() {
    let graph = UnitGraph::new(5, &[link(0, 1), link(1, 2), link(2, 3)]).expect("a graph");
    let problem = parent(
        graph,
        &[9, 1, 9, 1, 1],
        task(&[0, 1, 0, 0, 0], Count::Kept, 0, 99),
    );
    let outcome = solved(&problem);
    assert_eq!(outcome.after.loose_parts, 0);
    assert_eq!(outcome.diagnosis.broken, [0]);
    assert_eq!(outcome.labels[4], 2);
    assert_eq!(outcome.fates[2], Fate::SplitFrom(0));
    assert!(outcome.moves.iter().all(|step| step.why == Reason::CutOff));
}

#[test]
fn a_tower_becomes_a_dedicated_grid_and_is_said_to_be_too_heavy() {
    let households = [10, 10, 90, 10, 10, 10];
    let today = [0, 0, 0, 1, 1, 1];
    let problem = parent(corridor(6), &households, task(&today, Count::Free, 20, 40));
    let outcome = solved(&problem);
    assert_eq!(outcome.diagnosis.overweight, [2]);
    assert_eq!(
        outcome.diagnosis.causes,
        [Cause::Overweight { unit: 2, work: 90 }]
    );
    assert_eq!(outcome.after.excess + outcome.after.deficit, 50);
    assert_eq!(outcome.bounds.outside, 50);
    let tower = outcome.labels[2];
    assert_eq!(outcome.after.grids[tower as usize].units, 1);
}

#[test]
fn what_cannot_be_met_is_said_before_the_search() {
    let of = |households: &[u64], count| {
        let today = vec![0; households.len()];
        diagnose(&parent(
            corridor(households.len()),
            households,
            task(&today, count, 300, 500),
        ))
    };
    assert_eq!(
        of(&[100, 100], Count::Free).causes,
        [Cause::TooLittle {
            first: 0,
            work: 200
        }]
    );
    let between = Cause::Between {
        first: 0,
        work: 550,
        grids: 1,
    };
    assert_eq!(of(&[300, 250], Count::Free).causes, [between]);
    assert!(of(&[300, 300], Count::Free).is_feasible());
    assert_eq!(of(&[300, 300], Count::Free).aim, 2);
    let count = Cause::Count {
        asked: 1,
        least: 2,
        most: 2,
    };
    assert_eq!(of(&[300, 300], Count::Kept).causes, [count]);
}

#[test]
fn a_grid_of_two_thousand_is_split_and_one_of_fifty_dissolved() {
    let households = [100; 20].into_iter().chain([50, 400]).collect::<Vec<u64>>();
    let today: Vec<u32> = [0; 20].into_iter().chain([1, 2]).collect();
    let problem = parent(
        corridor(22),
        &households,
        task(&today, Count::Free, 300, 500),
    );
    let outcome = solved(&problem);
    assert!(outcome.diagnosis.is_feasible());
    assert_eq!(outcome.after.violation, 0, "{:?}", outcome.labels);
    assert!(outcome.fates.contains(&Fate::SplitFrom(0)));
    let two = parent(
        corridor(2),
        &[400, 50],
        task(&[0, 1], Count::Free, 300, 500),
    );
    let outcome = solved(&two);
    assert_eq!(outcome.labels, [0, 0]);
    assert_eq!(outcome.fates, [Fate::Continued, Fate::Dissolved]);
    assert_eq!(outcome.moves[0].why, Reason::Dissolves);
}

#[test]
fn nothing_leaves_a_held_grid_and_nothing_enters_a_closed_one() {
    let households = [30, 30, 30, 10, 10, 10];
    let mut held = task(&[0, 0, 0, 1, 1, 1], Count::Kept, 50, 70);
    held.grids = vec![Hold::MayGrow, Hold::Open];
    let outcome = solved(&parent(corridor(6), &households, held.clone()));
    assert!(outcome.moves.is_empty());
    assert_eq!(
        outcome.diagnosis.causes,
        [Cause::HeldAbove { grid: 0, work: 90 }]
    );
    held.grids = vec![Hold::Open, Hold::Closed];
    let outcome = solved(&parent(corridor(6), &households, held));
    assert!(outcome.moves.is_empty());
    assert_eq!(
        outcome.diagnosis.causes,
        [Cause::HeldBelow { grid: 1, work: 30 }]
    );
}

#[test]
fn one_grid_one_grid_a_unit_and_no_work_at_all_are_left_alone() {
    for (today, households) in [
        (vec![0, 0, 0, 0], [10, 10, 10, 10]),
        (vec![0, 1, 2, 3], [10, 10, 10, 10]),
        (vec![0, 0, 1, 1], [0, 0, 0, 0]),
    ] {
        let problem = parent(corridor(4), &households, task(&today, Count::Kept, 50, 60));
        let outcome = solved(&problem);
        assert_eq!(outcome.labels, today);
    }
}

#[test]
fn more_tolerance_never_moves_more() {
    let households = [9, 4, 8, 3, 7, 2, 6, 1, 5, 9, 8, 7];
    let today = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2];
    let problem = parent(corridor(12), &households, task(&today, Count::Kept, 20, 26));
    let tolerances = [20, 50, 100, 150, 200, 300];
    let watch = Watch::default();
    let points = frontier(&[problem], &tolerances, crate::layer::Threads::ONE, &watch);
    let points = points.expect("a band");
    assert_eq!(points.len(), tolerances.len());
    let falls = |pair: &[Point]| {
        let rank = |point: &Point| (point.outside, point.moved_households);
        rank(&pair[1]) <= rank(&pair[0])
    };
    assert!(points.windows(2).all(falls), "{points:?}");
    assert!(
        points
            .iter()
            .all(|point| point.bound_households <= point.moved_households)
    );
}
