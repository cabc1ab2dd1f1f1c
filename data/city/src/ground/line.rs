//! Lines on the ground: what parts blocks from each other.

/// What a line is; from weak to strong, a stronger line is a more natural border.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Across a river or lake: no line on the map.
    Water,
    /// The edge of a parcel inside a block: no line on the map.
    Wall,
    /// Where land meets water.
    Bank,
    /// A local street between blocks.
    Street,
    /// A road that gathers local streets.
    Collector,
    /// A main road.
    Arterial,
    /// A ring road or a radial out of the city.
    Expressway,
    /// The middle of a river.
    River,
    /// The border of the city.
    Outline,
}

impl Class {
    /// The class in the file of barriers; `None` for what is not written.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Water | Self::Wall | Self::Outline => None,
            Self::Bank => Some("bank"),
            Self::Street => Some("street"),
            Self::Collector => Some("collector"),
            Self::Arterial => Some("arterial"),
            Self::Expressway => Some("expressway"),
            Self::River => Some("river"),
        }
    }

    /// Whether it is a road or street.
    pub(crate) fn is_road(self) -> bool {
        (Self::Street..=Self::Expressway).contains(&self)
    }

    /// How much longer, in tenths, a way across it counts when an area grows.
    pub(crate) fn crossing_tenths(self) -> u64 {
        match self {
            Self::Water | Self::Wall => 10,
            Self::Bank => 12,
            Self::Street => 22,
            Self::Collector => 45,
            Self::Arterial => 80,
            Self::Expressway => 140,
            Self::River => 900,
            Self::Outline => 10_000,
        }
    }

    /// How far buildings stay away from its middle, in metres.
    pub(crate) fn setback_m(self) -> f64 {
        match self {
            Self::Water | Self::Wall | Self::Outline => 5.0,
            Self::Street => 11.0,
            Self::Collector => 16.0,
            Self::Bank => 24.0,
            Self::Arterial => 28.0,
            Self::Expressway | Self::River => 45.0,
        }
    }

    /// How far a line between two points may sway, in thousandths of each half of it.
    pub(crate) fn sway(self) -> i64 {
        match self {
            Self::Wall | Self::Street => 22,
            Self::Expressway => 10,
            Self::Collector | Self::Arterial => 16,
            Self::Water | Self::River => 34,
            Self::Bank | Self::Outline => 48,
        }
    }
}
