//! Compiling the layer between a program and its disk, and running a workload on it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard};

use tempfile::TempDir;

use crate::simulated::Image;
use crate::trace::{Event, parse};
use crate::workload::{STORE, Workload};

/// Names the workload to the child.
pub(crate) const WORKLOAD: &str = "HEXWARD_TEST_DISK_WORKLOAD";
/// Names its store.
pub(crate) const PLACE: &str = "HEXWARD_TEST_DISK_STORE";

/// Held for reading while this process has a store open, and for writing while it starts another: for the moment before
/// its program begins, that one has the file locks of all stores that are open here.
static STORES: RwLock<()> = RwLock::new(());

/// To be held while a store is open in this process.
pub(crate) fn store_is_open() -> RwLockReadGuard<'static, ()> {
    STORES.read().unwrap_or_else(PoisonError::into_inner)
}

/// The compiled layer.
fn library() -> &'static Path {
    static BUILT: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let build = || {
        let folder = tempfile::tempdir().expect("a folder");
        let library = folder.path().join("shim.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/disk/shim.c");
        let built = Command::new("cc")
            .args([
                "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o",
            ])
            .args([library.as_os_str(), source.as_ref(), "-ldl".as_ref()])
            .status();
        assert!(built.expect("there is a C compiler").success());
        (folder, library)
    };
    &BUILT.get_or_init(build).1
}

/// A folder in memory where there is one: what is tested is the order of syncs, not their time.
pub(crate) fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        TempDir::new_in(memory).expect("a folder")
    } else {
        tempfile::tempdir().expect("a folder")
    }
}

/// A run of a workload in a child.
#[derive(Debug, Default)]
pub(crate) struct Run {
    /// `AT,KIND,SPAN` of the fault, for the layer.
    pub(crate) fault: Option<String>,
    /// Which syncs are left out.
    pub(crate) forget: Option<&'static str>,
}

/// What a run left.
pub(crate) struct Outcome {
    /// What it did, in order.
    pub(crate) events: Vec<Event>,
    /// The files that it found.
    pub(crate) before: Image,
    /// Where its files are now.
    pub(crate) folder: TempDir,
}

impl Run {
    /// Runs a workload to its end.
    pub(crate) fn of(&self, workload: Workload) -> Outcome {
        let (folder, outside) = (folder(), folder());
        {
            let _open = store_is_open();
            workload.prepare(folder.path());
        }
        let before = files(folder.path());
        let root = folder.path().canonicalize().expect("there");
        let trace = outside.path().join("trace");
        let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
        command
            .args(["--exact", "child_runs_a_workload", "--nocapture"])
            .env(WORKLOAD, workload.name())
            .env(PLACE, root.join(STORE))
            .env("LD_PRELOAD", library())
            .env("HEXWARD_DISK_ROOT", &root)
            .env("HEXWARD_DISK_TRACE", &trace);
        if let Some(fault) = &self.fault {
            command.env("HEXWARD_DISK_FAULT", fault);
        }
        if let Some(forget) = self.forget {
            command.env("HEXWARD_DISK_FORGET", forget);
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let child = {
            let _no_store_is_open = STORES.write().unwrap_or_else(PoisonError::into_inner);
            command.spawn().expect("started")
        };
        let ended = child.wait_with_output().expect("ended");
        let complaint = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(ended.status.success(), "{self:?}: {complaint}");
        let events = parse(&std::fs::read(&trace).expect("a trace"));
        Outcome {
            events,
            before,
            folder,
        }
    }
}

/// The files of a folder, but for shared memory, which does not outlive a machine.
pub(crate) fn files(folder: &Path) -> Image {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut files = BTreeMap::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if !name.ends_with("-shm") {
            files.insert(name, std::fs::read(&path).expect("read"));
        }
    }
    files
}
