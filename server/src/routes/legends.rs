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
use crate::view::Asked;

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
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let name = uri.path().trim_start_matches("/legends/");
    let (id, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let style = state.style(id)?;
    let seen = state.see(&asked).await?;
    let query = TileQuery {
        tier: wish.tier,
        by: wish.by,
        ..TileQuery::default()
    };
    let view = query.view(style, Format::Png, &seen.snapshot)?;
    let legend = render::legend(&seen.snapshot, style, &view);
    let answer = match extension {
        "json" => Answer::json(&dto::Legend::from(&legend)),
        "png" => {
            let language = language(wish.lang.as_deref())?;
            let drawer = state.clone();
            let work = move || {
                let png = render::legend_png(&legend, language, drawer.fonts()?)?;
                Ok(Answer::new(png, "image/png", LIVE))
            };
            state.draw(work).await?
        }
        other => {
            return Err(ApiError::NotOffered(format!(
                "legends are .json or .png, not `{}`",
                shown(other)
            )));
        }
    };
    Ok(answer.showing(&seen).to(&headers))
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
