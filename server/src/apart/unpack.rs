//! Archives: what is in them is looked at before anything is unpacked, and counted while it is.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use encoding_rs::GB18030;
use flate2::read::MultiGzDecoder;
use hexward_engine::io::MAX_FILE_BYTES;
use zip::ZipArchive;

use super::content::ending;

/// The most members of an archive.
const MAX_MEMBERS: usize = 1000;
/// The most bytes that an archive may become.
const MAX_UNPACKED: u64 = MAX_FILE_BYTES;
/// Endings of archives, which are not read within archives.
const ARCHIVES: [&str; 10] = [
    "zip", "kmz", "xlsx", "gz", "tgz", "7z", "rar", "tar", "bz2", "xz",
];
/// Endings of files that are read when they are alone in an archive.
const READ: [&str; 11] = [
    "gpkg",
    "fgb",
    "geojson",
    "json",
    "csv",
    "tsv",
    "txt",
    "dxf",
    "pbf",
    "parquet",
    "geoparquet",
];
/// The parts of a Shapefile that are read; the first three must be there.
const PARTS: [&str; 5] = ["shp", "shx", "dbf", "prj", "cpg"];

/// Why an archive is not read.
#[derive(Debug)]
pub(super) enum Unread {
    /// The reason.
    Refused(String),
    /// It holds several: which.
    Choose(Vec<String>),
}

impl From<String> for Unread {
    fn from(reason: String) -> Self {
        Self::Refused(reason)
    }
}

impl From<&str> for Unread {
    fn from(reason: &str) -> Self {
        Self::Refused(reason.to_owned())
    }
}

/// What an archive held.
#[derive(Debug)]
pub(super) enum Unpacked {
    /// A Shapefile, its parts side by side: the `.shp`, and what it was called.
    Shapefile(PathBuf, String),
    /// The archive is a workbook: it is read as it is.
    Workbook,
    /// One file, and what it was called.
    One(PathBuf, String),
}

/// A member of an archive.
struct Member {
    index: usize,
    name: String,
}

impl Member {
    /// Its name without folders and ending.
    fn stem(&self) -> &str {
        let file = self.file();
        file.rsplit_once('.').map_or(file, |(stem, _)| stem)
    }

    fn file(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }

    /// Its name with folders, without ending, in small letters.
    fn path_stem(&self) -> String {
        let path = self
            .name
            .rsplit_once('.')
            .map_or(&*self.name, |(path, _)| path);
        path.to_ascii_lowercase()
    }
}

/// Unpacks what is read of a zip into `room`, and nothing else of it.
///
/// # Errors
/// [`Unread`] for archives with too much in them, archives within, links, encrypted members, paths that lead elsewhere,
/// several files to read without a choice, or none.
pub(super) fn unpack_zip(
    archive: &Path,
    room: &Path,
    wanted: Option<&str>,
) -> Result<Unpacked, Unread> {
    let file = File::open(archive).map_err(|error| error.to_string())?;
    let mut archive = ZipArchive::new(file).map_err(|_damaged| "its list of members is damaged")?;
    let members = checked_members(&mut archive)?;
    let has = |name: &str| members.iter().any(|member| member.name == name);
    if has("[Content_Types].xml") && has("xl/workbook.xml") {
        let mut left = MAX_UNPACKED;
        for member in &members {
            copy_member(&mut archive, member, &mut io::sink(), &mut left)?;
        }
        return Ok(Unpacked::Workbook);
    }
    if let Some(inner) = members.iter().find(|member| ends_in(member, &ARCHIVES)) {
        return Err(format!("it holds an archive, `{}`; unpack that first", inner.name).into());
    }
    let tables: Vec<&Member> = members
        .iter()
        .filter(|member| ends_in(member, &["shp"]))
        .collect();
    if !tables.is_empty() {
        return unpack_shapefile(&mut archive, (&members, &tables), room, wanted);
    }
    unpack_one(&mut archive, &members, room)
}

/// The members that are files, after all were looked at.
fn checked_members<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Vec<Member>, Unread> {
    let count = archive.len();
    if count > MAX_MEMBERS {
        return Err(
            format!("it has {count} members, more than the {MAX_MEMBERS} that are read").into(),
        );
    }
    let mut members = Vec::with_capacity(count);
    let mut unpacked = 0_u64;
    for index in 0..count {
        let member = archive.by_index_raw(index);
        let member = member.map_err(|_damaged| "its list of members is damaged")?;
        let name = name_of(member.name_raw());
        if leads_elsewhere(&name) {
            return Err(format!("its member `{name}` has a path that leads out of it").into());
        }
        if member.is_symlink() {
            return Err(format!("its member `{name}` is a link").into());
        }
        if member.encrypted() {
            return Err(format!("its member `{name}` is encrypted").into());
        }
        unpacked = unpacked.saturating_add(member.size());
        if unpacked > MAX_UNPACKED {
            return Err(too_much());
        }
        let hidden = name.starts_with("__MACOSX/") || name.ends_with(".DS_Store");
        if !member.is_dir() && !hidden {
            members.push(Member { index, name });
        }
    }
    Ok(members)
}

/// The name of a member: UTF-8, else what Chinese Windows writes.
fn name_of(raw: &[u8]) -> String {
    let utf8 = std::str::from_utf8(raw).map(Cow::Borrowed);
    utf8.unwrap_or_else(|_| GB18030.decode(raw).0).into_owned()
}

fn too_much() -> Unread {
    let megabytes = MAX_UNPACKED >> 20;
    format!("it unpacks to more than {megabytes} MiB").into()
}

fn leads_elsewhere(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    let parts = || name.split(['/', '\\']);
    drive
        || name.starts_with(['/', '\\'])
        || name.contains('\0')
        || parts().any(|part| part == "..")
}

fn ends_in(member: &Member, endings: &[&str]) -> bool {
    ending(member.file()).is_some_and(|ending| endings.contains(&ending.as_str()))
}

fn unpack_shapefile<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    (members, tables): (&[Member], &[&Member]),
    room: &Path,
    wanted: Option<&str>,
) -> Result<Unpacked, Unread> {
    let chosen = match (tables, wanted) {
        ([only], None) => *only,
        (_, Some(wanted)) => *tables
            .iter()
            .find(|member| member.stem() == wanted)
            .ok_or_else(|| choice(tables))?,
        _ => return Err(choice(tables)),
    };
    let mut left = MAX_UNPACKED;
    for (number, part) in PARTS.iter().enumerate() {
        let beside = members
            .iter()
            .find(|member| ends_in(member, &[part]) && member.path_stem() == chosen.path_stem());
        match beside {
            Some(member) => {
                let mut out = created(&room.join(format!("layer.{part}")))?;
                copy_member(archive, member, &mut out, &mut left)?;
            }
            None if number < 3 => {
                let text = format!("its Shapefile `{}` lacks the .{part}", chosen.stem());
                return Err(text.into());
            }
            None => {}
        }
    }
    Ok(Unpacked::Shapefile(
        room.join("layer.shp"),
        chosen.stem().to_owned(),
    ))
}

fn choice(tables: &[&Member]) -> Unread {
    Unread::Choose(
        tables
            .iter()
            .map(|member| member.stem().to_owned())
            .collect(),
    )
}

fn unpack_one<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    members: &[Member],
    room: &Path,
) -> Result<Unpacked, Unread> {
    let drawn: Vec<&Member> = members
        .iter()
        .filter(|member| ends_in(member, &["kml"]))
        .collect();
    // the main document of a KMZ is its first, mostly called so
    let main = drawn
        .iter()
        .find(|member| member.name.eq_ignore_ascii_case("doc.kml"));
    let plain = members.iter().filter(|member| ends_in(member, &READ));
    let all: Vec<&Member> = match main {
        Some(main) => vec![main],
        None => drawn.iter().copied().chain(plain).collect(),
    };
    let [only] = all[..] else {
        let names: Vec<String> = all
            .iter()
            .map(|member| format!("`{}`", member.name))
            .collect();
        return Err(if names.is_empty() {
            "it holds no file of a kind that is read".into()
        } else {
            format!("it holds several files: {}; send one", names.join(", ")).into()
        });
    };
    let path = room.join("member");
    let mut left = MAX_UNPACKED;
    copy_member(archive, only, &mut created(&path)?, &mut left)?;
    Ok(Unpacked::One(path, only.file().to_owned()))
}

fn created(path: &Path) -> Result<File, Unread> {
    Ok(File::create(path).map_err(|error| error.to_string())?)
}

/// Unpacks a member and counts, whatever its header promised.
fn copy_member<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    member: &Member,
    out: &mut impl Write,
    left: &mut u64,
) -> Result<(), Unread> {
    let broken = |reason: &dyn std::fmt::Display| {
        Unread::Refused(format!(
            "its member `{}` cannot be unpacked: {reason}",
            member.name
        ))
    };
    let content = archive
        .by_index(member.index)
        .map_err(|error| broken(&error))?;
    let copied = io::copy(&mut content.take(*left + 1), out).map_err(|error| broken(&error))?;
    *left = left.checked_sub(copied).ok_or_else(too_much)?;
    Ok(())
}

/// Unpacks a gzip file into `to`.
///
/// # Errors
/// [`Unread`] when it is damaged, or becomes too large.
pub(super) fn unpack_gzip(archive: &Path, to: &Path) -> Result<(), Unread> {
    let file = File::open(archive).map_err(|error| error.to_string())?;
    let content = MultiGzDecoder::new(io::BufReader::new(file)).take(MAX_UNPACKED + 1);
    let mut content = io::BufReader::with_capacity(1 << 16, content);
    let copied = io::copy(&mut content, &mut created(to)?);
    match copied {
        Ok(bytes) if bytes > MAX_UNPACKED => Err(too_much()),
        Ok(_) => Ok(()),
        Err(error) => Err(format!("it cannot be unpacked: {error}").into()),
    }
}
