//! The fonts that labels and legends are written in: those that the operator names, or those of the machine.

use std::fs;
use std::path::{Path, PathBuf};

use hexward_engine::render::{FontError, Fonts, label_texts};
use hexward_engine::snapshot::Snapshot;

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

/// So many characters are named one by one.
const NAMED: usize = 12;

/// What to tell whoever starts or checks a server about the names that its fonts cannot write; nothing when all can be.
pub(crate) fn finding(fonts: &Fonts, snapshot: &Snapshot) -> Option<String> {
    let missing = fonts.missing(label_texts(snapshot));
    let first = missing.first()?;
    let named = missing.iter().take(NAMED).map(|glyph| {
        let example: String = glyph
            .example
            .chars()
            .take(24)
            .flat_map(char::escape_debug)
            .collect();
        let point = u32::from(glyph.character);
        format!(
            "U+{point:04X} in {} texts, such as `{example}`",
            glyph.texts
        )
    });
    let named: Vec<String> = named.collect();
    let more = missing.len().saturating_sub(NAMED);
    let rest = if more > 0 {
        format!("; and {more} more")
    } else {
        String::new()
    };
    let of = if missing.len() == 1 {
        format!("{:?}", first.character)
    } else {
        format!("{} characters", missing.len())
    };
    Some(format!(
        "no font has {of} of the names on the map, labels show codes instead: {}{rest}; name a font with --fonts",
        named.join(", ")
    ))
}
