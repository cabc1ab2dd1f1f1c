//! The fonts that labels and legends are written in: those that the operator names, or those of the machine.

use std::fs;
use std::path::{Path, PathBuf};

use hexward_engine::render::{FontError, Fonts};

/// Where fonts lie on common systems, in the order in which a glyph is looked for: one with Chinese characters first,
/// then others for what it lacks.
const CANDIDATES: [&str; 11] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/PingFang.ttc",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
];

/// A font that was named and cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NamedFontError {
    /// The file cannot be read.
    #[error("font {}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// It is no font.
    #[error("font {}: {reason}", path.display())]
    Font {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        reason: String,
    },
}

/// The font files that are there, best first.
pub(crate) fn installed() -> Vec<PathBuf> {
    CANDIDATES
        .iter()
        .map(Path::new)
        .filter(|path| path.is_file())
        .map(Path::to_owned)
        .collect()
}

/// The installed fonts that can be read, best first.
pub(crate) fn load() -> Fonts {
    let read = |path: &PathBuf| fs::read(path).ok();
    let usable = |file: &Vec<u8>| Fonts::new(vec![file.clone()]).is_ok();
    let files = installed().iter().filter_map(read).filter(usable).collect();
    Fonts::new(files).unwrap_or_default()
}

/// The fonts of these files, in this order.
///
/// # Errors
/// [`NamedFontError`] names the file.
pub(crate) fn named(paths: &[PathBuf]) -> Result<Fonts, NamedFontError> {
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let file = fs::read(path).map_err(|error| {
            let path = path.clone();
            NamedFontError::File { path, error }
        })?;
        files.push(file);
    }
    Fonts::new(files).map_err(|FontError { index, reason }| {
        let path = paths[index].clone();
        NamedFontError::Font { path, reason }
    })
}
