//! The real files of `../shared/data`: each is converted, or refused with a reason.

use std::path::{Path, PathBuf};

use hexward::apart::{ApartError, is_foreign};

use crate::bench::Bench;

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut entries: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            files_below(&entry, found);
        } else {
            found.push(entry);
        }
    }
}

/// What came of a file, in words.
fn outcome(bench: &Bench, path: &Path, layer: Option<&str>) -> String {
    match bench.convert_as(path, layer, None) {
        Ok(text) => {
            let size = std::fs::metadata(&text.path).expect("there").len();
            assert!(size > 0);
            let crs = text.crs.as_deref().unwrap_or("no crs");
            format!(
                "{:?} {size} bytes, {crs}, layer {:?}",
                text.format, text.layer
            )
        }
        Err(error) => {
            assert!(error.is_users(), "{error}");
            format!("refused: {error}")
        }
    }
}

#[test]
fn all_real_files() {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let mut files = Vec::new();
    files_below(&data, &mut files);
    if files.is_empty() {
        eprintln!("skipped: {} is not there", data.display());
        return;
    }
    let bench = Bench::new();
    let mut converted = 0;
    for path in &files {
        let name = path.file_name().expect("a name").to_string_lossy();
        let head = std::fs::read(path).expect("readable");
        let head = &head[..head.len().min(4096)];
        if name == "MANIFEST.tsv" || !is_foreign(&name, head) {
            continue;
        }
        let mut layers = vec![None];
        if let Err(ApartError::Choose { layers: names, .. }) = bench.convert(path) {
            layers = names.into_iter().map(Some).collect();
        }
        for layer in &layers {
            let outcome = outcome(&bench, path, layer.as_deref());
            converted += usize::from(!outcome.starts_with("refused"));
            let shown = path.strip_prefix(&data).unwrap_or(path).display();
            eprintln!("{shown}: {outcome}");
        }
    }
    bench.assert_empty();
    assert!(converted >= 30, "{converted}");
}
