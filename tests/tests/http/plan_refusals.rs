//! Wishes about plans that are not meant.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use hexward_tests::Site;
use serde_json::json;

use crate::plans::{act, begin, post};

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one list, one story")]
async fn what_is_not_meant_is_refused() {
    let site = Site::soho();
    begin(&site, "a").await;
    for body in [
        json!({}),
        json!({ "id": "b", "author": "planner" }),
        json!({ "id": "", "name": "x", "author": "planner" }),
        json!({ "id": "b", "name": "x", "author": " " }),
        json!({ "id": "b", "name": "x", "author": "planner", "state": "in-force" }),
        json!({ "id": ["b"], "name": "x", "author": "planner" }),
        json!({ "id": "b", "name": "x\u{7}", "author": "planner" }),
        json!({ "id": "b", "name": "x", "author": "planner", "key": "" }),
        json!([]),
    ] {
        let answer = post(&site, "/v1/plans", &[], &body).await;
        assert!(
            answer.is_problem(400, "malformed"),
            "{body}: {}",
            answer.text()
        );
    }
    let from = json!({ "id": "b", "name": "x", "from": "none", "author": "planner" });
    assert_eq!(
        post(&site, "/v1/plans", &[], &from).await.status,
        StatusCode::NOT_FOUND
    );
    let planner = json!({ "author": "planner" });
    for (name, body, status) in [
        ("enact", planner.clone(), 404),
        (
            "validate",
            json!({ "author": "planner", "effective": "2999-01-01" }),
            400,
        ),
        (
            "submit",
            json!({ "author": "planner", "effective": "tomorrow" }),
            400,
        ),
        (
            "submit",
            json!({ "author": "planner", "resolution": "plan" }),
            400,
        ),
        (
            "rebase",
            json!({ "author": "planner", "resolution": "mine" }),
            400,
        ),
        (
            "withdraw",
            json!({ "author": "planner", "force": true }),
            400,
        ),
        ("reopen", planner.clone(), 409),
        ("approve", planner.clone(), 409),
        ("activate", planner.clone(), 409),
    ] {
        let answer = act(&site, "a", name, &body).await;
        assert_eq!(answer.status.as_u16(), status, "{name}: {}", answer.text());
    }
    let unknown = post(
        &site,
        "/v1/plans/none/submit",
        &[("if-match", "*")],
        &planner,
    )
    .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let form = Request::post("/v1/plans").header("content-type", "text/plain");
    let form = site
        .send(form.body(Body::from("{}")).expect("a request"))
        .await;
    assert!(form.is_problem(415, "media-type"), "{}", form.text());
    for path in [
        "/v1/plans/none",
        "/v1/plans/none/steps",
        "/v1/plans/none/grids.geojson",
    ] {
        assert!(site.get(path).await.is_problem(404, "not-found"), "{path}");
    }
    assert_eq!(
        site.get("/v1/plans/a/submit").await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
}
