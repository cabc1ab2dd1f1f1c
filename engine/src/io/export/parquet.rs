//! Layers as GeoParquet 1.1: places as well-known binary in the column `geometry`, their boxes in `bbox`.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use serde_json::{Value, json};

use super::wkb::Encoded;
use super::{Field, FieldKind, Layer, Presence, Row, Shapes};
use crate::io::ogr::projjson;
use crate::io::outward::Outward;
use crate::io::table::Cell;

/// Rows that are put together before they are written: so many are in memory.
const GROUP_ROWS: usize = 1 << 16;

/// Writes a layer; one without places becomes a table of plain Parquet.
///
/// # Errors
/// Those of the writer; a position that has no coordinates in the system as [`io::ErrorKind::InvalidData`].
pub fn write_layer_parquet<'a>(
    out: impl Write + Send,
    layer: Layer<impl Iterator<Item = Row<'a>>>,
    outward: &Outward,
) -> io::Result<()> {
    let schema = parse_message_type(&message(&layer)).map_err(failed)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("hexward".to_owned())
        .build();
    let mut file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties));
    let file = file
        .as_mut()
        .map_err(|error| io::Error::other(error.to_string()))?;
    let mut bounds: Option<[f64; 4]> = None;
    let mut group = Group::new(layer.fields);
    for row in layer.rows {
        let place = Encoded::of(row.place, outward)?;
        bounds = Some(bounds.map_or(place.bounds, |all| around(all, place.bounds)));
        group.add(row.cells, place);
        if group.rows == GROUP_ROWS {
            group.write(file.next_row_group().map_err(failed)?, layer.shapes)?;
            group = Group::new(layer.fields);
        }
    }
    if group.rows > 0 {
        group.write(file.next_row_group().map_err(failed)?, layer.shapes)?;
    }
    if layer.shapes != Shapes::Nowhere {
        let geo = metadata(layer.shapes, bounds, outward).to_string();
        file.append_key_value_metadata(KeyValue::new("geo".to_owned(), geo));
    }
    file.finish().map_err(failed)?;
    Ok(())
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

fn around([west, south, east, north]: [f64; 4], own: [f64; 4]) -> [f64; 4] {
    [
        west.min(own[0]),
        south.min(own[1]),
        east.max(own[2]),
        north.max(own[3]),
    ]
}

/// The columns in the language of Parquet's schemas.
fn message<I>(layer: &Layer<I>) -> String {
    let column = |field: &Field| {
        let repetition = match field.presence {
            Presence::Always => "required",
            Presence::Null | Presence::Absent => "optional",
        };
        match field.kind {
            FieldKind::Text => format!("{repetition} binary {} (STRING);", field.name),
            FieldKind::Whole => format!("{repetition} int64 {};", field.name),
        }
    };
    let own: String = layer.fields.iter().map(column).collect();
    let place = match layer.shapes {
        Shapes::Nowhere => "",
        _ => {
            "required binary geometry; required group bbox { required double xmin; required double ymin; \
             required double xmax; required double ymax; }"
        }
    };
    format!("message hexward {{ {own} {place} }}")
}

/// What the specification wants to be said of the column `geometry`. Longitude comes first whatever the registry says;
/// without a system the degrees are those of WGS 84, of a shifted one it is null.
fn metadata(shapes: Shapes, bounds: Option<[f64; 4]>, outward: &Outward) -> Value {
    let types = match shapes {
        Shapes::Nowhere => vec![],
        Shapes::Points => vec!["Point"],
        Shapes::Lines => vec!["LineString"],
        Shapes::Areas => vec!["MultiPolygon"],
    };
    let mut column = json!({
        "encoding": "WKB",
        "geometry_types": types,
        "orientation": "counterclockwise",
        "covering": { "bbox": {
            "xmin": ["bbox", "xmin"], "ymin": ["bbox", "ymin"],
            "xmax": ["bbox", "xmax"], "ymax": ["bbox", "ymax"],
        } },
    });
    if let Some(bounds) = bounds {
        column["bbox"] = json!(bounds);
    }
    if !outward.is_crs84() {
        let described = outward.crs().epsg_code().and_then(projjson);
        let described = described.and_then(|text| serde_json::from_str(&text).ok());
        column["crs"] = described.unwrap_or(Value::Null);
    }
    json!({ "version": "1.1.0", "primary_column": "geometry", "columns": { "geometry": column } })
}

/// Rows that are written together, column by column.
struct Group {
    rows: usize,
    columns: Vec<Column>,
    geometry: Vec<ByteArray>,
    /// West, south, east, north.
    bounds: [Vec<f64>; 4],
}

enum Column {
    /// Values, and for each row of an optional field whether it has one.
    Text(Vec<ByteArray>, Option<Vec<i16>>),
    Whole(Vec<i64>, Option<Vec<i16>>),
}

impl Group {
    fn new(fields: &[Field]) -> Self {
        let column = |field: &Field| {
            let levels = (field.presence != Presence::Always).then(Vec::new);
            match field.kind {
                FieldKind::Text => Column::Text(Vec::new(), levels),
                FieldKind::Whole => Column::Whole(Vec::new(), levels),
            }
        };
        Self {
            rows: 0,
            columns: fields.iter().map(column).collect(),
            geometry: Vec::new(),
            bounds: <[Vec<f64>; 4]>::default(),
        }
    }

    fn add(&mut self, cells: Vec<Cell<'_>>, place: Encoded) {
        self.rows += 1;
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.add(cell);
        }
        self.geometry.push(ByteArray::from(place.bytes));
        for (all, own) in self.bounds.iter_mut().zip(place.bounds) {
            all.push(own);
        }
    }

    fn write<W: Write + Send>(
        self,
        mut group: SerializedRowGroupWriter<'_, W>,
        shapes: Shapes,
    ) -> io::Result<()> {
        for column in self.columns {
            column.write(&mut group)?;
        }
        if shapes != Shapes::Nowhere {
            Column::Text(self.geometry, None).write(&mut group)?;
            for bound in self.bounds {
                let mut column = next(&mut group)?;
                let typed = column.typed::<DoubleType>();
                typed.write_batch(&bound, None, None).map_err(failed)?;
                column.close().map_err(failed)?;
            }
        }
        group.close().map_err(failed)?;
        Ok(())
    }
}

impl Column {
    fn add(&mut self, cell: Cell<'_>) {
        let (Self::Text(_, levels) | Self::Whole(_, levels)) = &mut *self;
        if let Some(levels) = levels {
            levels.push(i16::from(cell != Cell::Empty));
        }
        match (self, cell) {
            (Self::Text(values, _), Cell::Text(text)) => values.push(ByteArray::from(&*text)),
            (Self::Whole(values, _), Cell::Whole(value)) => {
                values.push(i64::try_from(value).unwrap_or(i64::MAX));
            }
            _ => {}
        }
    }

    fn write<W: Write + Send>(self, group: &mut SerializedRowGroupWriter<'_, W>) -> io::Result<()> {
        let mut column = next(group)?;
        match self {
            Self::Text(values, levels) => {
                let typed = column.typed::<ByteArrayType>();
                typed
                    .write_batch(&values, levels.as_deref(), None)
                    .map_err(failed)?;
            }
            Self::Whole(values, levels) => {
                let typed = column.typed::<Int64Type>();
                typed
                    .write_batch(&values, levels.as_deref(), None)
                    .map_err(failed)?;
            }
        }
        column.close().map_err(failed)
    }
}

fn next<'a, W: Write + Send>(
    group: &'a mut SerializedRowGroupWriter<'_, W>,
) -> io::Result<parquet::file::writer::SerializedColumnWriter<'a>> {
    let column = group.next_column().map_err(failed)?;
    Ok(column.expect("there is a column for each field"))
}
