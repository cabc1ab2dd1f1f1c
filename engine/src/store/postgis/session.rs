//! Connections: opening one to read or to write, and getting it back when it is lost.

use std::panic;
use std::thread;
use std::time::Duration;

use postgres::{Client, NoTls};

use super::address::ServerAddress;
use super::commit::revision;
use super::failure::Failure;
use super::schema;
use super::sql;
use crate::model::Revision;

/// How often a lost connection is tried again, and the pause before each time: as long as a server recovers.
const ATTEMPTS: usize = 100;
const PAUSE: Duration = Duration::from_millis(100);

/// A connection, and what its session does.
pub(super) struct Session {
    /// Taken only when the session ends.
    client: Option<Client>,
    /// Whether it is told of commits.
    pub(super) is_listening: bool,
    /// The number of the writer while it has the turn.
    pub(super) turn: Option<i64>,
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
            turn: None,
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

/// Opens the store for writing, and makes it or brings it up to date within a turn of its own.
pub(super) fn open_writer(address: &ServerAddress) -> Result<Session, Failure> {
    let mut client = connect(address)?;
    if schema::is_newest(schema::inspect(&mut client)?) {
        assert_durable(&mut client)?;
        client.execute(sql::MAY_WRITE, &[])?;
        return Ok(Session::from(client));
    }
    lock(&mut client)?;
    // what was found before the lock may have changed since
    let found = schema::inspect(&mut client)?;
    assert_durable(&mut client)?;
    schema::migrate(&mut client, found)?;
    client.query_one(sql::UNLOCK, &[])?;
    Ok(Session::from(client))
}

/// What a session has to do before it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Only read.
    Reading,
    /// Read, and write in turn.
    Writing,
}

/// Opens a lost connection again.
pub(super) fn reopen(address: &ServerAddress, purpose: Purpose) -> Result<Session, Failure> {
    let mut attempts = 1;
    loop {
        let opened = match purpose {
            Purpose::Reading => open_reader(address),
            Purpose::Writing => open_writer(address),
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

impl Session {
    /// Takes the turn, if the session does not have it; returns the newest revision. Whoever had it before has ended
    /// its commits.
    pub(super) fn begin(&mut self) -> Result<Revision, Failure> {
        let client = self.client.as_mut().expect("taken only when it is dropped");
        if self.turn.is_none() {
            lock(client)?;
            client.execute(sql::TAKE_OVER, &[])?;
        }
        let row = client.query_one(sql::TURN, &[])?;
        self.turn = Some(row.try_get(0)?);
        revision(row.try_get(1)?)
    }

    /// Gives the turn back. When that fails, the connection is lost, and the turn with it.
    pub(super) fn end(&mut self) {
        if self.turn.take().is_some() {
            let _ = self.client().query_one(sql::UNLOCK, &[]);
        }
    }
}

/// Waits until nobody else has the turn.
fn lock(client: &mut Client) -> Result<(), Failure> {
    client.batch_execute(sql::PATIENCE_FOR_TURN)?;
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
