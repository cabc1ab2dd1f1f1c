//! The page, built into the binary.

use std::sync::LazyLock;

use crate::answer::{Answer, IMMUTABLE, REVALIDATE};

/// Path and content of each file of the built page.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/page.rs"));

static ANSWERS: LazyLock<Vec<(&str, Answer)>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|&(path, content)| (path, Answer::new(content, media_type(path), lifetime(path))))
        .collect()
});

/// The file at a path of the page, such as `index.html` or `assets/index-4f2a.js`.
pub(crate) fn file(path: &str) -> Option<&'static Answer> {
    ANSWERS
        .iter()
        .find(|(name, _)| *name == path)
        .map(|(_, answer)| answer)
}

/// Files in `assets` have their content or a version in their name.
fn lifetime(path: &str) -> &'static str {
    if path.starts_with("assets/") {
        IMMUTABLE
    } else {
        REVALIDATE
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "map") => "application/json",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
