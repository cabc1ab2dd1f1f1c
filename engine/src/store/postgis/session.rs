//! Connections: opening one to read or to write, and getting it back when it is lost.

use std::panic;
use std::thread;
use std::time::Duration;

use postgres::{Client, NoTls};

use super::address::ServerAddress;
use super::failure::Failure;
use super::schema;
use super::sql;

/// How often a lost connection is tried again, and the pause before each time: as long as a server recovers.
const ATTEMPTS: usize = 100;
const PAUSE: Duration = Duration::from_millis(100);

/// A connection, and what its session does.
pub(super) struct Session {
    /// Taken only when the session ends.
    client: Option<Client>,
    /// Whether it is told of commits.
    pub(super) is_listening: bool,
}

impl Session {
    /// The connection.
    pub(super) fn client(&mut self) -> &mut Client {
        self.client.as_mut().expect("taken only when it is dropped")
    }
}

impl From<Client> for Session {
    fn from(client: Client) -> Self {
        Self {
            client: Some(client),
            is_listening: false,
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let client = self.client.take();
        apart(move || drop(client));
    }
}

/// Does some work on a thread of its own: the client runs an event loop inside, which may not be entered from within
/// another one, and our caller may be a task of a server.
pub(super) fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let done = thread::scope(|scope| scope.spawn(work).join());
    done.unwrap_or_else(|cause| panic::resume_unwind(cause))
}

fn connect(address: &ServerAddress) -> Result<Client, Failure> {
    Ok(address.config().connect(NoTls)?)
}

/// Whether there is a store.
pub(super) fn is_store(address: &ServerAddress) -> Result<bool, Failure> {
    let found = schema::inspect(&mut connect(address)?)?;
    Ok(matches!(found, schema::Found::Store(_)))
}

/// Opens the store for reading.
pub(super) fn open_reader(address: &ServerAddress) -> Result<Session, Failure> {
    let mut client = connect(address)?;
    schema::assert_readable(schema::inspect(&mut client)?)?;
    client.batch_execute(sql::READ_ONLY)?;
    Ok(Session::from(client))
}

/// Opens the store for writing, makes it when there is none, and becomes the newest writer; returns its number.
pub(super) fn open_writer(address: &ServerAddress) -> Result<(Session, i64), Failure> {
    let mut client = connect(address)?;
    schema::inspect(&mut client)?;
    lock(&mut client)?;
    // what was found before the lock may have changed since
    let found = schema::inspect(&mut client)?;
    assert_durable(&mut client)?;
    schema::migrate(&mut client, found)?;
    let epoch = client.query_one(sql::NEXT_EPOCH, &[])?.try_get(0)?;
    Ok((Session::from(client), epoch))
}

/// Opens a lost connection again, for the writer of this number or for a reader.
pub(super) fn reopen(address: &ServerAddress, epoch: Option<i64>) -> Result<Session, Failure> {
    let mut attempts = 1;
    loop {
        let opened = match epoch {
            None => open_reader(address),
            Some(epoch) => reopen_writer(address, epoch),
        };
        match opened {
            Err(failure) if failure.is_lost() && attempts < ATTEMPTS => {
                attempts += 1;
                thread::sleep(PAUSE);
            }
            other => return other,
        }
    }
}

/// Takes the lock back. Whoever holds it again knows that the lost session has ended, and how.
fn reopen_writer(address: &ServerAddress, epoch: i64) -> Result<Session, Failure> {
    let mut client = connect(address)?;
    schema::assert_readable(schema::inspect(&mut client)?)?;
    lock(&mut client)?;
    assert_durable(&mut client)?;
    match client.query_one(sql::EPOCH, &[])?.try_get::<_, i64>(0)? {
        newest if newest == epoch => Ok(Session::from(client)),
        _ => Err(Failure::Superseded),
    }
}

/// Becomes the only writer until the session ends; waits a moment for one whose process has just died.
fn lock(client: &mut Client) -> Result<(), Failure> {
    client.batch_execute(sql::SHORT_PATIENCE)?;
    match client.query_one(sql::LOCK, &[]).map_err(Failure::from) {
        Ok(_) => Ok(client.batch_execute(sql::PATIENCE)?),
        Err(failure) if failure.is_busy() => Err(Failure::Locked),
        Err(failure) => Err(failure),
    }
}

/// Refuses a server whose commits would not survive.
fn assert_durable(client: &mut Client) -> Result<(), Failure> {
    let row = client.query_one(sql::DURABILITY, &[])?;
    let (commit, fsync): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    if commit == "on" && fsync == "on" {
        return Ok(());
    }
    let reason = format!(
        "commits would not survive a crash: synchronous_commit is {commit} and fsync is {fsync}"
    );
    Err(Failure::Foreign(reason))
}
