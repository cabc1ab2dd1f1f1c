//! `/tiles/{style}.json`: TileJSON, from which map libraries learn where the tiles are.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use hexward_engine::geom::TileSize;
use hexward_engine::layer::DayRange;
use hexward_engine::model::Count;
use hexward_engine::render::{self, Areas, LoadBy, Style, Theme, View};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;

use super::root::{center, first_zoom};
use super::tile_address::{self, TileQuery};
use crate::answer::Answer;
use crate::base_url::base_url;
use crate::dto;
use crate::error::ApiError;
use crate::markup::escaped;
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::{Parameters, percent_encoded};
use crate::state::AppState;
use crate::tile_cache::{Density, Format};
use crate::view::{Asked, Seen};

/// What the tiles of a set are.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wish {
    /// The format of the tiles; pictures when it is not given.
    #[param(inline, value_type = Option<dto::choices::TileFormat>)]
    format: Option<String>,
}

/// The tile set of a style
///
/// TileJSON 3, from which map libraries learn where the tiles are.
#[utoipa::path(
    get,
    path = "/tiles/{document}",
    operation_id = "get_tile_set",
    tag = tag::TILES,
    params(
        ("document" = String, Path, description = "The style, `.json`.", example = "cases.json", pattern = r"^[a-z]+\.json$"),
        Wish,
        TileQuery,
        Asked,
    ),
    responses(
        (status = 200, description = "The tile set.", body = dto::TileJson),
        Unchanged,
        Problem<404>,
    ),
)]
pub(super) async fn document(
    State(state): State<AppState>,
    uri: Uri,
    Parameters(wish): Parameters<Wish>,
    Parameters(query): Parameters<TileQuery>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let name = uri.path().trim_start_matches("/tiles/");
    let id = name.strip_suffix(".json").ok_or_else(|| {
        ApiError::NotOffered("a style is described at /tiles/{style}.json".to_owned())
    })?;
    let style = state.style_for(id, (Density::Single, query.theme()?))?;
    let seen = state.see(&asked).await?;
    let format = match wish.format.as_deref() {
        Some(extension) => tile_address::format(extension)?,
        None => Format::Png,
    };
    if matches!(format, Format::Mvt) && !style.has_vector() {
        let detail = format!("style {} has no .mvt tiles", style.id());
        return Err(ApiError::NotOffered(detail));
    }
    let view = query.view(style, (format, Density::Single), &seen.snapshot)?;
    let style = &*state.fitted(style, &seen, &view).await?;
    let base = base_url(state.config(), &headers);
    let origin = Origin {
        base: &base,
        instance: state.instance(),
    };
    let document = tile_json(style, &seen, &view, format, &origin);
    Ok(Answer::json(&document).showing(&seen).to(&headers))
}

fn tile_json(
    style: &Style,
    seen: &Seen,
    view: &View,
    format: Format,
    origin: &Origin<'_>,
) -> dto::TileJson {
    let snapshot = &seen.snapshot;
    let zooms = style.zooms(view.size);
    let bounds = snapshot.bounds();
    let [lon, lat] = center(bounds);
    let zoom = first_zoom(bounds).clamp(*zooms.start(), *zooms.end());
    dto::TileJson {
        tilejson: "3.0.0",
        name: style.title().en.clone(),
        description: style.description().en.clone(),
        version: format!("{}.0.0", style.version()),
        attribution: attribution(snapshot),
        scheme: "xyz",
        tiles: vec![template(style, &seen.asked, view, format, origin)],
        minzoom: *zooms.start(),
        maxzoom: *zooms.end(),
        bounds: dto::extent(bounds),
        center: [lon, lat, f64::from(zoom)],
        vector_layers: match format {
            Format::Png | Format::Webp => Vec::new(),
            Format::Mvt => vector_layers(snapshot, style),
        },
        title: dto::Text::from(style.title()),
        unit: render::unit_of(snapshot, style, view)
            .as_ref()
            .map(dto::Text::from),
        scale: render::scale_of(snapshot, style, view),
        legend_url: legend_url(style, &seen.asked, view, origin.base),
        revision: snapshot.revision.0,
    }
}

/// Whom the data is from, as text that is safe within HTML.
pub(super) fn attribution(snapshot: &Snapshot) -> Option<String> {
    let place = snapshot.place.as_ref()?;
    let texts = [&place.note.en, &place.name.en];
    let note = texts.into_iter().find(|text| !text.trim().is_empty())?;
    Some(escaped(note.trim()))
}

/// Where tiles come from.
pub(super) struct Origin<'a> {
    /// Scheme, host and path before all addresses.
    pub(super) base: &'a str,
    /// The start of the server.
    pub(super) instance: &'a str,
}

/// The address of all tiles, with the query that makes them so.
pub(super) fn template(
    style: &Style,
    asked: &Asked,
    view: &View,
    format: Format,
    origin: &Origin<'_>,
) -> String {
    let mut query: Vec<String> = Vec::new();
    let extension = format.extension();
    if matches!(view.size, TileSize::Px512) {
        query.push("size=512".to_owned());
    }
    query.extend(areas_of(view));
    query.extend(chosen(view));
    query.extend(theme_of(style));
    let labels = view.labels.map(|own| own.pick("zh", "en"));
    query.extend(labels.map(|own| format!("labels={own}")));
    query.extend(asked.parameter());
    let lasting = asked.is_lasting();
    query.extend(lasting.then(|| format!("instance={}", origin.instance)));
    let base = origin.base;
    format!(
        "{base}/tiles/{}/{{z}}/{{x}}/{{y}}.{extension}{}",
        style.id(),
        joined(&query)
    )
}

/// The legend of what the tiles show.
pub(super) fn legend_url(style: &Style, asked: &Asked, view: &View, base: &str) -> String {
    let grids = matches!(view.areas, Areas::Grids);
    let mut query: Vec<String> = grids
        .then(|| "areas=grids".to_owned())
        .into_iter()
        .collect();
    query.extend(chosen(view));
    query.extend(theme_of(style));
    query.extend(asked.parameter());
    let query = joined(&query);
    format!("{base}/legends/{}.json{query}", style.id())
}

/// The areas of a picture, as a query names them.
pub(super) fn areas_of(view: &View) -> Option<String> {
    match &view.areas {
        Areas::Grids => Some("areas=grids".to_owned()),
        Areas::Cells(Some(layer)) => Some(format!("layer={}", percent_encoded(layer))),
        Areas::Cells(None) => None,
    }
}

/// The ground of a style, as a query names it.
pub(super) fn theme_of(style: &Style) -> Option<String> {
    let theme = style.theme();
    (theme != Theme::Light).then(|| format!("theme={}", theme.name()))
}

/// The tier, the load and the days of a picture, as a query names them.
pub(super) fn chosen(view: &View) -> Vec<String> {
    let tier = view.tier.map(|tier| format!("tier={tier}"));
    let by = (view.by != LoadBy::default()).then(|| format!("by={}", view.by.name()));
    let days = view.days.map(|DayRange { from, to }| {
        let [from, to] = [from, to].map(Count::format_date);
        format!("days={from}/{to}")
    });
    tier.into_iter().chain(by).chain(days).collect()
}

fn joined(query: &[String]) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{mark}{}", query.join("&"))
}

pub(super) fn vector_layers(snapshot: &Snapshot, style: &Style) -> Vec<dto::VectorLayer> {
    let zooms = style.zooms(TileSize::Px256);
    let layer = |(id, fields): (String, Vec<(String, String)>)| dto::VectorLayer {
        id,
        fields: fields.into_iter().collect(),
        minzoom: *zooms.start(),
        maxzoom: *zooms.end(),
    };
    render::vector_fields(snapshot, style)
        .into_iter()
        .map(layer)
        .collect()
}
