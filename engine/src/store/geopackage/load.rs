//! Reading whole tables: this thread takes the rows from SQLite, another one makes records of them.
//!
//! SQLite gives the rows of a connection to one thread at a time. That takes about as long as decoding them, so the two
//! run side by side, and the geometries of one table are still decoded while the rows of the next one arrive.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Scope, ScopedJoinHandle};

use rusqlite::Connection;

use super::batch::Batch;
use super::failure::Failure;
use super::row::{Row, read_row};
use crate::store::StoreError;
use crate::store::keyed::sort;

/// How many batches, of 64 KB and more, may wait to be decoded: geometries take longer to decode than to read.
const WAITING: usize = 1024;

/// A table whose rows have been read and may still be being decoded.
pub(super) struct Loading<'scope, T>(ScopedJoinHandle<'scope, Result<Vec<T>, StoreError>>);

impl<'scope, T: Row + 'scope> Loading<'scope, T> {
    /// Reads all rows of a table and leaves decoding them to a thread of the scope.
    pub(super) fn start(
        scope: &'scope Scope<'scope, '_>,
        connection: &Connection,
    ) -> Result<Self, Failure> {
        let (sender, receiver) = sync_channel(WAITING);
        let decoding = scope.spawn(move || decode_all(&receiver));
        read_all::<T>(connection, &sender)?;
        Ok(Self(decoding))
    }

    /// The records, sorted by key, each key once. O(rows), O(rows log rows) when they were not stored in order.
    pub(super) fn finish(self) -> Result<Vec<T>, StoreError> {
        let panicked = |panic| std::panic::resume_unwind(panic);
        self.0.join().unwrap_or_else(panicked)
    }
}

fn read_all<T: Row>(connection: &Connection, sender: &SyncSender<Batch>) -> Result<(), Failure> {
    let mut statement = connection.prepare_cached(T::SQL.all)?;
    let names = Batch::names_of(&statement);
    let mut stored = statement.query([])?;
    let mut batch = Batch::new(names.clone());
    while let Some(row) = stored.next()? {
        batch.push(row)?;
        if batch.is_full() {
            let full = std::mem::replace(&mut batch, Batch::new(names.clone()));
            if sender.send(full).is_err() {
                // the decoder met a row that it cannot read, and says so when it is joined
                return Ok(());
            }
        }
    }
    // as above
    let _ = sender.send(batch);
    Ok(())
}

fn decode_all<T: Row>(batches: &Receiver<Batch>) -> Result<Vec<T>, StoreError> {
    let mut rows: Vec<T> = Vec::new();
    let mut is_sorted = true;
    for batch in batches {
        for row in 0..batch.rows() {
            let (_, record) = read_row::<T>(&batch, row)?;
            is_sorted &= rows.last().is_none_or(|last| last.compare(&record).is_lt());
            rows.push(record);
        }
    }
    rows.shrink_to_fit();
    if !is_sorted {
        sort(&mut rows)?;
    }
    Ok(rows)
}
