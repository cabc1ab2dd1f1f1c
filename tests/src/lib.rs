//! What tests of several packages share: a site to ask, and its answers; a synthetic city; graphs of units; databases; real files; numbers
//! that look random; functions to try random bytes on.

#![expect(
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a test fails by a panic"
)]

pub mod city;
pub mod contract;
mod database;
pub mod graphs;
pub mod planning;
pub mod random;
pub mod real;
pub mod shared;
pub mod targets;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::HOST;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use hexward::app::app;
use hexward::config::Config;
use hexward::demo::soho;
use hexward::state::AppState;
use hexward_engine::Engine;
use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::model::Note;
use hexward_engine::store::GeoPackage;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

use contract::Contract;
pub use database::{Database, Server};

/// The program that is built with the tests of the whole workspace; `None`, said aloud, where it is not.
pub fn program() -> Option<PathBuf> {
    let tests = std::env::current_exe().ok()?;
    let program = tests.parent()?.parent()?.join("hexward");
    if !program.exists() {
        eprintln!("skipped: {} is not built", program.display());
        return None;
    }
    Some(program)
}

/// The HTTP interface over a store of its own, without a socket.
pub struct Site {
    state: AppState,
    /// Its routes, built once: to build them takes longer than most answers.
    routes: Router,
    // dropped last: the store lies in it
    _folder: TempDir,
}

impl Site {
    /// Over an empty store.
    pub fn empty() -> Self {
        Self::with(Config::default())
    }

    /// Over an empty store, with this configuration.
    pub fn with(config: Config) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = GeoPackage::create_or_open(folder.path().join("site.gpkg")).expect("a store");
        let engine = Engine::open(Box::new(store)).expect("an engine");
        let state = AppState::new(Arc::new(engine), config).expect("the styles are sound");
        Self {
            routes: app(state.clone()),
            state,
            _folder: folder,
        }
    }

    /// Over the demo.
    pub fn soho() -> Self {
        Self::soho_with(Config::default())
    }

    /// Over the demo, with this configuration.
    pub fn soho_with(config: Config) -> Self {
        let site = Self::with(config);
        let changeset = soho(Note::default()).expect("the demo can be read");
        site.commit(changeset.edits);
        site
    }

    /// Makes edits durable and visible.
    pub fn commit(&self, edits: Vec<Edit>) {
        let note = Note::default();
        let changeset = Changeset { note, edits };
        self.state.engine().commit(&changeset).expect("committed");
    }

    /// What all its requests share.
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// The answer to a request, which is one that the description of the API promises; a request that names no host is for
    /// `localhost`.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let answer = self.answer(request).await;
        self.contract().await.check(&method, &path, &answer);
        answer
    }

    /// What the description of the API promises.
    pub async fn contract(&self) -> &'static Contract {
        if let Some(contract) = Contract::known() {
            return contract;
        }
        let request = Request::get("/v1/openapi.json").header(HOST, "localhost");
        let described = self
            .answer(request.body(Body::empty()).expect("a request"))
            .await;
        Contract::shared(|| described.json())
    }

    async fn answer(&self, mut request: Request<Body>) -> Answer {
        let headers = request.headers_mut();
        if !headers.contains_key(HOST) {
            headers.insert(HOST, HeaderValue::from_static("localhost"));
        }
        let response = self
            .routes
            .clone()
            .oneshot(request)
            .await
            .expect("infallible");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX)
            .await
            .expect("a whole body")
            .to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// The answer to a GET request.
    pub async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// The answer to a GET request with these headers.
    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask(Method::GET, path, headers).await
    }

    /// The answer to a request without a body.
    pub async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).expect("a request"))
            .await
    }

    /// The JSON that a path answers with.
    pub async fn json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.json()
    }
}

/// What came back.
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its whole body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header as text, empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("text"))
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Whether this is a problem document of this status and code.
    pub fn is_problem(&self, status: u16, code: &str) -> bool {
        self.status.as_u16() == status
            && self.header("content-type") == "application/problem+json"
            && self.json()["status"] == status
            && self.json()["code"] == code
    }
}
