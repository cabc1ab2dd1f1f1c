//! Files of other programs, read and written by a child process that can do nothing else.
//!
//! GDAL reads a hundred formats with millions of lines of C++, and files come from strangers. So this program starts itself
//! again for each file: the child gives up memory, time, files, network and programs before it looks at the file, and
//! answers with text, GeoJSON or CSV, that the engine's own readers check like any other. Whatever happens to the
//! child, the parent goes on, and the room of the two is removed.

mod confine;
mod content;
mod inside;
mod message;
mod process;
mod room;
mod shapefile;
mod unpack;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Once, OnceLock};

use hexward_engine::Watch;
use hexward_engine::io::{Format, MAX_FILE_BYTES, MAX_TEXT_BYTES, shown};
use tempfile::TempDir;

pub(crate) use content::HEAD_BYTES;
pub use content::is_foreign;
pub(crate) use inside::work;
use message::{Answer, OUTPUT, REQUEST, Report, Request, Task};
pub use message::{Confinement, LayerListing, Target};
use process::{Ended, WALL_TIME, child_of, run};
use room::{bring_in, is_file, room};

/// A foreign file that somebody sent.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// Where it lies.
    pub path: &'a Path,
    /// What its sender calls it.
    pub name: &'a str,
    /// The layer to read, where it has several.
    pub layer: Option<&'a str>,
    /// The encoding of its texts, `gb18030` or `utf-8`, where the file does not say it or is wrong about it.
    pub encoding: Option<&'a str>,
}

/// A layer of a foreign file as text; it lasts as long as this does.
#[derive(Debug)]
pub struct Converted {
    /// The text.
    pub path: PathBuf,
    /// Its form.
    pub format: Format,
    /// The code of the coordinate reference system that the file names, such as `EPSG:4549`.
    pub crs: Option<String>,
    /// The name of the layer; empty where the file was plain text in an archive.
    pub layer: String,
    /// All layers of the file.
    pub layers: Vec<LayerListing>,
    _room: TempDir,
}

/// What a foreign file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// Its format in words.
    pub format: String,
    /// Its layers; none for plain text in an archive.
    pub layers: Vec<LayerListing>,
}

/// How a layer is written.
#[derive(Debug, Clone, Copy)]
pub struct Output<'a> {
    /// The format.
    pub target: Target,
    /// The name of the layer.
    pub layer: &'a str,
    /// The EPSG code of the coordinates.
    pub crs: u32,
    /// The encoding of a Shapefile's texts: `utf-8` or `gb18030`.
    pub encoding: &'a str,
}

/// Why a foreign file was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum ApartError {
    /// The file is not taken.
    #[error("{file}: {reason}")]
    Refused {
        /// Its name.
        file: String,
        /// Why.
        reason: String,
    },
    /// It has several layers, and none or an unknown one was named.
    #[error("{file}: it has the layers {}; name one of them (--layer)", listed(.layers))]
    Choose {
        /// Its name.
        file: String,
        /// The layers that are there.
        layers: Vec<String>,
    },
    /// A layer was named, and the file is one of cells or features without layers.
    #[error("{file}: it has no layers, so there is no `{layer}` in it")]
    NoLayers {
        /// Its name.
        file: String,
        /// What was asked for.
        layer: String,
    },
    /// Somebody asked to break off.
    #[error("{0}: reading it was broken off")]
    Stopped(String),
    /// The system fails.
    #[error("{file}: {reason}")]
    System {
        /// The name of the file.
        file: String,
        /// What failed.
        reason: String,
    },
}

impl ApartError {
    /// Whether the file or what was said about it is at fault, and not the system.
    pub fn is_users(&self) -> bool {
        !matches!(self, Self::Stopped(_) | Self::System { .. })
    }
}

fn listed(layers: &[String]) -> String {
    let names: Vec<String> = layers
        .iter()
        .map(|name| format!("`{}`", shown(name)))
        .collect();
    names.join(", ")
}

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Says which program is started as the child; otherwise it is the one that runs. For programs that use this library and
/// are not `hexward`, such as tests. The first call counts.
pub fn use_program(path: PathBuf) {
    let _first_counts = PROGRAM.set(path);
}

/// The program that is started: the file that runs, even when another was installed over it since.
fn program() -> Result<PathBuf, String> {
    if let Some(path) = PROGRAM.get() {
        return Ok(path.clone());
    }
    if cfg!(target_os = "linux") {
        return Ok(PathBuf::from("/proc/self/exe"));
    }
    std::env::current_exe().map_err(|error| error.to_string())
}

/// Writes a layer of a foreign file as text that the engine's readers take: in the file's own coordinates, x before y.
/// Blocks for as long as it takes, at most five minutes; ends within a tenth of a second when the watch is stopped. The
/// text lies in a folder of its own within `folder`, removed with the answer.
///
/// # Errors
/// [`ApartError`] when the file is refused, the watch was stopped, or the system fails.
pub fn convert(upload: &Upload<'_>, folder: &Path, watch: &Watch) -> Result<Converted, ApartError> {
    let (room, answer) = ask(upload, folder, watch, Task::Convert)?;
    let Answer::Converted {
        file,
        is_geojson,
        chosen,
        layers,
    } = answer
    else {
        return Err(unexpected(upload.name));
    };
    let plain = !file.contains(['/', '\\']) && file != "..";
    let path = room.path().join(&file);
    if !plain || !is_file(&path) {
        return Err(unexpected(upload.name));
    }
    let layer = layers.get(chosen);
    Ok(Converted {
        path,
        format: Answer::format(is_geojson),
        crs: layer.and_then(|layer| layer.crs.clone()),
        layer: layer.map_or_else(String::new, |layer| layer.name.clone()),
        layers,
        _room: room,
    })
}

/// Lists the layers and fields of a foreign file, without its rows.
///
/// # Errors
/// As [`convert`].
pub fn inspect(upload: &Upload<'_>, folder: &Path, watch: &Watch) -> Result<Inspected, ApartError> {
    match ask(upload, folder, watch, Task::Inspect)?.1 {
        Answer::Listed(format, layers) => Ok(Inspected { format, layers }),
        _ => Err(unexpected(upload.name)),
    }
}

/// Writes a GeoJSON file, whose positions are degrees of CGCS2000 or WGS 84, to `out` in another format.
///
/// # Errors
/// [`ApartError`] when the system of coordinates is not known, a value has no place in the format, the watch was
/// stopped, or the system fails.
pub fn write(
    geojson: &Path,
    output: &Output<'_>,
    out: &Path,
    watch: &Watch,
) -> Result<(), ApartError> {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let beside = match out.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let upload = Upload {
        path: geojson,
        name: &name,
        layer: None,
        encoding: Some(output.encoding),
    };
    let task = Task::Write {
        target: output.target,
        crs: output.crs,
        layer: output.layer.to_owned(),
    };
    let (room, answer) = ask(&upload, beside, watch, task)?;
    let written = room.path().join(OUTPUT);
    if !matches!(answer, Answer::Written) || !is_file(&written) {
        return Err(unexpected(&name));
    }
    fs::rename(written, out).map_err(|error| system(&name, &error))
}

/// How far this system locks a child in. The child tries what it must not be able to do; what it could do is a gap.
///
/// # Errors
/// [`ApartError`] when it does not answer.
pub fn confinement() -> Result<Confinement, ApartError> {
    let name = "confinement";
    let room = room(&std::env::temp_dir(), name)?;
    let request = Request {
        name: name.to_owned(),
        layer: None,
        encoding: None,
        task: Task::Probe,
    };
    let report = send(&room, &request, &Watch::default())?;
    match report.answer {
        Answer::Probed(done) if done.is_empty() => Ok(report.confinement),
        Answer::Probed(done) => Ok(Confinement {
            files: report.confinement.files && !done.iter().any(|act| act.contains("file")),
            calls: report.confinement.calls && done.iter().all(|act| act.contains("file")),
            ..report.confinement
        }),
        _ => Err(unexpected(name)),
    }
}

fn system(file: &str, error: &dyn std::fmt::Display) -> ApartError {
    ApartError::System {
        file: file.to_owned(),
        reason: error.to_string(),
    }
}

fn refused(file: &str, reason: impl Into<String>) -> ApartError {
    ApartError::Refused {
        file: file.to_owned(),
        reason: reason.into(),
    }
}

fn unexpected(file: &str) -> ApartError {
    refused(file, "its reader gave an answer that makes no sense")
}

/// Has a child work on a copy of a file.
fn ask(
    upload: &Upload<'_>,
    folder: &Path,
    watch: &Watch,
    task: Task,
) -> Result<(TempDir, Answer), ApartError> {
    let room = room(folder, upload.name)?;
    // what this program wrote itself may be longer than what is sent
    let limit = match task {
        Task::Write { .. } => MAX_TEXT_BYTES,
        _ => MAX_FILE_BYTES,
    };
    bring_in(upload, room.path(), limit)?;
    let request = Request {
        name: upload.name.to_owned(),
        layer: upload.layer.map(str::to_owned),
        encoding: upload.encoding.map(str::to_owned),
        task,
    };
    let report = send(&room, &request, watch)?;
    note_gaps(&report.confinement);
    match report.answer {
        Answer::Refused(reason) => Err(refused(upload.name, reason)),
        Answer::Choose(layers) => Err(ApartError::Choose {
            file: upload.name.to_owned(),
            layers,
        }),
        answer => Ok((room, answer)),
    }
}

fn send(room: &TempDir, request: &Request, watch: &Watch) -> Result<Report, ApartError> {
    let name = &request.name;
    let text = serde_json::to_vec(request).map_err(|error| system(name, &error))?;
    fs::write(room.path().join(REQUEST), text).map_err(|error| system(name, &error))?;
    let program = program().map_err(|error| system(name, &error))?;
    let output = room.path().join(OUTPUT);
    let said = run(child_of(&program, room.path()), WALL_TIME, (watch, &output));
    let said = said.map_err(|ended| match ended {
        Ended::Stopped => ApartError::Stopped(name.clone()),
        Ended::Broken(reason) => refused(name, reason),
        Ended::NotStarted(_) => system(name, &ended),
    })?;
    serde_json::from_slice(&said).map_err(|_garbage| unexpected(name))
}

/// Says once what this system does not keep children from.
fn note_gaps(confinement: &Confinement) {
    static SAID: Once = Once::new();
    if let Some(gaps) = confinement.gaps() {
        SAID.call_once(|| {
            tracing::warn!("foreign files are read with less protection: this system lacks {gaps}");
        });
    }
}
