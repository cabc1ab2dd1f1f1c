//! The way from the coordinates of a file to the engine's degrees.

use super::ogr::Transformation;

/// What two coordinates of a system are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Axes {
    /// Longitude and latitude in degrees.
    Degrees,
    /// Easting and northing, mostly in metres.
    #[cfg_attr(
        not(feature = "gdal"),
        expect(dead_code, reason = "without gdal no file is in such a system")
    )]
    Plane,
}

impl Axes {
    /// The names of the two columns.
    pub(super) fn names(self) -> [&'static str; 2] {
        match self {
            Self::Degrees => ["lon", "lat"],
            Self::Plane => ["x", "y"],
        }
    }
}

/// The way from a file's coordinates to the engine's degrees.
pub(super) struct Projection {
    pub(super) way: Way,
    /// The file has its two coordinates the other way round.
    pub(super) swapped: bool,
}

/// How that way is gone.
pub(super) enum Way {
    /// They are the same.
    Same,
    /// They follow from a formula, pair by pair.
    Computed(fn([f64; 2]) -> [f64; 2]),
    /// They are computed by PROJ.
    Transformed(Transformation),
}

impl Projection {
    /// What the file's coordinates are.
    pub(super) fn axes(&self) -> Axes {
        match &self.way {
            Way::Same | Way::Computed(_) => Axes::Degrees,
            Way::Transformed(transformation) => transformation.axes(),
        }
    }

    /// Whether the file's coordinates are the answer, or the answer in the other order.
    pub(super) fn is_direct(&self) -> bool {
        matches!(self.way, Way::Same)
    }

    /// Whether the first coordinate of the file is the second of the system.
    pub(super) fn is_swapped(&self) -> bool {
        self.swapped
    }

    /// Turns coordinates into longitude and latitude in place; not-a-number where there is no answer.
    pub(super) fn to_degrees(&self, xs: &mut [f64], ys: &mut [f64]) {
        if self.swapped {
            xs.swap_with_slice(ys);
        }
        match &self.way {
            Way::Same => {}
            Way::Computed(formula) => {
                for (x, y) in xs.iter_mut().zip(ys) {
                    [*x, *y] = formula([*x, *y]);
                }
            }
            Way::Transformed(transformation) => transformation.transform(xs, ys),
        }
    }
}
