//! What is done to the file of a job: it is read, compared with what is stored, and made durable.

use std::sync::Arc;

use hexward_engine::edit::{Changeset, Edit, repair_drafts};
use hexward_engine::geom::RepairLimits;
use hexward_engine::io::{Expectation, ImportError, ImportFault, Statement};
use hexward_engine::model::{Note, Revision};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::StoreError;
use hexward_engine::{CommitError, Proposal, Viewpoint, Watch, ground};
use serde_json::{Map, Value, json};

use super::{Job, Order, Step, order, survey};
use crate::apart::{ApartError, Upload};
use crate::dto::Changed;
use crate::error::{ApiError, RefusalKind};
use crate::importing::{
    CheckForm, Content, Finding, LikeNamesForm, Readable, RingFault, Rows, Stage, Winner, checked,
    read, readable, takes_a_child,
};
use crate::state::AppState;

/// How many faults of rings a refusal lists.
const FAULTS_MAX: usize = 1_000;

/// What is to be done.
pub(crate) enum Task {
    /// Finding out what it would do.
    Check(Order),
    /// Doing what was checked.
    Apply(Note),
}

/// Grids that were mended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Repairs {
    pub(crate) count: usize,
    /// How much ground that moves.
    pub(crate) moved_m2: f64,
}

/// What came of it.
pub(crate) struct Report {
    /// The revision that the file was compared with, or that it became.
    pub(crate) revision: Revision,
    /// How many rows the file has.
    pub(crate) rows: usize,
    /// Its bad rows, in its order.
    pub(crate) rejected: Vec<Finding>,
    pub(crate) ignored_columns: Vec<String>,
    /// Columns and fields that were dropped because they are about persons.
    pub(crate) personal_columns: Vec<String>,
    /// How the statement about the coordinates was checked, if there are any.
    pub(crate) check: Option<CheckForm>,
    /// Fields in which a few values are like names of persons.
    pub(crate) like_names: Vec<LikeNamesForm>,
    /// How many addresses state an area, and for how many of them it wins.
    pub(crate) stated: Option<[usize; 2]>,
    pub(crate) repairs: Option<Repairs>,
    /// What it changes; nothing when rows are bad.
    pub(crate) changed: Option<Changed>,
}

/// Why the work ended early.
enum End {
    Stopped,
    Refused(ApiError),
    /// Rows are bad.
    Rejected(Box<Report>),
}

impl From<ApiError> for End {
    fn from(error: ApiError) -> Self {
        Self::Refused(error)
    }
}

impl Job {
    /// Begins a task, if there is none and it is its turn.
    ///
    /// # Errors
    /// A refusal that says how the job stands.
    pub(crate) fn begin(&self, task: &Task) -> Result<(), ApiError> {
        self.change(|status| {
            let step = status.step;
            let next = match task {
                Task::Check(order) => {
                    order.check(self.kind)?;
                    if step.is_at_rest() && step != Step::Applied {
                        status.order = Some(Arc::new(order.clone()));
                        status.report = None;
                        Some(Step::Checking)
                    } else {
                        None
                    }
                }
                Task::Apply(_) => (step == Step::Checked).then_some(Step::Applying),
            };
            let next = next.ok_or_else(|| {
                let detail = match task {
                    Task::Check(_) => format!("the job is {}: it cannot be checked", step.name()),
                    Task::Apply(_) => {
                        format!("the job is {}: only a checked one is applied", step.name())
                    }
                };
                RefusalKind::Conflict.because(detail)
            })?;
            status.begin(next);
            Ok(())
        })
    }

    /// Does what was begun; takes as long as it takes.
    pub(crate) fn work(&self, state: &AppState, task: &Task) {
        let (order, base) = {
            let status = self.status();
            let base = status.report.as_ref().map(|report| report.revision);
            (status.order.clone().unwrap_or_default(), base)
        };
        let done = self.import(state, &order, task, base);
        let reached = match task {
            Task::Check(_) => Step::Checked,
            Task::Apply(_) => Step::Applied,
        };
        self.change(|status| match done {
            Ok(report) => {
                status.report = Some(Arc::new(report));
                status.rest(reached);
            }
            Err(End::Rejected(report)) => {
                status.report = Some(Arc::from(report));
                status.rest(Step::Refused);
            }
            Err(End::Refused(error)) => {
                status.problem = Some(Arc::new(error));
                status.rest(Step::Refused);
            }
            Err(End::Stopped) => status.rest(Step::Cancelled),
        });
    }

    /// The work failed for a reason of ours.
    pub(crate) fn fail(&self, error: ApiError) {
        self.change(|status| {
            status.problem = Some(Arc::new(error));
            status.rest(Step::Refused);
        });
    }

    fn import(
        &self,
        state: &AppState,
        order: &Order,
        task: &Task,
        base: Option<Revision>,
    ) -> Result<Report, End> {
        let plan = order.plan()?;
        let at = plan.clone().map_or(Viewpoint::Newest, Viewpoint::Plan);
        let snapshot = state.engine().view(&at).map_err(ApiError::from)?;
        let (rows, content) = self.read(order, &snapshot)?;
        let mut report = Report::of(rows, snapshot.revision);
        if !report.rejected.is_empty() {
            return Err(End::Rejected(Box::new(report)));
        }
        self.enter(Stage::Comparing, None)?;
        let (mut edits, repairs) = edits(content, &snapshot, order.repair()?)?;
        report.repairs = repairs;
        if order.with_faults {
            edits.push(Edit::WithFaults);
        }
        let is_trial = matches!(task, Task::Check(_));
        let note = match task {
            Task::Check(_) => Note::default(),
            Task::Apply(note) => note.clone(),
        };
        let proposal = Proposal {
            base,
            plan,
            watch: Some(self.watch()),
            ..Proposal::from(Changeset { note, edits })
        };
        drop(snapshot);
        let done = if is_trial {
            state.engine().rehearse(&proposal)
        } else {
            self.enter(Stage::Writing, Some(report.rows as u64))?;
            state.engine().propose(&proposal)
        };
        drop(proposal);
        let done = done.map_err(|error| match &error {
            CommitError::Store(cause) if matches!(**cause, StoreError::Stopped) => End::Stopped,
            _ => End::Refused(state.refused(&error)),
        })?;
        if is_trial {
            self.go_on()?;
        }
        report.revision = done.revision;
        report.changed = Some(Changed::new(&done, is_trial));
        Ok(report)
    }

    fn read(&self, order: &Order, snapshot: &Arc<Snapshot>) -> Result<(Rows, Content), End> {
        let parent = order.parent()?;
        let ground = ground(snapshot, parent.as_ref());
        let statement = Statement {
            crs: order.crs(self.kind)?,
            columns: order.columns()?,
            expected: Expectation {
                ground: ground.map_err(|error| order::malformed("/parent", &error))?,
                anywhere: order.anywhere,
                trusted: order.trust_crs,
            },
            code_wins: order.winner == Some(Winner::Code),
        };
        let readable = self.readable(order)?;
        let bytes = readable.bytes().unwrap_or(self.bytes);
        self.change(|status| status.enter(Stage::Reading, Some(bytes), None));
        let tier = order.tier()?;
        let read = read(self.kind, &readable.source, &statement, tier, snapshot);
        let (rows, content) = read.map_err(|error| of_file(&error))?;
        if rows.total == 0 {
            let detail = format!("{}: it has no rows", self.file);
            return Err(RefusalKind::File.because(detail).into());
        }
        Ok((rows, content))
    }

    /// The file as its readers take it: one of another program is turned into text first.
    fn readable(&self, order: &Order) -> Result<Readable, End> {
        let upload = Upload {
            path: &self.folder.file(),
            name: &self.file,
            layer: order.layer.as_deref(),
            encoding: order.encoding.as_deref(),
        };
        if takes_a_child(&upload) {
            self.change(|status| status.enter(Stage::Converting, None, None));
        }
        let readable = readable(&upload, self.folder.path(), &self.watch());
        readable.map_err(|error| match error {
            ApartError::Stopped(_) => End::Stopped,
            error => survey::of_file(&error).into(),
        })
    }

    fn enter(&self, stage: Stage, rows: Option<u64>) -> Result<(), End> {
        self.go_on()?;
        self.change(|status| status.enter(stage, None, rows));
        Ok(())
    }

    fn go_on(&self) -> Result<(), End> {
        if self.watch().is_stopped() {
            return Err(End::Stopped);
        }
        Ok(())
    }

    fn watch(&self) -> Arc<Watch> {
        Arc::clone(&self.status().watch)
    }
}

impl Report {
    fn of(rows: Rows, revision: Revision) -> Self {
        Self {
            revision,
            rows: rows.total,
            rejected: rows.findings,
            ignored_columns: rows.ignored_columns,
            personal_columns: rows.personal_columns,
            check: rows.check.as_ref().map(CheckForm::from),
            like_names: rows.like_names,
            stated: rows.stated,
            repairs: None,
            changed: None,
        }
    }
}

fn of_file(error: &ImportError) -> End {
    match &error.fault {
        ImportFault::Stopped => End::Stopped,
        _ if error.is_users() => RefusalKind::File.because(error.to_string()).into(),
        _ => ApiError::Internal(error.to_string()).into(),
    }
}

/// The rows as edits; grids are checked, and mended when that is asked for.
fn edits(
    content: Content,
    snapshot: &Snapshot,
    repair: Option<RepairLimits>,
) -> Result<(Vec<Edit>, Option<Repairs>), ApiError> {
    let (drafts, numbers) = match content {
        Content::Edit(edit) => return Ok((vec![edit], None)),
        Content::Drafts(drafts, numbers) => (drafts, numbers),
    };
    let Some(limits) = repair else {
        let grids = checked(&drafts, &numbers).map_err(|faults| of_rings(&faults))?;
        return Ok((vec![Edit::ImportGrids(grids)], None));
    };
    let mended = repair_drafts(snapshot, &drafts, &limits);
    let mended = mended.map_err(|error| RefusalKind::Edit.because(error.to_string()))?;
    if let Some(lost) = mended.lost.first() {
        let detail = format!("nothing would be left of grid {lost}");
        return Err(RefusalKind::Edit.because(detail));
    }
    let repairs = Repairs {
        count: mended.changes.len(),
        moved_m2: mended.moved_m2(),
    };
    Ok((vec![Edit::ImportGrids(mended.grids)], Some(repairs)))
}

fn of_rings(faults: &[RingFault]) -> ApiError {
    let detail = format!("{} faults in the rings of grids", faults.len());
    let fault = |ring: &RingFault| {
        let place = ring.fault.position();
        let codes: Vec<String> = ring.fault.codes.iter().map(ToString::to_string).collect();
        json!({
            "tier": ring.fault.tier.name(),
            "kind": ring.fault.kind.name().replace(' ', "-"),
            "codes": codes,
            "feature": ring.feature,
            "lon": place.lon_degrees(),
            "lat": place.lat_degrees(),
            "detail": ring.fault.to_string(),
        })
    };
    let faults: Vec<Value> = faults.iter().take(FAULTS_MAX).map(fault).collect();
    let members = Map::from_iter([("faults".to_owned(), Value::from(faults))]);
    RefusalKind::Faults.with(detail, members)
}
