//! The start of absolute URLs in answers: where clients reach the server.

use axum::http::HeaderMap;
use axum::http::header::HOST;

use crate::config::{Config, Host};
use crate::error::{ApiError, shown};

const FORWARDED_HOST: &str = "x-forwarded-host";
const FORWARDED_PROTO: &str = "x-forwarded-proto";
const FORWARDED_PREFIX: &str = "x-forwarded-prefix";

/// Scheme, host and path before all addresses, without a slash at the end: what the operator set, else what the client
/// asked for, which the server answers to or the request would not have come here. What a proxy says of the request that
/// it passed on counts where the operator says that there is one ([`Config::behind_proxy`]): anyone can write such headers.
pub(crate) fn base_url(config: &Config, headers: &HeaderMap) -> String {
    if let Some(url) = &config.public_url {
        return url.as_str().to_owned();
    }
    let own = headers.get(HOST).and_then(|host| host.to_str().ok());
    let forwarded = |name| last(config, headers, name);
    let Some(host) = forwarded(FORWARDED_HOST).or(own) else {
        return String::new();
    };
    let scheme = forwarded(FORWARDED_PROTO).unwrap_or("http");
    let prefix = forwarded(FORWARDED_PREFIX).unwrap_or_default();
    format!("{scheme}://{host}{}", prefix.trim_end_matches('/'))
}

/// Refuses what a proxy says that is no host of this server, no scheme or no path.
///
/// # Errors
/// [`ApiError::OtherHost`] and [`ApiError::Malformed`].
pub(crate) fn check_forwarded(config: &Config, headers: &HeaderMap) -> Result<(), ApiError> {
    let forwarded = |name| last(config, headers, name);
    if let Some(host) = forwarded(FORWARDED_HOST) {
        let host = Host::of_authority(host).map_err(|error| malformed(&error.to_string()))?;
        if !config.answers_to(&host) {
            return Err(ApiError::OtherHost(shown(&host.to_string())));
        }
    }
    let scheme = forwarded(FORWARDED_PROTO);
    if let Some(other) = scheme.filter(|scheme| !["http", "https"].contains(scheme)) {
        return Err(malformed(&format!(
            "`{}` is not http or https",
            shown(other)
        )));
    }
    match forwarded(FORWARDED_PREFIX).filter(|prefix| !is_path(prefix)) {
        Some(other) => Err(malformed(&format!("`{}` is not a path", shown(other)))),
        None => Ok(()),
    }
}

/// The last value of a header, which the nearest proxy wrote, where there is one.
fn last<'h>(config: &Config, headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let line = headers.get_all(name).iter().next_back();
    let line = line.filter(|_| config.behind_proxy)?;
    let value = line.to_str().unwrap_or("not text").rsplit(',').next()?;
    Some(value.trim()).filter(|value| !value.is_empty())
}

/// Whether a text is a plain absolute path, without steps up.
fn is_path(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c);
    let steps = text.split('/').any(|piece| piece == "..");
    text.starts_with('/') && !text.contains("//") && !steps && text.chars().all(plain)
}

fn malformed(detail: &str) -> ApiError {
    ApiError::Malformed {
        pointer: "",
        detail: format!("what the proxy says of the request is wrong: {detail}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().expect("a value"));
        }
        headers
    }

    fn proxied() -> Config {
        Config {
            behind_proxy: true,
            hosts: vec!["maps.example.org".parse().expect("a name")],
            ..Config::default()
        }
    }

    #[test]
    fn a_trusted_proxy_says_where_the_server_is() {
        let lines = [
            ("host", "127.0.0.1:8080"),
            ("x-forwarded-host", "evil.example, maps.example.org"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-prefix", "/city/"),
        ];
        let headers = headers(&lines);
        assert_eq!(
            base_url(&proxied(), &headers),
            "https://maps.example.org/city"
        );
        assert_eq!(check_forwarded(&proxied(), &headers), Ok(()));
        let unproxied = Config::default();
        assert_eq!(base_url(&unproxied, &headers), "http://127.0.0.1:8080");
        assert_eq!(check_forwarded(&unproxied, &headers), Ok(()));
        let public = Config {
            public_url: Some("https://a.example/b".parse().expect("a url")),
            ..proxied()
        };
        assert_eq!(base_url(&public, &headers), "https://a.example/b");
    }

    #[test]
    fn what_a_proxy_cannot_mean_is_refused() {
        for (name, value, code) in [
            ("x-forwarded-host", "evil.example", "other-host"),
            (
                "x-forwarded-host",
                "maps.example.org, evil.example",
                "other-host",
            ),
            ("x-forwarded-host", "maps.example.org/x", "malformed"),
            ("x-forwarded-proto", "javascript", "malformed"),
            ("x-forwarded-prefix", "//evil.example", "malformed"),
            ("x-forwarded-prefix", "/a/../b", "malformed"),
            ("x-forwarded-prefix", "/a\"b", "malformed"),
            ("x-forwarded-prefix", "a", "malformed"),
        ] {
            let refused = check_forwarded(&proxied(), &headers(&[(name, value)]));
            assert_eq!(
                refused.err().map(|error| error.code()),
                Some(code),
                "{value}"
            );
        }
    }
}
