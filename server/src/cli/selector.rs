//! Which plan is meant: the form in which commands and the API name one.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use hexward_engine::Viewpoint;
use hexward_engine::model::{Count, PlanId, Revision};

/// A plan to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Selector {
    /// In the store: `official` for what is in force, `plan:ID` for a plan, `at:YYYY-MM-DD` for what is in force at the end
    /// of a day, `revision:N` for what was after a commit.
    View(Viewpoint),
    /// `file:PATH`: what is in force in another store, a GeoPackage file. For commands only: a server opens no file that
    /// a request names.
    File(PathBuf),
}

/// A text that names no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not official, plan:ID, at:YYYY-MM-DD, revision:NUMBER or file:PATH")]
pub(crate) struct SelectorError(String);

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        let selector = match text.split_once(':') {
            None => (text == "official").then_some(Self::View(Viewpoint::Newest)),
            Some(("plan", id)) => PlanId::new(id)
                .ok()
                .map(|id| Self::View(Viewpoint::Plan(id))),
            Some(("at", day)) => Count::parse_date(day).map(|day| Self::View(Viewpoint::Day(day))),
            Some(("revision", number)) => {
                let revision = number.parse().ok().map(Revision);
                revision.map(|revision| Self::View(Viewpoint::Revision(revision)))
            }
            Some(("file", path)) => (!path.is_empty()).then(|| Self::File(path.into())),
            Some(_) => None,
        };
        selector.ok_or_else(|| SelectorError(crate::error::shown(text)))
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::View(Viewpoint::Newest) => f.write_str("official"),
            Self::View(Viewpoint::Plan(id)) => write!(f, "plan:{id}"),
            Self::View(Viewpoint::Day(day)) => write!(f, "at:{}", Count::format_date(*day)),
            Self::View(Viewpoint::Revision(revision)) => write!(f, "revision:{revision}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_read_and_shown() {
        for text in [
            "official",
            "plan:2027",
            "at:2026-12-31",
            "revision:0",
            "file:a/b.gpkg",
            "file:C:/x.gpkg",
        ] {
            let selector: Selector = text.parse().expect("a selector");
            assert_eq!(selector.to_string(), text);
        }
        for text in [
            "",
            "file",
            "file:",
            "Official",
            "official:",
            "a.gpkg",
            "plan:",
            "at:today",
            "revision:-1",
        ] {
            assert!(text.parse::<Selector>().is_err(), "{text}");
        }
    }
}
