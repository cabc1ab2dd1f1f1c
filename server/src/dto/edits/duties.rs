//! Roles and duties as they are sent.

use hexward_engine::io::is_person_as_staff;
use hexward_engine::model::{self, Duty, Holder, Role, StaffId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::values::{
    AddressName, CellName, ClassName, Code, Day, DutyKey, Ground, LayerId, Meant, Point, RoleKey,
    StaffNumber, TierName, TwoTexts, Words,
};

/// A role: a post, and how many people each grid of a tier has in it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleRow {
    id: RoleKey,
    title: TwoTexts,
    class: ClassName,
    /// The tier whose grids must have it; none where it is left out.
    tier: Option<TierName>,
    /// How many people each grid has in it at least.
    #[serde(default)]
    least: u32,
    /// How many at most; any number where it is left out.
    most: Option<u32>,
}

impl Meant for RoleRow {
    type Value = Role;

    fn meant(self) -> Role {
        Role {
            id: self.id.0,
            title: self.title.meant(),
            class: self.class.0,
            tier: self.tier.meant(),
            least: self.least,
            most: self.most,
        }
    }
}

/// Somebody who holds a duty.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HolderRow {
    staff: StaffNumber,
    /// How much of a full working time it takes, in per cent.
    #[serde(default = "whole")]
    #[schema(minimum = 1, maximum = 100)]
    share_percent: u8,
    /// Whether it is only for when the others are away.
    #[serde(default)]
    deputy: bool,
}

fn whole() -> u8 {
    100
}

/// A duty: some ground, the role in which it is answered for, and who holds it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DutyRow {
    id: DutyKey,
    role: RoleKey,
    #[serde(default)]
    name: Words,
    ground: DutyGround,
    #[serde(default)]
    holders: Vec<HolderRow>,
    /// The first day on which it counts.
    from: Option<Day>,
    /// The last one.
    until: Option<Day>,
}

/// What is answered for.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum DutyGround {
    /// Grids of any tier, with all below them.
    Areas { codes: Vec<Code> },
    /// Cells of a honeycomb.
    Cells {
        layer: LayerId,
        codes: Vec<CellName>,
    },
    /// What lies along a line.
    Line {
        path: Vec<Point>,
        /// Both sides together.
        #[schema(minimum = 1)]
        width_mm: u32,
    },
    /// What lies inside.
    Region { region: Ground },
    /// Addresses, one by one.
    Addresses { ids: Vec<AddressName> },
    /// Buildings of an area.
    Buildings { area: Code, names: Vec<Words> },
    /// Some households of a building, counted from 1 in the order of the ids of its addresses.
    Households {
        area: Code,
        building: Words,
        #[schema(minimum = 1)]
        first: u32,
        #[schema(minimum = 1)]
        last: u32,
    },
}

impl Meant for DutyGround {
    type Value = model::Ground;

    fn meant(self) -> model::Ground {
        match self {
            Self::Areas { codes } => model::Ground::Areas(codes.meant()),
            Self::Cells { layer, codes } => model::Ground::Cells {
                layer: layer.0,
                codes: codes.meant(),
            },
            Self::Line { path, width_mm } => model::Ground::Line {
                path: path.meant(),
                width_mm,
            },
            Self::Region { region } => model::Ground::Region(region.0),
            Self::Addresses { ids } => model::Ground::Addresses(ids.meant()),
            Self::Buildings { area, names } => model::Ground::Buildings {
                area: area.0,
                names: names.meant(),
            },
            Self::Households {
                area,
                building,
                first,
                last,
            } => model::Ground::Households {
                area: area.0,
                building: building.0,
                first,
                last,
            },
        }
    }
}

impl Meant for DutyRow {
    type Value = Duty;

    fn meant(self) -> Duty {
        let holder = |row: HolderRow| Holder {
            staff: row.staff.0,
            share_percent: row.share_percent,
            is_deputy: row.deputy,
        };
        Duty {
            id: self.id.0,
            role: self.role.0,
            name: self.name.0,
            ground: self.ground.meant(),
            holders: self.holders.into_iter().map(holder).collect(),
            from: self.from.meant(),
            until: self.until.meant(),
        }
    }
}

/// A post or a staff number.
pub(in crate::dto) fn staff_number(text: &str) -> Result<StaffId, String> {
    if is_person_as_staff(text) {
        return Err("it looks like a person: a post or a staff number holds a duty".to_owned());
    }
    StaffId::new(text).map_err(|error| error.to_string())
}
