//! Where the file of a job lies: a folder of its own that only this user can read, gone with the job.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The folder of a job.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// A new one, empty.
    pub(super) fn new() -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.permissions(Permissions::from_mode(0o700));
        builder.prefix("hexward-job-").tempdir().map(Self)
    }

    /// Itself.
    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Where the file that was sent lies.
    pub(crate) fn file(&self) -> PathBuf {
        self.0.path().join("sent")
    }
}
