//! Random histories: acts one after the other, and all of them taken back and done again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hexward_engine::edit::{Changeset, partition_faults};
use hexward_engine::model::{AreaCode, Count, PlanId, PlanState, Revision};
use hexward_engine::plans::{NewPlan, Resolution};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{Store, content_hash};
use hexward_engine::{CommitError, Committed, Engine, Proposal, Viewpoint};

use super::{assert_sound, by, draw, founding};
use crate::random::Sequence;

/// How many of what was done.
#[derive(Debug, Default, Clone)]
pub struct Counts(pub BTreeMap<String, u64>);

impl Counts {
    fn add(&mut self, what: &str) {
        *self.0.entry(what.to_owned()).or_default() += 1;
    }

    /// Adds those of others.
    pub fn merge(&mut self, other: Self) {
        for (what, number) in other.0 {
            *self.0.entry(what).or_default() += number;
        }
    }
}

/// A store with the small plan, to which things happen.
pub struct History {
    engine: Engine,
    random: Sequence,
    /// Commits that can be taken back, the newest last.
    done: Vec<Revision>,
    /// What took commits back and can itself be taken back.
    undone: Vec<Revision>,
    /// Hashes of some revisions.
    seen: Vec<(Revision, String)>,
    /// Every code that a grid in force ever had.
    used: BTreeSet<AreaCode>,
    /// What was done, and what was refused.
    pub counts: Counts,
}

impl History {
    /// The small plan in an empty store.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn begin(store: Box<dyn Store>, seed: u64) -> Self {
        let engine = Engine::open(store).expect("an engine");
        engine.commit(&founding()).expect("the town is made");
        assert_sound(&engine.snapshot(), "the town");
        let used = codes(&engine.snapshot()).collect();
        Self {
            used,
            engine,
            random: Sequence(seed),
            done: Vec::new(),
            undone: Vec::new(),
            seen: Vec::new(),
            counts: Counts::default(),
        }
    }

    /// The engine that it happens to.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// So many acts, each checked; then all of them taken back, and done again.
    ///
    /// # Panics
    /// When something does not hold.
    pub fn sequence(&mut self, acts: usize) {
        let name = format!("sequence {:#x}", self.random.0);
        let start = self.engine.snapshot();
        let first = content_hash(&start.dataset());
        (self.done, self.undone, self.seen) = (Vec::new(), Vec::new(), Vec::new());
        let mut made = 0;
        for act in 0..acts {
            made += usize::from(self.act(&format!("{name}, act {act}")));
        }
        let end = self.engine.snapshot();
        let last = content_hash(&end.dataset());
        self.assert_past(&name);
        assert_eq!(end.revision.0 - start.revision.0, made as u64, "{name}");
        let all = start.revision.0 + 1..=end.revision.0;
        let backs: Vec<Revision> = all
            .rev()
            .map(|r| self.taken_back(Revision(r), &name))
            .collect();
        let back = self.engine.snapshot();
        assert_eq!(content_hash(&back.dataset()), first, "{name}: all undone");
        assert_sound(&back, &name);
        for revision in backs.into_iter().rev() {
            self.taken_back(revision, &name);
        }
        let again = self.engine.snapshot();
        assert_eq!(content_hash(&again.dataset()), last, "{name}: all redone");
        assert_sound(&again, &name);
        assert_rebuilt(&again, &name);
    }

    fn taken_back(&self, revision: Revision, name: &str) -> Revision {
        let undone = self.engine.undo(revision, &by("undo"));
        let undone = undone.unwrap_or_else(|error| panic!("{name}: undo of {revision}: {error}"));
        undone.revision
    }

    /// Some revisions as they are found now are what they were then.
    fn assert_past(&self, name: &str) {
        for (revision, hash) in &self.seen {
            let view = self.engine.view(&Viewpoint::Revision(*revision));
            let view = view.unwrap_or_else(|error| panic!("{name}: {revision}: {error}"));
            assert_eq!(content_hash(&view.dataset()), *hash, "{name}: {revision}");
        }
    }

    /// One thing happens; returns whether it was committed.
    fn act(&mut self, when: &str) -> bool {
        let before = self.engine.snapshot();
        let (what, done) = match self.random.below(20) {
            0..=10 => self.edit(&before),
            11 | 12 => self.edit_of_plan(&before),
            13 | 14 => self.undo(),
            15 => self.redo(),
            _ => self.plan(&before),
        };
        let Some(done) = done else {
            self.counts.add(&format!("{what} (no place)"));
            return false;
        };
        let after = self.engine.snapshot();
        match done {
            Ok(done) if done.changed_rows > 0 => {
                self.counts.add(&what);
                assert_eq!(done.revision, before.revision.next(), "{when}: {what}");
                let when = format!("{when}: {what}");
                assert_sound(&after, &when);
                if what != "undo" && what != "redo" {
                    self.assert_no_code_returns(&before, &after, &when);
                }
                self.used.extend(codes(&after));
                // a draft may have become one that does not divide the ground when conflicts were settled row by row
                if let Some((before, draft)) = &done.views
                    && partition_faults(before).is_none()
                {
                    assert_sound(draft, &format!("{when}, the view"));
                }
                if self.random.below(12) == 0 {
                    self.seen
                        .push((after.revision, content_hash(&after.dataset())));
                }
                true
            }
            Ok(_) => {
                self.counts.add(&format!("{what} (nothing)"));
                assert!(Arc::ptr_eq(&before, &after), "{when}");
                false
            }
            Err(error) => {
                let allowed = matches!(
                    error,
                    CommitError::Edit(_) | CommitError::Plan(_) | CommitError::Undo { .. }
                );
                assert!(allowed, "{when}: {what}: {error}");
                self.counts.add(&format!("{what} (refused)"));
                assert!(Arc::ptr_eq(&before, &after), "{when}: {error}");
                false
            }
        }
    }

    /// New grids have codes that none ever had; only undo brings one back.
    fn assert_no_code_returns(&self, before: &Snapshot, after: &Snapshot, when: &str) {
        let new = codes(after).filter(|code| before.grid(code).is_none());
        let again: Vec<AreaCode> = new.filter(|code| self.used.contains(code)).collect();
        assert!(again.is_empty(), "{when}: {again:?} were used before");
    }

    fn note_done(&mut self, done: &Result<Committed, CommitError>) {
        if let Ok(done) = done
            && done.changed_rows > 0
        {
            self.done.push(done.revision);
            self.undone.clear();
        }
    }

    fn changeset(&mut self, snapshot: &Snapshot) -> Option<(String, Changeset)> {
        let edit = draw(snapshot, &mut self.random)?;
        let text = format!("{edit:?}");
        let name = text.split([' ', '(', '{']).next().unwrap_or("").to_owned();
        let note = by("editor");
        let edits = vec![edit];
        Some((name, Changeset { note, edits }))
    }

    fn edit(&mut self, before: &Snapshot) -> Act {
        let Some((name, changeset)) = self.changeset(before) else {
            return ("edit".to_owned(), None);
        };
        let done = self.engine.propose(&Proposal {
            base: Some(before.revision),
            ..Proposal::from(changeset)
        });
        self.note_done(&done);
        (name, Some(done))
    }

    fn any_plan(&mut self, snapshot: &Snapshot) -> Option<PlanId> {
        let plans = &snapshot.plans.records;
        let place = self.random.below(plans.len().max(1));
        plans.get(place).map(|plan| plan.id.clone())
    }

    fn edit_of_plan(&mut self, before: &Arc<Snapshot>) -> Act {
        let Some(plan) = self.any_plan(before) else {
            return self.plan(before);
        };
        let name = "edit of a plan".to_owned();
        let Ok(view) = self.engine.view(&Viewpoint::Plan(plan.clone())) else {
            return (name, None);
        };
        let Some((_, changeset)) = self.changeset(&view) else {
            return (name, None);
        };
        let done = self.engine.propose(&Proposal {
            base: Some(before.revision),
            plan: Some(plan),
            ..Proposal::from(changeset)
        });
        self.note_done(&done);
        (name, Some(done))
    }

    fn undo(&mut self) -> Act {
        let name = "undo".to_owned();
        let Some(revision) = self.done.pop() else {
            return (name, None);
        };
        let done = self.engine.undo(revision, &by("undo"));
        match &done {
            Ok(done) => self.undone.push(done.revision),
            Err(error) => panic!("the newest, revision {revision}, is not taken back: {error}"),
        }
        (name, Some(done))
    }

    fn redo(&mut self) -> Act {
        let name = "redo".to_owned();
        let Some(revision) = self.undone.pop() else {
            return (name, None);
        };
        let done = self.engine.undo(revision, &by("redo"));
        match &done {
            Ok(done) => self.done.push(done.revision),
            Err(error) => panic!("revision {revision} is not done again: {error}"),
        }
        (name, Some(done))
    }

    /// A step in the life of a plan, fitting or not.
    fn plan(&mut self, before: &Snapshot) -> Act {
        let day = |text: &str| Count::parse_date(text).expect("a date");
        let today = day("2026-03-01");
        let known = self.any_plan(before);
        let (id, step) = match known {
            Some(id) if before.plans.records.len() > 3 || self.random.below(4) != 0 => {
                let state = before.plans.get(&id).map(|plan| plan.state);
                // mostly the next step of its life
                let step = match (state, self.random.below(3)) {
                    (Some(PlanState::Draft | PlanState::Validated), 1) => 2,
                    (Some(PlanState::Submitted), 1 | 2) => 4,
                    (Some(PlanState::Approved), 1 | 2) => 9,
                    _ => 1 + self.random.below(9),
                };
                (id, step)
            }
            from => {
                let new = NewPlan {
                    id: PlanId::new(&format!("p{}", self.random.below(50))).expect("an id"),
                    name: "草案".to_owned(),
                    from: from.filter(|_| self.random.below(2) == 0),
                };
                let done = self.engine.create_plan(&new, &by("planner"));
                self.note_done(&done);
                return ("plan begun".to_owned(), Some(done));
            }
        };
        let engine = &self.engine;
        let who = *self.random.one_of(&["planner", "second", "third"]);
        let note = by(who);
        let dates = ["2026-03-01", "2026-04-01", "2026-02-01"].map(day);
        let date = *self.random.one_of(&dates);
        let ways = [Resolution::Refuse, Resolution::Plan, Resolution::InForce];
        let (what, done) = match step {
            1 => ("plan validated", engine.validate_plan(&id, &note)),
            2 | 3 => ("plan submitted", engine.submit_plan(&id, Some(date), &note)),
            4 | 5 => (
                "plan approved",
                engine.approve_plan(&id, None, today, &note),
            ),
            6 => ("plan reopened", engine.reopen_plan(&id, &note)),
            7 => {
                let way = *self.random.one_of(&ways);
                ("plan rebased", engine.rebase_plan(&id, way, &note))
            }
            8 if self.random.below(3) == 0 => ("plan withdrawn", engine.withdraw_plan(&id, &note)),
            _ => {
                let late = self.random.below(3) == 0;
                let today = day(if late { "2026-05-01" } else { "2026-03-01" });
                ("plan put in force", engine.activate_plan(&id, today, &note))
            }
        };
        self.note_done(&done);
        (what.to_owned(), Some(done))
    }
}

fn codes(snapshot: &Snapshot) -> impl Iterator<Item = AreaCode> + '_ {
    let grids = snapshot.grids.values().flat_map(|layer| layer.records());
    grids.map(|grid| grid.code.clone())
}

/// What was tried, and what came of it: nothing when there was no place for it.
type Act = (String, Option<Result<Committed, CommitError>>);

/// What was carried over from commit to commit is what a fresh start finds.
fn assert_rebuilt(snapshot: &Snapshot, name: &str) {
    let fresh = Snapshot::build(snapshot.dataset());
    for &tier in snapshot.grids.keys() {
        let (carried, fresh) = (snapshot.assignment(tier), fresh.assignment(tier));
        assert_eq!(carried, fresh, "{name}: {tier}");
    }
    for index in 0..snapshot.crossings.len() {
        let carried = snapshot.crossing_assignment(index);
        assert_eq!(
            carried,
            fresh.crossing_assignment(index),
            "{name}: honeycomb"
        );
    }
    let carried = snapshot.nearest_assignment();
    assert_eq!(carried, fresh.nearest_assignment(), "{name}: checkpoints");
}
