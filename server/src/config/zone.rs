//! The zone in which days begin and end.

use std::str::FromStr;

use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime, UtcOffset};

/// How far local time is ahead of UTC; eight hours where nothing else is said.
///
/// ```
/// use hexward::config::Zone;
/// assert_eq!("+08:00".parse(), Ok(Zone::default()));
/// assert!("-03:30".parse::<Zone>().is_ok() && "+00:00".parse::<Zone>().is_ok());
/// for bad in ["8", "+8:00", "08:00", "+26:00", "+08:60", "+08:00:00", "Asia/Shanghai"] {
///     assert!(bad.parse::<Zone>().is_err(), "{bad}");
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(UtcOffset);

/// Text that is no zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a zone like +08:00")]
pub struct ZoneError(String);

impl Default for Zone {
    fn default() -> Self {
        Self(UtcOffset::from_hms(8, 0, 0).expect("eight hours are in range"))
    }
}

impl Zone {
    /// This moment, to the second, as an RFC 3339 instant in the zone.
    pub(crate) fn now(self) -> String {
        let now = OffsetDateTime::now_utc().to_offset(self.0);
        let second = now.replace_nanosecond(0).unwrap_or(now);
        second.format(&Rfc3339).expect("the year has four digits")
    }

    /// The day that it is in the zone.
    pub(crate) fn today(self) -> Date {
        OffsetDateTime::now_utc().to_offset(self.0).date()
    }
}

impl FromStr for Zone {
    type Err = ZoneError;

    fn from_str(text: &str) -> Result<Self, ZoneError> {
        parsed(text).ok_or_else(|| ZoneError(text.chars().take(80).collect()))
    }
}

fn parsed(text: &str) -> Option<Zone> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let number = |digits: &str| {
        let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse::<i8>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let offset = UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok()?;
    Some(Zone(offset))
}
