//! Why a change was not committed.

use std::sync::Arc;

use crate::edit::EditError;
use crate::model::{DatasetError, Revision};
use crate::plans::PlanError;
use crate::store::StoreError;

/// How many rows a message names; the others are counted.
const NAMED: usize = 3;

/// Why a change was not committed; store and snapshot are as before.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The changeset is refused.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// It could not be made durable. Shared by all that were to be committed together.
    #[error(transparent)]
    Store(#[from] Arc<StoreError>),
    /// It does not fit the snapshot.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// A plan cannot be changed so.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// Somebody has changed the same rows since the revision that the change starts from.
    #[error("{} since revision {base}: look at it again", changed(.rows))]
    Stale {
        /// The revision that the change starts from.
        base: Revision,
        /// The newest revision.
        head: Revision,
        /// The rows, as table and key, with the revision that changed each last.
        rows: Vec<(String, Revision)>,
    },
    /// The revision that the change starts from is not one of this store, or too old to say what has changed since.
    #[error("revision {base} is not known here, the newest is {head}")]
    Base {
        /// The revision that the change starts from.
        base: Revision,
        /// The newest revision.
        head: Revision,
    },
    /// Something else was asked for under the same key.
    #[error("the key `{0}` was used for another request")]
    Key(String),
    /// There is no such revision.
    #[error("there is no revision {0}")]
    Unknown(Revision),
    /// A revision cannot be taken back because its rows have changed since.
    #[error("revision {revision} cannot be taken back, {} since", changed(.rows))]
    Undo {
        /// The revision.
        revision: Revision,
        /// The rows, as table and key, with the revision that changed each last, 0 where that is not remembered.
        rows: Vec<(String, Revision)>,
    },
    /// The change was not looked at because another one failed badly.
    #[error("the change was interrupted and is not committed, send it again")]
    Interrupted,
}

impl From<StoreError> for CommitError {
    fn from(error: StoreError) -> Self {
        Self::Store(Arc::new(error))
    }
}

fn changed(rows: &[(String, Revision)]) -> String {
    let name = |(row, revision): &(String, Revision)| match revision.0 {
        0 => row.clone(),
        _ => format!("{row} (revision {revision})"),
    };
    let named: Vec<String> = rows.iter().take(NAMED).map(name).collect();
    let verb = if rows.len() == 1 { "has" } else { "have" };
    let more = match rows.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more} {verb} changed", named.join(", "))
}
