//! What happened lately: for listeners, and to tell what has changed since a revision.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::Arc;

use super::group::Ahead;
use crate::damage::Damage;
use crate::model::{Change, Delta, Note, PlanId, Record, Revision};

/// How many commits are remembered.
pub(super) const REMEMBERED: usize = 4096;
/// A commit of more rows than this counts as one that changed its whole tables.
const MOST_ROWS: usize = 2000;

/// One commit, as listeners are told of it.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its number.
    pub revision: Revision,
    /// Who, why, when.
    pub note: Note,
    /// How many rows of which tables changed.
    pub changed: Vec<(&'static str, usize)>,
    /// The plan whose steps or state changed.
    pub plan: Option<PlanId>,
    /// Which ground of the plan in force changed.
    pub damage: Damage,
    rows: Rows,
}

impl Event {
    pub(super) fn new(revision: Revision, delta: &Delta, damage: Damage) -> Self {
        Self {
            revision,
            note: delta.note.clone(),
            changed: delta.changed(),
            plan: delta.plan(),
            damage,
            rows: Rows::of(delta),
        }
    }
}

/// The commits after a revision.
#[derive(Debug, Clone)]
pub enum Events {
    /// All of them, oldest first.
    Known(Vec<Arc<Event>>),
    /// The revision is too old, or of another store: look at everything anew.
    Forgotten {
        /// The newest revision.
        head: Revision,
    },
}

/// The rows that a commit changes, by table and key; those of a step of a plan with the plan before them.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    /// Rows by name.
    named: HashSet<String>,
    /// Tables of which too many rows changed to name them.
    tables: HashSet<String>,
}

impl Rows {
    pub(super) fn of(delta: &Delta) -> Self {
        let mut rows = Self::default();
        rows.add_delta("", delta);
        for change in &delta.plan_steps {
            let step = change.after().or(change.before());
            if let Some(step) = step {
                rows.add_delta(&format!("plan {}: ", step.plan), &step.delta);
            }
        }
        rows
    }

    fn add_delta(&mut self, plan: &str, delta: &Delta) {
        self.add(plan, &delta.place);
        self.add(plan, &delta.grids);
        self.add(plan, &delta.crossing_layers);
        self.add(plan, &delta.cells);
        self.add(plan, &delta.addresses);
        self.add(plan, &delta.checkpoints);
        self.add(plan, &delta.barriers);
        self.add(plan, &delta.counts);
        self.add(plan, &delta.units);
    }

    fn add<T: Record>(&mut self, plan: &str, changes: &[Change<T>]) {
        if changes.len() > MOST_ROWS {
            self.tables.insert(format!("{plan}{}", T::TABLE));
            return;
        }
        let names = changes.iter().map(Change::row_name);
        self.named.extend(names.map(|name| format!("{plan}{name}")));
    }

    /// Whether rows of a step of a plan are among them.
    pub(super) fn are_of(&self, plan: &PlanId) -> bool {
        let start = format!("plan {plan}: ");
        let mut all = self.named.iter().chain(&self.tables);
        all.any(|name| name.starts_with(&start))
    }

    /// What both change.
    pub(super) fn shared(&self, other: &Self) -> Vec<String> {
        let table = |name: &str| {
            let (start, row) = name.rsplit_once(": ").unwrap_or(("", name));
            let table = row.split(' ').next().unwrap_or_default();
            match start {
                "" => table.to_owned(),
                plan => format!("{plan}: {table}"),
            }
        };
        let in_table = |name: &&String| other.tables.contains(&table(name));
        let mut shared: Vec<String> = self
            .named
            .iter()
            .filter(|name| other.named.contains(*name) || in_table(name))
            .cloned()
            .collect();
        let touches = |whole: &&String| {
            let mut names = other.named.iter();
            other.tables.contains(*whole) || names.any(|name| table(name) == **whole)
        };
        shared.extend(self.tables.iter().filter(touches).cloned());
        shared.sort();
        shared
    }
}

/// The newest commits.
#[derive(Debug)]
pub(super) struct EventLog {
    opened_at: Revision,
    events: VecDeque<Arc<Event>>,
}

impl EventLog {
    /// No commits since a revision.
    pub(super) fn new(opened_at: Revision) -> Self {
        Self {
            opened_at,
            events: VecDeque::new(),
        }
    }

    pub(super) fn append(&mut self, event: Event) {
        self.events.push_back(Arc::new(event));
        if self.events.len() > REMEMBERED {
            let forgotten = self.events.pop_front();
            self.opened_at = forgotten.map_or(self.opened_at, |event| event.revision);
        }
    }

    fn head(&self) -> Revision {
        self.events
            .back()
            .map_or(self.opened_at, |event| event.revision)
    }

    pub(super) fn after(&self, revision: Revision) -> Events {
        let head = self.head();
        if revision < self.opened_at || revision > head {
            return Events::Forgotten { head };
        }
        let start = (revision.0 - self.opened_at.0) as usize;
        Events::Known(self.events.iter().skip(start).cloned().collect())
    }

    /// The rows that both a change and the commits after its base change, each with the last such commit; `None` when
    /// the base is not remembered. `pending` are commits that are not listed yet.
    pub(super) fn conflicts(
        &self,
        base: Revision,
        rows: &Rows,
        pending: &[Ahead],
    ) -> Option<Vec<(String, Revision)>> {
        let head = pending.last().map_or(self.head(), |ahead| ahead.revision);
        if base < self.opened_at || base > head {
            return None;
        }
        let start = (base.0 - self.opened_at.0) as usize;
        let listed = self.events.iter().skip(start);
        let listed = listed.map(|event| (event.revision, &event.rows));
        let pending = pending.iter().map(|ahead| (ahead.revision, &ahead.rows));
        let mut last = BTreeMap::new();
        for (revision, theirs) in listed.chain(pending.filter(|(revision, _)| *revision > base)) {
            for name in rows.shared(theirs) {
                last.insert(name, revision);
            }
        }
        Some(last.into_iter().collect())
    }

    /// The last commit that changed a row, 0 when it is not remembered.
    pub(super) fn last_change(&self, row: &str) -> Revision {
        let mut newest = self.events.iter().rev();
        let found = newest.find(|event| event.rows.named.contains(row));
        found.map_or(Revision::default(), |event| event.revision)
    }
}
