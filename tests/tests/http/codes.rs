//! Codes over HTTP: given, retired, asked about.

use hexward_tests::Site;
use serde_json::{Value, json};

use crate::changesets::{COMMUNITY, at, changeset, code, community, made, post};

async fn split(site: &Site, number: u32, x: f64, y: f64) {
    let line = json!([at(x, y), at(x, y + 6.0)]);
    let edit = json!({ "op": "split_grid", "code": code(number), "line": line, "name": "part" });
    made(site, &json!([edit])).await;
}

#[tokio::test]
async fn a_split_gets_the_next_code_and_a_retired_one_is_told() {
    let site = community().await;
    split(&site, 1, 2.0, -1.0).await;
    let new = site.json(&format!("/v1/grids/{}", code(5))).await;
    assert_eq!(
        (&new["made_by"], &new["retired_by"]),
        (&json!(2), &Value::Null)
    );
    assert!(
        new["valid_from"].is_string() && new["valid_to"].is_null(),
        "{new}"
    );
    let merge = json!([{ "op": "merge_grids", "keep": code(1), "others": [code(5)] }]);
    made(&site, &merge).await;
    let gone = site.get(&format!("/v1/grids/{}", code(5))).await;
    assert!(gone.is_problem(410, "retired"), "{}", gone.text());
    let told = gone.json();
    assert_eq!(
        (&told["made_by"], &told["retired_by"]),
        (&json!(2), &json!(3))
    );
    assert_eq!(told["became"][0]["code"], json!(code(1)));
    assert_eq!(told["valid_from"], new["valid_from"]);
    // as it was then, and a code that nobody had
    let then = site
        .json(&format!("/v1/grids/{}?revision=2", code(5)))
        .await;
    assert_eq!(then["retired_by"], json!(3));
    let before = site.get(&format!("/v1/grids/{}?revision=1", code(5))).await;
    assert!(before.is_problem(404, "not-found"), "{}", before.text());
    // it does not come back
    let again = json!([{ "op": "renumber_grid", "code": code(2), "to": code(5) }]);
    let refused = post(&site, "/v1/changesets", &changeset(&again), &[]).await;
    assert!(refused.is_problem(422, "refused"), "{}", refused.text());
    assert_eq!(refused.json()["retired_by"], json!(3));
    split(&site, 2, 6.0, -1.0).await;
    assert_eq!(
        site.json("/v1/grids?tier=grid").await["items"][4]["code"],
        json!(code(6))
    );
}

#[tokio::test]
async fn a_parent_is_numbered() {
    let site = community().await;
    let number =
        |profile: &str| json!([{ "op": "number_grids", "parent": COMMUNITY, "profile": profile }]);
    made(&site, &number("unit14")).await;
    let grids = site.json("/v1/grids?tier=grid").await;
    let codes: Vec<&str> = grids["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|grid| grid["code"].as_str())
        .collect();
    let expected: Vec<String> = (1..5).map(|own| format!("{COMMUNITY}{own:02}")).collect();
    assert_eq!(codes, expected);
    let gone = site.get(&format!("/v1/grids/{}", code(3))).await;
    // the north-west grid
    assert_eq!(
        gone.json()["became"][0]["code"],
        json!(format!("{COMMUNITY}01"))
    );
    let refused = post(&site, "/v1/changesets", &changeset(&number("beijing")), &[]).await;
    assert!(refused.is_problem(400, "malformed"), "{}", refused.text());
}
