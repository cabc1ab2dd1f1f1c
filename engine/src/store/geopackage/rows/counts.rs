//! Counts.

use time::Date;

use crate::model::{AddressId, Count, Measure, Record, Unit};
use crate::store::codec::CodecError;
use crate::store::geopackage::row::{Columns, Row, Slots};
use crate::store::geopackage::sql::{self, Statements};

impl Row for Count {
    const SQL: Statements = sql::COUNTS;

    fn put(&self, slots: &mut Slots<'_, '_>) -> rusqlite::Result<()> {
        slots.put(self.address.as_str())?;
        slots.put(self.measure.as_str())?;
        slots.put(self.unit.name())?;
        slots.put(date_text(self.cutoff))?;
        slots.put(self.value)
    }

    fn put_key(
        (address, measure, cutoff): &<Self as Record>::Key,
        slots: &mut Slots<'_, '_>,
    ) -> rusqlite::Result<()> {
        slots.put(address.as_str())?;
        slots.put(measure.as_str())?;
        slots.put(date_text(*cutoff))
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        Ok(Self {
            address: columns.parsed(AddressId::new)?,
            measure: columns.parsed(Measure::new)?,
            unit: columns.named(Unit::from_name)?,
            cutoff: columns.named(parse_date)?,
            value: columns.number()?,
        })
    }
}

/// A date as `YYYY-MM-DD`, with a sign before year 0: a date that is no use, but that the type admits, comes back too.
fn date_text(date: Date) -> String {
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

fn parse_date(text: &str) -> Option<Date> {
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
