//! Styles of MapLibre (style specification, version 8): the styles of the engine for map libraries that draw vector tiles
//! themselves, from the very objects that paint the pictures; or pictures as a layer.

mod expressions;
mod layers;

use hexward_engine::render::{Content, Style};
use serde_json::{Value, json};

pub(crate) use layers::layers;

/// What a document is made of.
pub(crate) struct Source {
    /// The template of the addresses of tiles.
    pub(crate) template: String,
    /// First and last zoom.
    pub(crate) zooms: [u8; 2],
    /// West, south, east and north in degrees.
    pub(crate) bounds: [f64; 4],
    /// Longitude and latitude to begin with.
    pub(crate) center: [f64; 2],
    /// The zoom to begin with, of tiles of 256 pixels.
    pub(crate) zoom: u8,
    /// Whom the data is from.
    pub(crate) attribution: Option<String>,
    /// What else is said: revision, scale, legend.
    pub(crate) metadata: Value,
}

/// A style whose tiles are pictures.
pub(crate) fn of_pictures(style: &Style, source: &Source) -> Value {
    let id = style.id();
    let mut tiles = tiles(source);
    tiles["type"] = json!("raster");
    tiles["tileSize"] = json!(256);
    let layer = json!({ "id": id, "type": "raster", "source": id });
    document(style, source, &tiles, &json!([layer]))
}

/// A style whose tiles are vector tiles.
pub(crate) fn of_vectors(style: &Style, source: &Source) -> Value {
    let mut tiles = tiles(source);
    tiles["type"] = json!("vector");
    if let Some(key) = key_of(style.content()) {
        tiles["promoteId"] = json!(key);
    }
    document(style, source, &tiles, &layers(style))
}

/// The field that names a feature.
fn key_of(content: &Content) -> Option<&'static str> {
    match content {
        Content::Barriers { .. } | Content::Checkpoints { .. } | Content::Addresses { .. } => {
            Some("key")
        }
        Content::Risk { .. }
        | Content::Load { .. }
        | Content::Choropleth(_)
        | Content::Grids { .. }
        | Content::Honeycomb { .. } => Some("code"),
        _ => None,
    }
}

fn tiles(source: &Source) -> Value {
    let mut tiles = json!({
        "tiles": [source.template],
        "minzoom": source.zooms[0],
        "maxzoom": source.zooms[1],
        "bounds": source.bounds,
        "scheme": "xyz",
    });
    if let Some(text) = &source.attribution {
        tiles["attribution"] = json!(text);
    }
    tiles
}

fn document(style: &Style, source: &Source, tiles: &Value, layers: &Value) -> Value {
    json!({
        "version": 8,
        "name": style.title().en,
        "metadata": source.metadata,
        "center": source.center,
        // zooms of the library are those of tiles of 512 pixels
        "zoom": source.zoom.saturating_sub(1),
        "sources": { (style.id()): tiles },
        "layers": layers,
    })
}
