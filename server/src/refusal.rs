//! Changes that are not made: which kind of refusal each is, and what its problem document says beside the text.

mod edits;

use std::fmt;

use axum::http::StatusCode;
use hexward_engine::CommitError;
use hexward_engine::edit::{EditError, PartitionError};
use hexward_engine::faults::NamedFault;
use hexward_engine::model::Revision;
use hexward_engine::plans::PlanError;
use hexward_engine::store::StoreError;
use serde_json::{Map, Value, json};

use crate::error::ApiError;
pub(crate) use edits::REASONS;

/// A change that was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which kind.
    pub kind: RefusalKind,
    /// Why, in a sentence.
    pub detail: String,
    /// What the problem document says besides.
    pub members: Map<String, Value>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

/// The kinds of refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// The same rows have changed since the base.
    Stale,
    /// The same, where the base came as `If-Match`.
    Precondition,
    /// The base is not known here.
    UnknownBase,
    /// The key was used for something else.
    UsedKey,
    /// An edit does not do.
    Edit,
    /// The code was that of a grid that is no more.
    Gone,
    /// A lock forbids it.
    Locked,
    /// The grids would not divide the ground.
    Faults,
    /// Later changes stand against an undo.
    Undo,
    /// It does not fit what is stored, or where a plan stands.
    Conflict,
    /// Another person has to do it.
    SamePerson,
    /// The store cannot be reached or written now.
    Away,
    /// The server only reads.
    ReadOnly,
    /// The page of another site asks.
    OtherSite,
    /// The body is of another type.
    MediaType,
    /// So many listen already.
    Listeners,
    /// The request does not say which version it is about.
    NoPrecondition,
    /// So many views are being made already.
    Views,
    /// A file cannot be read as what it is said to be.
    File,
    /// There are so many jobs already.
    Jobs,
    /// So many pictures are waited for already.
    Drawings,
}

impl RefusalKind {
    /// All kinds.
    pub const ALL: [Self; 21] = [
        Self::Stale,
        Self::Precondition,
        Self::UnknownBase,
        Self::UsedKey,
        Self::Edit,
        Self::Gone,
        Self::Locked,
        Self::Faults,
        Self::Undo,
        Self::Conflict,
        Self::SamePerson,
        Self::Away,
        Self::ReadOnly,
        Self::OtherSite,
        Self::MediaType,
        Self::Listeners,
        Self::NoPrecondition,
        Self::Views,
        Self::File,
        Self::Jobs,
        Self::Drawings,
    ];

    /// The refusal of this kind.
    pub fn because(self, detail: impl Into<String>) -> ApiError {
        self.with(detail, Map::new())
    }

    /// The refusal of this kind, with more members in its document.
    pub fn with(self, detail: impl Into<String>, members: Map<String, Value>) -> ApiError {
        ApiError::Refused(Box::new(Refusal {
            kind: self,
            detail: detail.into(),
            members,
        }))
    }

    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Stale | Self::UnknownBase | Self::Undo | Self::Conflict => StatusCode::CONFLICT,
            Self::Precondition => StatusCode::PRECONDITION_FAILED,
            Self::UsedKey | Self::Edit | Self::Locked | Self::Faults | Self::File => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::Gone => StatusCode::GONE,
            Self::SamePerson | Self::ReadOnly | Self::OtherSite => StatusCode::FORBIDDEN,
            Self::NoPrecondition => StatusCode::PRECONDITION_REQUIRED,
            Self::Away | Self::Listeners | Self::Views | Self::Jobs | Self::Drawings => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        }
    }

    /// The name for programs, and the titles in Chinese and English.
    pub(crate) fn name(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Stale => ("stale", "数据已被他人修改", "Changed by others since"),
            Self::Precondition => ("precondition-failed", "版本已变化", "It has changed since"),
            Self::UnknownBase => ("unknown-base", "基准版本未知", "The base is not known"),
            Self::UsedKey => (
                "used-key",
                "幂等键已用于其他请求",
                "The key was used for another request",
            ),
            Self::Edit => ("refused", "操作被拒绝", "The edit is refused"),
            Self::Gone => ("retired", "编码已停用", "The code is retired"),
            Self::Locked => ("locked", "网格已锁定", "The grid is locked"),
            Self::Faults => (
                "faults",
                "网格将不能完整划分地面",
                "The grids would not divide the ground",
            ),
            Self::Undo => ("stands-against", "无法撤销", "It cannot be taken back"),
            Self::Conflict => ("conflict", "与现状冲突", "It does not fit what is there"),
            Self::SamePerson => ("same-person", "须由他人审批", "Another person has to do it"),
            Self::Away => ("store-away", "存储暂不可用", "The store is away"),
            Self::ReadOnly => ("read-only", "只读", "Nothing can be changed here"),
            Self::OtherSite => (
                "other-site",
                "来自其他网站",
                "From the page of another site",
            ),
            Self::MediaType => ("media-type", "不支持此格式", "Of another media type"),
            Self::NoPrecondition => (
                "precondition-required",
                "须注明所依据的版本",
                "Say which version you have looked at",
            ),
            Self::File => ("file-refused", "文件被拒绝", "The file is refused"),
            Self::Jobs => ("too-many-jobs", "任务过多", "Too many jobs"),
            Self::Drawings => ("overloaded", "绘制请求过多", "Too much is to be drawn"),
            Self::Views => ("busy", "请求过多", "Too many requests"),
            Self::Listeners => ("too-many-listeners", "监听过多", "Too many listeners"),
        }
    }

    /// After how many seconds it is worth to ask again.
    pub(crate) fn retry_after(self) -> Option<&'static str> {
        match self {
            Self::Away | Self::Listeners | Self::Views => Some("2"),
            Self::Drawings => Some("1"),
            Self::Jobs => Some("60"),
            _ => None,
        }
    }
}

/// The answer to a change that the engine refused.
pub(crate) fn of_commit(error: &CommitError) -> ApiError {
    use RefusalKind as Kind;
    let text = error.to_string();
    match error {
        CommitError::Edit(edit) => of_edit(edit, text),
        CommitError::Plan(plan) => of_plan(plan, text),
        CommitError::Store(store) => of_store(store),
        CommitError::Dataset(_) => Kind::Conflict.because(text),
        CommitError::Stale { base, head, rows } => {
            let mut members = rows_that_changed(rows);
            members.insert("base".to_owned(), base.0.into());
            members.insert("head".to_owned(), head.0.into());
            Kind::Stale.with(text, members)
        }
        CommitError::Base { base, head } => Kind::UnknownBase.with(
            text,
            object(&[("base", base.0.into()), ("head", head.0.into())]),
        ),
        CommitError::Key(_) => Kind::UsedKey.because(text),
        CommitError::Unknown(_) => ApiError::NotFound(text),
        CommitError::Undo { rows, .. } => Kind::Undo.with(text, rows_that_changed(rows)),
        CommitError::Interrupted => Kind::Away.because(text),
    }
}

/// The answer when the store does not do what is asked, see [`crate::state::AppState::refusal`]. Its path is for the log.
pub(crate) fn of_store(error: &StoreError) -> ApiError {
    use RefusalKind as Kind;
    match error {
        StoreError::Full { .. } => return ApiError::Full,
        StoreError::Failed { .. } => return ApiError::StoreFailed,
        StoreError::ReadOnly { .. } => {
            return Kind::ReadOnly.because("the store was opened for reading only");
        }
        StoreError::Stale { .. } | StoreError::Conflict { .. } => {
            return Kind::Conflict.because(error.to_string());
        }
        StoreError::Locked { .. } | StoreError::Superseded { .. } | StoreError::Server { .. } => {}
        other => return ApiError::Internal(other.to_string()),
    }
    tracing::warn!(%error, "the store is away");
    Kind::Away.because("the store cannot be written now, send the change again with its key")
}

fn of_edit(error: &EditError, text: String) -> ApiError {
    match error {
        EditError::Partition(partition) => of_partition(partition, text),
        EditError::Locked { code, lock, .. } => RefusalKind::Locked.with(
            text,
            object(&[("grid", code.as_str().into()), ("lock", lock.name().into())]),
        ),
        EditError::Retired { code, revision } => RefusalKind::Edit.with(
            text,
            object(&[
                ("grid", code.as_str().into()),
                ("retired_by", revision.map(|by| by.0).into()),
            ]),
        ),
        other => RefusalKind::Edit.with(text, edits::members(other)),
    }
}

fn of_partition(error: &PartitionError, text: String) -> ApiError {
    let faults: Vec<Value> = error.faults.iter().map(fault).collect();
    RefusalKind::Faults.with(text, object(&[("faults", faults.into())]))
}

fn fault(fault: &NamedFault) -> Value {
    let codes: Vec<String> = fault.codes.iter().map(ToString::to_string).collect();
    let position = fault.position();
    json!({
        "tier": fault.tier.name(),
        "kind": fault.kind.name().replace(' ', "-"),
        "codes": codes,
        "parent": fault.parent.as_ref().map(ToString::to_string),
        "lon": position.lon_degrees(),
        "lat": position.lat_degrees(),
        "detail": fault.to_string(),
    })
}

pub(crate) fn of_plan(error: &PlanError, text: String) -> ApiError {
    use RefusalKind as Kind;
    match error {
        PlanError::Unknown(_) => ApiError::NotFound(text),
        PlanError::Changed(_) => Kind::Precondition.because(text),
        PlanError::Conflict { rows, .. } => {
            Kind::Conflict.with(text, object(&[("rows", rows.clone().into())]))
        }
        PlanError::Taken(_) | PlanError::State { .. } | PlanError::NotYet { .. } => {
            Kind::Conflict.because(text)
        }
        PlanError::Partition { error, .. } => of_partition(error, text),
        PlanError::SamePerson { .. } => Kind::SamePerson.because(text),
        PlanError::Edit(edit) => of_edit(edit, text),
        _ => Kind::Edit.because(text),
    }
}

/// The rows that stand against a change, each with the revision that changed it last.
fn rows_that_changed(rows: &[(String, Revision)]) -> Map<String, Value> {
    let row = |(row, revision): &(String, Revision)| {
        let revision = (revision.0 > 0).then_some(revision.0);
        json!({ "row": row, "revision": revision })
    };
    let rows: Vec<Value> = rows.iter().map(row).collect();
    object(&[("conflicts", rows.into())])
}

fn object(members: &[(&str, Value)]) -> Map<String, Value> {
    let members = members.iter();
    members
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}
