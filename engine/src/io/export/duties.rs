//! Roles and duties as layers.

use time::Date;

use super::{Field, Layer, Place, Presence, Row, Shapes, optional, text, whole};
use crate::io::duty_ground::ground_text;
use crate::io::table::Cell;
use crate::model::{Count, Duty, Ground, Holder, Role, Tier};

const ROLES: &[Field] = &[
    text("id"),
    text("title_zh"),
    text("title_en"),
    text("class"),
    optional("tier", Presence::Null),
    whole("least"),
    optional("most", Presence::Null),
];

/// Roles with all their fields, without places.
pub fn roles_layer<'a>(
    roles: impl IntoIterator<Item = &'a Role>,
) -> Layer<impl Iterator<Item = Row<'a>>> {
    let row = |role: &'a Role| Row {
        cells: vec![
            Cell::text(Some(role.id.as_str())),
            Cell::text(Some(&role.title.zh)),
            Cell::text(Some(&role.title.en)),
            Cell::text(Some(role.class.name())),
            Cell::text(role.tier.map(Tier::name)),
            Cell::Whole(role.least.into()),
            role.most
                .map_or(Cell::Empty, |most| Cell::Whole(most.into())),
        ],
        place: Place::Nowhere,
    };
    Layer {
        name: "roles",
        fields: ROLES,
        shapes: Shapes::Nowhere,
        rows: roles.into_iter().map(row),
    }
}

const DUTIES: &[Field] = &[
    text("id"),
    text("role"),
    text("kind"),
    text("ground"),
    text("holders"),
    text("name"),
    optional("valid_from", Presence::Null),
    optional("valid_until", Presence::Null),
    optional("width_m", Presence::Null),
];

/// Duties with all their fields; lines and regions have a place, other grounds are listed in `ground`.
pub fn duties_layer<'a>(
    duties: impl IntoIterator<Item = &'a Duty>,
) -> Layer<impl Iterator<Item = Row<'a>>> {
    let day = |day: Option<Date>| match day {
        Some(day) => Cell::Text(Count::format_date(day).into()),
        None => Cell::Empty,
    };
    let row = move |duty: &'a Duty| {
        let (place, width) = match &duty.ground {
            Ground::Line { path, width_mm } => {
                let width = Cell::Decimal(f64::from(*width_mm) / 1000.0, 3);
                (Place::Line(path), width)
            }
            Ground::Region(region) => (Place::Ground(region), Cell::Empty),
            _ => (Place::Nowhere, Cell::Empty),
        };
        Row {
            cells: vec![
                Cell::text(Some(duty.id.as_str())),
                Cell::text(Some(duty.role.as_str())),
                Cell::text(Some(duty.ground.kind())),
                Cell::Text(ground_text(&duty.ground).into()),
                Cell::Text(Holder::list_text(&duty.holders).into()),
                Cell::text(Some(&duty.name)),
                day(duty.from),
                day(duty.until),
                width,
            ],
            place,
        }
    };
    Layer {
        name: "duties",
        fields: DUTIES,
        shapes: Shapes::Areas,
        rows: duties.into_iter().map(row),
    }
}
