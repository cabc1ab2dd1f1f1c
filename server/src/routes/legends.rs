//! `/legends`: what the colours of a style mean, as JSON and as pictures.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use hexward_engine::model::Language;
use hexward_engine::render::{self, Fonts};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::tile_address::TileQuery;
use crate::answer::{Answer, LIVE};
use crate::dto;
use crate::error::{ApiError, shown};
use crate::legend_svg::legend_svg;
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::Parameters;
use crate::state::AppState;
use crate::tile_cache::{Density, Format};
use crate::view::Asked;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(legend))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// The language of a picture.
    #[param(inline, value_type = Option<dto::choices::Tongue>)]
    lang: Option<String>,
    /// Which areas a style of areas colours; without it cells where there is a honeycomb, else grids.
    #[param(inline, value_type = Option<dto::choices::ColouredAreas>)]
    areas: Option<String>,
    /// The tier that the tiles show.
    #[param(inline, value_type = Option<dto::TierName>)]
    tier: Option<String>,
    /// The honeycomb that the tiles show.
    #[param(example = "hex60a")]
    layer: Option<String>,
    /// What a load counts.
    #[param(inline, value_type = Option<dto::choices::Load>)]
    by: Option<String>,
    /// What the legend lies on.
    #[param(inline, value_type = Option<dto::choices::Ground>)]
    theme: Option<String>,
}

/// What the colours of a style mean
///
/// As JSON, or as a picture.
#[utoipa::path(
    get,
    path = "/legends/{document}",
    operation_id = "get_legend",
    tag = tag::TILES,
    params(
        ("document" = String, Path, description = "The style, `.json`, `.png` or `.svg`.", example = "cases.json", pattern = r"^[a-z]+\.(json|png|svg)$"),
        Wish,
        Asked,
    ),
    responses(
        (status = 200, description = "The legend.", content(
            (dto::Legend = "application/json"),
            (Vec<u8> = "image/png"),
            (String = "image/svg+xml"),
        )),
        Unchanged,
        Problem<404>,
    ),
)]
async fn legend(
    State(state): State<AppState>,
    uri: Uri,
    Parameters(wish): Parameters<Wish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let name = uri.path().trim_start_matches("/legends/");
    let (id, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    state.style(id)?;
    let language = language(wish.lang.as_deref())?;
    let seen = state.see(&asked).await?;
    let query = TileQuery {
        areas: wish.areas,
        tier: wish.tier,
        layer: wish.layer,
        by: wish.by,
        theme: wish.theme,
        ..TileQuery::default()
    };
    let theme = query.theme()?;
    let style = state.style_for(id, (Density::Single, theme))?;
    let view = query.view(style, (Format::Png, Density::Single), &seen.snapshot)?;
    let style = state.fitted(style, &seen, &view).await?;
    let legend = render::legend(&seen.snapshot, &style, &view);
    let answer = match extension {
        "json" => Answer::json(&dto::Legend::from(&legend)),
        "svg" => {
            let svg = legend_svg(&legend, language, theme);
            Answer::new(svg, "image/svg+xml", LIVE)
        }
        "png" => {
            let drawer = state.clone();
            let work = move || {
                let png = render::legend_png(&legend, (language, theme), fonts(&drawer)?)?;
                Ok(Answer::new(png, "image/png", LIVE))
            };
            state.draw(work).await?
        }
        other => {
            return Err(ApiError::NotOffered(format!(
                "legends are .json, .png or .svg, not `{}`",
                shown(other)
            )));
        }
    };
    Ok(answer.showing(&seen).to(&headers))
}

fn fonts(state: &AppState) -> Result<&Fonts, ApiError> {
    let missing = || ApiError::Unavailable("no font is installed".to_owned());
    Some(state.fonts())
        .filter(|fonts| !fonts.is_empty())
        .ok_or_else(missing)
}

fn language(text: Option<&str>) -> Result<Language, ApiError> {
    match text {
        None | Some("zh") => Ok(Language::Zh),
        Some("en") => Ok(Language::En),
        Some(other) => {
            let detail = format!("`{}` is not zh or en", shown(other));
            Err(ApiError::Malformed {
                pointer: "/query/lang",
                detail,
            })
        }
    }
}
