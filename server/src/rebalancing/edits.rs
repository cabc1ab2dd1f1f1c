//! A plan by units as an edit.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

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

/// The label of each unit, those of today's grids first. A plan from nothing has labels of its own: each of its grids
/// continues the grid of today that it has most households in common with, then most ground, if no other does.
fn named(parent: &ParentUnits, problem: &Problem, outcome: &Outcome) -> Vec<u32> {
    if problem.task().today.is_some() {
        return outcome.labels.clone();
    }
    let mut common: BTreeMap<(u32, u32), (u64, u64)> = BTreeMap::new();
    for (unit, &label) in parent.units.iter().zip(&outcome.labels) {
        let sum = common.entry((label, unit.grid)).or_default();
        sum.0 += unit.load.households;
        sum.1 += unit.area_m2;
    }
    let mut order: Vec<((u32, u32), (u64, u64))> = common.into_iter().collect();
    order.sort_by_key(|&(pair, common)| (Reverse(common), pair));
    let mut names: BTreeMap<u32, u32> = BTreeMap::new();
    let mut taken: BTreeSet<u32> = BTreeSet::new();
    for ((label, grid), _) in order {
        if !names.contains_key(&label) && taken.insert(grid) {
            names.insert(label, grid);
        }
    }
    let mut next = parent.grids.len() as u32;
    let name = |label: &u32| {
        *names.entry(*label).or_insert_with(|| {
            next += 1;
            next - 1
        })
    };
    outcome.labels.iter().map(name).collect()
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
