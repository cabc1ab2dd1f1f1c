//! Rows as they come in: good ones kept once a key, bad ones listed.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use super::error::ImportFault;
use super::privacy;
use super::report::{Import, LikeNames, Place, Rejected, RowKind};
use super::source::Source;
use crate::watch::Watch;

/// How many rows one import takes.
const MAX_ROWS: usize = 10_000_000;

/// How many bad rows are listed at most; a file with more is refused.
const MAX_REJECTED: usize = 1_000_000;

/// So many values that are like names of persons, and more than half of all, make a column of names.
const FEWEST_NAMES: usize = 3;

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
    /// The `n`-th of the texts that could be names of persons, with its field; `None` behind the last.
    fn text(&self, n: usize) -> Option<(&'static str, &str)>;
    /// Drops the `n`-th text, where that may be; false where the file has to be refused.
    fn drop_text(&mut self, _n: usize) -> bool {
        false
    }
    /// Brings what neighbouring rows have together in memory.
    fn pack(_rows: &mut [Self])
    where
        Self: Sized,
    {
    }
}

/// Rows that are read before what they have is brought together in memory.
const TOGETHER: usize = 1024;

/// The rows of a file so far.
pub(super) struct Intake<T> {
    file: Arc<str>,
    watch: Arc<Watch>,
    kind: RowKind,
    rows: Vec<T>,
    /// For each row its line or feature.
    lines: Vec<u64>,
    rejected: Vec<Rejected>,
    hashing: RandomState,
    /// For each row the hash of its key, and its number. Sorting them is several times as fast as a hash map of
    /// millions of rows, which misses the cache at every row.
    hashes: Vec<(u64, u32)>,
}

impl<T: Keyed> Intake<T> {
    /// An intake for a file whose rows are numbered like this.
    pub(super) fn new(source: &Source<'_>, kind: RowKind) -> Self {
        Self {
            file: Arc::clone(source.shared_name()),
            watch: Arc::clone(source.watch()),
            kind,
            rows: Vec::new(),
            lines: Vec::new(),
            rejected: Vec::new(),
            hashing: RandomState::new(),
            hashes: Vec::new(),
        }
    }

    /// Keeps a row or lists why not.
    ///
    /// # Errors
    /// [`ImportFault`] when the file has too many rows, good or bad.
    pub(super) fn take(&mut self, line: u64, row: Result<T, Rejected>) -> Result<(), ImportFault> {
        self.watch.pass_rows(1);
        match row {
            Ok(_) if self.rows.len() >= MAX_ROWS => {
                Err(ImportFault::TooManyRows { limit: MAX_ROWS })
            }
            Ok(row) => {
                self.hashes.push((
                    self.hashing.hash_one(row.key_in_file()),
                    self.rows.len() as u32,
                ));
                self.lines.push(line);
                self.rows.push(row);
                if self.rows.len().is_multiple_of(TOGETHER) {
                    let start = self.rows.len() - TOGETHER;
                    T::pack(&mut self.rows[start..]);
                }
                Ok(())
            }
            Err(rejected) => self.reject(rejected),
        }
    }

    fn reject(&mut self, rejected: Rejected) -> Result<(), ImportFault> {
        if self.rejected.len() < MAX_REJECTED {
            self.rejected.push(rejected);
            return Ok(());
        }
        let first = Box::new(self.rejected.first().cloned().unwrap_or(rejected));
        Err(ImportFault::TooManyRejected {
            limit: MAX_REJECTED,
            first,
        })
    }

    /// What came out of the file; rows whose key came before in the file are refused. Cost: O(n log n).
    ///
    /// # Errors
    /// [`ImportFault`] when too many rows are refused.
    pub(super) fn finish(mut self, ignored_columns: Vec<String>) -> Result<Import<T>, ImportFault> {
        let packed = self.rows.len() / TOGETHER * TOGETHER;
        T::pack(&mut self.rows[packed..]);
        let personal = ignored_columns.iter();
        let personal = personal.filter(|column| privacy::is_personal_column(column));
        let mut personal_columns: Vec<String> = personal.cloned().collect();
        let mut hashes = std::mem::take(&mut self.hashes);
        let (names, hashes) = std::thread::scope(|scope| {
            let sorting = scope.spawn(move || {
                hashes.sort_unstable();
                hashes
            });
            let names = self.without_names();
            let panicked = |panic| std::panic::resume_unwind(panic);
            (names, sorting.join().unwrap_or_else(panicked))
        });
        let (dropped, like_names) = names?;
        personal_columns.extend(dropped);
        let repeated = self.repeated(&hashes);
        drop(hashes);
        if !repeated.is_empty() {
            for &(row, first) in &repeated {
                let [line, earlier] = [row, first].map(|row| self.lines[row as usize]);
                let place = Place {
                    file: &self.file,
                    kind: self.kind,
                    line,
                };
                let reason = format!("is already in {} {earlier}", self.kind);
                let key = self.rows[row as usize].key_text();
                let rejected = place.reject(T::KEY_FIELD, &key, reason);
                self.reject(rejected)?;
            }
            self.rejected.sort_by_key(|rejected| rejected.line);
            drop_rows(&mut self.rows, &repeated);
            drop_rows(&mut self.lines, &repeated);
        }
        Ok(Import {
            rows: self.rows,
            lines: self.lines,
            kind: self.kind,
            rejected: self.rejected,
            ignored_columns,
            check: None,
            personal_columns,
            like_names,
        })
    }

    /// Drops the texts that are names of persons in most rows; which fields these are, and which have a few like that.
    ///
    /// # Errors
    /// [`ImportFault::PersonalValues`] where such a text cannot be dropped.
    fn without_names(&mut self) -> Result<(Vec<String>, Vec<LikeNames>), ImportFault> {
        let (mut dropped, mut few) = (Vec::new(), Vec::new());
        for n in 0.. {
            let texts = || self.rows.iter().filter_map(|row| row.text(n));
            let Some((field, _)) = texts().next() else {
                break;
            };
            let given = || texts().filter(|(_, text)| !text.is_empty());
            let like = given().filter(|(_, text)| privacy::is_like_name(text));
            let (like, total) = (like.count(), given().count());
            if like < FEWEST_NAMES || like * 2 <= total {
                few.extend(self.like_names(n, field, like));
                continue;
            }
            if !self.rows.iter_mut().all(|row| row.drop_text(n)) {
                return Err(ImportFault::PersonalValues {
                    column: field.to_owned(),
                    like: like as u64,
                    total: total as u64,
                });
            }
            dropped.push(field.to_owned());
        }
        Ok((dropped, few))
    }

    /// Where the `n`-th text is like a name, if it is anywhere.
    fn like_names(&self, n: usize, field: &str, values: usize) -> Option<LikeNames> {
        let is_like = |row: &T| {
            row.text(n)
                .is_some_and(|(_, text)| privacy::is_like_name(text))
        };
        let first = self.rows.iter().position(is_like)?;
        Some(LikeNames {
            field: field.to_owned(),
            values: values as u64,
            first: self.lines[first],
        })
    }

    /// The rows whose key came before, in order, each with the row that had it first; the hashes are sorted.
    fn repeated(&self, hashes: &[(u64, u32)]) -> Vec<(u32, u32)> {
        let key = |row: u32| self.rows[row as usize].key_in_file();
        let mut repeated = Vec::new();
        for alike in hashes
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|alike| alike.len() > 1)
        {
            let mut firsts: Vec<u32> = Vec::new();
            for &(_, row) in alike {
                match firsts.iter().find(|&&first| key(first) == key(row)) {
                    Some(&first) => repeated.push((row, first)),
                    None => firsts.push(row),
                }
            }
        }
        repeated.sort_unstable();
        repeated
    }
}

/// Takes the members at the first number of each pair out; the pairs are in order.
fn drop_rows<T>(members: &mut Vec<T>, repeated: &[(u32, u32)]) {
    let mut next = repeated.iter().map(|&(row, _)| row).peekable();
    let mut number = 0;
    members.retain(|_| {
        number += 1;
        next.next_if_eq(&(number - 1)).is_none()
    });
}
