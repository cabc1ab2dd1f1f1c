//! Where the bytes come from: a file or memory, checked while they pass.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::encoding::{DecodingReader, Encoding, can_be};
use super::error::{ImportError, ImportFault};
use super::privacy;
use super::utf8::{CheckedReader, ReadFault};
use crate::watch::Watch;

/// The largest file that is read: 512 MiB.
pub const MAX_FILE_BYTES: u64 = 512 << 20;

/// The largest text that is read of a file of another program, which takes less room than its text: 2 GiB.
pub const MAX_TEXT_BYTES: u64 = 2 << 30;

/// How much is read at once.
const BUFFER_BYTES: usize = 1 << 16;

/// How many bytes are enough to tell the form of a text.
const FIRST_BYTES: usize = 3;

/// In so many bytes no text has a zero byte.
const SNIFFED_BYTES: usize = 512;

/// The two forms of files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines of cells, a header first.
    Csv,
    /// A feature collection of RFC 7946.
    GeoJson,
}

/// A file to read: a path, or bytes with the name that messages give them.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    name: Arc<str>,
    format: Option<Format>,
    encoding: Encoding,
    origin: Origin<'a>,
    watch: Arc<Watch>,
    limit: u64,
}

#[derive(Debug, Clone)]
enum Origin<'a> {
    Path(PathBuf),
    Bytes(Cow<'a, [u8]>),
}

impl<'a> Source<'a> {
    /// The file at a path; messages call it by its last part.
    pub fn path(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let last = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let name = last.unwrap_or_else(|| path.to_string_lossy().into_owned());
        Self {
            format: format_of(&name),
            encoding: Encoding::Utf8,
            name: privacy::file_name(&name).into(),
            origin: Origin::Path(path.to_owned()),
            watch: Arc::default(),
            limit: MAX_FILE_BYTES,
        }
    }

    /// Bytes at hand, such as the body of a request, under a name.
    pub fn bytes(name: &str, bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        let format = format_of(name);
        Self {
            name: privacy::file_name(name).into(),
            format,
            encoding: Encoding::Utf8,
            origin: Origin::Bytes(bytes.into()),
            watch: Arc::default(),
            limit: MAX_FILE_BYTES,
        }
    }

    /// The same source, read as this format whatever its name ends in.
    #[must_use]
    pub fn with_format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// The same source in this encoding, unless it begins with a byte order mark, which says so itself.
    #[must_use]
    pub fn encoded(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// The same source under another name: that of the file it was made from.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = privacy::file_name(name).into();
        self
    }

    /// The same source, read when it has no more than so many bytes, instead of [`MAX_FILE_BYTES`].
    #[must_use]
    pub fn at_most(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// The same source; who reads it tells the watch how far it is, and breaks off when asked to.
    #[must_use]
    pub fn watched(mut self, watch: &Arc<Watch>) -> Self {
        self.watch = Arc::clone(watch);
        self
    }

    pub(super) fn watch(&self) -> &Arc<Watch> {
        &self.watch
    }

    /// What messages call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn shared_name(&self) -> &Arc<str> {
        &self.name
    }

    /// Opens it: regular, within the limit, not empty, without its byte order mark, checked to be of its encoding as it is
    /// read, and made UTF-8. The format is that of the name's ending, otherwise that of the first character.
    pub(super) fn open(&self) -> Result<Opened<'_>, ImportFault> {
        let mut raw = self.raw()?;
        let mut head = Vec::with_capacity(SNIFFED_BYTES);
        raw.by_ref()
            .take(SNIFFED_BYTES as u64)
            .read_to_end(&mut head)
            .map_err(|error| read_fault(&error))?;
        let (encoding, skipped) = Encoding::of_mark(&head).unwrap_or((self.encoding, 0));
        if encoding == Encoding::Utf8 && head.contains(&0) {
            return Err(ImportFault::Binary);
        }
        let mut rest = head.split_off(skipped);
        // what is wrong further behind is found when it is read
        let behind = rest.split_off(rest.len().min(FIRST_BYTES));
        let whole = Cursor::new(rest).chain(Cursor::new(behind)).chain(raw);
        let mut reader = self.checked(whole, encoding, skipped as u64);
        let first = reader.fill_buf().map_err(|error| read_fault(&error))?;
        let first = first.iter().find(|byte| !byte.is_ascii_whitespace());
        let first = *first.ok_or(ImportFault::Empty)?;
        let sniffed = if matches!(first, b'{' | b'[') {
            Format::GeoJson
        } else {
            Format::Csv
        };
        Ok(Opened {
            format: self.format.unwrap_or(sniffed),
            encoding,
            reader,
        })
    }

    /// The bytes as they are.
    fn raw(&self) -> Result<Box<dyn Read + Send + '_>, ImportFault> {
        match &self.origin {
            Origin::Path(path) => Ok(Box::new(open_file(path, self.limit)?)),
            Origin::Bytes(bytes) => {
                within_limit(bytes.len() as u64, self.limit)?;
                Ok(Box::new(&**bytes))
            }
        }
    }

    /// A reader that lets only UTF-8 through.
    fn checked<'r>(
        &self,
        bytes: impl Read + Send + 'r,
        encoding: Encoding,
        skipped: u64,
    ) -> Box<dyn BufRead + Send + 'r> {
        let (limit, watch) = (self.limit, || Arc::clone(&self.watch));
        if encoding == Encoding::Utf8 {
            let checked = CheckedReader::new(bytes, skipped, limit, watch());
            return Box::new(BufReader::with_capacity(BUFFER_BYTES, checked));
        }
        let decoding = DecodingReader::new(bytes, encoding, skipped, limit, watch());
        Box::new(BufReader::with_capacity(BUFFER_BYTES, decoding))
    }

    /// The error that this file is refused for a fault; a file that is not UTF-8 is read once more to see what else it may be.
    pub(super) fn refused(&self, mut fault: ImportFault) -> ImportError {
        if let ImportFault::NotUtf8 { reads_as, .. } = &mut fault {
            let gb18030 = Encoding::Gb18030;
            let fits = |encoding: &Encoding| {
                self.raw()
                    .is_ok_and(|bytes| can_be(*encoding, bytes, self.limit))
            };
            *reads_as = Some(gb18030).filter(fits);
        }
        ImportError {
            file: self.name.to_string(),
            fault,
        }
    }
}

/// A file whose form is known.
pub(super) struct Opened<'a> {
    pub(super) format: Format,
    pub(super) encoding: Encoding,
    /// Its text in UTF-8.
    pub(super) reader: Box<dyn BufRead + Send + 'a>,
}

fn format_of(name: &str) -> Option<Format> {
    let ending = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "csv" | "tsv" | "txt" => Some(Format::Csv),
        "geojson" | "json" => Some(Format::GeoJson),
        _ => None,
    }
}

fn open_file(path: &Path, limit: u64) -> Result<File, ImportFault> {
    let metadata = std::fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ImportFault::Missing,
        _ => ImportFault::Unreadable(error.to_string()),
    })?;
    if metadata.is_dir() {
        return Err(ImportFault::Directory);
    }
    if !metadata.is_file() {
        return Err(ImportFault::NotRegular);
    }
    within_limit(metadata.len(), limit)?;
    File::open(path).map_err(|error| ImportFault::Unreadable(error.to_string()))
}

fn within_limit(bytes: u64, limit: u64) -> Result<(), ImportFault> {
    match bytes {
        0 => Err(ImportFault::Empty),
        bytes if bytes > limit => Err(ImportFault::TooLarge { bytes, limit }),
        _ => Ok(()),
    }
}

/// What a failure to read means: the checks of [`CheckedReader`] travel inside the error.
pub(super) fn read_fault(error: &io::Error) -> ImportFault {
    match error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<ReadFault>())
    {
        Some(&ReadFault::NotUtf8 { offset, line }) => ImportFault::NotUtf8 {
            offset,
            line,
            reads_as: None,
        },
        Some(&ReadFault::NotEncoded {
            encoding,
            offset,
            line,
        }) => ImportFault::NotEncoded {
            encoding,
            offset,
            line,
        },
        Some(&ReadFault::TooLarge { bytes, limit }) => ImportFault::TooLarge { bytes, limit },
        Some(ReadFault::Stopped) => ImportFault::Stopped,
        None => ImportFault::Unreadable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(source: &Source<'_>) -> ImportFault {
        source.open().map(|_| ()).expect_err("refused")
    }

    #[test]
    fn files_that_are_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| Source::path(folder.path().join(name));
        assert_eq!(fault(&at("none.csv")), ImportFault::Missing);
        assert_eq!(fault(&Source::path(folder.path())), ImportFault::Directory);
        let sparse = File::create(folder.path().join("sparse.csv")).expect("a file");
        sparse.set_len(1 << 30).expect("a sparse file");
        let too_large = ImportFault::TooLarge {
            bytes: 1 << 30,
            limit: MAX_FILE_BYTES,
        };
        assert_eq!(fault(&at("sparse.csv")), too_large);
        let roomy = at("sparse.csv").at_most(MAX_TEXT_BYTES);
        assert_eq!(fault(&roomy), ImportFault::Binary);
        File::create(folder.path().join("empty.csv")).expect("a file");
        assert_eq!(fault(&at("empty.csv")), ImportFault::Empty);
        if Path::new("/dev/zero").exists() {
            assert_eq!(fault(&Source::path("/dev/zero")), ImportFault::NotRegular);
        }
    }

    #[test]
    fn the_mark_goes_and_the_format_is_found() {
        for (name, bytes, format) in [
            ("a.csv", "\u{feff}{", Format::Csv),
            ("a.GeoJSON", "id", Format::GeoJson),
            ("body", "\u{feff}\n {}", Format::GeoJson),
            ("body", "id,lon", Format::Csv),
        ] {
            let source = Source::bytes(name, bytes.as_bytes());
            let mut opened = source.open().expect("readable");
            let mut text = String::new();
            opened.reader.read_to_string(&mut text).expect("valid");
            assert_eq!(
                (opened.format, text.as_str()),
                (format, bytes.trim_start_matches('\u{feff}'))
            );
        }
        for blank in ["\u{feff}", " \r\n\t"] {
            assert_eq!(
                fault(&Source::bytes("a.csv", blank.as_bytes())),
                ImportFault::Empty
            );
        }
    }

    #[test]
    fn other_encodings_are_stated_or_marked() {
        let gb18030: &[u8] = b"id,\xB1\xE0\xBA\xC5\n";
        let utf16: &[u8] = b"\xFF\xFEi\0d\0,\0\x16\x7F\xF7\x53\n\0";
        let stated = Source::bytes("a.csv", gb18030).encoded(Encoding::Gb18030);
        let marked = Source::bytes("a.csv", utf16).encoded(Encoding::Gb18030);
        for (source, encoding) in [(stated, Encoding::Gb18030), (marked, Encoding::Utf16Le)] {
            let mut opened = source.open().expect("readable");
            let mut text = String::new();
            opened.reader.read_to_string(&mut text).expect("valid");
            assert_eq!((opened.encoding, text.as_str()), (encoding, "id,编号\n"));
        }
        let refusal = |source: Source<'_>| {
            let mut text = String::new();
            let mut reader = source.open().expect("begins well").reader;
            let error = reader.read_to_string(&mut text).expect_err("ends ill");
            source.refused(read_fault(&error)).to_string()
        };
        assert_eq!(
            refusal(Source::bytes("a.csv", gb18030)),
            "a.csv: it is not UTF-8 at byte 3 (line 1), but can be read as GB18030; \
             say --encoding gb18030 if it is, or save it as UTF-8"
        );
        assert_eq!(
            refusal(Source::bytes("a.csv", &b"id,\xFFx"[..])),
            "a.csv: it is not UTF-8 at byte 3 (line 1); save it as UTF-8"
        );
        let wrong = Source::bytes("a.csv", &b"id\n\xE9"[..]).encoded(Encoding::Gb18030);
        assert_eq!(
            refusal(wrong),
            "a.csv: it is not GB18030 at byte 3 (line 2); state the right --encoding"
        );
    }

    #[test]
    fn whoever_waits_sees_how_far_it_is_and_may_break_off() {
        let watch = Arc::new(Watch::default());
        let source = Source::bytes("a.csv", &b"id,lon"[..]).watched(&watch);
        let mut text = String::new();
        let mut reader = source.open().expect("readable").reader;
        reader.read_to_string(&mut text).expect("valid");
        assert_eq!(watch.bytes(), 6);
        watch.stop();
        assert_eq!(fault(&source), ImportFault::Stopped);
    }
}
