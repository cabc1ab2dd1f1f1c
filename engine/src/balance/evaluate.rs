//! What a plan is worth, computed from the problem and the labels alone: nothing here is known to the search.

use std::collections::BTreeSet;

use super::{Cap, Criterion, GridMeasures, Measures, Problem};

/// Measures a plan: the grid of each unit. Grids that the task describes and those up to the greatest label are measured, with
/// or without units. O((n + m) log n).
///
/// # Panics
/// As many labels as units must be given.
pub fn evaluate(problem: &Problem, labels: &[u32]) -> Measures {
    assert_eq!(labels.len(), problem.units().len(), "a label for each unit");
    let highest = labels.iter().map(|&label| label as usize + 1).max();
    let count = highest.unwrap_or(0).max(problem.task().grids.len());
    let mut measures = Measures {
        grids: vec![GridMeasures::default(); count],
        ..Measures::default()
    };
    for (unit, &label) in problem.units().iter().zip(labels) {
        let grid = &mut measures.grids[label as usize];
        grid.units += 1;
        grid.load.households += unit.load.households;
        grid.load.residents += unit.load.residents;
        grid.load.minutes += unit.load.minutes;
        grid.area_m2 += unit.area_m2;
        grid.perimeter_mm += unit.perimeter_mm;
    }
    borders(problem, labels, &mut measures);
    for (grid, parts) in measures.grids.iter_mut().zip(parts(problem, labels, count)) {
        grid.parts = parts;
    }
    sums(problem, &mut measures);
    changes(problem, labels, &mut measures);
    measures.estates_split = estates_split(problem, labels);
    measures
}

fn borders(problem: &Problem, labels: &[u32], measures: &mut Measures) {
    for link in problem.graph().links() {
        let [a, b] = link.ends.map(|end| labels[end as usize]);
        if a == b {
            measures.crossed_mm += link.obstacle.cost() * link.length_mm;
            let perimeter_mm = &mut measures.grids[a as usize].perimeter_mm;
            *perimeter_mm = perimeter_mm.saturating_sub(2 * link.length_mm);
        } else {
            measures.border_mm += link.length_mm;
        }
    }
}

/// In how many parts each grid lies: units less links that join two parts, as each such link leaves one part fewer.
fn parts(problem: &Problem, labels: &[u32], count: usize) -> Vec<u32> {
    let mut parts = vec![0; count];
    for &label in labels {
        parts[label as usize] += 1;
    }
    let mut leader: Vec<u32> = (0..labels.len() as u32).collect();
    for link in problem.graph().links() {
        let [a, b] = link.ends;
        if labels[a as usize] != labels[b as usize] {
            continue;
        }
        let (a, b) = (lead(&mut leader, a), lead(&mut leader, b));
        if a != b {
            leader[a.max(b) as usize] = a.min(b);
            parts[labels[a as usize] as usize] -= 1;
        }
    }
    parts
}

fn lead(leader: &mut [u32], mut unit: u32) -> u32 {
    while leader[unit as usize] != unit {
        let above = leader[leader[unit as usize] as usize];
        leader[unit as usize] = above;
        unit = above;
    }
    unit
}

fn sums(problem: &Problem, measures: &mut Measures) {
    let task = problem.task();
    for grid in &mut measures.grids {
        if grid.units == 0 {
            continue;
        }
        let work = task.weights.work(&grid.load);
        grid.work = work.expect("the work of all units together can be told");
        let above = grid.work.saturating_sub(task.band.high());
        let missing = task.band.low().saturating_sub(grid.work);
        let outside = u128::from(above + missing);
        measures.violation = measures
            .violation
            .saturating_add(outside.saturating_mul(outside));
        measures.excess += above;
        measures.deficit += missing;
        measures.in_band += u32::from(outside == 0);
        measures.count += 1;
        measures.loose_parts += grid.parts - 1;
        measures.above_caps += task
            .caps
            .iter()
            .map(|cap| above_cap(grid, cap))
            .sum::<u64>();
    }
}

fn above_cap(grid: &GridMeasures, cap: &Cap) -> u64 {
    let amount = match cap.criterion {
        Criterion::Households => grid.load.households,
        Criterion::Residents => grid.load.residents,
        Criterion::Minutes => grid.load.minutes,
    };
    amount.saturating_sub(cap.at_most)
}

fn changes(problem: &Problem, labels: &[u32], measures: &mut Measures) {
    let Some(today) = &problem.task().today else {
        return;
    };
    for ((unit, label), before) in problem.units().iter().zip(labels).zip(today) {
        if label != before {
            measures.moved_units += 1;
            measures.moved_households += unit.load.households;
        }
    }
}

fn estates_split(problem: &Problem, labels: &[u32]) -> u64 {
    let units = problem.units().iter().zip(labels);
    let pieces: BTreeSet<(u32, u32)> = units
        .filter_map(|(unit, &label)| Some((unit.estate?, label)))
        .collect();
    let estates: BTreeSet<u32> = pieces.iter().map(|&(estate, _)| estate).collect();
    (pieces.len() - estates.len()) as u64
}

#[cfg(test)]
mod tests {
    use super::super::{
        Band, Count, Hold, Link, LinkKind, Load, Obstacle, Task, Unit, UnitGraph, Weights,
    };
    use super::*;

    /// Four units in a square, 0 and 1 above, 2 and 3 below, a street between above and below, and an estate on the left.
    fn square() -> Problem {
        let link = |ends, obstacle| Link {
            ends,
            length_mm: 10_000,
            kind: LinkKind::Shared,
            obstacle,
        };
        let links = [
            link([0, 1], Obstacle::None),
            link([2, 3], Obstacle::None),
            link([0, 2], Obstacle::Street),
            link([1, 3], Obstacle::Street),
        ];
        let unit = |households, estate| Unit {
            load: Load {
                households,
                residents: 3 * households,
                minutes: 0,
            },
            area_m2: 100,
            perimeter_mm: 40_000,
            estate,
            is_fixed: false,
        };
        let units = vec![
            unit(10, Some(7)),
            unit(20, None),
            unit(30, Some(7)),
            unit(40, None),
        ];
        let task = Task {
            today: Some(vec![0, 0, 1, 1]),
            grids: vec![Hold::Open; 3],
            count: Count::Kept,
            weights: Weights::HOUSEHOLDS,
            band: Band::new(35, 60).expect("a band"),
            caps: vec![Cap {
                criterion: Criterion::Residents,
                at_most: 200,
            }],
            seed: 0,
            rounds: 1,
        };
        let graph = UnitGraph::new(4, &links).expect("a graph");
        Problem::new(graph, units, task).expect("a problem")
    }

    #[test]
    fn rows_follow_the_street() {
        let found = evaluate(&square(), &[0, 0, 1, 1]);
        let works: Vec<u64> = found.grids.iter().map(|grid| grid.work).collect();
        assert_eq!(works, [30, 70, 0]);
        assert_eq!((found.deficit, found.excess, found.violation), (5, 10, 125));
        assert_eq!((found.count, found.in_band, found.loose_parts), (2, 0, 0));
        assert_eq!((found.moved_units, found.moved_households), (0, 0));
        // residents: 90 and 210 of at most 200; the estate lies in both rows
        assert_eq!((found.above_caps, found.estates_split), (10, 1));
        assert_eq!((found.border_mm, found.crossed_mm), (20_000, 0));
        assert_eq!(
            (found.grids[0].area_m2, found.grids[0].perimeter_mm),
            (200, 60_000)
        );
    }

    #[test]
    fn columns_cross_it_and_keep_the_estate() {
        let found = evaluate(&square(), &[0, 2, 0, 2]);
        assert_eq!((found.deficit, found.excess, found.in_band), (0, 0, 2));
        assert_eq!((found.moved_units, found.moved_households), (3, 90));
        assert_eq!((found.above_caps, found.estates_split), (0, 0));
        assert_eq!((found.border_mm, found.crossed_mm), (20_000, 40_000));
    }

    #[test]
    fn what_meets_in_a_corner_is_in_two_parts() {
        let found = evaluate(&square(), &[0, 1, 1, 0]);
        assert_eq!(found.loose_parts, 2);
        assert_eq!((found.grids[0].parts, found.grids[1].parts), (2, 2));
        assert_eq!(found.border_mm, 40_000);
    }
}
