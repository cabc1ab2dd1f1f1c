//! What the file of a job seems to be, before anything is said about it. Nothing is chosen.

use std::sync::Arc;

use hexward_engine::ground;
use hexward_engine::io::{shown, survey};
use hexward_engine::model::AreaCode;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Job;
use crate::apart::{ApartError, LayerListing, Upload, inspect};
use crate::error::{ApiError, RefusalKind};
use crate::importing::{SurveyForm, readable, takes_a_child};
use crate::state::AppState;

/// What to look at.
#[derive(Debug, Default)]
pub(crate) struct Look {
    /// The layer or sheet, of a file that has several.
    pub(crate) layer: Option<String>,
    /// The encoding of its texts, where the file does not say it.
    pub(crate) encoding: Option<String>,
    /// The area that its points should lie in.
    pub(crate) parent: Option<AreaCode>,
}

/// What a file seems to be.
#[derive(Serialize, ToSchema)]
#[schema(as = FileSurvey)]
pub(crate) struct Found {
    /// Its layers, when it is of a program that knows layers.
    layers: Vec<LayerForm>,
    /// Its columns, its encoding, and how many points fit under each coordinate reference system; null while it has
    /// several layers and none is named.
    #[schema(value_type = Option<SurveyForm>, required)]
    survey: Value,
}

#[derive(Serialize, ToSchema)]
#[schema(as = FileLayer)]
struct LayerForm {
    name: String,
    #[schema(required)]
    geometry: Option<String>,
    #[schema(required)]
    features: Option<u64>,
    fields: Vec<String>,
}

impl From<LayerListing> for LayerForm {
    fn from(layer: LayerListing) -> Self {
        Self {
            name: shown(&layer.name),
            geometry: layer.geometry,
            features: layer.features,
            fields: layer.fields.iter().map(|name| shown(name)).collect(),
        }
    }
}

impl Job {
    /// Looks at the file. O(file).
    ///
    /// # Errors
    /// A refusal when it cannot be read at all.
    pub(crate) fn look(&self, state: &AppState, look: &Look) -> Result<Found, ApiError> {
        let upload = Upload {
            path: &self.folder.file(),
            name: &self.file,
            layer: look.layer.as_deref(),
            encoding: look.encoding.as_deref(),
        };
        let (folder, watch) = (self.folder.path(), Arc::default());
        let layers = if takes_a_child(&upload) {
            inspect(&upload, folder, &watch)
                .map_err(|error| of_file(&error))?
                .layers
        } else {
            Vec::new()
        };
        let text = match readable(&upload, folder, &watch) {
            Err(ApartError::Choose { .. }) => None,
            text => Some(text.map_err(|error| of_file(&error))?),
        };
        let snapshot = state.engine().snapshot();
        let ground = ground(&snapshot, look.parent.as_ref());
        let ground = ground.map_err(|error| ApiError::Malformed {
            pointer: "/query/parent",
            detail: error.to_string(),
        })?;
        let survey = match text {
            None => Value::Null,
            Some(text) => {
                let found = survey(&text.source, Some(self.kind.into()), ground.as_ref());
                let found = found.map_err(|error| RefusalKind::File.because(error.to_string()))?;
                let form = SurveyForm::of(&self.file, &found);
                serde_json::to_value(form).expect("wire types have a JSON form")
            }
        };
        Ok(Found {
            layers: layers.into_iter().map(LayerForm::from).collect(),
            survey,
        })
    }
}

/// The refusal of a file that a child could not read.
pub(super) fn of_file(error: &ApartError) -> ApiError {
    if error.is_users() {
        RefusalKind::File.because(error.to_string())
    } else {
        ApiError::Internal(error.to_string())
    }
}
