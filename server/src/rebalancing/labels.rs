//! A plan as a table of units with their grids, written and read.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use hexward_engine::edit::Edit;
use hexward_engine::model::AreaCode;
use hexward_engine::snapshot::Snapshot;
use hexward_engine::units::ParentUnits;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Rebalanced, edits};

/// A unit in a table.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RebalanceUnit)]
pub(crate) struct UnitRow<'a> {
    /// Its id.
    unit: &'a str,
    /// Its grid in the plan; of a new grid the parent with a plus sign and a number.
    grid: String,
    /// Its grid today.
    today: &'a str,
    /// The parent.
    parent: &'a str,
    kind: &'a str,
    name: &'a str,
    households: u64,
    residents: u64,
    minutes: u64,
    area_m2: u64,
}

/// What must be there of a table that is read.
#[derive(Deserialize)]
struct Line {
    unit: String,
    grid: String,
}

/// Why a table is no plan.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LabelError {
    /// It cannot be read.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// Nobody knows the unit.
    #[error("line {line}: there is no unit \"{unit}\" here")]
    Unknown {
        /// The line, from 1.
        line: u64,
        /// What stands there, cut.
        unit: String,
    },
    /// It stands there twice.
    #[error("line {line}: unit \"{unit}\" stands there twice")]
    Twice {
        /// The line, from 1.
        line: u64,
        /// What stands there, cut.
        unit: String,
    },
}

/// The units of all parents with their grids.
pub(crate) fn unit_rows(found: &Rebalanced) -> impl Iterator<Item = UnitRow<'_>> {
    let all = found.task.parents.iter().zip(&found.outcomes);
    all.flat_map(|(parent, outcome)| rows(parent, &outcome.labels))
}

fn rows<'a>(parent: &'a ParentUnits, labels: &'a [u32]) -> impl Iterator<Item = UnitRow<'a>> {
    parent
        .units
        .iter()
        .zip(labels)
        .map(|(unit, &label)| UnitRow {
            unit: unit.id.as_str(),
            grid: grid_name(parent, label),
            today: parent.grids[unit.grid as usize].as_str(),
            parent: parent.parent.as_str(),
            kind: &unit.kind,
            name: &unit.name,
            households: unit.load.households,
            residents: unit.load.residents,
            minutes: unit.load.minutes,
            area_m2: unit.area_m2,
        })
}

/// The code of a label; of a new grid the parent with a plus sign and a number.
pub(super) fn grid_name(parent: &ParentUnits, label: u32) -> String {
    let number = (label as usize + 1).saturating_sub(parent.grids.len());
    let known = parent.grids.get(label as usize);
    known.map_or_else(
        || format!("{}+{number}", parent.parent),
        ToString::to_string,
    )
}

/// The edit that a table of units and grids stands for: units that it leaves out stay in their grids, and a grid that is
/// none of the parent's today is a new one. None when nothing changes.
///
/// # Errors
/// [`LabelError`] names the first bad line.
pub(crate) fn read_labels(
    source: impl Read,
    snapshot: &Snapshot,
    parents: &[ParentUnits],
) -> Result<Option<Edit>, LabelError> {
    let mut known: HashMap<&str, (usize, usize)> = HashMap::new();
    for (place, parent) in parents.iter().enumerate() {
        let units = parent.units.iter().enumerate();
        known.extend(units.map(|(number, unit)| (unit.id.as_str(), (place, number))));
    }
    let today = |parent: &ParentUnits| -> Vec<u32> { parent.today() };
    let mut labels: Vec<Vec<u32>> = parents.iter().map(today).collect();
    let mut new: Vec<BTreeMap<String, u32>> = vec![BTreeMap::new(); parents.len()];
    let mut seen: Vec<Vec<bool>> = parents.iter().map(|p| vec![false; p.units.len()]).collect();
    let mut reader = csv::Reader::from_reader(source);
    for (line, row) in (2..).zip(reader.deserialize::<Line>()) {
        let row = row?;
        let cut = || row.unit.chars().take(80).collect::<String>();
        let Some(&(place, number)) = known.get(row.unit.as_str()) else {
            return Err(LabelError::Unknown { line, unit: cut() });
        };
        if std::mem::replace(&mut seen[place][number], true) {
            return Err(LabelError::Twice { line, unit: cut() });
        }
        let grids = &parents[place].grids;
        let code = AreaCode::new(&row.grid).ok();
        let found = code.and_then(|code| grids.binary_search(&code).ok());
        labels[place][number] = found.map_or_else(
            || {
                let next = (grids.len() + new[place].len()) as u32;
                *new[place].entry(row.grid).or_insert(next)
            },
            |found| found as u32,
        );
    }
    let all = parents.iter().zip(&labels);
    let rows = all.flat_map(|(parent, labels)| edits::rows(snapshot, parent, labels));
    let rows: Vec<_> = rows.collect();
    Ok((!rows.is_empty()).then_some(Edit::AssignUnits(rows)))
}
