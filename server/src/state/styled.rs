//! The styles as requests see them: in a form, fitted to a view of the data, with what it changes.

use std::sync::{Arc, PoisonError};

use hexward_engine::render::{self, Style, Styles, Theme, View};
use hexward_engine::snapshot::Snapshot;

use super::{AppState, Shared};
use crate::changes::Compared;
use crate::config::Config;
use crate::error::ApiError;
use crate::fits;
use crate::looks::{Looks, LooksError, Reloaded, shipped_styles, styles_with};
use crate::tile_cache::Density;
use crate::view::{Ground, Seen};

impl AppState {
    /// Reads the styles anew. Those that stay as they are keep their tiles; when one cannot be used, all stay as they are.
    ///
    /// # Errors
    /// [`LooksError`] names the file and what is wrong in it.
    pub fn reload_styles(&self) -> Result<Reloaded, LooksError> {
        let looks = Looks::new(styles_of(self.config())?, &self.shared.fonts);
        let before = self.shared.looks();
        let reloaded = Reloaded::between(before.plain(), looks.plain());
        let newest = self.shared.looks.write();
        *newest.unwrap_or_else(PoisonError::into_inner) = Arc::new(looks);
        Ok(reloaded)
    }

    pub(crate) fn styles(&self) -> &Styles {
        self.looks.plain()
    }

    pub(crate) fn style(&self, id: &str) -> Result<&Style, ApiError> {
        Ok(self.looks.get(id, (Density::Single, Theme::Light))?)
    }

    /// The style in which pictures for such screens and such ground are drawn.
    pub(crate) fn style_for(
        &self,
        id: &str,
        form: (Density, Theme),
    ) -> Result<&Arc<Style>, ApiError> {
        self.looks.get(id, form)
    }

    /// The style as a view of the data has it: with its scale fitted. Takes long where that is not known yet.
    pub(crate) fn fit(&self, style: &Arc<Style>, seen: &Seen, view: &View) -> Arc<Style> {
        let state = fitted_in(seen);
        let fits = &self.shared.fits;
        fits.fit(self.engine(), style, (&seen.snapshot, &state), view)
    }

    /// The same, worked out when a core is free.
    pub(crate) async fn fitted(
        &self,
        style: &Arc<Style>,
        seen: &Seen,
        view: &View,
    ) -> Result<Arc<Style>, ApiError> {
        let state = fitted_in(seen);
        let known = self
            .shared
            .fits
            .known(style, (&seen.snapshot, &state), view);
        if let Some(known) = known {
            return Ok(known);
        }
        let own = (self.clone(), Arc::clone(style), seen.clone(), view.clone());
        self.read(move || {
            let (state, style, seen, view) = own;
            Ok(state.fit(&style, &seen, &view))
        })
        .await
    }

    /// The view with what a style of changes shows in it.
    ///
    /// # Errors
    /// Those of [`Changes::work_out`].
    pub(crate) async fn compared(
        &self,
        style: &Style,
        seen: &Seen,
        view: View,
    ) -> Result<View, ApiError> {
        let Some(compared) = Compared::of(self.engine(), style, seen, &view) else {
            return Ok(view);
        };
        let change = if let Some(known) = self.shared.changes.known(&compared) {
            known
        } else {
            let own = self.clone();
            let work = move || own.shared.changes.work_out(&compared);
            self.read(work).await?
        };
        Ok(View {
            change: Some(change),
            ..view
        })
    }

    /// The same at once, on a thread that may take its time.
    ///
    /// # Errors
    /// Those of [`Changes::work_out`].
    pub(crate) fn compare(&self, style: &Style, seen: &Seen, view: View) -> Result<View, ApiError> {
        let compared = Compared::of(self.engine(), style, seen, &view);
        let change = compared.map(|compared| self.shared.changes.work_out(&compared));
        Ok(View {
            change: change.transpose()?,
            ..view
        })
    }

    /// What all tiles of a style in force depend on.
    pub(crate) fn common_choice(
        &self,
        newest: &Snapshot,
        style: &Arc<Style>,
        view: &View,
    ) -> String {
        let at = (newest, &fits::State::InForce);
        let fitted = self.shared.fits.fit(self.engine(), style, at, view);
        let choice = render::common_choice(newest, &fitted, view);
        format!("{} {choice}", style.fingerprint())
    }
}

impl Shared {
    pub(super) fn looks(&self) -> Arc<Looks> {
        let looks = self.looks.read();
        Arc::clone(&looks.unwrap_or_else(PoisonError::into_inner))
    }
}

/// The styles that the server was told to serve.
pub(super) fn styles_of(config: &Config) -> Result<Styles, LooksError> {
    match &config.styles {
        Some(folder) => styles_with(folder),
        None => Ok(shipped_styles()?),
    }
}

/// In which state of the data a view is.
fn fitted_in(seen: &Seen) -> fits::State {
    match seen.ground() {
        Ground::InForce => fits::State::InForce,
        _ => fits::State::Other((seen.asked.0.clone(), seen.head)),
    }
}
