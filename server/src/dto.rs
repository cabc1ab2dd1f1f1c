//! Wire types: the JSON of the API and how it is made from records. The only `serde` of the API.

use hexward_engine::assign::Tally;
use hexward_engine::geom::{Bounds, Polygon, Position, Region, Ring};
use hexward_engine::layer::MeasureCounts;
use hexward_engine::model;
use hexward_engine::render::{self, LegendKind, RiskLevel};
use serde::Serialize;

/// A text in both languages.
#[derive(Serialize)]
pub(crate) struct Text {
    zh: String,
    en: String,
}

impl From<&model::Text> for Text {
    fn from(text: &model::Text) -> Self {
        Self {
            zh: text.zh.clone(),
            en: text.en.clone(),
        }
    }
}

/// A list of resources.
#[derive(Serialize)]
pub(crate) struct Items<T> {
    pub(crate) items: Vec<T>,
}

/// One count up to a cut-off date. A measure that nobody reported is not listed: that is not zero.
#[derive(Serialize)]
pub(crate) struct Count {
    measure: String,
    unit: &'static str,
    value: u64,
    cutoff: String,
}

/// The counts of some measures, given in the order of the measures.
pub(crate) fn counts<'a>(
    measures: &'a [MeasureCounts],
    values: impl IntoIterator<Item = Option<u64>> + 'a,
) -> Vec<Count> {
    let reported = measures
        .iter()
        .zip(values)
        .filter_map(|(measure, value)| Some((measure, value?)));
    let count = |(measure, value): (&MeasureCounts, u64)| Count {
        measure: measure.measure.to_string(),
        unit: measure.unit.name(),
        value,
        cutoff: model::Count::format_date(measure.cutoff),
    };
    reported.map(count).collect()
}

/// The sum of a measure over everything stored.
#[derive(Serialize)]
pub(crate) struct MeasureTotal {
    measure: String,
    unit: &'static str,
    total: u64,
    cutoff: String,
}

impl From<&MeasureCounts> for MeasureTotal {
    fn from(sums: &MeasureCounts) -> Self {
        Self {
            measure: sums.measure.to_string(),
            unit: sums.unit.name(),
            total: sums.total,
            cutoff: model::Count::format_date(sums.cutoff),
        }
    }
}

/// A grid.
#[derive(Serialize)]
pub(crate) struct Grid {
    code: String,
    name: String,
    tier: &'static str,
    parent: Option<String>,
    area_m2: f64,
    addresses: u64,
    households: u64,
    residents: u64,
    counts: Vec<Count>,
    risk: &'static str,
    bounds: [f64; 4],
}

impl Grid {
    pub(crate) fn new(
        grid: &model::Grid,
        area_m2: f64,
        tally: &Tally,
        risk: RiskLevel,
        measures: &[MeasureCounts],
    ) -> Self {
        Self {
            code: grid.code.to_string(),
            name: grid.name.clone(),
            tier: grid.tier.name(),
            parent: grid.parent.as_ref().map(ToString::to_string),
            area_m2: to_centi(area_m2),
            addresses: tally.addresses,
            households: tally.households,
            residents: tally.residents,
            counts: counts(measures, tally.counts.iter().copied()),
            risk: risk.name(),
            bounds: grid.region.bounds().degrees(),
        }
    }
}

/// A honeycomb cell.
#[derive(Serialize)]
pub(crate) struct Cell {
    code: String,
    layer: String,
    phase: char,
    q: i32,
    r: i32,
    area_m2: f64,
    addresses: u64,
    counts: Vec<Count>,
    risk: &'static str,
    bounds: [f64; 4],
}

impl Cell {
    pub(crate) fn new(
        cell: &model::Cell,
        layer: &model::CrossingLayer,
        area_m2: f64,
        tally: &Tally,
        risk: RiskLevel,
        measures: &[MeasureCounts],
    ) -> Self {
        let (q, r) = cell.hexes.first().map_or((0, 0), |hex| (hex.q, hex.r));
        Self {
            code: cell.code.to_string(),
            layer: layer.name.to_string(),
            phase: layer.phase.letter(),
            q,
            r,
            area_m2: to_centi(area_m2),
            addresses: tally.addresses,
            counts: counts(measures, tally.counts.iter().copied()),
            risk: risk.name(),
            bounds: cell.region.bounds().degrees(),
        }
    }
}

/// Square metres to two decimals: more would claim more than the lattice knows.
fn to_centi(area_m2: f64) -> f64 {
    (area_m2 * 100.0).round() / 100.0
}

/// A resource with its outline.
#[derive(Serialize)]
pub(crate) struct Outlined<T> {
    #[serde(flatten)]
    pub(crate) resource: T,
    pub(crate) geometry: Geometry,
}

type Chain = Vec<[f64; 2]>;

/// A GeoJSON geometry (RFC 7946): rings closed, outer ones counter-clockwise, holes clockwise.
#[derive(Serialize)]
#[serde(tag = "type", content = "coordinates")]
pub(crate) enum Geometry {
    Polygon(Vec<Chain>),
    MultiPolygon(Vec<Vec<Chain>>),
}

impl From<&Region> for Geometry {
    fn from(region: &Region) -> Self {
        let mut polygons: Vec<Vec<Chain>> = region.polygons().iter().map(chains).collect();
        match polygons.len() {
            1 => Self::Polygon(polygons.remove(0)),
            _ => Self::MultiPolygon(polygons),
        }
    }
}

fn chains(polygon: &Polygon) -> Vec<Chain> {
    let outer = chain(polygon.outer().vertices().iter());
    let hole = |ring: &Ring| chain(ring.vertices().iter().rev());
    std::iter::once(outer)
        .chain(polygon.holes().iter().map(hole))
        .collect()
}

fn chain<'a>(vertices: impl Iterator<Item = &'a Position>) -> Chain {
    let mut chain: Chain = vertices
        .map(|v| [v.lon_degrees(), v.lat_degrees()])
        .collect();
    chain.extend(chain.first().copied());
    chain
}

/// A checkpoint, and what is nearest to it.
#[derive(Serialize)]
pub(crate) struct Checkpoint {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    pub(crate) nearest: Nearest,
}

/// What adds up over the addresses whose nearest checkpoint one is.
#[derive(Serialize)]
pub(crate) struct Nearest {
    pub(crate) addresses: u64,
    pub(crate) counts: Vec<Count>,
}

/// The areas that a position lies in.
#[derive(Serialize)]
pub(crate) struct Located {
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    pub(crate) inside: bool,
    pub(crate) grids: Vec<LocatedGrid>,
    pub(crate) cells: Vec<LocatedCell>,
}

/// A grid that a position lies in.
#[derive(Serialize)]
pub(crate) struct LocatedGrid {
    pub(crate) tier: &'static str,
    pub(crate) code: String,
    pub(crate) name: String,
}

/// A cell that a position lies in.
#[derive(Serialize)]
pub(crate) struct LocatedCell {
    pub(crate) layer: String,
    pub(crate) code: String,
    pub(crate) q: i32,
    pub(crate) r: i32,
}

/// A record near a position. Counts are those at an address, or those nearest to a checkpoint.
#[derive(Serialize)]
pub(crate) struct Neighbour {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    pub(crate) distance_m: f64,
    pub(crate) counts: Vec<Count>,
}

/// What the server holds.
#[derive(Serialize)]
pub(crate) struct Summary {
    pub(crate) name: Text,
    pub(crate) note: Text,
    pub(crate) revision: u64,
    pub(crate) content_hash: String,
    pub(crate) bounds: [f64; 4],
    pub(crate) center: [f64; 2],
    pub(crate) zoom: u8,
    pub(crate) totals: Totals,
    pub(crate) measures: Vec<MeasureTotal>,
    pub(crate) layers: Vec<HoneycombLayer>,
    pub(crate) styles: Vec<MapStyle>,
}

/// How many of each there are; grids of the lowest tier that has any.
#[derive(Serialize)]
pub(crate) struct Totals {
    pub(crate) addresses: usize,
    pub(crate) checkpoints: usize,
    pub(crate) grids: usize,
    pub(crate) cells: usize,
    pub(crate) barriers: usize,
    pub(crate) households: u64,
    pub(crate) residents: u64,
}

/// A honeycomb.
#[derive(Serialize)]
pub(crate) struct HoneycombLayer {
    pub(crate) name: String,
    pub(crate) spacing_m: f64,
    pub(crate) phase: char,
    pub(crate) parent: String,
    pub(crate) cells: usize,
}

/// A style that tiles are drawn in.
#[derive(Serialize)]
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
#[derive(Serialize)]
pub(crate) struct StyleOptions {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) areas: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) layer: Vec<String>,
}

/// A legend.
#[derive(Serialize)]
pub(crate) struct Legend {
    style: String,
    title: Text,
    unit: Option<Text>,
    kind: &'static str,
    scale: Option<String>,
    entries: Vec<LegendEntry>,
}

#[derive(Serialize)]
struct LegendEntry {
    color: String,
    alpha: f32,
    from: Option<f64>,
    to: Option<f64>,
    label: Text,
    letter: Option<String>,
    hatch: &'static str,
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
            hatch: entry.hatch,
        };
        let kind = match legend.kind {
            LegendKind::Ramp => "ramp",
            LegendKind::Classes => "classes",
            LegendKind::Symbols => "symbols",
        };
        Self {
            style: legend.style.clone(),
            title: Text::from(&legend.title),
            unit: legend.unit.as_ref().map(Text::from),
            kind,
            scale: legend.scale.clone(),
            entries: legend.entries.iter().map(entry).collect(),
        }
    }
}

/// TileJSON 3.0.0, with what a legend needs beside it.
#[derive(Serialize)]
pub(crate) struct TileJson {
    pub(crate) tilejson: &'static str,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) version: String,
    pub(crate) scheme: &'static str,
    pub(crate) tiles: Vec<String>,
    pub(crate) minzoom: u8,
    pub(crate) maxzoom: u8,
    pub(crate) bounds: [f64; 4],
    pub(crate) center: [f64; 3],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) vector_layers: Vec<VectorLayer>,
    pub(crate) title: Text,
    pub(crate) unit: Option<Text>,
    pub(crate) scale: Option<String>,
    pub(crate) legend_url: String,
    pub(crate) revision: u64,
}

/// A layer of the style's vector tiles.
#[derive(Serialize)]
pub(crate) struct VectorLayer {
    pub(crate) id: String,
    pub(crate) fields: std::collections::BTreeMap<String, String>,
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
