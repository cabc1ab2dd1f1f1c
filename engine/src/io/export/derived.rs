//! Units as they are derived, with what is counted of them.

use super::{Field, Layer, Place, Row, Shapes, text, whole};
use crate::geom::Region;
use crate::io::table::Cell;

/// A unit to be written.
#[derive(Debug, Clone, Copy)]
pub struct DerivedUnit<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it is.
    pub kind: &'a str,
    /// Its name.
    pub name: &'a str,
    /// The grid that it lies in.
    pub grid: &'a str,
    /// The grid above.
    pub parent: &'a str,
    /// How many households count in it.
    pub households: u64,
    /// How many residents.
    pub residents: u64,
    /// How many minutes the visits to them take.
    pub minutes: u64,
    /// Its area in square metres.
    pub area_m2: u64,
    /// Its ground.
    pub region: &'a Region,
}

const DERIVED: &[Field] = &[
    text("id"),
    text("kind"),
    text("name"),
    text("grid"),
    text("parent"),
    whole("households"),
    whole("residents"),
    whole("minutes"),
    whole("area_m2"),
];

/// Derived units with `id`, `kind`, `name`, `grid`, `parent`, `households`, `residents`, `minutes`, `area_m2`.
pub fn derived_units_layer<'a>(
    units: impl IntoIterator<Item = DerivedUnit<'a>>,
) -> Layer<impl Iterator<Item = Row<'a>>> {
    let row = |unit: DerivedUnit<'a>| Row {
        cells: vec![
            Cell::text(Some(unit.id)),
            Cell::text(Some(unit.kind)),
            Cell::text(Some(unit.name)),
            Cell::text(Some(unit.grid)),
            Cell::text(Some(unit.parent)),
            Cell::Whole(unit.households),
            Cell::Whole(unit.residents),
            Cell::Whole(unit.minutes),
            Cell::Whole(unit.area_m2),
        ],
        place: Place::Ground(unit.region),
    };
    Layer {
        name: "units",
        fields: DERIVED,
        shapes: Shapes::Areas,
        rows: units.into_iter().map(row),
    }
}
