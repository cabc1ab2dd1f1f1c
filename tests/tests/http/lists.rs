//! Lists in portions: every row once, in order of its key, with the way to the next portion.

use hexward::config::Config;
use hexward_engine::edit::Edit;
use hexward_engine::geom::{Polygon, Position, Region, Ring};
use hexward_engine::model::{SpatialUnit, Stated, Tier, UnitId};
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
    assert_eq!(none, serde_json::json!({ "total": 14, "items": [] }));
}

#[tokio::test]
async fn units_are_listed_by_box_with_their_outlines() {
    let site = Site::soho();
    let corner = |lon: f64, lat: f64| Position::from_degrees(lon, lat).expect("in range");
    let block = |(id, west): (&str, f64)| {
        let (south, east, north) = (51.512, west + 0.001, 51.513);
        let corners = [(west, south), (east, south), (east, north), (west, north)];
        let ring = Ring::new(&corners.map(|(lon, lat)| corner(lon, lat))).expect("valid");
        SpatialUnit {
            id: UnitId::new(id).expect("valid"),
            kind: "block".to_owned(),
            name: String::new(),
            region: Region::single(Polygon::new(ring, Vec::new()).expect("valid")),
        }
    };
    let blocks = [("B1", -0.137), ("B2", -0.135), ("B3", -0.133)].map(block);
    site.commit(vec![Edit::ImportUnits(blocks.to_vec())]);
    let (ids, portions) = walk(&site, "/v1/units?limit=2", "id").await;
    assert_eq!((ids.len(), portions), (3, 2));
    let list = site.json("/v1/units?bbox=-0.1355,51.5,-0.1335,51.6").await;
    assert_eq!(
        (
            &list["total"],
            &list["items"][0]["id"],
            &list["items"][0]["kind"]
        ),
        (
            &serde_json::json!(1),
            &serde_json::json!("B2"),
            &serde_json::json!("block")
        )
    );
    assert_eq!(list["items"][0]["geometry"]["type"], "Polygon");
}

/// The codes of a list of grids.
async fn codes(site: &Site, query: &str) -> Vec<String> {
    let list = site.json(&format!("/v1/grids?{query}")).await;
    let items = list["items"].as_array().expect("items");
    assert_eq!(list["total"], items.len(), "{query}");
    let code = |item: &Value| item["code"].as_str().expect("a code").to_owned();
    items.iter().map(code).collect()
}

#[tokio::test]
async fn grids_are_found_by_tier_words_and_box() {
    let site = Site::soho();
    assert_eq!(codes(&site, "tier=community").await, ["990185400001"]);
    assert_eq!(codes(&site, "tier=grid").await.len(), 13);
    assert!(codes(&site, "tier=micro").await.is_empty());
    let broad = codes(&site, "q=broad").await;
    assert_eq!(broad.len(), 1);
    assert_eq!(codes(&site, &format!("q={}", broad[0])).await, broad);
    assert_eq!(codes(&site, "q=G001%20990185").await.len(), 1);
    assert_eq!(codes(&site, "q=g01").await.len(), 4);
    assert!(codes(&site, "q=broad%20nowhere").await.is_empty());
    assert_eq!(codes(&site, "q=%20").await.len(), 14);
    let pump = "bbox=-0.1367,51.5133,-0.1367,51.5133";
    assert!(codes(&site, pump).await.contains(&broad[0]));
    assert_eq!(codes(&site, "bbox=-0.2,51.5,-0.1,51.6").await.len(), 14);
    assert!(codes(&site, "bbox=1,1,2,2").await.is_empty());
    for wrong in [
        "tier=district",
        "tier=",
        "bbox=1,2,3",
        "bbox=1,2,3,4,5",
        "bbox=3,2,1,4",
        "bbox=1,4,2,3",
        "bbox=a,2,3,4",
        "bbox=NaN,2,3,4",
        "bbox=1,2,3,91",
        "sort=",
        "sort=-",
        "sort=height",
        "sort=--name",
        "sort=-name&after=999999999999",
        "sort=name&tier=grid&after=990185400001",
        "limit=0",
        "after=x",
    ] {
        let answer = site.get(&format!("/v1/grids?{wrong}")).await;
        assert!(answer.is_problem(400, "malformed"), "{wrong}");
    }
    let long = "x".repeat(101);
    let answer = site.get(&format!("/v1/grids?q={long}")).await;
    assert!(answer.is_problem(400, "malformed"));
}

#[tokio::test]
async fn addresses_are_found_by_their_ids() {
    let site = Site::soho();
    let near = "/v1/nearest?layer=addresses&lon=-0.1367&lat=51.5133";
    let near = site.json(near).await["items"][0].clone();
    let id = near["id"].as_str().expect("an id").to_owned();
    let find = async |query: &str| {
        let answer = site.json(&format!("/v1/addresses?{query}")).await;
        answer["items"].as_array().expect("a list").clone()
    };
    let by_id = find(&format!("q={}", id.to_lowercase())).await;
    assert!(by_id.iter().any(|found| found["id"] == id), "{by_id:?}");
    assert_eq!(by_id[0]["lon"], near["lon"]);
    assert!(find("q=nowhere").await.is_empty());
    let long = format!("q={}", "x".repeat(101));
    for wrong in ["", "q=", "q=%20", "q=x&limit=0", "q=x&limit=101", &long] {
        let answer = site.get(&format!("/v1/addresses?{wrong}")).await;
        assert!(answer.is_problem(400, "malformed"), "{wrong}");
    }
}

#[tokio::test]
async fn sorted_grids_come_in_portions_too() {
    let site = Site::soho();
    for (sort, pointer) in [
        ("addresses", "/addresses"),
        ("area_m2", "/area_m2"),
        ("deaths", "/counts/0/value"),
    ] {
        let list = format!("/v1/grids?tier=grid&sort={sort}");
        let up = site.json(&list).await;
        let number = |item: &Value| {
            item.pointer(pointer)
                .and_then(Value::as_f64)
                .unwrap_or(-1.0)
        };
        let numbers: Vec<f64> = up["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(number)
            .collect();
        assert!(
            numbers.is_sorted() && numbers.len() == 13,
            "{sort}: {numbers:?}"
        );
        let (whole, _) = walk(&site, &list, "code").await;
        let down = format!("/v1/grids?tier=grid&sort=-{sort}");
        let (turned, _) = walk(&site, &down, "code").await;
        assert_ne!(whole, turned, "{sort}");
        for limit in [1, 4, 12, 13] {
            let (again, portions) = walk(&site, &format!("{down}&limit={limit}"), "code").await;
            assert_eq!(again, turned, "{sort} by {limit}");
            assert_eq!(portions, 13_usize.div_ceil(limit), "{sort} by {limit}");
        }
    }
    let (names, _) = walk(&site, "/v1/grids?sort=name", "name").await;
    assert!(names.is_sorted() && names.len() == 14);
    let (codes, _) = walk(&site, "/v1/grids?sort=-code&limit=5", "code").await;
    assert!(codes.iter().rev().is_sorted() && codes.len() == 14);
    let risk = site.json("/v1/grids?tier=grid&sort=-risk").await;
    assert_eq!(risk["items"][0]["risk"], "high");
    // a filter is repeated in the way to the next portion
    let (found, portions) = walk(&site, "/v1/grids?tier=grid&q=G0%20street&limit=2", "code").await;
    assert_eq!(portions, found.len().div_ceil(2));
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

/// The demo with addresses that state a grid: every third its own, the others the first one; every ninth wins.
fn disputed() -> Site {
    let site = Site::soho();
    let snapshot = site.state().engine().snapshot();
    let mut rows: Vec<_> = snapshot.addresses.records().rows().take(90).collect();
    let grids = snapshot.grids[&Tier::Grid].records();
    let assignment = snapshot.assignment(Tier::Grid);
    for (i, row) in rows.iter_mut().enumerate() {
        let own = assignment.owners.get(i).expect("located") as usize;
        let area = grids[if i % 3 == 0 { own } else { 0 }].code.clone();
        let wins = i % 9 == 1;
        row.stated = Some(Box::new(Stated { area, wins }));
    }
    site.commit(vec![Edit::ImportAddresses(rows)]);
    site
}

#[tokio::test]
async fn the_ledger_comes_in_portions() {
    let site = disputed();
    let list = "/v1/ledger?kind=conflict";
    let (whole, _) = walk(&site, list, "address").await;
    assert!(whole.len() > 20 && whole.is_sorted());
    for limit in [1, 7, whole.len()] {
        let (again, portions) = walk(&site, &format!("{list}&limit={limit}"), "address").await;
        assert_eq!(again, whole);
        assert_eq!(portions, whole.len().div_ceil(limit));
    }
    let first = site.json(&format!("{list}&limit=1")).await;
    let next = first["next"].as_str().expect("more");
    assert!(
        next.starts_with("/v1/ledger?tier=grid&kind=conflict&limit=1&after=A"),
        "{next}"
    );
    let entry = &first["items"][0];
    assert_eq!(entry["stated"], "990185400001G001");
    assert!(
        entry["distance_m"].as_f64().is_some_and(|m| m > 0.0),
        "{entry}"
    );
    let code = site.json(&format!("{list}&limit=1000")).await;
    for item in code["items"].as_array().expect("items") {
        let counted = if item["winner"] == "code" {
            "stated"
        } else {
            "found"
        };
        assert_eq!(item["counted"], item[counted], "{item}");
    }
    let none = site.json("/v1/ledger?kind=unlocated").await;
    assert_eq!(none, serde_json::json!({ "items": [] }));
    assert_eq!(
        site.json("/v1/ledger?kind=conflict&tier=community").await,
        none
    );
}

#[tokio::test]
async fn what_is_no_ledger_is_a_problem() {
    let site = Site::soho();
    for (query, status, code, pointer) in [
        ("tier=village", 400, "malformed", "/query/tier"),
        ("kind=all", 400, "malformed", "/query/kind"),
        ("limit=0", 400, "malformed", "/query/limit"),
        ("limit=10001", 400, "malformed", "/query/limit"),
        ("after=", 400, "malformed", "/query/after"),
    ] {
        let answer = site.get(&format!("/v1/ledger?{query}")).await;
        assert!(
            answer.is_problem(status, code),
            "{query}: {}",
            answer.text()
        );
        assert_eq!(answer.json()["pointer"], pointer, "{query}");
    }
    let answer = site.get("/v1/ledger?tier=micro").await;
    assert!(answer.is_problem(404, "not-found"), "{}", answer.text());
    let empty = Site::empty().json("/v1/ledger").await;
    assert_eq!(empty, serde_json::json!({ "items": [] }));
}

#[tokio::test]
async fn limits_name_every_list() {
    let site = Site::soho();
    let limits = site.json("/v1/limits").await;
    for (list, default) in [
        ("/v1/grids", 10_000),
        ("/v1/cells", 1_000),
        ("/v1/checkpoints", 10_000),
        ("/v1/units", 1_000),
        ("/v1/ledger", 1_000),
        ("/v1/faults", 1_000),
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
