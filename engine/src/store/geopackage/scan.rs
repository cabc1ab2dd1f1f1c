//! Reading what can be read of a damaged table: all rows but those on pages that are damaged.

use rusqlite::{Connection, OptionalExtension, Row};

/// How far beyond damage rows are looked for when the last one of the table cannot be read either: 2^24 numbers.
const REACH: u32 = 24;

/// Numbers of rows that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gap {
    /// The first that may be missing.
    pub(super) first: i64,
    /// The last; `i64::MAX` when nothing was found behind.
    pub(super) last: i64,
    /// What SQLite says.
    pub(super) reason: String,
}

/// Visits the rows of a table in the order of their numbers and says where there may be more. `select` is the statement
/// without conditions, its first column the number, which is called `key`.
///
/// Cost: O(rows), and a search for each number of a gap.
pub(super) fn scan(
    connection: &Connection,
    table: &str,
    key: &str,
    select: &str,
    visit: &mut dyn FnMut(i64, &Row<'_>) -> rusqlite::Result<()>,
) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut next = 0;
    while let Some(reason) = run(connection, key, select, &mut next, visit) {
        let first = next;
        let known = last_readable(connection, table, key, select, first);
        let found = known.and_then(|last| {
            (first..=last).find(|&number| is_readable(connection, key, select, number))
        });
        gaps.push(Gap {
            first,
            last: found.map_or(i64::MAX, |found| found - 1),
            reason,
        });
        match found {
            Some(found) => next = found,
            None => break,
        }
    }
    gaps
}

/// Visits rows from a number on, which follows; the reason when it ends before the last.
fn run(
    connection: &Connection,
    key: &str,
    select: &str,
    next: &mut i64,
    visit: &mut dyn FnMut(i64, &Row<'_>) -> rusqlite::Result<()>,
) -> Option<String> {
    let mut run = || -> rusqlite::Result<Option<String>> {
        let from = format!("{select} WHERE {key} >= ? ORDER BY {key}");
        let mut statement = connection.prepare_cached(&from)?;
        let mut rows = statement.query([*next])?;
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(0)?;
            if number < *next {
                return Ok(Some("the rows are out of order".to_owned()));
            }
            visit(number, row)?;
            *next = number.saturating_add(1);
        }
        Ok(None)
    };
    run().unwrap_or_else(|error| Some(error.to_string()))
}

/// A row behind damage: the last one of the table, or else the furthest of some that are ever further away.
fn last_readable(
    connection: &Connection,
    table: &str,
    key: &str,
    select: &str,
    first: i64,
) -> Option<i64> {
    let newest = format!("SELECT max({key}) FROM {table}");
    let newest = connection.query_row(&newest, [], |row| row.get::<_, Option<i64>>(0));
    if let Ok(newest) = newest {
        return newest.filter(|&newest| newest >= first);
    }
    let further = (0..=REACH)
        .rev()
        .map(|power| first.saturating_add(1 << power));
    further
        .into_iter()
        .find(|&number| is_readable(connection, key, select, number))
}

fn is_readable(connection: &Connection, key: &str, select: &str, number: i64) -> bool {
    let one = format!("{select} WHERE {key} = ?");
    let found = connection.prepare_cached(&one).and_then(|mut one| {
        one.query_row([number], |row| row.get::<_, i64>(0))
            .optional()
    });
    matches!(found, Ok(Some(found)) if found == number)
}
