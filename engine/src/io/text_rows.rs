//! Rows of files of other programs as text that the engine's own readers take: a GeoJSON feature collection, one feature a
//! line, or CSV, its header first, one row a line.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::source::Format;

/// A value as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Whole(i64),
    Real(f64),
    Text(String),
}

/// A text that grows row by row.
pub(super) struct TextRows<'a, W: ?Sized> {
    out: &'a mut W,
    format: Format,
    names: Vec<String>,
    rows: u64,
}

impl<'a, W: Write + ?Sized> TextRows<'a, W> {
    /// Begins a text whose rows have values of these names. A feature collection says that its coordinates are those of a
    /// system such as `EPSG:4549`, where that is known.
    ///
    /// # Errors
    /// Those of the writer.
    pub(super) fn begin(
        out: &'a mut W,
        format: Format,
        names: Vec<String>,
        crs: Option<&str>,
    ) -> io::Result<Self> {
        let mut rows = Self {
            out,
            format,
            names,
            rows: 0,
        };
        match format {
            Format::GeoJson => rows.collection(crs)?,
            Format::Csv => {
                let names = rows.names.iter().map(Cow::from);
                let line = csv_line(names);
                rows.out.write_all(line.as_bytes())?;
            }
        }
        Ok(rows)
    }

    fn collection(&mut self, crs: Option<&str>) -> io::Result<()> {
        self.out.write_all(br#"{"type":"FeatureCollection","#)?;
        let urn = crs.and_then(|crs| match crs.split_once(':')? {
            ("EPSG", code) => Some(format!("urn:ogc:def:crs:EPSG::{code}")),
            ("OGC", "CRS84") => Some("urn:ogc:def:crs:OGC:1.3:CRS84".to_owned()),
            _ => None,
        });
        if let Some(urn) = urn {
            write!(
                self.out,
                r#""crs":{{"type":"name","properties":{{"name":"{urn}"}}}},"#
            )?;
        }
        self.out.write_all(b"\"features\":[\n")
    }

    /// Writes a row: a value for each name; of a feature collection with what `geometry` appends.
    ///
    /// # Errors
    /// Those of the writer.
    pub(super) fn push(
        &mut self,
        values: &[Value],
        geometry: impl FnOnce(&mut String),
    ) -> io::Result<()> {
        let line = match self.format {
            Format::GeoJson => self.feature(values, geometry),
            Format::Csv => csv_line(values.iter().map(|value| match value {
                Value::Null => Cow::from(""),
                Value::Whole(number) => Cow::from(number.to_string()),
                Value::Real(number) => Cow::from(number.to_string()),
                Value::Text(text) => Cow::from(text),
            })),
        };
        self.rows += 1;
        self.out.write_all(line.as_bytes())
    }

    fn feature(&self, values: &[Value], geometry: impl FnOnce(&mut String)) -> String {
        let mut line = String::with_capacity(256);
        if self.rows > 0 {
            line.push_str(",\n");
        }
        line.push_str(r#"{"type":"Feature","properties":{"#);
        for (i, (name, value)) in self.names.iter().zip(values).enumerate() {
            if i > 0 {
                line.push(',');
            }
            line.push_str(&quoted(name));
            line.push(':');
            let _infallible = match value {
                Value::Null => write!(line, "null"),
                Value::Whole(number) => write!(line, "{number}"),
                Value::Real(number) => write!(line, "{number}"),
                Value::Text(text) => write!(line, "{}", quoted(text)),
            };
        }
        line.push_str(r#"},"geometry":"#);
        geometry(&mut line);
        line.push('}');
        line
    }

    /// Ends the text; how many rows it has.
    ///
    /// # Errors
    /// Those of the writer.
    pub(super) fn end(self) -> io::Result<u64> {
        if self.format == Format::GeoJson {
            self.out.write_all(b"\n]}\n")?;
        }
        Ok(self.rows)
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A row of a table. It is a line of the text, so that messages name it: line breaks become spaces.
fn csv_line<'a>(cells: impl Iterator<Item = Cow<'a, str>>) -> String {
    let mut line = String::with_capacity(128);
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            line.push(',');
        }
        if !cell.is_empty() {
            let cell = cell.replace("\r\n", " ").replace(['\r', '\n'], " ");
            let _infallible = write!(line, "\"{}\"", cell.replace('"', "\"\""));
        }
    }
    line.push('\n');
    line
}
