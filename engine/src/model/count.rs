//! Counts: integers with a measure, a unit and a cut-off date.

use std::fmt;

use time::Date;
use time::macros::format_description;

use super::AddressId;
use super::id::IdError;

/// What is counted, for example `deaths`: 1 to 32 lower-case letters, digits, `-` or `_`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Measure(String);

impl Measure {
    /// The measure of this name.
    ///
    /// # Errors
    /// [`IdError`] when the name has another form.
    pub fn new(name: &str) -> Result<Self, IdError> {
        let allowed =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if (1..=32).contains(&name.len()) && name.chars().all(allowed) {
            return Ok(Self(name.to_owned()));
        }
        let reason = "it is not 1 to 32 of the characters a-z 0-9 - _";
        Err(IdError {
            what: "measure",
            value: name.chars().take(80).collect(),
            reason,
        })
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What one of a count is; values of different units are never added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// 户
    Households,
    /// 人
    Persons,
    /// 人次
    PersonVisits,
    /// 处
    Places,
    /// 件
    Items,
}

impl Unit {
    /// All units.
    pub const ALL: [Self; 5] = [
        Self::Households,
        Self::Persons,
        Self::PersonVisits,
        Self::Places,
        Self::Items,
    ];

    /// The name used in files and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Households => "households",
            Self::Persons => "persons",
            Self::PersonVisits => "person-visits",
            Self::Places => "places",
            Self::Items => "items",
        }
    }

    /// The unit of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How many of a measure were newly counted at an address up to a cut-off date; counts of later dates add to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Where.
    pub address: AddressId,
    /// What.
    pub measure: Measure,
    /// In which unit; one unit a measure in the whole store.
    pub unit: Unit,
    /// The last day that the value includes.
    pub cutoff: Date,
    /// How many.
    pub value: u32,
}

impl Count {
    /// The date of a text `YYYY-MM-DD`: ten characters, four digits for the year (0000 to 9999) and no sign.
    ///
    /// Stores keep years before 1000 too, so they are read here; files of counts are refused for them.
    pub fn parse_date(text: &str) -> Option<Date> {
        let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
        let fits = |(i, byte): (usize, &u8)| match i {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        };
        if !bytes.iter().enumerate().all(fits) {
            return None;
        }
        Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
    }

    /// The `YYYY-MM-DD` form of a date; [`Self::parse_date`] reads it back for the years 0 to 9999.
    pub fn format_date(date: Date) -> String {
        format!(
            "{:04}-{:02}-{:02}",
            date.year(),
            u8::from(date.month()),
            date.day()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_dates() {
        assert!(
            Measure::new("new_cases-7d").is_ok()
                && Measure::new("Deaths").is_err()
                && Measure::new("").is_err()
        );
        assert!(
            Unit::ALL
                .iter()
                .all(|&unit| Unit::from_name(unit.name()) == Some(unit))
        );
        let date = Count::parse_date("1854-09-30").expect("a date");
        assert_eq!(Count::format_date(date), "1854-09-30");
    }

    #[test]
    fn dates_have_one_form() {
        for bad in [
            "",
            "1854-9-30",
            "1854-02-30",
            "1900-02-29",
            "1854-00-10",
            "1854-13-01",
            "1854-01-00",
            "-0001-01-01",
            "+2026-01-01",
            "-001-01-01",
            "+026-01-01",
            "-2026-01-1",
            "2026-+1-01",
            "2026-01-+1",
            "2026-01--1",
            "12026-01-01",
            "2026/01/01",
            "2026-01-01 ",
            " 2026-01-1",
            "20260101",
            "2026-01-01T00:00",
            "２026-1-1",
            "2026-1-１",
        ] {
            assert_eq!(Count::parse_date(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn every_date_from_year_0_comes_back() {
        let first = Count::parse_date("0000-01-01").expect("a date");
        let last = Count::parse_date("9999-12-31").expect("a date");
        let days = first.to_julian_day()..=last.to_julian_day();
        for day in days.step_by(13).chain([last.to_julian_day()]) {
            let date = Date::from_julian_day(day).expect("in range");
            assert_eq!(Count::parse_date(&Count::format_date(date)), Some(date));
        }
    }
}
