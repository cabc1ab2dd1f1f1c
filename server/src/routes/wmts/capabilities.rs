//! What there is: the capabilities document.

use hexward_engine::model::Count;
use hexward_engine::render::Theme;
use hexward_engine::snapshot::Snapshot;

use time::Date;

use super::info::InfoForm;
use super::{CURRENT, PATH, VERSION};
use crate::dto;
use crate::error::ApiError;
use crate::markup::Element;
use crate::routes::map_layers::MapLayer;
use crate::state::AppState;
use crate::tile_cache::Format;
use crate::tiling::{SETS, TILE_PX, TileMatrixSet};

/// So many days are listed: each layer names them all.
const DAYS_MAX: usize = 60;

/// The formats of tiles.
pub(super) const FORMATS: [Format; 2] = [Format::Png, Format::Webp];

/// The capabilities, with absolute URLs that start so. O(layers).
///
/// # Errors
/// [`ApiError`] when the log, which says on which days something changed, cannot be read.
pub(super) fn document(
    state: &AppState,
    snapshot: &Snapshot,
    base: &str,
) -> Result<String, ApiError> {
    let days = state.engine().days(DAYS_MAX);
    let days = days.map_err(|error| state.refusal(&error))?;
    let layers = MapLayer::all(state, snapshot);
    let layers = layers.iter().map(|own| layer(own, (snapshot, &days), base));
    let sets = SETS.iter().map(matrix_set);
    let metadata = format!("{base}{PATH}/{VERSION}/WMTSCapabilities.xml");
    let root = Element::new("Capabilities")
        .with("xmlns", "http://www.opengis.net/wmts/1.0")
        .with("xmlns:ows", "http://www.opengis.net/ows/1.1")
        .with("xmlns:xlink", "http://www.w3.org/1999/xlink")
        .with("version", VERSION)
        .holding([
            identification(snapshot),
            provider(),
            operations(base),
            Element::new("Contents").holding(layers.chain(sets)),
            Element::new("ServiceMetadataURL").with("xlink:href", metadata),
        ]);
    Ok(root.document())
}

fn identification(snapshot: &Snapshot) -> Element {
    let place = snapshot.place.as_ref();
    let (title, note) = place.map_or(("", ""), |place| (&place.name.en, &place.note.en));
    Element::new("ows:ServiceIdentification").holding([
        Element::of("ows:Title", title),
        Element::of("ows:Abstract", note),
        Element::of("ows:ServiceType", "OGC WMTS"),
        Element::of("ows:ServiceTypeVersion", VERSION),
        Element::of("ows:Fees", "none"),
        Element::of("ows:AccessConstraints", "none"),
    ])
}

fn provider() -> Element {
    Element::new("ows:ServiceProvider").holding([
        Element::of("ows:ProviderName", "Hexward"),
        Element::new("ows:ServiceContact"),
    ])
}

fn operations(base: &str) -> Element {
    let get = |href: String, encoding: &str| {
        let allowed =
            Element::new("ows:AllowedValues").holding([Element::of("ows:Value", encoding)]);
        let constraint = Element::new("ows:Constraint")
            .with("name", "GetEncoding")
            .holding([allowed]);
        Element::new("ows:Get")
            .with("xlink:href", href)
            .holding([constraint])
    };
    let operation = |name: &str| {
        let http = Element::new("ows:HTTP").holding([
            get(format!("{base}{PATH}?"), "KVP"),
            get(format!("{base}{PATH}/{VERSION}/"), "RESTful"),
        ]);
        Element::new("ows:Operation")
            .with("name", name)
            .holding([Element::new("ows:DCP").holding([http])])
    };
    let names = ["GetCapabilities", "GetTile", "GetFeatureInfo"];
    Element::new("ows:OperationsMetadata").holding(names.map(operation))
}

fn layer(layer: &MapLayer<'_>, (snapshot, days): (&Snapshot, &[Date]), base: &str) -> Element {
    let [west, south, east, north] = dto::extent(snapshot.bounds());
    let bounds = Element::new("ows:WGS84BoundingBox").holding([
        Element::of("ows:LowerCorner", format!("{west} {south}")),
        Element::of("ows:UpperCorner", format!("{east} {north}")),
    ]);
    let infos = InfoForm::ALL.map(|form| Element::of("InfoFormat", form.media_type()));
    let days = days
        .iter()
        .map(|&day| Element::of("Value", Count::format_date(day)));
    let time = Element::new("Dimension").holding([
        Element::of("ows:Identifier", "Time"),
        Element::of(
            "ows:Title",
            "The day that is shown, as YYYY-MM-DD: those on which something changed are listed, the newest first, and any other shows what was so then",
        ),
        Element::of("ows:UOM", "ISO8601"),
        Element::of("Default", CURRENT),
        Element::of("Current", true),
        Element::of("Value", CURRENT),
    ]);
    let time = time.holding(days);
    Element::new("Layer")
        .holding([
            Element::of("ows:Title", &layer.title.en),
            Element::of("ows:Abstract", &layer.style.description().en),
            bounds,
            Element::of("ows:Identifier", &layer.id),
        ])
        .holding(Theme::ALL.map(|theme| style(layer, theme, base)))
        .holding(FORMATS.map(|format| Element::of("Format", format.media_type())))
        .holding(infos)
        .holding([time])
        .holding(SETS.iter().map(|set| set_link(layer, set, snapshot)))
        .holding(resources(layer, base))
}

/// The name of the style for what pictures lie on.
pub(super) fn style_id(theme: Theme) -> &'static str {
    match theme {
        Theme::Light => "default",
        Theme::Dark => "dark",
    }
}

/// The style of a layer for light or dark ground, with its legend.
fn style(layer: &MapLayer<'_>, theme: Theme, base: &str) -> Element {
    let tier = layer.query.tier.as_ref().map(|tier| format!("tier={tier}"));
    let dark = (theme == Theme::Dark).then(|| "theme=dark".to_owned());
    let query: Vec<String> = tier.into_iter().chain(dark).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    let legend = format!(
        "{base}/legends/{}.png{mark}{}",
        layer.style.id(),
        query.join("&")
    );
    let title = match theme {
        Theme::Light => layer.style.title().en.clone(),
        Theme::Dark => format!("{}, on dark ground", layer.style.title().en),
    };
    let mut style = Element::new("Style");
    if theme == Theme::Light {
        style = style.with("isDefault", true);
    }
    style.holding([
        Element::of("ows:Title", title),
        Element::of("ows:Identifier", style_id(theme)),
        Element::new("LegendURL")
            .with("format", "image/png")
            .with("xlink:href", legend),
    ])
}

fn set_link(layer: &MapLayer<'_>, set: &TileMatrixSet, snapshot: &Snapshot) -> Element {
    let limits = set
        .zooms()
        .filter_map(|zoom| layer.limits(set, snapshot, zoom));
    let limits = limits.map(|limits| {
        Element::new("TileMatrixLimits").holding([
            Element::of("TileMatrix", limits.matrix),
            Element::of("MinTileRow", limits.rows.0),
            Element::of("MaxTileRow", limits.rows.1),
            Element::of("MinTileCol", limits.columns.0),
            Element::of("MaxTileCol", limits.columns.1),
        ])
    });
    Element::new("TileMatrixSetLink").holding([
        Element::of("TileMatrixSet", set.id),
        Element::new("TileMatrixSetLimits").holding(limits),
    ])
}

/// The templates of addresses.
fn resources(layer: &MapLayer<'_>, base: &str) -> impl Iterator<Item = Element> {
    let start = format!(
        "{base}{PATH}/{VERSION}/{}/{{Style}}/{{Time}}/{{TileMatrixSet}}/{{TileMatrix}}/{{TileRow}}/{{TileCol}}",
        layer.id
    );
    let resource = |kind: &str, format: &str, template: String| {
        Element::new("ResourceURL")
            .with("format", format)
            .with("resourceType", kind)
            .with("template", template)
    };
    let tiles = FORMATS.map(|format| {
        let template = format!("{start}.{}", format.extension());
        resource("tile", format.media_type(), template)
    });
    let infos = InfoForm::ALL.map(|form| {
        let template = format!("{start}/{{J}}/{{I}}.{}", form.extension());
        resource("FeatureInfo", form.media_type(), template)
    });
    tiles.into_iter().chain(infos)
}

fn matrix_set(set: &TileMatrixSet) -> Element {
    let [first, second] = set.corner;
    let matrix = |zoom: u8| {
        Element::new("TileMatrix").holding([
            Element::of("ows:Identifier", set.matrix(zoom)),
            Element::of("ScaleDenominator", set.scale_denominator(zoom)),
            Element::of("TopLeftCorner", format!("{first} {second}")),
            Element::of("TileWidth", TILE_PX),
            Element::of("TileHeight", TILE_PX),
            Element::of("MatrixWidth", set.tiles(zoom)[0]),
            Element::of("MatrixHeight", set.tiles(zoom)[1]),
        ])
    };
    let well_known = set.scale_set;
    let well_known = well_known.map(|[of_wmts, _]| Element::of("WellKnownScaleSet", of_wmts));
    Element::new("TileMatrixSet")
        .holding([
            Element::of("ows:Title", set.title),
            Element::of("ows:Identifier", set.id),
            Element::of("ows:SupportedCRS", set.crs_urn),
        ])
        .holding(well_known)
        .holding(set.zooms().map(matrix))
}
