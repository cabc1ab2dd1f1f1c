//! `/v1/jobs`: a file that is sent, checked, looked at, applied, broken off.

use std::fmt::Write;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use hexward::config::Config;
use hexward_tests::{Answer, Site};
use serde_json::{Value, json};

use crate::changesets::{COMMUNITY, code, community};
use crate::plans::post;

pub(crate) async fn send(site: &Site, query: &str, file: impl Into<Body>) -> Answer {
    let request = Request::builder().method(Method::POST);
    let request = request.uri(format!("/v1/jobs{query}"));
    site.send(request.body(file.into()).expect("a request"))
        .await
}

/// The address of a job for this file.
pub(crate) async fn sent(site: &Site, kind: &str, name: &str, file: &str) -> String {
    let query = format!("?kind={kind}&name={name}");
    let answer = send(site, &query, file.to_owned()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    assert_eq!(answer.json()["state"], "sent");
    assert_eq!(answer.json()["bytes"], file.len());
    answer.header("location").to_owned()
}

/// The job once nothing is done any more.
async fn at_rest(site: &Site, job: &str) -> Value {
    loop {
        let entry = site.json(job).await;
        let state = entry["state"].as_str().expect("a state");
        if !["checking", "applying", "stopping"].contains(&state) {
            return entry;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

pub(crate) async fn checked(site: &Site, job: &str, order: &Value) -> Value {
    let answer = post(site, &format!("{job}/check"), &[], order).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    at_rest(site, job).await
}

pub(crate) async fn applied(site: &Site, job: &str) -> Value {
    let author = json!({ "author": "planning desk", "reason": "spring" });
    let answer = post(site, &format!("{job}/apply"), &[], &author).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    at_rest(site, job).await
}

pub(crate) fn addresses(count: usize) -> String {
    let mut file = "id,经度,lat,households,residents,note\n".to_owned();
    for n in 0..count {
        let (lon, lat) = (102.5 + 0.00001 * (n % 700) as f64, 40.3004);
        writeln!(file, "N{n:05},{lon:.7},{lat},2,5,x").expect("a text");
    }
    file
}

fn order() -> Value {
    json!({ "crs": "EPSG:4490", "columns": { "经度": "lon" } })
}

#[tokio::test]
async fn a_file_is_checked_applied_and_taken_back() {
    let site = community().await;
    let before = site.json("/v1").await;
    let job = sent(&site, "addresses", "new.csv", &addresses(1200)).await;
    let entry = checked(&site, &job, &order()).await;
    assert_eq!(entry["state"], "checked", "{entry}");
    assert_eq!(entry["report"]["rows"], 1200);
    assert_eq!(entry["report"]["ignored_columns"], json!(["note"]));
    let check = &entry["report"]["check"];
    assert_eq!(check["scores"][0]["crs"], "EPSG:4490", "{check}");
    assert_eq!(check["scores"][0]["inside"], 1200, "{check}");
    let changes = &entry["report"]["changes"];
    assert_eq!(
        (&changes["changed"], &changes["dry_run"]),
        (&json!(1200), &json!(true))
    );
    assert_eq!(site.json("/v1").await["revision"], before["revision"]);
    let entry = applied(&site, &job).await;
    assert_eq!(entry["state"], "applied", "{entry}");
    let after = site.json("/v1").await;
    assert_eq!(entry["report"]["revision"], after["revision"]);
    assert_eq!(after["totals"]["addresses"], 16 + 1200);
    let newest = format!("/v1/revisions/{}", after["revision"]);
    let log = site.json(&newest).await;
    assert_eq!(
        (&log["author"], &log["reason"]),
        (&json!("planning desk"), &json!("spring"))
    );
    // what is applied is not applied again
    let again = post(
        &site,
        &format!("{job}/apply"),
        &[],
        &json!({ "author": "x" }),
    )
    .await;
    assert!(again.is_problem(409, "conflict"), "{}", again.text());
    // the same file changes nothing
    let same = sent(&site, "addresses", "new.csv", &addresses(1200)).await;
    let entry = checked(&site, &same, &order()).await;
    assert_eq!(entry["report"]["changes"]["changed"], 0, "{entry}");
    let entry = applied(&site, &same).await;
    assert_eq!(entry["report"]["revision"], after["revision"]);
    let undone = post(
        &site,
        &format!("{newest}/undo"),
        &[],
        &json!({ "author": "x" }),
    )
    .await;
    assert_eq!(undone.status, StatusCode::CREATED, "{}", undone.text());
    assert_eq!(
        site.json("/v1").await["content_hash"],
        before["content_hash"]
    );
}

#[tokio::test]
async fn every_bad_row_is_listed_and_nothing_is_written() {
    let site = community().await;
    let mut file = addresses(40);
    for n in 0..30 {
        writeln!(file, "B{n},east,40.3004,2,5,x").expect("a text");
    }
    writeln!(file, "C1,102.5004,40.3004,-1,5,x").expect("a text");
    let job = sent(&site, "addresses", "bad.csv", &file).await;
    let entry = checked(&site, &job, &order()).await;
    assert_eq!(entry["state"], "refused");
    assert_eq!(entry["report"]["rejected"], 31);
    assert_eq!(
        entry["report"]["first_rejected"].as_array().map(Vec::len),
        Some(20)
    );
    let first = &entry["report"]["first_rejected"][0];
    assert_eq!(
        (&first["number"], &first["field"], &first["value"]),
        (&json!(42), &json!("lon"), &json!("east"))
    );
    let csv = site.get(&format!("{job}/rejected")).await;
    assert_eq!(csv.text().lines().count(), 32);
    assert!(
        csv.text()
            .lines()
            .nth(31)
            .is_some_and(|line| line.contains("72,households,'-1,is negative")),
        "{}",
        csv.text()
    );
    assert!(csv.header("content-disposition").contains("rejected.csv"));
    let json = site.json(&format!("{job}/rejected?format=json")).await;
    assert_eq!(json["items"].as_array().map(Vec::len), Some(31));
    let refused = post(
        &site,
        &format!("{job}/apply"),
        &[],
        &json!({ "author": "x" }),
    )
    .await;
    assert!(refused.is_problem(409, "conflict"), "{}", refused.text());
    assert_eq!(site.json("/v1").await["totals"]["addresses"], 16);
    // said otherwise, it is another file
    let entry = checked(&site, &job, &json!({ "crs": "EPSG:4490" })).await;
    assert_eq!(entry["problem"]["code"], "file-refused");
    let detail = entry["problem"]["detail"].as_str().expect("a text");
    assert!(
        detail.contains("bad.csv: column `lon` is missing"),
        "{detail}"
    );
    assert_eq!(entry["report"], Value::Null);
}

#[tokio::test]
async fn grids_are_checked_mended_and_go_into_a_draft() {
    let site = community().await;
    let grid = |number: u32, west: f64, east: f64| {
        let [west, east] = [west, east].map(|x| 102.5 + x * 0.001);
        json!({
            "type": "Feature",
            "properties": { "code": code(number), "name": "new", "parent": COMMUNITY },
            "geometry": { "type": "Polygon", "coordinates": [[
                [west, 40.3], [east, 40.3], [east, 40.304], [west, 40.304], [west, 40.3],
            ]] },
        })
    };
    // the first reaches a little into the second
    let features = json!([grid(1, 0.0, 4.001), grid(2, 4.0, 8.0)]);
    let file = json!({ "type": "FeatureCollection", "features": features }).to_string();
    let job = sent(&site, "grids", "two.geojson", &file).await;
    let mut order = json!({ "crs": "EPSG:4490", "tier": "grid" });
    let entry = checked(&site, &job, &order).await;
    assert_eq!(entry["problem"]["code"], "faults", "{entry}");
    assert!(entry["problem"]["members"]["faults"][0]["codes"].is_array());
    order["repair"] = json!({});
    let entry = checked(&site, &job, &order).await;
    assert_eq!(entry["state"], "checked", "{entry}");
    assert!(entry["report"]["repairs"]["count"].as_u64() > Some(0));
    let plan = json!({ "id": "p", "name": "p", "author": "x" });
    assert_eq!(
        post(&site, "/v1/plans", &[], &plan).await.status,
        StatusCode::CREATED
    );
    order["plan"] = json!("p");
    assert_eq!(checked(&site, &job, &order).await["state"], "checked");
    assert_eq!(applied(&site, &job).await["state"], "applied");
    let name = format!("/v1/grids/{}", code(1));
    assert_eq!(site.json(&name).await["name"], "1");
    assert_eq!(site.json(&format!("{name}?plan=p")).await["name"], "new");
}

#[tokio::test]
async fn a_job_is_broken_off_and_forgotten() {
    let site = community().await;
    let job = sent(&site, "addresses", "new.csv", &addresses(30_000)).await;
    let begun = post(&site, &format!("{job}/check"), &[], &order()).await;
    assert_eq!(begun.json()["state"], "checking", "{}", begun.text());
    let broken = site.ask(Method::DELETE, &job, &[]).await;
    assert_eq!(broken.status, StatusCode::ACCEPTED, "{}", broken.text());
    assert_eq!(broken.json()["state"], "stopping");
    assert_eq!(at_rest(&site, &job).await["state"], "cancelled");
    // it can be tried again, and broken off while it is applied: then all of it is there, or nothing
    assert_eq!(checked(&site, &job, &order()).await["state"], "checked");
    let begun = post(
        &site,
        &format!("{job}/apply"),
        &[],
        &json!({ "author": "x" }),
    )
    .await;
    assert_eq!(begun.json()["state"], "applying", "{}", begun.text());
    site.ask(Method::DELETE, &job, &[]).await;
    let state = at_rest(&site, &job).await["state"].clone();
    let stored = if state == "applied" { 30_016 } else { 16 };
    assert_eq!(
        site.json("/v1").await["totals"]["addresses"],
        stored,
        "{state}"
    );
    let forgotten = site.ask(Method::DELETE, &job, &[]).await;
    assert_eq!(forgotten.status, StatusCode::NO_CONTENT);
    assert!(site.get(&job).await.is_problem(404, "not-found"));
    assert_eq!(site.json("/v1/jobs").await["items"], json!([]));
}

#[tokio::test]
async fn who_watches_a_job_is_told_until_it_is_at_rest() {
    let site = community().await;
    let job = sent(&site, "addresses", "new.csv", &addresses(30_000)).await;
    let begun = Instant::now();
    post(&site, &format!("{job}/check"), &[], &order()).await;
    // the answer ends when the job is at rest
    let told = site.get(&format!("{job}/events")).await;
    // four times a second at most, and at each of a handful of steps: however fast rows pass, nobody is flooded
    let events = told.text().matches("event: job").count() as u128;
    let most = 6 + begun.elapsed().as_millis() / 250;
    assert!(events <= most, "{events} events");
    assert_eq!(told.header("content-type"), "text/event-stream");
    let text = told.text();
    let last = text.lines().rfind(|line| line.starts_with("data: "));
    let last = last.and_then(|line| line.strip_prefix("data: "));
    let last: Value = serde_json::from_str(last.expect("an event")).expect("JSON");
    assert_eq!(last["state"], "checked", "{text}");
}

#[tokio::test]
async fn requests_that_make_no_sense_are_refused() {
    let site = community().await;
    for (query, pointer) in [
        ("", "/query/kind"),
        ("?kind=people&name=a.csv", "/query/kind"),
        ("?kind=addresses", "/query/name"),
        ("?kind=addresses&name=..%2Fa.csv", "/query/name"),
        ("?kind=addresses&name=", "/query/name"),
        ("?kind=addresses&name=a%00.csv", "/query/name"),
    ] {
        let answer = send(&site, query, "id").await;
        assert!(
            answer.is_problem(400, "malformed"),
            "{query}: {}",
            answer.text()
        );
        assert_eq!(answer.json()["pointer"], pointer);
    }
    let empty = send(&site, "?kind=addresses&name=a.csv", "").await;
    assert!(empty.is_problem(400, "malformed"), "{}", empty.text());
    let job = sent(&site, "addresses", "a.csv", "id\n").await;
    for (order, pointer) in [
        (json!({}), "/crs"),
        (json!({ "crs": "here" }), "/crs"),
        (json!({ "crs": "EPSG:4490", "tier": "grid" }), "/tier"),
        (json!({ "crs": "EPSG:4490", "plan": "p" }), "/plan"),
        (json!({ "crs": "EPSG:4490", "repair": {} }), "/repair"),
        (json!({ "crs": "EPSG:4490", "parent": "here" }), "/parent"),
        (
            json!({ "crs": "EPSG:4490", "with_faults": true }),
            "/with_faults",
        ),
        (json!({ "crs": "EPSG:4490", "winner": "nobody" }), "/winner"),
        (
            json!({ "crs": "EPSG:4490", "columns": { "a": "id", "b": "id" } }),
            "/columns",
        ),
        (json!({ "crs": "EPSG:4490", "colour": "red" }), "/colour"),
    ] {
        let answer = post(&site, &format!("{job}/check"), &[], &order).await;
        assert!(
            answer.is_problem(400, "malformed"),
            "{order}: {}",
            answer.text()
        );
        assert_eq!(answer.json()["pointer"], pointer, "{order}");
    }
    let unchecked = site.get(&format!("{job}/rejected")).await;
    assert!(
        unchecked.is_problem(409, "conflict"),
        "{}",
        unchecked.text()
    );
    assert!(site.get("/v1/jobs/none").await.is_problem(404, "not-found"));
    let reader = Site::soho_with(Config {
        read_only: true,
        ..Config::default()
    });
    let answer = send(&reader, "?kind=addresses&name=a.csv", "id").await;
    assert!(answer.is_problem(403, "read-only"), "{}", answer.text());
}
