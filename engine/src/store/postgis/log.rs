//! The log: what stands in it beside the rows of each commit.

use postgres::{Client, GenericClient, Row, Transaction};

use super::commit::{LOG, number, revision};
use super::failure::Failure;
use super::sql;
use super::text::{original, stored};
use crate::model::{Delta, LogEntry, Note, PlanId, RequestKey, Revision};
use crate::store::StoreError;
use crate::store::codec::fault;
use crate::store::log::{LogHash, NO_HASH, changed_text, parse_changed};

/// Adds a commit, whose delta in binary form are these bytes.
pub(super) fn append(
    writing: &mut Transaction<'_>,
    revision: Revision,
    delta: &Delta,
    bytes: &[u8],
    hash: &LogHash,
) -> Result<(), Failure> {
    let note = &delta.note;
    let request = note.request.as_ref();
    let plan = delta.plan();
    writing.execute(
        sql::LOG_COMMIT,
        &[
            &number(revision),
            &stored(&note.author),
            &stored(&note.reason),
            &stored(&note.at),
            &request.map(|request| stored(&request.key)),
            &request.map(|request| &request.digest[..]),
            &note.undoes.map(number),
            &note.effective,
            &changed_text(delta),
            &plan.as_ref().map(PlanId::as_str),
            &bytes,
            &&hash[..],
        ],
    )?;
    Ok(())
}

/// The log before a revision, the newest first.
pub(super) fn before(
    client: &mut Client,
    end: Revision,
    limit: usize,
) -> Result<Vec<LogEntry>, Failure> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = client.query(sql::LOG_BEFORE, &[&number(end), &limit])?;
    rows.iter().map(entry).collect()
}

fn entry(row: &Row) -> Result<LogEntry, Failure> {
    let number: i64 = row.try_get(0)?;
    let damage = |reason: &str| StoreError::Row {
        table: LOG,
        row: number,
        error: fault(0, reason),
    };
    let text = |column: usize| -> Result<Option<String>, Failure> {
        let Some(stored) = row.try_get::<_, Option<&str>>(column)? else {
            return Ok(None);
        };
        let text = original(stored).ok_or_else(|| damage("U+001A stands alone"))?;
        Ok(Some(text.into_owned()))
    };
    let digest = row.try_get::<_, Option<&[u8]>>(5)?;
    let digest = digest.and_then(|bytes| bytes.try_into().ok());
    let request = match (text(4)?, digest) {
        (Some(key), Some(digest)) => Some(RequestKey { key, digest }),
        (None, None) => None,
        _ => return Err(damage("the request and its digest do not fit").into()),
    };
    let plan = text(9)?.map(|id| PlanId::new(&id).map_err(|error| damage(&error.to_string())));
    let undoes: Option<i64> = row.try_get(6)?;
    Ok(LogEntry {
        revision: revision(number)?,
        note: Note {
            author: text(1)?.unwrap_or_default(),
            reason: text(2)?.unwrap_or_default(),
            at: text(3)?.unwrap_or_default(),
            request,
            undoes: undoes.map(revision).transpose()?,
            effective: row.try_get(7)?,
        },
        changed: parse_changed(row.try_get(8)?),
        plan: plan.transpose()?,
        hash: hash(row, 10)?,
    })
}

/// The hash in a column.
pub(super) fn hash(row: &Row, column: usize) -> Result<LogHash, Failure> {
    let bytes: &[u8] = row.try_get(column)?;
    let wrong = |_| StoreError::Row {
        table: LOG,
        row: 0,
        error: fault(0, format!("a hash of {} bytes", bytes.len())),
    };
    Ok(bytes.try_into().map_err(wrong)?)
}

/// The revision of a request, and the digest of what was asked.
pub(super) fn commit_of(
    client: &mut Client,
    key: &str,
) -> Result<Option<(Revision, [u8; 32])>, Failure> {
    let Some(row) = client.query_opt(sql::COMMIT_OF, &[&stored(key)])? else {
        return Ok(None);
    };
    Ok(Some((revision(row.try_get(0)?)?, hash(&row, 1)?)))
}

/// The hash of the log up to a revision; that before the first commit when there is no such revision.
pub(super) fn hash_of(
    client: &mut impl GenericClient,
    revision: Revision,
) -> Result<LogHash, Failure> {
    match client.query_opt(sql::HASH_OF, &[&number(revision)])? {
        None => Ok(NO_HASH),
        Some(row) => hash(&row, 0),
    }
}
