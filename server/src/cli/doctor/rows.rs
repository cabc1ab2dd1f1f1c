//! Whether the rows of a store fit together.

use std::collections::{BTreeMap, HashMap, HashSet};

use hexward_engine::model::{AreaCode, Cell, CrossingLayer, Dataset, Grid, LayerName};

/// A honeycomb may differ from the ground of its grid by this part: its outline bends at the lattice.
const AREA_TOLERANCE: f64 = 1e-4;

/// What is wrong with rows, each by itself readable. Cost: O(rows log rows).
pub(super) fn findings(rows: &Dataset) -> Vec<String> {
    let grids: HashMap<&AreaCode, &Grid> = rows.grids.iter().map(|row| (&row.code, row)).collect();
    let mut findings = lost_counts(rows);
    findings.extend(
        rows.grids
            .iter()
            .filter_map(|row| wrong_parent(row, &grids)),
    );
    findings.extend(lost_cells(rows));
    findings.extend(honeycombs(rows, &grids));
    findings
}

fn lost_counts(rows: &Dataset) -> Vec<String> {
    let addresses: HashSet<_> = rows.addresses.iter().map(|row| &row.id).collect();
    let lost = rows
        .counts
        .iter()
        .filter(|row| !addresses.contains(&row.address));
    lost.map(|row| format!("a count is at address {}, which is not stored", row.address))
        .collect()
}

fn wrong_parent(row: &Grid, grids: &HashMap<&AreaCode, &Grid>) -> Option<String> {
    let (code, parent) = (&row.code, row.parent.as_ref()?);
    let Some(stored) = grids.get(parent) else {
        return Some(format!(
            "grid {code} belongs to {parent}, which is not stored"
        ));
    };
    let (tier, above) = (row.tier, stored.tier);
    (above >= tier).then(|| {
        format!(
            "grid {code} of tier {tier} belongs to {parent} of tier {above}, which is not above it"
        )
    })
}

fn lost_cells(rows: &Dataset) -> Vec<String> {
    let layers: HashSet<_> = rows.crossing_layers.iter().map(|row| &row.name).collect();
    let lost = rows.cells.iter().filter(|row| !layers.contains(&row.layer));
    let text = |row: &Cell| {
        let (code, layer) = (&row.code, &row.layer);
        format!("cell {code} is of layer {layer}, which is not stored")
    };
    lost.map(text).collect()
}

/// Honeycombs whose cells do not cover the ground that their grid has now.
fn honeycombs(rows: &Dataset, grids: &HashMap<&AreaCode, &Grid>) -> Vec<String> {
    let mut covered_m2: BTreeMap<&LayerName, f64> = BTreeMap::new();
    for cell in &rows.cells {
        *covered_m2.entry(&cell.layer).or_default() += cell.region.area_m2();
    }
    let finding = |layer: &CrossingLayer| {
        let (name, parent) = (&layer.name, &layer.parent);
        let Some(grid) = grids.get(parent) else {
            return Some(format!(
                "honeycomb {name} fills grid {parent}, which is not stored"
            ));
        };
        let ground = grid.region.area_m2();
        let covered = covered_m2.get(name).copied().unwrap_or_default();
        ((covered - ground).abs() > AREA_TOLERANCE * ground).then(|| {
            format!(
                "honeycomb {name} covers {covered:.0} m2 and its grid {parent} {ground:.0} m2: lay it again"
            )
        })
    };
    rows.crossing_layers.iter().filter_map(finding).collect()
}
