//! Areas: grids of the four tiers, and cells of the crossing layers.

use std::fmt;

use super::{AreaCode, CellCode, LayerName, UnitId};
use crate::geom::{Draft, HexCoord, Phase, Position, Region};

/// The level of a grid, from large to small; each tier is nested in the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tier {
    /// 街道大网格
    Street,
    /// 村社中网格
    Community,
    /// 网格
    Grid,
    /// 微网格
    Micro,
}

impl Tier {
    /// All tiers, from large to small.
    pub const ALL: [Self; 4] = [Self::Street, Self::Community, Self::Grid, Self::Micro];

    /// The name used in files, commands and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Street => "street",
            Self::Community => "community",
            Self::Grid => "grid",
            Self::Micro => "micro",
        }
    }

    /// The tier of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.name() == name)
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What edits may do to a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lock {
    /// Anything.
    #[default]
    Open,
    /// Nothing leaves it: ground and addresses may only be added.
    MayGrow,
    /// Nothing leaves it and nothing enters.
    Closed,
}

impl Lock {
    /// All locks, from loose to tight.
    pub const ALL: [Self; 3] = [Self::Open, Self::MayGrow, Self::Closed];

    /// The name used in files, commands and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::MayGrow => "may-grow",
            Self::Closed => "locked",
        }
    }

    /// The lock of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lock| lock.name() == name)
    }
}

/// A grid: an area of one tier with a code and a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Its code, unique in the store.
    pub code: AreaCode,
    /// Its level.
    pub tier: Tier,
    /// The grid of the tier above that it belongs to.
    pub parent: Option<AreaCode>,
    /// Its name.
    pub name: String,
    /// The ground it covers.
    pub region: Region,
    /// What edits may do to it.
    pub lock: Lock,
}

/// A grid as a file has it, its rings valid or not.
#[derive(Debug, Clone, PartialEq)]
pub struct GridDraft {
    /// Its code.
    pub code: AreaCode,
    /// Its level.
    pub tier: Tier,
    /// The grid of a tier above that it belongs to.
    pub parent: Option<AreaCode>,
    /// Its name.
    pub name: String,
    /// Its rings.
    pub draft: Draft,
    /// What edits may do to it.
    pub lock: Lock,
}

impl GridDraft {
    /// The draft that says what a grid is.
    pub fn of(grid: &Grid) -> Self {
        Self {
            code: grid.code.clone(),
            tier: grid.tier,
            parent: grid.parent.clone(),
            name: grid.name.clone(),
            draft: Draft::of(&grid.region),
            lock: grid.lock,
        }
    }

    /// The grid that covers a region and is else as drafted.
    pub fn with_region(&self, region: Region) -> Grid {
        Grid {
            code: self.code.clone(),
            tier: self.tier,
            parent: self.parent.clone(),
            name: self.name.clone(),
            region,
            lock: self.lock,
        }
    }
}

/// A spatial unit: ground that belongs together and goes from grid to grid as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct SpatialUnit {
    /// Its stable id.
    pub id: UnitId,
    /// What it is, for example `block`, `estate` or `building`.
    pub kind: String,
    /// Its name, which may be empty.
    pub name: String,
    /// The ground it covers.
    pub region: Region,
}

/// A honeycomb layer that cuts across the grids of one parent.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossingLayer {
    /// Its name, unique in the store.
    pub name: LayerName,
    /// The grid it fills.
    pub parent: AreaCode,
    /// Which of the three shifted lattices.
    pub phase: Phase,
    /// Tells layers of different spacing under one parent apart, 0 to 9.
    pub level: u8,
    /// Distance between neighbouring centres in millimetres.
    pub spacing_mm: u32,
    /// Where the lattice is anchored.
    pub datum: Position,
}

/// A cell of a crossing layer: one hexagon, or several when slivers at the outline were merged into it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The layer it belongs to.
    pub layer: LayerName,
    /// Its code, unique in the layer.
    pub code: CellCode,
    /// The hexagons it consists of; the first gives the code.
    pub hexes: Vec<HexCoord>,
    /// The ground it covers, clipped to the parent.
    pub region: Region,
}
