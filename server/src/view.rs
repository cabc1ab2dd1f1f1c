//! Which state of the data a read asks about: the newest, a plan, a day, a commit.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use hexward_engine::model::{Count, PlanId, PlanState, Revision};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::{Sight, Viewpoint, plans};
use serde::Deserialize;
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime};

use crate::error::{ApiError, shown};
use crate::request::{Parameters, percent_encoded, revision};

/// What the parameters `at`, `plan` and `revision` of a request ask about; the newest without them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Asked(pub(crate) Viewpoint);

#[derive(Deserialize)]
struct Wish {
    at: Option<String>,
    datetime: Option<String>,
    subset: Option<String>,
    plan: Option<String>,
    revision: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Parameters(wish) = Parameters::<Wish>::from_request_parts(parts, state).await?;
        let subset = wish.subset.as_deref().map(time_of_subset).transpose()?;
        let time = match (wish.datetime.as_deref(), subset.as_deref()) {
            (Some(_), Some(_)) => return Err(exclude()),
            (time, None) => time.map(|time| moment("/query/datetime", time)),
            (None, time) => time.map(|time| moment("/query/subset", time)),
        };
        let viewpoint = match (wish.at, time, wish.plan, wish.revision) {
            (None, None, None, None) => Viewpoint::Newest,
            (Some(at), None, None, None) => Viewpoint::Day(day("/query/at", &at)?),
            (None, Some(time), None, None) => time?,
            (None, None, Some(id), None) => Viewpoint::Plan(plan_id("/query/plan", &id)?),
            (None, None, None, Some(number)) => {
                Viewpoint::Revision(revision("/query/revision", &number)?)
            }
            _ => return Err(exclude()),
        };
        Ok(Self(viewpoint))
    }
}

fn exclude() -> ApiError {
    ApiError::Malformed {
        pointer: "/query",
        detail: "at, datetime, plan and revision exclude each other".to_owned(),
    }
}

/// What the OGC calls a date-time: a day, an instant, or two with a slash between them, either of which may be open. What
/// is stored has one state at any time, so an interval shows its end.
pub(crate) fn moment(pointer: &'static str, text: &str) -> Result<Viewpoint, ApiError> {
    let open = |end: &str| matches!(end, "" | "..");
    let Some((start, end)) = text.split_once('/') else {
        return Ok(Viewpoint::Day(day(pointer, text)?));
    };
    let ordered = match (open(start), open(end)) {
        (true, true) => false,
        (false, false) => day(pointer, start)? <= day(pointer, end)?,
        (true, false) => true,
        (false, true) => day(pointer, start).map(|_| true)?,
    };
    if !ordered {
        let detail = format!(
            "`{}` is not an interval that begins before it ends",
            shown(text)
        );
        return Err(ApiError::Malformed { pointer, detail });
    }
    if open(end) {
        return Ok(Viewpoint::Newest);
    }
    Ok(Viewpoint::Day(day(pointer, end)?))
}

/// The date-time of `datetime("2027-01-01")` or `datetime("2026-01-01":"2026-12-31")`, with a slash between two; `*` is
/// an open end.
fn time_of_subset(text: &str) -> Result<String, ApiError> {
    let malformed = || ApiError::Malformed {
        pointer: "/query/subset",
        detail: format!(
            "`{}` is not datetime(\"…\") or datetime(\"…\":\"…\")",
            shown(text)
        ),
    };
    let inner = text.strip_prefix("datetime(");
    let inner = inner.and_then(|rest| rest.strip_suffix(')'));
    // instants hold colons, too, but only within quotes
    let parts: Vec<&str> = inner.ok_or_else(malformed)?.split('"').collect();
    match parts.as_slice() {
        ["", day, ""] => Ok((*day).to_owned()),
        ["", start, ":", end, ""] => Ok(format!("{start}/{end}")),
        ["", start, ":*"] => Ok(format!("{start}/..")),
        ["*:", end, ""] => Ok(format!("../{end}")),
        _ => Err(malformed()),
    }
}

/// The id of a plan.
pub(crate) fn plan_id(pointer: &'static str, text: &str) -> Result<PlanId, ApiError> {
    PlanId::new(text).map_err(|error| ApiError::Malformed {
        pointer,
        detail: error.to_string(),
    })
}

/// A day, or that of an instant in the zone of that instant.
fn day(pointer: &'static str, text: &str) -> Result<Date, ApiError> {
    // a plus sign that was not encoded arrives as a space
    let instant = || OffsetDateTime::parse(&text.replace(' ', "+"), &Rfc3339).ok();
    let day = Count::parse_date(text).or_else(|| instant().map(OffsetDateTime::date));
    day.ok_or_else(|| ApiError::Malformed {
        pointer,
        detail: format!(
            "`{}` is not a date YYYY-MM-DD or an RFC 3339 instant",
            shown(text)
        ),
    })
}

impl Asked {
    /// The parameter that asks for it, `None` for the newest.
    pub(crate) fn parameter(&self) -> Option<String> {
        match &self.0 {
            Viewpoint::Newest => None,
            Viewpoint::Plan(id) => Some(format!("plan={}", percent_encoded(id.as_str()))),
            Viewpoint::Day(day) => Some(format!("at={}", Count::format_date(*day))),
            Viewpoint::Revision(revision) => Some(format!("revision={revision}")),
        }
    }

    /// Whether the answer never changes.
    pub(crate) fn is_lasting(&self) -> bool {
        matches!(self.0, Viewpoint::Revision(_))
    }
}

/// What a view is made from, for whoever keeps pictures of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ground {
    /// What is in force.
    InForce,
    /// What was in force after a commit.
    Past(Revision),
    /// A plan that is not in force.
    Draft(PlanId),
    /// A day to come: what is in force, and plans approved to take effect until then.
    Coming(Date),
}

/// A view that was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// What is seen.
    pub(crate) snapshot: Arc<Snapshot>,
    /// The newest revision that it was made from.
    pub(crate) head: Revision,
    /// What was asked for.
    pub(crate) asked: Asked,
}

impl Seen {
    /// The view of a sight.
    pub(crate) fn new(asked: Asked, sight: Sight) -> Self {
        Self {
            snapshot: sight.snapshot,
            head: sight.head,
            asked,
        }
    }

    /// What it is made from.
    pub(crate) fn ground(&self) -> Ground {
        let revision = self.snapshot.revision;
        let is_head = revision == self.head;
        let stored = if is_head {
            Ground::InForce
        } else {
            Ground::Past(revision)
        };
        match &self.asked.0 {
            Viewpoint::Newest => Ground::InForce,
            Viewpoint::Revision(revision) => Ground::Past(*revision),
            Viewpoint::Day(day) if is_head && !plans::due(&self.snapshot, *day).is_empty() => {
                Ground::Coming(*day)
            }
            Viewpoint::Day(_) => stored,
            Viewpoint::Plan(id) => {
                let plan = self.snapshot.plans.get(id);
                let in_force = plan.is_none_or(|plan| plan.state == PlanState::InForce);
                if in_force {
                    stored
                } else {
                    Ground::Draft(id.clone())
                }
            }
        }
    }

    /// The plan that was asked for.
    pub(crate) fn plan(&self) -> Option<&PlanId> {
        match &self.asked.0 {
            Viewpoint::Plan(id) => Some(id),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        let format = |text: &str| day("/query/at", text).map(Count::format_date).ok();
        for (text, expected) in [
            ("2026-11-22", Some("2026-11-22")),
            ("2026-11-22T23:30:00-05:00", Some("2026-11-22")),
            ("2026-11-22T00:30:00 08:00", Some("2026-11-22")),
            ("2026-11-22T00:30:00Z", Some("2026-11-22")),
            ("2026-13-01", None),
            ("today", None),
            ("", None),
            ("2026-11-22T00:30:00", None),
        ] {
            assert_eq!(format(text).as_deref(), expected, "{text}");
        }
    }
    #[test]
    fn moments_of_the_ogc() {
        let named = |text: &str| {
            let moment = moment("/query/datetime", text).ok()?;
            Some(Asked(moment).parameter().unwrap_or_default())
        };
        for (text, expected) in [
            ("2026-11-22", Some("at=2026-11-22")),
            ("2026-11-22T23:30:00Z", Some("at=2026-11-22")),
            ("2025-01-01/2026-11-22", Some("at=2026-11-22")),
            ("../2026-11-22", Some("at=2026-11-22")),
            ("/2026-11-22", Some("at=2026-11-22")),
            ("2025-01-01/..", Some("")),
            ("2025-01-01/", Some("")),
            ("2026-11-22/2025-01-01", None),
            ("../..", None),
            ("/", None),
            ("..", None),
            ("2026-11-22/x", None),
            ("x/..", None),
            ("2026-11-22/2026-11-23/2026-11-24", None),
        ] {
            assert_eq!(named(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn subsets_of_time() {
        for (text, expected) in [
            ("datetime(\"2026-11-22\")", Some("2026-11-22")),
            (
                "datetime(\"2026-11-22T00:00:00Z\":\"2026-11-23\")",
                Some("2026-11-22T00:00:00Z/2026-11-23"),
            ),
            ("datetime(*:\"2026-11-23\")", Some("../2026-11-23")),
            ("datetime(\"2026-11-23\":*)", Some("2026-11-23/..")),
            ("datetime(2026-11-22)", None),
            ("datetime(\"2026-11-22\"", None),
            ("Lat(1:2)", None),
            ("", None),
        ] {
            let time = time_of_subset(text);
            assert_eq!(time.ok().as_deref(), expected, "{text}");
        }
    }
}
