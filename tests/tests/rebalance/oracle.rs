//! Small graphs against the best plan of all.

use hexward_engine::Watch;
use hexward_engine::balance::{Proof, evaluate, solve};
use hexward_tests::graphs::small::{best_by_trying_all, problem};

use crate::sound::check;

/// How far answers to small problems were from the best.
#[derive(Debug, Default)]
struct Tally {
    solved: u32,
    proved: u32,
    outside_more: u32,
    moved_more: u32,
}

fn against_all(seeds: std::ops::Range<u64>, units: usize, grids: usize) -> Tally {
    let mut tally = Tally::default();
    for seed in seeds {
        let problem = problem(seed, units, grids);
        let outcome = solve(&problem, &Watch::default());
        let name = format!("seed {seed}");
        check(&name, &problem, &outcome);
        let used = evaluate(&problem, problem.task().today.as_ref().expect("a plan")).count;
        if used as usize != problem.task().grids.len() {
            continue;
        }
        let best = best_by_trying_all(&problem).expect("more units than grids");
        let found = (outcome.after.violation, outcome.after.moved_households);
        assert!(found >= best, "{name}: better than the best of all");
        tally.solved += 1;
        if found != best && tally.outside_more + tally.moved_more < 20 {
            println!("{name}: (outside, moved) {found:?}, the best of all {best:?}");
        }
        tally.outside_more += u32::from(found.0 > best.0);
        tally.moved_more += u32::from(found.0 == best.0 && found.1 > best.1);
        if best.0 == 0 {
            assert!(
                outcome.diagnosis.is_feasible(),
                "{name}: {:?}",
                outcome.diagnosis.causes
            );
            assert!(
                outcome.bounds.relocation <= best.1,
                "{name}: the bound is above the least"
            );
        }
        if outcome.proof == Proof::Optimal {
            tally.proved += 1;
            assert_eq!(found, best, "{name}: proved, and yet not the best");
        }
    }
    tally
}

#[test]
fn ten_thousand_small_graphs_have_the_plan_that_trying_all_finds() {
    let tally = against_all(0..10_000, 8, 3);
    println!("{tally:?}");
    assert!(tally.solved > 9_000, "{tally:?}");
    assert_eq!(tally.proved, tally.solved, "{tally:?}");
    assert_eq!(tally.outside_more + tally.moved_more, 0, "{tally:?}");
}

#[test]
#[ignore = "long: a hundred thousand graphs"]
fn a_hundred_thousand_graphs_have_the_plan_that_trying_all_finds() {
    let tally = against_all(10_000..110_000, 10, 4);
    println!("{tally:?}");
    assert_eq!((tally.outside_more, tally.moved_more), (0, 0), "{tally:?}");
}
