//! Where a database is and who asks.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use postgres::Config;
use postgres::config::{Host, SslMode};

/// How long a server may take to answer, when the address does not say.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Where Debian's server listens.
const DEFAULT_SOCKET_FOLDER: &str = "/var/run/postgresql";

/// The address of a database: `postgres://role@host:port/database`, or `postgres://role@/database?host=/folder` for
/// a Unix socket. A password in it is never shown.
///
/// ```
/// use hexward_engine::store::ServerAddress;
/// let address: ServerAddress = "postgres://hexward:secret@10.0.0.7/wuxi".parse().expect("valid");
/// assert_eq!(address.to_string(), "postgres://hexward@10.0.0.7:5432/wuxi");
/// assert!("postgres://hexward@localhost".parse::<ServerAddress>().is_err(), "no database");
/// assert!("postgres://localhost/wuxi?sslmode=require".parse::<ServerAddress>().is_err(), "no TLS");
/// ```
#[derive(Clone)]
pub struct ServerAddress {
    config: Config,
    shown: String,
}

/// Text that is not the address of a database; says why, but not the text, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a database: {0}")]
pub struct ServerAddressError(String);

impl ServerAddress {
    /// Whether a text means to be the address of a database.
    pub fn is_meant_by(text: &str) -> bool {
        text.starts_with("postgres://") || text.starts_with("postgresql://")
    }

    /// Whether a password is part of it.
    pub fn has_password(&self) -> bool {
        self.config.get_password().is_some()
    }

    /// The same address with another password.
    #[must_use]
    pub fn with_password(mut self, password: &str) -> Self {
        self.config.password(password);
        self
    }

    /// Whether the way to the server leaves this machine; it is not encrypted.
    pub fn leaves_the_machine(&self) -> bool {
        let is_far = |host: &Host| match host {
            Host::Tcp(name) => {
                let address = name.parse::<std::net::IpAddr>();
                name != "localhost" && !address.is_ok_and(|address| address.is_loopback())
            }
            Host::Unix(_) => false,
        };
        self.config.get_hosts().iter().any(is_far)
    }

    pub(super) fn config(&self) -> &Config {
        &self.config
    }
}

impl FromStr for ServerAddress {
    type Err = ServerAddressError;

    fn from_str(text: &str) -> Result<Self, ServerAddressError> {
        let fault = |reason: &str| ServerAddressError(reason.to_owned());
        let mut config: Config = text
            .parse()
            .map_err(|error| ServerAddressError(super::failure::told(&error)))?;
        if config.get_ssl_mode() == SslMode::Require {
            let way = "use a unix socket, a private network or an encrypted tunnel";
            return Err(fault(&format!("connections are not encrypted: {way}")));
        }
        if config.get_dbname().is_none_or(str::is_empty) {
            return Err(fault("it names no database: postgres://role@host/database"));
        }
        if config.get_hosts().is_empty() {
            config.host_path(DEFAULT_SOCKET_FOLDER);
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_application_name().is_none() {
            config.application_name("hexward");
        }
        let shown = shown(&config);
        Ok(Self { config, shown })
    }
}

/// The address without the password and the options.
fn shown(config: &Config) -> String {
    let role = config.get_user().map(|user| format!("{user}@"));
    let ports = config.get_ports();
    let mut hosts = Vec::new();
    let mut folders = Vec::new();
    for (index, host) in config.get_hosts().iter().enumerate() {
        let port = ports
            .get(index)
            .or(ports.first())
            .map(|port| format!(":{port}"));
        match host {
            Host::Tcp(name) => hosts.push(format!("{name}{}", port.unwrap_or_default())),
            Host::Unix(folder) => folders.push(folder.display().to_string()),
        }
    }
    let sockets = match folders.as_slice() {
        [] => String::new(),
        folders => format!("?host={}", folders.join(",")),
    };
    format!(
        "postgres://{}{}/{}{sockets}",
        role.unwrap_or_default(),
        hosts.join(","),
        config.get_dbname().unwrap_or_default()
    )
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Result<ServerAddress, ServerAddressError> {
        text.parse()
    }

    #[test]
    fn a_password_is_never_shown() {
        for text in [
            "postgres://planner:geheim@localhost:5433/wuxi",
            "postgresql://planner@localhost:5433/wuxi?password=geheim",
            "postgres://planner:geheim@%2Ftmp%2Fsocket/wuxi",
            "postgres://planner:geheim@/wuxi?host=/tmp/socket",
        ] {
            let address = address(text).expect("valid");
            assert!(address.has_password());
            assert!(!format!("{address} {address:?}").contains("geheim"));
        }
        for text in [
            "postgres://planner:geheim@localhost:x/wuxi",
            "postgres://planner:geheim@localhost/",
            "postgres://planner:geheim@localhost/wuxi?sslmode=require",
            "postgres://planner:geheim@localhost/wuxi?nonsense=1",
        ] {
            let error = address(text).expect_err("refused");
            assert!(!format!("{error} {error:?}").contains("geheim"), "{error}");
        }
    }

    #[test]
    fn sockets_and_hosts_are_shown() {
        let shown = |text: &str| address(text).expect("valid").to_string();
        assert_eq!(
            shown("postgres://a@%2Ftmp%2Fs/db"),
            "postgres://a@/db?host=/tmp/s"
        );
        assert_eq!(
            shown("postgres://a@/db?host=/tmp/s"),
            "postgres://a@/db?host=/tmp/s"
        );
        assert_eq!(
            shown("postgres:///db"),
            "postgres:///db?host=/var/run/postgresql"
        );
        assert_eq!(shown("postgres://[::1]:7/db"), "postgres://::1:7/db");
    }

    #[test]
    fn what_leaves_the_machine_is_known() {
        let leaves = |text: &str| address(text).expect("valid").leaves_the_machine();
        assert!(!leaves("postgres://a@%2Ftmp%2Fs/db") && !leaves("postgres://127.0.0.2/db"));
        assert!(!leaves("postgres://localhost/db") && leaves("postgres://db.example.org/db"));
    }
}
