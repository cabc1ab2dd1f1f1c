//! Barriers: lines on the ground, from GeoJSON.

use super::Statement;
use super::columns::{Field, Persons, Schema};
use super::error::{ImportError, ImportFault};
use super::feature::Feature;
use super::geojson::{FeatureTable, each_feature};
use super::geometry;
use super::intake::{Intake, Keyed};
use super::placing::Placing;
use super::points::stop_with_verdict;
use super::report::{Import, Rejected, RowKind};
use super::row::Row;
use super::source::{Format, Opened, Source};
use crate::model::{Barrier, BarrierId};

pub(super) static BARRIERS: Schema = Schema {
    what: "barriers",
    fields: &[Field::required("id"), Field::required("class")],
    names_places: true,
    persons: Persons::Dropped,
};

/// Reads barriers: lines with `id` and `class`. The parts of a multi-line of several become `id#1`, `id#2` and so on.
///
/// # Errors
/// [`ImportError`] when the file as a whole is refused; single bad features are listed in the [`Import`].
pub fn read_barriers(
    source: &Source<'_>,
    statement: &Statement,
) -> Result<Import<Barrier>, ImportError> {
    read(source, statement).map_err(|fault| source.refused(fault))
}

fn read(source: &Source<'_>, statement: &Statement) -> Result<Import<Barrier>, ImportFault> {
    let mut placing = Placing::new(statement.crs, &statement.expected)?;
    let Opened { format, reader, .. } = source.open()?;
    if format != Format::GeoJson {
        return Err(ImportFault::NotGeoJson(
            "it has the form of a CSV file".to_owned(),
        ));
    }
    let names = BARRIERS.names(placing.axes());
    let file = source.shared_name();
    let mut table = FeatureTable::new(
        file,
        &BARRIERS,
        names,
        &statement.columns,
        &["LineString", "MultiLineString"],
    )?;
    let mut intake = Intake::new(source, RowKind::Feature);
    let written = each_feature(reader, |number, feature| {
        let row = table.row(number, feature)?;
        placing.meet_feature(feature, || None);
        let taken = match parts(&row, feature, &placing) {
            Ok(barriers) => barriers
                .into_iter()
                .try_for_each(|barrier| intake.take(number, Ok(barrier))),
            Err(rejected) => intake.take(number, Err(rejected)),
        };
        stop_with_verdict(taken, &placing)
    })?;
    placing.hear(written);
    let check = Some(placing.verdict()?);
    let import = intake.finish(table.finish()?)?;
    Ok(Import { check, ..import })
}

/// The barriers of one feature: all its parts or none.
fn parts(row: &Row<'_>, feature: &Feature, placing: &Placing) -> Result<Vec<Barrier>, Rejected> {
    let lines = geometry::lines(row, feature, placing)?;
    let id = row.id(0, BarrierId::new)?;
    let class = row.text(1)?;
    if lines.is_empty() {
        return Err(row.place.reject("coordinates", "[]", "has no line"));
    }
    let several = lines.len() > 1;
    let part = |(i, path)| {
        let id = if several {
            numbered(row, &id, i + 1)?
        } else {
            id.clone()
        };
        let broken = |error| {
            row.place
                .reject("geometry", id.as_str(), format!("is not valid: {error}"))
        };
        Barrier::new(id.clone(), class.clone(), path).map_err(broken)
    };
    lines.into_iter().enumerate().map(part).collect()
}

fn numbered(row: &Row<'_>, id: &BarrierId, number: usize) -> Result<BarrierId, Rejected> {
    let text = format!("{id}#{number}");
    BarrierId::new(&text).map_err(|error| {
        row.reject(
            0,
            &text,
            format!("is not a valid {}: {}", error.what, error.reason),
        )
    })
}

impl Keyed for Barrier {
    type Key<'a> = &'a BarrierId;
    const KEY_FIELD: &'static str = "id";

    fn key_in_file(&self) -> &BarrierId {
        &self.id
    }

    fn key_text(&self) -> String {
        self.id.to_string()
    }

    fn text(&self, n: usize) -> Option<(&'static str, &str)> {
        [("id", self.id.as_str()), ("class", &*self.class)]
            .get(n)
            .copied()
    }

    fn drop_text(&mut self, n: usize) -> bool {
        match n {
            1 => self.class.clear(),
            _ => return false,
        }
        true
    }
}
