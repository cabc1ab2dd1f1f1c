//! Values of requests, each checked where it stands.

use hexward_engine::codes::Profile;
use hexward_engine::geom::{Phase, Polygon, Position, Region, Ring};
use hexward_engine::io::identifies_person;
use hexward_engine::model::{
    self, AddressId, AreaCode, BarrierId, CellCode, CheckpointId, CheckpointState, Count, DutyId,
    LayerName, Lock, Measure, PlanId, RoleClass, RoleId, StaffId, Tier, Unit, UnitId,
};
use serde::Deserialize;
use time::Date;
use utoipa::ToSchema;

use super::edits::staff_number;

/// Longest text in characters, as in files.
pub(super) const TEXT_CHARS_MAX: usize = 500;
/// Longest name of who makes a change.
pub(super) const AUTHOR_CHARS_MAX: usize = 64;
/// Longest reason of a change.
pub(super) const REASON_CHARS_MAX: usize = 1_000;

/// Why a value is refused that is never repeated.
const PERSONAL: &str = "it holds what identifies a person";

/// What is sent stands for a value of the engine.
pub(crate) trait Meant {
    /// The type of that value.
    type Value;

    /// That value.
    fn meant(self) -> Self::Value;
}

impl<T: Meant> Meant for Vec<T> {
    type Value = Vec<T::Value>;

    fn meant(self) -> Self::Value {
        self.into_iter().map(T::meant).collect()
    }
}

impl<T: Meant> Meant for Option<T> {
    type Value = Option<T::Value>;

    fn meant(self) -> Self::Value {
        self.map(T::meant)
    }
}

/// Numbers stand for themselves, and what holds one value for that.
macro_rules! meant {
    ($($name:ident => $of:ty, |$own:ident| $value:expr);* $(;)?) => {
        $(impl Meant for $name {
            type Value = $of;

            fn meant(self) -> $of {
                let $own = self;
                $value
            }
        })*
    };
}

meant! {
    f64 => f64, |own| own;
    u32 => u32, |own| own;
    Point => Position, |own| own.0;
    Ends => (Position, Position), |own| (own.0.0, own.1.0);
    Ground => Region, |own| own.0;
}

/// A text that stands for a value of the engine.
macro_rules! named {
    ($(#[$more:meta])* $name:ident, $of:ty, $doc:literal, $parse:expr) => {
        #[doc = $doc]
        #[derive(Deserialize)]
        $(#[$more])*
        #[serde(try_from = "String")]
        pub(crate) struct $name(pub(crate) $of);

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                if identifies_person(&text) {
                    return Err(PERSONAL.to_owned());
                }
                let parse: fn(&str) -> Result<$of, String> = $parse;
                parse(&text).map(Self)
            }
        }

        impl Meant for $name {
            type Value = $of;

            fn meant(self) -> $of {
                self.0
            }
        }
    };
}

fn id<T>(made: Result<T, model::IdError>) -> Result<T, String> {
    made.map_err(|error| error.to_string())
}

fn one_of<T>(text: &str, found: Option<T>, names: &str) -> Result<T, String> {
    let cut: String = text.chars().take(60).collect();
    found.ok_or_else(|| format!("`{cut}` is not {names}"))
}

named!(
    StatedCode,
    AreaCode,
    "The code that a register states.",
    |text| id(AreaCode::new(text))
);

/// The code of a grid. One of 15 digits may look like an old identity number: new grids are held to their parents.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Code(pub(crate) AreaCode);

impl TryFrom<String> for Code {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match AreaCode::new(&text) {
            Ok(code) => Ok(Self(code)),
            Err(_) if identifies_person(&text) => Err(PERSONAL.to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Meant for Code {
    type Value = AreaCode;

    fn meant(self) -> AreaCode {
        self.0
    }
}

named!(AddressName, AddressId, "The id of an address.", |text| id(
    AddressId::new(text)
));
named!(
    CheckpointName,
    CheckpointId,
    "The id of a checkpoint.",
    |text| id(CheckpointId::new(text))
);
named!(BarrierName, BarrierId, "The id of a barrier.", |text| id(
    BarrierId::new(text)
));
named!(LayerId, LayerName, "The name of a honeycomb.", |text| id(
    LayerName::new(text)
));
named!(PlanName, PlanId, "The id of a plan.", |text| id(
    PlanId::new(text)
));
named!(UnitKey, UnitId, "The id of a spatial unit.", |text| id(
    UnitId::new(text)
));
named!(RoleKey, RoleId, "The id of a role.", |text| id(
    RoleId::new(text)
));
named!(DutyKey, DutyId, "The id of a duty.", |text| id(
    DutyId::new(text)
));
named!(StaffNumber, StaffId, "Who holds a duty.", staff_number);
named!(CellName, CellCode, "The code of a cell.", |text| id(
    CellCode::parse(text)
));
named!(ClassName, RoleClass, "A class of roles.", |text| one_of(
    text,
    RoleClass::from_name(text),
    "official, worker, medical, police, volunteer or other"
));
named!(MeasureName, Measure, "What is counted.", |text| id(
    Measure::new(text)
));
named!(UnitName, Unit, "In which unit.", |text| one_of(
    text,
    Unit::from_name(text),
    "households, persons, person-visits, places or items"
));
named!(ProfileName, Profile, "A form of codes.", |text| {
    Profile::parse(text).map_err(|error| error.to_string())
});
named!(TierName, Tier, "A tier.", |text| one_of(
    text,
    Tier::from_name(text),
    "street, community, grid or micro"
));
named!(
    #[derive(Default)]
    LockName,
    Lock,
    "A lock.",
    |text| one_of(text, Lock::from_name(text), "open, may-grow or locked")
);
named!(
    #[derive(Default)]
    StateName,
    CheckpointState,
    "The state of a checkpoint.",
    |text| one_of(text, CheckpointState::from_name(text), "open or closed")
);
named!(PhaseLetter, Phase, "The phase of a honeycomb.", |text| {
    one_of(text, Phase::from_letter(text), "A, B or C")
});
named!(Day, Date, "A day.", |text| one_of(
    text,
    Count::parse_date(text),
    "a date YYYY-MM-DD"
));
named!(
    #[derive(Default)]
    Words,
    String,
    "A text about a place.",
    |text| plain(text, TEXT_CHARS_MAX)
);
named!(
    Author,
    String,
    "The post or account that makes a change, never a person's name.",
    |text| {
        let text = plain(text, AUTHOR_CHARS_MAX)?;
        let given = !text.trim().is_empty();
        given
            .then_some(text)
            .ok_or_else(|| "say who: a post or an account".to_owned())
    }
);
named!(
    #[derive(Default)]
    Reason,
    String,
    "Why a change is made.",
    |text| plain(text, REASON_CHARS_MAX)
);

/// A text on one line.
fn plain(text: &str, chars_max: usize) -> Result<String, String> {
    if text.chars().count() > chars_max {
        return Err(format!("it is longer than {chars_max} characters"));
    }
    if text.chars().any(char::is_control) {
        return Err("it has a control character".to_owned());
    }
    Ok(text.to_owned())
}

/// A text in both languages.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TwoTexts {
    zh: Words,
    en: Words,
}

impl Meant for TwoTexts {
    type Value = model::Text;

    fn meant(self) -> model::Text {
        model::Text {
            zh: self.zh.0,
            en: self.en.0,
        }
    }
}

/// Longitude and latitude in degrees.
#[derive(Deserialize, Clone, Copy)]
#[serde(try_from = "[f64; 2]")]
pub(crate) struct Point(pub(crate) Position);

impl TryFrom<[f64; 2]> for Point {
    type Error = String;

    fn try_from([lon, lat]: [f64; 2]) -> Result<Self, String> {
        let position = Position::from_degrees(lon, lat);
        position.map(Self).map_err(|error| error.to_string())
    }
}

/// The ends of an edge, in either order.
#[derive(Deserialize)]
pub(crate) struct Ends(Point, Point);

/// An area as a GeoJSON geometry (RFC 7946).
#[derive(Deserialize)]
#[serde(try_from = "Outline")]
pub(crate) struct Ground(pub(crate) Region);

/// The same as it is written.
#[derive(Deserialize)]
#[serde(tag = "type", deny_unknown_fields)]
enum Outline {
    Polygon { coordinates: Vec<Vec<Point>> },
    MultiPolygon { coordinates: Vec<Vec<Vec<Point>>> },
}

impl TryFrom<Outline> for Ground {
    type Error = String;

    fn try_from(outline: Outline) -> Result<Self, String> {
        let polygons = match outline {
            Outline::Polygon { coordinates } => vec![coordinates],
            Outline::MultiPolygon { coordinates } => coordinates,
        };
        let polygons: Result<Vec<Polygon>, String> = polygons.into_iter().map(polygon).collect();
        let region = Region::new(polygons?);
        region.map(Self).map_err(|error| error.to_string())
    }
}

fn polygon(rings: Vec<Vec<Point>>) -> Result<Polygon, String> {
    let ring = |chain: Vec<Point>| {
        let ring = Ring::from_closed(&chain.meant());
        ring.map_err(|error| error.to_string())
    };
    let rings: Result<Vec<Ring>, String> = rings.into_iter().map(ring).collect();
    let mut rings = rings?.into_iter();
    let outer = rings.next().ok_or("a polygon has no ring")?;
    Polygon::new(outer, rings.collect()).map_err(|error| error.to_string())
}
