//! Rows as SQLite gave them, copied so that another thread can read them.

use std::ops::Range;
use std::sync::Arc;

use rusqlite::types::ValueRef;

/// A value whose bytes, if it has any, lie in the batch.
enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(Range<u32>),
    Blob(Range<u32>),
}

/// Some rows of one statement.
pub(super) struct Batch {
    names: Arc<[String]>,
    values: Vec<Value>,
    bytes: Vec<u8>,
}

impl Batch {
    /// A batch is full with this many rows or bytes: small enough to stay in a core's cache.
    const ROWS: usize = 512;
    const BYTES: usize = 1 << 16;

    /// An empty batch for rows with columns of these names.
    pub(super) fn new(names: Arc<[String]>) -> Self {
        Self {
            names,
            values: Vec::new(),
            bytes: Vec::new(),
        }
    }

    /// The names of a statement's columns.
    pub(super) fn names_of(statement: &rusqlite::Statement<'_>) -> Arc<[String]> {
        let names = statement.column_names();
        names.into_iter().map(str::to_owned).collect()
    }

    /// Adds a copy of a row.
    pub(super) fn push(&mut self, row: &rusqlite::Row<'_>) -> rusqlite::Result<()> {
        for column in 0..self.names.len() {
            let value = match row.get_ref(column)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => Value::Integer(number),
                ValueRef::Real(number) => Value::Real(number),
                ValueRef::Text(bytes) => Value::Text(self.keep(bytes)),
                ValueRef::Blob(bytes) => Value::Blob(self.keep(bytes)),
            };
            self.values.push(value);
        }
        Ok(())
    }

    fn keep(&mut self, bytes: &[u8]) -> Range<u32> {
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(bytes);
        start..self.bytes.len() as u32
    }

    /// Whether it should be read before more is added. One row more always fits: a value of SQLite has less than 2^30 bytes.
    pub(super) fn is_full(&self) -> bool {
        self.rows() >= Self::ROWS || self.bytes.len() >= Self::BYTES
    }

    /// How many rows it has.
    pub(super) fn rows(&self) -> usize {
        self.values.len() / self.names.len().max(1)
    }

    /// The value in a column of a row; `None` beyond the last.
    pub(super) fn value(&self, row: usize, column: usize) -> Option<ValueRef<'_>> {
        if column >= self.names.len() {
            return None;
        }
        let within = |range: &Range<u32>| &self.bytes[range.start as usize..range.end as usize];
        Some(match self.values.get(row * self.names.len() + column)? {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Real(number) => ValueRef::Real(*number),
            Value::Text(range) => ValueRef::Text(within(range)),
            Value::Blob(range) => ValueRef::Blob(within(range)),
        })
    }

    /// The name of a column.
    pub(super) fn column_name(&self, column: usize) -> &str {
        self.names.get(column).map_or("?", String::as_str)
    }
}
