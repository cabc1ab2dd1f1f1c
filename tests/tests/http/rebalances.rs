//! `/v1/rebalances`: grids are balanced by a search that is asked for, watched, looked at, and made a draft.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use hexward::config::Config;
use hexward_tests::Site;
use serde_json::{Value, json};

use crate::changesets::{COMMUNITY, at, code, community, made};
use crate::plans::post;

/// A community in which one of four grids has too many households: 26, 8, 8 and 8.
async fn lopsided() -> Site {
    let site = community().await;
    let row = |id: &str, y: f64| {
        json!({
            "id": id, "position": at(2.7, y), "building": format!("B{}", &id[1..]), "households": 11, "residents": 30,
        })
    };
    let rows = [row("A01", 0.7), row("A05", 2.7)];
    made(
        &site,
        &json!([{ "op": "import_addresses", "addresses": rows }]),
    )
    .await;
    site
}

fn order() -> Value {
    json!({ "parents": [COMMUNITY], "band": { "low": 8, "high": 20 } })
}

/// The address of a search with this order.
async fn asked(site: &Site, order: &Value) -> String {
    let answer = post(site, "/v1/rebalances", &[], order).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    answer.header("location").to_owned()
}

/// The search once nothing is done any more.
async fn at_rest(site: &Site, search: &str) -> Value {
    loop {
        let entry = site.json(search).await;
        let state = entry["state"].as_str().expect("a state");
        if ["done", "stopped", "refused"].contains(&state) {
            return entry;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn drafted(site: &Site, search: &str, body: &Value) -> Value {
    let answer = post(site, &format!("{search}/draft"), &[], body).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    at_rest(site, search).await
}

async fn households(site: &Site, query: &str) -> Vec<u64> {
    let grids = site.json(&format!("/v1/grids?tier=grid{query}")).await;
    let rows = grids["items"].as_array().expect("grids").iter();
    rows.map(|grid| grid["households"].as_u64().expect("a number"))
        .collect()
}

#[tokio::test]
async fn grids_are_balanced_looked_at_and_drafted() {
    let site = lopsided().await;
    assert_eq!(households(&site, "").await, [26, 8, 8, 8]);
    let search = asked(&site, &order()).await;
    let entry = at_rest(&site, &search).await;
    assert_eq!(entry["state"], "done", "{entry}");
    assert_eq!(entry["feasibility"]["infeasible"], 0);
    let summary = &entry["summary"];
    assert_eq!(summary["before"]["in_band"], 3);
    assert_eq!(summary["after"]["in_band"], summary["after"]["grids"]);
    let moved = summary["moved_households"].as_u64().expect("a number");
    let bound = summary["bound_households"].as_u64().expect("a number");
    assert!(bound > 0 && moved >= bound, "{summary}");
    let moves = site.json(&format!("{search}/moves?format=json")).await;
    let moves = moves["items"].as_array().expect("moves");
    let sum: u64 = moves
        .iter()
        .map(|step| step["households"].as_u64().expect("a number"))
        .sum();
    assert_eq!(sum, moved);
    assert!(
        moves
            .iter()
            .all(|step| step["from"] == code(1) && step["why"].is_string())
    );
    let grids = site.get(&format!("{search}/grids")).await;
    assert!(
        grids
            .text()
            .starts_with("parent,grid,state,from,units_before")
    );
    let units = site.get(&format!("{search}/units")).await;
    assert!(units.text().starts_with("unit,grid,today,parent,"));
    let parents = site.json(&format!("{search}/parents")).await;
    assert_eq!(parents["items"][0]["parent"], COMMUNITY);

    let body = json!({ "id": "balanced", "author": "planning desk", "reason": "new estate" });
    let entry = drafted(&site, &search, &body).await;
    assert_eq!(entry["draft"], "balanced", "{entry}");
    // nothing is applied
    assert_eq!(households(&site, "").await, [26, 8, 8, 8]);
    let after = households(&site, "&plan=balanced").await;
    assert!(
        after.iter().all(|count| (8..=20).contains(count)),
        "{after:?}"
    );
    assert_eq!(after.iter().sum::<u64>(), 50);
    let answer = site.ask(Method::DELETE, &search, &[]).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(site.get(&search).await.is_problem(404, "not-found"));
}

#[tokio::test]
async fn a_plan_in_the_band_moves_nobody_and_a_draft_is_balanced_further() {
    let site = lopsided().await;
    let search = asked(&site, &order()).await;
    at_rest(&site, &search).await;
    let body = json!({ "id": "first", "author": "planning desk" });
    drafted(&site, &search, &body).await;
    let mut further = order();
    further["plan"] = json!("first");
    let search = asked(&site, &further).await;
    let entry = at_rest(&site, &search).await;
    assert_eq!(entry["summary"]["moved_units"], 0, "{entry}");
    let body = json!({ "id": "second", "author": "planning desk" });
    let answer = post(&site, &format!("{search}/draft"), &[], &body).await;
    assert!(answer.is_problem(422, "refused"), "{}", answer.text());
    let entry = drafted(&site, &search, &json!({ "author": "planning desk" })).await;
    assert_eq!(entry["draft"], "first", "{entry}");
}

#[tokio::test]
async fn what_would_follow_from_more_households_is_found_too() {
    let site = community().await;
    let wide =
        json!({ "parents": [COMMUNITY], "band": { "low": 6, "high": 12 }, "frontier": true });
    let search = asked(&site, &wide).await;
    let entry = at_rest(&site, &search).await;
    assert_eq!(entry["summary"]["moved_units"], 0, "{entry}");
    let frontier = entry["frontier"].as_array().expect("points");
    assert_eq!(frontier.len(), 6);
    let moved = |point: &Value| point["moved_households"].as_u64();
    assert!(
        frontier.is_sorted_by(|a, b| moved(a) >= moved(b)),
        "{frontier:?}"
    );
    let units = site.json(&format!("{search}/units?format=json")).await;
    let unit = units["items"][0]["unit"].as_str().expect("an id");
    let mut grown = wide.clone();
    grown["what_if"] = json!({ unit: { "households": 5, "residents": 12 } });
    let search = asked(&site, &grown).await;
    let entry = at_rest(&site, &search).await;
    assert_eq!(entry["summary"]["households"], 37, "{entry}");
    assert_eq!(entry["summary"]["after"]["in_band"], 4);
    assert!(entry["summary"]["moved_units"].as_u64() > Some(0));
    grown["what_if"] = json!({ unit: { "households": -50 } });
    let search = asked(&site, &grown).await;
    let entry = at_rest(&site, &search).await;
    assert_eq!(entry["state"], "refused");
    assert!(
        entry["problem"]["detail"]
            .as_str()
            .expect("a text")
            .contains("less than")
    );
}

#[tokio::test]
async fn orders_without_meaning_are_refused_and_name_the_member() {
    let site = community().await;
    for (order, pointer) in [
        (json!({}), ""),
        (json!({ "band": { "low": 9, "high": 8 } }), "/band"),
        (json!({ "band": { "low": 1, "high": 0 } }), "/band"),
        (json!({ "band": { "low": -1, "high": 8 } }), "/band/low"),
        (
            json!({ "band": { "low": 1, "high": u64::MAX } }),
            "/band/high",
        ),
        (
            json!({ "band": { "low": 1, "high": 8 }, "parents": ["x"] }),
            "/parents/0",
        ),
        (
            json!({ "band": { "low": 1, "high": 8 }, "rounds": 0 }),
            "/rounds",
        ),
        (
            json!({ "band": { "low": 1, "high": 8 }, "rounds": 1_000_000 }),
            "/rounds",
        ),
        (
            json!({ "band": { "low": 1, "high": 8 }, "work": { "households": 0 } }),
            "/work",
        ),
        (
            json!({ "band": { "low": 1, "high": 8 }, "count": 3, "keep_count": true }),
            "/count",
        ),
        (
            json!({ "band": { "low": 1, "high": 8 }, "seats": ["\u{1}"] }),
            "/seats/0",
        ),
        (
            json!({ "band": { "low": 1, "high": 8 }, "wish": 1 }),
            "/wish",
        ),
    ] {
        let answer = post(&site, "/v1/rebalances", &[], &order).await;
        let unfit = ["/work", "/count", "/band"].contains(&pointer);
        let (status, kind) = if unfit {
            (422, "refused")
        } else {
            (400, "malformed")
        };
        assert!(
            answer.is_problem(status, kind),
            "{order}: {}",
            answer.text()
        );
        let answer = answer.json();
        assert_eq!(
            answer["pointer"].as_str().unwrap_or_default(),
            pointer,
            "{order}"
        );
    }
}

#[tokio::test]
async fn a_search_without_a_result_has_no_lists_and_becomes_no_draft() {
    let site = community().await;
    let nowhere = json!({ "parents": ["990185499999"], "band": { "low": 1, "high": 8 } });
    let search = asked(&site, &nowhere).await;
    let entry = at_rest(&site, &search).await;
    assert_eq!(entry["state"], "refused", "{entry}");
    let answer = post(
        &site,
        &format!("{search}/draft"),
        &[],
        &json!({ "id": "x", "author": "y" }),
    )
    .await;
    assert!(answer.is_problem(409, "conflict"), "{}", answer.text());
    assert!(
        site.get(&format!("{search}/moves"))
            .await
            .is_problem(409, "conflict")
    );
    assert!(
        site.get("/v1/rebalances/none")
            .await
            .is_problem(404, "not-found")
    );
}

#[tokio::test]
async fn what_was_found_for_other_grids_is_not_drafted() {
    let site = lopsided().await;
    let search = asked(&site, &order()).await;
    at_rest(&site, &search).await;
    made(
        &site,
        &json!([{ "op": "lock_grids", "codes": [code(1)], "lock": "locked" }]),
    )
    .await;
    let entry = drafted(
        &site,
        &search,
        &json!({ "id": "late", "author": "planning desk" }),
    )
    .await;
    assert_eq!(entry["draft"], Value::Null, "{entry}");
    assert!(entry["problem"]["detail"].is_string(), "{entry}");
    assert!(
        site.get("/v1/plans/late")
            .await
            .is_problem(404, "not-found")
    );
}

#[tokio::test]
async fn orders_outlive_the_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = || Config {
        searches: Some(folder.path().join("searches")),
        ..Config::default()
    };
    let first = Site::with(config());
    for (name, text) in [("a.json", "{"), ("b.json", "{}"), ("c.txt", "x")] {
        std::fs::create_dir_all(folder.path().join("searches")).expect("made");
        std::fs::write(folder.path().join("searches").join(name), text).expect("written");
    }
    let [left, lost] = [asked(&first, &order()).await, asked(&first, &order()).await];
    at_rest(&first, &left).await;
    at_rest(&first, &lost).await;
    first.ask(Method::DELETE, &lost, &[]).await;
    drop(first);
    let second = Site::with(config());
    second.state().resume_searches();
    let all = second.json("/v1/rebalances").await;
    let ids: Vec<String> = all["items"]
        .as_array()
        .expect("searches")
        .iter()
        .map(|entry| format!("/v1/rebalances/{}", entry["id"].as_str().expect("an id")))
        .collect();
    assert_eq!(ids, std::slice::from_ref(&left));
    // there is no such community in the new store
    assert_eq!(at_rest(&second, &left).await["state"], "refused");
}

#[tokio::test]
async fn a_search_tells_how_it_goes_on() {
    let site = lopsided().await;
    let search = asked(&site, &order()).await;
    let events = site.get(&format!("{search}/events")).await;
    let text = events.text();
    let last = text.rsplit("data: ").next().expect("an event");
    let entry: Value = serde_json::from_str(last.trim()).expect("json");
    assert_eq!(entry["state"], "done", "{text}");
}
