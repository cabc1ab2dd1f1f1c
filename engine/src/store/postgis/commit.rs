//! The log of commits, and the one transaction that a commit is.

use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, GenericClient, IsolationLevel, Transaction};

use super::failure::Failure;
use super::table::{apply_changes, read_table};
use super::{log, sql};
use crate::model::{Commit, Dataset, Delta, Revision};
use crate::store::StoreError;
use crate::store::codec::{decode_delta, fault};
use crate::store::log::{LogHash, NO_HASH, chained};
use crate::watch::Watch;

/// The name of the log in errors.
pub(super) const LOG: &str = "commits";

/// A revision and the hash of the log up to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// The revision.
    pub(super) revision: Revision,
    hash: LogHash,
}

impl Head {
    /// What the head is after a delta in its binary form.
    fn after(&self, delta: &[u8]) -> Self {
        Self {
            revision: self.revision.next(),
            hash: chained(&self.hash, delta),
        }
    }
}

fn reading(client: &mut Client) -> Result<Transaction<'_>, postgres::Error> {
    let whole = IsolationLevel::RepeatableRead;
    client
        .build_transaction()
        .isolation_level(whole)
        .read_only(true)
        .start()
}

/// All rows and the newest revision, as one transaction sees them.
pub(super) fn load(client: &mut Client) -> Result<Dataset, Failure> {
    let mut reading = reading(client)?;
    Ok(Dataset {
        revision: head(&mut reading)?.revision,
        place: read_table(&mut reading)?,
        grids: read_table(&mut reading)?,
        crossing_layers: read_table(&mut reading)?,
        cells: read_table(&mut reading)?,
        addresses: read_table(&mut reading)?,
        checkpoints: read_table(&mut reading)?,
        barriers: read_table(&mut reading)?,
        counts: read_table(&mut reading)?,
        units: read_table(&mut reading)?,
        plans: read_table(&mut reading)?,
        plan_steps: read_table(&mut reading)?,
        roles: read_table(&mut reading)?,
        duties: read_table(&mut reading)?,
    })
}

/// What is to be made durable.
pub(super) struct Changes<'a> {
    pub(super) deltas: &'a [&'a Delta],
    /// Their binary forms.
    pub(super) forms: &'a [Vec<u8>],
    pub(super) watch: &'a Watch,
}

/// Makes deltas durable for the writer of a number, and tells those who wait. Whatever
/// fails, the transaction ends without a trace, unless the connection is lost while the server commits it.
pub(super) fn commit(
    client: &mut Client,
    epoch: i64,
    base: Revision,
    changes: &Changes<'_>,
) -> Result<Revision, Failure> {
    let mut writing = client.transaction()?;
    // kept to the end: whoever wants to be the next writer waits for this commit
    if writing.query_one(sql::EPOCH, &[])?.try_get::<_, i64>(0)? != epoch {
        return Err(Failure::Superseded);
    }
    let mut head = head(&mut writing)?;
    if base != head.revision {
        let head = head.revision;
        return Err(StoreError::Stale { base, head }.into());
    }
    for (delta, bytes) in changes.deltas.iter().zip(changes.forms) {
        apply(&mut writing, delta, changes.watch)?;
        head = head.after(bytes);
        log::append(&mut writing, head.revision, delta, bytes, &head.hash)?;
    }
    writing.query_one(sql::NOTIFY, &[&head.revision.to_string()])?;
    writing.commit()?;
    Ok(head.revision)
}

fn apply(writing: &mut Transaction<'_>, delta: &Delta, watch: &Watch) -> Result<(), Failure> {
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
    apply_changes(writing, &delta.duties, watch)
}

/// The newest revision if it is that of deltas on a base whose commit was not heard of: asked by the same writer, which
/// has the turn again.
pub(super) fn find(
    client: &mut Client,
    base: Revision,
    forms: &[Vec<u8>],
) -> Result<Option<Revision>, Failure> {
    let mut meant = Head {
        revision: base,
        hash: log::hash_of(client, base)?,
    };
    for bytes in forms {
        meant = meant.after(bytes);
    }
    let head = head(client)?;
    Ok((head == meant).then_some(head.revision))
}

/// So many commits after `base`, oldest first, none left out and none changed.
pub(super) fn commits_after(
    client: &mut Client,
    base: Revision,
    limit: usize,
) -> Result<Vec<Commit>, Failure> {
    let mut reading = reading(client)?;
    let mut hash = log::hash_of(&mut reading, base)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = reading.query_raw(sql::COMMITS_AFTER, [number(base), limit])?;
    let mut commits = Vec::new();
    let mut last = base;
    while let Some(row) = rows.next()? {
        let revision: i64 = row.try_get(0)?;
        let damage = |error| StoreError::Row {
            table: LOG,
            row: revision,
            error,
        };
        last = last.next();
        if revision != number(last) {
            return Err(damage(fault(0, format!("revision {last} is missing before it"))).into());
        }
        let bytes: &[u8] = row.try_get(1)?;
        hash = chained(&hash, bytes);
        if row.try_get::<_, &[u8]>(2)? != hash {
            return Err(damage(fault(0, "the hash is not that of the log up to here")).into());
        }
        commits.push(Commit {
            revision: last,
            delta: decode_delta(bytes).map_err(damage)?,
        });
    }
    Ok(commits)
}

/// The newest revision.
pub(super) fn head(client: &mut impl GenericClient) -> Result<Head, Failure> {
    let Some(row) = client.query_opt(sql::HEAD, &[])? else {
        return Ok(Head {
            revision: Revision::default(),
            hash: NO_HASH,
        });
    };
    Ok(Head {
        revision: revision(row.try_get(0)?)?,
        hash: log::hash(&row, 1)?,
    })
}

/// The revision of a stored number.
pub(super) fn revision(number: i64) -> Result<Revision, Failure> {
    let negative = |_| StoreError::Row {
        table: LOG,
        row: number,
        error: fault(0, "the revision is negative"),
    };
    Ok(Revision(u64::try_from(number).map_err(negative)?))
}

/// A revision as PostgreSQL counts; one that is too large is later than any that is stored.
pub(super) fn number(revision: Revision) -> i64 {
    i64::try_from(revision.0).unwrap_or(i64::MAX)
}
