//! A plan by units as an edit.

use std::collections::BTreeMap;

use hexward_engine::balance::{Outcome, Problem};
use hexward_engine::edit::{Edit, UnitsOfGrid};
use hexward_engine::model::AreaCode;
use hexward_engine::snapshot::Snapshot;
use hexward_engine::units::ParentUnits;

use super::Rebalanced;

/// The edit that makes grids what was found; none when nothing changes.
pub(crate) fn edit(snapshot: &Snapshot, found: &Rebalanced) -> Option<Edit> {
    let all = found.task.parents.iter().zip(&found.task.problems);
    let rows = all
        .zip(&found.outcomes)
        .flat_map(|((parent, problem), outcome)| {
            let labels = named(parent, problem, outcome);
            rows(snapshot, parent, &labels)
        });
    let rows: Vec<UnitsOfGrid> = rows.collect();
    (!rows.is_empty()).then_some(Edit::AssignUnits(rows))
}

/// The label of each unit, those of today's grids first. A plan from nothing has labels of its own: its grids continue those
/// of today so that as many households as possible stay under their code.
fn named(parent: &ParentUnits, problem: &Problem, outcome: &Outcome) -> Vec<u32> {
    if problem.task().today.is_some() {
        return outcome.labels.clone();
    }
    let labels = outcome
        .labels
        .iter()
        .max()
        .map_or(0, |most| *most as usize + 1);
    let mut common = vec![vec![0_i64; parent.grids.len()]; labels];
    for (unit, &label) in parent.units.iter().zip(&outcome.labels) {
        // units without households decide where nothing else does
        let weight = 1 + 1000 * unit.load.households.min(1 << 32).cast_signed();
        common[label as usize][unit.grid as usize] += weight;
    }
    let mut next = parent.grids.len() as u32;
    let names: Vec<u32> = matched(&common)
        .into_iter()
        .map(|grid| {
            grid.unwrap_or_else(|| {
                next += 1;
                next - 1
            })
        })
        .collect();
    let labels = outcome.labels.iter();
    labels.map(|&label| names[label as usize]).collect()
}

/// For each row a column, no column twice, so that the sum of what they have in common is largest; none for a row that has
/// nothing in common with a column that is left. The method of H. Kuhn (1955) with potentials; O(rows x columns x longer
/// side).
fn matched(common: &[Vec<i64>]) -> Vec<Option<u32>> {
    let (rows, columns) = (common.len(), common.first().map_or(0, Vec::len));
    let side = rows.max(columns);
    let gain = |row: usize, column: usize| {
        let cell = common.get(row).and_then(|cells| cells.get(column));
        cell.copied().unwrap_or(0)
    };
    // places are counted from 1; 0 stands for none
    let (mut of_row, mut of_column) = (vec![0_i64; side + 1], vec![0_i64; side + 1]);
    let mut row_of = vec![0_usize; side + 1];
    for row in 1..=side {
        let (mut least, mut before) = (vec![i64::MAX; side + 1], vec![0_usize; side + 1]);
        let mut done = vec![false; side + 1];
        row_of[0] = row;
        let mut column = 0;
        while row_of[column] != 0 {
            done[column] = true;
            let own = row_of[column];
            let (mut step, mut nearest) = (i64::MAX, 0);
            for other in (1..=side).filter(|&other| !done[other]) {
                let cost = -gain(own - 1, other - 1) - of_row[own] - of_column[other];
                if cost < least[other] {
                    (least[other], before[other]) = (cost, column);
                }
                if least[other] < step {
                    (step, nearest) = (least[other], other);
                }
            }
            for other in 0..=side {
                if done[other] {
                    of_row[row_of[other]] += step;
                    of_column[other] -= step;
                } else {
                    least[other] = least[other].saturating_sub(step);
                }
            }
            column = nearest;
        }
        while column != 0 {
            row_of[column] = row_of[before[column]];
            column = before[column];
        }
    }
    let mut found = vec![None; rows];
    for (column, &row) in row_of.iter().enumerate().take(columns + 1).skip(1) {
        if (1..=rows).contains(&row) && gain(row - 1, column - 1) > 0 {
            found[row - 1] = Some(column as u32 - 1);
        }
    }
    found
}

/// A row for each grid that gets units from others.
pub(super) fn rows(snapshot: &Snapshot, parent: &ParentUnits, labels: &[u32]) -> Vec<UnitsOfGrid> {
    let mut gained: BTreeMap<u32, UnitsOfGrid> = BTreeMap::new();
    for (unit, &label) in parent.units.iter().zip(labels) {
        if unit.grid == label {
            continue;
        }
        let row = gained.entry(label).or_insert_with(|| {
            let known = parent.grids.get(label as usize).cloned();
            let number = (label as usize + 1).saturating_sub(parent.grids.len());
            let name = match &known {
                Some(_) => String::new(),
                None => new_name(snapshot, &parent.parent, number),
            };
            UnitsOfGrid {
                parent: parent.parent.clone(),
                code: known,
                name,
                units: Vec::new(),
            }
        });
        row.units.push(unit.id.clone());
    }
    gained.into_values().collect()
}

/// The name of a new grid of a parent, in the writing of the parent's.
fn new_name(snapshot: &Snapshot, parent: &AreaCode, number: usize) -> String {
    let found = snapshot.grid(parent);
    let name = found.map_or("", |(layer, index)| layer.records()[index].name.as_str());
    if name.is_ascii() {
        format!("{name} new {number}").trim_start().to_owned()
    } else {
        format!("{name}新网格{number}")
    }
}

#[cfg(test)]
mod tests {
    use super::matched;

    #[test]
    fn most_households_keep_their_code() {
        // the greedy choice of 200 for the second row would leave the third without a code
        let common = [vec![300, 0, 0], vec![300, 100, 0], vec![0, 200, 200]];
        assert_eq!(matched(&common), [Some(0), Some(1), Some(2)]);
        // more grids than today, fewer, and one that has nothing in common
        assert_eq!(matched(&[vec![5], vec![7]]), [None, Some(0)]);
        assert_eq!(matched(&[vec![5, 7]]), [Some(1)]);
        assert_eq!(matched(&[vec![5, 0], vec![6, 0]]), [None, Some(0)]);
        assert_eq!(matched(&[]), []);
    }
}
