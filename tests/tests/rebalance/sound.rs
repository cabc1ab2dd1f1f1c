//! What holds of every answer, whatever was asked.

use hexward_engine::balance::{Count, Fate, Hold, Outcome, Problem, evaluate};

/// Checks an answer, and says under which name it is wrong.
pub(crate) fn check(name: &str, problem: &Problem, outcome: &Outcome) {
    let task = problem.task();
    let units = problem.units().len();
    assert_eq!(outcome.labels.len(), units, "{name}: a label for each unit");
    let most = outcome.fates.len() as u32;
    assert!(
        outcome.labels.iter().all(|&label| label < most),
        "{name}: labels of no grid"
    );
    let measured = evaluate(problem, &outcome.labels);
    assert_eq!(
        measured.count, outcome.after.count,
        "{name}: grids are counted anew"
    );
    assert_eq!(
        measured.violation, outcome.after.violation,
        "{name}: the band is measured anew"
    );
    assert_eq!(
        measured.border_mm, outcome.after.border_mm,
        "{name}: borders are measured anew"
    );
    assert_eq!(
        measured.moved_households, outcome.after.moved_households,
        "{name}: moves are counted anew"
    );
    parts(name, problem, outcome);
    fates(name, problem, outcome);
    let outside = measured.excess + measured.deficit;
    assert!(
        outcome.bounds.outside <= outside,
        "{name}: less outside the band than possible"
    );
    assert!(
        outcome.bounds.relocation <= measured.moved_households,
        "{name}: fewer moved than possible"
    );
    assert!(
        measured.violation > 0 || outcome.diagnosis.is_feasible(),
        "{name}: in the band, yet infeasible because {:?}",
        outcome.diagnosis.causes
    );
    let parts = outcome.diagnosis.components.len();
    match task.count {
        Count::Exactly(count) if count as usize >= parts => {
            assert_eq!(measured.count, count, "{name}: as many grids as asked for");
        }
        _ => {}
    }
    if let Some(today) = &task.today {
        holds(name, problem, today, &outcome.labels);
        moves(name, problem, today, outcome);
        let used = evaluate(problem, today).count;
        if task.count == Count::Kept {
            assert_eq!(measured.count, used, "{name}: as many grids as today");
        }
    }
}

/// Every grid is in one piece: a walk from its first unit meets all of them. Where links do not join the units, a grid may lie in
/// as many parts of the graph as it must; here no problem has fewer grids than parts.
fn parts(name: &str, problem: &Problem, outcome: &Outcome) {
    let held = |grid: u32| {
        problem
            .task()
            .grids
            .get(grid as usize)
            .is_some_and(|&hold| hold != Hold::Open)
    };
    let labels = &outcome.labels;
    let mut first = vec![u32::MAX; outcome.fates.len()];
    let mut is_met = vec![false; labels.len()];
    for unit in 0..labels.len() as u32 {
        let label = labels[unit as usize];
        if is_met[unit as usize] {
            continue;
        }
        let begun = first[label as usize];
        assert!(
            begun == u32::MAX || held(label),
            "{name}: units {begun} and {unit} of grid {label} are not joined"
        );
        first[label as usize] = unit;
        let mut stack = vec![unit];
        is_met[unit as usize] = true;
        while let Some(unit) = stack.pop() {
            for next in problem.graph().neighbours(unit) {
                let to = next.unit as usize;
                if labels[to] == label && !is_met[to] {
                    is_met[to] = true;
                    stack.push(next.unit);
                }
            }
        }
    }
}

fn fates(name: &str, problem: &Problem, outcome: &Outcome) {
    let today = problem.task().grids.len();
    for (grid, fate) in outcome.fates.iter().enumerate() {
        let has_units = outcome.labels.contains(&(grid as u32));
        let is_right = match fate {
            Fate::Continued => grid < today && has_units,
            Fate::Dissolved => grid < today && !has_units,
            Fate::SplitFrom(from) => grid >= today && has_units && (*from as usize) < today,
            Fate::New => grid >= today && has_units && problem.task().today.is_none(),
        };
        assert!(is_right, "{name}: grid {grid} {fate:?}");
    }
}

fn holds(name: &str, problem: &Problem, today: &[u32], labels: &[u32]) {
    for (unit, (&before, &after)) in today.iter().zip(labels).enumerate() {
        if before == after {
            continue;
        }
        assert!(!problem.units()[unit].is_fixed, "{name}: seat {unit} moved");
        let hold = |grid: u32| {
            problem
                .task()
                .grids
                .get(grid as usize)
                .copied()
                .unwrap_or_default()
        };
        assert_eq!(
            hold(before),
            Hold::Open,
            "{name}: unit {unit} left grid {before}"
        );
        assert_ne!(
            hold(after),
            Hold::Closed,
            "{name}: unit {unit} entered grid {after}"
        );
    }
}

fn moves(name: &str, problem: &Problem, today: &[u32], outcome: &Outcome) {
    let mut listed: Vec<(u32, u32, u32)> = outcome
        .moves
        .iter()
        .map(|m| (m.unit, m.from, m.to))
        .collect();
    listed.sort_unstable();
    let changed = (0..today.len()).filter(|&unit| today[unit] != outcome.labels[unit]);
    let changed: Vec<_> = changed
        .map(|unit| (unit as u32, today[unit], outcome.labels[unit]))
        .collect();
    assert_eq!(listed, changed, "{name}: each move once");
    let households = |unit: u32| problem.units()[unit as usize].load.households;
    assert!(
        outcome
            .moves
            .iter()
            .all(|m| m.households == households(m.unit)),
        "{name}: households of moves"
    );
    let outside =
        |measures: &hexward_engine::balance::Measures| (measures.excess + measures.deficit) as i64;
    let before = evaluate(problem, today);
    let bought: i64 = outcome.moves.iter().map(|m| m.gained).sum();
    assert_eq!(
        bought,
        outside(&before) - outside(&outcome.after),
        "{name}: what the moves bought"
    );
}
