//! Rows with a line or an area each: features of GeoJSON, or lines of CSV with well-known text in the column `geometry`.

use super::Statement;
use super::columns::Schema;
use super::csv::CsvTable;
use super::error::ImportFault;
use super::feature::Feature;
use super::geojson::{FeatureTable, each_feature};
use super::intake::{Intake, Keyed};
use super::placing::Placing;
use super::points::stop_with_verdict;
use super::report::{Import, Rejected, RowKind};
use super::row::Row;
use super::source::{Format, Opened, Source};
use crate::model::AreaCode;

/// The field that CSV has in a column of its own and GeoJSON has not: it comes last in a schema.
pub(super) const GEOMETRY: &str = "geometry";

/// What is read: the fields, and the types of geometries.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) schema: &'static Schema,
    pub(super) shapes: &'static [&'static str],
}

/// Reads rows of any kind, each as a function reads it: to the records that it is, all of them or none. `stated` is the area
/// that a row says it lies in.
pub(super) fn read<T: Keyed, R: IntoIterator<Item = T>>(
    wanted: Wanted,
    source: &Source<'_>,
    statement: &Statement,
    stated: impl Fn(&Row<'_>) -> Option<AreaCode>,
    records: impl Fn(&Row<'_>, &Feature, &Placing) -> Result<R, Rejected>,
) -> Result<Import<T>, ImportFault> {
    let Wanted { schema, shapes } = wanted;
    let mut placing = Placing::new(statement.crs, &statement.expected)?;
    let Opened { format, reader, .. } = source.open()?;
    let names = schema.names(placing.axes());
    let (file, map) = (source.shared_name(), &statement.columns);
    let kind = match format {
        Format::Csv => RowKind::Line,
        Format::GeoJson => RowKind::Feature,
    };
    let mut intake = Intake::new(source, kind);
    let mut take = |row: &Row<'_>, feature: Result<&Feature, Rejected>| {
        let records = feature.and_then(|feature| {
            placing.meet_feature(feature, || stated(row));
            records(row, feature, &placing)
        });
        let line = row.place.line;
        let taken = match records {
            Ok(records) => records
                .into_iter()
                .try_for_each(|record| intake.take(line, Ok(record))),
            Err(rejected) => intake.take(line, Err(rejected)),
        };
        stop_with_verdict(taken, &placing)
    };
    let ignored = match format {
        Format::GeoJson => {
            let mut table = FeatureTable::new(file, schema, names, map, shapes)?;
            let written = each_feature(reader, |number, feature| {
                take(&table.row(number, feature)?, Ok(feature))
            })?;
            placing.hear(written);
            table.finish()?
        }
        Format::Csv => {
            let mut table = CsvTable::open(file, reader, schema, names, map)?;
            while table.read_chunk()? {
                for (row, ragged) in table.rows() {
                    let feature = ragged.map_or_else(|| feature(&row, schema), Err);
                    take(&row, feature.as_ref().map_err(Clone::clone))?;
                }
            }
            table.into_ignored()
        }
    };
    let check = Some(placing.verdict()?);
    let import = intake.finish(ignored)?;
    Ok(Import { check, ..import })
}

/// The feature that a line is, without properties: those are cells.
fn feature(row: &Row<'_>, schema: &Schema) -> Result<Feature, Rejected> {
    let field = schema.fields.len() - 1;
    let is_needed = schema.fields[field].required || row.has(field)?;
    Ok(Feature {
        kind: "Feature".to_owned(),
        properties: Vec::new(),
        geometry: is_needed.then(|| row.geometry(field)).transpose()?,
    })
}
