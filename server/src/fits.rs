//! Styles whose scales are fitted to the data, worked out once a state of it.
//!
//! What is in force is fitted to what it was fitted to before, so that a scale stays where it is while it can. That memory is this
//! server's: another one, or this one after a start, may stand on the next rung of the ladder for values between the two. Views of plans and past days
//! have none, so that they look the same each time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hexward_engine::Engine;
use hexward_engine::geom::{Bounds, Position};
use hexward_engine::model::{Revision, Tier};
use hexward_engine::render::{self, Areas, Fit, Fitted, Style, View};
use hexward_engine::snapshot::Snapshot;

use crate::tile_cache::At;

/// Of so many styles and views the fit is remembered.
const REMEMBERED: usize = 256;

/// What a scale is fitted for: the text of the style, the areas.
type Place = (String, Areas, Option<Tier>);

/// What is in force, or another view of the data.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum State {
    /// What is in force.
    InForce,
    /// Another one.
    Other(At),
}

/// The fits so far.
#[derive(Debug, Default)]
pub(crate) struct Fits {
    /// Up to which revision each holds, and what it is.
    known: Mutex<HashMap<(Place, State), (Revision, Fitted)>>,
    /// Held while one is worked out.
    working: Mutex<()>,
}

impl Fits {
    /// The style as it is drawn in a state of the data, if that is known already.
    pub(crate) fn known(
        &self,
        style: &Arc<Style>,
        (snapshot, state): (&Snapshot, &State),
        view: &View,
    ) -> Option<Arc<Style>> {
        if style.content().fit() == Fit::Fixed {
            return Some(Arc::clone(style));
        }
        let key = (place(style, view), state.clone());
        let known = self.all();
        let (upto, fitted) = known.get(&key)?;
        (*upto == snapshot.revision).then(|| Arc::new(style.fitted(fitted)))
    }

    /// The same, worked out if it is not known. Cost: see [`Style::fit`].
    pub(crate) fn fit(
        &self,
        engine: &Engine,
        style: &Arc<Style>,
        (snapshot, state): (&Snapshot, &State),
        view: &View,
    ) -> Arc<Style> {
        let _working = self.working.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = self.known(style, (snapshot, state), view) {
            return known;
        }
        let key = (place(style, view), state.clone());
        let before = self.all().get(&key).cloned();
        let newer = before
            .as_ref()
            .is_none_or(|(upto, _)| *upto < snapshot.revision);
        let fitted = match before {
            Some((upto, fitted)) if newer && is_untouched(engine, style, snapshot, upto) => {
                Some(fitted)
            }
            before => style.fit(snapshot, view, before.as_ref().map(|(_, fitted)| fitted)),
        };
        let Some(fitted) = fitted else {
            return Arc::clone(style);
        };
        let ready = Arc::new(style.fitted(&fitted));
        let mut known = self.all();
        if newer {
            if known.len() >= REMEMBERED {
                known.retain(|(_, state), _| *state == State::InForce);
            }
            if known.len() >= REMEMBERED {
                known.clear();
            }
            known.insert(key, (snapshot.revision, fitted));
        }
        ready
    }

    fn all(&self) -> MutexGuard<'_, HashMap<(Place, State), (Revision, Fitted)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether no commit since a revision changed anything that a style draws. One that came after the snapshot may have.
fn is_untouched(engine: &Engine, style: &Style, snapshot: &Snapshot, since: Revision) -> bool {
    let corners = [(-180.0, -90.0), (180.0, 90.0)];
    let corners = corners.map(|(lon, lat)| Position::from_degrees(lon, lat).ok());
    let Some(world) = Bounds::around(corners.into_iter().flatten()) else {
        return false;
    };
    let (newest, damaged) = engine.snapshot_for(render::layers_of(style), |_| world);
    newest.revision == snapshot.revision && damaged <= since
}

fn place(style: &Style, view: &View) -> Place {
    let grids = matches!(view.areas, Areas::Grids);
    (
        style.text_hash().to_owned(),
        view.areas.clone(),
        view.tier.filter(|_| grids),
    )
}
