//! Dates as text.

use time::Date;

use crate::model::Count;

/// A date as `YYYY-MM-DD`, with a sign before year 0: a date that is no use, but that the type admits, comes back too.
pub(super) fn date_text(date: Date) -> String {
    if date.year() >= 0 {
        return Count::format_date(date);
    }
    format!(
        "-{:04}-{:02}-{:02}",
        date.year().unsigned_abs(),
        u8::from(date.month()),
        date.day()
    )
}

/// The date of a text.
pub(super) fn parse_date(text: &str) -> Option<Date> {
    match text.strip_prefix('-') {
        None => Count::parse_date(text),
        Some(positive) => {
            let date = Count::parse_date(positive)?;
            Date::from_calendar_date(-date.year(), date.month(), date.day()).ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_date_comes_back() {
        for day in (Date::MIN.to_julian_day()..=Date::MAX.to_julian_day()).step_by(97) {
            let date = Date::from_julian_day(day).expect("in range");
            assert_eq!(parse_date(&date_text(date)), Some(date));
        }
        assert_eq!(parse_date("1854-9-08"), None);
        assert_eq!(parse_date(""), None);
    }
}
