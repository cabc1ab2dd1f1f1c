//! The stored ground that the coordinates of a file are held against.

use std::sync::Arc;

use crate::geom::Bounds;
use crate::io::{Ground, Placed};
use crate::model::{AreaCode, Tier};
use crate::snapshot::Snapshot;

/// The area that a file is said to lie in is not stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no area {0} is stored that the file could lie in")]
pub struct UnknownGround(pub AreaCode);

/// What the coordinates of a file are held against: the area that the caller declares or, without one, the grids of the
/// largest tier; the box of all that is stored where there are no grids. `None` when nothing is stored.
///
/// # Errors
/// [`UnknownGround`] when the declared area is not stored.
pub fn ground(
    snapshot: &Arc<Snapshot>,
    declared: Option<&AreaCode>,
) -> Result<Option<Arc<dyn Ground>>, UnknownGround> {
    if let Some(code) = declared {
        let (layer, index) = snapshot
            .grid(code)
            .ok_or_else(|| UnknownGround(code.clone()))?;
        return Ok(Some(Arc::new(Grids {
            bounds: layer.bounds_of(index),
            tier: layer.records()[index].tier,
            declared: Some(code.clone()),
            snapshot: Arc::clone(snapshot),
        })));
    }
    let Some(bounds) = snapshot.bounds() else {
        return Ok(None);
    };
    let mut tiers = Tier::ALL.into_iter();
    let Some(tier) = tiers.find(|tier| snapshot.grids.contains_key(tier)) else {
        return Ok(Some(Arc::new(bounds)));
    };
    Ok(Some(Arc::new(Grids {
        snapshot: Arc::clone(snapshot),
        bounds,
        tier,
        declared: None,
    })))
}

/// One grid, or all of a tier.
struct Grids {
    snapshot: Arc<Snapshot>,
    bounds: Bounds,
    tier: Tier,
    declared: Option<AreaCode>,
}

impl Ground for Grids {
    fn name(&self) -> String {
        match (&self.declared, self.tier) {
            (Some(code), _) => code.to_string(),
            (None, Tier::Street) => "the stored streets".to_owned(),
            (None, Tier::Community) => "the stored communities".to_owned(),
            (None, Tier::Grid) => "the stored grids".to_owned(),
            (None, Tier::Micro) => "the stored micro-grids".to_owned(),
        }
    }

    fn bounds(&self) -> Bounds {
        self.bounds
    }

    fn is_declared(&self) -> bool {
        self.declared.is_some()
    }

    fn knows(&self, area: &AreaCode) -> bool {
        self.snapshot.grid(area).is_some()
    }

    /// Cost: O(places × vertices of an area) for those that are asked about an area; for all others that of locating them, and
    /// once that of the owner map of the tier.
    fn hold(&self, places: &[Placed]) -> Vec<bool> {
        let mut held = vec![false; places.len()];
        let mut anywhere = Vec::new();
        let declared = self
            .declared
            .as_ref()
            .and_then(|code| self.snapshot.grid(code));
        for (number, place) in places.iter().enumerate() {
            let stated = place.stated.as_ref();
            let stated = stated.and_then(|code| self.snapshot.grid(code));
            match stated.or(declared) {
                Some((layer, index)) => {
                    held[number] = layer.bounds_of(index).contains(place.position)
                        && layer.records()[index].region.covers(place.position);
                }
                None => anywhere.push(number),
            }
        }
        if let (Some(layer), false) = (self.snapshot.grids.get(&self.tier), anywhere.is_empty()) {
            let threads = self.snapshot.threads();
            let owners = layer.locate_all(&anywhere, |&number| places[number].position, threads);
            for (number, owner) in anywhere.into_iter().zip(owners) {
                held[number] = owner.is_some();
            }
        }
        held
    }
}
