//! What not every machine has: real data beside the repository, fonts.

use std::io::Write;
use std::path::PathBuf;

use hexward_engine::render::Styles;

/// The folder `shared/data` beside the repository (`HEXWARD_SHARED_DATA` names another); says so when it is not there.
pub fn shared_data() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data");
    let named = std::env::var("HEXWARD_SHARED_DATA").unwrap_or_else(|_unset| beside.to_owned());
    let folder = PathBuf::from(named);
    if folder.is_dir() {
        return Some(folder);
    }
    skipped(&format!("no real data at {}", folder.display()));
    None
}

/// Says on the real standard error, past the capture of the test harness, that a test is skipped and why.
pub fn skipped(why: &str) {
    writeln!(std::io::stderr(), "skipped: {why}").ok();
}

/// The styles that ship in the fonts of this machine; says so when none of these has Chinese characters.
pub fn lettered_styles() -> Option<Styles> {
    let fonts = hexward::state::installed_fonts();
    if !fonts.has('区') {
        skipped("no font with Chinese characters");
        return None;
    }
    let styles = hexward::state::shipped_styles().expect("all styles are valid");
    Some(styles.with_fonts(&fonts))
}
