//! Which ground each commit covers, style by style, for those who hold tiles and listen: worked out once a revision.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use hexward_engine::Event;
use hexward_engine::model::Revision;
use hexward_engine::render::{self, Areas, Cover, Style, View};
use hexward_engine::snapshot::Snapshot;

use crate::state::AppState;

/// So many commits are remembered.
const REMEMBERED: usize = 64;

/// What a commit covers of a style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Covered {
    /// The style.
    pub(crate) style: String,
    /// Where; all of its tiles without.
    pub(crate) cover: Option<Cover>,
}

/// The covers of the newest commits.
#[derive(Debug, Default)]
pub(crate) struct Covers(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    seen: Option<Seen>,
    made: VecDeque<(Revision, Arc<[Covered]>)>,
}

/// What all tiles of each style depend on, as it was seen last.
#[derive(Debug)]
struct Seen {
    begun: Revision,
    at: Revision,
    choices: Vec<[String; 2]>,
    /// Up to which revision a commit may have changed all tiles of each.
    all_until: Vec<Option<Revision>>,
}

impl Covers {
    /// Looks at what commits are held against. O(styles), but for faults that were not looked for yet.
    pub(crate) fn begin(&self, state: &AppState, newest: &Snapshot) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.look(state, newest);
    }

    /// What a commit covers, which is in the snapshot; `None` for one that was before anybody listened: all tiles may have changed.
    pub(crate) fn of(
        &self,
        state: &AppState,
        newest: &Snapshot,
        event: &Event,
    ) -> Option<Arc<[Covered]>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut made = known.made.iter().rev();
        if let Some((_, made)) = made.find(|(revision, _)| *revision == event.revision) {
            return Some(Arc::clone(made));
        }
        let seen = known.look(state, newest);
        if event.revision <= seen.begun {
            return None;
        }
        let covered = state
            .styles()
            .iter()
            .zip(&seen.all_until)
            .filter_map(|(style, until)| {
                let all = until.is_some_and(|until| event.revision <= until);
                let cover = render::cover_of(newest, style, &event.damage);
                (all || cover.is_some()).then(|| Covered {
                    style: style.id().to_owned(),
                    cover: cover.filter(|_| !all),
                })
            });
        let covered: Arc<[Covered]> = covered.collect();
        known.made.push_back((event.revision, Arc::clone(&covered)));
        if known.made.len() > REMEMBERED {
            known.made.pop_front();
        }
        Some(covered)
    }
}

impl Known {
    fn look(&mut self, state: &AppState, newest: &Snapshot) -> &Seen {
        let at = newest.revision;
        // with other styles nothing is known of earlier commits
        let many = state.styles().iter().count();
        self.seen.take_if(|seen| seen.choices.len() != many);
        let seen = self.seen.get_or_insert_with(|| Seen {
            begun: at,
            at,
            choices: choices(state, newest),
            all_until: vec![None; many],
        });
        if seen.at < at {
            let now = choices(state, newest);
            for ((before, now), until) in seen.choices.iter().zip(&now).zip(&mut seen.all_until) {
                if before != now {
                    *until = Some(at);
                }
            }
            (seen.at, seen.choices) = (at, now);
        }
        seen
    }
}

/// What all tiles of each style depend on, as cells and as grids.
fn choices(state: &AppState, snapshot: &Snapshot) -> Vec<[String; 2]> {
    let of = |style: &Arc<Style>| {
        [Areas::Cells(None), Areas::Grids].map(|areas| {
            let view = View {
                areas,
                ..View::default()
            };
            state.common_choice(snapshot, style, &view)
        })
    };
    state.styles().shared().map(of).collect()
}
