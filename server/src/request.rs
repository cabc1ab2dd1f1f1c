//! Reading the parts of a request.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use hexward_engine::geom::{Bounds, Position, PositionError};
use hexward_engine::model::{Revision, Tier};
use serde::de::DeserializeOwned;

use crate::error::{ApiError, shown};

/// The query of a request; a wrong one is a problem document.
pub(crate) struct Parameters<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Parameters<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(query)) => Ok(Self(query)),
            Err(rejection) => Err(ApiError::Malformed {
                pointer: "/query",
                detail: shown(&rejection.body_text()),
            }),
        }
    }
}

/// The named piece of a path; one that cannot be decoded is a problem document.
pub(crate) struct Piece(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Piece {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Pieces(piece) = Pieces::<String>::from_request_parts(parts, state).await?;
        Ok(Self(piece))
    }
}

/// The named pieces of a path in order; ones that cannot be decoded are a problem document.
pub(crate) struct Pieces<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Pieces<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(pieces)) => Ok(Self(pieces)),
            Err(_) => Err(ApiError::Malformed {
                pointer: "/path",
                detail: "the path is not UTF-8".to_owned(),
            }),
        }
    }
}

/// The position that the parameters `lon` and `lat` give in degrees.
pub(crate) fn position(lon: Option<&str>, lat: Option<&str>) -> Result<Position, ApiError> {
    let lon = degrees("/query/lon", lon)?;
    let lat = degrees("/query/lat", lat)?;
    Position::from_degrees(lon, lat).map_err(|error| {
        let pointer = match error {
            PositionError::Longitude(_) => "/query/lon",
            PositionError::Latitude(_) => "/query/lat",
        };
        ApiError::Malformed {
            pointer,
            detail: error.to_string(),
        }
    })
}

fn degrees(pointer: &'static str, text: Option<&str>) -> Result<f64, ApiError> {
    let malformed = |detail: String| ApiError::Malformed { pointer, detail };
    let text = text.ok_or_else(|| malformed("the parameter is missing".to_owned()))?;
    text.parse()
        .ok()
        .ok_or_else(|| malformed(format!("`{}` is not a number of degrees", shown(text))))
}

/// The box that a parameter `bbox` gives as `west,south,east,north` in degrees.
pub(crate) fn bounds(text: &str) -> Result<Bounds, ApiError> {
    let malformed = || ApiError::Malformed {
        pointer: "/query/bbox",
        detail: format!("`{}` is not west,south,east,north in degrees", shown(text)),
    };
    let numbers: Vec<f64> = text
        .split(',')
        .map_while(|part| part.parse().ok())
        .collect();
    let &[west, south, east, north] = numbers.as_slice() else {
        return Err(malformed());
    };
    if text.split(',').count() != 4 || west > east || south > north {
        return Err(malformed());
    }
    let corners = [(west, south), (east, north)]
        .map(|(lon, lat)| Position::from_degrees(lon, lat).map_err(|_malformed| malformed()));
    let [south_west, north_east] = corners;
    Bounds::around([south_west?, north_east?]).ok_or_else(malformed)
}

/// The tier that a parameter `tier` names.
pub(crate) fn tier_named(text: &str) -> Result<Tier, ApiError> {
    Tier::from_name(text).ok_or_else(|| ApiError::Malformed {
        pointer: "/query/tier",
        detail: format!("`{}` is not street, community, grid or micro", shown(text)),
    })
}

/// A parameter that is a whole number within a range.
pub(crate) fn count_within(
    pointer: &'static str,
    text: &str,
    range: std::ops::RangeInclusive<usize>,
) -> Result<usize, ApiError> {
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| ApiError::Malformed {
        pointer,
        detail: format!(
            "`{}` is not a whole number from {} to {}",
            shown(text),
            range.start(),
            range.end()
        ),
    })
}

/// The number of a revision: at most 63 bits, as stores and clients have them.
pub(crate) fn revision(pointer: &'static str, text: &str) -> Result<Revision, ApiError> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse::<i64>().ok().filter(|_| digits);
    let number = number.and_then(|number| u64::try_from(number).ok());
    number.map(Revision).ok_or_else(|| ApiError::Malformed {
        pointer,
        detail: format!("`{}` is not the number of a revision", shown(text)),
    })
}

/// Everything but letters, digits and a few marks as `%XX` (RFC 3986).
pub(crate) fn percent_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions() {
        for (text, expected) in [
            ("0", Some(0)),
            ("12", Some(12)),
            ("9223372036854775807", Some(i64::MAX as u64)),
            ("9223372036854775808", None),
            ("99999999999999999999", None),
            ("-1", None),
            ("+1", None),
            ("", None),
        ] {
            let number = revision("/query/revision", text);
            assert_eq!(number.ok().map(|r| r.0), expected, "{text}");
        }
    }

    #[test]
    fn names_in_urls() {
        assert_eq!(percent_encoded("hex 60/街"), "hex%2060%2F%E8%A1%97");
    }
}
