//! A small plan, and random histories of it: every edit, undo, redo, drafts from beginning to end, each step held against
//! the plainest counts.

mod codes;
mod draws;
mod history;
mod sound;
mod town;
mod worker;

pub use draws::draw;
pub use history::{Counts, History};
pub use sound::assert_sound;
pub use town::founding;
pub use worker::{change, committed, request};

use hexward_engine::model::Note;

/// A note of somebody.
pub fn by(author: &str) -> Note {
    Note {
        author: author.to_owned(),
        reason: "a random history".to_owned(),
        at: "2026-03-01T08:00:00+08:00".to_owned(),
        ..Note::default()
    }
}
