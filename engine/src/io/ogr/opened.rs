//! A foreign file, opened.

use std::path::Path;

use gdal::errors::GdalError;
use gdal::vector::{Defn, LayerAccess, sql::Dialect};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};

use super::drivers::{complaints, driver_of};
use super::foreign::{ForeignError, ForeignKind, ForeignLayer, without_quotations};
use super::{frame, shape};

/// The most layers that are listed.
const MAX_LAYERS: usize = 200;

/// A foreign file, opened for reading by the one driver of its format.
pub struct ForeignFile {
    pub(super) dataset: Dataset,
    pub(super) kind: ForeignKind,
    pub(super) encoding: String,
}

impl ForeignFile {
    /// Opens a file as this format, whatever its name. `encoding` is that of a Shapefile's texts in the words of GDAL,
    /// such as `GB18030`; other formats have their own.
    ///
    /// # Errors
    /// [`ForeignError::Open`] when it is not such a file.
    pub fn open(
        path: &Path,
        kind: ForeignKind,
        encoding: Option<&str>,
    ) -> Result<Self, ForeignError> {
        let _of_before = complaints();
        let recode = encoding.map(|name| format!("ENCODING={name}"));
        let options: Vec<&str> = match (kind, &recode) {
            (ForeignKind::Shapefile, Some(recode)) => vec![recode.as_str()],
            _ => Vec::new(),
        };
        let opened = Dataset::open_ex(
            path,
            DatasetOptions {
                open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_READONLY,
                allowed_drivers: Some(&[driver_of(kind)]),
                open_options: Some(&options),
                sibling_files: None,
            },
        );
        let dataset = opened.map_err(|error| ForeignError::Open {
            kind: kind.name(),
            reason: reason(&error),
        })?;
        Ok(Self {
            dataset,
            kind,
            encoding: encoding.unwrap_or("UTF-8").to_owned(),
        })
    }

    /// What layers it has, 200 at most, without reading their features.
    pub fn layers(&self) -> Vec<ForeignLayer> {
        let layers = self.dataset.layers().take(MAX_LAYERS);
        layers
            .map(|layer| {
                let frame = layer.spatial_ref();
                ForeignLayer {
                    name: layer.name(),
                    geometry: shape::type_name(layer.defn().geometry_type()).map(str::to_owned),
                    features: layer.try_feature_count(),
                    fields: fields_of(layer.defn()),
                    crs: frame.as_ref().and_then(frame::code_of),
                    crs_name: frame.and_then(|frame| frame.name()),
                }
            })
            .collect()
    }

    /// Lets the driver of OpenStreetMap keep the features of one layer only: it reads the file once for all of them.
    pub(super) fn turn_to(&self, layer: &str) -> Result<(), ForeignError> {
        let known = layer.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if self.kind == ForeignKind::OsmPbf && known {
            let turned = format!("SET interest_layers = {layer}");
            self.dataset
                .execute_sql(turned, None, Dialect::DEFAULT)
                .map_err(|error| ForeignError::Open {
                    kind: self.kind.name(),
                    reason: reason(&error),
                })?;
        }
        Ok(())
    }
}

fn fields_of(layout: &Defn) -> Vec<String> {
    layout.fields().map(|field| field.name()).collect()
}

/// What the library says, without quotations from the file.
pub(super) fn reason(error: &GdalError) -> String {
    if let Some(failure) = complaints().failure {
        return failure;
    }
    match error {
        GdalError::NullPointer { msg, .. } | GdalError::CplError { msg, .. } if !msg.is_empty() => {
            without_quotations(msg)
        }
        _ => "its content is of another format, or damaged".to_owned(),
    }
}
