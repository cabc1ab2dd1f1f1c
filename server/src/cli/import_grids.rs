//! Grids of a file: their rings checked, repaired when asked, their faults listed.

use std::path::PathBuf;

use clap::Args;
use hexward_engine::edit::{Edit, EditError, GridRepair, repair_drafts};
use hexward_engine::model::{Grid, GridDraft};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::{CommitError, Committed};
use serde::Serialize;

use super::console::{Console, note};
use super::failure::Failure;
use super::faults::{self, Finding};
use super::repairs::{self, Limits};
use crate::importing::{RingFault, checked};

/// What is asked for grids only.
#[derive(Args)]
pub(super) struct GridOptions {
    /// Grids: mend rings, overlaps and small gaps, and list every change; with --dry-run only list them
    #[arg(long)]
    repair: bool,
    #[command(flatten)]
    limits: Limits,
    /// Grids: store the tier as it is, with its faults; nothing is proved of it until it is repaired
    #[arg(long)]
    with_faults: bool,
    /// Grids: write the faults as GeoJSON, to look at them
    #[arg(short = 'o', long, value_name = "FILE")]
    faults: Option<PathBuf>,
}

/// The grids of a file, with the number of the feature of each.
pub(super) struct Drafts<'a> {
    pub(super) name: &'a str,
    pub(super) grids: &'a [GridDraft],
    pub(super) numbers: &'a [u64],
}

/// What became of grids; a part of the summary.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct GridSummary {
    pub(super) faults: usize,
    pub(super) repairs: usize,
    pub(super) moved_m2: f64,
}

impl GridOptions {
    /// Refuses what does not fit together.
    pub(super) fn check(&self, are_grids: bool) -> Result<(), Failure> {
        let usage = |text: &str| Err(Failure::Usage(text.to_owned()));
        if !are_grids && (self.repair || self.with_faults || self.faults.is_some()) {
            return usage("--repair, --with-faults and --faults are for grids");
        }
        if !self.repair && self.limits.are_stated() {
            return usage("--snap, --sliver and --gap say how far --repair may go");
        }
        Ok(())
    }

    /// The edits that import the grids of a file, repaired when that is asked for.
    ///
    /// # Errors
    /// [`Failure::Findings`] when rings are not valid or nothing would be left of a grid; they are listed then.
    pub(super) fn edits(
        &self,
        snapshot: &Snapshot,
        file: &Drafts<'_>,
        json: bool,
        console: &mut Console,
    ) -> Result<(Vec<Edit>, GridSummary), Failure> {
        let (rows, summary) = if self.repair {
            let repair = repair_drafts(snapshot, file.grids, &self.limits.limits())
                .map_err(|error| Failure::Findings(error.to_string()))?;
            repairs::list(&repair, json, console)?;
            if !json {
                console.line(repairs::total(&repair))?;
            }
            let summary = GridSummary {
                faults: 0,
                repairs: repair.changes.len(),
                moved_m2: repair.moved_m2(),
            };
            let GridRepair { grids, .. } = repair;
            (grids, summary)
        } else {
            let rows = valid(file).or_else(|findings| {
                faults::list(&findings, json, self.faults.as_deref(), console)?;
                Err(Failure::Findings(format!(
                    "{}, nothing was written; --repair mends what it can",
                    ring_findings(&findings)
                )))
            });
            (rows?, GridSummary::default())
        };
        let allowed = self.with_faults.then_some(Edit::WithFaults);
        let edits = std::iter::once(Edit::ImportGrids(rows)).chain(allowed);
        Ok((edits.collect(), summary))
    }

    /// Lists the faults that a commit is refused for; other refusals stay as they are.
    pub(super) fn refused(&self, error: CommitError, json: bool, console: &mut Console) -> Failure {
        let CommitError::Edit(EditError::Partition(error)) = error else {
            return error.into();
        };
        let findings: Vec<Finding> = error.faults.into_iter().map(Finding::from).collect();
        if let Err(failure) = faults::list(&findings, json, self.faults.as_deref(), console) {
            return failure;
        }
        let count = faults::count(&findings);
        Failure::Findings(if self.repair {
            format!("{count} would remain beyond the limits of this repair, nothing was written")
        } else {
            format!(
                "{count}, nothing was written; --repair mends what it can, --with-faults stores it as it is"
            )
        })
    }

    /// Lists the faults that would be stored; how many there are.
    pub(super) fn foreseen(
        &self,
        next: &Snapshot,
        json: bool,
        console: &mut Console,
    ) -> Result<usize, Failure> {
        let findings = faults::of_snapshot(next);
        faults::list(&findings, json, self.faults.as_deref(), console)?;
        Ok(findings.len())
    }

    /// Writes the faults that were stored, if a file for them is named.
    pub(super) fn stored(&self, committed: &Committed, snapshot: &Snapshot) -> Result<(), Failure> {
        if committed.faults == 0 {
            return Ok(());
        }
        note(format_args!(
            "{} faults are stored: nothing is proved of these tiers until they are repaired",
            committed.faults
        ));
        match &self.faults {
            Some(path) => {
                let findings = faults::of_snapshot(snapshot);
                faults::write(&findings, path).map_err(|error| Failure::at(path, &error))
            }
            None => Ok(()),
        }
    }
}

/// The drafts as grids, or every fault of their rings.
pub(super) fn valid(file: &Drafts<'_>) -> Result<Vec<Grid>, Vec<Finding>> {
    checked(file.grids, file.numbers).map_err(|faults| {
        let finding = |RingFault { fault, feature }| Finding {
            fault,
            feature: Some((file.name.to_owned(), feature)),
        };
        faults.into_iter().map(finding).collect()
    })
}

/// How many faults of rings there are in how many features, in words.
pub(super) fn ring_findings(findings: &[Finding]) -> String {
    let count = faults::count(findings);
    format!("{count} in the rings of {}", features(findings))
}

/// How many features have findings, in words.
fn features(findings: &[Finding]) -> String {
    let groups = findings.chunk_by(|a, b| a.feature == b.feature);
    match groups.count() {
        1 => "1 feature".to_owned(),
        several => format!("{several} features"),
    }
}
