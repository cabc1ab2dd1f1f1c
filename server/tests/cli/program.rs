//! A folder with a store, and the program run on it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hexward::demo::soho;
use hexward_engine::Engine;
use hexward_engine::model::Note;
use hexward_engine::store::GeoPackage;
use serde_json::Value;
use tempfile::TempDir;

/// The program.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_hexward");

/// A file of the demo.
pub(crate) fn data(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../data")
        .join(file);
    path.to_str().expect("utf-8").to_owned()
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) bytes: Vec<u8>,
}

impl Run {
    /// This run, which ended with a code.
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }
}

/// A folder with one store in it.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    /// With no store yet.
    pub(crate) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    /// With the demo.
    pub(crate) fn soho() -> Self {
        let desk = Self::empty();
        let store = GeoPackage::create_or_open(desk.store()).expect("a store");
        let engine = Engine::open(Box::new(store)).expect("an engine");
        engine
            .commit(&soho(Note::default()).expect("the demo"))
            .expect("loaded");
        desk
    }

    /// A path in the folder.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// The store.
    pub(crate) fn store(&self) -> String {
        self.path("store.gpkg").to_str().expect("utf-8").to_owned()
    }

    /// Writes a file and returns its path.
    pub(crate) fn write(&self, file: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.path(file), content).expect("written");
        self.path(file).to_str().expect("utf-8").to_owned()
    }

    /// Runs a command on the store: `--store` is put behind its name.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, b"")
    }

    /// The same, with something on standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &[u8]) -> Run {
        let (command, rest) = arguments.split_first().expect("a command");
        let store = self.store();
        self.run_plain(&[&[command, "--store", &store], rest].concat(), input)
    }

    /// Runs a command as it is given, with something on standard input.
    pub(crate) fn run_plain(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut process = Command::new(BINARY)
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("started");
        // a program that does not read its input closes it
        let _ = process.stdin.take().expect("piped").write_all(input);
        let output = process.wait_with_output().expect("ended");
        Run {
            code: output.status.code().expect("not killed"),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            bytes: output.stdout,
        }
    }

    /// What the doctor says about the store.
    pub(crate) fn doctor(&self) -> Value {
        let run = self.run(&["doctor", "--json"]).ended(0);
        serde_json::from_str(&run.out).expect("json")
    }

    /// The hash of all rows of the store.
    pub(crate) fn content_hash(&self) -> String {
        self.doctor()["store"]["content_hash"]
            .as_str()
            .expect("a hash")
            .to_owned()
    }

    /// How many rows a table of the store has.
    pub(crate) fn rows(&self, table: &str) -> u64 {
        self.doctor()["store"]["rows"][table]
            .as_u64()
            .expect("a number")
    }
}
