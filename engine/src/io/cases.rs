//! Counts at addresses, from CSV or from the properties of GeoJSON features.

use std::collections::HashMap;

use time::Date;

use super::columns::{ColumnMap, Field, Persons, Schema};
use super::csv::CsvTable;
use super::error::{ImportError, ImportFault};
use super::geojson::{FeatureTable, each_feature};
use super::intake::{Intake, Keyed};
use super::projection::Axes;
use super::report::{Import, Rejected, RowKind};
use super::row::Row;
use super::source::{Format, Opened, Source};
use crate::model::{AddressId, Count, Measure, Unit};

pub(super) static CASES: Schema = Schema {
    what: "cases",
    fields: &[
        Field::required("address"),
        Field::required("measure"),
        Field::required("unit"),
        Field::required("cutoff"),
        Field::required("value"),
    ],
    names_places: false,
    persons: Persons::Refused,
};

/// Where a feature lies is not asked: its address says it.
const ANY_SHAPE: [&str; 6] = [
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
];

/// The unit of each measure and the line or feature that gave it.
type Units = HashMap<Measure, (Unit, u64)>;

/// Reads counts: `address`, `measure`, `unit`, `cutoff`, `value`. Whether the addresses exist is for the caller.
///
/// # Errors
/// [`ImportError`] when the file as a whole is refused; single bad rows are listed in the [`Import`].
pub fn read_cases(source: &Source<'_>, columns: &ColumnMap) -> Result<Import<Count>, ImportError> {
    read(source, columns).map_err(|fault| source.refused(fault))
}

fn read(source: &Source<'_>, columns: &ColumnMap) -> Result<Import<Count>, ImportFault> {
    let Opened { format, reader, .. } = source.open()?;
    let names = CASES.names(Axes::Degrees);
    let mut units = Units::new();
    if format == Format::GeoJson {
        let file = source.shared_name();
        let mut table = FeatureTable::new(file, &CASES, names, columns, &ANY_SHAPE)?;
        let mut intake = Intake::new(source, RowKind::Feature);
        each_feature(reader, |number, feature| {
            let count = read_row(&table.row(number, feature)?, &mut units);
            intake.take(number, count)
        })?;
        return intake.finish(table.finish()?);
    }
    let mut table = CsvTable::open(source.shared_name(), reader, &CASES, names, columns)?;
    let mut intake = Intake::new(source, RowKind::Line);
    while table.read_chunk()? {
        for (row, ragged) in table.rows() {
            let count = ragged.map_or_else(|| read_row(&row, &mut units), Err);
            intake.take(row.place.line, count)?;
        }
    }
    intake.finish(table.into_ignored())
}

fn read_row(row: &Row<'_>, units: &mut Units) -> Result<Count, Rejected> {
    let count = Count {
        address: row.id(0, AddressId::new)?,
        measure: row.id(1, Measure::new)?,
        unit: row.word(
            2,
            Unit::from_name,
            "households, persons, person-visits, places, items",
        )?,
        cutoff: row.date(3)?,
        value: row.count(4)?,
    };
    match units.get(&count.measure) {
        Some(&(unit, line)) if unit != count.unit => {
            let reason = format!(
                "differs from {unit}, the unit of {} in {} {line}",
                count.measure, row.place.kind
            );
            Err(row.reject(2, count.unit.name(), reason))
        }
        Some(_) => Ok(count),
        None => {
            units.insert(count.measure.clone(), (count.unit, row.place.line));
            Ok(count)
        }
    }
}

impl Keyed for Count {
    type Key<'a> = (&'a AddressId, &'a Measure, Date);
    const KEY_FIELD: &'static str = "address, measure, cutoff";

    fn key_in_file(&self) -> Self::Key<'_> {
        (&self.address, &self.measure, self.cutoff)
    }

    fn key_text(&self) -> String {
        format!(
            "{}, {}, {}",
            self.address,
            self.measure,
            Self::format_date(self.cutoff)
        )
    }

    fn text(&self, n: usize) -> Option<(&'static str, &str)> {
        [
            ("address", self.address.as_str()),
            ("measure", self.measure.as_str()),
        ]
        .get(n)
        .copied()
    }
}
