//! Deltas and commits: the only form in which data changes.

use std::cmp::Ordering;

use time::format_description::well_known::Iso8601;
use time::{Date, OffsetDateTime};

use super::{
    Address, Barrier, Cell, Checkpoint, Count, CrossingLayer, Duty, Grid, Place, Plan, PlanId,
    PlanStep, Record, Revision, Role, SpatialUnit,
};

/// What happens to one row: made (no before), removed (no after) or replaced.
#[derive(Debug, Clone, PartialEq)]
pub struct Change<T>(Rows<T>);

/// The rows before and after. A million new rows are common, a million replaced ones are not: these are boxed.
#[derive(Debug, Clone, PartialEq)]
enum Rows<T> {
    Made(T),
    Removed(T),
    Replaced(Box<(T, T)>),
}

impl<T: Record> Change<T> {
    /// A row that is new.
    pub fn make(after: T) -> Self {
        Self(Rows::Made(after))
    }

    /// A row that goes.
    pub fn remove(before: T) -> Self {
        Self(Rows::Removed(before))
    }

    /// A row that changes, or `None` when the keys differ.
    pub fn replace(before: T, after: T) -> Option<Self> {
        (before.key() == after.key()).then(|| Self(Rows::Replaced(Box::new((before, after)))))
    }

    /// The row before, `None` when it is new.
    pub fn before(&self) -> Option<&T> {
        match &self.0 {
            Rows::Made(_) => None,
            Rows::Removed(before) => Some(before),
            Rows::Replaced(rows) => Some(&rows.0),
        }
    }

    /// The row after, `None` when it goes.
    pub fn after(&self) -> Option<&T> {
        match &self.0 {
            Rows::Made(after) => Some(after),
            Rows::Removed(_) => None,
            Rows::Replaced(rows) => Some(&rows.1),
        }
    }

    /// The key of the row.
    pub fn key(&self) -> T::Key {
        self.row().key()
    }

    /// How the key of the row compares with that of another change.
    pub fn compare(&self, other: &Self) -> Ordering {
        self.row().compare(other.row())
    }

    /// The row after or, when it goes, before.
    pub fn row(&self) -> &T {
        match &self.0 {
            Rows::Made(row) | Rows::Removed(row) => row,
            Rows::Replaced(rows) => &rows.1,
        }
    }

    /// Its table and key, for messages.
    pub fn row_name(&self) -> String {
        format!("{} {}", T::TABLE, T::key_text(&self.key()))
    }

    /// This change followed by a later one of the same row; `None` when the row ends as it began.
    pub fn then(self, later: Self) -> Option<Self> {
        let (before, _) = self.into_rows();
        let (_, after) = later.into_rows();
        match (before, after) {
            (None, None) => None,
            (None, Some(after)) => Some(Self::make(after)),
            (Some(before), None) => Some(Self::remove(before)),
            (Some(before), Some(after)) if before == after => None,
            (Some(before), Some(after)) => Some(Self(Rows::Replaced(Box::new((before, after))))),
        }
    }

    /// The change that takes this one back.
    #[must_use]
    pub fn inverse(self) -> Self {
        Self(match self.0 {
            Rows::Made(row) => Rows::Removed(row),
            Rows::Removed(row) => Rows::Made(row),
            Rows::Replaced(rows) => {
                let (before, after) = *rows;
                Rows::Replaced(Box::new((after, before)))
            }
        })
    }

    fn into_rows(self) -> (Option<T>, Option<T>) {
        match self.0 {
            Rows::Made(after) => (None, Some(after)),
            Rows::Removed(before) => (Some(before), None),
            Rows::Replaced(rows) => (Some(rows.0), Some(rows.1)),
        }
    }
}

/// Who made a change, why and when; given by the caller, the engine has no clock.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Note {
    /// Post or account, never a person's name.
    pub author: String,
    /// Why.
    pub reason: String,
    /// When, as an RFC 3339 instant.
    pub at: String,
    /// The request it answers, so that the same one sent again is answered and not done again.
    pub request: Option<RequestKey>,
    /// The revision that it takes back.
    pub undoes: Option<Revision>,
    /// The day from which it counts, where that is not the day of `at`: a plan in force from a date.
    pub effective: Option<Date>,
}

impl Note {
    /// The day from which the commit counts: the one that it names, else that of its instant, in the zone of that
    /// instant. `None` when its instant cannot be read.
    pub fn day(&self) -> Option<Date> {
        let instant = || OffsetDateTime::parse(&self.at, &Iso8601::DEFAULT).ok();
        self.effective
            .or_else(|| instant().map(OffsetDateTime::date))
    }
}

/// What makes it harmless to send a request twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey {
    /// The key that the sender chose.
    pub key: String,
    /// SHA-256 of what was asked, so that another request under the same key is found out.
    pub digest: [u8; 32],
}

/// The rows that one commit changes, table by table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Delta {
    /// Who, why, when.
    pub note: Note,
    /// What the store describes.
    pub place: Vec<Change<Place>>,
    /// Grids of all tiers.
    pub grids: Vec<Change<Grid>>,
    /// Honeycomb layers.
    pub crossing_layers: Vec<Change<CrossingLayer>>,
    /// Honeycomb cells.
    pub cells: Vec<Change<Cell>>,
    /// Addresses.
    pub addresses: Vec<Change<Address>>,
    /// Checkpoints.
    pub checkpoints: Vec<Change<Checkpoint>>,
    /// Barriers.
    pub barriers: Vec<Change<Barrier>>,
    /// Counts.
    pub counts: Vec<Change<Count>>,
    /// Spatial units.
    pub units: Vec<Change<SpatialUnit>>,
    /// Plans.
    pub plans: Vec<Change<Plan>>,
    /// Steps of plans.
    pub plan_steps: Vec<Change<PlanStep>>,
    /// Roles.
    pub roles: Vec<Change<Role>>,
    /// Duties.
    pub duties: Vec<Change<Duty>>,
}

impl Delta {
    /// How many rows change.
    pub fn len(&self) -> usize {
        self.place.len()
            + self.grids.len()
            + self.crossing_layers.len()
            + self.cells.len()
            + self.addresses.len()
            + self.checkpoints.len()
            + self.barriers.len()
            + self.counts.len()
            + self.units.len()
            + self.plans.len()
            + self.plan_steps.len()
            + self.roles.len()
            + self.duties.len()
    }

    /// How many rows of each table change, tables without a change left out.
    pub fn changed(&self) -> Vec<(&'static str, usize)> {
        fn table<T: Record>(changes: &[Change<T>]) -> (&'static str, usize) {
            (T::TABLE, changes.len())
        }
        let tables = [
            table(&self.place),
            table(&self.grids),
            table(&self.crossing_layers),
            table(&self.cells),
            table(&self.addresses),
            table(&self.checkpoints),
            table(&self.barriers),
            table(&self.counts),
            table(&self.units),
            table(&self.plans),
            table(&self.plan_steps),
            table(&self.roles),
            table(&self.duties),
        ];
        tables.into_iter().filter(|(_, rows)| *rows > 0).collect()
    }

    /// The tables and keys of the rows that change, table by table, at most so many.
    pub fn rows(&self, limit: usize) -> Vec<ChangedRow> {
        fn table<T: Record>(rows: &mut Vec<ChangedRow>, limit: usize, changes: &[Change<T>]) {
            let room = limit.saturating_sub(rows.len());
            rows.extend(changes.iter().take(room).map(|change| ChangedRow {
                table: T::TABLE,
                key: T::key_text(&change.key()),
                had_before: change.before().is_some(),
                has_after: change.after().is_some(),
            }));
        }
        let mut rows = Vec::new();
        table(&mut rows, limit, &self.place);
        table(&mut rows, limit, &self.grids);
        table(&mut rows, limit, &self.crossing_layers);
        table(&mut rows, limit, &self.cells);
        table(&mut rows, limit, &self.addresses);
        table(&mut rows, limit, &self.checkpoints);
        table(&mut rows, limit, &self.barriers);
        table(&mut rows, limit, &self.counts);
        table(&mut rows, limit, &self.units);
        table(&mut rows, limit, &self.plans);
        table(&mut rows, limit, &self.plan_steps);
        table(&mut rows, limit, &self.roles);
        table(&mut rows, limit, &self.duties);
        rows
    }

    /// The plan whose steps, or else whose state, change.
    pub fn plan(&self) -> Option<PlanId> {
        let step = self.plan_steps.first().map(|change| change.key().0);
        step.or_else(|| self.plans.first().map(Change::key))
    }

    /// The delta that takes this one back; its note is the caller's to give.
    #[must_use]
    pub fn inverse(self) -> Self {
        fn table<T: Record>(changes: Vec<Change<T>>) -> Vec<Change<T>> {
            changes.into_iter().map(Change::inverse).collect()
        }
        Self {
            note: Note::default(),
            place: table(self.place),
            grids: table(self.grids),
            crossing_layers: table(self.crossing_layers),
            cells: table(self.cells),
            addresses: table(self.addresses),
            checkpoints: table(self.checkpoints),
            barriers: table(self.barriers),
            counts: table(self.counts),
            units: table(self.units),
            plans: table(self.plans),
            plan_steps: table(self.plan_steps),
            roles: table(self.roles),
            duties: table(self.duties),
        }
    }

    /// Whether no row changes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A row that a delta changes, without what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRow {
    /// Its table.
    pub table: &'static str,
    /// Its key as text.
    pub key: String,
    /// Whether it was there before.
    pub had_before: bool,
    /// Whether it is there after.
    pub has_after: bool,
}

/// A delta that was made durable.
#[derive(Debug, Clone, PartialEq)]
pub struct Commit {
    /// Its number.
    pub revision: Revision,
    /// What changed.
    pub delta: Delta,
}

/// A commit as the log lists it, without the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEntry {
    /// Its number.
    pub revision: Revision,
    /// Who, why, when, and what it takes back.
    pub note: Note,
    /// How many rows of which table it changes; empty where an earlier format did not say.
    pub changed: Vec<(String, u64)>,
    /// The plan whose steps or state it changes.
    pub plan: Option<PlanId>,
    /// SHA-256 of the hash before it (32 zero bytes at first) and its delta in binary form.
    pub hash: [u8; 32],
}
