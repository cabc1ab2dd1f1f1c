//! What is under a pixel: the grids and the cell, with what adds up in them.

use hexward_engine::geom::{Plane, Position, TileCoord, WORLD_BITS, WorldPoint};
use hexward_engine::snapshot::Snapshot;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::answer::{Answer, LIVE};
use crate::dto;
use crate::markup::Element;
use crate::routes::map_layers::MapLayer;
use crate::routes::{cells, grids};
use crate::state::AppState;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InfoForm {
    Json,
    Html,
    Text,
}

impl InfoForm {
    pub(super) const ALL: [Self; 3] = [Self::Json, Self::Html, Self::Text];

    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html => "text/html",
            Self::Text => "text/plain",
        }
    }

    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
            Self::Text => "txt",
        }
    }
}

/// What is under a pixel.
#[derive(Serialize, ToSchema)]
pub(super) struct FeatureInfo {
    lon: f64,
    lat: f64,
    grids: Vec<dto::Grid>,
    cells: Vec<dto::Cell>,
}

/// The position in the middle of a pixel of a tile.
pub(super) fn position(plane: Plane, tile: TileCoord, (i, j): (u32, u32)) -> Position {
    let half_px_bits = WORLD_BITS - u32::from(tile.z()) - 9;
    let unit = |index: u32, px: u32| {
        let half_px = i64::from(index) * 512 + i64::from(px) * 2 + 1;
        half_px << half_px_bits
    };
    let point = WorldPoint {
        x: unit(tile.x(), i),
        y: unit(tile.y(), j),
    };
    plane.position(point)
}

/// The grids of the layer's tier, of all tiers where it has none, and the cell of its honeycomb, at a position.
pub(super) fn answer(
    state: &AppState,
    snapshot: &Snapshot,
    layer: &MapLayer<'_>,
    position: Position,
    form: InfoForm,
) -> Answer {
    let only = layer.query.tier.as_deref();
    let tiers = snapshot.grids.iter();
    let tiers = tiers.filter(|(tier, _)| only.is_none_or(|only| only == tier.name()));
    let grids = tiers.filter_map(|(&tier, grids)| {
        let index = grids.locate(position)?;
        let risks = grids::risks(state, snapshot, tier);
        Some(grids::resource(snapshot, tier, grids, index, &risks))
    });
    let only = layer.query.layer.as_deref();
    let honeycombs = snapshot.crossings.iter().enumerate();
    let honeycombs = honeycombs.filter(|(_, crossing)| {
        layer.style.draws_cells() && only.is_none_or(|only| only == crossing.layer.name.as_str())
    });
    let cells = honeycombs.filter_map(|(index, crossing)| {
        let cell = crossing.cells.locate(position)?;
        let risks = cells::risks(state, snapshot, index);
        Some(cells::resource(snapshot, index, cell, &risks))
    });
    let info = FeatureInfo {
        lon: position.lon_degrees(),
        lat: position.lat_degrees(),
        grids: grids.collect(),
        cells: cells.collect(),
    };
    match form {
        InfoForm::Json => Answer::json(&info),
        InfoForm::Html => Answer::new(html(&info), "text/html; charset=utf-8", LIVE),
        InfoForm::Text => Answer::new(text(&info), "text/plain; charset=utf-8", LIVE),
    }
}

/// Names and values of each area, counts by their measure.
fn rows(info: &FeatureInfo) -> Vec<Vec<(String, String)>> {
    let grids = info.grids.iter().map(|grid| json!(grid));
    let cells = info.cells.iter().map(|cell| json!(cell));
    let row = |area: Value| {
        let members = area.as_object().into_iter().flatten();
        let plain = members.filter(|(_, value)| !value.is_array() && !value.is_null());
        let plain = plain.map(|(name, value)| (name.clone(), shown(value)));
        let counts = area["counts"].as_array().into_iter().flatten();
        let counts = counts.map(|count| (shown(&count["measure"]), shown(&count["value"])));
        plain.chain(counts).collect()
    };
    grids.chain(cells).map(row).collect()
}

fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn text(info: &FeatureInfo) -> String {
    let areas = rows(info).into_iter().map(|row| {
        let lines = row
            .into_iter()
            .map(|(name, value)| format!("{name}: {value}\n"));
        lines.collect::<String>()
    });
    areas.collect::<Vec<String>>().join("\n")
}

fn html(info: &FeatureInfo) -> String {
    let table = |row: Vec<(String, String)>| {
        let lines = row.into_iter().map(|(name, value)| {
            Element::new("tr").holding([Element::of("th", name), Element::of("td", value)])
        });
        Element::new("table").holding(lines)
    };
    let head = Element::new("head").holding([
        Element::new("meta").with("charset", "utf-8"),
        Element::of("title", "Hexward"),
    ]);
    let body = Element::new("body").holding(rows(info).into_iter().map(table));
    format!(
        "<!DOCTYPE html>\n{}",
        Element::new("html").holding([head, body]).text()
    )
}
