//! What has been taken back, and what can be taken back next.

use std::collections::HashMap;

use hexward_engine::Engine;
use hexward_engine::model::{LogEntry, PlanId, Revision};
use hexward_engine::store::StoreError;

/// How many log entries are read at once.
const PAGE: usize = 1024;

/// Which revisions take back which, as far as the log was read. It only grows.
#[derive(Debug, Default)]
pub(crate) struct Undone {
    head: Revision,
    /// What a revision takes back.
    undoes: HashMap<Revision, Revision>,
    /// The last revision that takes one back.
    by: HashMap<Revision, Revision>,
}

impl Undone {
    /// Reads what came since. Cost: O(commits since).
    ///
    /// # Errors
    /// [`StoreError`] when the log cannot be read.
    pub(crate) fn read(&mut self, engine: &Engine) -> Result<(), StoreError> {
        let head = engine.snapshot().revision;
        let mut end = head.next();
        let mut found = Vec::new();
        while end.0 > self.head.0 + 1 {
            let page = engine.log_before(end, PAGE)?;
            let Some(oldest) = page.last() else { break };
            end = oldest.revision;
            let new = page.iter().filter(|entry| entry.revision > self.head);
            found.extend(new.filter_map(|entry| Some((entry.revision, entry.note.undoes?))));
        }
        for (revision, undoes) in found.into_iter().rev() {
            self.undoes.insert(revision, undoes);
            self.by.insert(undoes, revision);
        }
        self.head = self.head.max(head);
        Ok(())
    }

    /// The revision by which one is undone; `None` when it holds, or holds again.
    pub(crate) fn by(&self, revision: Revision) -> Option<Revision> {
        let mut last = revision;
        let mut steps = 0;
        while let Some(&next) = self.by.get(&last) {
            last = next;
            steps += 1;
        }
        (steps % 2 == 1).then(|| self.by[&revision])
    }

    /// Whether a revision takes an edit back: an undo, not a redo.
    fn is_undo(&self, revision: Revision) -> bool {
        let mut first = revision;
        let mut steps = 0;
        while let Some(&next) = self.undoes.get(&first) {
            first = next;
            steps += 1;
        }
        steps % 2 == 1
    }
}

/// What is taken back next, and what is done again next.
#[derive(Debug, Default)]
pub(crate) struct Next {
    /// The newest edit that holds.
    pub(crate) undo: Option<LogEntry>,
    /// The newest undo that holds, if no edit came after it: taking it back does the edit again.
    pub(crate) redo: Option<LogEntry>,
}

/// What can be taken back next of the plan in force or a draft, by anybody or by one author. Cost: O(commits since the
/// newest that can).
///
/// # Errors
/// [`StoreError`] when the log cannot be read.
pub(crate) fn next(
    engine: &Engine,
    undone: &Undone,
    plan: Option<&PlanId>,
    author: Option<&str>,
) -> Result<Next, StoreError> {
    let mut next = Next::default();
    let mut may_redo = true;
    let mut end = undone.head.next();
    loop {
        let page = engine.log_before(end, PAGE)?;
        let Some(oldest) = page.last() else { break };
        end = oldest.revision;
        for entry in page {
            if !is_edit_of(&entry, plan) || author.is_some_and(|author| entry.note.author != author)
            {
                continue;
            }
            let is_edit = entry.note.undoes.is_none();
            let holds = undone.by(entry.revision).is_none();
            if is_edit && holds {
                next.undo = Some(entry);
                return Ok(next);
            }
            if is_edit {
                may_redo = false;
            } else if holds && may_redo && next.redo.is_none() && undone.is_undo(entry.revision) {
                next.redo = Some(entry);
            }
        }
    }
    Ok(next)
}

/// Whether a commit edits the plan in force, or the steps of a draft; what plans go through is neither.
fn is_edit_of(entry: &LogEntry, plan: Option<&PlanId>) -> bool {
    if plan.is_none() {
        return entry.plan.is_none();
    }
    let steps = |(table, _): &(String, u64)| table == "plan_steps";
    entry.plan.as_ref() == plan && entry.changed.iter().any(steps)
}
