//! What a statement about coordinates is held against: the ground where points should lie.

use std::fmt;
use std::sync::Arc;

use crate::geom::{Bounds, LATTICE_PER_DEGREE, Position};
use crate::model::AreaCode;

/// The least distance by which bounds are widened: 0.01 degree, about a kilometre.
const LEAST_MARGIN: i64 = LATTICE_PER_DEGREE as i64 / 100;

/// A place of a file, with the area that its row states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Where it lies under a hypothesis.
    pub position: Position,
    /// The area that its row says it lies in.
    pub stated: Option<AreaCode>,
}

/// Stored ground that the places of a file are expected in.
pub trait Ground: Send + Sync {
    /// What it is called in messages, such as `the stored streets`.
    fn name(&self) -> String;

    /// The box around it.
    fn bounds(&self) -> Bounds;

    /// Whether the caller named this ground: then the file belongs there as a whole.
    fn is_declared(&self) -> bool {
        false
    }

    /// Whether an area of this code is stored.
    fn knows(&self, area: &AreaCode) -> bool;

    /// For each place whether it lies in the area that its row states, where that is stored, else in this ground.
    fn hold(&self, places: &[Placed]) -> Vec<bool>;
}

/// Ground of which only a box is known: near it is good enough.
impl Ground for Bounds {
    fn name(&self) -> String {
        "the stored data".to_owned()
    }

    fn bounds(&self) -> Bounds {
        *self
    }

    fn knows(&self, _area: &AreaCode) -> bool {
        false
    }

    fn hold(&self, places: &[Placed]) -> Vec<bool> {
        let near = widened(*self);
        let held = places.iter().map(|place| near.contains(place.position));
        held.collect()
    }
}

/// What the caller knows about where the points should lie.
#[derive(Clone, Default)]
pub struct Expectation {
    /// The stored ground; nothing is stored when there is none.
    pub ground: Option<Arc<dyn Ground>>,
    /// The points may lie far from the stored ones.
    pub anywhere: bool,
    /// The statement holds whatever the points say.
    pub trusted: bool,
}

impl Expectation {
    /// Whether an area of this code is stored.
    pub(super) fn knows(&self, area: &AreaCode) -> bool {
        self.ground
            .as_ref()
            .is_some_and(|ground| ground.knows(area))
    }

    /// Points in or near a ground.
    pub fn within(ground: Option<Arc<dyn Ground>>) -> Self {
        Self {
            ground,
            ..Self::default()
        }
    }
}

impl fmt::Debug for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.ground.as_ref().map(|ground| ground.name());
        f.debug_struct("Expectation")
            .field("ground", &name)
            .field("anywhere", &self.anywhere)
            .field("trusted", &self.trusted)
            .finish()
    }
}

/// Bounds with their own width and height added on each side.
pub(super) fn widened(bounds: Bounds) -> Bounds {
    let (min, max) = (bounds.min(), bounds.max());
    let lons = (i64::from(min.lon()), i64::from(max.lon()));
    let lats = (i64::from(min.lat()), i64::from(max.lat()));
    let margin = |(low, high): (i64, i64)| (high - low).max(LEAST_MARGIN);
    let corners = [
        Position::clamped(lons.0 - margin(lons), lats.0 - margin(lats)),
        Position::clamped(lons.1 + margin(lons), lats.1 + margin(lats)),
    ];
    Bounds::around(corners).expect("two corners")
}
