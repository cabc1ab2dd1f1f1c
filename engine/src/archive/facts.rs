//! What an archive says about its tiles.

use serde_json::{Map, Value, json};

use super::{Order, TileFormat};
use crate::render;

/// The version of MBTiles' `version` and TileJSON's alike: that of the style.
fn version(order: &Order<'_>) -> String {
    format!("{}.0.0", order.style.version())
}

/// West, south, east and north of the tiles' data in degrees.
pub(super) fn extent(order: &Order<'_>) -> [f64; 4] {
    let bounds = order.within.or_else(|| order.snapshot.bounds());
    bounds.map_or([-180.0, -85.051_129, 180.0, 85.051_129], |bounds| {
        bounds.degrees()
    })
}

/// Longitude and latitude in the middle.
pub(super) fn center(order: &Order<'_>) -> [f64; 2] {
    let [west, south, east, north] = extent(order);
    let middle = |a, b| (f64::midpoint(a, b) * 1e7).round() / 1e7;
    [middle(west, east), middle(south, north)]
}

/// What both forms say, and PMTiles nothing else: the rest is in its header.
fn common(order: &Order<'_>) -> Map<String, Value> {
    let (snapshot, style) = (order.snapshot, order.style);
    let mut facts = Map::new();
    let mut say = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            facts.insert(name.to_owned(), Value::String(value));
        }
    };
    let place = snapshot.place.as_ref();
    let note = place.map(|place| {
        let own = [&place.note.en, &place.name.en];
        own.into_iter()
            .find(|text| !text.trim().is_empty())
            .cloned()
    });
    say("name", Some(style.title().en.clone()));
    say("description", Some(style.description().en.clone()));
    say("type", Some("overlay".to_owned()));
    say("version", Some(version(order)));
    say(
        "attribution",
        note.flatten().map(|text| escaped(text.trim())),
    );
    say("style", Some(style.id().to_owned()));
    let unit = render::unit_of(snapshot, style, order.view);
    say("unit", unit.map(|unit| unit.en));
    say("scale", render::scale_of(snapshot, style, order.view));
    say("revision", Some(snapshot.revision.to_string()));
    say("tile_size", Some(order.view.size.pixels().to_string()));
    facts
}

/// A text that is safe within HTML, where attributions are shown.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The layers of vector tiles as TileJSON lists them.
fn vector_layers(order: &Order<'_>) -> Value {
    let layers = render::vector_fields(order.snapshot, order.style).into_iter();
    let layers = layers.map(|(id, fields)| {
        let fields: Map<String, Value> = fields
            .into_iter()
            .map(|(name, text)| (name, Value::String(text)))
            .collect();
        json!({
            "id": id,
            "fields": fields,
            "minzoom": order.zooms.start(),
            "maxzoom": order.zooms.end(),
        })
    });
    layers.collect()
}

/// The metadata of PMTiles.
pub(super) fn document(order: &Order<'_>) -> String {
    let mut facts = common(order);
    if order.format == TileFormat::Mvt {
        facts.insert("vector_layers".to_owned(), vector_layers(order));
    }
    Value::Object(facts).to_string()
}

/// The metadata of MBTiles.
pub(super) fn rows(order: &Order<'_>) -> Vec<(String, String)> {
    let joined = |numbers: &[f64]| {
        let numbers: Vec<String> = numbers.iter().map(f64::to_string).collect();
        numbers.join(",")
    };
    let format = match order.format {
        TileFormat::Png => "png",
        TileFormat::Webp => "webp",
        TileFormat::Mvt => "pbf",
    };
    let [lon, lat] = center(order);
    let first = *order.zooms.start();
    let text = |value: Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let common = common(order).into_iter();
    let mut rows: Vec<(String, String)> = common.map(|(name, value)| (name, text(value))).collect();
    let mut say = |name: &str, value: String| rows.push((name.to_owned(), value));
    say("format", format.to_owned());
    say("bounds", joined(&extent(order)));
    say("center", joined(&[lon, lat, f64::from(first)]));
    say("minzoom", first.to_string());
    say("maxzoom", order.zooms.end().to_string());
    if order.format == TileFormat::Mvt {
        say(
            "json",
            json!({ "vector_layers": vector_layers(order) }).to_string(),
        );
    }
    rows
}
