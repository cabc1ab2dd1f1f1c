//! Grids: areas of a tier, from GeoJSON.

use super::Statement;
use super::columns::{Field, Persons, Schema};
use super::error::{ImportError, ImportFault};
use super::feature::Feature;
use super::geojson::{FeatureTable, each_feature};
use super::geometry;
use super::ground::Expectation;
use super::intake::{Intake, Keyed};
use super::placing::Placing;
use super::points::stop_with_verdict;
use super::report::{Import, Rejected, RowKind};
use super::row::Row;
use super::source::{Format, Opened, Source};
use crate::geom::Draft;
use crate::model::{AreaCode, Grid, GridDraft, Lock, Tier};

pub(super) static GRIDS: Schema = Schema {
    what: "grids",
    fields: &[
        Field::required("code"),
        Field::required("name"),
        Field::optional("tier"),
        Field::optional("parent"),
        Field::optional("lock"),
    ],
    names_places: true,
    persons: Persons::Refused,
};

/// Reads grids: polygons or multi-polygons with `code`, `name`, `tier`, `parent`, and perhaps a `lock`. A tier given here stands in place
/// of the property; without it every feature must have one.
///
/// Each polygon is checked by itself; whether all together have gaps or overlaps is not asked here.
///
/// # Errors
/// [`ImportError`] when the file as a whole is refused; single bad features are listed in the [`Import`].
pub fn read_grids(
    source: &Source<'_>,
    statement: &Statement,
    tier: Option<Tier>,
) -> Result<Import<Grid>, ImportError> {
    let grid = |row: &Row<'_>, feature: &Feature, placing: &Placing| {
        let region = geometry::region(row, feature, placing)?;
        let drafted = read_row(row, Draft::default(), tier, &statement.expected)?;
        Ok(drafted.with_region(region))
    };
    let stated = |row: &Row<'_>| stated(row, &statement.expected);
    read(&GRIDS, source, statement, stated, grid).map_err(|fault| source.refused(fault))
}

/// Reads grids as [`read_grids`] does, but takes their rings as they are, valid or not: what is wrong with them is for
/// [`Draft::region`] to say, and for a repair to mend.
///
/// # Errors
/// As [`read_grids`].
pub fn read_grid_drafts(
    source: &Source<'_>,
    statement: &Statement,
    tier: Option<Tier>,
) -> Result<Import<GridDraft>, ImportError> {
    let draft = |row: &Row<'_>, feature: &Feature, placing: &Placing| {
        let draft = geometry::draft(row, feature, placing)?;
        read_row(row, draft, tier, &statement.expected)
    };
    let stated = |row: &Row<'_>| stated(row, &statement.expected);
    read(&GRIDS, source, statement, stated, draft).map_err(|fault| source.refused(fault))
}

/// The area that a grid lies in: its parent or, when it has none, itself as it was before.
fn stated(row: &Row<'_>, expected: &Expectation) -> Option<AreaCode> {
    let parent = parent(row, expected).ok().flatten();
    parent.or_else(|| row.area_code(0, |code| expected.knows(code)).ok())
}

/// The code of the grid above; one that may be an identity number is stored, or the row's own code goes on from it.
fn parent(row: &Row<'_>, expected: &Expectation) -> Result<Option<AreaCode>, Rejected> {
    let own = row.shown(0);
    let goes_on = |code: &AreaCode| own.len() > 15 && own.starts_with(code.as_str());
    row.optional_area_code(3, |code| expected.knows(code) || goes_on(code))
}

/// Reads areas of any kind, each feature as a function reads it. `stated` is the area that a row says it lies in.
pub(super) fn read<T: Keyed>(
    schema: &'static Schema,
    source: &Source<'_>,
    statement: &Statement,
    stated: impl Fn(&Row<'_>) -> Option<AreaCode>,
    read_feature: impl Fn(&Row<'_>, &Feature, &Placing) -> Result<T, Rejected>,
) -> Result<Import<T>, ImportFault> {
    let mut placing = Placing::new(statement.crs, &statement.expected)?;
    let Opened { format, reader, .. } = source.open()?;
    if format != Format::GeoJson {
        return Err(ImportFault::NotGeoJson(
            "it has the form of a CSV file".to_owned(),
        ));
    }
    let names = schema.names(placing.axes());
    let file = source.shared_name();
    let mut table = FeatureTable::new(
        file,
        schema,
        names,
        &statement.columns,
        &["Polygon", "MultiPolygon"],
    )?;
    let mut intake = Intake::new(source, RowKind::Feature);
    let written = each_feature(reader, |number, feature| {
        let row = table.row(number, feature)?;
        placing.meet_feature(feature, || stated(&row));
        let record = read_feature(&row, feature, &placing);
        stop_with_verdict(intake.take(number, record), &placing)
    })?;
    placing.hear(written);
    let check = Some(placing.verdict()?);
    let import = intake.finish(table.finish()?)?;
    Ok(Import { check, ..import })
}

fn read_row(
    row: &Row<'_>,
    draft: Draft,
    tier: Option<Tier>,
    expected: &Expectation,
) -> Result<GridDraft, Rejected> {
    let parent = parent(row, expected)?;
    let above = parent.as_ref().map(AreaCode::as_str);
    let below = |code: &AreaCode| above.is_some_and(|above| code.as_str().starts_with(above));
    let code = row.area_code(0, |code| below(code) || expected.knows(code))?;
    let name = row.text(1)?;
    let tier = match tier {
        Some(tier) => tier,
        None => row.word(2, Tier::from_name, "street, community, grid, micro")?,
    };
    if parent.as_ref() == Some(&code) {
        return Err(row.reject(3, code.as_str(), "is the grid itself"));
    }
    Ok(GridDraft {
        code,
        tier,
        parent,
        name,
        draft,
        lock: if row.has(4)? {
            row.word(4, Lock::from_name, "open, may-grow, locked")?
        } else {
            Lock::Open
        },
    })
}

impl Keyed for Grid {
    type Key<'a> = &'a AreaCode;
    const KEY_FIELD: &'static str = "code";

    fn key_in_file(&self) -> &AreaCode {
        &self.code
    }

    fn key_text(&self) -> String {
        self.code.to_string()
    }

    fn text(&self, n: usize) -> Option<(&'static str, &str)> {
        [("name", &*self.name)].get(n).copied()
    }
}

impl Keyed for GridDraft {
    type Key<'a> = &'a AreaCode;
    const KEY_FIELD: &'static str = "code";

    fn key_in_file(&self) -> &AreaCode {
        &self.code
    }

    fn key_text(&self) -> String {
        self.code.to_string()
    }

    fn text(&self, n: usize) -> Option<(&'static str, &str)> {
        [("name", &*self.name)].get(n).copied()
    }
}
