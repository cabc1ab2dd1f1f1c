//! What a map is made from: the data set, its styles, legends and tile sets.

use std::collections::BTreeMap;

use hexward_engine::geom::Bounds;
use hexward_engine::render;
use serde::Serialize;
use utoipa::ToSchema;

use super::forms;
use super::{Code, MeasureTotal, PhaseLetter, Point, Text, TierName};
use crate::config::StoreKind;

/// What the server holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct Summary {
    pub(crate) name: Text,
    pub(crate) note: Text,
    pub(crate) revision: u64,
    /// Changes whenever the server starts: with the revision it tells one state of the data from another.
    pub(crate) instance: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content_hash: Option<String>,
    pub(crate) store: StoreKind,
    /// Where the API is described, in OpenAPI 3.1.
    pub(crate) openapi: String,
    #[schema(schema_with = forms::bbox)]
    pub(crate) bounds: [f64; 4],
    /// Longitude and latitude of the middle.
    #[schema(value_type = Point)]
    pub(crate) center: [f64; 2],
    /// The zoom to begin with.
    pub(crate) zoom: u8,
    pub(crate) totals: Totals,
    pub(crate) measures: Vec<MeasureTotal>,
    pub(crate) tiers: Vec<TierSize>,
    pub(crate) layers: Vec<HoneycombLayer>,
    pub(crate) styles: Vec<MapStyle>,
}

/// How many of each there are; grids of the lowest tier that has any.
#[derive(Serialize, ToSchema)]
pub(crate) struct Totals {
    pub(crate) addresses: usize,
    pub(crate) checkpoints: usize,
    pub(crate) grids: usize,
    pub(crate) cells: usize,
    pub(crate) barriers: usize,
    pub(crate) households: u64,
    pub(crate) residents: u64,
}

/// A tier that has grids, and how many.
#[derive(Serialize, ToSchema)]
pub(crate) struct TierSize {
    #[schema(value_type = TierName)]
    pub(crate) tier: &'static str,
    pub(crate) areas: usize,
}

/// A honeycomb.
#[derive(Serialize, ToSchema)]
pub(crate) struct HoneycombLayer {
    pub(crate) name: String,
    pub(crate) spacing_m: f64,
    #[schema(value_type = PhaseLetter)]
    pub(crate) phase: char,
    #[schema(value_type = Code)]
    pub(crate) parent: String,
    pub(crate) cells: usize,
}

/// A style that tiles are drawn in.
#[derive(Serialize, ToSchema)]
pub(crate) struct MapStyle {
    pub(crate) id: String,
    pub(crate) title: Text,
    pub(crate) description: Text,
    pub(crate) formats: Vec<&'static str>,
    pub(crate) minzoom: u8,
    pub(crate) maxzoom: u8,
    pub(crate) options: StyleOptions,
}

/// What can be chosen in the query of a style's tiles.
#[derive(Serialize, ToSchema)]
pub(crate) struct StyleOptions {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<String>)]
    pub(crate) areas: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) layer: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<TierName>)]
    pub(crate) tier: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) by: Vec<&'static str>,
    /// The languages of labels over the picture.
    #[schema(value_type = Vec<String>)]
    pub(crate) labels: [&'static str; 2],
}

/// A legend.
#[derive(Serialize, ToSchema)]
pub(crate) struct Legend {
    style: String,
    title: Text,
    #[schema(required)]
    unit: Option<Text>,
    #[schema(schema_with = forms::legend_kind)]
    kind: &'static str,
    /// How values become classes, in words.
    #[schema(required)]
    scale: Option<String>,
    entries: Vec<LegendEntry>,
}

/// One colour or mark of a legend.
#[derive(Serialize, ToSchema)]
struct LegendEntry {
    color: String,
    alpha: f32,
    #[schema(required)]
    from: Option<f64>,
    #[schema(required)]
    to: Option<f64>,
    label: Text,
    #[schema(required)]
    letter: Option<String>,
    /// What it is drawn as: `area`, `line`, `text`, `circle`, `square` or `diamond`.
    shape: &'static str,
    /// What stands on a symbol: `none`, `bar`, `cross` or `tick`.
    mark: &'static str,
    hatch: &'static str,
    /// The colour of the pattern, or of a symbol's rim.
    ink: String,
}

impl From<&render::Legend> for Legend {
    fn from(legend: &render::Legend) -> Self {
        let entry = |entry: &render::LegendEntry| LegendEntry {
            color: entry.color.clone(),
            alpha: entry.alpha,
            from: entry.from,
            to: entry.to,
            label: Text::from(&entry.label),
            letter: entry.letter.clone(),
            shape: entry.shape,
            mark: entry.mark,
            hatch: entry.hatch,
            ink: entry.ink.clone(),
        };
        Self {
            style: legend.style.clone(),
            title: Text::from(&legend.title),
            unit: legend.unit.as_ref().map(Text::from),
            kind: legend.kind.name(),
            scale: legend.scale.clone(),
            entries: legend.entries.iter().map(entry).collect(),
        }
    }
}

/// TileJSON 3.0.0, with what a legend needs beside it.
#[derive(Serialize, ToSchema)]
pub(crate) struct TileJson {
    pub(crate) tilejson: &'static str,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attribution: Option<String>,
    pub(crate) scheme: &'static str,
    pub(crate) tiles: Vec<String>,
    pub(crate) minzoom: u8,
    pub(crate) maxzoom: u8,
    #[schema(schema_with = forms::bbox)]
    pub(crate) bounds: [f64; 4],
    /// Longitude, latitude and zoom to begin with.
    #[schema(schema_with = forms::center)]
    pub(crate) center: [f64; 3],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) vector_layers: Vec<VectorLayer>,
    pub(crate) title: Text,
    #[schema(required)]
    pub(crate) unit: Option<Text>,
    #[schema(required)]
    pub(crate) scale: Option<String>,
    pub(crate) legend_url: String,
    pub(crate) revision: u64,
}

/// A layer of the style's vector tiles.
#[derive(Serialize, ToSchema)]
pub(crate) struct VectorLayer {
    pub(crate) id: String,
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) minzoom: u8,
    pub(crate) maxzoom: u8,
}

/// West, south, east, north of what is stored; the world that tiles cover when nothing is.
pub(crate) fn extent(bounds: Option<Bounds>) -> [f64; 4] {
    bounds.map_or(
        [-180.0, -85.051_128_7, 180.0, 85.051_128_7],
        Bounds::degrees,
    )
}
