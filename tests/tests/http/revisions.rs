//! `/v1/revisions`: the history, its portions, and what stands against an undo.

use hexward_tests::Site;
use serde_json::{Value, json};

use crate::changesets::{code, community, made, post};

fn rename(number: u32, name: &str) -> Value {
    json!([{ "op": "rename_grid", "code": code(number), "name": name }])
}

async fn undo(site: &Site, revision: u64) -> hexward_tests::Answer {
    let body = json!({ "author": "post 2", "reason": "back" });
    post(site, &format!("/v1/revisions/{revision}/undo"), &body, &[]).await
}

#[tokio::test]
async fn the_history_comes_in_portions_the_newest_first() {
    let site = community().await;
    for number in 0..5 {
        made(&site, &rename(1, &number.to_string())).await;
    }
    let mut path = "/v1/revisions?limit=2".to_owned();
    let mut revisions = Vec::new();
    loop {
        let portion = site.json(&path).await;
        let items = portion["items"].as_array().expect("a list").clone();
        assert!(items.len() <= 2);
        for item in items {
            assert_eq!(item["hash"].as_str().map(str::len), Some(64));
            assert!(
                item["at"].as_str().is_some_and(|at| at.ends_with("+08:00")),
                "{item}"
            );
            revisions.push(item["revision"].as_u64().expect("a number"));
        }
        match portion["next"].as_str() {
            Some(next) => path = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(revisions, [6, 5, 4, 3, 2, 1]);
    let one = site.json("/v1/revisions/6").await;
    assert_eq!(
        one["rows"],
        json!([{ "table": "grids", "key": code(1), "what": "changed" }])
    );
    assert_eq!(
        (&one["author"], &one["rows_total"]),
        (&json!("post 1"), &json!(1))
    );
    for (path, status, name) in [
        ("/v1/revisions/7", 404, "not-found"),
        ("/v1/revisions/0", 404, "not-found"),
        ("/v1/revisions/x", 400, "malformed"),
        ("/v1/revisions/18446744073709551615", 400, "malformed"),
        ("/v1/revisions?limit=0", 400, "malformed"),
        ("/v1/revisions?before=-1", 400, "malformed"),
        ("/v1/undo?plan=", 400, "malformed"),
    ] {
        assert!(site.get(path).await.is_problem(status, name), "{path}");
    }
}

#[tokio::test]
async fn later_changes_of_the_same_rows_stand_against_an_undo() {
    let site = community().await;
    made(&site, &rename(1, "a")).await;
    made(&site, &rename(1, "b")).await;
    made(&site, &rename(2, "c")).await;
    let refused = undo(&site, 2).await;
    assert!(
        refused.is_problem(409, "stands-against"),
        "{}",
        refused.text()
    );
    let row = format!("grids {}", code(1));
    assert_eq!(
        refused.json()["conflicts"],
        json!([{ "row": row, "revision": 3 }])
    );
    assert!(undo(&site, 99).await.is_problem(404, "not-found"));
    // one in the middle can be taken back when nothing stands against it
    let done = undo(&site, 3).await;
    assert_eq!(done.status, 201, "{}", done.text());
    let list = site.json("/v1/revisions").await;
    let entry = |revision: u64| {
        let mut items = list["items"].as_array().expect("a list").iter();
        items
            .find(|item| item["revision"] == revision)
            .expect("listed")
            .clone()
    };
    assert_eq!(
        (&entry(5)["undoes"], &entry(3)["undone_by"]),
        (&json!(3), &json!(5))
    );
    let next = site.json("/v1/undo").await;
    assert_eq!(
        (&next["undo"]["revision"], &next["redo"]["revision"]),
        (&json!(4), &json!(5))
    );
    // the other person's edits only
    let next = site.json("/v1/undo?author=nobody").await;
    assert!(next["undo"].is_null() && next["redo"].is_null(), "{next}");
    // an edit ends what can be done again
    made(&site, &rename(3, "d")).await;
    let next = site.json("/v1/undo").await;
    assert_eq!(
        (&next["undo"]["revision"], &next["redo"]),
        (&json!(6), &Value::Null)
    );
}
