//! Rows as they are sent.

use hexward_engine::edit::{Crossing, Honeycombs, Spacing, UnitsOfGrid};
use hexward_engine::model::{Address, Barrier, Checkpoint, Count, Grid, SpatialUnit, Stated};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::values::{
    AddressName, BarrierName, CheckpointName, Code, Day, Ground, LayerId, LockName, Meant,
    MeasureName, PhaseLetter, Point, RoleKey, StateName, StatedCode, TierName, UnitKey, UnitName,
    Words,
};

/// A grid.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GridRow {
    code: Code,
    tier: TierName,
    parent: Option<Code>,
    name: Words,
    region: Ground,
    #[serde(default)]
    lock: LockName,
}

impl Meant for GridRow {
    type Value = Grid;

    fn meant(self) -> Grid {
        Grid {
            code: self.code.0,
            tier: self.tier.0,
            parent: self.parent.meant(),
            name: self.name.0,
            region: self.region.0,
            lock: self.lock.0,
        }
    }
}

/// An address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AddressRow {
    id: AddressName,
    position: Point,
    #[serde(default)]
    label: Words,
    #[serde(default)]
    building: Words,
    #[serde(default)]
    households: u32,
    #[serde(default)]
    residents: u32,
    stated: Option<StatedArea>,
}

/// The area that is stated for an address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StatedArea {
    area: StatedCode,
    /// Whether it wins over the point.
    #[serde(default)]
    wins: bool,
}

impl Meant for AddressRow {
    type Value = Address;

    fn meant(self) -> Address {
        let stated = |stated: StatedArea| {
            Box::new(Stated {
                area: stated.area.0,
                wins: stated.wins,
            })
        };
        Address {
            id: self.id.0,
            position: self.position.0,
            label: self.label.0.into(),
            building: self.building.0.into(),
            households: self.households,
            residents: self.residents,
            stated: self.stated.map(stated),
        }
    }
}

/// A checkpoint.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckpointRow {
    id: CheckpointName,
    position: Point,
    name: Words,
    kind: Words,
    #[serde(default)]
    state: StateName,
}

impl Meant for CheckpointRow {
    type Value = Checkpoint;

    fn meant(self) -> Checkpoint {
        Checkpoint {
            id: self.id.0,
            position: self.position.0,
            name: self.name.0,
            kind: self.kind.0,
            state: self.state.0,
        }
    }
}

/// A barrier.
#[derive(Deserialize, ToSchema)]
#[serde(try_from = "BarrierLine")]
#[schema(value_type = BarrierLine)]
pub(super) struct BarrierRow(Barrier);

/// The same as it is written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BarrierLine {
    id: BarrierName,
    class: Words,
    /// What it is called, for example the name of a street.
    #[serde(default)]
    name: Words,
    path: Vec<Point>,
}

impl TryFrom<BarrierLine> for BarrierRow {
    type Error = String;

    fn try_from(line: BarrierLine) -> Result<Self, String> {
        let barrier = Barrier::new(line.id.0, line.class.0, line.path.meant());
        let barrier = barrier.map_err(|error| error.to_string())?;
        Ok(Self(barrier.named(line.name.0)))
    }
}

impl Meant for BarrierRow {
    type Value = Barrier;

    fn meant(self) -> Barrier {
        self.0
    }
}

/// A spatial unit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitRow {
    id: UnitKey,
    kind: Words,
    #[serde(default)]
    name: Words,
    region: Ground,
}

impl Meant for UnitRow {
    type Value = SpatialUnit;

    fn meant(self) -> SpatialUnit {
        SpatialUnit {
            id: self.id.0,
            kind: self.kind.0,
            name: self.name.0,
            region: self.region.0,
        }
    }
}

/// Units that a grid gets.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitsOfGridRow {
    /// The grid that it belongs to.
    parent: Code,
    /// Its code. One that no grid has is that of a new grid; without one it is new and gets the next.
    code: Option<Code>,
    /// The name of a new grid.
    #[serde(default)]
    name: Words,
    /// The units that it gets from others.
    units: Vec<UnitKey>,
}

impl Meant for UnitsOfGridRow {
    type Value = UnitsOfGrid;

    fn meant(self) -> UnitsOfGrid {
        UnitsOfGrid {
            parent: self.parent.0,
            code: self.code.meant(),
            name: self.name.0,
            units: self.units.meant(),
        }
    }
}

/// How many of a measure were newly counted at an address up to a day.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CountRow {
    address: AddressName,
    measure: MeasureName,
    unit: UnitName,
    cutoff: Day,
    value: u32,
}

impl Meant for CountRow {
    type Value = Count;

    fn meant(self) -> Count {
        Count {
            address: self.address.0,
            measure: self.measure.0,
            unit: self.unit.0,
            cutoff: self.cutoff.0,
            value: self.value,
        }
    }
}

/// How far apart the centres of a honeycomb lie.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum SpacingRow {
    /// So many millimetres, from 5 m to 100 km.
    SpacingMm(u32),
    /// As far as it takes for a whole cell to have so many households, were they spread evenly over the grid that is
    /// filled.
    Households(u32),
}

impl Meant for SpacingRow {
    type Value = Spacing;

    fn meant(self) -> Spacing {
        match self {
            Self::SpacingMm(spacing_mm) => Spacing::Millimetres(spacing_mm),
            Self::Households(households) => Spacing::Households(households),
        }
    }
}

/// Honeycombs over all grids of a tier.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HoneycombsRow {
    /// The grid within which grids are filled; all ground when it is not given.
    within: Option<Code>,
    tier: TierName,
    /// What the names of the layers begin with; the code of the grid and the letter of the phase follow.
    name: LayerId,
    phases: Vec<PhaseLetter>,
    spacing: SpacingRow,
    /// A cell with fewer addresses is merged into the neighbour with the longest common border.
    #[serde(default)]
    least_addresses: u32,
}

impl Meant for HoneycombsRow {
    type Value = Honeycombs;

    fn meant(self) -> Honeycombs {
        let mut phases = self.phases.meant();
        phases.sort_unstable();
        phases.dedup();
        Honeycombs {
            within: self.within.meant(),
            tier: self.tier.0,
            name: self.name.0,
            phases,
            spacing: self.spacing.meant(),
            least_addresses: self.least_addresses,
        }
    }
}

/// Crossing responsibility over the grids of a tier.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CrossingRow {
    /// The grid whose grids cross; all when it is not given.
    within: Option<Code>,
    tier: TierName,
    role: RoleKey,
    /// Whether a grid for which nobody answers in this role gets a post of its own.
    #[serde(default)]
    with_posts: bool,
}

impl Meant for CrossingRow {
    type Value = Crossing;

    fn meant(self) -> Crossing {
        Crossing {
            within: self.within.meant(),
            tier: self.tier.0,
            role: self.role.0,
            with_posts: self.with_posts,
        }
    }
}
