//! What a plan changes, unit by unit, and why.

use super::{Fate, Move, Problem, Reason};

/// The units that change their grid: those that were cut off first, then from grid to grid. `cut_off` says which were.
pub(super) fn moves(
    problem: &Problem,
    labels: &[u32],
    fates: &[Fate],
    cut_off: &[bool],
) -> Vec<Move> {
    let Some(today) = &problem.task().today else {
        return Vec::new();
    };
    let before = works(problem, today, fates.len());
    let mut moves = Vec::new();
    for (unit, (&from, &to)) in today.iter().zip(labels).enumerate() {
        if from != to {
            moves.push(Move {
                unit: unit as u32,
                from,
                to,
                households: problem.units()[unit].load.households,
                why: reason(problem, &before, fates, cut_off[unit], (unit, from, to)),
                gained: 0,
            });
        }
    }
    moves.sort_by_key(|step| (step.why != Reason::CutOff, step.from, step.to, step.unit));
    count_gains(problem, before, &mut moves);
    moves
}

/// Work and number of units of each grid.
fn works(problem: &Problem, labels: &[u32], grids: usize) -> Vec<(u64, u32)> {
    let mut sums = vec![(0, 0); grids];
    for (unit, &label) in labels.iter().enumerate() {
        sums[label as usize].0 += problem.work()[unit];
        sums[label as usize].1 += 1;
    }
    sums
}

fn reason(
    problem: &Problem,
    before: &[(u64, u32)],
    fates: &[Fate],
    is_cut_off: bool,
    (unit, from, to): (usize, u32, u32),
) -> Reason {
    let band = problem.task().band;
    match () {
        () if is_cut_off => Reason::CutOff,
        () if matches!(fates[to as usize], Fate::SplitFrom(_)) => Reason::Splits,
        () if fates[from as usize] == Fate::Dissolved => Reason::Dissolves,
        () if problem.work()[unit] == 0 => Reason::GoesAlong,
        () if before[from as usize].0 > band.high() => Reason::Relieves,
        () if before[to as usize].0 < band.low() => Reason::Fills,
        () => Reason::PassesOn,
    }
}

/// Makes the moves one after the other and notes what each bought.
fn count_gains(problem: &Problem, mut sums: Vec<(u64, u32)>, moves: &mut [Move]) {
    let band = problem.task().band;
    let outside = |(work, units): (u64, u32)| match units {
        0 => 0,
        _ => band.outside(work) as i64,
    };
    for step in moves {
        let (from, to) = (step.from as usize, step.to as usize);
        let before = outside(sums[from]) + outside(sums[to]);
        let work = problem.work()[step.unit as usize];
        sums[from] = (sums[from].0 - work, sums[from].1 - 1);
        sums[to] = (sums[to].0 + work, sums[to].1 + 1);
        step.gained = before - outside(sums[from]) - outside(sums[to]);
    }
}
