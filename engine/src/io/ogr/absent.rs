//! What a build without GDAL answers.

use std::io::Write;
use std::path::Path;

use super::foreign::{ForeignError, ForeignKind, ForeignLayer, ForeignOutput, ForeignText};
use crate::io::projection::Axes;
use crate::io::shift::DatumShift;

/// No release: this build has no GDAL.
pub(in crate::io) fn release() -> Option<String> {
    None
}

/// No description: this build has no GDAL.
pub(in crate::io) fn projjson(_code: u32) -> Option<String> {
    None
}

/// No transformation: this build has no GDAL.
pub(in crate::io) enum Transformation {}

impl Transformation {
    pub(in crate::io) fn open(_code: u32, _shift: Option<DatumShift>) -> Result<Self, String> {
        Err("this build of hexward has no GDAL to transform it with".to_owned())
    }

    pub(in crate::io) fn outward(code: u32) -> Result<Self, String> {
        Self::open(code, None)
    }

    pub(in crate::io) fn axes(&self) -> Axes {
        match *self {}
    }

    pub(in crate::io) fn transform(&self, _xs: &mut [f64], _ys: &mut [f64]) {
        match *self {}
    }
}

/// Nothing to prepare: this build has no GDAL.
///
/// # Errors
/// Always [`ForeignError::Absent`].
pub fn prepare_foreign(_scratch: &Path) -> Result<(), ForeignError> {
    Err(ForeignError::Absent)
}

/// No foreign file: this build has no GDAL.
pub enum ForeignFile {}

impl ForeignFile {
    /// Opens nothing.
    ///
    /// # Errors
    /// Always [`ForeignError::Absent`].
    pub fn open(_: &Path, _: ForeignKind, _: Option<&str>) -> Result<Self, ForeignError> {
        Err(ForeignError::Absent)
    }

    /// Has no layers.
    pub fn layers(&self) -> Vec<ForeignLayer> {
        match *self {}
    }

    /// Writes nothing.
    ///
    /// # Errors
    /// None: there is no such file.
    pub fn write_text(
        &self,
        _index: usize,
        _listed: &ForeignLayer,
        _out: &mut impl Write,
    ) -> Result<ForeignText, ForeignError> {
        match *self {}
    }
}

/// Writes nothing: this build has no GDAL.
///
/// # Errors
/// Always [`ForeignError::Absent`].
pub fn write_foreign(
    _geojson: &Path,
    _output: &ForeignOutput<'_>,
) -> Result<Vec<(String, String)>, ForeignError> {
    Err(ForeignError::Absent)
}
