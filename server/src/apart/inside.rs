//! What the child does once it is locked in.

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hexward_engine::io::{
    ForeignError, ForeignFile, ForeignKind, ForeignLayer, ForeignOutput, ForeignText, Format,
    ParquetFile, prepare_foreign, write_foreign,
};

use super::confine::confine;
use super::content::{Content, HEAD_BYTES, foreign_ending, text_format};
use super::message::{Answer, INPUT, OUTPUT, REQUEST, Report, Request, Target, Task};
use super::shapefile;
use super::unpack::{Unpacked, Unread, unpack_gzip, unpack_zip};

/// Locks this process in, does what the request in `room` asks for, and writes the report to standard output.
///
/// # Errors
/// A text when there is no request to read or nobody to answer.
pub(crate) fn work(room: &Path) -> Result<(), String> {
    let confinement = confine(room);
    let request = fs::read(room.join(REQUEST)).map_err(|error| error.to_string())?;
    let request: Request = serde_json::from_slice(&request).map_err(|error| error.to_string())?;
    let answer = match answer(room, &request) {
        Ok(answer) => answer,
        Err(Unread::Refused(reason)) => Answer::Refused(reason),
        Err(Unread::Choose(names)) => Answer::Choose(names),
    };
    let report = Report {
        confinement,
        answer,
    };
    let text = serde_json::to_vec(&report).map_err(|error| error.to_string())?;
    std::io::stdout()
        .write_all(&text)
        .map_err(|error| error.to_string())
}

fn answer(room: &Path, request: &Request) -> Result<Answer, Unread> {
    match &request.task {
        Task::Probe => Ok(Answer::Probed(forbidden_acts())),
        Task::Write { target, crs, layer } => {
            prepare_foreign(room).map_err(|error| error.to_string())?;
            write(room, request, *target, (*crs, layer))
        }
        Task::Inspect | Task::Convert => match found(room, request)? {
            Found::Text(path, format) => Ok(text_answer(&request.task, &path, format)),
            Found::Foreign(file) => read(room, request, &file),
            Found::Parquet(path, name) => read_parquet(room, request, &path, &name),
        },
    }
}

/// Acts that must fail; those that did not.
fn forbidden_acts() -> Vec<String> {
    let mut done = Vec::new();
    if File::open("/etc/passwd").is_ok() {
        done.push("a file outside its room was read".to_owned());
    }
    if std::net::UdpSocket::bind("127.0.0.1:0").is_ok() {
        done.push("a socket was opened".to_owned());
    }
    let started = Command::new("/bin/true").stdin(Stdio::null()).status();
    if started.is_ok() {
        done.push("a program was started".to_owned());
    }
    done
}

/// A file to read, after it was unpacked.
enum Found {
    /// Text for the engine's own readers.
    Text(PathBuf, Format),
    /// A file for GDAL.
    Foreign(Opening),
    /// A Parquet file, and what it is called.
    Parquet(PathBuf, String),
}

/// What is needed to open a file with GDAL.
struct Opening {
    path: PathBuf,
    kind: ForeignKind,
    encoding: Option<&'static str>,
    /// What its only layer is called, where the name is not in the file.
    layer: Option<String>,
}

fn head(path: &Path) -> Result<Vec<u8>, Unread> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut head = Vec::new();
    let read = file.take(HEAD_BYTES as u64).read_to_end(&mut head);
    read.map_err(|error| error.to_string())?;
    Ok(head)
}

/// What the file in the room is, unpacked once.
fn found(room: &Path, request: &Request) -> Result<Found, Unread> {
    let input = room.join(INPUT);
    match Content::of(&head(&input)?) {
        Content::Zip => match unpack_zip(&input, room, request.layer.as_deref())? {
            Unpacked::Workbook => opening(room, &input, ForeignKind::Workbook),
            Unpacked::Shapefile(path, name) => shapefile_at(&path, request, Some(name)),
            Unpacked::One(path, name) => unpacked(room, &path, &name, request),
        },
        Content::Gzip => {
            let path = room.join("member");
            unpack_gzip(&input, &path)?;
            let name = request.name.strip_suffix(".gz").unwrap_or(&request.name);
            unpacked(room, &path, name, request)
        }
        Content::Foreign(ForeignKind::Shapefile) if room.join("layer.shp").exists() => {
            let name = Path::new(&request.name).file_stem();
            let name = name.map(|stem| stem.to_string_lossy().into_owned());
            shapefile_at(&room.join("layer.shp"), request, name)
        }
        Content::Foreign(kind) => opening(room, &input, kind),
        Content::Parquet => Ok(Found::Parquet(input, request.name.clone())),
        Content::Refused(reason) => Err(reason.into()),
        Content::Json | Content::Other => {
            let promised = foreign_ending(&request.name).unwrap_or("gis");
            Err(format!("it is called .{promised}, but its content is of another kind").into())
        }
    }
}

/// What came out of an archive.
fn unpacked(room: &Path, path: &Path, name: &str, request: &Request) -> Result<Found, Unread> {
    match Content::of(&head(path)?) {
        Content::Zip | Content::Gzip => {
            Err("it is an archive within an archive; unpack it first".into())
        }
        Content::Refused(reason) => Err(reason.into()),
        Content::Foreign(ForeignKind::Shapefile) => shapefile_at(path, request, None),
        Content::Foreign(kind) => opening(room, path, kind),
        Content::Parquet => Ok(Found::Parquet(path.to_owned(), name.to_owned())),
        content @ (Content::Json | Content::Other) => {
            Ok(Found::Text(path.to_owned(), text_format(name, content)))
        }
    }
}

/// Gives a file the ending that drivers look for.
fn opening(room: &Path, path: &Path, kind: ForeignKind) -> Result<Found, Unread> {
    if kind == ForeignKind::Shapefile {
        return Err(
            "a Shapefile is several files: zip .shp, .shx, .dbf, .prj and .cpg together".into(),
        );
    }
    let named = room.join(format!("layer.{}", kind.ending()));
    fs::rename(path, &named).map_err(|error| error.to_string())?;
    Ok(Found::Foreign(Opening {
        path: named,
        kind,
        encoding: None,
        layer: None,
    }))
}

fn shapefile_at(path: &Path, request: &Request, layer: Option<String>) -> Result<Found, Unread> {
    let part = |ending: &str| path.with_extension(ending);
    for ending in ["shx", "dbf"] {
        if !part(ending).exists() {
            return Err(format!(
                "its .{ending} is not beside it; zip .shp, .shx, .dbf, .prj and .cpg together"
            )
            .into());
        }
    }
    let page = part("cpg");
    let page = page.exists().then_some(page);
    let encoding = shapefile::encoding(&part("dbf"), page.as_deref(), request.encoding.as_deref())?;
    let (path, kind) = (path.to_owned(), ForeignKind::Shapefile);
    Ok(Found::Foreign(Opening {
        path,
        kind,
        encoding,
        layer,
    }))
}

fn text_answer(task: &Task, path: &Path, format: Format) -> Answer {
    let is_geojson = format == Format::GeoJson;
    match task {
        Task::Inspect => {
            let name = if is_geojson { "GeoJSON" } else { "CSV" };
            Answer::Listed(name.to_owned(), Vec::new())
        }
        _ => Answer::Converted {
            file: path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            is_geojson,
            chosen: 0,
            layers: Vec::new(),
        },
    }
}

fn read(room: &Path, request: &Request, file: &Opening) -> Result<Answer, Unread> {
    let refused = |error: ForeignError| {
        let stated = matches!(error, ForeignError::NotText { .. }) && file.encoding.is_some();
        let advice = if stated {
            "; say --encoding gb18030, or utf-8"
        } else {
            ""
        };
        Unread::Refused(format!("{error}{advice}"))
    };
    prepare_foreign(room).map_err(refused)?;
    let opened = ForeignFile::open(&file.path, file.kind, file.encoding).map_err(refused)?;
    let mut layers = opened.layers();
    if let (Some(name), [only]) = (&file.layer, &mut layers[..]) {
        only.name.clone_from(name);
    }
    let write = |chosen: usize, out: &mut Output| {
        let text = opened.write_text(chosen, &layers[chosen], out);
        text.map_err(refused)
    };
    layers_answer(room, request, file.kind.name(), (&layers, write))
}

/// Reads a file that the engine reads without GDAL. What it is made of may still be made to do harm, so it is read here.
fn read_parquet(room: &Path, request: &Request, path: &Path, name: &str) -> Result<Answer, Unread> {
    let refused = |error: ForeignError| Unread::Refused(error.to_string());
    let opened = ParquetFile::open(path).map_err(refused)?;
    let name = Path::new(name).file_stem().unwrap_or_default();
    let layers = [opened.layer(&name.to_string_lossy())];
    let write = |_only: usize, out: &mut Output| opened.write_text(out).map_err(refused);
    layers_answer(room, request, "Parquet", (&layers, write))
}

/// Where text goes.
type Output = BufWriter<File>;

/// The layers of a file, or one of them as text.
fn layers_answer(
    room: &Path,
    request: &Request,
    kind: &str,
    (layers, write): (
        &[ForeignLayer],
        impl FnOnce(usize, &mut Output) -> Result<ForeignText, Unread>,
    ),
) -> Result<Answer, Unread> {
    let listed = || layers.iter().cloned().map(Into::into).collect();
    if matches!(request.task, Task::Inspect) {
        return Ok(Answer::Listed(kind.to_owned(), listed()));
    }
    let chosen = chosen(layers, request.layer.as_deref())?;
    let output = File::create(room.join(OUTPUT)).map_err(|error| error.to_string())?;
    let mut output = BufWriter::with_capacity(1 << 18, output);
    let text = write(chosen, &mut output)?;
    output.flush().map_err(|error| error.to_string())?;
    Ok(Answer::Converted {
        file: OUTPUT.to_owned(),
        is_geojson: text.format == Format::GeoJson,
        chosen,
        layers: listed(),
    })
}

/// The layer that is meant: the one of that name; else the only one, the only one with geometry, or the only one that
/// has rows.
fn chosen(layers: &[ForeignLayer], wanted: Option<&str>) -> Result<usize, Unread> {
    let places = |fits: &dyn Fn(&ForeignLayer) -> bool| -> Vec<usize> {
        (0..layers.len()).filter(|&i| fits(&layers[i])).collect()
    };
    let choices = match wanted {
        Some(name) => vec![places(&|layer| layer.name == name)],
        None => vec![
            places(&|_any| true),
            places(&|layer| layer.geometry.is_some()),
            places(&|layer| layer.features != Some(0) && !layer.fields.is_empty()),
        ],
    };
    let only = choices.iter().find_map(|places| match places[..] {
        [only] => Some(only),
        _ => None,
    });
    match only {
        Some(only) => Ok(only),
        None if layers.is_empty() => Err("it has no layer".into()),
        None => {
            let names = layers.iter().map(|layer| layer.name.clone());
            Err(Unread::Choose(names.collect()))
        }
    }
}

fn write(
    room: &Path,
    request: &Request,
    target: Target,
    (crs, layer): (u32, &str),
) -> Result<Answer, Unread> {
    let encoding = request.encoding.as_deref().unwrap_or("utf-8");
    let encoding = shapefile::known(encoding).ok_or("encodings are gb18030 and utf-8")?;
    let path = match target {
        Target::GeoPackage => room.join("layer.gpkg"),
        Target::Shapefile => room.join("layer.shp"),
        Target::FlatGeobuf => room.join("layer.fgb"),
    };
    let output = ForeignOutput {
        target: target.into(),
        path: &path,
        layer,
        crs,
        encoding,
    };
    let names = write_foreign(&room.join(INPUT), &output).map_err(|error| error.to_string())?;
    if target == Target::Shapefile {
        pack(room, layer, &names)?;
    } else {
        fs::rename(&path, room.join(OUTPUT)).map_err(|error| error.to_string())?;
    }
    Ok(Answer::Written)
}

/// A Shapefile as one file, with a table of what its fields are called.
fn pack(room: &Path, layer: &str, names: &[(String, String)]) -> Result<(), Unread> {
    let broken = |error: &dyn std::fmt::Display| Unread::Refused(error.to_string());
    let archive = File::create(room.join(OUTPUT)).map_err(|error| broken(&error))?;
    let mut archive = zip::ZipWriter::new(archive);
    // no time of day: the same content is the same file
    let options = zip::write::SimpleFileOptions::default().large_file(false);
    for part in ["shp", "shx", "dbf", "prj", "cpg"] {
        if let Ok(mut content) = File::open(room.join(format!("layer.{part}"))) {
            let begun = archive.start_file(format!("{layer}.{part}"), options);
            begun.map_err(|error| broken(&error))?;
            std::io::copy(&mut content, &mut archive).map_err(|error| broken(&error))?;
        }
    }
    let begun = archive.start_file("fields.csv", options);
    begun.map_err(|error| broken(&error))?;
    let mut table = csv::Writer::from_writer(&mut archive);
    let header = [("field".to_owned(), "stored".to_owned())];
    for (name, stored) in header.iter().chain(names) {
        table
            .write_record([name, stored])
            .map_err(|error| broken(&error))?;
    }
    table.flush().map_err(|error| broken(&error))?;
    drop(table);
    archive.finish().map_err(|error| broken(&error))?;
    Ok(())
}
