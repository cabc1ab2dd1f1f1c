//! Many parents at once, and the same parents under several bands.

use std::cmp::Reverse;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::solve::solve;
use super::{Band, Outcome, Point, Problem, ProblemError};
use crate::layer::Threads;
use crate::watch::Watch;

/// The best plans for many parents, each as by [`solve`]: the same for any number of threads. `each` hears of every
/// parent as it is done, in no particular order; the watch counts a row for each.
pub fn solve_all(
    problems: &[Problem],
    threads: Threads,
    watch: &Watch,
    each: &(dyn Fn(usize, &Outcome) + Sync),
) -> Vec<Outcome> {
    let all: Vec<&Problem> = problems.iter().collect();
    on_threads(&all, threads, |place, problem| {
        let outcome = solve(problem, watch);
        watch.pass_rows(1);
        each(place, &outcome);
        outcome
    })
}

/// Does a work for every problem, the largest first, and gives the results in the order of the problems.
fn on_threads<R: Send>(
    problems: &[&Problem],
    threads: Threads,
    work: impl Fn(usize, &Problem) -> R + Sync,
) -> Vec<R> {
    let mut order: Vec<usize> = (0..problems.len()).collect();
    order.sort_by_key(|&place| Reverse(problems[place].units().len()));
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(problems.len()));
    let run = || {
        while let Some(&place) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let result = work(place, problems[place]);
            let mut done = done
                .lock()
                .expect("no thread panics while it holds the results");
            done.push((place, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.count().min(problems.len()) {
            scope.spawn(run);
        }
        run();
    });
    let mut done = done
        .into_inner()
        .expect("no thread panics while it holds the results");
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

/// How many households move for each tolerance around the middle of the band, summed over the parents. A plan for a
/// smaller tolerance is taken for a larger one where it moves fewer households, so nobody moves more for more
/// tolerance. Tolerances that were not reached when somebody asked to stop are missing.
///
/// # Errors
/// A band whose middle is no work at all.
pub fn frontier(
    problems: &[Problem],
    tolerances_permille: &[u32],
    threads: Threads,
    watch: &Watch,
) -> Result<Vec<Point>, ProblemError> {
    let mut tolerances = tolerances_permille.to_vec();
    tolerances.sort_unstable();
    tolerances.dedup();
    let mut points = Vec::new();
    let mut kept: Vec<Option<Vec<u32>>> = vec![None; problems.len()];
    for tolerance in tolerances {
        let banded = problems
            .iter()
            .map(|problem| around_middle(problem, tolerance));
        let banded: Vec<Problem> = banded.collect::<Result<_, _>>()?;
        let outcomes = solve_all(&banded, threads, watch, &|_, _| {});
        if watch.is_stopped() {
            break;
        }
        points.push(point(tolerance, &banded, outcomes, &mut kept));
    }
    Ok(points)
}

fn around_middle(problem: &Problem, tolerance_permille: u32) -> Result<Problem, ProblemError> {
    let band = problem.task().band;
    let band = Band::around(band.low().midpoint(band.high()), tolerance_permille)?;
    Ok(problem.with_band(band))
}

fn point(
    tolerance_permille: u32,
    problems: &[Problem],
    outcomes: Vec<Outcome>,
    kept: &mut [Option<Vec<u32>>],
) -> Point {
    let mut point = Point {
        tolerance_permille,
        moved_households: 0,
        bound_households: 0,
        outside: 0,
        in_band: 0,
        grids: 0,
    };
    for ((problem, outcome), kept) in problems.iter().zip(outcomes).zip(kept) {
        let mut measures = outcome.after;
        let rank = |of: &super::Measures| (of.above_caps, of.violation, of.moved_households);
        let earlier = kept.as_ref().map(|labels| super::evaluate(problem, labels));
        match earlier {
            Some(earlier) if rank(&earlier) < rank(&measures) => measures = earlier,
            _ => *kept = Some(outcome.labels),
        }
        point.moved_households += measures.moved_households;
        point.bound_households += outcome.bounds.relocation;
        point.outside += measures.excess + measures.deficit;
        point.in_band += measures.in_band;
        point.grids += measures.count;
    }
    point
}
