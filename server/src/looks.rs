//! The styles of a server, for light and dark ground and for screens of both densities, and where they come from.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use hexward_engine::render::{Fonts, Style, StyleError, Styles, Theme};

use crate::error::{ApiError, shown};
use crate::tile_cache::Density;

/// File name and text of each style that ships.
static SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/styles.rs"));

/// A style file longer than this is none.
const STYLE_BYTES_MAX: u64 = 1 << 20;

/// Why there are no styles.
#[derive(Debug, thiserror::Error)]
pub enum LooksError {
    /// The folder, or a file in it, cannot be read.
    #[error("{}: {error}", path.display())]
    Read {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file is no style.
    #[error(transparent)]
    Style(#[from] StyleError),
}

/// The styles that ship, parsed and checked.
///
/// # Errors
/// [`StyleError`] names the file and what is wrong in it; the tests see to it that there is none.
pub fn shipped_styles() -> Result<Styles, StyleError> {
    Styles::parse(SHIPPED)
}

/// The styles that ship, with those of a folder: a file there stands for the shipped one of its name.
///
/// # Errors
/// [`LooksError`] names the file and what is wrong in it.
pub(crate) fn styles_with(folder: &Path) -> Result<Styles, LooksError> {
    let read = |path: &Path| {
        let path = path.to_owned();
        move |error| LooksError::Read { path, error }
    };
    let mut own: Vec<(String, String)> = Vec::new();
    for entry in fs::read_dir(folder).map_err(read(folder))? {
        let path = entry.map_err(read(folder))?.path();
        let is_style = path.extension().is_some_and(|own| own == "json");
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(name) = name.filter(|_| is_style) else {
            continue;
        };
        let length = fs::metadata(&path).map_err(read(&path))?.len();
        if length > STYLE_BYTES_MAX {
            let error = io::Error::other(format!("{length} bytes are no style"));
            return Err(read(&path)(error));
        }
        own.push((
            name.to_owned(),
            fs::read_to_string(&path).map_err(read(&path))?,
        ));
    }
    own.sort();
    let shipped = SHIPPED
        .iter()
        .filter(|(name, _)| own.iter().all(|(other, _)| other != name));
    let texts = own.iter().map(|(name, text)| (&**name, &**text));
    let files: Vec<(&str, &str)> = shipped.copied().chain(texts).collect();
    Ok(Styles::parse(&files)?)
}

/// What became of the styles when they were read anew, by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reloaded {
    /// Those that look otherwise.
    pub changed: Vec<String>,
    /// Those that were not there before.
    pub added: Vec<String>,
    /// Those that are not there any more.
    pub removed: Vec<String>,
}

impl Reloaded {
    /// What has become of some styles.
    pub(crate) fn between(before: &Styles, after: &Styles) -> Self {
        let id = |style: &Style| style.id().to_owned();
        let known = |styles: &Styles, style: &Style| styles.get(style.id()).is_some();
        let differs = |style: &&Style| {
            let old = before.get(style.id());
            old.is_some_and(|old| old.fingerprint() != style.fingerprint())
        };
        Self {
            changed: after.iter().filter(differs).map(id).collect(),
            added: after
                .iter()
                .filter(|style| !known(before, style))
                .map(id)
                .collect(),
            removed: before
                .iter()
                .filter(|style| !known(after, style))
                .map(id)
                .collect(),
        }
    }
}

/// All forms of the styles.
pub(crate) struct Looks {
    light: Styles,
    dark: Styles,
    light_doubled: Styles,
    dark_doubled: Styles,
}

impl Looks {
    /// The forms of some styles, written in these fonts.
    pub(crate) fn new(styles: Styles, fonts: &Arc<Fonts>) -> Self {
        let light = styles.with_fonts(fonts);
        let dark = light.dark();
        Self {
            light_doubled: light.doubled(),
            dark_doubled: dark.doubled(),
            light,
            dark,
        }
    }

    /// The styles in their first form.
    pub(crate) fn plain(&self) -> &Styles {
        &self.light
    }

    /// The style of an id, in a form.
    ///
    /// # Errors
    /// [`ApiError::NotFound`].
    pub(crate) fn get(
        &self,
        id: &str,
        (density, theme): (Density, Theme),
    ) -> Result<&Arc<Style>, ApiError> {
        let styles = match (density, theme) {
            (Density::Single, Theme::Light) => &self.light,
            (Density::Single, Theme::Dark) => &self.dark,
            (Density::Double, Theme::Light) => &self.light_doubled,
            (Density::Double, Theme::Dark) => &self.dark_doubled,
        };
        let unknown = || ApiError::NotFound(format!("there is no style `{}`", shown(id)));
        styles.get(id).ok_or_else(unknown)
    }
}
