//! What the server is told by whoever starts it, and the limits that it keeps.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Bytes of tiles that are kept in memory.
pub const TILE_CACHE_BYTES: u64 = 128 << 20;
/// Longest request body in bytes; nothing is posted yet.
pub const BODY_LIMIT_BYTES: usize = 64 << 10;
/// A request that takes longer is answered with an error.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// How long requests in flight may take once the server was told to stop.
pub const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);
/// Most neighbours that one request may ask for.
pub const NEAREST_MAX: usize = 100;

/// What can be set at start-up.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The address under which clients reach the server, when it is not the one that they ask for.
    pub public_url: Option<PublicUrl>,
}

/// The start of absolute URLs: scheme, host and possibly a path, without a slash at the end.
///
/// ```
/// use hexward::config::PublicUrl;
/// let url: PublicUrl = "https://maps.example.org/hexward/".parse().expect("valid");
/// assert_eq!(url.as_str(), "https://maps.example.org/hexward");
/// for bad in ["maps.example.org", "ftp://x", "https://", "https://x?y", "https://a b"] {
///     assert!(bad.parse::<PublicUrl>().is_err(), "{bad}");
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

/// Text that is not the start of a URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not http:// or https:// with a host and nothing but a path behind it")]
pub struct PublicUrlError(String);

impl PublicUrl {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
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
        match rest {
            Some(rest) if !rest.is_empty() && !rest.starts_with('/') && rest.chars().all(plain) => {
                Ok(Self(url.to_owned()))
            }
            _ => Err(PublicUrlError(text.chars().take(80).collect())),
        }
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
