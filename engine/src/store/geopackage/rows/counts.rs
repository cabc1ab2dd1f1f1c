//! Counts.

use crate::model::{AddressId, Count, Measure, Record, Unit};
use crate::store::codec::CodecError;
use crate::store::geopackage::dates::{date_text, parse_date};
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
