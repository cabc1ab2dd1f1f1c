//! What is answered when too much is to be drawn, and how often requests for one tile draw it.

use axum::body::{Body, to_bytes};
use axum::http::header::{ETAG, HOST, IF_NONE_MATCH, RETRY_AFTER};
use axum::http::{Request, StatusCode};
use hexward_engine::Engine;
use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::model::{AddressId, Count, Measure, Note, Unit};
use hexward_engine::store::GeoPackage;
use tempfile::TempDir;
use tokio::sync::OwnedSemaphorePermit;
use tower::ServiceExt;

use super::*;
use crate::app::app;
use crate::config::Config;

const TILE: &str = "/tiles/cases/16/32743/21790.png";
const OTHER: &str = "/tiles/cases/16/32742/21790.png";

/// The demo.
fn demo() -> (AppState, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = GeoPackage::create_or_open(folder.path().join("s.gpkg")).expect("a store");
    let engine = Arc::new(Engine::open(Box::new(store)).expect("an engine"));
    let soho = crate::demo::soho(Note::default()).expect("the demo");
    engine.commit(&soho).expect("committed");
    let state = AppState::new(engine, Config::default()).expect("the styles are sound");
    (state, folder)
}

/// One more commit, which damages [`TILE`].
fn commit(state: &AppState) {
    let more = Edit::ImportCounts(vec![Count {
        address: AddressId::new("A107").expect("valid"),
        measure: Measure::new("deaths").expect("valid"),
        unit: Unit::Persons,
        cutoff: Count::parse_date("1854-10-31").expect("a date"),
        value: 40,
    }]);
    let changeset = Changeset {
        note: Note::default(),
        edits: vec![more],
    };
    state.engine().commit(&changeset).expect("committed");
}

/// Nothing is drawn, and no more is waited for, until it is dropped.
async fn overload(state: &AppState) -> (OwnedSemaphorePermit, Vec<Place>) {
    let turns = state.drawing().all_turns().await;
    let mut places = Vec::new();
    while let Ok(place) = state.drawing().place().await {
        places.push(place);
    }
    (turns, places)
}

async fn ask(state: &AppState, path: &str, held: Option<&str>) -> (Response, Vec<u8>) {
    let mut request = Request::get(path).header(HOST, "localhost");
    if let Some(held) = held {
        request = request.header(IF_NONE_MATCH, held);
    }
    let request = request.body(Body::empty()).expect("a request");
    let answer = app(state.clone()).oneshot(request).await;
    let (parts, body) = answer.expect("infallible").into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("a whole body");
    (Response::from_parts(parts, Body::empty()), bytes.to_vec())
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().expect("text"))
}

fn named(response: &Response) -> [&str; 4] {
    [
        "etag",
        "x-hexward-revision",
        "x-hexward-stale",
        "cache-control",
    ]
    .map(|name| header(response, name))
}

#[tokio::test]
async fn an_older_tile_is_shown_as_what_it_is_when_there_is_no_time_to_draw() {
    let (state, _folder) = demo();
    let (first, old) = ask(&state, TILE, None).await;
    let [tag, revision, stale, _] = named(&first);
    assert_eq!((first.status(), revision, stale), (StatusCode::OK, "1", ""));
    commit(&state);
    let full = overload(&state).await;
    let (shown, bytes) = ask(&state, TILE, None).await;
    assert_eq!((shown.status(), bytes == old), (StatusCode::OK, true));
    assert_eq!(named(&shown), [tag, "1", "2", "no-cache"]);
    let (held, _) = ask(&state, TILE, Some(tag)).await;
    assert_eq!(held.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(named(&held), [tag, "1", "2", "no-cache"]);
    assert_eq!(state.tile_work().older, 2);
    drop(full);
    let (fresh, bytes) = ask(&state, TILE, Some(tag)).await;
    assert_eq!((fresh.status(), bytes == old), (StatusCode::OK, false));
    let [new, revision, stale, lifetime] = named(&fresh);
    assert!(
        new != tag && (revision, stale, lifetime) == ("2", "", LIVE),
        "{new}"
    );
    // what is in memory needs no time
    let _full = overload(&state).await;
    let (kept, _) = ask(&state, TILE, None).await;
    assert_eq!(named(&kept), [new, "2", "", LIVE]);
}

#[tokio::test]
async fn what_was_never_shown_is_refused_at_once_with_when_to_come_back() {
    let (state, _folder) = demo();
    ask(&state, TILE, None).await;
    commit(&state);
    let full = overload(&state).await;
    let past = format!("{TILE}?revision=1");
    for path in [
        OTHER,
        &past,
        "/v1/static/cases/-0.1367,51.5133,16/300x200.png",
        "/legends/cases.png",
    ] {
        let (refused, body) = ask(&state, path, None).await;
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        let document: serde_json::Value = serde_json::from_slice(&body).expect("a problem");
        assert_eq!(document["code"], "overloaded", "{path}");
        assert_eq!(header(&refused, RETRY_AFTER.as_str()), "1", "{path}");
        assert!(!refused.headers().contains_key(ETAG), "{path}");
    }
    let wmts = "/wmts/1.0.0/cases/default/current/WebMercatorQuad/16/21790/32742.png";
    let (refused, _) = ask(&state, wmts, None).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(header(&refused, RETRY_AFTER.as_str()), "1");
    drop(full);
    for path in [OTHER, &past, wmts] {
        let (drawn, _) = ask(&state, path, None).await;
        assert_eq!(drawn.status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn requests_for_one_tile_take_one_place_and_draw_it_once() {
    let (state, _folder) = demo();
    let turns = state.drawing().all_turns().await;
    let asked: Vec<_> = (0..600)
        .map(|_| {
            let state = state.clone();
            tokio::spawn(async move { ask(&state, TILE, None).await })
        })
        .collect();
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    assert!(
        asked.iter().all(|asked| !asked.is_finished()),
        "one was refused"
    );
    drop(turns);
    let mut bodies = Vec::new();
    for asked in asked {
        let (response, body) = asked.await.expect("no panic");
        assert_eq!(response.status(), StatusCode::OK);
        bodies.push(body);
    }
    assert!(bodies.windows(2).all(|two| two[0] == two[1]));
    let work = state.tile_work();
    assert_eq!((work.keys, work.drawings), (1, 1));
}
