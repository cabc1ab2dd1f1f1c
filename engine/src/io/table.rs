//! Tables of an answer, to be written as CSV, as sheets of a workbook, or with shapes as GeoJSON.

use std::borrow::Cow;
use std::io::{self, Write};

use super::export_csv::guarded_text;
use super::export_geojson::{point, polygons};
use crate::geom::{Polygon, Position};
use crate::model::Language;

/// A column: its name for programs, its titles for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The name, as in JSON.
    pub name: &'static str,
    /// The Chinese title.
    pub zh: &'static str,
    /// The English title.
    pub en: &'static str,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// A text, also one of digits, such as a code; never a formula.
    Text(Cow<'a, str>),
    /// A whole number.
    Whole(u64),
    /// A number with so many decimals.
    Decimal(f64, usize),
}

impl<'a> Cell<'a> {
    /// A text, or nothing.
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(Cow::Borrowed(text)))
    }

    /// A text, which may be empty.
    pub fn owned(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

/// The rows of a table, handed over one by one; each has a cell for every column.
pub type Rows<'a> = Box<dyn Iterator<Item = Vec<Cell<'a>>> + 'a>;

/// A table.
pub struct Table<'a> {
    /// What it is called, at most 28 characters a title.
    pub title: Column,
    /// Its columns.
    pub columns: &'static [Column],
    /// Its rows.
    pub rows: Rows<'a>,
}

impl Column {
    /// The title in a language.
    pub fn title(&self, language: Language) -> &'static str {
        language.pick(self.zh, self.en)
    }
}

/// Writes a table as CSV: UTF-8 with a byte order mark, by which Excel and WPS know that it is no other encoding.
/// Texts are guarded as [`guarded_text`] says.
///
/// # Errors
/// Those of the writer.
pub fn write_table_csv(
    mut out: impl Write,
    table: Table<'_>,
    language: Language,
) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut csv = ::csv::Writer::from_writer(out);
    csv.write_record(table.columns.iter().map(|column| column.title(language)))?;
    for row in table.rows {
        let text = |cell: Cell<'_>| match cell {
            Cell::Text(text) => guarded_text(&text).into_owned(),
            other => number(&other).unwrap_or_default(),
        };
        csv.write_record(row.into_iter().map(text))?;
    }
    csv.flush()
}

/// Writes a table as a JSON array of objects, one a line, under the names of its columns; empty cells are null.
///
/// # Errors
/// Those of the writer.
pub fn write_table_json(mut out: impl Write, table: Table<'_>) -> io::Result<()> {
    out.write_all(b"[")?;
    for (i, row) in table.rows.enumerate() {
        out.write_all(if i > 0 { b",\n{" } else { b"\n{" })?;
        let names = table.columns.iter().map(|column| column.name);
        members(&mut out, names.zip(&row))?;
        out.write_all(b"}")?;
    }
    out.write_all(b"\n]")
}

/// Names and values between the braces of an object.
fn members<'a>(
    out: &mut impl Write,
    members: impl Iterator<Item = (&'static str, &'a Cell<'a>)>,
) -> io::Result<()> {
    for (i, (name, cell)) in members.enumerate() {
        let comma = if i > 0 { "," } else { "" };
        write!(out, "{comma}\"{name}\":")?;
        match cell {
            Cell::Text(text) => serde_json::to_writer(&mut *out, text)?,
            other => write!(out, "{}", number(other).as_deref().unwrap_or("null"))?,
        }
    }
    Ok(())
}

/// A number as files have it; `None` for what is none.
fn number(cell: &Cell<'_>) -> Option<String> {
    match cell {
        Cell::Whole(value) => Some(value.to_string()),
        Cell::Decimal(value, decimals) => Some(format!("{value:.decimals$}")),
        Cell::Empty | Cell::Text(_) => None,
    }
}

/// Where a row of GeoJSON lies.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Ground, at least one polygon.
    Ground(Vec<Polygon>),
    /// A point.
    Point(Position),
}

/// A row with a shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature<'a> {
    /// Names and values.
    pub properties: Vec<(&'static str, Cell<'a>)>,
    /// Where it lies.
    pub shape: Shape,
}

/// Writes features as GeoJSON, one a line. Texts are written as they are: JSON has no formulas.
///
/// # Errors
/// Those of the writer.
pub fn write_features_geojson<'a>(
    mut out: impl Write,
    features: impl IntoIterator<Item = Feature<'a>>,
) -> io::Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[\n")?;
    for (i, feature) in features.into_iter().enumerate() {
        let begin = if i > 0 { ",\n" } else { "" };
        write!(out, "{begin}{{\"type\":\"Feature\",\"properties\":{{")?;
        let properties = feature.properties.iter();
        members(&mut out, properties.map(|(name, cell)| (*name, cell)))?;
        match &feature.shape {
            Shape::Ground(ground) => polygons(&mut out, ground)?,
            Shape::Point(place) => point(&mut out, *place)?,
        }
    }
    out.write_all(b"\n]}\n")?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column {
            name: "code",
            zh: "编码",
            en: "Code",
        },
        Column {
            name: "area_m2",
            zh: "面积（平方米）",
            en: "Area (m2)",
        },
    ];

    fn table() -> Table<'static> {
        let texts = ["=1+1", "\t=1", "'x", "990000000001", "a,\"b\""];
        let row = |text| vec![Cell::text(Some(text)), Cell::Decimal(2.25, 1)];
        Table {
            title: COLUMNS[0],
            columns: COLUMNS,
            rows: Box::new(texts.into_iter().map(row)),
        }
    }

    #[test]
    fn csv_has_a_mark_titles_and_no_formulas() {
        let mut out = Vec::new();
        write_table_csv(&mut out, table(), Language::Zh).expect("written");
        let text = String::from_utf8(out).expect("utf-8");
        assert_eq!(
            text,
            "\u{feff}编码,面积（平方米）\n'=1+1,2.2\n'\t=1,2.2\n'x,2.2\n990000000001,2.2\n\"a,\"\"b\"\"\",2.2\n"
        );
    }

    #[test]
    fn tables_are_json() {
        let mut out = Vec::new();
        write_table_json(&mut out, table()).expect("written");
        let value: serde_json::Value = serde_json::from_slice(&out).expect("json");
        assert_eq!(value[4]["code"], "a,\"b\"");
        assert_eq!(value[0]["area_m2"], 2.2);
        assert_eq!(value.as_array().map(Vec::len), Some(5));
    }

    #[test]
    fn features_are_json() {
        let feature = Feature {
            properties: vec![
                ("code", Cell::text(Some("=\"x\""))),
                ("none", Cell::Empty),
                ("n", Cell::Whole(7)),
            ],
            shape: Shape::Point(Position::clamped(1_200_000_000, 310_000_000)),
        };
        let mut out = Vec::new();
        write_features_geojson(&mut out, [feature.clone(), feature]).expect("written");
        let value: serde_json::Value = serde_json::from_slice(&out).expect("json");
        let first = &value["features"][0];
        assert_eq!(first["properties"]["code"], "=\"x\"");
        assert!(first["properties"]["none"].is_null());
        assert_eq!(first["geometry"]["coordinates"][1], 31.0);
        assert_eq!(value["features"].as_array().map(Vec::len), Some(2));
    }
}
