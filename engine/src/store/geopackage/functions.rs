//! The functions that the triggers of a GeoPackage's spatial index call (OGC 12-128r18, annex F.3).
//!
//! We make no such index, but QGIS and GDAL do when they are asked to, and from then on every change of a row runs their
//! triggers, ours included.

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};

use super::blob;
use crate::geom::Bounds;

/// Makes the functions known to a connection.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("ST_IsEmpty", 1, flags, |call| Ok(bounds(call).is_none()))?;
    for (index, name) in ["ST_MinX", "ST_MinY", "ST_MaxX", "ST_MaxY"]
        .into_iter()
        .enumerate()
    {
        let corner =
            move |call: &Context<'_>| Ok(bounds(call).map(|bounds| bounds.degrees()[index]));
        connection.create_scalar_function(name, 1, flags, corner)?;
    }
    Ok(())
}

/// The box around the geometry that a function is called with, `None` when it is no geometry of ours.
fn bounds(call: &Context<'_>) -> Option<Bounds> {
    blob::read_bounds(call.get_raw(0).as_blob().ok()?).ok()
}
