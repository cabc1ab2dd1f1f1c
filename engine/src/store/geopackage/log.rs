//! The log: what stands in it beside the rows of each commit.

use rusqlite::blob::ZeroBlob;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, Transaction, params};

use super::commit::{LOG, number, revision};
use super::dates::{date_text, parse_date};
use super::failure::Failure;
use super::sql;
use crate::model::{Delta, LogEntry, Note, PlanId, RequestKey, Revision};
use crate::store::StoreError;
use crate::store::codec::fault;
use crate::store::log::{LogHash, NO_HASH, chained, changed_text, parse_changed};

/// A delta longer than this is written in place.
const LONG_BYTES: usize = 1 << 20;

/// Adds a commit, whose delta is stored as these bytes.
pub(super) fn append(
    writing: &Transaction<'_>,
    revision: Revision,
    delta: &Delta,
    bytes: &[u8],
    hash: &LogHash,
) -> Result<(), Failure> {
    let note = &delta.note;
    let request = note.request.as_ref();
    // SQLite would hold a long value three times while it makes the row
    let is_long = bytes.len() > LONG_BYTES;
    let room = ZeroBlob(bytes.len() as u64);
    let stored = if is_long {
        room.to_sql()?
    } else {
        bytes.to_sql()?
    };
    writing.prepare_cached(sql::LOG_COMMIT)?.execute(params![
        number(revision),
        note.author,
        note.reason,
        note.at,
        request.map(|request| &request.key),
        request.map(|request| &request.digest[..]),
        note.undoes.map(number),
        note.effective.map(date_text),
        changed_text(delta),
        delta.plan().as_ref().map(PlanId::as_str),
        &hash[..],
        stored,
    ])?;
    if is_long {
        let mut delta = writing.blob_open("main", LOG, "delta", number(revision), false)?;
        delta.write_all_at(bytes, 0)?;
        delta.close()?;
    }
    Ok(())
}

/// The log before a revision, the newest first.
pub(super) fn before(
    connection: &Connection,
    end: Revision,
    limit: usize,
) -> Result<Vec<LogEntry>, Failure> {
    let mut statement = connection.prepare_cached(sql::LOG_BEFORE)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query([number(end), limit])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry(row)?);
    }
    Ok(entries)
}

/// The entry of a row with the columns of [`sql::LOG_BEFORE`].
pub(super) fn entry(row: &Row<'_>) -> Result<LogEntry, Failure> {
    let stored: i64 = row.get(0)?;
    let damage = |reason: &str| StoreError::Row {
        table: LOG,
        row: stored,
        error: fault(0, reason),
    };
    let request = match (row.get::<_, Option<String>>(4)?, digest(row.get_ref(5)?)) {
        (Some(key), Some(digest)) => Some(RequestKey { key, digest }),
        (None, None) => None,
        _ => return Err(damage("the request and its digest do not fit").into()),
    };
    let effective: Option<String> = row.get(7)?;
    let effective = effective.map(|text| parse_date(&text).ok_or_else(|| damage("no date")));
    let plan: Option<String> = row.get(9)?;
    let plan = plan.map(|id| PlanId::new(&id).map_err(|error| damage(&error.to_string())));
    let undoes: Option<i64> = row.get(6)?;
    Ok(LogEntry {
        revision: revision(stored).ok_or_else(|| damage("the revision is negative"))?,
        note: Note {
            author: row.get(1)?,
            reason: row.get(2)?,
            at: row.get(3)?,
            request,
            undoes: undoes.and_then(revision),
            effective: effective.transpose()?,
        },
        changed: parse_changed(&row.get::<_, String>(8)?),
        plan: plan.transpose()?,
        hash: digest(row.get_ref(10)?).unwrap_or(NO_HASH),
    })
}

fn digest(value: ValueRef<'_>) -> Option<[u8; 32]> {
    value.as_blob_or_null().ok()??.try_into().ok()
}

/// The revision of a request, and the digest of what was asked.
pub(super) fn commit_of(
    connection: &Connection,
    key: &str,
) -> Result<Option<(Revision, [u8; 32])>, Failure> {
    let found = connection
        .prepare_cached(sql::COMMIT_OF)?
        .query_row([key], |row| {
            Ok((row.get::<_, i64>(0)?, digest(row.get_ref(1)?)))
        })
        .optional()?;
    Ok(found.and_then(|(number, digest)| Some((revision(number)?, digest?))))
}

/// The hash of the log up to a revision, `None` where an earlier format has none.
pub(super) fn hash_of(
    connection: &Connection,
    revision: Revision,
) -> Result<Option<LogHash>, Failure> {
    if revision == Revision::default() {
        let first: Option<Vec<u8>> = connection
            .prepare_cached(sql::HASH_OF)?
            .query_row([1], |row| row.get(0))
            .optional()?;
        return Ok(first.filter(|hash| !hash.is_empty()).map(|_| NO_HASH));
    }
    let hash: Option<Vec<u8>> = connection
        .prepare_cached(sql::HASH_OF)?
        .query_row([number(revision)], |row| row.get(0))
        .optional()?;
    Ok(hash.and_then(|hash| hash.try_into().ok()))
}

/// Moves the log of a store of format 2 to its new table, with the hashes that it lacks. O(bytes of the log).
pub(super) fn move_old(moving: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut all = moving.prepare(sql::OLD_LOG)?;
    let mut add = moving.prepare(sql::MOVE_COMMIT)?;
    let mut rows = all.query([])?;
    let mut hash = NO_HASH;
    while let Some(row) = rows.next()? {
        let delta = row.get_ref(4)?;
        hash = chained(&hash, delta.as_blob()?);
        let (revision, author) = (row.get_ref(0)?, row.get_ref(1)?);
        let (reason, at) = (row.get_ref(2)?, row.get_ref(3)?);
        let hash = &hash[..];
        add.execute(params![
            ToSqlOutput::Borrowed(revision),
            ToSqlOutput::Borrowed(author),
            ToSqlOutput::Borrowed(reason),
            ToSqlOutput::Borrowed(at),
            hash,
            ToSqlOutput::Borrowed(delta),
        ])?;
    }
    drop(rows);
    drop(all);
    moving.execute_batch(sql::DROP_OLD_LOG)
}
