//! `/legends`: what the colours of a style mean, as JSON and as a picture.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::get;
use hexward_engine::model::Language;
use hexward_engine::render;
use serde::Deserialize;

use super::tile_address::TileQuery;
use crate::answer::{Answer, LIVE};
use crate::dto;
use crate::error::{ApiError, shown};
use crate::request::Parameters;
use crate::state::AppState;
use crate::tile_cache::Format;

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/legends/{document}", get(legend))
}

#[derive(Deserialize)]
struct Wish {
    lang: Option<String>,
    tier: Option<String>,
    by: Option<String>,
}

async fn legend(
    State(state): State<AppState>,
    uri: Uri,
    Parameters(wish): Parameters<Wish>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let name = uri.path().trim_start_matches("/legends/");
    let (id, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let snapshot = state.engine().snapshot();
    let style = state.style(id)?;
    let query = TileQuery {
        tier: wish.tier,
        by: wish.by,
        ..TileQuery::default()
    };
    let view = query.view(style, Format::Png, &snapshot)?;
    let legend = render::legend(&snapshot, style, &view);
    match extension {
        "json" => Ok(Answer::json(&dto::Legend::from(&legend)).to(&headers)),
        "png" => {
            let language = language(wish.lang.as_deref())?;
            let drawer = state.clone();
            let work = move || {
                let png = render::legend_png(&legend, language, drawer.fonts()?)?;
                Ok(Answer::new(png, "image/png", LIVE))
            };
            Ok(state.draw(work).await?.to(&headers))
        }
        other => Err(ApiError::NotOffered(format!(
            "legends are .json or .png, not `{}`",
            shown(other)
        ))),
    }
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
