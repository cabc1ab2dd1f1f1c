//! Documents of tile sets: tile matrix sets (OGC 17-083r4) and what tiles there are (OGC 20-057).

use serde::Serialize;
use utoipa::ToSchema;

use super::ogc::Link;
use super::{CRS84, VectorLayer, extent};
use crate::tiling::{self, TILE_PX, TileMatrixSet};

/// A tile matrix set.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatrixSet {
    id: &'static str,
    title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<&'static str>,
    crs: &'static str,
    #[serde(rename = "orderedAxes")]
    ordered_axes: [&'static str; 2],
    #[serde(rename = "wellKnownScaleSet", skip_serializing_if = "Option::is_none")]
    well_known_scale_set: Option<&'static str>,
    #[serde(rename = "tileMatrices")]
    tile_matrices: Vec<Matrix>,
}

/// A tile matrix.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the standard calls them so")]
struct Matrix {
    id: String,
    scale_denominator: f64,
    cell_size: f64,
    corner_of_origin: &'static str,
    point_of_origin: [f64; 2],
    tile_width: u32,
    tile_height: u32,
    matrix_width: u32,
    matrix_height: u32,
}

impl From<&TileMatrixSet> for MatrixSet {
    fn from(set: &TileMatrixSet) -> Self {
        let matrix = |zoom: u8| Matrix {
            id: set.matrix(zoom).to_string(),
            scale_denominator: set.scale_denominator(zoom),
            cell_size: set.cell(zoom),
            corner_of_origin: "topLeft",
            point_of_origin: set.corner,
            tile_width: TILE_PX,
            tile_height: TILE_PX,
            matrix_width: set.tiles(zoom)[0],
            matrix_height: set.tiles(zoom)[1],
        };
        Self {
            id: set.id,
            title: set.title,
            uri: set.uri,
            crs: set.crs,
            ordered_axes: set.axes,
            well_known_scale_set: set.scale_set.map(|[_, of_api]| of_api),
            tile_matrices: set.zooms().map(matrix).collect(),
        }
    }
}

/// The tile matrix sets.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatrixSets {
    #[serde(rename = "tileMatrixSets")]
    pub(crate) tile_matrix_sets: Vec<MatrixSetEntry>,
}

/// A tile matrix set, and where it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatrixSetEntry {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) uri: Option<&'static str>,
    pub(crate) crs: &'static str,
    pub(crate) links: Vec<Link>,
}

/// The tiles of a matrix that there can be something in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MatrixLimits {
    tile_matrix: String,
    min_tile_row: u32,
    max_tile_row: u32,
    min_tile_col: u32,
    max_tile_col: u32,
}

impl From<tiling::Limits> for MatrixLimits {
    fn from(limits: tiling::Limits) -> Self {
        Self {
            tile_matrix: limits.matrix.to_string(),
            min_tile_row: limits.rows.0,
            max_tile_row: limits.rows.1,
            min_tile_col: limits.columns.0,
            max_tile_col: limits.columns.1,
        }
    }
}

/// A box with the coordinate reference system of its corners.
#[derive(Serialize, ToSchema)]
pub(crate) struct BoundingBox {
    #[serde(rename = "lowerLeft")]
    lower_left: [f64; 2],
    #[serde(rename = "upperRight")]
    upper_right: [f64; 2],
    crs: &'static str,
}

impl BoundingBox {
    /// The box of what is stored, or of the world.
    pub(crate) fn of(bounds: Option<hexward_engine::geom::Bounds>) -> Self {
        let [west, south, east, north] = extent(bounds);
        Self {
            lower_left: [west, south],
            upper_right: [east, north],
            crs: CRS84,
        }
    }
}

/// Where a map begins.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CenterPoint {
    pub(crate) coordinates: [f64; 2],
    pub(crate) tile_matrix: String,
    pub(crate) crs: &'static str,
}

/// A layer of vector tiles, and what its features have.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TileLayer {
    pub(crate) id: String,
    pub(crate) data_type: &'static str,
    #[schema(value_type = Object)]
    pub(crate) properties_schema: serde_json::Value,
}

impl From<VectorLayer> for TileLayer {
    fn from(layer: VectorLayer) -> Self {
        let properties = layer.fields.into_iter().map(|(name, text)| {
            let property = serde_json::json!({ "description": text });
            (name, property)
        });
        let properties: serde_json::Map<String, serde_json::Value> = properties.collect();
        Self {
            id: layer.id,
            data_type: "vector",
            properties_schema: serde_json::json!({ "type": "object", "properties": properties }),
        }
    }
}

/// A style of a tile set.
#[derive(Serialize, ToSchema)]
pub(crate) struct TileStyle {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) links: Vec<Link>,
}

/// What tiles there are of something in a tile matrix set.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TileSet {
    pub(crate) title: String,
    pub(crate) description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attribution: Option<String>,
    pub(crate) data_type: &'static str,
    pub(crate) crs: &'static str,
    #[serde(rename = "tileMatrixSetURI", skip_serializing_if = "Option::is_none")]
    pub(crate) tile_matrix_set_uri: Option<&'static str>,
    pub(crate) tile_matrix_set_limits: Vec<MatrixLimits>,
    pub(crate) bounding_box: BoundingBox,
    pub(crate) center_point: CenterPoint,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) style: Option<TileStyle>,
    pub(crate) layers: Vec<TileLayer>,
    pub(crate) links: Vec<Link>,
}

/// A tile set, and where it is described.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TileSetEntry {
    pub(crate) title: String,
    pub(crate) data_type: &'static str,
    pub(crate) crs: &'static str,
    #[serde(rename = "tileMatrixSetURI", skip_serializing_if = "Option::is_none")]
    pub(crate) tile_matrix_set_uri: Option<&'static str>,
    pub(crate) links: Vec<Link>,
}

/// The tile sets of something.
#[derive(Serialize, ToSchema)]
pub(crate) struct TileSets {
    pub(crate) tilesets: Vec<TileSetEntry>,
    pub(crate) links: Vec<Link>,
}
