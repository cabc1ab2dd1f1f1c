//! Axis-parallel boxes on the lattice.

use super::Position;

/// A closed box on the lattice, from its south-west to its north-east corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    min: Position,
    max: Position,
}

impl Bounds {
    /// The smallest box around some positions, or `None` when there are none.
    pub fn around(positions: impl IntoIterator<Item = Position>) -> Option<Self> {
        positions
            .into_iter()
            .fold(None, |bounds: Option<Self>, position| {
                Some(bounds.map_or(
                    Self {
                        min: position,
                        max: position,
                    },
                    |b| b.including(position),
                ))
            })
    }

    /// The smallest box around two boxes.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        self.including(other.min).including(other.max)
    }

    /// South-west corner.
    pub fn min(self) -> Position {
        self.min
    }

    /// North-east corner.
    pub fn max(self) -> Position {
        self.max
    }

    /// The position in the middle, rounded to the lattice.
    pub fn center(self) -> Position {
        let middle = |a: i32, b: i32| i64::midpoint(i64::from(a), i64::from(b));
        Position::clamped(
            middle(self.min.lon(), self.max.lon()),
            middle(self.min.lat(), self.max.lat()),
        )
    }

    /// Whether a position lies inside or on the edge.
    pub fn contains(self, p: Position) -> bool {
        (self.min.lon()..=self.max.lon()).contains(&p.lon())
            && (self.min.lat()..=self.max.lat()).contains(&p.lat())
    }

    /// Whether two boxes share a point.
    pub fn intersects(self, other: Self) -> bool {
        self.min.lon() <= other.max.lon()
            && other.min.lon() <= self.max.lon()
            && self.min.lat() <= other.max.lat()
            && other.min.lat() <= self.max.lat()
    }

    /// West, south, east, north in degrees.
    pub fn degrees(self) -> [f64; 4] {
        [
            self.min.lon_degrees(),
            self.min.lat_degrees(),
            self.max.lon_degrees(),
            self.max.lat_degrees(),
        ]
    }

    fn including(self, p: Position) -> Self {
        let low = |a: i32, b: i32| i64::from(a.min(b));
        let high = |a: i32, b: i32| i64::from(a.max(b));
        Self {
            min: Position::clamped(low(self.min.lon(), p.lon()), low(self.min.lat(), p.lat())),
            max: Position::clamped(high(self.max.lon(), p.lon()), high(self.max.lat(), p.lat())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn around_center_and_intersection() {
        let at = |lon, lat| Position::from_lattice(lon, lat).expect("on the globe");
        let bounds = Bounds::around([at(3, 4), at(-5, 9)]).expect("not empty");
        assert_eq!(
            (bounds.min(), bounds.max(), bounds.center()),
            (at(-5, 4), at(3, 9), at(-1, 6))
        );
        assert!(bounds.contains(at(3, 9)) && !bounds.contains(at(4, 9)));
        let touching = Bounds::around([at(3, 9), at(8, 12)]).expect("not empty");
        assert!(bounds.intersects(touching));
        assert!(Bounds::around([]).is_none());
    }
}
