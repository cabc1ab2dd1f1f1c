//! `/v1/changesets`: every operation, what keeps two people apart, and bodies that make no sense.

use axum::body::Body;
use axum::http::{Method, Request};
use hexward_tests::{Answer, Site};
use serde_json::{Value, json};

/// The community that all is in.
pub(crate) const COMMUNITY: &str = "990000000001";

/// A position in steps of 0.001 degree from 102.5 E, 40.3 N.
pub(crate) fn at(x: f64, y: f64) -> Value {
    json!([102.5 + x * 0.001, 40.3 + y * 0.001])
}

/// A square with a vertex every two steps.
fn square(x: i32, y: i32, side: i32) -> Value {
    let steps = || (0..side).step_by(2);
    let mut ring: Vec<(i32, i32)> = Vec::new();
    ring.extend(steps().map(|i| (x + i, y)));
    ring.extend(steps().map(|i| (x + side, y + i)));
    ring.extend(steps().map(|i| (x + side - i, y + side)));
    ring.extend(steps().map(|i| (x, y + side - i)));
    ring.push((x, y));
    let ring: Vec<Value> = ring.iter().map(|&(x, y)| at(x.into(), y.into())).collect();
    json!({ "type": "Polygon", "coordinates": [ring] })
}

pub(crate) fn code(number: u32) -> String {
    format!("{COMMUNITY}G{number:03}")
}

/// A community of two by two grids with four addresses each.
fn first_rows() -> Value {
    let grid = |number: u32, x: i32, y: i32| {
        json!({
            "code": code(number), "tier": "grid", "parent": COMMUNITY, "name": format!("{number}"),
            "region": square(x, y, 4),
        })
    };
    let places = (0..16).map(|n: i32| {
        (
            n,
            f64::from(n % 4) * 2.0 + 0.7,
            f64::from(n / 4) * 2.0 + 0.7,
        )
    });
    let addresses: Vec<Value> = places
        .map(|(n, x, y)| {
            json!({
                "id": format!("A{n:02}"), "position": at(x, y), "building": format!("B{n:02}"),
                "households": 2, "residents": 5,
            })
        })
        .collect();
    json!([
        { "op": "import_grids", "grids": [
            { "code": COMMUNITY, "tier": "community", "name": "C", "region": square(0, 0, 8) },
            grid(1, 0, 0), grid(2, 4, 0), grid(3, 0, 4), grid(4, 4, 4),
        ] },
        { "op": "import_addresses", "addresses": addresses },
    ])
}

pub(crate) async fn post(
    site: &Site,
    path: &str,
    body: &Value,
    headers: &[(&str, &str)],
) -> Answer {
    let mut request = Request::builder().method(Method::POST).uri(path);
    request = request.header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = Body::from(body.to_string());
    site.send(request.body(body).expect("a request")).await
}

pub(crate) fn changeset(edits: &Value) -> Value {
    json!({ "author": "post 1", "reason": "a test", "edits": edits })
}

/// The answer to edits that are made.
pub(crate) async fn made(site: &Site, edits: &Value) -> Value {
    let answer = post(site, "/v1/changesets", &changeset(edits), &[]).await;
    assert_eq!(answer.status, 201, "{edits}: {}", answer.text());
    answer.json()
}

pub(crate) async fn community() -> Site {
    let site = Site::empty();
    made(&site, &first_rows()).await;
    site
}

/// An edit of each kind, each on top of those before it.
fn operations() -> Vec<Value> {
    let [g1, g2, g3, g4] = [1, 2, 3, 4].map(code);
    let checkpoint =
        json!({ "id": "P1", "position": at(1.0, 1.0), "name": "gate", "kind": "gate" });
    vec![
        json!({ "op": "describe", "name": { "zh": "甲", "en": "A" }, "note": { "zh": "", "en": "made up" } }),
        json!({ "op": "move_node", "tier": "grid", "from": at(4.0, 4.0), "to": at(3.5, 4.3) }),
        json!({ "op": "insert_node", "tier": "grid", "edge": [at(3.5, 4.3), at(4.0, 6.0)], "at": at(3.85, 5.0) }),
        json!({ "op": "delete_node", "tier": "grid", "node": at(3.85, 5.0) }),
        json!({ "op": "split_grid", "code": g1, "line": [at(2.0, -1.0), at(2.0, 6.0)], "new": code(10), "name": "part" }),
        json!({ "op": "merge_grids", "keep": g1, "others": [code(10)] }),
        json!({ "op": "transfer_ground", "from": g1, "to": g2, "line": [at(2.0, -1.0), at(2.0, 6.0)] }),
        json!({ "op": "draw_grid", "parent": COMMUNITY, "code": code(11), "name": "drawn", "region": square(0, 6, 2) }),
        json!({ "op": "transfer_buildings", "from": g4, "to": g3, "buildings": ["B14"] }),
        json!({ "op": "import_units", "units": [{ "id": "U1", "kind": "block", "region": square(2, 0, 2) }] }),
        json!({ "op": "transfer_units", "from": g2, "to": g1, "units": ["U1"] }),
        json!({ "op": "assign_units", "grids": [{ "parent": COMMUNITY, "code": g2, "units": ["U1"] }] }),
        json!({ "op": "remove_units", "ids": ["U1"] }),
        json!({ "op": "rename_grid", "code": g1, "name": "西" }),
        json!({ "op": "renumber_grid", "code": g4, "to": code(44) }),
        json!({ "op": "lock_grids", "codes": [g2], "lock": "may-grow" }),
        json!({ "op": "place_checkpoint", "checkpoint": checkpoint }),
        json!({ "op": "move_checkpoint", "id": "P1", "to": at(1.5, 1.0) }),
        json!({ "op": "set_checkpoint_state", "id": "P1", "state": "closed" }),
        json!({ "op": "import_checkpoints", "checkpoints": [
            { "id": "P2", "position": at(3.0, 3.0), "name": "east", "kind": "gate", "state": "open" },
        ] }),
        json!({ "op": "remove_checkpoints", "ids": ["P1"] }),
        json!({ "op": "import_barriers", "barriers": [
            { "id": "S1", "class": "street", "path": [at(0.0, 4.0), at(8.0, 4.0)] },
        ] }),
        json!({ "op": "import_counts", "counts": [
            { "address": "A00", "measure": "visits", "unit": "persons", "cutoff": "2026-01-31", "value": 7 },
        ] }),
        json!({ "op": "remove_addresses", "ids": ["A15"] }),
        json!({ "op": "honeycomb", "parent": COMMUNITY, "name": "hex", "phase": "A", "spacing_mm": 200_000 }),
        json!({ "op": "lay_honeycombs", "honeycombs": {
            "tier": "community", "name": "hex", "phases": ["A", "B", "C"], "spacing": { "households": 9 }, "least_addresses": 2,
        } }),
        json!({ "op": "set_roles", "roles": [
            { "id": "worker", "title": { "zh": "网格员", "en": "Worker" }, "class": "worker" },
        ] }),
        json!({ "op": "lay_crossing", "crossing": { "within": COMMUNITY, "tier": "grid", "role": "worker", "with_posts": true } }),
        json!({ "op": "divide_by_honeycomb", "within": g1, "phase": "B", "spacing": { "spacing_mm": 150_000 }, "least_addresses": 0 }),
    ]
}

#[tokio::test]
async fn each_operation_is_made_undone_and_done_again() {
    let site = community().await;
    let hash = async || site.json("/v1").await["content_hash"].clone();
    let first = hash().await;
    let operations = operations();
    for operation in &operations {
        let dry = post(
            &site,
            "/v1/changesets?dry_run=true",
            &changeset(&json!([operation])),
            &[],
        )
        .await;
        assert_eq!(dry.status, 200, "{operation}: {}", dry.text());
        let done = made(&site, &json!([operation])).await;
        for member in [
            "changed",
            "before",
            "after",
            "grids",
            "partition",
            "unlocated",
        ] {
            assert_eq!(dry.json()[member], done[member], "{operation}: {member}");
        }
        for tier in done["partition"].as_array().expect("a list") {
            assert_eq!(tier["faults"], 0, "{operation}");
        }
    }
    let last = hash().await;
    let by = json!({ "author": "post 2", "reason": "back" });
    for (turn, other, end) in [("undo", "redo", &first), ("redo", "undo", &last)] {
        for _ in &operations {
            let next = site.json("/v1/undo").await[turn]["revision"].clone();
            let answer = post(&site, &format!("/v1/revisions/{next}/undo"), &by, &[]).await;
            assert_eq!(answer.status, 201, "{turn} {next}: {}", answer.text());
        }
        assert_eq!(hash().await, *end, "{turn}");
        let next = site.json("/v1/undo").await;
        assert!(!next[other].is_null(), "{next}");
    }
    assert!(site.json("/v1/undo").await["redo"].is_null());
}

#[tokio::test]
async fn operations_on_bare_ground() {
    let site = Site::empty();
    let house = |id: &str, x: f64, y: f64| json!({ "id": id, "position": at(x, y) });
    let gate =
        |id: &str, x: f64| json!({ "id": id, "position": at(x, 1.0), "name": "", "kind": "gate" });
    made(&site, &json!([
        { "op": "import_addresses", "addresses": [house("A", 0.0, 0.0), house("B", 4.0, 3.0)] },
        { "op": "import_checkpoints", "checkpoints": [gate("P1", 0.5), gate("P2", 3.5)] },
        { "op": "draw_outline", "code": COMMUNITY, "name": "C", "tier": "community", "margin_m": 60.0 },
        { "op": "partition_by_checkpoints", "parent": COMMUNITY },
    ]))
    .await;
    let grids = site.json("/v1/grids?tier=grid").await;
    assert_eq!(grids["items"].as_array().map(Vec::len), Some(2));
    // without its parent a grid leaves it bare; a plan that says so may be stored broken
    let astray = json!({ "op": "reparent_grid", "code": code(1), "parent": null });
    let answer = post(&site, "/v1/changesets", &changeset(&json!([astray])), &[]).await;
    assert!(answer.is_problem(422, "faults"), "{}", answer.text());
    let faults = answer.json()["faults"].clone();
    let fault = &faults[0];
    assert!(
        fault["kind"].is_string() && fault["lon"].is_f64() && fault["codes"].is_array(),
        "{faults}"
    );
    let done = made(&site, &json!([astray, { "op": "with_faults" }])).await;
    assert!(done["partition"].is_array(), "{done}");
}

#[tokio::test]
async fn the_same_rows_are_not_changed_unseen() {
    let site = community().await;
    let rename = |number: u32, name: &str| json!([{ "op": "rename_grid", "code": code(number), "name": name }]);
    made(&site, &rename(1, "first")).await;
    let based = |edits: Value| json!({ "author": "post 2", "base": 1, "edits": edits });
    let other = post(&site, "/v1/changesets", &based(rename(2, "other")), &[]).await;
    assert_eq!(other.status, 201, "{}", other.text());
    assert_eq!(other.header("location"), "/v1/revisions/3");
    assert_eq!(other.header("etag"), "\"3\"");
    let stale = post(&site, "/v1/changesets", &based(rename(1, "second")), &[]).await;
    assert!(stale.is_problem(409, "stale"), "{}", stale.text());
    let problem = stale.json();
    assert_eq!(
        problem["conflicts"],
        json!([{ "row": format!("grids {}", code(1)), "revision": 2 }])
    );
    assert_eq!((&problem["base"], &problem["head"]), (&json!(1), &json!(3)));
    assert_eq!(problem["since"].as_array().map(Vec::len), Some(2));
    let dry = post(
        &site,
        "/v1/changesets?dry_run=true",
        &based(rename(1, "second")),
        &[],
    )
    .await;
    assert!(dry.is_problem(409, "stale"), "{}", dry.text());
    let plain = changeset(&rename(1, "second"));
    let matched = post(&site, "/v1/changesets", &plain, &[("if-match", "\"1\"")]).await;
    assert!(
        matched.is_problem(412, "precondition-failed"),
        "{}",
        matched.text()
    );
    let unknown = json!({ "author": "post 2", "base": 99, "edits": rename(1, "x") });
    let unknown = post(&site, "/v1/changesets", &unknown, &[]).await;
    assert!(
        unknown.is_problem(409, "unknown-base"),
        "{}",
        unknown.text()
    );
    let matched = post(&site, "/v1/changesets", &plain, &[("if-match", "\"3\"")]).await;
    assert_eq!(matched.status, 201, "{}", matched.text());
}

#[tokio::test]
async fn a_request_with_a_key_is_done_once() {
    let site = community().await;
    let body = json!({ "author": "post 1", "key": "k1", "edits": [{ "op": "rename_grid", "code": code(1), "name": "once" }] });
    let first = post(&site, "/v1/changesets", &body, &[]).await;
    assert_eq!(
        (first.status.as_u16(), &first.json()["repeated"]),
        (201, &json!(false))
    );
    made(
        &site,
        &json!([{ "op": "rename_grid", "code": code(1), "name": "later" }]),
    )
    .await;
    let again = post(&site, "/v1/changesets", &body, &[]).await;
    assert_eq!(
        (again.status.as_u16(), &again.json()["repeated"]),
        (200, &json!(true))
    );
    assert_eq!(again.json()["revision"], first.json()["revision"]);
    let other = json!({ "author": "post 1", "edits": [{ "op": "rename_grid", "code": code(1), "name": "other" }] });
    let used = post(
        &site,
        "/v1/changesets",
        &other,
        &[("idempotency-key", "k1")],
    )
    .await;
    assert!(used.is_problem(422, "used-key"), "{}", used.text());
    let twice = post(&site, "/v1/changesets", &body, &[("idempotency-key", "k2")]).await;
    assert!(twice.is_problem(400, "malformed"), "{}", twice.text());
}
