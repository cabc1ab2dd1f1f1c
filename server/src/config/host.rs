//! Hosts as requests and URLs name them.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

/// Longest name in bytes (RFC 1035 section 2.3.4).
const MAX_NAME_BYTES: usize = 253;

/// A host name in lower case, or an address; without a port.
///
/// ```
/// use hexward::config::Host;
/// let host: Host = "Maps.Example.org".parse().expect("a name");
/// assert_eq!(host.to_string(), "maps.example.org");
/// assert_eq!("[::1]".parse::<Host>().expect("an address").to_string(), "[::1]");
/// for bad in ["", "maps.example.org:80", "a b", "a/b", "x@y", "::1", "évil"] {
///     assert!(bad.parse::<Host>().is_err(), "{bad}");
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// A name.
    Name(String),
    /// An address; one of version 4 written as one of version 6 is the former.
    Address(IpAddr),
}

/// Text that is not a host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a host name nor an address, or has a port")]
pub struct HostError(String);

impl Host {
    /// The host of `host` or `host:port`, as the Host header has it.
    ///
    /// # Errors
    /// [`HostError`] when the text has another form.
    pub fn of_authority(text: &str) -> Result<Self, HostError> {
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (text, None),
        };
        match port {
            Some(port) if port.parse::<u16>().is_err() => Err(fault(text)),
            _ => host.parse(),
        }
    }

    /// Whether this can only be the machine itself: `localhost`, 127.0.0.0/8 or ::1.
    pub fn is_loopback(&self) -> bool {
        match self {
            Self::Name(name) => name == "localhost",
            Self::Address(address) => address.is_loopback(),
        }
    }
}

impl FromStr for Host {
    type Err = HostError;

    fn from_str(text: &str) -> Result<Self, HostError> {
        let bracketed = text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        if let Some(address) = bracketed {
            let address: Ipv6Addr = address.parse().ok().ok_or_else(|| fault(text))?;
            return Ok(Self::Address(IpAddr::V6(address).to_canonical()));
        }
        let name = text.strip_suffix('.').unwrap_or(text);
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        if name.is_empty() || name.len() > MAX_NAME_BYTES || !name.chars().all(plain) {
            return Err(fault(text));
        }
        Ok(name.parse().map_or_else(
            |_| Self::Name(name.to_ascii_lowercase()),
            |address| Self::Address(IpAddr::V4(address)),
        ))
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(IpAddr::V4(address)) => write!(f, "{address}"),
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
        }
    }
}

fn fault(text: &str) -> HostError {
    HostError(text.chars().take(80).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities() {
        for (good, host) in [
            ("localhost", "localhost"),
            ("LOCALHOST.:80", "localhost"),
            ("127.0.0.1:8080", "127.0.0.1"),
            ("[::1]:8080", "[::1]"),
            ("[::ffff:127.0.0.1]", "127.0.0.1"),
            ("a-b:1", "a-b"),
        ] {
            let parsed = Host::of_authority(good).map(|host| host.to_string());
            assert_eq!(parsed.as_deref(), Ok(host), "{good}");
        }
        for bad in [
            "", ":80", "a b", "a/b", "x@y", "a:port", "a:99999", "\"", "<i>", "[::1", "a,b", "évil",
        ] {
            assert!(Host::of_authority(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn loopback() {
        let is_loopback = |text: &str| Host::of_authority(text).is_ok_and(|h| h.is_loopback());
        for own in ["localhost:1", "127.9.9.9", "[::1]:1", "[::ffff:127.0.0.1]"] {
            assert!(is_loopback(own), "{own}");
        }
        for other in [
            "localhost.example.org",
            "127.0.0.1.example.org",
            "0.0.0.0",
            "[::]",
            "127.1",
        ] {
            assert!(!is_loopback(other), "{other}");
        }
    }
}
