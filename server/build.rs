//! Lists the files that go into the binary: the built page and the styles.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Stands in for the page in a build that did not make it.
const NO_PAGE: &str = "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Hexward</title></head>\n\
<body><p>page not built, run make</p></body>\n</html>\n";

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("set by cargo"));
    let page = folder.join("web/dist");
    if !page.join("index.html").exists() {
        fs::create_dir_all(&page)?;
        fs::write(page.join("index.html"), NO_PAGE)?;
    }
    let style_folder = folder.join("../styles");
    let is_style = |file: &PathBuf| {
        file.extension()
            .is_some_and(|extension| extension == "json")
    };
    let styles: Vec<PathBuf> = files(&style_folder)?.into_iter().filter(is_style).collect();
    fs::write(
        out.join("page.rs"),
        list("web/dist", &page, &files(&page)?, "include_bytes!"),
    )?;
    fs::write(
        out.join("styles.rs"),
        list("../styles", &style_folder, &styles, "include_str!"),
    )?;
    for watched in ["build.rs", "web/dist", "../styles"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    Ok(())
}

/// All files below a folder, sorted by path.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// A Rust slice of (path below the root, content) pairs; `below` is the root as seen from the package, so that the text
/// holds for any checkout that shares the folder of builds.
fn list(below: &str, root: &Path, files: &[PathBuf], include: &str) -> String {
    let mut text = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(root).expect("listed below the root");
        let name = name.to_string_lossy().replace('\\', "/");
        let path = format!("/{below}/{name}");
        writeln!(
            text,
            "    ({name:?}, {include}(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?}))),"
        )
        .expect("text takes any length");
    }
    text.push_str("]\n");
    text
}
