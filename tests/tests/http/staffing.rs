//! How many people grids need, over HTTP.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::changesets::{COMMUNITY, community};

fn staff(answer: &Value) -> Vec<u64> {
    let items = answer["items"].as_array().expect("a list");
    let staff = items.iter().map(|item| item["staff"].as_u64());
    staff.collect::<Option<_>>().expect("numbers")
}

#[tokio::test]
async fn staff_follows_residents_ground_and_difficulty() {
    let site = community().await;
    let plain =
        format!("/v1/staffing?parent={COMMUNITY}&residents_each=10&area_each_m2=100000000000");
    let needed = site.json(&plain).await;
    let grids = needed["grids"].as_u64().expect("a number");
    assert_eq!(staff(&needed).len() as u64, grids);
    assert_eq!(json!(staff(&needed).iter().sum::<u64>()), needed["staff"]);
    let first = &needed["items"][0];
    let residents = first["residents"].as_u64().expect("a number");
    assert!(residents > 0);
    assert_eq!(first["for_people"], json!(residents as f64 / 10.0));
    assert_eq!(first["for_difficulty"], json!(0.0));

    let code = first["code"].as_str().expect("a code");
    let hard = site.json(&format!("{plain}&difficulty={code}=2000")).await;
    assert_eq!(
        hard["items"][0]["for_difficulty"],
        hard["items"][0]["for_people"]
    );
    let assigned = site.json(&format!("{plain}&staff={}", 7 * grids)).await;
    assert_eq!(assigned["staff"], json!(7 * grids));
    let alone = site
        .json(&format!("/v1/staffing?tier=community&parent={COMMUNITY}"))
        .await;
    assert_eq!(alone["grids"], 1);
}

#[tokio::test]
async fn what_cannot_be_staffed_is_named() {
    let site = community().await;
    let (bad, none) = (StatusCode::BAD_REQUEST, StatusCode::NOT_FOUND);
    for (query, status, told) in [
        ("parent=990000000009", none, "no grid of this code"),
        ("parent=%20", none, "there is no grid"),
        ("tier=ward", bad, "is not street"),
        ("tier=micro", none, "no grids of tier micro"),
        ("residents_each=0", bad, "`0` is not a whole number 1 to"),
        ("area_each_m2=-1", bad, "`-1` is not a whole number 1 to"),
        ("least=1001", bad, "`1001` is not a whole number 0 to 1000"),
        ("staff=all", bad, "`all` is not a whole number"),
        ("staff=0", bad, "0 people are too few for"),
        ("difficulty=hard", bad, "a difficulty is a code"),
        (
            "difficulty=990000000009G001=1200",
            bad,
            "is not among the grids",
        ),
    ] {
        let answer = site.get(&format!("/v1/staffing?{query}")).await;
        assert_eq!(answer.status, status, "{query}: {}", answer.text());
        assert!(answer.text().contains(told), "{query}: {}", answer.text());
    }
}
