//! Spatial units: areas that go from grid to grid as wholes, from GeoJSON or CSV.

use super::Statement;
use super::areas::AREAS;
use super::columns::{Field, Persons, Schema};
use super::error::ImportError;
use super::feature::Feature;
use super::geometry;
use super::intake::Keyed;
use super::placing::Placing;
use super::report::Import;
use super::row::Row;
use super::shapes::{self, GEOMETRY, Wanted};
use super::source::Source;
use crate::model::{SpatialUnit, UnitId};

pub(super) static UNITS: Schema = Schema {
    what: "units",
    fields: &[
        Field::required("id"),
        Field::required("kind"),
        Field::optional("name"),
        Field::required(GEOMETRY),
    ],
    names_places: true,
    persons: Persons::Dropped,
};

/// Reads spatial units: polygons or multi-polygons with `id`, `kind` and optionally `name`.
///
/// # Errors
/// [`ImportError`] when the file as a whole is refused; single bad features are listed in the [`Import`].
pub fn read_units(
    source: &Source<'_>,
    statement: &Statement,
) -> Result<Import<SpatialUnit>, ImportError> {
    let unit = |row: &Row<'_>, feature: &Feature, placing: &Placing| {
        Ok([SpatialUnit {
            region: geometry::region(row, feature, placing)?,
            id: row.id(0, UnitId::new)?,
            kind: row.text(1)?,
            name: row.text(2)?,
        }])
    };
    let wanted = Wanted {
        schema: &UNITS,
        shapes: AREAS,
    };
    shapes::read(wanted, source, statement, |_| None, unit).map_err(|fault| source.refused(fault))
}

impl Keyed for SpatialUnit {
    type Key<'a> = &'a UnitId;
    const KEY_FIELD: &'static str = "id";

    fn key_in_file(&self) -> &UnitId {
        &self.id
    }

    fn key_text(&self) -> String {
        self.id.to_string()
    }

    fn text(&self, n: usize) -> Option<(&'static str, &str)> {
        [
            ("id", self.id.as_str()),
            ("kind", &*self.kind),
            ("name", &*self.name),
        ]
        .get(n)
        .copied()
    }

    fn drop_text(&mut self, n: usize) -> bool {
        match n {
            1 => self.kind.clear(),
            2 => self.name.clear(),
            _ => return false,
        }
        true
    }
}
