//! Revisions: entries of the log, their rows, and what listeners are told of each.

use std::collections::BTreeMap;

use hexward_engine::Event;
use hexward_engine::damage::LayerKind;
use hexward_engine::model::{
    Cell, ChangedRow, Checkpoint, Count, Grid, LogEntry, Note, PlanId, Record, Revision,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::forms;
use super::{Day, PlanName};
use crate::covers::Covered;

/// A revision as lists have it.
#[derive(Serialize, ToSchema)]
pub(crate) struct RevisionEntry {
    pub(crate) revision: u64,
    author: String,
    reason: String,
    at: String,
    /// The day from which it counts, where that is not the day of `at`.
    #[schema(value_type = Option<Day>, required)]
    effective: Option<String>,
    /// The revision that it takes back.
    #[schema(required)]
    undoes: Option<u64>,
    /// The revision that takes it back, as long as that one holds.
    #[schema(required)]
    undone_by: Option<u64>,
    #[schema(value_type = Option<PlanName>, required)]
    plan: Option<String>,
    /// How many rows of which table changed.
    changed: BTreeMap<String, u64>,
    /// The hash of the history up to it, in hexadecimal digits.
    hash: String,
}

impl RevisionEntry {
    /// The entry of the log and what takes it back.
    pub(crate) fn new(entry: &LogEntry, undone_by: Option<Revision>) -> Self {
        let Note {
            author,
            reason,
            at,
            undoes,
            effective,
            ..
        } = &entry.note;
        Self {
            revision: entry.revision.0,
            author: author.clone(),
            reason: reason.clone(),
            at: at.clone(),
            effective: effective.map(Count::format_date),
            undoes: undoes.map(|revision| revision.0),
            undone_by: undone_by.map(|revision| revision.0),
            plan: entry.plan.as_ref().map(ToString::to_string),
            changed: entry.changed.iter().cloned().collect(),
            hash: super::hex(&entry.hash),
        }
    }
}

/// A revision with the rows that it changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct RevisionRows {
    #[serde(flatten)]
    pub(crate) entry: RevisionEntry,
    /// The first of these rows.
    pub(crate) rows: Vec<RowName>,
    /// How many there are.
    pub(crate) rows_total: usize,
}

/// What can be taken back next, and what can be done again.
#[derive(Serialize, ToSchema)]
pub(crate) struct NextChanges {
    #[schema(required)]
    pub(crate) undo: Option<RevisionEntry>,
    #[schema(required)]
    pub(crate) redo: Option<RevisionEntry>,
}

/// A row that changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct RowName {
    table: &'static str,
    key: String,
    /// `made`, `changed` or `removed`.
    #[schema(schema_with = forms::row_change)]
    what: &'static str,
}

impl From<ChangedRow> for RowName {
    fn from(row: ChangedRow) -> Self {
        Self {
            table: row.table,
            key: row.key,
            what: match (row.had_before, row.has_after) {
                (false, _) => "made",
                (true, true) => "changed",
                (true, false) => "removed",
            },
        }
    }
}

/// A commit as listeners are told of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct CommitEvent {
    pub(crate) revision: u64,
    author: String,
    reason: String,
    at: String,
    #[schema(required)]
    undoes: Option<u64>,
    #[schema(value_type = Option<PlanName>, required)]
    plan: Option<String>,
    changed: BTreeMap<String, u64>,
    /// The ground of the plan in force that changed; none where it is not known any more, so that all may have.
    #[schema(required)]
    damage: Option<Vec<DamagedGround>>,
    /// Where tiles without labels may look otherwise; none where it is not known any more, so that all may.
    #[schema(required)]
    pub(crate) covers: Option<Vec<CoveredGround>>,
    /// Whether labels may have moved, anywhere: a tile with labels may look otherwise beyond the covers, too.
    labels: bool,
}

/// A box around what changed of a layer.
#[derive(Serialize, ToSchema)]
struct DamagedGround {
    layer: &'static str,
    #[schema(schema_with = forms::bbox)]
    bbox: [f64; 4],
}

/// Where tiles of a style may look otherwise: those that share a point with the box once they are so many pixels wider on each side.
#[derive(Serialize, ToSchema)]
pub(crate) struct CoveredGround {
    style: String,
    /// The whole world where all tiles of the style may.
    #[schema(schema_with = forms::bbox)]
    bbox: [f64; 4],
    margin_px: u32,
}

impl From<&Covered> for CoveredGround {
    fn from(covered: &Covered) -> Self {
        let cover = covered.cover;
        Self {
            style: covered.style.clone(),
            bbox: cover.map_or([-180.0, -90.0, 180.0, 90.0], |cover| cover.bounds.degrees()),
            margin_px: cover.map_or(0, |cover| cover.margin_px),
        }
    }
}

/// The tables that labels are made from.
const LABELLED: [&str; 3] = [Grid::TABLE, Cell::TABLE, Checkpoint::TABLE];

impl CommitEvent {
    fn bare(revision: Revision, note: &Note, plan: Option<&PlanId>) -> Self {
        Self {
            revision: revision.0,
            author: note.author.clone(),
            reason: note.reason.clone(),
            at: note.at.clone(),
            undoes: note.undoes.map(|revision| revision.0),
            plan: plan.map(ToString::to_string),
            changed: BTreeMap::new(),
            damage: None,
            covers: None,
            labels: false,
        }
    }

    /// Whether it concerns one of these tables or plans (`plan:ID`); all do when none is named.
    pub(crate) fn is_of(&self, topics: &[String]) -> bool {
        let plan = self.plan.as_ref().map(|plan| format!("plan:{plan}"));
        let named =
            |topic: &String| self.changed.contains_key(topic) || plan.as_ref() == Some(topic);
        topics.is_empty() || topics.iter().any(named)
    }
}

impl From<&Event> for CommitEvent {
    fn from(event: &Event) -> Self {
        let changed = event.changed.iter();
        let boxes = event.damage.boxes().iter();
        let damaged = |(layer, bounds): &(LayerKind, _)| DamagedGround {
            layer: layer_name(*layer),
            bbox: hexward_engine::geom::Bounds::degrees(*bounds),
        };
        Self {
            changed: changed
                .map(|(table, rows)| ((*table).to_owned(), *rows as u64))
                .collect(),
            damage: Some(boxes.map(damaged).collect()),
            labels: event
                .changed
                .iter()
                .any(|(table, _)| LABELLED.contains(table)),
            ..Self::bare(event.revision, &event.note, event.plan.as_ref())
        }
    }
}

impl From<&LogEntry> for CommitEvent {
    fn from(entry: &LogEntry) -> Self {
        Self {
            changed: entry.changed.iter().cloned().collect(),
            labels: entry
                .changed
                .iter()
                .any(|(table, _)| LABELLED.contains(&table.as_str())),
            ..Self::bare(entry.revision, &entry.note, entry.plan.as_ref())
        }
    }
}

fn layer_name(layer: LayerKind) -> &'static str {
    match layer {
        LayerKind::Grids => "grids",
        LayerKind::Cells => "cells",
        LayerKind::Addresses => "addresses",
        LayerKind::Checkpoints => "checkpoints",
        LayerKind::Barriers => "barriers",
        LayerKind::Counts => "counts",
        LayerKind::Duties => "duties",
    }
}
