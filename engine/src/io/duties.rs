//! Roles from CSV, duties from CSV or GeoJSON.

use super::Statement;
use super::columns::{ColumnMap, Field, Persons, Schema};
use super::csv::CsvTable;
use super::duty_ground::ground;
use super::error::{ImportError, ImportFault};
use super::feature::Feature;
use super::intake::{Intake, Keyed};
use super::placing::Placing;
use super::privacy::{self, WITHHELD};
use super::projection::Axes;
use super::report::{Import, Rejected, RowKind};
use super::row::Row;
use super::shapes::{self, GEOMETRY, Wanted};
use super::source::{Opened, Source};
use crate::model::{Duty, DutyId, Holder, Role, RoleClass, RoleId, Text, Tier};

static ROLES: Schema = Schema {
    what: "roles",
    fields: &[
        Field::required("id"),
        Field::optional("title_zh"),
        Field::optional("title_en"),
        Field::required("class"),
        Field::optional("tier"),
        Field::optional("least"),
        Field::optional("most"),
    ],
    names_places: true,
    persons: Persons::Refused,
};

static DUTIES: Schema = Schema {
    what: "duties",
    fields: &[
        Field::required("id"),
        Field::required("role"),
        Field::required("kind"),
        Field::optional("ground"),
        Field::optional("holders"),
        Field::optional("name"),
        Field::optional("valid_from"),
        Field::optional("valid_until"),
        Field::optional("width_m"),
        Field::optional(GEOMETRY),
    ],
    names_places: true,
    persons: Persons::Refused,
};

/// The place of each field of a duty.
pub(super) const GROUND: usize = 3;
pub(super) const KIND: usize = 2;
pub(super) const WIDTH_M: usize = 8;
const HOLDERS: usize = 4;

/// Reads roles: `id`, `title_zh`, `title_en`, `class`, the `tier` whose grids must have it, and how many people, `least` and
/// `most`.
///
/// # Errors
/// [`ImportError`] when the file as a whole is refused; single bad rows are listed in the [`Import`].
pub fn read_roles(source: &Source<'_>, columns: &ColumnMap) -> Result<Import<Role>, ImportError> {
    let read = || -> Result<Import<Role>, ImportFault> {
        let Opened { reader, .. } = source.open()?;
        let names = ROLES.names(Axes::Degrees);
        let mut table = CsvTable::open(source.shared_name(), reader, &ROLES, names, columns)?;
        let mut intake = Intake::new(source, RowKind::Line);
        while table.read_chunk()? {
            for (row, ragged) in table.rows() {
                intake.take(row.place.line, ragged.map_or_else(|| role(&row), Err))?;
            }
        }
        intake.finish(table.into_ignored())
    };
    read().map_err(|fault| source.refused(fault))
}

fn role(row: &Row<'_>) -> Result<Role, Rejected> {
    let classes = RoleClass::ALL.map(RoleClass::name).join(", ");
    let role = Role {
        id: row.id(0, RoleId::new)?,
        title: Text {
            zh: row.text(1)?,
            en: row.text(2)?,
        },
        class: row.word(3, RoleClass::from_name, &classes)?,
        tier: if row.has(4)? {
            Some(row.word(4, Tier::from_name, "street, community, grid, micro")?)
        } else {
            None
        },
        least: row.count_or_zero(5)?,
        most: row.has(6)?.then(|| row.count(6)).transpose()?,
    };
    let meaning = role.check();
    meaning.map_err(|error| row.reject(6, row.shown(6), error.to_string()))?;
    Ok(role)
}

/// Reads duties: `id`, `role`, the `kind` of ground, the `ground` of kinds that are lists, `holders`, `name`, `valid_from`,
/// `valid_until`, and for lines and regions a geometry, for lines `width_m`. `data/templates/README.md` has the form of each.
/// Whether roles and ground are stored is for the caller.
///
/// # Errors
/// [`ImportError`] when the file as a whole is refused; single bad rows are listed in the [`Import`].
pub fn read_duties(
    source: &Source<'_>,
    statement: &Statement,
) -> Result<Import<Duty>, ImportError> {
    let wanted = Wanted {
        schema: &DUTIES,
        shapes: &["LineString", "Polygon", "MultiPolygon"],
    };
    let read =
        |row: &Row<'_>, feature: &Feature, placing: &Placing| Ok([duty(row, feature, placing)?]);
    shapes::read(wanted, source, statement, |_| None, read).map_err(|fault| source.refused(fault))
}

fn duty(row: &Row<'_>, feature: &Feature, placing: &Placing) -> Result<Duty, Rejected> {
    let day = |field: usize| row.has(field)?.then(|| row.date(field)).transpose();
    let duty = Duty {
        id: row.id(0, DutyId::new)?,
        role: row.id(1, RoleId::new)?,
        name: row.text(5)?,
        ground: ground(row, feature, placing)?,
        holders: holders(row)?,
        from: day(6)?,
        until: day(7)?,
    };
    let meaning = duty.check();
    meaning.map_err(|error| row.reject(0, duty.id.as_str(), error.to_string()))?;
    Ok(duty)
}

fn holders(row: &Row<'_>) -> Result<Vec<Holder>, Rejected> {
    let text = row.plain(HOLDERS)?;
    let personal = || {
        let reason = "looks like a person: a post or a staff number holds a duty";
        row.reject(HOLDERS, WITHHELD, reason)
    };
    // a message must not repeat what may be a name
    if text.split([';', ' ']).any(privacy::is_person_as_staff) {
        return Err(personal());
    }
    let holders = Holder::parse_list(text);
    holders.map_err(|error| row.reject(HOLDERS, "", error.to_string()))
}

impl Keyed for Role {
    type Key<'a> = &'a RoleId;
    const KEY_FIELD: &'static str = "id";

    fn key_in_file(&self) -> &RoleId {
        &self.id
    }

    fn key_text(&self) -> String {
        self.id.to_string()
    }

    fn text(&self, n: usize) -> Option<(&'static str, &str)> {
        [("title_zh", &*self.title.zh), ("title_en", &*self.title.en)]
            .get(n)
            .copied()
    }
}

impl Keyed for Duty {
    type Key<'a> = &'a DutyId;
    const KEY_FIELD: &'static str = "id";

    fn key_in_file(&self) -> &DutyId {
        &self.id
    }

    fn key_text(&self) -> String {
        self.id.to_string()
    }

    fn text(&self, n: usize) -> Option<(&'static str, &str)> {
        [("name", &*self.name)].get(n).copied()
    }
}
