//! From when until when a grid is in force, and what became of one that is no more.

use hexward_engine::codes::Life;
use hexward_engine::compare::heirs;
use hexward_engine::model::AreaCode;
use hexward_engine::snapshot::Snapshot;
use serde_json::{Map, Value, json};

use crate::dto;
use crate::error::{ApiError, RefusalKind};
use crate::state::AppState;

/// When a grid of a view came and when it was retired; of a grid of a draft neither.
pub(super) fn validity(
    state: &AppState,
    snapshot: &Snapshot,
    code: &AreaCode,
) -> Result<dto::Validity, ApiError> {
    let codes = state.engine().codes();
    let codes = codes.map_err(|error| state.refusal(&error))?;
    Ok(codes.life_in(code, snapshot.revision).as_ref().into())
}

/// The refusal for a code that was retired before the view, which says by what and what became of its ground; `None` for
/// one that no grid had until then.
pub(super) fn gone(
    state: &AppState,
    snapshot: &Snapshot,
    code: &AreaCode,
) -> Result<Option<ApiError>, ApiError> {
    let codes = state.engine().codes();
    let codes = codes.map_err(|error| state.refusal(&error))?;
    let over = |life: &&Life| {
        life.until
            .is_some_and(|end| end.revision <= snapshot.revision)
    };
    let Some(life) = codes.lives(code).iter().rfind(over) else {
        return Ok(None);
    };
    let end = life.until.expect("it is over");
    let commit = state.engine().commit_at(end.revision);
    let commit = commit.map_err(|error| state.refusal(&error))?;
    let heirs = commit.map_or_else(Vec::new, |commit| heirs(&commit.delta, code));
    let heirs = heirs
        .into_iter()
        .map(|(code, area_m2)| json!({ "code": code.as_str(), "area_m2": dto::to_centi(area_m2) }));
    let mut members = Map::new();
    members.insert("grid".to_owned(), code.as_str().into());
    let validity = serde_json::to_value(dto::Validity::from(Some(life)));
    if let Ok(Value::Object(validity)) = validity {
        members.extend(validity);
    }
    members.insert("became".to_owned(), heirs.collect());
    let detail = format!("the code {code} was retired by revision {}", end.revision);
    Ok(Some(RefusalKind::Gone.with(detail, members)))
}
