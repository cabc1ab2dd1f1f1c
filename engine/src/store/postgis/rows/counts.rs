//! Counts.

use crate::model::{AddressId, Count, Measure, Record, Unit};
use crate::store::codec::CodecError;
use crate::store::postgis::row::{Columns, KeyColumn, Row, Slots, text_column};
use crate::store::postgis::sql::{self, Statements};

impl Row for Count {
    const SQL: Statements = sql::COUNTS;

    fn put(&self, slots: &mut Slots) {
        slots.put_text(self.address.as_str());
        slots.put_text(self.measure.as_str());
        slots.put_text(self.unit.name());
        slots.put_date(self.cutoff);
        slots.put_i64(i64::from(self.value));
    }

    fn key_columns(keys: &[&<Self as Record>::Key]) -> Vec<KeyColumn> {
        let cutoffs: Vec<_> = keys.iter().map(|(_, _, cutoff)| *cutoff).collect();
        vec![
            text_column(keys.iter().map(|(address, _, _)| address.as_str())),
            text_column(keys.iter().map(|(_, measure, _)| measure.as_str())),
            Box::new(cutoffs),
        ]
    }

    fn read(columns: &mut Columns<'_>) -> Result<Self, CodecError> {
        Ok(Self {
            address: columns.parsed(AddressId::new)?,
            measure: columns.parsed(Measure::new)?,
            unit: columns.named(Unit::from_name)?,
            cutoff: columns.date()?,
            value: columns.number()?,
        })
    }
}
