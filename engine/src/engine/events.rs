//! What happened lately: for listeners, and to tell what has changed since a revision.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::fmt;
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

/// A table of the plan in force, or what the steps of a draft change of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Part {
    plan: Option<PlanId>,
    table: &'static str,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.plan {
            Some(plan) => write!(f, "plan {plan}: {}", self.table),
            None => f.write_str(self.table),
        }
    }
}

/// The rows that a commit changes; those of a step of a plan with the plan.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    /// The keys of rows.
    named: HashMap<Part, HashSet<String>>,
    /// Where too many rows changed to name them.
    whole: HashSet<Part>,
}

impl Rows {
    pub(super) fn of(delta: &Delta) -> Self {
        let mut rows = Self::default();
        rows.add_delta(None, delta);
        for change in &delta.plan_steps {
            let step = change.after().or(change.before());
            if let Some(step) = step {
                rows.add_delta(Some(&step.plan), &step.delta);
            }
        }
        rows
    }

    fn add_delta(&mut self, plan: Option<&PlanId>, delta: &Delta) {
        self.add(plan, &delta.place);
        self.add(plan, &delta.grids);
        self.add(plan, &delta.crossing_layers);
        self.add(plan, &delta.cells);
        self.add(plan, &delta.addresses);
        self.add(plan, &delta.checkpoints);
        self.add(plan, &delta.barriers);
        self.add(plan, &delta.counts);
        self.add(plan, &delta.units);
        self.add(plan, &delta.roles);
        self.add(plan, &delta.duties);
    }

    fn add<T: Record>(&mut self, plan: Option<&PlanId>, changes: &[Change<T>]) {
        if changes.is_empty() {
            return;
        }
        let part = Part {
            plan: plan.cloned(),
            table: T::TABLE,
        };
        if changes.len() > MOST_ROWS {
            self.whole.insert(part);
            return;
        }
        let keys = changes.iter().map(|change| T::key_text(&change.key()));
        self.named.entry(part).or_default().extend(keys);
    }

    /// Whether rows of a step of a plan are among them.
    pub(super) fn are_of(&self, plan: &PlanId) -> bool {
        let mut parts = self.named.keys().chain(&self.whole);
        parts.any(|part| part.plan.as_ref() == Some(plan))
    }

    /// What both change, as table and key, or as a table of which one changes too many rows to tell.
    pub(super) fn shared(&self, other: &Self) -> Vec<String> {
        let mut shared = Vec::new();
        for (part, keys) in &self.named {
            let all = other.whole.contains(part);
            let theirs = other.named.get(part);
            let both = |key: &&String| all || theirs.is_some_and(|theirs| theirs.contains(*key));
            shared.extend(keys.iter().filter(both).map(|key| format!("{part} {key}")));
        }
        let touched = |part: &&Part| other.whole.contains(*part) || other.named.contains_key(*part);
        shared.extend(self.whole.iter().filter(touched).map(Part::to_string));
        shared.sort();
        shared
    }

    /// Whether a row of the plan in force is among them, as table and key.
    fn have(&self, row: &str) -> bool {
        let Some((table, key)) = row.split_once(' ') else {
            return false;
        };
        let mut parts = self.named.iter();
        parts.any(|(part, keys)| part.plan.is_none() && part.table == table && keys.contains(key))
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
        let found = newest.find(|event| event.rows.have(row));
        found.map_or(Revision::default(), |event| event.revision)
    }
}
