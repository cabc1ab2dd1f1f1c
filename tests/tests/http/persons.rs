//! What identifies a person, sent over HTTP: refused, unrepeated, and in no answer or tile afterwards.

use axum::body::Body;
use axum::http::{Method, Request};
use hexward_tests::{Answer, Site};
use serde_json::{Value, json};

use crate::changesets::{COMMUNITY, at, changeset, community, post};

const SECRETS: [&str; 6] = [
    "13800000000",
    "990205195001010011",
    "320205350231123",
    "苏B12345",
    "a.b@example.org",
    "联系人王小明",
];

fn assert_clean(answer: &Answer, when: &str) {
    for secret in SECRETS.into_iter().chain(["王小明"]) {
        let found = answer
            .body
            .windows(secret.len())
            .any(|part| part == secret.as_bytes());
        assert!(!found, "{when}: {secret} in {}", answer.text());
    }
}

/// The operations that bring texts, with one planted.
fn operations(secret: &str) -> Vec<Value> {
    let row = |field: &str| {
        let mut address =
            json!({ "id": "X", "position": at(1.0, 1.0), "label": "l", "building": "b" });
        address[field] = secret.into();
        json!({ "op": "import_addresses", "addresses": [address] })
    };
    let gate = |field: &str| {
        let mut gate = json!({ "id": "X", "position": at(1.0, 1.0), "name": "n", "kind": "k" });
        gate[field] = secret.into();
        json!({ "op": "place_checkpoint", "checkpoint": gate })
    };
    let stated = json!({ "id": "X", "position": at(1.0, 1.0), "stated": { "area": secret } });
    let mut all: Vec<Value> = ["id", "label", "building"].map(row).into();
    all.extend(["id", "name", "kind"].map(gate));
    all.push(json!({ "op": "import_addresses", "addresses": [stated] }));
    all.push(json!({ "op": "rename_grid", "code": COMMUNITY, "name": secret }));
    all.push(json!({ "op": "renumber_grid", "code": COMMUNITY, "to": secret }));
    all.push(json!({ "op": "draw_grid", "parent": COMMUNITY, "code": secret, "name": "n", "region":
        { "type": "Polygon", "coordinates": [[at(1.0, 1.0), at(3.0, 1.0), at(3.0, 3.0), at(1.0, 1.0)]] } }));
    all
}

async fn job(site: &Site, name: &str, kind: &str, file: &str) -> Vec<Answer> {
    let request = Request::builder().method(Method::POST);
    let request = request.uri(format!("/v1/jobs?kind={kind}&name={name}"));
    let request = request
        .body(Body::from(file.to_owned()))
        .expect("a request");
    let sent = site.send(request).await;
    let place = sent.header("location").to_owned();
    let survey = site.get(&format!("{place}/survey")).await;
    let check = post(
        site,
        &format!("{place}/check"),
        &json!({ "crs": "EPSG:4490" }),
        &[],
    )
    .await;
    let mut entry = site.get(&place).await;
    while entry.json()["state"] == "checking" {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        entry = site.get(&place).await;
    }
    let rejected = site.get(&format!("{place}/rejected")).await;
    site.ask(Method::DELETE, &place, &[]).await;
    vec![sent, survey, check, entry, rejected]
}

#[tokio::test]
async fn what_identifies_persons_is_in_no_answer() {
    let site = community().await;
    for secret in SECRETS {
        for operation in operations(secret) {
            let body = changeset(&json!([operation]));
            let answer = post(&site, "/v1/changesets", &body, &[]).await;
            assert!(
                answer.status.is_client_error(),
                "{operation}: {}",
                answer.text()
            );
            assert_clean(&answer, &operation.to_string());
        }
        let name = format!("{secret}.csv")
            .replace('苏', "%E8%8B%8F")
            .replace("联系人王小明", "x");
        let file = format!(
            "id,lon,lat,label,remark\n{secret},102.5,40.3,l,r\nA,102.5,40.3,{secret},r\nB,{secret},1,l,r\n"
        );
        for answer in job(&site, &name, "addresses", &file).await {
            assert_clean(&answer, &format!("{secret} in a job"));
        }
        let header = format!("id,lon,lat,name,kind,{secret},联系电话\nA,102.5,40.3,n,k,x,y\n");
        let answers = job(&site, "gates.csv", "checkpoints", &header).await;
        let report = &answers[3].json()["report"];
        assert_eq!(report["personal_columns"], json!(["联系电话"]), "{report}");
        for answer in answers {
            assert_clean(&answer, &format!("{secret} as the name of a column"));
        }
    }
    for path in [
        "/v1/grids",
        "/v1/checkpoints",
        "/v1/jobs",
        "/v1/revisions",
        "/v1/export/addresses",
        "/tiles/addresses/14/12856/6184.mvt",
    ] {
        let answer = site.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert_clean(&answer, path);
    }
}
