//! Files of jobs: looked at before anything is said, of other programs, and how many there may be.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Method, StatusCode};
use hexward::config::{JOBS_MAX, UPLOADS_AT_ONCE};
use hexward_tests::{Site, program};
use serde_json::json;

use crate::changesets::community;
use crate::jobs::{addresses, applied, checked, send, sent};

#[tokio::test]
async fn a_file_is_looked_at_before_anything_is_said_about_it() {
    let site = community().await;
    let job = sent(&site, "addresses", "new.csv", &addresses(300)).await;
    let found = site.json(&format!("{job}/survey")).await;
    assert_eq!(found["layers"], json!([]));
    let survey = &found["survey"];
    assert_eq!(
        (&survey["rows"], &survey["encoding"]),
        (&json!(300), &json!("utf-8"))
    );
    assert_eq!(
        survey["columns"][1],
        json!({ "name": "经度", "field": "lon", "personal": false })
    );
    let best = &survey["scores"][0];
    assert_eq!(
        (&best["inside"], &best["total"]),
        (&json!(300), &json!(300)),
        "{survey}"
    );
    assert_eq!(site.json(&job).await["state"], "sent");
    let elsewhere = site.get(&format!("{job}/survey?parent=here")).await;
    assert!(
        elsewhere.is_problem(400, "malformed"),
        "{}",
        elsewhere.text()
    );
    let layers = site.get(&format!("{job}/survey?layer=x")).await;
    assert!(layers.is_problem(422, "file-refused"), "{}", layers.text());
}

#[tokio::test]
async fn there_are_only_so_many_jobs() {
    let site = Site::soho();
    for _ in 0..JOBS_MAX {
        sent(&site, "cases", "a.csv", "address\n").await;
    }
    let answer = send(&site, "?kind=cases&name=a.csv", "address\n").await;
    assert!(answer.is_problem(503, "too-many-jobs"), "{}", answer.text());
    assert_eq!(answer.header("retry-after"), "60");
    let list = site.json("/v1/jobs").await;
    let first = list["items"][0]["id"].as_str().expect("an id").to_owned();
    site.ask(Method::DELETE, &format!("/v1/jobs/{first}"), &[])
        .await;
    sent(&site, "cases", "a.csv", "address\n").await;
}

#[tokio::test]
async fn only_so_many_files_come_in_at_once() {
    let site = Site::soho();
    let never = || Body::from_stream(futures_util::stream::pending::<Result<Bytes, Infallible>>());
    let query = "?kind=cases&name=a.csv";
    let mut coming: Vec<_> = (0..UPLOADS_AT_ONCE)
        .map(|_| Box::pin(send(&site, query, never())))
        .collect();
    for file in &mut coming {
        let waited = tokio::time::timeout(Duration::from_millis(50), file).await;
        assert!(waited.is_err(), "nothing has come yet");
    }
    let answer = send(&site, query, "address\n").await;
    assert!(answer.is_problem(503, "too-many-jobs"), "{}", answer.text());
    coming.pop();
    sent(&site, "cases", "a.csv", "address\n").await;
}

#[tokio::test]
async fn a_file_of_another_program_is_converted_first() {
    let Some(program) = program() else {
        return;
    };
    hexward::apart::use_program(program);
    let folder = tempfile::tempdir().expect("a folder");
    let (text, file) = (
        folder.path().join("a.geojson"),
        folder.path().join("a.gpkg"),
    );
    let rows = r#"{"type":"FeatureCollection","features":[{"type":"Feature",
        "properties":{"id":"F1","households":2},"geometry":{"type":"Point","coordinates":[102.5,40.3004]}}]}"#;
    std::fs::write(&text, rows).expect("written");
    let output = hexward::apart::Output {
        target: hexward::apart::Target::GeoPackage,
        layer: "入户",
        crs: 4490,
        encoding: "utf-8",
    };
    let watch = hexward_engine::Watch::default();
    hexward::apart::write(&text, &output, &file, &watch).expect("a file");
    let site = community().await;
    let bytes = std::fs::read(&file).expect("there");
    let answer = send(&site, "?kind=addresses&name=a.gpkg", bytes).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let job = answer.header("location").to_owned();
    let wrong = json!({ "crs": "EPSG:4490", "layer": "x" });
    let entry = checked(&site, &job, &wrong).await;
    assert_eq!(entry["state"], "refused", "{entry}");
    assert!(
        entry.to_string().contains("it has the layers `入户`"),
        "{entry}"
    );
    let right = json!({ "crs": "EPSG:4490", "layer": "入户" });
    let entry = checked(&site, &job, &right).await;
    assert_eq!(
        (&entry["state"], &entry["report"]["rows"]),
        (&json!("checked"), &json!(1)),
        "{entry}"
    );
    assert_eq!(applied(&site, &job).await["state"], "applied");
}
