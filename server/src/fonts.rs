//! The fonts of the machine that legends are written in.

use std::fs;
use std::path::{Path, PathBuf};

use hexward_engine::render::Fonts;

/// Where fonts with Chinese characters lie on common systems, best first.
const CANDIDATES: [&str; 7] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/System/Library/Fonts/PingFang.ttc",
];

/// The font files that are there, best first.
pub(crate) fn installed() -> Vec<PathBuf> {
    CANDIDATES
        .iter()
        .map(Path::new)
        .filter(|path| path.is_file())
        .map(Path::to_owned)
        .collect()
}

/// The best installed font; `None` when there is none that can be read.
pub(crate) fn load() -> Option<Fonts> {
    installed()
        .iter()
        .find_map(|path| Fonts::new(vec![fs::read(path).ok()?]).ok())
}
