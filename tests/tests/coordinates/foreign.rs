//! The same in files of other programs: they are converted, then held against the ground as any other.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hexward::apart::{Converted, Output, Target, Upload, convert, use_program, write};
use hexward_engine::Watch;
use hexward_engine::io::{
    Crs, Expectation, Ground, Import, ImportFault, Source, Statement, read_addresses,
};
use hexward_engine::model::Address;
use hexward_tests::program;
use tempfile::TempDir;

use crate::forms::{FORMS, Form, table};
use crate::street::{Home, Street};

/// A file of another program, as text again.
struct File {
    text: Converted,
    /// What is right to state about it.
    crs: &'static str,
}

fn form(crs: &str) -> &'static Form {
    let mut fitting = FORMS.iter().filter(|form| form.crs == crs);
    fitting.next().expect("a form")
}

fn converted(folder: &TempDir, file: &str, crs: &'static str) -> File {
    let path = folder.path().join(file);
    let upload = Upload {
        path: &path,
        name: file,
        layer: None,
        encoding: None,
    };
    let text = convert(&upload, folder.path(), &Watch::default()).expect("converted");
    File { text, crs }
}

fn written(folder: &TempDir, geojson: &Path, file: &str, target: Target, crs: u32) {
    let output = Output {
        target,
        layer: "门牌",
        crs,
        encoding: "gb18030",
    };
    let to = folder.path().join(file);
    write(geojson, &output, &to, &Watch::default()).expect("written");
}

/// KML calls all degrees WGS 84, those of consumer maps too.
fn kml(homes: &[Home], crs: &str) -> String {
    let rows = table(form(crs), homes, true);
    let places = rows.lines().skip(1).map(|row| {
        let mut cells = row.split(',');
        let [id, lon, lat, code] = [(); 4].map(|()| cells.next().expect("four cells"));
        let data = |name: &str, value: &str| {
            format!("<Data name=\"{name}\"><value>{value}</value></Data>")
        };
        format!(
            "<Placemark><ExtendedData>{}{}</ExtendedData><Point><coordinates>{lon},{lat}</coordinates></Point></Placemark>\n",
            data("id", id),
            data("grid", code)
        )
    });
    let places: String = places.collect();
    format!("<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>{places}</Document></kml>")
}

/// The homes in every format, in systems of their own.
fn files(folder: &TempDir, homes: &[Home]) -> Vec<File> {
    let geojson: PathBuf = folder.path().join("all.geojson");
    let degrees = FORMS.iter().find(|form| form.is_geojson).expect("a form");
    std::fs::write(&geojson, table(degrees, homes, true)).expect("written");
    written(folder, &geojson, "a.gpkg", Target::GeoPackage, 4549);
    written(folder, &geojson, "a.zip", Target::Shapefile, 4549);
    written(folder, &geojson, "a.fgb", Target::FlatGeobuf, 4528);
    written(folder, &geojson, "b.gpkg", Target::GeoPackage, 4490);
    for (file, crs) in [
        ("a.kml", "EPSG:4490"),
        ("b.kml", "GCJ-02"),
        ("c.kml", "BD-09"),
    ] {
        std::fs::write(folder.path().join(file), kml(homes, crs)).expect("written");
    }
    vec![
        converted(folder, "a.gpkg", "EPSG:4549"),
        converted(folder, "a.zip", "EPSG:4549"),
        converted(folder, "a.fgb", "EPSG:4528"),
        converted(folder, "b.gpkg", "EPSG:4490"),
        converted(folder, "a.kml", "EPSG:4490"),
        converted(folder, "b.kml", "GCJ-02"),
        converted(folder, "c.kml", "BD-09"),
    ]
}

fn read(
    file: &File,
    declared: &str,
    ground: &Arc<dyn Ground>,
) -> Result<Import<Address>, ImportFault> {
    let statement = Statement {
        expected: Expectation::within(Some(Arc::clone(ground))),
        ..Statement::of(Crs::parse(declared).expect("a statement"))
    };
    let source = Source::path(&file.text.path).with_format(file.text.format);
    read_addresses(&source, &statement).map_err(|error| error.fault)
}

#[test]
fn files_of_other_programs_declared_as_every_form() {
    let Some(program) = program() else {
        return;
    };
    use_program(program);
    let folder = tempfile::tempdir().expect("a folder");
    let street = Street::of_49_grids();
    let (homes, ground) = (street.homes(1000), street.ground(None));
    for file in files(&folder, &homes) {
        let own = form(file.crs);
        for declared in FORMS {
            let case = format!("{:?} declared as {}", file.text.path, declared.name);
            match read(&file, declared.crs, &ground) {
                Ok(import) => {
                    assert_eq!(declared.crs, file.crs, "{case}");
                    assert_eq!(
                        (import.rows.len(), import.rejected.len()),
                        (1000, 0),
                        "{case}"
                    );
                    for row in &import.rows {
                        let number: usize = row.id.as_str()[1..].parse().expect("a number");
                        let off_m = homes[number].distance_m(row.position);
                        assert!(off_m < crate::tolerance_m(own), "{case}: {off_m} m");
                    }
                }
                // what the file says of itself is enough
                Err(ImportFault::CrsDisagrees { written, .. }) => {
                    let named = written.replace("::", ":");
                    let is_shifted = ["GCJ-02", "BD-09"].contains(&file.crs);
                    assert!(
                        is_shifted || named.ends_with(file.crs) || named.ends_with("EPSG:4326"),
                        "{case}: {written}"
                    );
                }
                Err(ImportFault::Doubtful(doubt)) => {
                    assert_eq!(doubt.best.crs.to_string(), file.crs, "{case}: {doubt}");
                }
                Err(fault) => panic!("{case}: {fault}"),
            }
        }
        let right = read(&file, file.crs, &ground);
        assert!(right.is_ok(), "{:?}: {:?}", file.text.path, right.err());
    }
}
