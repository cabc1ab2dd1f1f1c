//! Which grid of today each grid of a plan continues: that with which it has the most households in common.

use super::Hold;
use super::plan::Plan;

/// More grids than this keep the names that the search gave them.
const MOST: usize = 256;

/// Names the grids so that the fewest households move, where names may be changed: grids that nothing may leave and
/// grids with a seat keep theirs.
pub(super) fn name_by_overlap(plan: &mut Plan) {
    let names = free_names(plan);
    let is_there = |&&name: &&u32| !plan.members(name).is_empty();
    let bodies: Vec<u32> = names.iter().filter(is_there).copied().collect();
    if names.len() > MOST || plan.problem().task().today.is_none() {
        return;
    }
    let gains = overlaps(plan, &bodies, &names);
    if are_best_as_they_are(&bodies, &names, &gains) {
        return;
    }
    let before = *plan.score();
    let mark = plan.mark();
    let mut labels = plan.labels().to_vec();
    for (body, &name) in bodies.iter().zip(&assigned(&gains)) {
        for &unit in plan.members(*body) {
            labels[unit as usize] = names[name];
        }
    }
    plan.take_over(&labels);
    if *plan.score() >= before {
        plan.back_to(mark);
    }
}

fn free_names(plan: &Plan) -> Vec<u32> {
    let is_free = |&name: &u32| {
        let seat = |&unit: &u32| plan.problem().units()[unit as usize].is_fixed;
        plan.hold(name) == Hold::Open && !plan.members(name).iter().any(seat)
    };
    (0..plan.grids() as u32).filter(is_free).collect()
}

/// What each grid has in common with each grid of today: households, and a little for every unit.
fn overlaps(plan: &Plan, bodies: &[u32], names: &[u32]) -> Vec<Vec<i128>> {
    let mut places = vec![usize::MAX; plan.grids()];
    for (place, &name) in names.iter().enumerate() {
        places[name as usize] = place;
    }
    let mut gains = vec![vec![0; names.len()]; bodies.len()];
    for (row, &body) in gains.iter_mut().zip(bodies) {
        for &unit in plan.members(body) {
            if let Some(gain) = row.get_mut(places[plan.home(unit) as usize]) {
                *gain += (i128::from(plan.households(unit)) << 32) + 1;
            }
        }
    }
    gains
}

fn are_best_as_they_are(bodies: &[u32], names: &[u32], gains: &[Vec<i128>]) -> bool {
    bodies.iter().zip(gains).all(|(body, row)| {
        let own = names.iter().position(|name| name == body);
        own.is_some_and(|own| row.iter().all(|&gain| gain <= row[own]))
    })
}

/// For each row another column, such that the sum is greatest; there are at least as many columns as rows.
/// O(rows^2 * columns) (Kuhn 1955, with the potentials of Munkres 1957).
fn assigned(gains: &[Vec<i128>]) -> Vec<usize> {
    let columns = gains.first().map_or(0, Vec::len);
    let mut of_row = vec![0_i128; gains.len() + 1];
    let mut of_column = vec![0_i128; columns + 1];
    let mut owner = vec![0_usize; columns + 1];
    for row in 1..=gains.len() {
        owner[0] = row;
        let way = augment(gains, &mut of_row, &mut of_column, &mut owner);
        let (mut column, before) = way;
        while column != 0 {
            owner[column] = owner[before[column]];
            column = before[column];
        }
    }
    let mut chosen = vec![0; gains.len()];
    for column in 1..=columns {
        if owner[column] > 0 {
            chosen[owner[column] - 1] = column - 1;
        }
    }
    chosen
}

/// The cheapest way from the row in `owner[0]` to a free column: its end, and the column before each.
fn augment(
    gains: &[Vec<i128>],
    of_row: &mut [i128],
    of_column: &mut [i128],
    owner: &mut [usize],
) -> (usize, Vec<usize>) {
    let columns = of_column.len();
    let mut least = vec![i128::MAX; columns];
    let mut is_used = vec![false; columns];
    let mut before = vec![0; columns];
    let mut column = 0;
    while owner[column] != 0 {
        is_used[column] = true;
        let row = owner[column];
        let (mut step, mut next) = (i128::MAX, 0);
        for other in (1..columns).filter(|&other| !is_used[other]) {
            let cost = -gains[row - 1][other - 1] - of_row[row] - of_column[other];
            if cost < least[other] {
                least[other] = cost;
                before[other] = column;
            }
            if least[other] < step {
                (step, next) = (least[other], other);
            }
        }
        for other in 0..columns {
            if is_used[other] {
                of_row[owner[other]] += step;
                of_column[other] -= step;
            } else if least[other] < i128::MAX {
                least[other] -= step;
            }
        }
        column = next;
    }
    (column, before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(gains: &[Vec<i128>], taken: &mut Vec<usize>) -> i128 {
        let row = taken.len();
        if row == gains.len() {
            return 0;
        }
        let mut most = i128::MIN;
        for column in 0..gains[row].len() {
            if !taken.contains(&column) {
                taken.push(column);
                most = most.max(gains[row][column] + best(gains, taken));
                taken.pop();
            }
        }
        most
    }

    #[test]
    fn the_assignment_is_the_best_of_all() {
        for seed in 0..300_i128 {
            let gain = |row: i128, column: i128| {
                (seed * 71 + row * row * 13 + column * 29 * (row + 3)) % 47
            };
            let row = |row| (0..5).map(|column| gain(row, column)).collect();
            let gains: Vec<Vec<i128>> = (0..4).map(row).collect();
            let chosen = assigned(&gains);
            let sum: i128 = chosen
                .iter()
                .zip(&gains)
                .map(|(&column, row)| row[column])
                .sum();
            assert_eq!(sum, best(&gains, &mut Vec::new()), "{gains:?}");
        }
    }
}
