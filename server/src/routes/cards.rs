//! `/v1/cards`: grids on paper, as PDF and PNG, and what stands there as JSON.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use hexward_engine::model::{AreaCode, Language, Tier};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, LIVE};
use crate::base_url::base_url;
use crate::cards::{self, CARDS_MAX, Card, CardError, cards_of, grids_of};
use crate::dto;
use crate::error::{ApiError, shown};
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::{Parameters, tier_named};
use crate::state::AppState;
use crate::view::Asked;

/// Dots an inch of a picture when none are asked for.
const DPI: u32 = 150;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(card))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// Instead of the grid, a card for each grid of this tier in it.
    #[param(inline, value_type = Option<dto::TierName>)]
    tier: Option<String>,
    /// The language of the page.
    #[param(inline, value_type = Option<dto::choices::Tongue>)]
    lang: Option<String>,
    /// Dots an inch of a picture.
    #[param(value_type = Option<u32>, minimum = 50, maximum = 400)]
    dpi: Option<String>,
}

/// Cards of grids
///
/// For the wall and the pocket: the four bounds in words with a check against the ground, counts, checkpoints, neighbours, a
/// map and a code to scan that leads to the page. As JSON and PDF of one grid or of all grids of a tier in it; as PNG of one.
#[utoipa::path(
    get,
    path = "/v1/cards/{document}",
    operation_id = "get_cards",
    tag = tag::CARDS,
    params(
        ("document" = String, Path, description = "The code of the grid, `.json`, `.pdf` or `.png`.", example = "990185400001G007.json", pattern = r"^[0-9A-Z]+\.(json|pdf|png)$"),
        Wish,
        Asked,
    ),
    responses(
        (status = 200, description = "The cards.", content(
            (dto::Items<dto::GridCard> = "application/json"),
            (Vec<u8> = "application/pdf"),
            (Vec<u8> = "image/png"),
        )),
        Unchanged,
        Problem<404>,
        Problem<422>,
    ),
)]
async fn card(
    State(state): State<AppState>,
    uri: Uri,
    Parameters(wish): Parameters<Wish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let name = uri.path().trim_start_matches("/v1/cards/");
    let (code, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let order = Order {
        area: code.to_owned(),
        tier: wish.tier.as_deref().map(tier_named).transpose()?,
        language: language(wish.lang.as_deref())?,
        dpi: dpi(wish.dpi.as_deref())?,
        base: base_url(state.config(), &headers),
        form: match extension {
            "json" => Form::Json,
            "pdf" => Form::Pdf,
            "png" => Form::Png,
            other => {
                let other = shown(other);
                let detail = format!("cards are .json, .pdf or .png, not `{other}`");
                return Err(ApiError::NotOffered(detail));
            }
        },
    };
    let seen = state.see(&asked).await?;
    let (drawer, snapshot) = (state.clone(), seen.snapshot.clone());
    let work = move || order.answer(&drawer, &snapshot);
    Ok(state.draw(work).await?.showing(&seen).to(&headers))
}

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Pdf,
    Png,
}

/// What is asked for.
struct Order {
    area: String,
    tier: Option<Tier>,
    language: Language,
    dpi: u32,
    base: String,
    form: Form,
}

impl Order {
    fn answer(&self, state: &AppState, snapshot: &Snapshot) -> Result<Answer, ApiError> {
        let unknown = || ApiError::NotFound(format!("there is no grid `{}`", shown(&self.area)));
        let code = AreaCode::new(&self.area).map_err(|_other| unknown())?;
        let grids = grids_of(snapshot, &code, self.tier);
        if grids.is_empty() {
            return Err(match self.tier.filter(|_| snapshot.grid(&code).is_some()) {
                Some(tier) => {
                    let detail = format!("there are no grids of tier {tier} in {code}");
                    ApiError::NotFound(detail)
                }
                None => unknown(),
            });
        }
        if grids.len() > CARDS_MAX {
            let count = grids.len();
            return Err(ApiError::TooMuch(format!(
                "{count} cards are more than {CARDS_MAX}: ask for a smaller area"
            )));
        }
        let cards = cards_of(snapshot, &grids, Some(&self.base));
        match self.form {
            Form::Json => {
                let items = cards.iter().map(dto::GridCard::new).collect();
                Ok(Answer::json(&dto::Items { items, next: None }))
            }
            Form::Pdf => {
                let pdf = cards::pdf(&cards, self.language, state.fonts())
                    .map_err(|error| refused(&error))?;
                Ok(Answer::new(pdf, "application/pdf", LIVE))
            }
            Form::Png => self.picture(state, &cards),
        }
    }

    fn picture(&self, state: &AppState, cards: &[Card<'_>]) -> Result<Answer, ApiError> {
        let [card] = cards else {
            let detail = "a picture is of one card: ask for one grid, or for .pdf".to_owned();
            return Err(ApiError::TooMuch(detail));
        };
        let png = cards::png(card, self.language, state.fonts(), self.dpi)
            .map_err(|error| refused(&error))?;
        Ok(Answer::new(png, "image/png", LIVE))
    }
}

fn refused(error: &CardError) -> ApiError {
    match error {
        CardError::NoFont => ApiError::Unavailable(error.to_string()),
        CardError::Font { .. } | CardError::Picture(_) => ApiError::Internal(error.to_string()),
    }
}

fn language(text: Option<&str>) -> Result<Language, ApiError> {
    match text {
        None | Some("zh") => Ok(Language::Zh),
        Some("en") => Ok(Language::En),
        Some(other) => Err(ApiError::Malformed {
            pointer: "/query/lang",
            detail: format!("`{}` is not zh or en", shown(other)),
        }),
    }
}

fn dpi(text: Option<&str>) -> Result<u32, ApiError> {
    let Some(text) = text else {
        return Ok(DPI);
    };
    let dpi = text.parse().ok();
    let dpi = dpi.filter(|dpi| (cards::DPI_MIN..=cards::DPI_MAX).contains(dpi));
    dpi.ok_or_else(|| ApiError::Malformed {
        pointer: "/query/dpi",
        detail: format!(
            "`{}` is not a number from {} to {}",
            shown(text),
            cards::DPI_MIN,
            cards::DPI_MAX
        ),
    })
}
