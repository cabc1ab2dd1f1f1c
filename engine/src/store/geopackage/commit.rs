//! The commit log, and the one transaction that a commit is.

use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use super::failure::Failure;
use super::load::Loading;
use super::sql;
use super::table::apply_changes;
use crate::model::{Change, Commit, Dataset, Delta, Record, Revision};
use crate::store::StoreError;
use crate::store::codec::{decode_delta, encode_delta, fault};

/// The name of the log in errors.
const LOG: &str = "hexward_commit";

/// All rows and the newest revision, as one transaction sees them.
pub(super) fn load(connection: &mut Connection) -> Result<Dataset, Failure> {
    let reading = connection.transaction()?;
    let revision = head(&reading)?;
    std::thread::scope(|scope| {
        let place = Loading::start(scope, &reading)?;
        let grids = Loading::start(scope, &reading)?;
        let crossing_layers = Loading::start(scope, &reading)?;
        let cells = Loading::start(scope, &reading)?;
        let addresses = Loading::start(scope, &reading)?;
        let checkpoints = Loading::start(scope, &reading)?;
        let barriers = Loading::start(scope, &reading)?;
        let counts = Loading::start(scope, &reading)?;
        Ok(Dataset {
            revision,
            place: place.finish()?,
            grids: grids.finish()?,
            crossing_layers: crossing_layers.finish()?,
            cells: cells.finish()?,
            addresses: addresses.finish()?,
            checkpoints: checkpoints.finish()?,
            barriers: barriers.finish()?,
            counts: counts.finish()?,
        })
    })
}

/// Makes a delta durable. Whatever fails, the transaction ends without a trace.
pub(super) fn commit(
    connection: &mut Connection,
    base: Revision,
    delta: &Delta,
) -> Result<Revision, Failure> {
    let writing = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let head = head(&writing)?;
    if base != head {
        return Err(StoreError::Stale { base, head }.into());
    }
    apply_changes(&writing, &delta.place)?;
    apply_changes(&writing, &delta.grids)?;
    apply_changes(&writing, &delta.crossing_layers)?;
    apply_changes(&writing, &delta.cells)?;
    apply_changes(&writing, &delta.addresses)?;
    apply_changes(&writing, &delta.checkpoints)?;
    apply_changes(&writing, &delta.barriers)?;
    apply_changes(&writing, &delta.counts)?;
    date_tables(&writing, delta)?;
    let revision = head.next();
    let note = &delta.note;
    let row = params![
        number(revision),
        note.author,
        note.reason,
        note.at,
        encode_delta(delta)
    ];
    writing.prepare_cached(sql::LOG_COMMIT)?.execute(row)?;
    writing.commit()?;
    Ok(revision)
}

/// The commits after `base`, oldest first, none left out.
pub(super) fn since(connection: &mut Connection, base: Revision) -> Result<Vec<Commit>, Failure> {
    let reading = connection.transaction()?;
    let mut statement = reading.prepare_cached(sql::COMMITS_AFTER)?;
    let mut rows = statement.query([number(base)])?;
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
        let bytes = row
            .get_ref(1)?
            .as_blob()
            .map_err(|error| damage(fault(0, error)))?;
        commits.push(Commit {
            revision: last,
            delta: decode_delta(bytes).map_err(damage)?,
        });
    }
    Ok(commits)
}

/// The newest revision.
fn head(connection: &Connection) -> Result<Revision, Failure> {
    let newest: Option<i64> = connection
        .prepare_cached(sql::HEAD)?
        .query_row([], |row| row.get(0))?;
    let newest = newest.unwrap_or_default();
    let negative = |_| StoreError::Row {
        table: LOG,
        row: newest,
        error: fault(0, "the revision is negative"),
    };
    Ok(Revision(u64::try_from(newest).map_err(negative)?))
}

/// A revision as SQLite counts; one that is too large is later than any that is stored.
fn number(revision: Revision) -> i64 {
    i64::try_from(revision.0).unwrap_or(i64::MAX)
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
