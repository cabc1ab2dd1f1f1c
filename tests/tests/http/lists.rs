//! Lists in portions: every row once, in order of its key, with the way to the next portion.

use hexward::config::Config;
use hexward_tests::Site;
use serde_json::Value;

/// The keys of all portions of a list, and how many portions there were.
async fn walk(site: &Site, first: &str, key: &str) -> (Vec<String>, usize) {
    let (mut keys, mut portions) = (Vec::new(), 0);
    let mut next = Some(first.to_owned());
    while let Some(path) = next {
        let portion = site.json(&path).await;
        let items = portion["items"].as_array().expect("items");
        assert!(!items.is_empty(), "{path}");
        keys.extend(
            items
                .iter()
                .filter_map(|item| Some(item[key].as_str()?.to_owned())),
        );
        next = portion["next"].as_str().map(str::to_owned);
        portions += 1;
    }
    (keys, portions)
}

#[tokio::test]
async fn portions_put_together_are_the_list() {
    let site = Site::soho();
    for (list, key, rows) in [
        ("/v1/grids", "code", 14),
        ("/v1/cells?layer=hex60a", "code", 0),
        ("/v1/checkpoints", "id", 13),
    ] {
        let (whole, portions) = walk(&site, list, key).await;
        assert_eq!(portions, 1, "{list}");
        assert!(
            whole.is_sorted() && (rows == 0 || whole.len() == rows),
            "{list}"
        );
        let mark = if list.contains('?') { '&' } else { '?' };
        for limit in [1, 5, whole.len() - 1, whole.len()] {
            let (again, portions) = walk(&site, &format!("{list}{mark}limit={limit}"), key).await;
            assert_eq!(again, whole, "{list} by {limit}");
            assert_eq!(portions, whole.len().div_ceil(limit), "{list} by {limit}");
        }
    }
    // a key that is not stored any more
    let after: Value = site.json("/v1/grids?after=990185400001G01199").await;
    assert_eq!(after["items"].as_array().map(Vec::len), Some(2), "{after}");
    let none = site.json("/v1/grids?after=999999999999").await;
    assert_eq!(none, serde_json::json!({ "items": [] }));
}

#[tokio::test]
async fn the_next_portion_is_where_the_operator_says() {
    let site = Site::soho_with(Config {
        public_url: Some("https://maps.example.org/hexward".parse().expect("a url")),
        ..Config::default()
    });
    assert_eq!(
        site.json("/v1/grids?limit=1").await["next"],
        "https://maps.example.org/hexward/v1/grids?limit=1&after=990185400001"
    );
}

#[tokio::test]
async fn limits_name_every_list() {
    let site = Site::soho();
    let limits = site.json("/v1/limits").await;
    for (list, default) in [
        ("/v1/grids", 10_000),
        ("/v1/cells", 1_000),
        ("/v1/checkpoints", 10_000),
    ] {
        assert_eq!(limits["lists"][list]["limit_default"], default, "{list}");
        assert_eq!(limits["lists"][list]["limit_max"], 10_000, "{list}");
    }
    let unlimited = limits["not_limited"].as_array().expect("a list");
    assert!(
        unlimited
            .iter()
            .any(|text| text.as_str().is_some_and(|t| t.contains("vector tile")))
    );
}
