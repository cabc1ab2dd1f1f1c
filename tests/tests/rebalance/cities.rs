//! Synthetic cities: nothing to do, new housing, a careless plan, plans from nothing, any number of threads.

use hexward_engine::Watch;
use hexward_engine::balance::{Band, Count, Problem, evaluate, solve, solve_all};
use hexward_engine::layer::Threads;
use hexward_tests::graphs::{Ground, Parent};

use crate::sound::check;

/// A town of so many units in so many parents, and a plan from nothing in a band of 300 to 500 households.
fn town(units: usize, parents: usize, seed: u64) -> (Ground, Vec<Parent>, Vec<Vec<u32>>) {
    let ground = Ground::draw(units, seed);
    let parents = ground.parents(parents, seed);
    let plans = parents.iter().map(|parent| {
        let problem = parent.fresh(Count::Free, band());
        let outcome = solve(&problem, &Watch::default());
        check("a plan from nothing", &problem, &outcome);
        assert_eq!(outcome.after.violation, 0, "{:?}", outcome.diagnosis);
        outcome.labels
    });
    let plans = plans.collect();
    (ground, parents, plans)
}

fn band() -> Band {
    Band::new(300, 500).expect("a band")
}

#[test]
fn a_plan_in_the_band_stays_as_it_is() {
    let (_, parents, plans) = town(4_000, 8, 3);
    for (parent, plan) in parents.iter().zip(&plans) {
        let problem = parent.rebalanced(plan, Count::Kept, band());
        let outcome = solve(&problem, &Watch::default());
        assert_eq!(&outcome.labels, plan);
        assert!(outcome.moves.is_empty());
    }
}

#[test]
fn new_housing_of_three_in_a_hundred_moves_less_than_five_in_a_hundred() {
    let (ground, parents, plans) = town(4_000, 8, 5);
    let grown = ground.with_new_housing(30, 9);
    let (mut moved, mut all) = (0, 0);
    for (parent, plan) in parents.iter().zip(&plans) {
        let parent = parent.with_households(&grown);
        let problem = parent.rebalanced(plan, Count::Free, band());
        let outcome = solve(&problem, &Watch::default());
        check("new housing", &problem, &outcome);
        assert_eq!(outcome.after.violation, 0, "{:?}", outcome.diagnosis);
        moved += outcome.after.moved_households;
        all += parent.households();
    }
    println!("{moved} of {all} households move");
    assert!(moved * 20 < all, "{moved} of {all}");
}

#[test]
fn a_careless_plan_comes_into_the_band() {
    let ground = Ground::draw(4_000, 7);
    let (mut least, mut most) = (u64::MAX, 0);
    for (number, parent) in ground.parents(6, 7).iter().enumerate() {
        let today = parent.careless(parent.grids(420), number as u64);
        let problem = parent.rebalanced(&today, Count::Free, band());
        let before = evaluate(&problem, &today);
        least = least.min(before.grids.iter().map(|grid| grid.work).min().unwrap_or(0));
        most = most.max(before.grids.iter().map(|grid| grid.work).max().unwrap_or(0));
        let outcome = solve(&problem, &Watch::default());
        check("a careless plan", &problem, &outcome);
        assert!(
            outcome.diagnosis.is_feasible(),
            "{:?}",
            outcome.diagnosis.causes
        );
        let grids: Vec<u64> = outcome.after.grids.iter().map(|grid| grid.work).collect();
        assert_eq!(outcome.after.violation, 0, "parent {number}: {grids:?}");
    }
    println!("grids of {least} to {most} households");
    assert!(
        least <= 50 && most >= 1_000,
        "the plan was not careless enough: {least} to {most}"
    );
}

#[test]
fn a_plan_with_a_wish_for_short_borders_follows_the_streets() {
    let ground = Ground::draw(2_000, 2);
    let parent = ground.whole();
    let band = parent.band(12, 50);
    let share = |parent: &Parent| {
        let problem = parent.with_streets(&ground).fresh(Count::Exactly(12), band);
        let plain = parent.fresh(Count::Exactly(12), band);
        let streets = solve(&problem, &Watch::default());
        let none = evaluate(&problem, &solve(&plain, &Watch::default()).labels);
        (streets.after.crossed_mm, none.crossed_mm)
    };
    let (with, without) = share(&parent);
    assert!(
        with < without,
        "{with} mm are crossed, {without} mm where nobody looked"
    );
}

#[test]
fn any_number_of_threads_gives_the_same_plans() {
    let ground = Ground::draw(3_000, 4);
    let later = ground.later(4);
    let mut problems: Vec<Problem> = Vec::new();
    for (number, parent) in ground.parents(12, 4).iter().enumerate() {
        let parent = parent.with_households(&later);
        let today = parent.careless(parent.grids(420), number as u64);
        problems.push(parent.rebalanced(&today, Count::Free, band()));
        problems.push(parent.fresh(Count::Free, band()));
    }
    let all = |threads| {
        solve_all(
            &problems,
            Threads::new(threads),
            &Watch::default(),
            &|_, _| {},
        )
    };
    let one = all(1);
    for (problem, outcome) in problems.iter().zip(&one) {
        check("one thread", problem, outcome);
    }
    assert_eq!(one, all(2));
    assert_eq!(one, all(7));
    let labels: Vec<_> = problems
        .iter()
        .map(|problem| solve(problem, &Watch::default()).labels)
        .collect();
    assert!(one.iter().map(|outcome| &outcome.labels).eq(&labels));
}

#[test]
fn a_stopped_search_still_answers_with_a_whole_plan() {
    let ground = Ground::draw(3_000, 6);
    let parent = ground.whole();
    let watch = Watch::default();
    watch.stop();
    let today = parent.careless(40, 1);
    for problem in [
        parent.fresh(Count::Exactly(40), band()),
        parent.rebalanced(&today, Count::Kept, band()),
    ] {
        let outcome = solve(&problem, &watch);
        check("stopped", &problem, &outcome);
    }
}

#[test]
#[ignore = "long: 1,000,000 units in 2,000 parents"]
fn a_million_units_come_into_the_band() {
    let ground = Ground::draw(1_000_000, 1);
    let parents = ground.parents(2_000, 1);
    let fresh: Vec<Problem> = parents
        .iter()
        .map(|parent| parent.fresh(Count::Free, band()))
        .collect();
    let plans = solve_all(&fresh, Threads::new(2), &Watch::default(), &|_, _| {});
    let later = ground.later(1);
    let today = parents.iter().zip(&plans);
    let drifted = today.map(|(parent, plan)| {
        parent
            .with_households(&later)
            .rebalanced(&plan.labels, Count::Free, band())
    });
    let drifted: Vec<Problem> = drifted.collect();
    let after = solve_all(&drifted, Threads::new(2), &Watch::default(), &|_, _| {});
    for (problem, outcome) in fresh.iter().zip(&plans).chain(drifted.iter().zip(&after)) {
        check("a million", problem, outcome);
    }
}
