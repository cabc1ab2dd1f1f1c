//! Which grids a list is about: a tier, words, a box.

use hexward_engine::geom::Bounds;
use hexward_engine::model::{Grid, Tier};
use hexward_engine::snapshot::Snapshot;

use super::grid_order::Row;
use crate::error::ApiError;
use crate::sound::sounds_like;

/// Longest text to look for, in characters.
const WORDS_MAX_CHARS: usize = 100;

/// What the listed grids have in common.
pub(super) struct Filter {
    /// Only grids of this tier.
    pub(super) tier: Option<Tier>,
    /// Only grids whose code and name together hold each of these words, which are in lower case, or whose name sounds like it.
    pub(super) words: Vec<String>,
    /// Only grids whose box meets this one.
    pub(super) bounds: Option<Bounds>,
}

impl Filter {
    /// The tiers that have grids and are listed.
    pub(super) fn tiers<'a>(&'a self, snapshot: &'a Snapshot) -> impl Iterator<Item = Tier> + 'a {
        let tiers = snapshot.grids.keys().copied();
        tiers.filter(|tier| self.tier.is_none_or(|only| only == *tier))
    }

    /// The grids that pass, tier by tier. Cost: O(grids of these tiers).
    pub(super) fn rows<'a>(&self, snapshot: &'a Snapshot) -> Vec<Row<'a>> {
        let mut rows = Vec::new();
        for tier in self.tiers(snapshot) {
            let layer = &snapshot.grids[&tier];
            let grids = layer.records();
            let mut add = |index: usize| {
                if self.has_words(&grids[index]) {
                    rows.push(Row::new(&grids[index].code, tier, index));
                }
            };
            match self.bounds {
                Some(bounds) => layer.meeting(bounds).into_iter().for_each(&mut add),
                None => (0..grids.len()).for_each(&mut add),
            }
        }
        rows
    }

    fn has_words(&self, grid: &Grid) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let text = format!("{} {}", grid.code, grid.name).to_lowercase();
        let holds = |word: &String| text.contains(word.as_str()) || sounds_like(&grid.name, word);
        self.words.iter().all(holds)
    }
}

/// The words of a text to look for.
///
/// # Errors
/// [`ApiError::Malformed`] when it is longer than 100 characters.
pub(super) fn words(text: &str) -> Result<Vec<String>, ApiError> {
    if text.chars().count() > WORDS_MAX_CHARS {
        return Err(ApiError::Malformed {
            pointer: "/query/q",
            detail: format!("it is longer than {WORDS_MAX_CHARS} characters"),
        });
    }
    Ok(text.split_whitespace().map(str::to_lowercase).collect())
}
