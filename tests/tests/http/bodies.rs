//! Bodies of `/v1/changesets` that make no sense, and pages that may not send any.

use axum::body::Body;
use axum::http::Request;
use hexward::config::Config;
use hexward_tests::Site;
use serde_json::json;

use crate::changesets::{COMMUNITY, changeset, code, community, post};

/// Bodies that make no sense, and where the fault is.
#[expect(clippy::too_many_lines, reason = "one list, one story")]
fn hostile() -> Vec<(String, &'static str)> {
    let edit =
        |edit: &str| format!("{{\"author\":\"a\",\"edits\":[{{\"op\":\"with_faults\"}},{edit}]}}");
    let node = |to: &str| {
        edit(&format!(
            "{{\"op\":\"move_node\",\"tier\":\"grid\",\"from\":[1,2],\"to\":{to}}}"
        ))
    };
    let region = |region: &str| {
        edit(&format!(
            "{{\"op\":\"draw_grid\",\"parent\":\"{COMMUNITY}\",\"code\":\"{COMMUNITY}G009\",\"name\":\"\",\"region\":{region}}}"
        ))
    };
    let deep = "[".repeat(100_000);
    vec![
        (String::new(), ""),
        ("{".to_owned(), ""),
        ("[]".to_owned(), ""),
        ("null".to_owned(), ""),
        (deep.clone(), "/0"),
        (
            format!("{{\"author\":\"a\",\"edits\":{deep}"),
            "/edits/0/0…",
        ),
        ("{\"author\":\"a\",\"edits\":[]}".to_owned(), "/edits"),
        ("{\"author\":\"a\",\"edits\":{}}".to_owned(), "/edits"),
        (
            "{\"author\":\" \",\"edits\":[{\"op\":\"with_faults\"}]}".to_owned(),
            "/author",
        ),
        ("{\"author\":7,\"edits\":[]}".to_owned(), "/author"),
        (
            "{\"author\":\"13800138000\",\"edits\":[]}".to_owned(),
            "/author",
        ),
        (
            "{\"author\":\"a\",\"base\":-1,\"edits\":[]}".to_owned(),
            "/base",
        ),
        (
            "{\"author\":\"a\",\"base\":1e99,\"edits\":[]}".to_owned(),
            "/base",
        ),
        (
            "{\"author\":\"a\",\"more\":1,\"edits\":[]}".to_owned(),
            "/more",
        ),
        (edit("7"), "/edits/1"),
        (edit("{}"), "/edits/1"),
        (edit("{\"op\":\"drop_tables\"}"), "/edits/1"),
        (node("[1]"), "/edits/1/to"),
        (node("[1,2,3]"), "/edits/1/to"),
        (node("[181,0]"), "/edits/1/to"),
        (node("[1e308,0]"), "/edits/1/to"),
        (node("[\"NaN\",0]"), "/edits/1/to/0"),
        (node("null"), "/edits/1/to"),
        (
            region("{\"type\":\"Point\",\"coordinates\":[1,2]}"),
            "/edits/1/region/type",
        ),
        (
            region("{\"type\":\"Polygon\",\"coordinates\":[]}"),
            "/edits/1/region",
        ),
        (
            region("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[0,0]]]}"),
            "/edits/1/region",
        ),
        (
            region("{\"type\":\"MultiPolygon\",\"coordinates\":[]}"),
            "/edits/1/region",
        ),
        (
            edit("{\"op\":\"remove_addresses\",\"ids\":[\"A\",\"\"]}"),
            "/edits/1/ids/1",
        ),
        (
            edit("{\"op\":\"lock_grids\",\"codes\":[],\"lock\":\"shut\"}"),
            "/edits/1/lock",
        ),
    ]
}

#[tokio::test]
async fn bodies_that_make_no_sense_are_refused_with_the_place() {
    let site = community().await;
    let send = async |body: Vec<u8>, media_type: &str| {
        let request = Request::post("/v1/changesets").header("content-type", media_type);
        site.send(request.body(Body::from(body)).expect("a request"))
            .await
    };
    for (body, pointer) in hostile() {
        let answer = send(body.clone().into_bytes(), "application/json; charset=utf-8").await;
        let shown: String = body.chars().take(200).collect();
        assert!(
            answer.is_problem(400, "malformed"),
            "{shown}: {}",
            answer.text()
        );
        let found = answer.json()["pointer"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let fits = match pointer.strip_suffix('…') {
            Some(start) => found.starts_with(start),
            None => found == pointer,
        };
        assert!(fits, "{pointer}: {shown}: {}", answer.text());
    }
    for body in [
        &b"NaN"[..],
        b"{\"author\":NaN}",
        b"\xff\xfe",
        b"{\"author\":\"a\",\"edits\":[1e999]}",
    ] {
        let answer = send(body.to_vec(), "application/json").await;
        assert!(answer.is_problem(400, "malformed"), "{}", answer.text());
    }
    for media_type in ["text/plain", "application/x-www-form-urlencoded", ""] {
        let answer = send(b"{}".to_vec(), media_type).await;
        assert!(answer.is_problem(415, "media-type"), "{media_type}");
    }
    let answer = send(vec![b' '; 9 << 20], "application/json").await;
    assert!(answer.is_problem(413, "too-large"), "{}", answer.text());
    assert_eq!(site.json("/v1").await["revision"], 1, "nothing was changed");
}

#[tokio::test]
async fn only_own_pages_may_ask_for_changes() {
    let site = community().await;
    let body = changeset(&json!([{ "op": "rename_grid", "code": code(1), "name": "own" }]));
    for (header, value, allowed) in [
        ("origin", "http://localhost", true),
        ("origin", "http://localhost:81", false),
        ("origin", "https://evil.example", false),
        ("origin", "null", false),
        ("sec-fetch-site", "same-origin", true),
        ("sec-fetch-site", "cross-site", false),
        ("sec-fetch-site", "same-site", false),
    ] {
        let answer = post(
            &site,
            "/v1/changesets?dry_run=true",
            &body,
            &[(header, value)],
        )
        .await;
        let refused = answer.is_problem(403, "other-site");
        assert_eq!(
            (answer.status == 200, refused),
            (allowed, !allowed),
            "{header}: {value}"
        );
    }
    let reading = Site::with(Config {
        read_only: true,
        ..Config::default()
    });
    let answer = post(&reading, "/v1/changesets", &body, &[]).await;
    assert!(answer.is_problem(403, "read-only"), "{}", answer.text());
    let answer = post(&reading, "/v1/revisions/1/undo", &body, &[]).await;
    assert!(answer.is_problem(403, "read-only"), "{}", answer.text());
    reading.json("/v1").await;
}
