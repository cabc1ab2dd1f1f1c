//! Origins: which pages of other servers may read tiles.

use std::str::FromStr;

use super::Host;

/// Where a page comes from (RFC 6454): scheme, host and port; or anywhere.
///
/// ```
/// use hexward::config::Origin;
/// let named: Origin = "https://Maps.Example.org:443/".parse().expect("an origin");
/// assert_eq!(named, Origin::Named("https://maps.example.org".to_owned()));
/// assert_eq!("*".parse(), Ok(Origin::Any));
/// for bad in ["maps.example.org", "null", "https://", "https://x/path", "https://a b", "ftp://x"] {
///     assert!(bad.parse::<Origin>().is_err(), "{bad}");
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Every page of every server.
    Any,
    /// The pages of one server, written as browsers write it.
    Named(String),
}

/// Text that is not an origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an origin: http:// or https:// with a host, possibly a port, or *")]
pub struct OriginError(String);

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        if text == "*" {
            return Ok(Self::Any);
        }
        named(&text.to_ascii_lowercase())
            .map(Self::Named)
            .ok_or_else(|| OriginError(text.chars().take(80).collect()))
    }
}

/// The form that browsers send: no slash at the end, no port that goes without saying.
fn named(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    let implied = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    Host::of_authority(authority).ok()?;
    let authority = authority.strip_suffix(implied).unwrap_or(authority);
    Some(format!("{scheme}://{authority}"))
}
