//! `/v1/plans`: the life of a plan between two people, and what it looks like beside the plan in force.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use hexward_engine::edit::{Changeset, Edit, apply};
use hexward_engine::geom::{Bounds, WorldPoint};
use hexward_engine::model::{AreaCode, Count, Note, PlanId};
use hexward_engine::{Proposal, Viewpoint};
use hexward_tests::{Answer, Site};
use serde_json::{Value, json};

pub(crate) fn code(number: u32) -> AreaCode {
    AreaCode::new(&format!("990185400001G{number:03}")).expect("valid")
}

pub(crate) fn id(text: &str) -> PlanId {
    PlanId::new(text).expect("valid")
}

fn changeset(edit: Edit) -> Changeset {
    let note = Note {
        author: "planner".to_owned(),
        reason: "one grid less".to_owned(),
        ..Note::default()
    };
    Changeset {
        note,
        edits: vec![edit],
    }
}

/// A merge of the first grid with a neighbour.
pub(crate) fn merge(site: &Site) -> Edit {
    let newest = site.state().engine().snapshot();
    let merge = |other: u32| Edit::MergeGrids {
        keep: code(1),
        others: vec![code(other)],
    };
    let fits = |edit: &Edit| apply(&newest, &changeset(edit.clone())).is_ok();
    (2..=13).map(merge).find(fits).expect("a neighbour")
}

fn gone(edit: &Edit) -> AreaCode {
    match edit {
        Edit::MergeGrids { others, .. } => others[0].clone(),
        _ => code(1),
    }
}

pub(crate) fn propose(site: &Site, plan: &str, edit: Edit) {
    let proposal = Proposal {
        plan: Some(id(plan)),
        ..Proposal::from(changeset(edit))
    };
    let engine = site.state().engine();
    engine.propose(&proposal).expect("a step");
}

pub(crate) async fn post(
    site: &Site,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Answer {
    let mut request = Request::builder().method(Method::POST).uri(path);
    request = request.header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = Body::from(body.to_string());
    site.send(request.body(body).expect("a request")).await
}

pub(crate) async fn begin(site: &Site, name: &str) -> Answer {
    let body = json!({ "id": name, "name": "方案", "author": "planner", "reason": "new year" });
    post(site, "/v1/plans", &[], &body).await
}

/// An act by somebody who has just looked at the plan.
pub(crate) async fn act(site: &Site, plan: &str, act: &str, body: &Value) -> Answer {
    let seen = site.get(&format!("/v1/plans/{plan}")).await;
    let tag = seen.header("etag").to_owned();
    let path = format!("/v1/plans/{plan}/{act}");
    post(site, &path, &[("if-match", &tag)], body).await
}

#[tokio::test]
async fn a_plan_begins_once() {
    let site = Site::soho();
    let first = begin(&site, "2027").await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text());
    assert_eq!(first.header("location"), "/v1/plans/2027");
    assert_eq!(first.json()["plan"]["state"], "draft");
    assert_eq!(first.json()["plan"]["created"]["by"], "planner");
    let own = site.get("/v1/plans/2027").await;
    assert_eq!(own.header("etag"), first.header("etag"));
    assert_eq!(own.json(), first.json()["plan"]);
    assert_eq!(begin(&site, "2027").await.json()["code"], "conflict");

    let body = json!({ "id": "b", "name": "", "author": "planner" });
    let key = [("idempotency-key", "k-1")];
    let first = post(&site, "/v1/plans", &key, &body).await.json();
    let again = post(&site, "/v1/plans", &key, &body).await;
    assert_eq!(again.status, StatusCode::CREATED);
    assert_eq!(again.json()["revision"], first["revision"]);
    assert_eq!(
        (&first["repeated"], &again.json()["repeated"]),
        (&json!(false), &json!(true))
    );
    let other = json!({ "id": "c", "name": "", "author": "planner" });
    let other = post(&site, "/v1/plans", &key, &other).await;
    assert!(other.is_problem(422, "used-key"), "{}", other.text());
    let list = site.json("/v1/plans?limit=1").await;
    assert_eq!(list["items"][0]["id"], "2027");
    assert_eq!(list["next"], "/v1/plans?limit=1&after=2027");
    let rest = site.json("/v1/plans?limit=1&after=2027").await;
    assert_eq!(rest["items"][0]["id"], "b");
    assert_eq!(
        site.json("/v1/plans?state=approved").await["items"],
        json!([])
    );
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one list, one story")]
async fn two_people_bring_a_plan_into_force() {
    let site = Site::soho();
    begin(&site, "2027").await;
    let planner = json!({ "author": "planner" });
    let chief = json!({ "author": "chief" });
    let empty = act(&site, "2027", "validate", &planner).await;
    assert!(empty.is_problem(422, "refused"), "{}", empty.text());
    let blind = post(&site, "/v1/plans/2027/submit", &[], &planner).await;
    assert!(
        blind.is_problem(428, "precondition-required"),
        "{}",
        blind.text()
    );
    let old = site.get("/v1/plans/2027").await.header("etag").to_owned();
    let edit = merge(&site);
    propose(&site, "2027", edit.clone());
    let late = post(
        &site,
        "/v1/plans/2027/submit",
        &[("if-match", &old)],
        &planner,
    )
    .await;
    assert!(
        late.is_problem(412, "precondition-failed"),
        "{}",
        late.text()
    );

    let validated = act(&site, "2027", "validate", &planner).await.json();
    assert_eq!(validated["plan"]["state"], "validated");
    let submitted = act(&site, "2027", "submit", &planner).await;
    assert_eq!(submitted.json()["plan"]["state"], "submitted");
    assert_eq!(
        submitted.header("x-hexward-revision"),
        submitted.json()["revision"].to_string()
    );
    let own = json!({ "author": "planner", "effective": "2999-01-01" });
    let own = act(&site, "2027", "approve", &own).await;
    assert!(own.is_problem(403, "same-person"), "{}", own.text());
    let dateless = act(&site, "2027", "approve", &chief).await;
    assert_eq!(dateless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let past = json!({ "author": "chief", "effective": "1999-01-01" });
    let past = act(&site, "2027", "approve", &past).await;
    assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
    let later = json!({ "author": "chief", "effective": "2999-01-01" });
    let approved = act(&site, "2027", "approve", &later).await.json();
    assert_eq!(approved["plan"]["approved"]["by"], "chief");
    let early = act(&site, "2027", "activate", &chief).await;
    assert!(early.is_problem(409, "conflict"), "{}", early.text());
    let path = format!("/v1/grids/{}", gone(&edit));
    assert_eq!(site.get(&path).await.status, StatusCode::OK);
    // that day shows it
    let then = site.get(&format!("{path}?at=2999-01-01")).await;
    assert_eq!(then.status, StatusCode::NOT_FOUND);
    let before = site.get(&format!("{path}?at=2998-12-31")).await;
    assert_eq!(before.status, StatusCode::OK);

    assert_eq!(
        act(&site, "2027", "reopen", &planner).await.json()["plan"]["state"],
        "draft"
    );
    act(&site, "2027", "submit", &planner).await;
    let day = Count::parse_date("2020-01-01").expect("a date");
    let by = Note {
        author: "chief".to_owned(),
        ..Note::default()
    };
    let engine = site.state().engine();
    engine
        .approve_plan(&id("2027"), Some(day), day, &by)
        .expect("approved");
    let active = act(&site, "2027", "activate", &chief).await;
    assert_eq!(active.status, StatusCode::OK, "{}", active.text());
    assert_eq!(active.json()["plan"]["state"], "in-force");
    assert_eq!(active.json()["plan"]["in_force"], active.json()["revision"]);
    assert_eq!(site.get(&path).await.status, StatusCode::GONE);
    let own = site.get("/v1/grids?plan=2027").await;
    assert_eq!(own.body, site.get("/v1/grids").await.body);
    assert_eq!(own.header("x-hexward-plan"), "2027");
}

#[tokio::test]
async fn a_plan_that_conflicts_says_with_what_and_can_be_rebased() {
    let site = Site::soho();
    begin(&site, "a").await;
    let edit = merge(&site);
    propose(&site, "a", edit.clone());
    let fits = site.get("/v1/plans/a").await;
    assert_eq!(
        (&fits.json()["fits"], &fits.json()["steps"]),
        (&json!(true), &json!(1))
    );
    site.commit(vec![Edit::RenameGrid {
        code: gone(&edit),
        name: "renamed".to_owned(),
    }]);
    let row = format!("grids {}", gone(&edit));
    let plan = site.get("/v1/plans/a").await;
    assert_eq!(plan.json()["fits"], false);
    assert_eq!(plan.json()["conflicts"], json!([row]));
    assert_ne!(plan.header("etag"), fits.header("etag"));
    for path in ["/v1/grids?plan=a", "/tiles/grids/16/32743/21790.png?plan=a"] {
        let refused = site.get(path).await;
        assert!(
            refused.is_problem(409, "conflict"),
            "{path}: {}",
            refused.text()
        );
        assert_eq!(refused.json()["rows"], json!([row]));
    }
    let planner = json!({ "author": "planner" });
    let refused = act(&site, "a", "rebase", &planner).await;
    assert!(refused.is_problem(409, "conflict"), "{}", refused.text());
    let ours = json!({ "author": "planner", "resolution": "plan" });
    let rebased = act(&site, "a", "rebase", &ours).await.json();
    assert_eq!(rebased["plan"]["fits"], true, "{rebased}");
    let steps = site.json("/v1/plans/a/steps").await;
    assert_eq!(
        steps["items"][0]["grids"]["removed"],
        json!([gone(&edit).as_str()])
    );
}

#[tokio::test]
async fn tiles_of_a_plan_differ_where_it_differs() {
    let site = Site::soho();
    begin(&site, "a").await;
    let edit = merge(&site);
    propose(&site, "a", edit.clone());
    let engine = site.state().engine();
    let bounds = engine.snapshot().bounds().expect("ground");
    let (mut same, mut other, mut tags) = (0, 0, Vec::new());
    for (x, y) in tiles_of(bounds, 18) {
        for style in ["grids", "load"] {
            let path = format!("/tiles/{style}/18/{x}/{y}.png?areas=grids");
            let plan = site.get(&format!("{path}&plan=a")).await;
            assert_eq!(plan.status, StatusCode::OK, "{}", plan.text());
            if plan.body == site.get(&path).await.body {
                same += 1;
            } else {
                other += 1;
            }
            tags.push((path, plan.header("etag").to_owned()));
        }
    }
    assert!(same > 2 && other > 2, "{same} {other}");
    let drawn = site.state().tile_work().drawings;
    for (path, tag) in &tags {
        let again = site.get(&format!("{path}&plan=a")).await;
        assert_eq!(again.header("etag"), tag, "{path}");
    }
    assert_eq!(
        site.state().tile_work().drawings,
        drawn,
        "all were in memory"
    );
    // another commit leaves them as they are
    begin(&site, "b").await;
    site.get(&format!("{}&plan=a", tags[0].0)).await;
    assert_eq!(site.state().tile_work().drawings, drawn);
    // a step more changes them
    let view = engine.view(&Viewpoint::Plan(id("a"))).expect("it fits");
    assert!(view.grid(&gone(&edit)).is_none());
    let name = "another name".to_owned();
    propose(
        &site,
        "a",
        Edit::RenameGrid {
            code: code(1),
            name,
        },
    );
    site.get(&format!("{}&plan=a", tags[0].0)).await;
    assert!(site.state().tile_work().drawings > drawn);
}

/// Columns and rows of the tiles over some ground.
fn tiles_of(bounds: Bounds, zoom: u8) -> Vec<(i64, i64)> {
    let shift = 40 - u32::from(zoom);
    let [a, b] = [bounds.min(), bounds.max()].map(WorldPoint::of);
    let columns = (a.x >> shift)..=(b.x >> shift);
    let rows = (b.y >> shift)..=(a.y >> shift);
    columns
        .flat_map(|x| rows.clone().map(move |y| (x, y)))
        .collect()
}

#[tokio::test]
async fn counts_of_two_plans_reconcile() {
    let site = Site::soho();
    begin(&site, "a b").await;
    let edit = merge(&site);
    propose(&site, "a b", edit.clone());
    let wish = "/v1/compare?before=official&after=plan:a%20b&what=crosswalk&of=deaths";
    let crosswalk = site.json(wish).await;
    assert_eq!(crosswalk["reconciles"], true);
    let cells = crosswalk["crosswalk"].as_array().expect("a table");
    let sum: u64 = cells.iter().filter_map(|cell| cell["value"].as_u64()).sum();
    assert_eq!(sum, 392, "{crosswalk}");
    let file = site.get(&format!("{wish}&format=csv")).await;
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"hexward-crosswalk-official-plan_a_b.csv\""
    );
    let grids = site.get("/v1/plans/a%20b/grids.geojson?tier=grid").await;
    assert_eq!(grids.header("content-type"), "application/geo+json");
    assert_eq!(grids.json()["features"].as_array().map(Vec::len), Some(12));
}
