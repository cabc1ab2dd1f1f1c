//! `/v1/ledger`: addresses that belong to no area of a tier, and what assignment had to decide, kind by kind.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::ledger::{EntryKind, Ledger};
use hexward_engine::model::{AddressId, Tier};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::config::LEDGER_DEFAULT;
use crate::dto;
use crate::error::{ApiError, shown};
use crate::openapi::{Problem, Unchanged, tag};
use crate::portion::Portion;
use crate::request::Parameters;
use crate::state::AppState;
use crate::view::Asked;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(entries))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// The tier; the lowest down to grid when it is not given.
    #[param(inline, value_type = Option<dto::TierName>)]
    tier: Option<String>,
    /// The kind of entries; unlocated addresses when it is not given.
    #[param(inline, value_type = Option<dto::choices::EntryName>)]
    kind: Option<String>,
    /// At most so many rows.
    #[param(value_type = Option<usize>)]
    limit: Option<String>,
    /// Only what comes behind this address id in the order of the list: the portion that `next` links to.
    #[param(inline, value_type = Option<dto::AddressName>)]
    after: Option<String>,
}

/// What assignment had to decide
///
/// Addresses that lie in no grid, codes and points that disagree, buildings that are scattered, addresses that count elsewhere.
#[utoipa::path(
    get,
    path = "/v1/ledger",
    operation_id = "list_ledger",
    tag = tag::LEDGER,
    params(Wish, Asked),
    responses((status = 200, description = "A portion of the entries, by address.", body = dto::Items<dto::LedgerEntry>), Unchanged, Problem<404>),
)]
async fn entries(
    State(state): State<AppState>,
    Parameters(wish): Parameters<Wish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (limit, after) = (wish.limit.as_deref(), wish.after.as_deref());
    let portion = Portion::parse(limit, after, LEDGER_DEFAULT, AddressId::new)?.of(&asked);
    let tier = wish.tier.as_deref().map(tier).transpose()?;
    let kind = wish
        .kind
        .as_deref()
        .map_or(Ok(EntryKind::Unlocated), kind)?;
    let question = move |state: &AppState, snapshot: &Snapshot| {
        Ok(Answer::json(&of_kind(
            state, snapshot, tier, kind, &portion,
        )?))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

fn tier(name: &str) -> Result<Tier, ApiError> {
    Tier::from_name(name).ok_or_else(|| ApiError::Malformed {
        pointer: "/query/tier",
        detail: format!(
            "`{}` is not a tier: street, community, grid, micro",
            shown(name)
        ),
    })
}

fn kind(name: &str) -> Result<EntryKind, ApiError> {
    EntryKind::from_name(name).ok_or_else(|| {
        let names = EntryKind::ALL.map(EntryKind::name).join(", ");
        ApiError::Malformed {
            pointer: "/query/kind",
            detail: format!("`{}` is not a kind of entry: {names}", shown(name)),
        }
    })
}

/// A portion of the entries of a kind, by address id. O(log entries + limit).
fn of_kind(
    state: &AppState,
    snapshot: &Snapshot,
    tier: Option<Tier>,
    kind: EntryKind,
    portion: &Portion<AddressId>,
) -> Result<dto::Items<dto::LedgerEntry>, ApiError> {
    let chosen = tier.or_else(|| snapshot.counted_tier());
    let ledger = chosen.and_then(|tier| Some((tier, Ledger::of(snapshot, tier)?)));
    let Some((chosen, mut ledger)) = ledger else {
        return match tier {
            Some(tier) => Err(ApiError::NotFound(format!(
                "there are no grids of tier {tier}"
            ))),
            None => Ok(dto::Items {
                items: Vec::new(),
                next: None,
            }),
        };
    };
    let rows = ledger.len(kind);
    let range = portion.places(rows, |place| ledger.address(kind, place));
    let next = (range.end < rows).then(|| {
        let last = ledger.address(kind, range.end - 1);
        let filter = format!("tier={chosen}&kind={}&", kind.name());
        portion.next(state.config(), "/v1/ledger", &filter, last.as_str())
    });
    let items = range
        .map(|place| ledger.entry(kind, place).into())
        .collect();
    Ok(dto::Items { items, next })
}
