//! The operations that make the grids of a tier what a file says of them.
//!
//! Which grid goes on as which is found from the ground: a code that is gone and whose ground has a new one is renumbered, one
//! whose ground went to others is merged into the one that got most of it, a new code on ground of others is drawn there. What
//! is left are names, parents and outlines. Grids of the tiers below keep to the new borders: they lose what is outside, and
//! ground that is gained goes to the neighbour with which it has the longest border.

use std::collections::{BTreeMap, BTreeSet};

use hexward_engine::edit::{self, Changeset, Edit, repair_tier};
use hexward_engine::geom::{Polygon, Position, Region, RepairLimits, Ring};
use hexward_engine::model::{AreaCode, Grid, Note, Tier};
use hexward_engine::snapshot::Snapshot;

use super::operation::Operation;
use super::succession::Succession;

/// Ground of any size goes to a neighbour where the grids below keep to a new border.
const ANY_GROUND: RepairLimits = RepairLimits {
    snap_m: 0.0,
    gap_width_m: 1e6,
    gap_area_m2: 1e12,
};

/// What a file comes to.
pub(super) struct Redrawn {
    pub(super) operations: Vec<Operation>,
    pub(super) edits: Vec<Edit>,
}

/// The edits after which the grids of a tier are those of a file.
///
/// # Errors
/// What stands against it, in words.
pub(super) fn edits(view: &Snapshot, tier: Tier, rows: Vec<Grid>) -> Result<Redrawn, String> {
    let stored: BTreeMap<&AreaCode, &Grid> = view
        .grids
        .get(&tier)
        .into_iter()
        .flat_map(|layer| layer.records())
        .map(|grid| (&grid.code, grid))
        .collect();
    let rows = settled(view, tier, rows, &stored)?;
    let mut work = Work {
        view,
        operations: Vec::new(),
        edits: Vec::new(),
    };
    let succession = Succession::new(&stored, &rows, tier);
    work.succeed(&succession, &rows)?;
    work.reshape(&succession, &rows)?;
    work.keep_below(tier)?;
    Ok(Redrawn {
        operations: work.operations,
        edits: work.edits,
    })
}

/// The rows with what a file need not say: the parent, the lock, and rings that begin where the stored ones do.
fn settled(
    view: &Snapshot,
    tier: Tier,
    rows: Vec<Grid>,
    stored: &BTreeMap<&AreaCode, &Grid>,
) -> Result<BTreeMap<AreaCode, Grid>, String> {
    let mut settled = BTreeMap::new();
    for mut row in rows {
        match (stored.get(&row.code), view.grid(&row.code)) {
            (Some(own), _) => {
                row.lock = own.lock;
                row.parent = row.parent.or_else(|| own.parent.clone());
                if same_ground(&row.region, &own.region) {
                    row.region = own.region.clone();
                }
            }
            (None, Some((layer, index))) => {
                let other = layer.records()[index].tier;
                let code = &row.code;
                return Err(format!(
                    "{code} is a grid of tier {other}, not of tier {tier}"
                ));
            }
            (None, None) => {}
        }
        settled.insert(row.code.clone(), row);
    }
    Ok(settled)
}

/// Whether two regions have the same rings, wherever each ring begins.
fn same_ground(a: &Region, b: &Region) -> bool {
    fn chain(ring: &Ring) -> Vec<Position> {
        let vertices = ring.vertices();
        let least = (0..vertices.len()).min_by_key(|&index| vertices[index]);
        let mut chain = vertices.to_vec();
        chain.rotate_left(least.unwrap_or_default());
        chain
    }
    let chains = |region: &Region| {
        let polygon = |polygon: &Polygon| {
            let holes: BTreeSet<_> = polygon.holes().iter().map(chain).collect();
            (chain(polygon.outer()), holes)
        };
        region
            .polygons()
            .iter()
            .map(polygon)
            .collect::<BTreeSet<_>>()
    };
    a == b || (a.bounds() == b.bounds() && chains(a) == chains(b))
}

/// The edits found so far.
struct Work<'a> {
    view: &'a Snapshot,
    operations: Vec<Operation>,
    edits: Vec<Edit>,
}

impl Work<'_> {
    /// The plan after the edits found so far, whether it divides the ground or not.
    fn next(&self) -> Result<Snapshot, String> {
        let mut edits = self.edits.clone();
        edits.push(Edit::WithFaults);
        let changeset = Changeset {
            note: Note::default(),
            edits,
        };
        let delta = edit::apply(self.view, &changeset).map_err(|error| error.to_string())?;
        self.view.with(&delta).map_err(|error| error.to_string())
    }

    fn push(&mut self, operation: Operation, edit: Edit) {
        self.operations.push(operation);
        self.edits.push(edit);
    }

    /// Codes that come and go.
    fn succeed(
        &mut self,
        succession: &Succession,
        rows: &BTreeMap<AreaCode, Grid>,
    ) -> Result<(), String> {
        for (code, to) in &succession.renumbered {
            let operation = Operation::Renumber {
                code: code.to_string(),
                to: to.to_string(),
            };
            let (code, to) = (code.clone(), to.clone());
            self.push(operation, Edit::RenumberGrid { code, to });
        }
        for (code, heirs) in &succession.heirs {
            let stays = |heir: &&AreaCode| !succession.from.contains_key(*heir);
            let keep = heirs.iter().find(stays).ok_or_else(|| {
                format!("grid {code} is not in it, and no grid that stays has its ground")
            })?;
            self.merge(code, keep, succession);
        }
        let below = self.has_below(rows);
        for (code, from) in &succession.from {
            let Some(row) = rows.get(code) else { continue };
            let Some(parent) = self.parent(row, from) else {
                continue;
            };
            // where nothing is below, the outline alone does
            if below {
                self.edits.push(Edit::DrawGrid {
                    parent,
                    code: Some(code.clone()),
                    name: row.name.clone(),
                    region: row.region.clone(),
                });
            }
        }
        Ok(())
    }

    fn merge(&mut self, code: &AreaCode, keep: &AreaCode, succession: &Succession) {
        let stored = |code: &AreaCode| {
            let renumbered = succession.renumbered.iter().find(|(_, to)| *to == code);
            let own = renumbered.map_or(code, |(from, _)| from);
            let (layer, index) = self.view.grid(own)?;
            Some(layer.records()[index].parent.clone())
        };
        let (own, parent) = (stored(code), stored(keep));
        if let Some(parent) = parent.filter(|parent| own.as_ref() != Some(parent)) {
            let code = code.clone();
            self.edits.push(Edit::ReparentGrid { code, parent });
        }
        let operation = Operation::Merge {
            code: code.to_string(),
            into: keep.to_string(),
        };
        let (keep, others) = (keep.clone(), vec![code.clone()]);
        self.push(operation, Edit::MergeGrids { keep, others });
    }

    /// The grid that a new one belongs to: as the file says, else that of the grid whose ground it is.
    fn parent(&self, row: &Grid, from: &AreaCode) -> Option<AreaCode> {
        let stored = || {
            let (layer, index) = self.view.grid(from)?;
            layer.records()[index].parent.clone()
        };
        row.parent.clone().or_else(stored)
    }

    fn has_below(&self, rows: &BTreeMap<AreaCode, Grid>) -> bool {
        let tier = rows.values().next().map(|row| row.tier);
        self.view.grids.keys().any(|below| Some(*below) > tier)
    }

    /// Names, parents and outlines.
    fn reshape(
        &mut self,
        succession: &Succession,
        rows: &BTreeMap<AreaCode, Grid>,
    ) -> Result<(), String> {
        let next = self.next()?;
        let mut outlines = Vec::new();
        for row in rows.values() {
            let own = next
                .grid(&row.code)
                .map(|(layer, index)| &layer.records()[index]);
            let code = row.code.to_string();
            let is_new = self.view.grid(&row.code).is_none() && !self.is_renumbered(&row.code);
            if is_new {
                self.operations.push(Operation::New { code: code.clone() });
            }
            let Some(own) = own else {
                let from = succession.from.get(&row.code);
                let parent = from.and_then(|from| self.parent(row, from));
                outlines.push(Grid {
                    parent: row.parent.clone().or(parent),
                    ..row.clone()
                });
                continue;
            };
            let parent = row.parent.clone().or_else(|| own.parent.clone());
            if own.name != row.name {
                let name = row.name.clone();
                let operation = Operation::Rename {
                    code: code.clone(),
                    name: name.clone(),
                };
                let code = row.code.clone();
                self.push(operation, Edit::RenameGrid { code, name });
            }
            if own.parent != parent {
                let operation = Operation::Reparent {
                    code: code.clone(),
                    parent: parent.as_ref().map(ToString::to_string),
                };
                let (code, parent) = (row.code.clone(), parent.clone());
                self.push(operation, Edit::ReparentGrid { code, parent });
            }
            if !same_ground(&own.region, &row.region) {
                if !is_new {
                    self.operations.push(Operation::Outline { code });
                }
                outlines.push(Grid {
                    parent,
                    ..row.clone()
                });
            }
        }
        if !outlines.is_empty() {
            self.edits.push(Edit::ImportGrids(outlines));
        }
        Ok(())
    }

    fn is_renumbered(&self, code: &AreaCode) -> bool {
        self.edits
            .iter()
            .any(|edit| matches!(edit, Edit::RenumberGrid { to, .. } if to == code))
    }

    /// Makes the grids of the tiers below keep to the borders.
    fn keep_below(&mut self, tier: Tier) -> Result<(), String> {
        let mut below = Tier::ALL.into_iter().filter(|other| *other > tier);
        let Some(first) = below.find(|other| self.view.grids.contains_key(other)) else {
            return Ok(());
        };
        let next = self.next()?;
        if next
            .faults(first)
            .iter()
            .all(|fault| !fault.breaks_partition())
        {
            return Ok(());
        }
        let repair = repair_tier(&next, first, &ANY_GROUND).map_err(|error| error.to_string())?;
        if let Some(lost) = repair.lost.first() {
            let others = match repair.lost.len() {
                1 => String::new(),
                all => format!(" and {} more", all - 1),
            };
            return Err(format!(
                "nothing would be left of grid {lost}{others}: merge it with a neighbour first"
            ));
        }
        let stored = |grid: &Grid| {
            let (layer, index) = next.grid(&grid.code)?;
            Some(&layer.records()[index])
        };
        let changed: Vec<Grid> = repair
            .grids
            .into_iter()
            .filter(|grid| stored(grid) != Some(grid))
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let operation = Operation::Below {
            tier: first.name(),
            grids: changed.len(),
        };
        self.push(operation, Edit::ImportGrids(changed));
        Ok(())
    }
}
