//! Files in which something is planted, in the forms in which files come.

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write};
use std::path::PathBuf;

use hexward::apart::{Output, Target, use_program, write};
use hexward_engine::Watch;
use serde_json::{Value, json};

use crate::persons::{NAMES, OTHERS, Table, features, tables};
use crate::program::{BINARY, Desk};

/// A file of a kind.
pub(super) struct Planted {
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// So many of the files of a kind are made in the forms of other programs too: that takes long, and what the child makes of them
/// is read as the rest.
const BY_THE_CHILD: usize = 2;

/// What is written into cells: the header and the lines below it.
type Sheet = Vec<Vec<String>>;

/// The tables of each kind: one with each number, plate and address in each cell, one with names in all cells, and one a column with
/// nothing but names.
fn sheets() -> Vec<(&'static str, Vec<Sheet>)> {
    let of_kind = |(kind, header, row): Table| {
        let mut all: Vec<Sheet> = Vec::new();
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let width = cells(header).len();
        let planted = |column: usize, number: usize, secret: &str| {
            let mut line = cells(&row(number));
            secret.clone_into(&mut line[column]);
            line
        };
        let each = (0..width).flat_map(|column| OTHERS.map(|secret| (column, secret)));
        let lines = each
            .enumerate()
            .map(|(number, (column, secret))| planted(column, number, secret));
        all.push([cells(header)].into_iter().chain(lines).collect());
        let full = NAMES.map(|name| vec![name.to_owned(); width]);
        all.push([cells(header)].into_iter().chain(full).collect());
        for column in 0..width {
            let lines = (0..).zip(NAMES).map(|(n, name)| planted(column, n, name));
            all.push([cells(header)].into_iter().chain(lines).collect());
        }
        let mut named = cells(header);
        NAMES[0].clone_into(&mut named[width - 1]);
        all.push(vec![named, cells(&row(0))]);
        (kind, all)
    };
    tables().into_iter().map(of_kind).collect()
}

/// The same as features.
fn collections() -> Vec<(&'static str, Vec<Value>)> {
    let of_kind = |(kind, properties, geometry): (&'static str, Value, Value)| {
        let mut all = Vec::new();
        let feature = |name: &str, number: usize, secret: &str| {
            let mut own = properties.clone();
            // whatever identifies the row, so that rows do not repeat each other
            for key in ["id", "code"] {
                if let Some(id) = own.get_mut(key) {
                    *id = match key {
                        "id" => json!(format!("F{number}")),
                        _ => json!(format!("3202050{number:05}")),
                    };
                }
            }
            own[name] = secret.into();
            json!({ "type": "Feature", "properties": own, "geometry": geometry })
        };
        let collection =
            |features: Vec<Value>| json!({ "type": "FeatureCollection", "features": features });
        let names: Vec<&String> = properties.as_object().expect("an object").keys().collect();
        let each = names
            .iter()
            .flat_map(|name| OTHERS.map(|secret| (name, secret)));
        let every = each
            .enumerate()
            .map(|(n, (name, secret))| feature(name, n, secret));
        all.push(collection(every.collect()));
        for name in names {
            let lines = (0..).zip(NAMES).map(|(n, secret)| feature(name, n, secret));
            all.push(collection(lines.collect()));
        }
        (kind, all)
    };
    features().into_iter().map(of_kind).collect()
}

/// All files: tables as CSV and XLSX, features as GeoJSON and GeoPackage.
pub(super) fn files(desk: &Desk) -> Vec<Planted> {
    use_program(PathBuf::from(BINARY));
    let mut all = Vec::new();
    let mut push = |kind, name: &str, bytes| {
        let name = name.to_owned();
        all.push(Planted { kind, name, bytes });
    };
    for (kind, sheets) in sheets() {
        for (number, sheet) in sheets.iter().enumerate() {
            push(kind, "table.csv", csv(sheet).into_bytes());
            if number < BY_THE_CHILD {
                push(kind, "table.xlsx", xlsx(sheet));
            }
        }
    }
    for (kind, collections) in collections() {
        for (number, collection) in collections.iter().enumerate() {
            let text = collection.to_string();
            if number < BY_THE_CHILD {
                push(kind, "features.gpkg", geopackage(desk, &text));
            }
            push(kind, "features.geojson", text.into_bytes());
        }
    }
    for secret in NAMES.into_iter().chain(OTHERS) {
        push(
            "addresses",
            &format!("{secret}.csv"),
            b"id,lon\nA,x\n".to_vec(),
        );
    }
    all
}

fn csv(sheet: &Sheet) -> String {
    let mut text = String::new();
    for line in sheet {
        let _infallible = writeln!(text, "{}", line.join(","));
    }
    text
}

fn geopackage(desk: &Desk, collection: &str) -> Vec<u8> {
    let from = desk.write("features.geojson", collection);
    let to = desk.path("features.gpkg");
    let output = Output {
        target: Target::GeoPackage,
        layer: NAMES[0],
        crs: 4326,
        encoding: "utf-8",
    };
    write(from.as_ref(), &output, &to, &Watch::default()).expect("written");
    fs::read(to).expect("written")
}

/// A workbook of one sheet, called like a person; what is a number stands there as one.
fn xlsx(sheet: &Sheet) -> Vec<u8> {
    let mut rows = String::new();
    for line in sheet {
        rows.push_str("<row>");
        for cell in line {
            let _infallible = match cell.parse::<f64>() {
                Ok(number) => write!(rows, "<c><v>{number:e}</v></c>"),
                Err(_) => write!(rows, "<c t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
            };
        }
        rows.push_str("</row>");
    }
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let packed = "http://schemas.openxmlformats.org/package/2006";
    let of = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let members = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{packed}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{of}.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{of}.worksheet+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{packed}/relationships\"><Relationship Id=\"a\" Type=\"{links}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{links}\"><sheets><sheet name=\"{}\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>",
                NAMES[0]
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{packed}/relationships\"><Relationship Id=\"s\" Type=\"{links}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ];
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(name, options).expect("begun");
        archive.write_all(text.as_bytes()).expect("written");
    }
    archive.finish().expect("finished").into_inner()
}
