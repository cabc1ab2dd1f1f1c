//! From when until when something is in force.

use hexward_engine::codes::{Life, Moment};
use hexward_engine::model;
use serde::Serialize;
use utoipa::ToSchema;

use super::Day;

/// When something is in force: from the first day to the one from which it is no more, and the commits that made and
/// retired it; `null` of what is not in force yet, or not retired.
#[derive(Serialize, ToSchema)]
pub(crate) struct Validity {
    #[schema(value_type = Option<Day>, required)]
    valid_from: Option<String>,
    #[schema(value_type = Option<Day>, required)]
    valid_to: Option<String>,
    #[schema(required)]
    made_by: Option<u64>,
    #[schema(required)]
    retired_by: Option<u64>,
}

impl From<Option<&Life>> for Validity {
    fn from(life: Option<&Life>) -> Self {
        let (from, until) = (life.map(|life| life.from), life.and_then(|life| life.until));
        let day = |moment: Option<Moment>| moment?.day.map(model::Count::format_date);
        let commit = |moment: Option<Moment>| Some(moment?.revision.0);
        Self {
            valid_from: day(from),
            valid_to: day(until),
            made_by: commit(from),
            retired_by: commit(until),
        }
    }
}

/// Something, and when it is in force.
#[derive(Serialize, ToSchema)]
pub(crate) struct Valid<T> {
    #[serde(flatten)]
    pub(crate) resource: T,
    #[serde(flatten)]
    pub(crate) validity: Validity,
}
