//! Finding out what a database is, and bringing its schema up to date.

use postgres::Client;

use super::failure::Failure;
use super::sql;

/// The newest schema version that this program reads, and the one it writes.
const VERSION: usize = sql::MIGRATIONS.len();
/// The oldest release of PostgreSQL that is known to work.
const OLDEST_SERVER: i32 = 130_000;

/// What a database holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// No schema of ours.
    Nothing,
    /// A schema of ours without anything in it.
    EmptySchema,
    /// A store of this schema version.
    Store(usize),
}

/// Readies a session and says what its database holds.
pub(super) fn inspect(client: &mut Client) -> Result<Found, Failure> {
    client.batch_execute(sql::SESSION)?;
    let row = client.query_one(sql::INSPECT, &[])?;
    if row.try_get::<_, i32>(0)? < OLDEST_SERVER {
        return Err(foreign("the server is older than postgresql 13"));
    }
    let encoding: String = row.try_get(1)?;
    if encoding != "UTF8" {
        let reason = format!("its encoding is {encoding}: create the database with UTF8");
        return Err(foreign(&reason));
    }
    let Some(postgis) = row.try_get::<_, Option<String>>(2)? else {
        return Err(foreign(
            "the postgis extension is not in this database: let a superuser run CREATE EXTENSION postgis in it",
        ));
    };
    // temporary tables last, so that none of them stands for one of ours
    let path = format!("hexward, {postgis}, pg_temp");
    client.query_one(sql::SET_SEARCH_PATH, &[&path])?;
    match (row.try_get(3)?, row.try_get(4)?, row.try_get(5)?) {
        (false, _, _) => Ok(Found::Nothing),
        (true, false, _) => Ok(Found::EmptySchema),
        (true, true, false) => Err(foreign("its schema hexward is not a store of hexward")),
        (true, true, true) => version(client).map(Found::Store),
    }
}

fn version(client: &mut Client) -> Result<usize, Failure> {
    let stated: Option<i32> = client.query_one(sql::VERSION, &[])?.try_get(0)?;
    match stated.map(usize::try_from) {
        Some(Ok(version)) if (1..=VERSION).contains(&version) => Ok(version),
        Some(Ok(version)) if version > VERSION => Err(foreign(&format!(
            "a newer version made it: its schema version is {version}, this version reads up to {VERSION}"
        ))),
        _ => Err(foreign("its schema version is not stated")),
    }
}

/// Whether nothing has to be made or moved.
pub(super) fn is_newest(found: Found) -> bool {
    found == Found::Store(VERSION)
}

/// Refuses what a reader cannot read.
pub(super) fn assert_readable(found: Found) -> Result<(), Failure> {
    match found {
        Found::Store(VERSION) => Ok(()),
        Found::Store(older) => Err(foreign(&format!(
            "its schema version is {older}, older than {VERSION}: open it for writing once"
        ))),
        Found::Nothing | Found::EmptySchema => Err(foreign("there is no store in this database")),
    }
}

/// Makes the schema, or brings it to the newest version: each step in one transaction, never back.
pub(super) fn migrate(client: &mut Client, found: Found) -> Result<(), Failure> {
    let have = match found {
        Found::Store(version) => version,
        Found::Nothing | Found::EmptySchema => 0,
    };
    for (version, statements) in (1_i32..).zip(sql::MIGRATIONS).skip(have) {
        let mut step = client.transaction()?;
        if version == 1 && found == Found::Nothing {
            step.batch_execute(sql::CREATE_SCHEMA)?;
        }
        step.batch_execute(statements)?;
        step.execute(sql::STATE_VERSION, &[&version])?;
        step.commit()?;
    }
    Ok(())
}

fn foreign(reason: &str) -> Failure {
    Failure::Foreign(reason.to_owned())
}
