//! The forms of values, as the description of the API states them: names of a choice are those of the engine.

use std::borrow::Cow;

use hexward_engine::geom::Phase;
use hexward_engine::ledger::EntryKind;
use hexward_engine::model::{CheckpointState, Lock, PlanState, RoleClass, Tier, Unit};
use serde_json::{Value, json};
use utoipa::openapi::schema::{
    Array, ArrayBuilder, ArrayItems, KnownFormat, Object, ObjectBuilder, OneOfBuilder, Schema,
    SchemaFormat, Type,
};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::faults::{FAULT_KINDS, fault_slug};
use super::values::{
    AUTHOR_CHARS_MAX, AddressName, Author, BarrierName, CellName, CheckpointName, ClassName, Code,
    Day, DutyKey, Ends, Ground, LayerId, LockName, MeasureName, PhaseLetter, PlanName, Point,
    ProfileName, REASON_CHARS_MAX, Reason, RoleKey, StaffNumber, StateName, StatedCode,
    TEXT_CHARS_MAX, TierName, UnitKey, UnitName, Words,
};
use crate::idempotency::KEY_CHARS_MAX;

/// Neither control characters nor white space at either end, as regular expressions of all languages understand it.
const IDENTIFIER: &str = r"^[^\s\u0000-\u001F\u007F-\u009F]([^\u0000-\u001F\u007F-\u009F]*[^\s\u0000-\u001F\u007F-\u009F])?$";
const GRID_CODE: &str = "^([0-9]{12}([A-Z][0-9]{3}([0-9]{2})?)?|[0-9]{14}|[0-9]{15}|[0-9]{20})$";
const ON_ONE_LINE: &str = r"^[^\u0000-\u001F\u007F-\u009F]*$";
/// As the form of [`IDENTIFIER`], behind the word `plan`.
const VIEW: &str = r"^(official|plan:[^\s\u0000-\u001F\u007F-\u009F]([^\u0000-\u001F\u007F-\u009F]{0,62}[^\s\u0000-\u001F\u007F-\u009F])?|at:[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|revision:[0-9]{1,18})$";
const LON: &str = r"-?(180|(1[0-7][0-9]|[1-9]?[0-9])(\.[0-9]+)?)";
const LAT: &str = r"-?(90|[1-8]?[0-9](\.[0-9]+)?)";
/// Said of every text that is taken in.
const NO_PERSONS: &str = "A number that identifies a person is refused.";

/// States the form of a type and the name under which the description has it.
macro_rules! forms {
    ($($name:ty, $title:literal => $schema:expr);* $(;)?) => {
        $(impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                RefOr::T(Schema::from($schema))
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed($title)
            }
        })*
    };
}

forms! {
    Code, "GridCode" => text("The code of a grid: 12 digits of a division, for grids a letter and three digits more, for micro-grids two more; or 14, 15 or 20 digits in other forms.")
        .pattern(Some(GRID_CODE))
        .examples([json!("990185400001"), json!("990185400001G007")]);
    StatedCode, "StatedCode" => text("The code that a register states for an address: that of a grid, whether it is stored or not.").pattern(Some(GRID_CODE));
    AddressName, "AddressId" => identifier("The id of an address.", "soho-0042");
    CheckpointName, "CheckpointId" => identifier("The id of a checkpoint.", "broad-street");
    BarrierName, "BarrierId" => identifier("The id of a barrier.", "street-17");
    LayerId, "LayerName" => identifier("The name of a honeycomb.", "hex60a");
    PlanName, "PlanId" => identifier("The id of a plan.", "2027");
    UnitKey, "UnitId" => identifier("The id of a spatial unit.", "block-7");
    RoleKey, "RoleId" => identifier("The id of a role.", "grid-worker");
    DutyKey, "DutyId" => identifier("The id of a duty.", "d-0014");
    StaffNumber, "StaffNumber" => text(&format!("The post or staff number of who holds a duty. {NO_PERSONS}"))
        .min_length(Some(1))
        .max_length(Some(64))
        .pattern(Some(r"^[-_./#]*[0-9A-Za-z\u00C0-\u024F\u3400-\u9FFF][-_./#0-9A-Za-z\u00C0-\u024F\u3400-\u9FFF]*$"))
        .examples([json!("W-0014")]);
    CellName, "CellName" => text("The code of a honeycomb cell.")
        .pattern(Some("^[0-9]{12}H[ABC][0-9][A-Za-z0-9+-]{4,20}$"));
    ClassName, "RoleClass" => choice("What kind of service a role belongs to.", RoleClass::ALL.map(RoleClass::name));
    MeasureName, "Measure" => identifier("What is counted.", "deaths");
    UnitName, "Unit" => choice("In which unit something is counted.", Unit::ALL.map(Unit::name));
    ProfileName, "CodeForm" => text("A form of codes.")
        .pattern(Some("^(hexward(:[A-Z])?|beijing15|unit14|cj349-20:[0-9]{6})$"));
    TierName, "Tier" => choice("A tier of grids, from the largest to the smallest.", Tier::ALL.map(Tier::name));
    LockName, "Lock" => choice("What may happen to the ground of a grid: anything; none may be taken; neither.", Lock::ALL.map(Lock::name));
    StateName, "CheckpointState" => choice("Whether a checkpoint is open.", CheckpointState::ALL.map(CheckpointState::name));
    PhaseLetter, "Phase" => choice("The phase of a honeycomb: which of three lattices its centres are.", [Phase::A, Phase::B, Phase::C].map(|phase| phase.letter().to_string()));
    Day, "Day" => text("A day.")
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
        .pattern(Some("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))
        .examples([json!("2027-01-01")]);
    Words, "Words" => line("A text about a place, never about a person.", TEXT_CHARS_MAX);
    Author, "Author" => line("The post or account that makes a change, never a person's name.", AUTHOR_CHARS_MAX)
        .min_length(Some(1))
        .pattern(Some(r"^[^\u0000-\u001F\u007F-\u009F]*[^\s\u0000-\u001F\u007F-\u009F][^\u0000-\u001F\u007F-\u009F]*$"))
        .examples([json!("planning office")]);
    Reason, "Reason" => line("Why a change is made.", REASON_CHARS_MAX);
    Point, "Position" => point();
    Ends, "Edge" => ArrayBuilder::new()
        .description(Some("The ends of an edge, in either order."))
        .items(Ref::from_schema_name("Position"))
        .min_items(Some(2))
        .max_items(Some(2));
    Ground, "Ground" => OneOfBuilder::new()
        .description(Some("An area as a GeoJSON geometry (RFC 7946): rings are closed."))
        .item(shape("Polygon", rings()))
        .item(shape("MultiPolygon", list(rings(), 1)));
    CellKey, "CellCode" => text("The code of a honeycomb cell: 12 digits of a division, H, the phase, the level, and two signed numbers.")
        .pattern(Some("^[0-9]{12}H[ABC][0-9][A-Za-z0-9+-]{4,20}$"))
        .examples([json!("990185400001HA1+0+0")]);
    BoxText, "Box" => text("West, south, east and north in degrees.")
        .pattern(Some(format!("^{LON},{LAT},{LON},{LAT}$")));
    ViewKey, "View" => text("A plan: what is in force, a plan, a day or a commit.")
        .pattern(Some(VIEW));
    Key, "Key" => text("Under which the request is done once, as the header `Idempotency-Key`.")
        .min_length(Some(1))
        .max_length(Some(KEY_CHARS_MAX))
        .pattern(Some(ON_ONE_LINE));
    Shape, "Geometry" => OneOfBuilder::new()
        .description(Some("A GeoJSON geometry (RFC 7946)."))
        .item(shape("Point", Ref::from_schema_name("Position")))
        .item(shape("LineString", list(Ref::from_schema_name("Position"), 2)))
        .item(shape("Polygon", rings()))
        .item(shape("MultiPolygon", list(rings(), 1)));
}

/// A geometry of an answer.
pub(crate) enum Shape {}

/// The code of a honeycomb cell.
pub(crate) enum CellKey {}

/// What two plans are compared by.
pub(crate) enum ViewKey {}

/// West, south, east and north of a box as a parameter has them.
pub(crate) enum BoxText {}

/// Under which a request is done once.
pub(crate) enum Key {}

/// The schemas that others name but no wire type is made of.
pub(crate) fn named_by_others() -> Vec<(String, RefOr<Schema>)> {
    vec![(Point::name().into_owned(), Point::schema())]
}

fn text(description: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(description))
}

fn identifier(description: &str, example: &str) -> ObjectBuilder {
    text(&format!("{description} {NO_PERSONS}"))
        .min_length(Some(1))
        .max_length(Some(64))
        .pattern(Some(IDENTIFIER))
        .examples([json!(example)])
}

fn line(description: &str, chars_max: usize) -> ObjectBuilder {
    text(&format!("{description} {NO_PERSONS}"))
        .max_length(Some(chars_max))
        .pattern(Some(ON_ONE_LINE))
}

pub(super) fn choice<T: Into<Value>>(
    description: &str,
    names: impl IntoIterator<Item = T>,
) -> ObjectBuilder {
    let names: Vec<Value> = names.into_iter().map(Into::into).collect();
    text(description).enum_values(Some(names))
}

fn degrees(description: &str, limit: f64) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Number)
        .description(Some(description))
        .minimum(Some(-limit))
        .maximum(Some(limit))
        .build()
}

fn point() -> Array {
    ArrayBuilder::new()
        .description(Some("Longitude and latitude in degrees."))
        .prefix_items([
            degrees("Longitude, east positive.", 180.0),
            degrees("Latitude, north positive.", 90.0),
        ])
        .items(ArrayItems::False)
        .min_items(Some(2))
        .max_items(Some(2))
        .examples([json!([-0.1367, 51.5133])])
        .build()
}

fn list(item: impl Into<RefOr<Schema>>, at_least: usize) -> Array {
    ArrayBuilder::new()
        .items(item.into())
        .min_items(Some(at_least))
        .build()
}

/// Rings of a polygon, the outer one first.
fn rings() -> Array {
    list(list(Ref::from_schema_name("Position"), 4), 1)
}

fn shape(kind: &str, coordinates: impl Into<RefOr<Schema>>) -> Object {
    ObjectBuilder::new()
        .property("type", choice("", [kind]).description(None::<String>))
        .property("coordinates", coordinates)
        .required("type")
        .required("coordinates")
        .build()
}

fn numbers(description: &str, count: usize) -> Array {
    let number = ObjectBuilder::new().schema_type(Type::Number);
    ArrayBuilder::new()
        .description(Some(description))
        .items(number)
        .min_items(Some(count))
        .max_items(Some(count))
        .build()
}

/// A box.
pub(crate) fn bbox() -> Array {
    numbers("West, south, east and north in degrees.", 4)
}

/// Where a map begins.
pub(crate) fn center() -> Array {
    numbers("Longitude and latitude in degrees, and the zoom.", 3)
}

/// Levels of risk.
pub(crate) fn risk() -> Object {
    use hexward_engine::render::RiskLevel::{High, None, Normal, Watch};
    let levels = [High, Watch, Normal, None].map(hexward_engine::render::RiskLevel::name);
    choice(
        "The level of risk of the area, by the rule of the style risk.",
        levels,
    )
    .build()
}

/// Kinds of faults.
pub(crate) fn fault_kind() -> Object {
    choice("The kind of the fault.", FAULT_KINDS.map(fault_slug)).build()
}

/// Kinds of entries of the ledger.
pub(crate) fn entry_kind() -> Object {
    let kinds = EntryKind::ALL.map(EntryKind::name);
    choice("The kind of the entry.", kinds).build()
}

/// The states of a plan.
pub(crate) fn plan_state() -> Object {
    let states = PlanState::ALL.map(PlanState::name);
    choice("Where the plan stands.", states).build()
}

/// What is asked of two plans.
pub(crate) fn question() -> Object {
    choice("What was asked.", ["summary", "crosswalk", "impact"]).build()
}

/// The unit of a size.
pub(crate) fn size_unit() -> Object {
    choice("Metres or square metres.", ["m", "m2"]).build()
}

/// What an address goes by.
pub(crate) fn winner() -> Object {
    choice("What it goes by.", ["code", "point"]).build()
}

/// Kinds of legends.
pub(crate) fn legend_kind() -> Object {
    choice(
        "How the legend is to be read.",
        ["ramp", "classes", "symbols"],
    )
    .build()
}

/// What became of a row.
pub(crate) fn row_change() -> Object {
    choice("What became of the row.", ["made", "changed", "removed"]).build()
}
