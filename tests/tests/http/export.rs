//! `/v1/export`: layers as files.

use axum::http::StatusCode;
use hexward_tests::Site;
use serde_json::Value;

#[tokio::test]
async fn layers_are_sent_as_files() {
    let site = Site::soho();
    let answer = site
        .get("/v1/export/grids?area=990185400001G007&crs=EPSG:27700")
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/geo+json");
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"hexward-grids-990185400001G007.geojson\""
    );
    assert_eq!(answer.header("x-hexward-revision"), "1");
    let value = answer.json();
    assert_eq!(value["features"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        value["crs"]["properties"]["name"],
        "urn:ogc:def:crs:EPSG::27700"
    );
    let lines = site
        .get("/v1/export/addresses?format=csv&crs=GCJ-02")
        .await
        .text();
    assert_eq!(lines.lines().count(), 325);
    let counts = site.get("/v1/export/counts?format=parquet").await;
    assert!(counts.body.starts_with(b"PAR1") && counts.body.ends_with(b"PAR1"));
    let grids = site.get("/v1/export/grids?format=parquet").await;
    assert_eq!(
        grids.header("content-type"),
        "application/vnd.apache.parquet"
    );
    assert!(grids.body.windows(10).any(|part| part == b"\"version\":"));
    let all: Value = site.get("/v1/export/cells?revision=1").await.json();
    let listed = site.json("/v1/cells?limit=1").await;
    assert!(
        all["features"]
            .as_array()
            .is_some_and(|cells| !cells.is_empty()),
        "{listed}"
    );
}

#[tokio::test]
async fn cells_have_an_index_of_h3_to_join_by() {
    let site = Site::soho();
    let cells = site.json("/v1/export/cells?h3=11").await;
    let cells = cells["features"].as_array().expect("features");
    assert!(!cells.is_empty());
    for cell in cells {
        // 15 hexadecimal digits: mode 1 and resolution 11 come first
        let index = cell["properties"]["h3"].as_str().unwrap_or_default();
        let is_hex = index.bytes().all(|digit| digit.is_ascii_hexdigit());
        assert!(
            index.len() == 15 && is_hex && index.starts_with("8b"),
            "{cell}"
        );
    }
    let plain = site.json("/v1/export/cells").await;
    assert!(plain["features"][0]["properties"]["h3"].is_null());
    let table = site.get("/v1/export/cells?h3=9&format=csv").await.text();
    assert!(
        table.lines().next().is_some_and(|head| head.contains("h3")),
        "{table}"
    );
}

#[tokio::test]
async fn what_cannot_be_exported_is_refused() {
    let site = Site::soho();
    for (path, status, code) in [
        ("/v1/export/persons", 404, "not-found"),
        ("/v1/export/grids?area=990185400002", 404, "not-found"),
        ("/v1/export/grids?format=xls", 400, "malformed"),
        ("/v1/export/counts?format=gpkg", 400, "malformed"),
        ("/v1/export/grids?crs=EPSG:1024", 400, "malformed"),
        ("/v1/export/grids?crs=moon", 400, "malformed"),
        ("/v1/export/grids?encoding=gb18030", 400, "malformed"),
        ("/v1/export/grids?area=1", 400, "malformed"),
        ("/v1/export/cells?h3=16", 400, "malformed"),
        ("/v1/export/cells?h3=x", 400, "malformed"),
        ("/v1/export/grids?h3=9", 400, "malformed"),
    ] {
        let answer = site.get(path).await;
        assert!(answer.is_problem(status, code), "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_compressed_file_ends() {
    let site = Site::soho();
    let gzip = [("accept-encoding", "gzip")];
    for path in ["/v1/export/addresses", "/v1/export/grids?revision=0"] {
        let plain = site.get(path).await;
        let answer = site.get_with(path, &gzip).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("content-encoding"), "gzip", "{path}");
        let shorter = plain.body.len() < 1_000 || answer.body.len() < plain.body.len();
        assert!(shorter && !answer.body.is_empty(), "{path}");
    }
}
