//! Jobs: what they are, how far, what came of them.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Changed;
use super::choices::{JobStage, JobState};
use crate::config::REJECTED_SHOWN;
use crate::importing::{CheckForm, Finding, Kind, LikeNamesForm, Progress};
use crate::jobs::{Job, Order, Repairs, Report};

/// A job and how it stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobEntry {
    id: String,
    kind: Kind,
    /// The file, as whoever sent it called it.
    file: String,
    bytes: u64,
    /// When the file was sent, an RFC 3339 instant.
    made: String,
    /// `sent`, `checking`, `checked`, `refused`, `applying`, `applied`, `stopping` or `cancelled`.
    #[schema(value_type = JobState)]
    state: &'static str,
    /// What was said about the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<Order>,
    /// How far the work is, while there is any.
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<JobProgress>,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<JobReport>)]
    report: Option<Value>,
    /// Why it was refused, when that was not for single rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<JobProblem>,
}

#[derive(Serialize, ToSchema)]
struct JobProgress {
    /// `reading`, `comparing` or `writing`.
    #[schema(value_type = JobStage)]
    stage: &'static str,
    /// Bytes of the file that were read in this stage.
    bytes: u64,
    /// Rows that the stage is done with.
    rows: u64,
    /// How much of the stage is done, from 0 to 1, where that is known.
    #[schema(required)]
    fraction: Option<f64>,
    #[schema(required)]
    rows_per_second: Option<u64>,
    /// How long the stage will take at this rate.
    #[schema(required)]
    remaining_seconds: Option<u64>,
}

/// What came of the work.
#[derive(Serialize, ToSchema)]
struct JobReport<'a> {
    revision: u64,
    rows: usize,
    rejected: usize,
    /// The first of the bad rows; all are at `/v1/jobs/{id}/rejected`.
    first_rejected: &'a [Finding],
    ignored_columns: &'a [String],
    /// Those of them, and the fields, that were dropped because they are about persons.
    personal_columns: &'a [String],
    /// How the statement about the coordinates was checked; nothing for rows without coordinates.
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<&'a CheckForm>,
    /// Fields in which a few values are like names of persons.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    like_names: &'a [LikeNamesForm],
    #[serde(skip_serializing_if = "Option::is_none")]
    stated: Option<Stated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repairs: Option<Mended>,
    /// What it changes, or has changed, of each grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<&'a Changed>,
}

/// Addresses that name the area they belong to.
#[derive(Serialize, ToSchema)]
struct Stated {
    addresses: usize,
    /// For how many the code wins over the point.
    code_wins: usize,
}

/// Grids that were mended.
#[derive(Serialize, ToSchema)]
struct Mended {
    count: usize,
    moved_m2: f64,
}

#[derive(Serialize, ToSchema)]
struct JobProblem {
    code: String,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    members: Option<Value>,
}

impl From<Progress> for JobProgress {
    fn from(progress: Progress) -> Self {
        Self {
            stage: progress.stage.name(),
            bytes: progress.bytes,
            rows: progress.rows,
            fraction: progress.fraction.map(|part| (part * 1e4).round() / 1e4),
            rows_per_second: progress.rows_per_second.map(|rate| rate.round() as u64),
            remaining_seconds: progress
                .remaining
                .map(|left| left.as_secs_f64().ceil() as u64),
        }
    }
}

fn report(report: &Report) -> Value {
    let shown = report.rejected.len().min(REJECTED_SHOWN);
    let entry = JobReport {
        revision: report.revision.0,
        rows: report.rows,
        rejected: report.rejected.len(),
        first_rejected: &report.rejected[..shown],
        ignored_columns: &report.ignored_columns,
        personal_columns: &report.personal_columns,
        check: report.check.as_ref(),
        like_names: &report.like_names,
        stated: report.stated.map(|[addresses, code_wins]| Stated {
            addresses,
            code_wins,
        }),
        repairs: report
            .repairs
            .map(|Repairs { count, moved_m2 }| Mended { count, moved_m2 }),
        changes: report.changed.as_ref(),
    };
    serde_json::to_value(entry).expect("wire types have a JSON form")
}

impl From<&Job> for JobEntry {
    fn from(job: &Job) -> Self {
        let status = job.status();
        let problem = status.problem.as_ref().map(|error| JobProblem {
            code: error.code().to_owned(),
            detail: error.detail(),
            members: error.members().cloned().map(Value::Object),
        });
        Self {
            id: job.id.clone(),
            kind: job.kind,
            file: job.file.clone(),
            bytes: job.bytes,
            made: job.made.clone(),
            state: status.step.name(),
            order: status.order.as_deref().cloned(),
            progress: status.progress().map(JobProgress::from),
            report: status.report.as_deref().map(report),
            problem,
        }
    }
}
