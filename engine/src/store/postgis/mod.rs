//! The store on a server: one database of PostgreSQL with PostGIS, which QGIS and GDAL open.
//!
//! - **schema**: everything is in the schema `hexward` of the database, so a database holds one store;
//! - **layer**: a table with a geometry column `geom` in EPSG:4490, x = longitude, y = latitude, degrees;
//! - **log**: the table `commits`, one row for each revision with the delta in its binary form and the hash of the log up
//!   to it; a trigger refuses every change of it;
//! - **writer**: any process that opened the store for writing, in turn. The session whose turn it is holds an advisory
//!   lock, and the row of `writer` counts how often another process took over: a commit of any but the newest is
//!   refused, whatever became of its lock;
//! - **reader**: any other. It needs no lock and sees the newest whole commit at the time of each call.
//!
//! A commit is one transaction with `synchronous_commit`: when it returns, it survives a crash of this process, of the
//! server and of its machine. Rows come and go by binary `COPY`. A lost connection is opened again; a commit whose end
//! was not heard is looked up in the log, and made again if it is not there. Connections are not encrypted. Not through
//! a pooler that shares sessions: the lock belongs to the session. There is no spatial index: the engine builds its own;
//! one that somebody else makes is kept true.

mod address;
mod commit;
mod ewkb;
mod failure;
mod log;
mod row;
mod rows;
mod schema;
mod session;
mod sql;
mod table;
mod text;
mod waiting;

use std::fmt;
use std::time::Duration;

pub use address::{ServerAddress, ServerAddressError};

use super::{Store, StoreError, encode_delta};
use crate::model::{Commit, Dataset, Delta, LogEntry, Revision};
use crate::watch::Watch;
use commit::Changes;
use failure::Failure;
use session::{Purpose, Session, apart};

/// A store in a database.
pub struct PostGis {
    address: ServerAddress,
    session: Session,
    purpose: Purpose,
}

impl PostGis {
    /// Opens the store in a database for writing, and makes an empty one when there is none. Other processes may have
    /// it open for writing, too: they commit in turn.
    ///
    /// # Errors
    /// [`StoreError::Foreign`] when the database is no place for a store or a newer version made it,
    /// [`StoreError::Server`] when the server refuses or cannot be reached.
    pub fn create_or_open(address: &ServerAddress) -> Result<Self, StoreError> {
        let session = located(address, || session::open_writer(address))?;
        Ok(Self {
            address: address.clone(),
            session,
            purpose: Purpose::Writing,
        })
    }

    /// Opens the store in a database for reading, also while a writer is at work.
    ///
    /// # Errors
    /// As [`PostGis::create_or_open`]; [`StoreError::Foreign`] when there is no store.
    pub fn open_read_only(address: &ServerAddress) -> Result<Self, StoreError> {
        let session = located(address, || session::open_reader(address))?;
        Ok(Self {
            address: address.clone(),
            session,
            purpose: Purpose::Reading,
        })
    }

    /// Whether there is a store in a database.
    ///
    /// # Errors
    /// [`StoreError::Foreign`] and [`StoreError::Server`] as [`PostGis::create_or_open`].
    pub fn is_at(address: &ServerAddress) -> Result<bool, StoreError> {
        located(address, || session::is_store(address))
    }

    /// Where it is.
    pub fn address(&self) -> &ServerAddress {
        &self.address
    }

    /// The newest revision once it is later than `after`: at once, or as soon as a writer commits one; `None` when
    /// `timeout` passes before. The server tells, nobody asks again and again.
    ///
    /// # Errors
    /// [`StoreError::Server`] when the server cannot be reached any more.
    pub fn wait_for_commit(
        &mut self,
        after: Revision,
        timeout: Duration,
    ) -> Result<Option<Revision>, StoreError> {
        self.again_when_lost(|session| waiting::wait(session, after, timeout))
    }

    /// Does some work in the session, once more in another one when the connection is lost.
    fn again_when_lost<T: Send>(
        &mut self,
        work: impl Fn(&mut Session) -> Result<T, Failure> + Sync,
    ) -> Result<T, StoreError> {
        let (address, session, purpose) = (&self.address, &mut self.session, self.purpose);
        located(address, || match work(session) {
            Err(failure) if failure.is_lost() => {
                *session = session::reopen(address, purpose)?;
                work(session)
            }
            other => other,
        })
    }

    fn assert_writer(&self) -> Result<(), StoreError> {
        match self.purpose {
            Purpose::Writing => Ok(()),
            Purpose::Reading => Err(StoreError::ReadOnly {
                path: self.address.to_string(),
            }),
        }
    }

    /// Commits in the turn of the session, which it may have to get back.
    fn commit_in_turn(
        &mut self,
        base: Revision,
        changes: &Changes<'_>,
    ) -> Result<Revision, StoreError> {
        let (address, session) = (&self.address, &mut self.session);
        located(address, || {
            let turn = session.turn.ok_or(Failure::Superseded)?;
            match commit::commit(session.client(), turn, base, changes) {
                Err(failure) if failure.is_lost() => {}
                other => return other,
            }
            *session = session::reopen(address, Purpose::Writing)?;
            session.begin()?;
            if let Some(revision) = commit::find(session.client(), base, changes.forms)? {
                return Ok(revision);
            }
            let turn = session.turn.ok_or(Failure::Superseded)?;
            commit::commit(session.client(), turn, base, changes)
        })
    }
}

impl fmt::Debug for PostGis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostGis")
            .field("address", &self.address)
            .field("purpose", &self.purpose)
            .finish_non_exhaustive()
    }
}

fn located<T: Send>(
    address: &ServerAddress,
    work: impl FnOnce() -> Result<T, Failure> + Send,
) -> Result<T, StoreError> {
    apart(work).map_err(|failure| failure.at(&address.to_string()))
}

impl Store for PostGis {
    fn load(&mut self) -> Result<Dataset, StoreError> {
        self.again_when_lost(|session| commit::load(session.client()))
    }

    fn begin(&mut self) -> Result<Revision, StoreError> {
        self.assert_writer()?;
        self.again_when_lost(Session::begin)
    }

    fn commit_all(
        &mut self,
        base: Revision,
        deltas: &[&Delta],
        watch: &Watch,
    ) -> Result<Revision, StoreError> {
        if deltas.is_empty() {
            return Ok(base);
        }
        let forms: Vec<Vec<u8>> = deltas.iter().map(|delta| encode_delta(delta)).collect();
        let has_turn = self.session.turn.is_some();
        if !has_turn {
            self.begin()?;
        }
        let changes = Changes {
            deltas,
            forms: &forms,
            watch,
        };
        let committed = self.commit_in_turn(base, &changes);
        if !has_turn {
            self.end();
        }
        committed
    }

    fn end(&mut self) {
        let session = &mut self.session;
        apart(|| session.end());
    }

    fn commits_after(&mut self, base: Revision, limit: usize) -> Result<Vec<Commit>, StoreError> {
        self.again_when_lost(|session| commit::commits_after(session.client(), base, limit))
    }

    fn log_before(&mut self, end: Revision, limit: usize) -> Result<Vec<LogEntry>, StoreError> {
        self.again_when_lost(|session| log::before(session.client(), end, limit))
    }

    fn commit_of(&mut self, key: &str) -> Result<Option<(Revision, [u8; 32])>, StoreError> {
        self.again_when_lost(|session| log::commit_of(session.client(), key))
    }
}
