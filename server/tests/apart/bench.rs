//! A folder for files and rooms, and what the tests make files with.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use hexward::apart::{ApartError, Converted, Upload, convert, use_program};
use hexward_engine::Watch;
use hexward_engine::io::{Crs, Source, Statement, read_addresses};
use hexward_engine::model::Address;
use serde_json::Value;
use tempfile::TempDir;

/// The program: the one that was built for the tests, or another build of it that `HEXWARD_PROGRAM` names.
pub(crate) fn program() -> PathBuf {
    let named = std::env::var_os("HEXWARD_PROGRAM");
    named.map_or_else(
        || PathBuf::from(env!("CARGO_BIN_EXE_hexward")),
        PathBuf::from,
    )
}

/// Places in Wuxi, with texts, numbers, a date and what is not there. Streets are made up.
pub(crate) const ADDRESSES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"id":"A1","label":"示例路1号","building":"1号楼","households":3,"residents":8,"checked":"2026-01-31"},"geometry":{"type":"Point","coordinates":[120.3012345,31.5712345]}},
{"type":"Feature","properties":{"id":"A2","label":"示例路2号","building":"2号楼","households":0,"residents":0,"checked":"2026-02-28"},"geometry":{"type":"Point","coordinates":[120.3112345,31.5612345]}},
{"type":"Feature","properties":{"id":"A3","label":"龘𠮷巷3号","building":null,"households":12,"residents":31,"checked":"2026-03-01"},"geometry":{"type":"Point","coordinates":[120.2912345,31.5512345]}}
]}
"#;

/// A folder of files, and one of rooms, which must be empty in the end.
pub(crate) struct Bench {
    folder: TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        use_program(program());
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("rooms")).expect("a folder");
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn rooms(&self) -> PathBuf {
        self.path("rooms")
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), content).expect("written");
        self.path(name)
    }

    /// A zip of these members.
    pub(crate) fn zip(&self, name: &str, members: &[(&str, &[u8])]) -> PathBuf {
        let mut archive = zip::ZipWriter::new(Vec::<u8>::new().into_cursor());
        for (member, content) in members {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(*member, options).expect("begun");
            archive.write_all(content).expect("written");
        }
        self.write(name, archive.finish().expect("finished").into_inner())
    }

    /// Converts a file under its own name.
    pub(crate) fn convert(&self, path: &Path) -> Result<Converted, ApartError> {
        self.convert_as(path, None, None)
    }

    pub(crate) fn convert_as(
        &self,
        path: &Path,
        layer: Option<&str>,
        encoding: Option<&str>,
    ) -> Result<Converted, ApartError> {
        let name = path.file_name().expect("a name").to_string_lossy();
        let upload = Upload {
            path,
            name: &name,
            layer,
            encoding,
        };
        convert(&upload, &self.rooms(), &Watch::default())
    }

    /// The reason why a file is refused; no room is left over.
    pub(crate) fn refusal(&self, path: &Path) -> String {
        let error = self.convert(path).expect_err("refused");
        assert!(error.is_users(), "{error}");
        self.assert_empty();
        error.to_string()
    }

    /// No room is left over.
    pub(crate) fn assert_empty(&self) {
        let left = fs::read_dir(self.rooms()).expect("a folder").count();
        assert_eq!(left, 0, "rooms are left over");
    }

    /// Runs `ogr2ogr` in the folder; `false`, said aloud, where it is not installed.
    pub(crate) fn ogr2ogr(&self, arguments: &[&str]) -> bool {
        let run = Command::new("ogr2ogr")
            .args(arguments)
            .current_dir(self.folder.path())
            .output();
        let Ok(run) = run else {
            eprintln!("skipped: ogr2ogr is not installed");
            return false;
        };
        assert!(
            run.status.success(),
            "{}",
            String::from_utf8_lossy(&run.stderr)
        );
        true
    }
}

trait IntoCursor {
    fn into_cursor(self) -> std::io::Cursor<Vec<u8>>;
}

impl IntoCursor for Vec<u8> {
    fn into_cursor(self) -> std::io::Cursor<Vec<u8>> {
        std::io::Cursor::new(self)
    }
}

/// The addresses of a text, in a system.
pub(crate) fn addresses(text: &Converted, crs: &str) -> Vec<Address> {
    let source = Source::path(&text.path).with_format(text.format);
    let statement = Statement::of(Crs::parse(crs).expect("known"));
    let import = read_addresses(&source, &statement).expect("read");
    assert!(import.rejected.is_empty(), "{:?}", import.rejected);
    import.rows
}

/// The addresses that all files are made of.
pub(crate) fn expected() -> Vec<Address> {
    let source = Source::bytes("addresses.geojson", ADDRESSES.as_bytes());
    read_addresses(&source, &Statement::of(Crs::CRS84))
        .expect("read")
        .rows
}

/// The features of a text.
pub(crate) fn features(text: &Converted) -> Vec<Value> {
    let read = fs::read_to_string(&text.path).expect("readable");
    let collection: Value = serde_json::from_str(&read).expect("json");
    collection["features"].as_array().expect("a list").clone()
}

/// The same addresses, positions within two centimetres.
pub(crate) fn assert_same(found: &[Address], name: &str) {
    let mut found = found.to_vec();
    found.sort_by(|a, b| a.id.cmp(&b.id));
    let expected = expected();
    assert_eq!(found.len(), expected.len(), "{name}");
    for (found, expected) in found.iter().zip(&expected) {
        let [lon, lat] = [
            found.position.lon_degrees() - expected.position.lon_degrees(),
            found.position.lat_degrees() - expected.position.lat_degrees(),
        ];
        assert!(lon.abs() < 2e-7 && lat.abs() < 2e-7, "{name}: {lon} {lat}");
        let moved = Address {
            position: expected.position,
            ..found.clone()
        };
        assert_eq!(moved, *expected, "{name}");
    }
}
