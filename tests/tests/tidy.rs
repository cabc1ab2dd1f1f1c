//! House rules that a machine can check: layering, file and function length, paths named in documents, who names gdal.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn files_below(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
        {
            let name = entry
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if entry.is_dir() {
                if !["target", "node_modules", "dist", ".git", ".demo"].contains(&name.as_str()) {
                    folders.push(entry);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(entry);
            }
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// What each module of the engine may name; the rows are the table in ARCHITECTURE.md.
const MAY_USE: &[(&str, &[&str])] = &[
    ("geom", &[]),
    ("watch", &[]),
    ("model", &["geom"]),
    ("codes", &["model", "geom"]),
    ("store", &["watch", "model", "geom"]),
    ("io", &["watch", "model", "geom"]),
    ("layer", &["model", "geom"]),
    ("balance", &["layer", "watch"]),
    ("assign", &["layer", "model", "geom"]),
    ("faults", &["layer", "model", "geom"]),
    ("duties", &["assign", "layer", "model", "geom"]),
    (
        "snapshot",
        &[
            "duties", "assign", "codes", "faults", "layer", "watch", "model", "geom",
        ],
    ),
    ("cross", &["snapshot", "assign", "layer", "model", "geom"]),
    ("damage", &["snapshot", "layer", "model", "geom"]),
    ("ledger", &["snapshot", "assign", "layer", "model", "geom"]),
    ("ground", &["snapshot", "io", "layer", "model", "geom"]),
    (
        "compare",
        &["snapshot", "assign", "layer", "io", "model", "geom"],
    ),
    (
        "edit",
        &[
            "snapshot", "codes", "faults", "units", "cross", "assign", "layer", "watch", "model",
            "geom",
        ],
    ),
    ("bounds", &["snapshot", "layer", "model", "geom"]),
    (
        "gates",
        &["snapshot", "units", "within", "layer", "model", "geom"],
    ),
    (
        "units",
        &[
            "snapshot", "assign", "balance", "layer", "watch", "model", "geom",
        ],
    ),
    (
        "certify",
        &["snapshot", "duties", "assign", "layer", "model", "geom"],
    ),
    (
        "render",
        &[
            "snapshot", "duties", "damage", "faults", "assign", "layer", "model", "geom",
        ],
    ),
    (
        "archive",
        &["render", "snapshot", "layer", "watch", "model", "geom"],
    ),
    ("within", &["snapshot", "layer", "model", "geom"]),
    ("plans", &["edit", "snapshot", "model", "geom"]),
    (
        "engine",
        &[
            "plans", "edit", "damage", "snapshot", "codes", "faults", "store", "layer", "watch",
            "model", "geom",
        ],
    ),
];

/// The modules of the engine that a source names, after `crate::` or after as many `super::` as lead to the root.
///
/// `depth` is how many modules deep the source lies: 1 for a module of the root.
fn named_modules(source: &str, depth: usize) -> BTreeSet<String> {
    let code: Vec<&str> = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n").replace(&"super::".repeat(depth), "crate::");
    let mut names = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => names.extend(items_of(group).iter().map(|item| first_word(item))),
            None => {
                names.insert(first_word(rest));
            }
        }
    }
    names.remove("");
    names
}

fn first_word(text: &str) -> String {
    text.trim_start()
        .chars()
        .take_while(|c| c.is_ascii_lowercase() || *c == '_')
        .collect()
}

/// The items of a group up to its closing brace, commas inside nested groups left alone.
fn items_of(group: &str) -> Vec<String> {
    let (mut items, mut level) = (vec![String::new()], 0);
    for c in group.chars() {
        match c {
            '}' if level == 0 => break,
            ',' if level == 0 => items.push(String::new()),
            _ => {
                level += i32::from(c == '{') - i32::from(c == '}');
                items.last_mut().expect("never empty").push(c);
            }
        }
    }
    items
}

#[test]
fn the_layering_parser_sees_all_forms() {
    let source = "use crate::geom::Position;\nuse crate::{layer::{A, B}, model};\n\
                  fn f(x: crate::store::Store) {}\n// crate::render\nuse super::super::edit::Edit;";
    let names: Vec<String> = named_modules(source, 2).into_iter().collect();
    assert_eq!(names, ["edit", "geom", "layer", "model", "store"]);
}

#[test]
fn engine_modules_import_one_way_only() {
    let source = repository().join("engine/src");
    let mut faults = Vec::new();
    for file in files_below(&source, &[".rs"]) {
        let inside = file.strip_prefix(&source).expect("below src");
        let first = inside.iter().next().expect("a component").to_string_lossy();
        let module = first.trim_end_matches(".rs").to_owned();
        if module == "lib" {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            faults.push(format!(
                "{}: module {module} is not in the table",
                inside.display()
            ));
            continue;
        };
        let is_folder = inside.ends_with("mod.rs");
        let depth = inside.iter().count() - usize::from(is_folder);
        for named in named_modules(&read(&file), depth) {
            if named != module && !allowed.contains(&named.as_str()) {
                faults.push(format!("{} names crate::{named}", inside.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn only_one_folder_names_gdal_and_the_server_names_no_database() {
    let engine = repository().join("engine/src");
    let names = |file: &PathBuf, word: &str| {
        let source = read(file);
        source
            .lines()
            .any(|line| !line.trim_start().starts_with("//") && line.contains(word))
    };
    let gdal: Vec<PathBuf> = files_below(&engine, &[".rs"])
        .into_iter()
        .filter(|f| names(f, "gdal::"))
        .collect();
    let outside: Vec<&PathBuf> = gdal
        .iter()
        .filter(|file| !file.starts_with(engine.join("io/ogr")))
        .collect();
    assert!(!gdal.is_empty() && outside.is_empty(), "{outside:?}");
    for file in files_below(&repository().join("server/src"), &[".rs"]) {
        for word in [
            "rusqlite",
            "gdal::",
            "rstar",
            "postgres::",
            "i_overlay",
            "geo::",
        ] {
            assert!(!names(&file, word), "{} names {word}", file.display());
        }
    }
}

#[test]
fn the_verifier_shares_no_code_with_the_engine() {
    for file in files_below(&repository().join("server/src/verify"), &[".rs"]) {
        let source = read(&file);
        assert!(!source.contains("hexward_engine"), "{}", file.display());
        assert!(!source.contains("crate::"), "{}", file.display());
    }
}

#[test]
fn files_are_short() {
    let mut faults = Vec::new();
    for folder in ["engine", "server", "tests"] {
        for file in files_below(&repository().join(folder), &[".rs", ".ts", ".tsx"]) {
            let lines = read(&file).lines().count();
            if lines > 400 {
                faults.push(format!("{}: {lines} lines", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn no_unwrap_and_no_unfinished_code() {
    let mut faults = Vec::new();
    for folder in ["engine/src", "server/src"] {
        for file in files_below(&repository().join(folder), &[".rs"]) {
            for (number, line) in read(&file).lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                let words = [".unwrap()", "todo!(", "unimplemented!(", "dbg!(", "unsafe "];
                if words.iter().any(|word| code.contains(word))
                    || line.contains(&["TO", "DO"].concat())
                {
                    faults.push(format!(
                        "{}:{}: {}",
                        file.display(),
                        number + 1,
                        line.trim()
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The texts between backquotes that look like paths of the repository.
fn paths_named_in(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut paths = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        for quoted in line.split('`').skip(1).step_by(2) {
            let plain = quoted
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
            let top = [
                "engine/", "server/", "tests/", "data/", "styles/", "scripts/",
            ];
            if plain && top.iter().any(|prefix| quoted.starts_with(prefix)) {
                paths.push(quoted.to_owned());
            }
        }
    }
    paths
}

#[test]
fn paths_named_in_documents_exist() {
    let built = ["server/web/dist", "server/web/node_modules"];
    for document in [
        "ARCHITECTURE.md",
        "README.md",
        "CONTRIBUTING.md",
        "BENCHMARKS.md",
        "RELIABILITY.md",
        "SECURITY.md",
    ] {
        let text = read(&repository().join(document));
        assert!(!text.is_empty(), "{document} is missing");
        let paths = paths_named_in(&text);
        assert!(
            document != "ARCHITECTURE.md" || paths.len() > 20,
            "{document} names {} paths",
            paths.len()
        );
        for path in paths
            .iter()
            .filter(|path| !built.iter().any(|b| path.starts_with(b)))
        {
            assert!(
                repository().join(path).exists(),
                "{document} names {path}, which does not exist"
            );
        }
    }
}

#[test]
fn the_layering_table_is_the_one_in_the_architecture() {
    let text = read(&repository().join("ARCHITECTURE.md"));
    for (module, allowed) in MAY_USE {
        let row = if allowed.is_empty() {
            "nothing".to_owned()
        } else {
            allowed.join(", ")
        };
        assert!(
            text.contains(&format!("| `{module}` | {row} |")),
            "ARCHITECTURE.md lacks the row of {module}: {row}"
        );
    }
}
