//! The room that parent and child share: a folder of their own with a copy of the file.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use tempfile::TempDir;

use super::content::ending;
use super::message::INPUT;
use super::{ApartError, Upload, refused, system};

/// A folder that only this user may enter.
pub(super) fn room(folder: &Path, name: &str) -> Result<TempDir, ApartError> {
    let room = tempfile::Builder::new()
        .prefix(".hexward-")
        .tempdir_in(folder);
    let room = room.map_err(|error| system(name, &error))?;
    // without links in its path: that is what the child is held to
    let path = room
        .path()
        .canonicalize()
        .map_err(|error| system(name, &error))?;
    if path == room.path() {
        return Ok(room);
    }
    drop(room);
    let parent = path.parent().unwrap_or(folder);
    let room = tempfile::Builder::new()
        .prefix(".hexward-")
        .tempdir_in(parent);
    room.map_err(|error| system(name, &error))
}

/// Whether a file is there, and no link to one.
pub(super) fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// Copies a file of at most so many bytes into the room, and what belongs to a Shapefile beside it.
pub(super) fn bring_in(upload: &Upload<'_>, room: &Path, limit: u64) -> Result<(), ApartError> {
    let name = upload.name;
    let metadata = fs::metadata(upload.path).map_err(|error| system(name, &error))?;
    if !metadata.is_file() {
        return Err(refused(name, "it is not a regular file"));
    }
    if metadata.len() > limit {
        let bytes = metadata.len();
        return Err(refused(
            name,
            format!("it has {bytes} bytes, more than the {limit} bytes that are read"),
        ));
    }
    let mut log = upload.path.as_os_str().to_owned();
    log.push("-wal");
    if fs::metadata(log).is_ok_and(|log| log.len() > 0) {
        return Err(refused(
            name,
            "another program is changing it; close it there first",
        ));
    }
    copy(upload.path, &room.join(INPUT), limit).map_err(|error| system(name, &error))?;
    let beside = |part: &str| {
        let capital = part.to_ascii_uppercase();
        [part, &capital]
            .map(|ending| upload.path.with_extension(ending))
            .into_iter()
            .find(|path| path.is_file())
    };
    if ending(name).as_deref() == Some("shp") && beside("dbf").is_some() {
        for part in ["shp", "shx", "dbf", "prj", "cpg"] {
            if let Some(path) = beside(part) {
                let to = room.join(format!("layer.{part}"));
                copy(&path, &to, limit).map_err(|error| system(name, &error))?;
            }
        }
    }
    Ok(())
}

/// A copy of at most so many bytes: the file may grow meanwhile.
fn copy(from: &Path, to: &Path, limit: u64) -> std::io::Result<()> {
    let mut content = File::open(from)?.take(limit);
    std::io::copy(&mut content, &mut File::create(to)?)?;
    Ok(())
}
