//! What a damaged file has lost, in words, and a new store of what it has not.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use hexward_engine::model::Note;
use hexward_engine::store::{Examination, GeoPackage};
use serde::Serialize;

use crate::cli::failure::Failure;
use crate::cli::store::now;

/// How many rows are listed that differ from the log; of the others only the number is said.
const LISTED: usize = 20;

/// What was saved of a store.
#[derive(Serialize)]
pub(super) struct Saved {
    path: String,
    pub(super) revision: u64,
    content_hash: String,
    log_hash: String,
    /// Up to which revision the history was kept.
    pub(super) history: u64,
    /// Rows that only a damaged log still had: they may be old, or have been removed.
    pub(super) rows_from_log: BTreeMap<&'static str, usize>,
}

impl fmt::Display for Saved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, revision, history) = (&self.path, self.revision, self.history);
        write!(
            f,
            "{path}, revision {revision}, with the history up to {history}"
        )?;
        for (table, rows) in &self.rows_from_log {
            write!(
                f,
                "; {rows} rows of {table} from the damaged log, perhaps old"
            )?;
        }
        Ok(())
    }
}

/// What is wrong with a file, its rows and its log.
pub(super) fn findings(examined: &Examination) -> Vec<String> {
    let mut findings: Vec<String> = Vec::new();
    findings.extend(
        examined
            .integrity
            .iter()
            .map(|text| format!("sqlite: {text}")),
    );
    findings.extend(examined.unreadable.iter().map(ToString::to_string));
    let differing = &examined.differing;
    let text = |(table, key): &(&str, String)| {
        format!("{table} row {key} is not as the log of commits says")
    };
    findings.extend(differing.iter().take(LISTED).map(text));
    if let Some(more @ 1..) = differing.len().checked_sub(LISTED) {
        findings.push(format!(
            "{more} more rows are not as the log of commits says"
        ));
    }
    findings
}

/// Writes what is intact into a new store.
pub(super) fn salvage(
    path: &Path,
    examined: &Examination,
    target: &Path,
) -> Result<Saved, Failure> {
    if target.exists() {
        let text = format!("{}: there is a file of this name already", target.display());
        return Err(Failure::Conflict(text));
    }
    let note = Note {
        author: "doctor".to_owned(),
        reason: format!(
            "what was intact of a damaged store at revision {}",
            examined.rows.revision
        ),
        at: now(),
        ..Note::default()
    };
    let found = GeoPackage::salvage(path, examined, target, note)?;
    let filled = examined.from_log.iter().filter(|(_, rows)| *rows > 0);
    Ok(Saved {
        path: target.display().to_string(),
        revision: found.revision.0,
        content_hash: found.content_hash,
        log_hash: found.log_hash,
        history: examined.intact_log.0,
        rows_from_log: filled.copied().collect(),
    })
}
