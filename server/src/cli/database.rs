//! Stores in databases, in builds that know PostgreSQL.

use hexward_engine::store::Store;

use super::failure::Failure;

/// Whether the text after `--store` means a database.
pub(super) fn is_meant_by(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

#[cfg(feature = "postgis")]
mod known {
    use std::env;
    use std::time::Duration;

    use hexward_engine::store::{PostGis, ServerAddress};

    use super::{Failure, Store};
    use crate::background::Follower;
    use crate::cli::console::note;

    /// How long a follower waits at once, so that it notices the end of the server.
    const PATIENCE: Duration = Duration::from_millis(500);

    /// The address that a URL gives, with the password of `PGPASSWORD` when it has none: a password in the arguments
    /// can be read by every user of the machine.
    fn address(url: &str) -> Result<ServerAddress, Failure> {
        let address: ServerAddress = url
            .parse()
            .map_err(|error| Failure::Usage(format!("--store: {error}")))?;
        match env::var("PGPASSWORD") {
            Ok(password) if !address.has_password() => Ok(address.with_password(&password)),
            _ => Ok(address),
        }
    }

    /// The same, for one that will be written to or read from.
    fn address_in_use(url: &str) -> Result<ServerAddress, Failure> {
        let address = address(url)?;
        if address.leaves_the_machine() {
            note(format_args!(
                "warning: the way to {address} is not encrypted"
            ));
        }
        Ok(address)
    }

    pub(crate) fn shown(url: &str) -> String {
        let address = url.parse::<ServerAddress>();
        address.map_or_else(|_| "the database".to_owned(), |address| address.to_string())
    }

    pub(crate) fn is_there(url: &str) -> Result<bool, Failure> {
        Ok(PostGis::is_at(&address(url)?)?)
    }

    pub(crate) fn open_read_only(url: &str) -> Result<Box<dyn Store>, Failure> {
        Ok(Box::new(PostGis::open_read_only(&address_in_use(url)?)?))
    }

    pub(crate) fn create_or_open(url: &str) -> Result<Box<dyn Store>, Failure> {
        Ok(Box::new(PostGis::create_or_open(&address_in_use(url)?)?))
    }

    /// What waits for the commits of other processes, on a connection of its own.
    pub(crate) fn follower(url: &str) -> Result<Follower, Failure> {
        let address = address(url)?;
        let mut reader = Some(PostGis::open_read_only(&address)?);
        Ok(Box::new(move |after| {
            let mut session = match reader.take() {
                Some(session) => session,
                None => PostGis::open_read_only(&address)?,
            };
            session.wait_for_commit(after, PATIENCE)?;
            // after an error the next one is asked on another connection
            reader = Some(session);
            Ok(())
        }))
    }
}

#[cfg(not(feature = "postgis"))]
mod known {
    use super::{Failure, Store};
    use crate::background::Follower;

    fn refused<T>() -> Result<T, Failure> {
        let text = "--store: this build knows no postgresql, only geopackage files";
        Err(Failure::Usage(text.to_owned()))
    }

    pub(crate) fn shown(_: &str) -> String {
        "the database".to_owned()
    }

    pub(crate) fn is_there(_: &str) -> Result<bool, Failure> {
        refused()
    }

    pub(crate) fn open_read_only(_: &str) -> Result<Box<dyn Store>, Failure> {
        refused()
    }

    pub(crate) fn create_or_open(_: &str) -> Result<Box<dyn Store>, Failure> {
        refused()
    }

    pub(crate) fn follower(_: &str) -> Result<Follower, Failure> {
        refused()
    }
}

pub(super) use known::{create_or_open, follower, is_there, open_read_only, shown};
