//! Barriers: lines on the ground, from GeoJSON or CSV.

use super::Statement;
use super::columns::{Field, Persons, Schema};
use super::error::ImportError;
use super::feature::Feature;
use super::geometry;
use super::intake::Keyed;
use super::placing::Placing;
use super::report::{Import, Rejected};
use super::row::Row;
use super::shapes::{self, GEOMETRY, Wanted};
use super::source::Source;
use crate::model::{Barrier, BarrierId};

pub(super) static BARRIERS: Schema = Schema {
    what: "barriers",
    fields: &[
        Field::required("id"),
        Field::required("class"),
        Field::optional("name"),
        Field::required(GEOMETRY),
    ],
    names_places: true,
    persons: Persons::Dropped,
};

/// Reads barriers: lines with `id`, `class` and, where they are called something, `name`. The parts of a multi-line of several become `id#1`, `id#2` and so on.
///
/// # Errors
/// [`ImportError`] when the file as a whole is refused; single bad rows are listed in the [`Import`].
pub fn read_barriers(
    source: &Source<'_>,
    statement: &Statement,
) -> Result<Import<Barrier>, ImportError> {
    let wanted = Wanted {
        schema: &BARRIERS,
        shapes: &["LineString", "MultiLineString"],
    };
    shapes::read(wanted, source, statement, |_| None, parts).map_err(|fault| source.refused(fault))
}

/// The barriers of one feature: all its parts or none.
fn parts(row: &Row<'_>, feature: &Feature, placing: &Placing) -> Result<Vec<Barrier>, Rejected> {
    let lines = geometry::lines(row, feature, placing)?;
    let id = row.id(0, BarrierId::new)?;
    let class = row.text(1)?;
    let name = row.text(2)?;
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
        let barrier = Barrier::new(id.clone(), class.clone(), path).map_err(broken)?;
        Ok(barrier.named(name.clone()))
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
        [
            ("id", self.id.as_str()),
            ("class", &*self.class),
            ("name", &*self.name),
        ]
        .get(n)
        .copied()
    }

    fn drop_text(&mut self, n: usize) -> bool {
        match n {
            1 => self.class.clear(),
            2 => self.name.clear(),
            _ => return false,
        }
        true
    }
}
