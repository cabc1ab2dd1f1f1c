//! Roles, duties and who answers, over HTTP.

use axum::http::StatusCode;
use hexward_tests::Site;
use serde_json::{Value, json};

use crate::changesets::post;

async fn staffed() -> Site {
    let site = Site::soho();
    let edits = json!([
        { "op": "set_roles", "roles": [
            { "id": "doctor", "title": { "zh": "医生", "en": "Doctor" }, "class": "medical", "tier": "grid",
              "least": 1, "most": 1 },
            { "id": "warden", "title": { "zh": "楼长", "en": "Warden" }, "class": "volunteer" },
        ] },
        { "op": "set_duties", "duties": [
            { "id": "d1", "role": "doctor", "ground": { "kind": "areas", "codes": ["990185400001G007"] },
              "holders": [{ "staff": "M-1" }, { "staff": "M-2", "share_percent": 50, "deputy": true }] },
            { "id": "w1", "role": "warden", "name": "Broad Street", "from": "1854-09-01",
              "ground": { "kind": "line", "path": [[-0.1380, 51.5131], [-0.1350, 51.5137]], "width_mm": 30_000 },
              "holders": [{ "staff": "W-1" }] },
        ] },
    ]);
    let body = json!({ "author": "office", "edits": edits });
    let answer = post(&site, "/v1/changesets", &body, &[]).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    site
}

#[tokio::test]
async fn duties_are_set_listed_and_asked() {
    let site = staffed().await;
    let roles = site.json("/v1/roles").await;
    assert_eq!(roles["items"][0]["title_zh"], "医生");
    let duties = site.json("/v1/duties?limit=1").await;
    assert_eq!(
        (&duties["total"], &duties["items"][0]["id"]),
        (&2.into(), &"d1".into())
    );
    let next = site.json(duties["next"].as_str().expect("a link")).await;
    assert_eq!(next["items"][0]["valid_from"], "1854-09-01");
    let of = site.json("/v1/duties?staff=M-2").await;
    assert_eq!(of["total"], 1);
    assert_eq!(
        site.json("/v1/duties?role=warden").await["items"][0]["kind"],
        "line"
    );

    let here = site
        .json("/v1/responsible?lon=-0.1367486&lat=51.513338")
        .await;
    assert_eq!(here["people"], 3);
    assert_eq!(here["answers"][0]["id"], "w1");
    let before = "/v1/responsible?lon=-0.1367486&lat=51.513338&day=1854-08-31";
    assert_eq!(site.json(before).await["people"], 2);
    let address: Value = site.json("/v1/responsible?address=A001").await;
    assert_eq!(address["address"], "A001");
    assert_eq!(
        site.get("/v1/responsible?address=none").await.status,
        StatusCode::NOT_FOUND
    );
    for incomplete in ["/v1/responsible?lon=1", "/v1/responsible"] {
        let answer = site.get(incomplete).await;
        assert!(answer.is_problem(400, "malformed"), "{}", answer.text());
    }

    let report = site.json("/v1/duties/report?least=1&pairs=10&seed=3").await;
    assert_eq!(report["addresses"], 324);
    assert_eq!(
        (&report["pairs"]["drawn"], &report["missing"]),
        (&10.into(), &12.into())
    );
    let short = site.json("/v1/duties/shortages").await;
    assert_eq!(short["items"].as_array().map(Vec::len), Some(12));
    let code = short["items"][0]["area"].as_str().expect("a code");
    let grid = site.json(&format!("/v1/grids/{code}")).await;
    assert_eq!(short["items"][0]["name"], grid["name"]);
    let people = site.json("/v1/duties/people?least=3").await;
    assert_eq!(people["total"], 3);
}

#[tokio::test]
async fn an_absence_is_told_grid_by_grid_and_work_person_by_person() {
    let site = staffed().await;
    let all = site.json("/v1/duties/people?least=2").await;
    for row in all["items"].as_array().expect("rows") {
        let staff = row["staff"].as_str().expect("a number");
        let one = site.json(&format!("/v1/duties/people/{staff}")).await;
        for what in ["addresses", "left_below", "left_alone"] {
            assert_eq!(one[what], row[what], "{what} of {staff}");
            let areas = one["areas"].as_array().expect("rows");
            let sum: Option<u64> = areas.iter().map(|area| area[what].as_u64()).sum();
            assert_eq!(one[what].as_u64(), sum, "{what} of {staff}");
        }
    }
    let doctor = site.json("/v1/duties/people/M-1?tier=grid&least=1").await;
    assert_eq!(doctor["areas"][0]["code"], "990185400001G007");
    let community = site.json("/v1/duties/people/M-1?tier=community").await;
    assert_eq!(community["areas"][0]["code"], "990185400001");
    for (path, status) in [
        ("/v1/duties/people/M-9", StatusCode::NOT_FOUND),
        ("/v1/duties/people/two%20words", StatusCode::NOT_FOUND),
        ("/v1/duties/people/M-1?tier=house", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(site.get(path).await.status, status, "{path}");
    }

    let loads = site.json("/v1/duties/loads").await;
    assert_eq!(loads["total"], 2, "deputies have no work");
    let doctor = site.json("/v1/duties/loads?role=doctor").await;
    assert_eq!(doctor["items"][0]["staff"], "M-1");
    let households = doctor["items"][0]["households"].as_f64();
    let minutes = doctor["items"][0]["minutes"].as_f64();
    assert_eq!(minutes, households.map(|households| households * 3.5));
    assert_eq!(
        site.json("/v1/duties/loads?limit=1").await["items"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

#[tokio::test]
async fn names_of_persons_hold_no_duty() {
    let site = staffed().await;
    let duty = |staff: &str| {
        json!({ "author": "office", "edits": [{ "op": "set_duties", "duties": [
            { "id": "x", "role": "doctor", "ground": { "kind": "areas", "codes": ["990185400001G007"] },
              "holders": [{ "staff": staff }] }
        ] }] })
    };
    for person in ["王小明", "13800000000", "a@b.org", "two words"] {
        let answer = post(&site, "/v1/changesets", &duty(person), &[]).await;
        assert!(answer.status.is_client_error(), "{person}");
        assert!(!answer.text().contains("小明"));
    }
    let answer = post(&site, "/v1/changesets", &duty("马警官"), &[]).await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn the_map_of_cover_changes_with_duties_and_others_do_not() {
    let site = Site::soho();
    let path = |style: &str| format!("/tiles/{style}/16/32743/21790.png?areas=grids");
    let (cover, counts) = (path("kcover"), path("counts"));
    let before = [site.get(&cover).await, site.get(&counts).await];
    assert_eq!(before[0].status, StatusCode::OK, "{}", before[0].text());
    let staffed = staffed().await;
    let after = [staffed.get(&cover).await, staffed.get(&counts).await];
    assert_ne!(before[0].body, after[0].body);
    assert_eq!(before[1].body, after[1].body);
    let vacancies = staffed.get(&path("vacancies")).await;
    assert_eq!(vacancies.status, StatusCode::OK);
    // the same site, another holder: the picture has a new tag, a picture of counts has the old one
    let tag = |answer: &hexward_tests::Answer| answer.header("etag").to_owned();
    let edits = json!([{ "op": "remove_duties", "ids": ["d1"] }]);
    let body = json!({ "author": "office", "edits": edits });
    let done = post(&staffed, "/v1/changesets", &body, &[]).await;
    assert_eq!(done.status, StatusCode::CREATED);
    let later = [staffed.get(&cover).await, staffed.get(&counts).await];
    assert_ne!(tag(&after[0]), tag(&later[0]));
    assert_eq!(tag(&after[1]), tag(&later[1]));
}
