//! What a file changes of a plan, in words and for programs.

use std::fmt;

use serde::Serialize;

/// One thing that a file changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "operation", rename_all = "snake_case")]
pub(super) enum Operation {
    Renumber {
        code: String,
        to: String,
    },
    Merge {
        code: String,
        into: String,
    },
    New {
        code: String,
    },
    Rename {
        code: String,
        name: String,
    },
    Reparent {
        code: String,
        parent: Option<String>,
    },
    Outline {
        code: String,
    },
    Below {
        tier: &'static str,
        grids: usize,
    },
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Renumber { code, to } => write!(f, "renumber {code} to {to}"),
            Self::Merge { code, into } => write!(f, "merge {code} into {into}"),
            Self::New { code } => write!(f, "new grid {code}"),
            Self::Rename { code, name } => write!(f, "rename {code} to {name}"),
            Self::Reparent {
                code,
                parent: Some(parent),
            } => write!(f, "{code} belongs to {parent}"),
            Self::Reparent { code, parent: None } => write!(f, "{code} belongs to no grid"),
            Self::Outline { code } => write!(f, "new outline of {code}"),
            Self::Below { tier, grids } => {
                write!(f, "{grids} grids of tier {tier} keep to the new borders")
            }
        }
    }
}
