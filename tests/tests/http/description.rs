//! The description of the API is of this API: every route, reference, example and limit. Whether answers are as described
//! is checked wherever a test asks a site, see `hexward_tests::contract`.

use std::collections::BTreeSet;
use std::path::Path;

use axum::http::{Method, StatusCode};
use hexward::config::Config;
use hexward_tests::Site;
use hexward_tests::contract::Contract;
use serde_json::Value;

/// Every operation: path, method, and what is said of it.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().expect("paths").iter();
    let methods = paths.flat_map(|(path, item)| {
        let item = item.as_object().expect("a path has operations").iter();
        item.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    });
    methods.collect()
}

/// Calls a function with each object of a document and the JSON pointer to it.
fn walk<'a>(value: &'a Value, pointer: &str, seen: &mut impl FnMut(&str, &'a Value)) {
    let below = |key: &str| format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(members) => {
            seen(pointer, value);
            members
                .iter()
                .for_each(|(key, member)| walk(member, &below(key), seen));
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| walk(item, &below(&index.to_string()), seen));
        }
        _ => {}
    }
}

#[tokio::test]
async fn every_route_is_described() {
    let routes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src");
    let mut files = vec![routes.join("app.rs")];
    let mut folders = vec![routes.join("routes")];
    while let Some(folder) = folders.pop() {
        let folder = std::fs::read_dir(folder).expect("a folder");
        let paths = folder.map(|entry| entry.expect("an entry").path());
        let (below, sources): (Vec<_>, Vec<_>) = paths.partition(|path| path.is_dir());
        folders.extend(below);
        files.extend(sources);
    }
    for file in files.iter().filter(|file| !file.ends_with("page.rs")) {
        let source = std::fs::read_to_string(file).expect("a source");
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        for undescribed in [".route(", ".route_service(", ".nest(", ".nest_service("] {
            let place = file.display();
            assert!(
                !source.contains(undescribed),
                "{place}: {undescribed} is in no description, `.routes(` is"
            );
        }
    }
}

#[tokio::test]
async fn every_description_has_a_route() {
    let site = Site::soho();
    let contract = site.contract().await;
    for (template, method, _) in operations(contract.document()) {
        let pieces = template
            .split('/')
            .map(|piece| if piece.starts_with('{') { "1" } else { piece });
        let path = pieces.collect::<Vec<_>>().join("/");
        let other = site.ask(Method::PUT, &path, &[]).await;
        assert!(
            other.is_problem(405, "method-not-allowed"),
            "{template}: {}",
            other.text()
        );
        if template != "/events" {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            let answer = site.ask(method.clone(), &path, &[]).await;
            assert_ne!(
                answer.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {template}"
            );
        }
    }
}

#[tokio::test]
async fn operations_are_named_and_explained() {
    let site = Site::empty();
    let document = site.contract().await.document();
    assert_eq!(document["openapi"], "3.1.0");
    let tags = document["tags"].as_array().expect("tags").iter();
    let tags: BTreeSet<&str> = tags.filter_map(|tag| tag["name"].as_str()).collect();
    let (mut ids, mut used) = (BTreeSet::new(), BTreeSet::new());
    for (path, method, operation) in operations(document) {
        let of = format!("{method} {path}");
        let id = operation["operationId"].as_str().expect("an id");
        assert!(ids.insert(id), "{of}: {id} is taken");
        assert!(operation["summary"].is_string(), "{of}: no summary");
        used.extend(
            operation["tags"]
                .as_array()
                .expect("tags")
                .iter()
                .filter_map(Value::as_str),
        );
        for parameter in operation["parameters"].as_array().expect("parameters") {
            let explained = parameter.get("$ref").is_some() || parameter["description"].is_string();
            assert!(explained, "{of}: {parameter} is not explained");
        }
    }
    assert_eq!(used, tags);
    assert!(ids.len() > 30, "{ids:?}");
}

#[tokio::test]
async fn no_reference_leads_nowhere() {
    let site = Site::empty();
    let document = site.contract().await.document();
    let mut count = 0;
    walk(document, "", &mut |pointer, object| {
        let Some(Value::String(reference)) = object.get("$ref") else {
            return;
        };
        count += 1;
        let target = reference
            .strip_prefix('#')
            .and_then(|target| document.pointer(target));
        assert!(target.is_some(), "{pointer}: {reference}");
    });
    assert!(count > 100, "{count}");
}

#[tokio::test]
async fn examples_are_of_their_schemas() {
    let site = Site::empty();
    let contract = site.contract().await;
    let mut count = 0;
    walk(contract.document(), "", &mut |pointer, object| {
        count += check(contract, pointer, object);
    });
    assert!(count > 60, "{count}");
}

/// How many examples an object has, each of which is of the schema beside it.
fn check(contract: &Contract, pointer: &str, object: &Value) -> usize {
    if pointer.contains("/examples/") || pointer.contains("/example/") {
        return 0;
    }
    // of a parameter or a body, the schema is a member; a schema is its own
    let schema = if object.get("schema").is_some() {
        format!("{pointer}/schema")
    } else {
        pointer.to_owned()
    };
    let values: Vec<&Value> = match object.get("examples") {
        Some(Value::Array(values)) => values.iter().collect(),
        Some(Value::Object(named)) if object.get("schema").is_some() => {
            named.values().map(|example| &example["value"]).collect()
        }
        _ => Vec::new(),
    };
    let single = object
        .get("example")
        .filter(|_| object.get("schema").is_some() || object.get("type").is_some());
    let values: Vec<&Value> = values.into_iter().chain(single).collect();
    for value in &values {
        contract.check_value(&schema, value, &format!("the example {value}"));
    }
    values.len()
}

#[tokio::test]
async fn limits_are_those_that_are_kept() {
    let site = Site::empty();
    let contract = site.contract().await;
    let limits = site.json("/v1/limits").await;
    let edits = contract.at("/components/schemas/Changeset/properties/edits");
    assert_eq!(edits["maxItems"], limits["changesets"]["edits_max"]);
    let key = contract.at("/components/schemas/Key");
    assert_eq!(key["maxLength"], limits["changesets"]["key_chars_max"]);
    for (list, rows) in limits["lists"].as_object().expect("lists") {
        let path = list.replace('/', "~1");
        let parameters = contract
            .at(&format!("/paths/{path}/get/parameters"))
            .as_array();
        let mut parameters = parameters.expect("parameters").iter();
        let limit = parameters
            .find(|parameter| parameter["name"] == "limit")
            .expect(list);
        assert_eq!(limit["schema"]["maximum"], rows["limit_max"], "{list}");
        assert_eq!(limit["schema"]["default"], rows["limit_default"], "{list}");
    }
}

#[tokio::test]
async fn the_description_is_found_from_the_root() {
    let site = Site::empty();
    let root = site.get("/v1").await;
    assert_eq!(
        root.header("link"),
        "</v1/openapi.json>; rel=\"service-desc\""
    );
    let path = root.json()["openapi"].as_str().expect("a path").to_owned();
    let described = site.get(&path).await;
    let again = site
        .get_with(&path, &[("if-none-match", described.header("etag"))])
        .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(described.json()["servers"][0]["url"], "/");
    let public = Config {
        public_url: Some("https://maps.example.org/city".parse().expect("a url")),
        ..Config::default()
    };
    let described = Site::with(public).json("/v1/openapi.json").await;
    assert_eq!(
        described["servers"][0]["url"],
        "https://maps.example.org/city"
    );
}
