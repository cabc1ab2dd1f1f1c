//! A layer of a foreign file as text that the engine's own readers take.

use std::io::Write;

use gdal::vector::{Feature, LayerAccess, OGRFieldType as Type};

use super::drivers::complaints;
use super::foreign::{ForeignError, ForeignKind, ForeignLayer, ForeignText, MAX_FEATURES};
use super::opened::ForeignFile;
use super::shape;
use crate::io::Format;
use crate::io::text_rows::{TextRows, Value};

/// Fields that GDAL's driver gives every KML file: how it is drawn, not what it says.
const DRAWN: [&str; 6] = [
    "tessellate",
    "extrude",
    "visibility",
    "drawOrder",
    "icon",
    "altitudeMode",
];

/// Others that it gives every KML file, whether there is anything in them or not.
const OFFERED: [&str; 6] = [
    "Name",
    "description",
    "timestamp",
    "begin",
    "end",
    "snippet",
];

/// A field that is written.
struct Field {
    index: usize,
    name: String,
    kind: Type::Type,
}

impl ForeignFile {
    /// Writes a layer in the file's own coordinates, x before y: with geometry as a GeoJSON feature collection, one feature
    /// a line, that names its coordinate reference system; without as CSV, its header first, one row a line.
    ///
    /// # Errors
    /// [`ForeignError`] when the file is damaged, has texts that are not in its encoding, or too many features.
    pub fn write_text(
        &self,
        index: usize,
        listed: &ForeignLayer,
        out: &mut impl Write,
    ) -> Result<ForeignText, ForeignError> {
        let layer = self.dataset.layer(index);
        let layer = layer.map_err(|error| damaged(listed, 0, super::opened::reason(&error)))?;
        self.turn_to(&listed.name)?;
        let mut layer = layer;
        let mut fields = self.fields(layer.defn());
        if self.kind == ForeignKind::Kml {
            leave_out_empty(&mut fields, &mut layer);
        }
        let format = if listed.geometry.is_some() {
            Format::GeoJson
        } else {
            Format::Csv
        };
        let names = fields.iter().map(|field| field.name.clone()).collect();
        let mut rows = TextRows::begin(out, format, names, listed.crs.as_deref())?;
        let _of_before = complaints();
        self.write_features(layer, listed, &fields, &mut rows)?;
        let features = rows.end()?;
        if let Some(stated) = listed.features.filter(|&stated| stated != features)
            && self.kind == ForeignKind::FlatGeobuf
        {
            let reason = format!("it says that it has {stated}");
            return Err(damaged(listed, features, reason));
        }
        Ok(ForeignText { format, features })
    }

    fn write_features(
        &self,
        mut layer: gdal::vector::Layer<'_>,
        listed: &ForeignLayer,
        fields: &[Field],
        rows: &mut TextRows<'_, impl Write>,
    ) -> Result<(), ForeignError> {
        let mut count = 0;
        for feature in layer.features() {
            count += 1;
            if count > MAX_FEATURES {
                let layer = listed.name.clone();
                return Err(ForeignError::TooMany {
                    layer,
                    limit: MAX_FEATURES,
                });
            }
            let values = self.values(&feature, count, fields)?;
            rows.push(&values, |line| match shape::geometry_of(&feature) {
                Some(geometry) => shape::push(line, geometry),
                None => line.push_str("null"),
            })?;
            let complaints = complaints();
            if complaints.recoded {
                let field = fields.iter().find(|field| field.kind == Type::OFTString);
                let field = field.map_or_else(String::new, |field| field.name.clone());
                return Err(self.not_text(count, field));
            }
            if let Some(reason) = complaints.failure {
                return Err(damaged(listed, count, reason));
            }
        }
        match complaints().failure {
            Some(reason) => Err(damaged(listed, count, reason)),
            None => Ok(()),
        }
    }

    fn fields(&self, layout: &gdal::vector::Defn) -> Vec<Field> {
        let all = layout.fields().enumerate().map(|(index, field)| Field {
            index,
            name: field.name(),
            kind: field.field_type(),
        });
        all.filter(|field| field.kind != Type::OFTBinary)
            .filter(|field| self.kind != ForeignKind::Kml || !DRAWN.contains(&field.name.as_str()))
            .collect()
    }

    fn values(
        &self,
        feature: &Feature<'_>,
        number: u64,
        fields: &[Field],
    ) -> Result<Vec<Value>, ForeignError> {
        let values = fields.iter().map(|field| {
            let value = value(feature, field);
            match &value {
                Value::Text(text) if text.contains('\u{FFFD}') => {
                    Err(self.not_text(number, field.name.clone()))
                }
                _ => Ok(value),
            }
        });
        values.collect()
    }

    fn not_text(&self, feature: u64, field: String) -> ForeignError {
        let encoding = self.encoding.clone();
        ForeignError::NotText {
            feature,
            field,
            encoding,
        }
    }
}

fn damaged(listed: &ForeignLayer, after: u64, reason: String) -> ForeignError {
    let layer = listed.name.clone();
    ForeignError::Damaged {
        layer,
        after,
        reason,
    }
}

/// Leaves out what the driver offers and the file does not use.
fn leave_out_empty(fields: &mut Vec<Field>, layer: &mut gdal::vector::Layer<'_>) {
    let mut unused: Vec<usize> = (0..fields.len())
        .filter(|&i| OFFERED.contains(&fields[i].name.as_str()))
        .collect();
    for feature in layer.features() {
        unused.retain(|&i| matches!(value(&feature, &fields[i]), Value::Null));
        if unused.is_empty() {
            break;
        }
    }
    let mut index = 0;
    fields.retain(|_| {
        index += 1;
        !unused.contains(&(index - 1))
    });
}

/// The value of a field. One that is not set has no text; an empty text says nothing either.
fn value(feature: &Feature<'_>, field: &Field) -> Value {
    let Ok(Some(text)) = feature.field_as_string(field.index) else {
        return Value::Null;
    };
    if text.is_empty() {
        return Value::Null;
    }
    match field.kind {
        Type::OFTInteger | Type::OFTInteger64 => {
            whole(feature.field_as_integer64(field.index).ok().flatten())
        }
        Type::OFTReal => match feature.field_as_double(field.index) {
            Ok(Some(number)) if number.is_finite() => Value::Real(number),
            _ => Value::Null,
        },
        // the library writes 2026/01/31; formats without dates keep them as midnights
        Type::OFTDate | Type::OFTDateTime => {
            let day = text.strip_suffix(" 00:00:00").unwrap_or(&text);
            Value::Text(day.replace('/', "-"))
        }
        _ => Value::Text(text),
    }
}

fn whole(number: Option<i64>) -> Value {
    number.map_or(Value::Null, Value::Whole)
}
