//! Layers as files have them: fields and a place, whichever the format.
//!
//! What is written is what the readers read: the same fields under the same names, positions that lead back to the same
//! lattice.

mod cells;
mod crossing;
mod csv;
mod derived;
mod duties;
mod geojson;
mod parquet;
mod wkb;
mod wkt;

use std::borrow::Borrow;

use time::Date;

use super::export_geojson::winner;
use super::table::Cell;
use crate::geom::{Position, Region};
use crate::model::{Address, AreaCode, Barrier, Checkpoint, Count, Grid, Lock, SpatialUnit};

pub use cells::cells_layer;
pub use crossing::{CrossingUnit, crossing_units_layer};
pub use csv::write_layer_csv;
pub use derived::{DerivedUnit, derived_units_layer};
pub use duties::{duties_layer, roles_layer};
pub use geojson::write_layer_geojson;
pub use parquet::write_layer_parquet;

/// What values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Texts.
    Text,
    /// Whole numbers.
    Whole,
}

/// What stands in a file where a row has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Every row has one.
    Always,
    /// Null in GeoJSON, an empty cell in CSV.
    Null,
    /// No property in GeoJSON, an empty cell in CSV.
    Absent,
}

/// A field of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What its values are.
    pub kind: FieldKind,
    /// What stands where there is none.
    pub presence: Presence,
}

const fn text(name: &'static str) -> Field {
    Field {
        name,
        kind: FieldKind::Text,
        presence: Presence::Always,
    }
}

const fn whole(name: &'static str) -> Field {
    Field {
        kind: FieldKind::Whole,
        ..text(name)
    }
}

const fn optional(name: &'static str, presence: Presence) -> Field {
    Field {
        presence,
        ..text(name)
    }
}

/// Where a row is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place<'a> {
    /// Nowhere by itself.
    Nowhere,
    /// At a point.
    Point(Position),
    /// Along a line.
    Line(&'a [Position]),
    /// On ground.
    Ground(&'a Region),
}

/// A row: a cell for each field, and its place.
pub struct Row<'a> {
    /// The cells.
    pub cells: Vec<Cell<'a>>,
    /// The place.
    pub place: Place<'a>,
}

/// What the places of a layer are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shapes {
    /// None.
    Nowhere,
    /// Points.
    Points,
    /// Lines.
    Lines,
    /// Polygons, some of several parts.
    Areas,
}

/// A layer to be written.
pub struct Layer<I> {
    /// What it is called.
    pub name: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
    /// Its places.
    pub shapes: Shapes,
    /// Its rows.
    pub rows: I,
}

/// From when until when a grid is in force; nothing where that is not known, or not yet so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Validity {
    /// The first day.
    pub from: Option<Date>,
    /// The day from which it is no more.
    pub to: Option<Date>,
}

const GRIDS: &[Field] = &[
    text("code"),
    text("name"),
    text("tier"),
    optional("parent", Presence::Null),
    optional("lock", Presence::Absent),
    optional("valid_from", Presence::Absent),
    optional("valid_to", Presence::Absent),
];

/// Grids with `code`, `name`, `tier`, `parent`, the `lock` of those that have one, `valid_from` and `valid_to` where they
/// are known.
pub fn grids_layer<'a>(
    grids: impl IntoIterator<Item = (&'a Grid, Validity)>,
) -> Layer<impl Iterator<Item = Row<'a>>> {
    let day = |day: Option<Date>| match day {
        Some(day) => Cell::Text(Count::format_date(day).into()),
        None => Cell::Empty,
    };
    let row = move |(grid, validity): (&'a Grid, Validity)| Row {
        cells: vec![
            Cell::text(Some(grid.code.as_str())),
            Cell::text(Some(&grid.name)),
            Cell::text(Some(grid.tier.name())),
            Cell::text(grid.parent.as_ref().map(AreaCode::as_str)),
            Cell::text((grid.lock != Lock::Open).then(|| grid.lock.name())),
            day(validity.from),
            day(validity.to),
        ],
        place: Place::Ground(&grid.region),
    };
    Layer {
        name: "grids",
        fields: GRIDS,
        shapes: Shapes::Areas,
        rows: grids.into_iter().map(row),
    }
}

const ADDRESSES: &[Field] = &[
    text("id"),
    text("label"),
    text("building"),
    whole("households"),
    whole("residents"),
    optional("grid", Presence::Absent),
    optional("winner", Presence::Absent),
];

/// Addresses with all their fields; where an area is stated its code as `grid`, and the `winner`.
pub fn addresses_layer(
    addresses: impl IntoIterator<Item = impl Borrow<Address>>,
) -> Layer<impl Iterator<Item = Row<'static>>> {
    let own = |text: &str| Cell::owned(text.to_owned());
    let row = move |address: &Address| {
        let stated = address.stated.as_deref();
        Row {
            cells: vec![
                own(address.id.as_str()),
                own(&address.label),
                own(&address.building),
                Cell::Whole(address.households.into()),
                Cell::Whole(address.residents.into()),
                stated.map_or(Cell::Empty, |stated| own(stated.area.as_str())),
                Cell::text(stated.map(winner)),
            ],
            place: Place::Point(address.position),
        }
    };
    Layer {
        name: "addresses",
        fields: ADDRESSES,
        shapes: Shapes::Points,
        rows: addresses
            .into_iter()
            .map(move |address| row(address.borrow())),
    }
}

const CHECKPOINTS: &[Field] = &[text("id"), text("name"), text("kind"), text("state")];

/// Checkpoints with `id`, `name`, `kind`, `state`.
pub fn checkpoints_layer<'a>(
    checkpoints: impl IntoIterator<Item = &'a Checkpoint>,
) -> Layer<impl Iterator<Item = Row<'a>>> {
    let row = |checkpoint: &'a Checkpoint| Row {
        cells: vec![
            Cell::text(Some(checkpoint.id.as_str())),
            Cell::text(Some(&checkpoint.name)),
            Cell::text(Some(&checkpoint.kind)),
            Cell::text(Some(checkpoint.state.name())),
        ],
        place: Place::Point(checkpoint.position),
    };
    Layer {
        name: "checkpoints",
        fields: CHECKPOINTS,
        shapes: Shapes::Points,
        rows: checkpoints.into_iter().map(row),
    }
}

const BARRIERS: &[Field] = &[text("id"), text("class"), text("name")];

/// Barriers with `id`, `class`, `name`.
pub fn barriers_layer<'a>(
    barriers: impl IntoIterator<Item = &'a Barrier>,
) -> Layer<impl Iterator<Item = Row<'a>>> {
    let row = |barrier: &'a Barrier| Row {
        cells: vec![
            Cell::text(Some(barrier.id.as_str())),
            Cell::text(Some(&barrier.class)),
            Cell::text(Some(&barrier.name)),
        ],
        place: Place::Line(barrier.path()),
    };
    Layer {
        name: "barriers",
        fields: BARRIERS,
        shapes: Shapes::Lines,
        rows: barriers.into_iter().map(row),
    }
}

const UNITS: &[Field] = &[text("id"), text("kind"), text("name")];

/// Spatial units with `id`, `kind`, `name`.
pub fn units_layer<'a>(
    units: impl IntoIterator<Item = &'a SpatialUnit>,
) -> Layer<impl Iterator<Item = Row<'a>>> {
    let row = |unit: &'a SpatialUnit| Row {
        cells: vec![
            Cell::text(Some(unit.id.as_str())),
            Cell::text(Some(&unit.kind)),
            Cell::text(Some(&unit.name)),
        ],
        place: Place::Ground(&unit.region),
    };
    Layer {
        name: "units",
        fields: UNITS,
        shapes: Shapes::Areas,
        rows: units.into_iter().map(row),
    }
}

const COUNTS: &[Field] = &[
    text("address"),
    text("measure"),
    text("unit"),
    text("cutoff"),
    whole("value"),
];

/// Counts with all their fields, without places.
pub fn counts_layer<'a>(
    counts: impl IntoIterator<Item = &'a Count>,
) -> Layer<impl Iterator<Item = Row<'a>>> {
    let row = |count: &'a Count| Row {
        cells: vec![
            Cell::text(Some(count.address.as_str())),
            Cell::text(Some(count.measure.as_str())),
            Cell::text(Some(count.unit.name())),
            Cell::Text(Count::format_date(count.cutoff).into()),
            Cell::Whole(count.value.into()),
        ],
        place: Place::Nowhere,
    };
    Layer {
        name: "counts",
        fields: COUNTS,
        shapes: Shapes::Nowhere,
        rows: counts.into_iter().map(row),
    }
}
