//! Archives: all tiles of a style in one file that is served or carried without the engine.
//!
//! Terms used here:
//! - **order**: of what state, in which style, as what, at which zooms, within which box;
//! - **cover**: the tiles in which anything can show, in the order of PMTiles: by zoom, then along a Hilbert curve;
//! - **content**: the bytes of a tile; equal ones are stored once;
//! - **work file**: `<path>.part`, an MBTiles file in the making. It says what it is the beginning of, so that an export
//!   that broke off goes on where it was; it becomes the MBTiles file, or a PMTiles file is packed from it.
//!
//! A picture with nothing on it is a tile as any other, since map libraries show what lies above a missing one; a vector
//! tile with nothing in it is left out, as both formats want it.

mod cover;
mod draw;
mod error;
mod facts;
mod packed;
mod sql;
#[cfg(test)]
mod tests;
mod work;

use std::fs::{self, File};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use crate::geom::{Bounds, Plane};
use crate::layer::Threads;
use crate::render::{RenderError, Style, View};
use crate::snapshot::Snapshot;
use crate::watch::Watch;
use cover::Cover;
pub use error::ArchiveError;
use work::Work;

/// Tiles drawn between two commits to the work file: what is lost at most when an export breaks off.
const BATCH: usize = 512;

/// The form of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArchiveKind {
    /// PMTiles version 3: one file that is read by ranges, from any web server.
    PmTiles,
    /// MBTiles 1.3: an SQLite database.
    MbTiles,
}

/// What the tiles of an archive are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TileFormat {
    /// Pictures as PNG.
    Png,
    /// The same pictures as lossless WebP.
    Webp,
    /// Vector tiles, compressed by gzip.
    Mvt,
}

/// What an archive is to hold.
#[derive(Debug)]
pub struct Order<'a> {
    /// The state of the data.
    pub snapshot: &'a Snapshot,
    /// A name that no other state has; an export that broke off goes on only under the same one.
    pub state: String,
    /// The style.
    pub style: &'a Style,
    /// How the tiles are wanted.
    pub view: &'a View,
    /// As what.
    pub format: TileFormat,
    /// The zooms.
    pub zooms: RangeInclusive<u8>,
    /// Only tiles that meet this box; all in which anything can show without it.
    pub within: Option<Bounds>,
    /// The threads that draw; the archive is the same for any number.
    pub threads: Threads,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Archived {
    /// Tiles in the archive.
    pub tiles: u64,
    /// How many of them differ.
    pub contents: u64,
    /// How many tiles of the cover an earlier export had drawn.
    pub taken_over: u64,
    /// Length of the file in bytes.
    pub bytes: u64,
}

impl ArchiveKind {
    /// The form that the name of a file stands for: `.pmtiles` or `.mbtiles`.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "pmtiles" => Some(Self::PmTiles),
            "mbtiles" => Some(Self::MbTiles),
            _ => None,
        }
    }
}

impl TileFormat {
    /// All formats.
    pub const ALL: [Self; 3] = [Self::Png, Self::Webp, Self::Mvt];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Mvt => "mvt",
        }
    }
}

impl Order<'_> {
    /// How many tiles have to be drawn.
    ///
    /// # Errors
    /// [`ArchiveError::Render`] for zooms that the style does not have, [`ArchiveError::Nothing`] without data,
    /// [`ArchiveError::TooMany`], [`ArchiveError::Plane`].
    pub fn tiles(&self) -> Result<u64, ArchiveError> {
        self.cover().map(|cover| cover.count())
    }

    fn cover(&self) -> Result<Cover, ArchiveError> {
        if self.view.plane != Plane::Mercator {
            return Err(ArchiveError::Plane);
        }
        let all = self.style.zooms(self.view.size);
        let missing = [*self.zooms.start(), *self.zooms.end()];
        if let Some(&zoom) = missing.iter().find(|zoom| !all.contains(zoom)) {
            return Err(ArchiveError::Render(RenderError::Zoom {
                style: self.style.id().to_owned(),
                first: *all.start(),
                last: *all.end(),
                zoom,
            }));
        }
        Cover::of(self)
    }

    /// Everything that the tiles depend on; two orders of the same name have the same archive.
    fn name(&self) -> String {
        let Self {
            state,
            style,
            view,
            format,
            zooms,
            within,
            ..
        } = self;
        let own = env!("CARGO_PKG_VERSION");
        let print = style.fingerprint();
        format!("{own} {state} {print} {view:?} {format:?} {zooms:?} {within:?}")
    }
}

/// Writes an archive; what is at the path is replaced once the archive is whole. The watch counts tiles as rows. What an
/// order of the same name has drawn before it broke off is not drawn again.
///
/// Costs the drawing of each tile in the cover, and memory of 40 bytes for each tile of the largest zoom.
///
/// # Errors
/// As [`Order::tiles`]; [`ArchiveError::Busy`] when another process writes the same archive, [`ArchiveError::Stopped`] when
/// the watch says so, after which the next call goes on; those of drawing and of the system.
pub fn write_archive(
    order: &Order<'_>,
    kind: ArchiveKind,
    path: &Path,
    watch: &Watch,
) -> Result<Archived, ArchiveError> {
    let cover = order.cover()?;
    let part = beside(path, "part");
    let (mut work, done) = Work::open(&part, &order.name())?;
    watch.pass_rows(done);
    for batch in cover.batches(done, BATCH) {
        if watch.is_stopped() {
            return Err(ArchiveError::Stopped);
        }
        let drawn = draw::all(order, &batch)?;
        work.add(&batch, &drawn)?;
        watch.pass_rows(batch.len() as u64);
    }
    let (tiles, contents) = work.count()?;
    match kind {
        ArchiveKind::MbTiles => {
            work.finish(&facts::rows(order))?;
            replace(&part, path)?;
        }
        ArchiveKind::PmTiles => {
            let packed = beside(path, "packed");
            packed::pack(order, &cover, &work, &packed)?;
            replace(&packed, path)?;
            drop(work);
            fs::remove_file(&part).map_err(|error| ArchiveError::at(&part, error))?;
        }
    }
    let length = fs::metadata(path).map_err(|error| ArchiveError::at(path, error))?;
    Ok(Archived {
        tiles,
        contents,
        taken_over: done,
        bytes: length.len(),
    })
}

/// The path with something behind its name.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// Gives a whole file its name, durably.
fn replace(whole: &Path, path: &Path) -> Result<(), ArchiveError> {
    let sync = || File::open(whole)?.sync_all();
    sync().map_err(|error| ArchiveError::at(whole, error))?;
    fs::rename(whole, path).map_err(|error| ArchiveError::at(path, error))
}
