//! Rows as they come in: good ones kept once a key, bad ones listed.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};

use super::error::ImportFault;
use super::report::{Import, Place, Rejected};

/// How many rows one import takes.
const MAX_ROWS: usize = 10_000_000;

/// How many bad rows are listed at most; a file with more is refused.
const MAX_REJECTED: usize = 1_000_000;

/// A record that a file may have once only.
pub(super) trait Keyed {
    /// What must not repeat.
    type Key<'a>: Hash + Eq
    where
        Self: 'a;
    /// The field that messages name.
    const KEY_FIELD: &'static str;
    /// This record's key.
    fn key_in_file(&self) -> Self::Key<'_>;
    /// The key as text.
    fn key_text(&self) -> String;
}

/// The rows of a file so far.
pub(super) struct Intake<T> {
    rows: Vec<T>,
    rejected: Vec<Rejected>,
    /// From the hash of a key to its row and line; a hash that is taken by another key moves on by one.
    seen: HashMap<u64, (u32, u32), BuildHasherDefault<Hashed>>,
    hashing: RandomState,
}

impl<T: Keyed> Intake<T> {
    pub(super) fn new() -> Self {
        Self {
            rows: Vec::new(),
            rejected: Vec::new(),
            seen: HashMap::default(),
            hashing: RandomState::new(),
        }
    }

    /// Keeps a row or lists why not; a key that came before is a reason.
    ///
    /// # Errors
    /// [`ImportFault`] when the file has too many rows, good or bad.
    pub(super) fn take(
        &mut self,
        place: &Place<'_>,
        row: Result<T, Rejected>,
    ) -> Result<(), ImportFault> {
        match row.and_then(|row| self.check_key(place, &row).map(|()| row)) {
            Ok(_) if self.rows.len() >= MAX_ROWS => {
                Err(ImportFault::TooManyRows { limit: MAX_ROWS })
            }
            Ok(row) => {
                self.rows.push(row);
                Ok(())
            }
            Err(rejected) if self.rejected.len() < MAX_REJECTED => {
                self.rejected.push(rejected);
                Ok(())
            }
            Err(rejected) => {
                let first = Box::new(self.rejected.first().cloned().unwrap_or(rejected));
                Err(ImportFault::TooManyRejected {
                    limit: MAX_REJECTED,
                    first,
                })
            }
        }
    }

    fn check_key(&mut self, place: &Place<'_>, row: &T) -> Result<(), Rejected> {
        let key = row.key_in_file();
        let mut hash = self.hashing.hash_one(&key);
        loop {
            match self.seen.entry(hash) {
                Entry::Vacant(free) => {
                    free.insert((self.rows.len() as u32, place.line as u32));
                    return Ok(());
                }
                Entry::Occupied(taken) => {
                    let &(index, line) = taken.get();
                    if self.rows[index as usize].key_in_file() == key {
                        let reason = format!("is already in {} {line}", place.kind);
                        return Err(place.reject(T::KEY_FIELD, &row.key_text(), reason));
                    }
                    hash = hash.wrapping_add(1);
                }
            }
        }
    }

    /// What came out of the file.
    pub(super) fn finish(self, ignored_columns: Vec<String>) -> Import<T> {
        Import {
            rows: self.rows,
            rejected: self.rejected,
            ignored_columns,
        }
    }
}

/// A hash that is already one.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes
            .iter()
            .fold(self.0, |hash, &byte| hash.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
