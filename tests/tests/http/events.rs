//! `/events`: every commit once and in order, also for whoever was away.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode};
use futures_util::StreamExt;
use hexward::app::app;
use hexward::config::Config;
use hexward::state::AppState;
use hexward_engine::Engine;
use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::model::{AreaCode, Note, Text};
use hexward_engine::store::GeoPackage;
use hexward_tests::Site;
use serde_json::Value;
use tower::ServiceExt;

/// What a listener hears.
struct Ears {
    body: BodyDataStream,
    text: String,
}

async fn listen(state: &AppState, path: &str, headers: &[(&str, &str)]) -> Ears {
    let mut request = Request::get(path).header("host", "localhost");
    request = request.header("accept-encoding", "gzip, br");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).expect("a request");
    let response = app(state.clone())
        .oneshot(request)
        .await
        .expect("infallible");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert!(!response.headers().contains_key("content-encoding"));
    Ears {
        body: response.into_body().into_data_stream(),
        text: String::new(),
    }
}

impl Ears {
    /// The next event: its kind, id and data; none at the end.
    async fn next(&mut self) -> Option<(String, u64, Value)> {
        while !self.text.contains("\n\n") {
            let chunk = tokio::time::timeout(Duration::from_secs(10), self.body.next());
            let chunk = chunk.await.expect("an event within ten seconds")?;
            let chunk = chunk.expect("a whole chunk");
            self.text
                .push_str(std::str::from_utf8(&chunk).expect("utf-8"));
        }
        let (event, rest) = self.text.split_once("\n\n").expect("a whole event");
        let field = |name: &str| {
            let value = event.lines().find_map(|line| line.strip_prefix(name));
            value.unwrap_or_default().trim().to_owned()
        };
        let told = (field("event:"), field("id:"), field("data:"));
        let rest = rest.to_owned();
        self.text = rest;
        let data = serde_json::from_str(&told.2).expect("json");
        Some((told.0, told.1.parse().expect("a revision"), data))
    }

    /// The revisions of the next commits.
    async fn commits(&mut self, count: usize) -> Vec<u64> {
        let mut revisions = Vec::new();
        for _ in 0..count {
            let (kind, id, data) = self.next().await.expect("not ended");
            assert_eq!((kind.as_str(), &data["revision"]), ("commit", &id.into()));
            revisions.push(id);
        }
        revisions
    }
}

fn state(folder: &Path, config: Config) -> AppState {
    let store = GeoPackage::create_or_open(folder.join("store.gpkg")).expect("a store");
    let engine = Engine::open(Box::new(store)).expect("an engine");
    AppState::new(Arc::new(engine), config).expect("the styles are sound")
}

fn commit(state: &AppState, name: &str) {
    let text = |text: &str| Text {
        zh: String::new(),
        en: text.to_owned(),
    };
    let edit = Edit::Describe {
        name: text(name),
        note: text(""),
    };
    let note = Note {
        author: "post 1".to_owned(),
        ..Note::default()
    };
    let changeset = Changeset {
        note,
        edits: vec![edit],
    };
    state.engine().commit(&changeset).expect("committed");
}

#[tokio::test]
async fn every_listener_hears_each_commit_once_and_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = state(folder.path(), Config::default());
    commit(&state, "before");
    let mut early = listen(&state, "/events", &[]).await;
    let (kind, id, data) = early.next().await.expect("a welcome");
    assert_eq!((kind.as_str(), id, &data["after"]), ("open", 1, &1.into()));
    let writer = state.clone();
    let writing = tokio::task::spawn_blocking(move || {
        for number in 0..50 {
            commit(&writer, &number.to_string());
        }
    });
    assert_eq!(early.commits(50).await, (2..=51).collect::<Vec<_>>());
    writing.await.expect("written");
    // who comes late, or was away, hears what was missed
    for (path, header) in [
        ("/events?after=20", None),
        ("/events", Some(("last-event-id", "20"))),
        ("/events?after=3", Some(("last-event-id", "20"))),
    ] {
        let headers: Vec<_> = header.into_iter().collect();
        let mut late = listen(&state, path, &headers).await;
        assert_eq!(late.next().await.expect("a welcome").1, 20);
        assert_eq!(late.commits(31).await, (21..=51).collect::<Vec<_>>());
    }
    let mut other = listen(&state, "/events?after=0&topics=grids,plan:x", &[]).await;
    other.next().await;
    let mut own = listen(&state, "/events?after=50&topics=grids,place", &[]).await;
    own.next().await;
    assert_eq!(own.commits(1).await, [51]);
    state.retire();
    for mut ears in [early, own, other] {
        assert!(ears.next().await.is_none(), "listeners end with the server");
    }
}

#[tokio::test]
async fn listeners_go_on_where_they_were_when_the_server_starts_again() {
    let folder = tempfile::tempdir().expect("a folder");
    {
        let state = state(folder.path(), Config::default());
        for number in 0..5 {
            commit(&state, &number.to_string());
        }
    }
    let state = state(folder.path(), Config::default());
    let mut ears = listen(&state, "/events", &[("last-event-id", "2")]).await;
    ears.next().await;
    let (_, id, data) = ears.next().await.expect("a commit");
    assert_eq!((id, &data["changed"]["place"]), (3, &1.into()));
    assert!(
        data["damage"].is_null(),
        "what is not remembered is not claimed"
    );
    assert_eq!(ears.commits(2).await, [4, 5]);
    commit(&state, "more");
    let (_, id, data) = ears.next().await.expect("a commit");
    assert!(id == 6 && data["damage"].is_array(), "{data}");
    // a revision of another history
    let mut lost = listen(&state, "/events?after=77", &[]).await;
    lost.next().await;
    let (kind, id, _) = lost.next().await.expect("an answer");
    assert_eq!((kind.as_str(), id), ("resync", 6));
}

#[tokio::test]
async fn there_are_only_so_many_listeners() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = Config {
        listeners: Some(1),
        ..Config::default()
    };
    let site = Site::with(config.clone());
    let state = state(folder.path(), config);
    let first = listen(&state, "/events", &[]).await;
    let request = || {
        let request = Request::get("/events").header("host", "localhost");
        request.body(Body::empty()).expect("a request")
    };
    let refused = app(state.clone())
        .oneshot(request())
        .await
        .expect("infallible");
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()["retry-after"], "2");
    drop(first);
    listen(&state, "/events", &[]).await;
    for query in ["after=x", "after=-1", "after=1e3"] {
        let answer = site.get(&format!("/events?{query}")).await;
        assert!(answer.is_problem(400, "malformed"), "{query}");
    }
}

#[tokio::test]
async fn a_commit_says_which_ground_it_covers_and_whether_labels_may_have_moved() {
    let site = Site::soho();
    let mut ears = listen(site.state(), "/events?after=0", &[]).await;
    assert_eq!(ears.next().await.expect("a welcome").0, "open");
    let (_, _, old) = ears.next().await.expect("the demo");
    assert!(old["covers"].is_null() && old["labels"] == true, "{old}");
    let rename = Edit::RenameGrid {
        code: AreaCode::new("990185400001G001").expect("a code"),
        name: "market".to_owned(),
    };
    let pump = site.state().engine().snapshot();
    let mut pump = pump.checkpoints.records()[0].clone();
    pump.name = "another name".to_owned();
    for (edit, covered, labels) in [
        (
            rename,
            vec![
                "change",
                "counts",
                "coverage",
                "defects",
                "fifths",
                "grids",
                "kcover",
                "load",
                "rates",
                "risk",
                "vacancies",
            ],
            true,
        ),
        (
            Edit::ImportCheckpoints(vec![pump]),
            vec!["checkpoints"],
            true,
        ),
    ] {
        site.commit(vec![edit]);
        let (kind, _, told) = ears.next().await.expect("a commit");
        assert_eq!((kind.as_str(), &told["labels"]), ("commit", &labels.into()));
        let covers = told["covers"].as_array().expect("covers");
        let mut styles: Vec<&str> = covers
            .iter()
            .filter_map(|cover| cover["style"].as_str())
            .collect();
        styles.sort_unstable();
        assert_eq!(styles, covered, "{told}");
        for cover in covers {
            let west = cover["bbox"][0].as_f64().expect("degrees");
            assert!(
                (-0.2..0.0).contains(&west) && cover["margin_px"].is_u64(),
                "{cover}"
            );
        }
    }
    commit(site.state(), "a name for the demo");
    let (_, _, told) = ears.next().await.expect("a commit");
    assert_eq!(
        (&told["covers"], &told["labels"]),
        (&Value::Array(Vec::new()), &false.into())
    );
}
