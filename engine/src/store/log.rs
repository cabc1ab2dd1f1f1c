//! What both stores write into their logs beside the delta.

use sha2::{Digest, Sha256};

use crate::model::Delta;

/// A hash of the log up to a revision.
pub(super) type LogHash = [u8; 32];

/// The hash before the first commit.
pub(super) const NO_HASH: LogHash = [0; 32];

/// The hash of the log after a delta in its binary form. O(bytes).
pub(super) fn chained(before: &LogHash, delta: &[u8]) -> LogHash {
    Sha256::new()
        .chain_update(before)
        .chain_update(delta)
        .finalize()
        .into()
}

/// How many rows of which tables change, as `grids=2 addresses=10`.
pub(super) fn changed_text(delta: &Delta) -> String {
    let tables = delta.changed().into_iter();
    let texts: Vec<String> = tables
        .map(|(name, rows)| format!("{name}={rows}"))
        .collect();
    texts.join(" ")
}

/// What such a text says; what is no such text is left out.
pub(super) fn parse_changed(text: &str) -> Vec<(String, u64)> {
    let parse = |part: &str| {
        let (name, rows) = part.split_once('=')?;
        Some((name.to_owned(), rows.parse().ok()?))
    };
    text.split(' ').filter_map(parse).collect()
}
