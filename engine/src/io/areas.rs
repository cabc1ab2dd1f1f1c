//! Grids: areas of a tier, from GeoJSON or CSV.

use super::Statement;
use super::columns::{Field, Persons, Schema};
use super::error::ImportError;
use super::feature::Feature;
use super::geometry;
use super::ground::Expectation;
use super::intake::Keyed;
use super::placing::Placing;
use super::report::{Import, Rejected};
use super::row::Row;
use super::shapes::{self, GEOMETRY, Wanted};
use super::source::Source;
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
        Field::required(GEOMETRY),
    ],
    names_places: true,
    persons: Persons::Refused,
};

/// What areas of any kind are.
pub(super) const AREAS: &[&str] = &["Polygon", "MultiPolygon"];

const WANTED: Wanted = Wanted {
    schema: &GRIDS,
    shapes: AREAS,
};

/// Reads grids: polygons or multi-polygons with `code`, `name`, `tier`, `parent`, and perhaps a `lock`. A tier given here stands in place
/// of the property; without it every row must have one.
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
        Ok([drafted.with_region(region)])
    };
    let stated = |row: &Row<'_>| stated(row, &statement.expected);
    shapes::read(WANTED, source, statement, stated, grid).map_err(|fault| source.refused(fault))
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
        Ok([read_row(row, draft, tier, &statement.expected)?])
    };
    let stated = |row: &Row<'_>| stated(row, &statement.expected);
    shapes::read(WANTED, source, statement, stated, draft).map_err(|fault| source.refused(fault))
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
