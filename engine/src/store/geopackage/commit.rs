//! The commit log, and the one transaction that a commit is.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use super::failure::Failure;
use super::load::{self, Portions};
use super::packed::{pack, unpack};
use super::table::apply_changes;
use super::{log, sql};
use crate::model::{Address, Change, Commit, Count, Dataset, Delta, Record, Revision};
use crate::store::StoreError;
use crate::store::codec::{decode_delta, encode_delta, fault};
use crate::store::log::{LogHash, NO_HASH, chained};
use crate::watch::Watch;

/// The name of the log in errors.
pub(super) const LOG: &str = "hexward_commit";

/// With so many changes a delta is worth a thread that encodes it while its rows are written.
const LARGE: usize = 10_000;

/// A revision and the hash of the log up to it.
#[derive(PartialEq, Eq)]
pub(super) struct Head {
    /// The revision.
    pub(super) revision: Revision,
    hash: LogHash,
}

/// All rows and the newest revision, as one transaction sees them. Another connection helps if it sees the same revision.
pub(super) fn load(
    connection: &mut Connection,
    beside: Option<Connection>,
) -> Result<Dataset, Failure> {
    let reading = connection.transaction()?;
    let found = head(&reading)?;
    let sees_the_same = |beside: &Connection| {
        let began = beside.execute_batch("BEGIN");
        began.is_ok() && head(beside).is_ok_and(|head| head == found)
    };
    rows(&reading, beside.filter(sees_the_same))
}

/// The same, within a transaction, and within one of another connection.
pub(super) fn rows(reading: &Connection, beside: Option<Connection>) -> Result<Dataset, Failure> {
    let addresses = Portions::of::<Address>(reading)?;
    let counts = Portions::of::<Count>(reading)?;
    let backwards = |beside: &Connection| -> Result<_, Failure> {
        Ok((addresses.backwards(beside)?, counts.backwards(beside)?))
    };
    let (short, starts, ends) = std::thread::scope(|scope| {
        let ends = beside.map(|beside| scope.spawn(move || backwards(&beside)));
        let short = short_tables(reading)?;
        let starts = (addresses.forwards(reading)?, counts.forwards(reading)?);
        let panicked = |panic| std::panic::resume_unwind(panic);
        let ends = ends.map(|ends| ends.join().unwrap_or_else(panicked));
        Ok::<_, Failure>((short, starts, ends.transpose()?.unwrap_or_default()))
    })?;
    Ok(Dataset {
        addresses: load::joined(starts.0, ends.0)?,
        counts: load::joined(starts.1, ends.1)?,
        ..short
    })
}

/// The newest revision and all rows but addresses and counts.
fn short_tables(reading: &Connection) -> Result<Dataset, Failure> {
    Ok(Dataset {
        revision: head(reading)?.revision,
        place: load::all(reading)?,
        grids: load::all(reading)?,
        crossing_layers: load::all(reading)?,
        cells: load::all(reading)?,
        addresses: Vec::new(),
        checkpoints: load::all(reading)?,
        barriers: load::all(reading)?,
        counts: Vec::new(),
        units: load::all(reading)?,
        plans: load::all(reading)?,
        plan_steps: load::all(reading)?,
        roles: load::all(reading)?,
        duties: load::all(reading)?,
    })
}

/// Makes deltas durable, after what is to be done first in the transaction. Whatever fails, it ends without a trace.
pub(super) fn commit(
    connection: &mut Connection,
    base: Revision,
    deltas: &[&Delta],
    watch: &Watch,
    begin: &dyn Fn(&Connection) -> Result<(), Failure>,
) -> Result<Revision, Failure> {
    let writing = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut head = head(&writing)?;
    if base != head.revision {
        let head = head.revision;
        return Err(StoreError::Stale { base, head }.into());
    }
    begin(&writing)?;
    for delta in deltas {
        head = append(&writing, &head, delta, watch)?;
    }
    writing.commit()?;
    Ok(head.revision)
}

fn append(
    writing: &Transaction<'_>,
    head: &Head,
    delta: &Delta,
    watch: &Watch,
) -> Result<Head, Failure> {
    let (bytes, hash) = if delta.len() < LARGE {
        change_tables(writing, delta, watch)?;
        logged(head, delta)
    } else {
        std::thread::scope(|scope| {
            let logged = scope.spawn(|| logged(head, delta));
            change_tables(writing, delta, watch)?;
            let panicked = |panic| std::panic::resume_unwind(panic);
            Ok::<_, Failure>(logged.join().unwrap_or_else(panicked))
        })?
    };
    let next = Head {
        revision: head.revision.next(),
        hash,
    };
    log::append(writing, next.revision, delta, &bytes, &next.hash)?;
    Ok(next)
}

/// A delta as the log keeps it, and the hash of the log with it.
fn logged(head: &Head, delta: &Delta) -> (Vec<u8>, LogHash) {
    let bytes = encode_delta(delta);
    let hash = chained(&head.hash, &bytes);
    (pack(bytes), hash)
}

fn change_tables(writing: &Transaction<'_>, delta: &Delta, watch: &Watch) -> Result<(), Failure> {
    apply_changes(writing, &delta.place, watch)?;
    apply_changes(writing, &delta.grids, watch)?;
    apply_changes(writing, &delta.crossing_layers, watch)?;
    apply_changes(writing, &delta.cells, watch)?;
    apply_changes(writing, &delta.addresses, watch)?;
    apply_changes(writing, &delta.checkpoints, watch)?;
    apply_changes(writing, &delta.barriers, watch)?;
    apply_changes(writing, &delta.counts, watch)?;
    apply_changes(writing, &delta.units, watch)?;
    apply_changes(writing, &delta.plans, watch)?;
    apply_changes(writing, &delta.plan_steps, watch)?;
    apply_changes(writing, &delta.roles, watch)?;
    apply_changes(writing, &delta.duties, watch)?;
    Ok(date_tables(writing, delta)?)
}

/// So many commits after `base`, oldest first, none left out and none changed.
pub(super) fn commits_after(
    connection: &mut Connection,
    base: Revision,
    limit: usize,
) -> Result<Vec<Commit>, Failure> {
    let reading = connection.transaction()?;
    let mut hash = log::hash_of(&reading, base)?;
    let mut statement = reading.prepare_cached(sql::COMMITS_AFTER)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query([number(base), limit])?;
    let mut commits = Vec::new();
    let mut last = base;
    while let Some(row) = rows.next()? {
        let stored: i64 = row.get(0)?;
        let damage = |error| StoreError::Row {
            table: LOG,
            row: stored,
            error,
        };
        last = last.next();
        if stored != number(last) {
            return Err(damage(fault(0, format!("revision {last} is missing before it"))).into());
        }
        let blob = |column| row.get_ref(column).map(|value| value.as_blob());
        let stored = blob(1)?.map_err(|error| damage(fault(0, error)))?;
        let bytes = &unpack(stored).map_err(damage)?;
        let stated = blob(2)?.map_err(|error| damage(fault(0, error)))?;
        hash = hash.map(|before| chained(&before, bytes));
        if hash.is_some_and(|hash| hash != stated) {
            return Err(damage(fault(0, "the hash is not that of the log up to here")).into());
        }
        commits.push(Commit {
            revision: last,
            delta: decode_delta(bytes).map_err(damage)?,
        });
    }
    Ok(commits)
}

/// The newest revision and its hash.
pub(super) fn head(connection: &Connection) -> Result<Head, Failure> {
    let newest: Option<(i64, Vec<u8>)> = connection
        .prepare_cached(sql::HEAD)?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (newest, hash) = newest.unwrap_or((0, NO_HASH.to_vec()));
    let damage = |reason: &str| StoreError::Row {
        table: LOG,
        row: newest,
        error: fault(0, reason),
    };
    Ok(Head {
        revision: revision(newest).ok_or_else(|| damage("the revision is negative"))?,
        // a reader of an earlier format has none and needs none
        hash: hash.try_into().unwrap_or(NO_HASH),
    })
}

/// A revision as SQLite counts; one that is too large is later than any that is stored.
pub(super) fn number(revision: Revision) -> i64 {
    i64::try_from(revision.0).unwrap_or(i64::MAX)
}

/// The revision of a stored number, `None` when it is negative.
pub(super) fn revision(number: i64) -> Option<Revision> {
    u64::try_from(number).ok().map(Revision)
}

/// States in the contents when the tables of a delta changed, if its note says when.
fn date_tables(writing: &Transaction<'_>, delta: &Delta) -> rusqlite::Result<()> {
    let Some(instant) = contents_instant(&delta.note.at) else {
        return Ok(());
    };
    let changed = [
        name_if_changed(&delta.place),
        name_if_changed(&delta.grids),
        name_if_changed(&delta.crossing_layers),
        name_if_changed(&delta.cells),
        name_if_changed(&delta.addresses),
        name_if_changed(&delta.checkpoints),
        name_if_changed(&delta.barriers),
        name_if_changed(&delta.counts),
        name_if_changed(&delta.units),
        name_if_changed(&delta.plans),
        name_if_changed(&delta.plan_steps),
        name_if_changed(&delta.roles),
        name_if_changed(&delta.duties),
    ];
    let mut statement = writing.prepare_cached(sql::SET_LAST_CHANGE)?;
    for table in changed.into_iter().flatten() {
        statement.execute([instant.as_str(), table])?;
    }
    Ok(())
}

fn name_if_changed<T: Record>(changes: &[Change<T>]) -> Option<&'static str> {
    (!changes.is_empty()).then_some(T::TABLE)
}

/// An RFC 3339 instant as a GeoPackage writes it: UTC with milliseconds.
fn contents_instant(at: &str) -> Option<String> {
    let utc = OffsetDateTime::parse(at, &Rfc3339)
        .ok()?
        .checked_to_offset(UtcOffset::UTC)?;
    let (date, time) = (utc.date(), utc.time());
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    Some(format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z",
        time.millisecond()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_utc_with_milliseconds() {
        let utc = |text| contents_instant(text);
        assert_eq!(
            utc("2026-03-01T06:30:00.5+08:00").as_deref(),
            Some("2026-02-28T22:30:00.500Z")
        );
        assert_eq!(
            utc("1854-09-08T00:00:00Z").as_deref(),
            Some("1854-09-08T00:00:00.000Z")
        );
        assert_eq!(utc(""), None);
        assert_eq!(utc("yesterday"), None);
    }
}
