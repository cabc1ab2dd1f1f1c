//! What undo and redo would take next.

use std::collections::HashMap;

use super::Engine;
use crate::model::{LogEntry, PlanId, PlanStep, Record, Revision};
use crate::store::{Store, StoreError};

/// How many log entries are looked at at once.
const PAGE: usize = 1024;

/// The revisions that undo and redo would take back next. Redo takes back what took something back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reversals {
    /// The newest change that was not taken back, or was and is there again; `None` when there is none.
    pub undo: Option<Revision>,
    /// The newest revision that took a change back, if the change is not there again and no change came after it.
    pub redo: Option<Revision>,
}

/// A change and what took it back and forth, seen from its newest revision.
#[derive(Debug, Clone, Copy)]
struct Chain {
    last: Revision,
    /// Whether `last` takes back the revision that is looked at, directly or through an odd number of others.
    is_back: bool,
}

/// What undo and redo would take next, of the plan in force or of a draft.
///
/// Changes of a draft are the commits of its steps, those of the plan in force all that concern no plan; what a plan goes
/// through is neither. Cost: the log.
///
/// # Errors
/// [`StoreError`] when the store cannot be read.
pub fn reversals(
    store: &mut dyn Store,
    head: Revision,
    plan: Option<&PlanId>,
) -> Result<Reversals, StoreError> {
    let mut search = Search::default();
    let mut end = head.next();
    loop {
        let page = store.log_before(end, PAGE)?;
        let Some(oldest) = page.last() else {
            return Ok(search.found());
        };
        end = oldest.revision;
        for entry in page.iter().filter(|entry| concerns(entry, plan)) {
            search.take(entry);
        }
    }
}

/// What was found in the log so far, from the newest entry on.
#[derive(Debug, Default)]
struct Search {
    /// What is known of a revision from those that take it back.
    chains: HashMap<Revision, Chain>,
    undo: Option<Revision>,
    redo: Option<Revision>,
    /// The newest change that takes nothing back.
    change: Option<Revision>,
}

impl Search {
    /// Takes one more entry in, older than those before it.
    fn take(&mut self, entry: &LogEntry) {
        let own = Chain {
            last: entry.revision,
            is_back: false,
        };
        let chain = self.chains.remove(&entry.revision).unwrap_or(own);
        if let Some(undone) = entry.note.undoes {
            let further = Chain {
                last: chain.last,
                is_back: !chain.is_back,
            };
            let known = self.chains.entry(undone).or_insert(further);
            if known.last < further.last {
                *known = further;
            }
            return;
        }
        self.change = self.change.max(Some(entry.revision));
        let newest = if chain.is_back {
            &mut self.redo
        } else {
            &mut self.undo
        };
        *newest = (*newest).max(Some(chain.last));
    }

    fn found(self) -> Reversals {
        Reversals {
            undo: self.undo,
            redo: self.redo.filter(|redo| Some(*redo) > self.change),
        }
    }
}

fn concerns(entry: &LogEntry, plan: Option<&PlanId>) -> bool {
    let changes = |table: &str| entry.changed.iter().any(|(name, _)| name == table);
    match plan {
        Some(_) => entry.plan.as_ref() == plan && changes(PlanStep::TABLE),
        None => entry.plan.is_none(),
    }
}

impl Engine {
    /// What undo and redo would take next, of the plan in force or of a draft. Cost: as [`reversals`].
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    pub fn reversals(&self, plan: Option<&PlanId>) -> Result<Reversals, StoreError> {
        let head = self.snapshot().revision;
        reversals(self.history().as_mut(), head, plan)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Note;

    /// Entries of which each says what it takes back, 0 for nothing, the first one revision 1.
    fn next(undoes: &[u64]) -> [Option<u64>; 2] {
        let mut search = Search::default();
        for (index, &undone) in undoes.iter().enumerate().rev() {
            let entry = LogEntry {
                revision: Revision(index as u64 + 1),
                note: Note {
                    undoes: (undone > 0).then_some(Revision(undone)),
                    ..Note::default()
                },
                changed: Vec::new(),
                plan: None,
                hash: [0; 32],
            };
            search.take(&entry);
        }
        let found = search.found();
        [found.undo, found.redo].map(|revision| revision.map(|revision| revision.0))
    }

    #[test]
    fn undo_and_redo_go_back_and_forth() {
        assert_eq!(next(&[]), [None, None]);
        assert_eq!(next(&[0, 0]), [Some(2), None]);
        assert_eq!(next(&[0, 0, 2]), [Some(1), Some(3)]);
        assert_eq!(next(&[0, 0, 2, 1]), [None, Some(4)]);
        assert_eq!(next(&[0, 0, 2, 1, 4]), [Some(5), Some(3)]);
        assert_eq!(next(&[0, 0, 2, 1, 4, 3]), [Some(6), None]);
        assert_eq!(next(&[0, 0, 2, 1, 4, 3, 6]), [Some(5), Some(7)]);
    }

    #[test]
    fn what_came_after_cannot_be_brought_under() {
        assert_eq!(next(&[0, 0, 2, 0]), [Some(4), None]);
        assert_eq!(next(&[0, 0, 2, 0, 4]), [Some(1), Some(5)]);
    }

    #[test]
    fn a_change_that_was_taken_back_twice_counts_by_the_last_time() {
        // 3 takes 2 back, 4 brings it again, 5 takes 2 itself back once more
        assert_eq!(next(&[0, 0, 2, 3]), [Some(4), None]);
        assert_eq!(next(&[0, 0, 2, 3, 2]), [Some(1), Some(5)]);
    }
}
