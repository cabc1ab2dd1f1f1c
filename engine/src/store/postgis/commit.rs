//! The log of commits, and the one transaction that a commit is.

use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, GenericClient, IsolationLevel, Transaction};
use sha2::{Digest, Sha256};

use super::failure::Failure;
use super::sql;
use super::table::{apply_changes, read_table};
use super::text::stored;
use crate::model::{Commit, Dataset, Delta, Revision};
use crate::store::StoreError;
use crate::store::codec::{decode_delta, fault};

/// The name of the log in errors.
const LOG: &str = "commits";
/// The hash before the first commit.
const NO_HASH: [u8; 32] = [0; 32];

/// A revision and the hash of the log up to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// The revision.
    pub(super) revision: Revision,
    hash: Vec<u8>,
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

fn chained(before: &[u8], delta: &[u8]) -> Vec<u8> {
    Sha256::new()
        .chain_update(before)
        .chain_update(delta)
        .finalize()
        .to_vec()
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
    })
}

/// Makes a delta durable for the writer of a number, and tells those who wait. `bytes` is its binary form. Whatever
/// fails, the transaction ends without a trace, unless the connection is lost while the server commits it.
pub(super) fn commit(
    client: &mut Client,
    epoch: i64,
    base: Revision,
    delta: &Delta,
    bytes: &[u8],
) -> Result<Revision, Failure> {
    let mut writing = client.transaction()?;
    // kept to the end: whoever wants to be the next writer waits for this commit
    if writing.query_one(sql::EPOCH, &[])?.try_get::<_, i64>(0)? != epoch {
        return Err(Failure::Superseded);
    }
    let head = head(&mut writing)?;
    if base != head.revision {
        let head = head.revision;
        return Err(StoreError::Stale { base, head }.into());
    }
    apply_changes(&mut writing, &delta.place)?;
    apply_changes(&mut writing, &delta.grids)?;
    apply_changes(&mut writing, &delta.crossing_layers)?;
    apply_changes(&mut writing, &delta.cells)?;
    apply_changes(&mut writing, &delta.addresses)?;
    apply_changes(&mut writing, &delta.checkpoints)?;
    apply_changes(&mut writing, &delta.barriers)?;
    apply_changes(&mut writing, &delta.counts)?;
    let next = head.after(bytes);
    let note = &delta.note;
    let (author, reason, at) = (stored(&note.author), stored(&note.reason), stored(&note.at));
    writing.execute(
        sql::LOG_COMMIT,
        &[
            &number(next.revision),
            &author,
            &reason,
            &at,
            &bytes,
            &next.hash,
        ],
    )?;
    writing.query_one(sql::NOTIFY, &[&next.revision.to_string()])?;
    writing.commit()?;
    Ok(next.revision)
}

/// The revision of a delta on a base whose commit was not heard of, if it was committed: asked by the same writer, which
/// has the lock again.
pub(super) fn find(
    client: &mut Client,
    base: Revision,
    bytes: &[u8],
) -> Result<Option<Revision>, Failure> {
    let before = Head {
        revision: base,
        hash: hash_of(client, base)?,
    };
    let head = head(client)?;
    Ok((head == before.after(bytes)).then_some(head.revision))
}

/// The commits after `base`, oldest first, none left out and none changed.
pub(super) fn since(client: &mut Client, base: Revision) -> Result<Vec<Commit>, Failure> {
    let mut reading = reading(client)?;
    let mut hash = hash_of(&mut reading, base)?;
    let mut rows = reading.query_raw(sql::COMMITS_AFTER, [number(base)])?;
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
            hash: NO_HASH.to_vec(),
        });
    };
    let newest: i64 = row.try_get(0)?;
    let negative = |_| StoreError::Row {
        table: LOG,
        row: newest,
        error: fault(0, "the revision is negative"),
    };
    Ok(Head {
        revision: Revision(u64::try_from(newest).map_err(negative)?),
        hash: row.try_get(1)?,
    })
}

/// The hash of the log up to a revision; that before the first commit when there is no such revision.
fn hash_of(client: &mut impl GenericClient, revision: Revision) -> Result<Vec<u8>, Failure> {
    let row = client.query_opt(sql::HASH_OF, &[&number(revision)])?;
    Ok(row.map_or_else(|| Ok(NO_HASH.to_vec()), |row| row.try_get(0))?)
}

/// A revision as PostgreSQL counts; one that is too large is later than any that is stored.
fn number(revision: Revision) -> i64 {
    i64::try_from(revision.0).unwrap_or(i64::MAX)
}
