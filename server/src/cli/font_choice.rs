//! Which fonts labels and legends are written in.

use std::env;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use hexward_engine::render::Fonts;

use super::failure::Failure;
use crate::fonts;

/// The variable that names font files where no argument does, parted as in PATH.
const VARIABLE: &str = "HEXWARD_FONTS";

#[derive(Args)]
pub(super) struct FontChoice {
    /// Font files for labels and legends, in the order in which a glyph is looked for; those of HEXWARD_FONTS, or the
    /// installed ones, when none is given
    #[arg(long = "fonts", value_name = "FILE", num_args = 1..)]
    fonts: Vec<PathBuf>,
}

impl FontChoice {
    /// The fonts.
    pub(super) fn load(&self) -> Result<Arc<Fonts>, Failure> {
        let paths = self.paths();
        if paths.is_empty() {
            return Ok(Arc::new(fonts::load()));
        }
        let unusable = |error: fonts::NamedFontError| Failure::Environment(error.to_string());
        fonts::named(&paths).map(Arc::new).map_err(unusable)
    }

    /// The files that are named.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        if self.fonts.is_empty() {
            let listed = env::var_os(VARIABLE).unwrap_or_default();
            let paths = env::split_paths(&listed);
            return paths.filter(|path| !path.as_os_str().is_empty()).collect();
        }
        self.fonts.clone()
    }
}
