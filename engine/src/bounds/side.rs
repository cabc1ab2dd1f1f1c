//! The four sides in the order in which they are said.

use crate::model::Text;

/// A side of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// 东
    East,
    /// 南
    South,
    /// 西
    West,
    /// 北
    North,
}

impl Side {
    /// All sides in the order in which they are said in Chinese.
    pub const ALL: [Self; 4] = [Self::East, Self::South, Self::West, Self::North];

    /// The name used in files, commands and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::East => "east",
            Self::South => "south",
            Self::West => "west",
            Self::North => "north",
        }
    }

    /// Its word.
    pub fn word(self) -> Text {
        let zh = match self {
            Self::East => "东",
            Self::South => "南",
            Self::West => "西",
            Self::North => "北",
        };
        Text {
            zh: zh.to_owned(),
            en: self.name().to_owned(),
        }
    }

    /// The unit vector that points this way, east and north.
    pub(super) fn vector(self) -> (f64, f64) {
        match self {
            Self::East => (1.0, 0.0),
            Self::South => (0.0, -1.0),
            Self::West => (-1.0, 0.0),
            Self::North => (0.0, 1.0),
        }
    }

    /// The side that a direction faces.
    pub(super) fn facing((x, y): (f64, f64)) -> Self {
        if x.abs() >= y.abs() {
            if x > 0.0 { Self::East } else { Self::West }
        } else if y > 0.0 {
            Self::North
        } else {
            Self::South
        }
    }
}
