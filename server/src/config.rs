//! What the server is told by whoever starts it, and the limits that it keeps.

mod host;
mod origin;
mod zone;

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use hexward_engine::render::Fonts;
use serde::Serialize;
use utoipa::ToSchema;

pub use host::{Host, HostError};
pub use origin::{Origin, OriginError};
pub use zone::{Zone, ZoneError};

/// Bytes of tiles that are kept in memory.
pub const TILE_CACHE_BYTES: u64 = 128 << 20;
/// How many tiles are remembered to be fresh at a revision.
pub const FRESH_TILES_MAX: u64 = 1 << 16;
/// Longest body of a changeset in bytes; more is for the command line.
pub const CHANGESET_LIMIT_BYTES: usize = 8 << 20;
/// Most edits of a changeset.
pub const EDITS_MAX: usize = 1_000;
/// Longest body of any other request in bytes.
pub const BODY_LIMIT_BYTES: usize = 64 << 10;
/// The lists, by their path, and how many rows a portion of each has when nothing else is asked for.
pub const LISTS: [(&str, usize); 12] = [
    ("/v1/grids", LIST_MAX),
    ("/v1/cells", CELLS_DEFAULT),
    ("/v1/checkpoints", LIST_MAX),
    ("/v1/units", UNITS_DEFAULT),
    ("/v1/duties", UNITS_DEFAULT),
    ("/v1/duties/loads", UNITS_DEFAULT),
    ("/v1/duties/people", UNITS_DEFAULT),
    ("/v1/faults", FAULTS_DEFAULT),
    ("/v1/ledger", LEDGER_DEFAULT),
    ("/v1/plans", PLANS_DEFAULT),
    ("/v1/plans/{id}/steps", PLANS_DEFAULT),
    ("/v1/revisions", REVISIONS_DEFAULT),
];
/// A request that takes longer is answered with an error.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How long requests in flight may take once the server was told to stop.
pub const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);
/// How many clients may call before they are answered, as far as the system allows it.
pub const CALLERS_WAITING: u32 = 4096;
/// Most neighbours that one request may ask for.
pub const NEAREST_MAX: usize = 100;
/// Most addresses that one search may ask for.
pub const FOUND_MAX: usize = 100;
/// Most rows of a list that one request may ask for.
pub const LIST_MAX: usize = 10_000;
/// How many faults a list has when the request does not say.
pub const FAULTS_DEFAULT: usize = 1_000;
/// How many entries of the ledger a list has when the request does not say.
pub const LEDGER_DEFAULT: usize = 1_000;
/// How many plans, or steps of one, a list has when the request does not say.
pub const PLANS_DEFAULT: usize = 100;
/// How many pictures wait for a core beside those that are drawn; who asks for another one then gets an older one or is told to come
/// back.
pub const DRAWINGS_WAITING: usize = 512;
/// How long a request waits for a place among them before it is refused. On one connection no request follows before the answer
/// to the last, so that this is also the pace at which a crowd is refused.
pub const PLACE_PATIENCE: Duration = Duration::from_millis(60);
/// How long a picture waits for a core.
pub const DRAWING_PATIENCE: Duration = Duration::from_secs(2);
/// How many views of plans, days and revisions are made at once.
pub const VIEWS_AT_ONCE: usize = 2;
/// How many are made or wait for their turn; whoever asks for another one then is told to come back.
pub const VIEWS_WAITING: usize = 12;
/// How many revisions a list has when the request does not say.
pub const REVISIONS_DEFAULT: usize = 100;
/// How many rows of a revision an answer names at most.
pub const REVISION_ROWS_MAX: usize = 1_000;
/// How many listeners to events there may be when nothing else is said.
pub const LISTENERS_DEFAULT: usize = 1_000;
/// How often a listener hears that the server is there.
pub const HEARTBEAT: Duration = Duration::from_secs(15);
/// How many changes wait for their turn at once; others wait before that.
pub const WRITERS_MAX: usize = 64;
/// Most exports that are sent at once.
pub const EXPORTS_MAX: usize = 4;
/// Who takes nothing of an export for so long is left.
pub const EXPORT_SILENCE: Duration = Duration::from_mins(1);
/// How many jobs there may be at once, those at rest included.
pub const JOBS_MAX: usize = 16;
/// How many files may be coming in at once.
pub const UPLOADS_AT_ONCE: usize = 4;
/// How many jobs are worked on at once; others wait before that.
pub const JOBS_AT_ONCE: usize = 2;
/// How long a job is at rest before it gives way to a new one, when there are as many as there may be.
pub const JOB_SPARED: Duration = Duration::from_mins(5);
/// How long a job is kept that nobody touches.
pub const JOB_KEPT: Duration = Duration::from_hours(1);
/// How many searches for balanced grids there may be at once, those at rest included.
pub const SEARCHES_MAX: usize = 16;
/// How long a search is kept that nobody touches.
pub const SEARCH_KEPT: Duration = Duration::from_hours(24);
/// How often those who watch a job are told how far it is.
pub const JOB_TOLD: Duration = Duration::from_millis(250);
/// How long the sender of a file may be silent.
pub const UPLOAD_SILENCE: Duration = Duration::from_secs(30);
/// How many bad rows the answer about a job shows; all are in its list of rejected rows.
pub const REJECTED_SHOWN: usize = 20;
/// How many cells a list has when the request does not say.
pub const CELLS_DEFAULT: usize = 1_000;
/// How many spatial units a list has when the request does not say.
pub const UNITS_DEFAULT: usize = 1_000;

/// What can be set at start-up.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The address under which clients reach the server, when it is not the one that they ask for.
    pub public_url: Option<PublicUrl>,
    /// The address that it listens on.
    pub listening: Option<IpAddr>,
    /// Hosts that requests may name beside that address, loopback ones and that of `public_url`.
    pub hosts: Vec<Host>,
    /// Whether requests come through a proxy, whose `X-Forwarded-Host`, `-Proto` and `-Prefix` say where clients are.
    pub behind_proxy: bool,
    /// Whose pages may read tiles in all protocols, what describes them, features and areas beside the server's own.
    pub origins: Vec<Origin>,
    /// What it serves.
    pub store: StoreKind,
    /// Whether all changes are refused.
    pub read_only: bool,
    /// Where days begin and end.
    pub zone: Zone,
    /// How many may listen to events at once; [`LISTENERS_DEFAULT`] when it is not given.
    pub listeners: Option<usize>,
    /// Where orders of searches are kept, so that a restart makes them again; they end with the process when it is not given.
    pub searches: Option<PathBuf>,
    /// A folder with styles beside those that ship, or instead of them.
    pub styles: Option<PathBuf>,
    /// Whether tiles are also served in the grids of consumer maps, GCJ-02 and BD-09.
    pub shifted_grids: bool,
    /// What labels and legends are written in; the installed fonts when it is not given.
    pub fonts: Option<Arc<Fonts>>,
}

/// What kind of store there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum StoreKind {
    /// One file.
    #[default]
    GeoPackage,
    /// A database.
    PostGis,
}

impl fmt::Display for StoreKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GeoPackage => "geopackage",
            Self::PostGis => "postgis",
        })
    }
}

impl Config {
    /// Whether a request that names this host is meant for this server.
    ///
    /// A page whose own name was pointed at this machine (DNS rebinding) names a host that nobody listed. It cannot
    /// name an address, so a server that listens on all addresses of the machine answers to each.
    pub fn answers_to(&self, host: &Host) -> bool {
        let listening = match (host, self.listening) {
            (Host::Address(asked), Some(own)) => {
                own.is_unspecified() || own.to_canonical() == *asked
            }
            _ => false,
        };
        let public = self.public_url.as_ref().map(|url| &url.host);
        listening || host.is_loopback() || public == Some(host) || self.hosts.contains(host)
    }
}

/// The start of absolute URLs: scheme, host and possibly a path, without a slash at the end.
///
/// ```
/// use hexward::config::PublicUrl;
/// let url: PublicUrl = "https://maps.example.org/hexward/".parse().expect("valid");
/// assert_eq!(url.as_str(), "https://maps.example.org/hexward");
/// for bad in ["maps.example.org", "ftp://x", "https://", "https://x?y", "https://a b", "https://:80"] {
///     assert!(bad.parse::<PublicUrl>().is_err(), "{bad}");
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    text: String,
    host: Host,
}

/// Text that is not the start of a URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not http:// or https:// with a host and nothing but a path behind it")]
pub struct PublicUrlError(String);

impl PublicUrl {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port as browsers write them.
    pub(crate) fn origin(&self) -> String {
        let text = self.text.to_ascii_lowercase();
        let start = text.find("://").map_or(0, |at| at + 3);
        let end = text[start..].find('/').map_or(text.len(), |at| start + at);
        let implied = if text.starts_with("https") {
            ":443"
        } else {
            ":80"
        };
        let origin = &text[..end];
        origin.strip_suffix(implied).unwrap_or(origin).to_owned()
    }
}

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<Self, PublicUrlError> {
        let url = text.trim_end_matches('/');
        let rest = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"));
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:[]/".contains(c);
        let authority = rest
            .filter(|rest| rest.chars().all(plain))
            .and_then(|rest| rest.split('/').next());
        let host = authority.and_then(|authority| Host::of_authority(authority).ok());
        let fault = || PublicUrlError(text.chars().take(80).collect());
        Ok(Self {
            text: url.to_owned(),
            host: host.ok_or_else(fault)?,
        })
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(config: &Config, host: &str) -> bool {
        config.answers_to(&Host::of_authority(host).expect("a host"))
    }

    #[test]
    fn only_names_that_the_operator_knows_are_answered() {
        let mut config = Config {
            public_url: Some("https://maps.example.org/hexward".parse().expect("a url")),
            listening: Some(IpAddr::from([10, 0, 0, 7])),
            hosts: vec!["inside".parse().expect("a name")],
            ..Config::default()
        };
        for own in [
            "localhost:9",
            "127.0.0.1",
            "[::1]:1",
            "10.0.0.7:8080",
            "maps.example.org",
            "Inside",
        ] {
            assert!(answers(&config, own), "{own}");
        }
        for other in [
            "evil.example",
            "10.0.0.8",
            "localhost.evil.example",
            "example.org",
        ] {
            assert!(!answers(&config, other), "{other}");
        }
        config.listening = Some(IpAddr::from([0, 0, 0, 0]));
        assert!(answers(&config, "10.0.0.8") && !answers(&config, "evil.example"));
    }
}
