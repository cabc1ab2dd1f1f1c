//! The resources of the API: what they hold, and that their figures are those of the data.

use hexward_tests::Site;
use serde_json::{Value, json};

/// The sum of a measure over items with counts.
fn sum_of(items: &[Value], counts: impl Fn(&Value) -> &Value) -> u64 {
    let counts = items
        .iter()
        .flat_map(|item| counts(item).as_array().expect("counts").clone());
    counts
        .filter(|count| count["measure"] == "deaths")
        .filter_map(|count| count["value"].as_u64())
        .sum()
}

fn items(answer: &Value) -> &[Value] {
    answer["items"].as_array().expect("items")
}

/// What there is, and its media type.
const ADDRESSES: [(&str, &str); 33] = [
    ("/", "text/html; charset=utf-8"),
    ("/health/live", "application/json"),
    ("/health/ready", "application/json"),
    ("/v1", "application/json"),
    ("/v1/limits", "application/json"),
    ("/v1/grids", "application/json"),
    ("/v1/grids/990185400001", "application/json"),
    ("/v1/grids/990185400001G007", "application/json"),
    ("/v1/cells", "application/json"),
    ("/v1/cells?layer=hex60a", "application/json"),
    ("/v1/checkpoints", "application/json"),
    ("/v1/units", "application/json"),
    ("/v1/faults?tier=community", "application/json"),
    ("/v1/addresses?q=a001&limit=1", "application/json"),
    ("/v1/locate?lon=-0.1367&lat=51.5133", "application/json"),
    (
        "/v1/nearest?layer=checkpoints&lon=-0.1367&lat=51.5133&k=13",
        "application/json",
    ),
    (
        "/v1/nearest?layer=addresses&lon=-0.1367&lat=51.5133",
        "application/json",
    ),
    ("/tiles/cases/16/32743/21790.png", "image/png"),
    ("/tiles/cases/15/16371/10895.png?size=512", "image/png"),
    (
        "/tiles/risk/16/32743/21790.png?areas=cells&layer=hex60a",
        "image/png",
    ),
    ("/tiles/risk/16/32743/21790.png?areas=grids", "image/png"),
    ("/tiles/grids/16/32743/21790.png?size=256&v=7", "image/png"),
    ("/tiles/honeycomb/16/32743/21790.png", "image/png"),
    ("/tiles/checkpoints/16/32743/21790.png", "image/png"),
    ("/tiles/addresses/16/32743/21790.png", "image/png"),
    ("/tiles/streets/16/32743/21790.png", "image/png"),
    (
        "/tiles/risk/16/32743/21790.mvt",
        "application/vnd.mapbox-vector-tile",
    ),
    (
        "/tiles/addresses/16/32743/21790.mvt",
        "application/vnd.mapbox-vector-tile",
    ),
    ("/tiles/cases.json", "application/json"),
    ("/tiles/risk.json?areas=grids&size=512", "application/json"),
    ("/legends/cases.json", "application/json"),
    ("/legends/cases.png", "image/png"),
    ("/legends/risk.png?lang=en", "image/png"),
];

#[tokio::test]
async fn every_address_of_the_contract_answers() {
    let site = Site::soho();
    for (path, media_type) in ADDRESSES {
        let answer = site.get(path).await;
        assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), media_type, "{path}");
        assert!(!answer.body.is_empty(), "{path}");
    }
    let cells = site.json("/v1/cells").await;
    for code in items(&cells)
        .iter()
        .filter_map(|cell| cell["code"].as_str())
        .take(3)
    {
        for path in [code.to_owned(), code.replace('+', "%2B")] {
            assert_eq!(site.json(&format!("/v1/cells/{path}")).await["code"], code);
        }
    }
}

#[tokio::test]
async fn the_root_describes_the_data() {
    let root = Site::soho().json("/v1").await;
    assert_eq!(
        root["name"],
        json!({ "zh": "苏豪 1854", "en": "Soho 1854" })
    );
    assert_eq!(root["revision"], 1);
    assert_eq!(root["content_hash"].as_str().map(str::len), Some(64));
    assert_eq!(root["zoom"], 16);
    let totals = &root["totals"];
    for (name, count) in [
        ("addresses", 324),
        ("checkpoints", 13),
        ("grids", 13),
        ("barriers", 118),
    ] {
        assert_eq!(totals[name], count, "{name}");
    }
    let measure =
        json!({ "measure": "deaths", "unit": "persons", "total": 392, "cutoff": "1854-09-30" });
    assert_eq!(root["measures"], json!([measure]));
    assert_eq!(root["layers"][0]["spacing_m"], 60.0);
    assert_eq!(root["layers"][0]["cells"], totals["cells"]);
    let tiers = json!([{ "tier": "community", "areas": 1 }, { "tier": "grid", "areas": 13 }]);
    assert_eq!(root["tiers"], tiers);
}

#[tokio::test]
async fn the_root_is_quick_without_the_hash() {
    let site = Site::soho();
    let (whole, quick) = (
        site.json("/v1").await,
        site.json("/v1?without=content_hash").await,
    );
    assert_eq!(quick.get("content_hash"), None);
    let mut rest = whole.clone();
    rest.as_object_mut()
        .expect("an object")
        .remove("content_hash");
    assert_eq!(quick, rest);
    assert!(!quick["instance"].as_str().expect("a name").is_empty());
    assert_ne!(
        Site::soho().json("/v1").await["instance"],
        quick["instance"]
    );
    let wrong = site.get("/v1?without=notes").await;
    assert!(wrong.is_problem(400, "malformed"));
}

#[tokio::test]
async fn the_root_says_how_styles_are_asked_for() {
    let root = Site::soho().json("/v1").await;
    let styles: Vec<&str> = root["styles"]
        .as_array()
        .expect("styles")
        .iter()
        .filter_map(|s| s["id"].as_str())
        .collect();
    for style in [
        "cases",
        "risk",
        "grids",
        "honeycomb",
        "checkpoints",
        "addresses",
        "streets",
    ] {
        assert!(styles.contains(&style), "{style} of {styles:?}");
    }
    let of = |id: &str| {
        root["styles"]
            .as_array()
            .expect("styles")
            .iter()
            .find(|s| s["id"] == id)
            .expect(id)
            .clone()
    };
    assert_eq!(of("cases")["formats"], json!(["png", "webp"]));
    assert_eq!(
        (
            of("cases")["minzoom"].clone(),
            of("cases")["maxzoom"].clone()
        ),
        (json!(0), json!(16))
    );
    assert_eq!(
        of("risk")["options"],
        json!({
            "areas": ["cells", "grids"], "tier": ["community", "grid"], "layer": ["hex60a"], "labels": ["zh", "en"],
        })
    );
    let labels = json!(["zh", "en"]);
    assert_eq!(
        of("honeycomb")["options"],
        json!({ "layer": ["hex60a"], "labels": labels })
    );
    assert_eq!(of("streets")["options"], json!({ "labels": labels }));
}

#[tokio::test]
async fn an_empty_store_answers_too() {
    let site = Site::empty();
    let root = site.json("/v1").await;
    assert_eq!(
        (&root["revision"], &root["totals"]["addresses"]),
        (&json!(0), &json!(0))
    );
    let none = json!({ "total": 0, "items": [] });
    assert_eq!(site.json("/v1/grids").await, none);
    for path in [
        "/v1/cells",
        "/v1/checkpoints",
        "/v1/nearest?layer=checkpoints&lon=0&lat=0",
    ] {
        assert_eq!(site.json(path).await, json!({ "items": [] }), "{path}");
    }
    assert_eq!(site.json("/v1/locate?lon=0&lat=0").await["inside"], false);
    assert_eq!(site.get("/tiles/cases/3/4/2.png").await.status, 200);
    assert_eq!(site.get("/tiles/grids/3/4/2.mvt").await.status, 204);
}

#[tokio::test]
async fn broad_street_has_266_of_392() {
    let checkpoints = Site::soho().json("/v1/checkpoints").await;
    let checkpoints = items(&checkpoints);
    let broad_street = checkpoints
        .iter()
        .find(|item| item["name"] == "Broad Street")
        .expect("the pump");
    let deaths =
        json!([{ "measure": "deaths", "unit": "persons", "value": 266, "cutoff": "1854-09-30" }]);
    assert_eq!(
        broad_street["nearest"],
        json!({ "addresses": 185, "counts": deaths })
    );
    assert_eq!(sum_of(checkpoints, |item| &item["nearest"]["counts"]), 392);
    let addresses: u64 = checkpoints
        .iter()
        .filter_map(|item| item["nearest"]["addresses"].as_u64())
        .sum();
    assert_eq!(addresses, 324);
}

#[tokio::test]
async fn areas_add_up_and_have_outlines() {
    let site = Site::soho();
    let cells = site.json("/v1/cells?layer=hex60a").await;
    assert_eq!(sum_of(items(&cells), |item| &item["counts"]), 392);
    let grids = site.json("/v1/grids").await;
    let tier = |tier: &str| {
        items(&grids)
            .iter()
            .filter(|item| item["tier"] == tier)
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(sum_of(&tier("grid"), |item| &item["counts"]), 392);
    assert_eq!(sum_of(&tier("community"), |item| &item["counts"]), 392);
    let area = |items: &[Value]| {
        items
            .iter()
            .filter_map(|item| item["area_m2"].as_f64())
            .sum::<f64>()
    };
    let whole = area(&tier("community"));
    assert!((area(&tier("grid")) - whole).abs() < 1.0 && (area(items(&cells)) - whole).abs() < 5.0);
    let risks: Vec<&str> = items(&cells)
        .iter()
        .filter_map(|item| item["risk"].as_str())
        .collect();
    assert!(
        ["high", "watch", "normal", "none"]
            .iter()
            .all(|risk| risks.contains(risk))
    );

    let grid = site.json("/v1/grids/990185400001G007").await;
    assert_eq!(
        (&grid["name"], &grid["parent"]),
        (&json!("Broad Street"), &json!("990185400001"))
    );
    assert_eq!(grid["geometry"]["type"], "Polygon");
    let ring = grid["geometry"]["coordinates"][0]
        .as_array()
        .expect("a ring");
    assert!(ring.len() > 3 && ring.first() == ring.last());
    let code = items(&cells)[5]["code"].as_str().expect("a code");
    let cell = site.json(&format!("/v1/cells/{code}")).await;
    assert_eq!(
        (&cell["code"], &cell["layer"], &cell["phase"]),
        (&json!(code), &json!("hex60a"), &json!("A"))
    );
    assert!(cell["geometry"]["coordinates"].is_array());
}

#[tokio::test]
async fn positions_are_located_and_have_neighbours() {
    let site = Site::soho();
    let located = site.json("/v1/locate?lon=-0.1367486&lat=51.513338").await;
    assert_eq!(located["inside"], true);
    let codes: Vec<&str> = items_of(&located, "grids")
        .iter()
        .filter_map(|grid| grid["code"].as_str())
        .collect();
    assert_eq!(codes, ["990185400001", "990185400001G007"]);
    assert_eq!(items_of(&located, "cells").len(), 1);
    let outside = site.json("/v1/locate?lon=120&lat=31").await;
    assert_eq!(
        (&outside["inside"], &outside["grids"]),
        (&json!(false), &json!([]))
    );

    let near = site
        .json("/v1/nearest?layer=checkpoints&lon=-0.1367486&lat=51.513338&k=3")
        .await;
    assert_eq!(
        (items(&near).len(), &items(&near)[0]["id"]),
        (3, &json!("P07"))
    );
    assert_eq!(items(&near)[0]["distance_m"], 0.0);
    let distances: Vec<f64> = items(&near)
        .iter()
        .filter_map(|item| item["distance_m"].as_f64())
        .collect();
    assert!(distances.is_sorted());
    let near = site
        .json("/v1/nearest?layer=addresses&lon=-0.1367486&lat=51.513338&k=100")
        .await;
    assert_eq!(items(&near).len(), 100);
    assert!(
        items(&near)
            .iter()
            .all(|item| item["counts"][0]["measure"] == "deaths")
    );
}

fn items_of<'a>(answer: &'a Value, name: &str) -> &'a [Value] {
    answer[name].as_array().expect("a list")
}

#[tokio::test]
async fn tile_sets_describe_themselves() {
    let site = Site::soho();
    let tiles = site.json("/tiles/risk.json?areas=grids&size=512").await;
    assert_eq!(tiles["tilejson"], "3.0.0");
    assert_eq!(
        tiles["tiles"],
        json!(["http://localhost/tiles/risk/{z}/{x}/{y}.png?size=512&areas=grids"])
    );
    assert_eq!(
        (&tiles["legend_url"], &tiles["revision"]),
        (
            &json!("http://localhost/legends/risk.json?areas=grids"),
            &json!(1)
        )
    );
    let legend = site.json("/legends/risk.json?areas=grids").await;
    assert_eq!(
        (&tiles["scale"], &tiles["unit"]),
        (&legend["scale"], &legend["unit"])
    );
    for (areas, unit) in [
        ("grids", "deaths per grid"),
        ("cells", "deaths per honeycomb cell"),
    ] {
        let tiles = site
            .json(&format!("/tiles/counts.json?areas={areas}"))
            .await;
        let legend = site
            .json(&format!("/legends/counts.json?areas={areas}"))
            .await;
        assert_eq!(
            (&tiles["unit"]["en"], &legend["unit"]["en"]),
            (&json!(unit), &json!(unit))
        );
    }
    let vector = site.json("/tiles/addresses.json?format=mvt").await;
    let tiles = json!(["http://localhost/tiles/addresses/{z}/{x}/{y}.mvt"]);
    assert_eq!(vector["tiles"], tiles);
    assert!(vector["vector_layers"][0]["fields"].is_object());
    let large = site.json("/tiles/addresses.json?format=mvt&size=512").await;
    assert_eq!(large, vector, "a vector tile has one size");
    for zoom in ["minzoom", "maxzoom"] {
        assert_eq!(vector[zoom], vector["vector_layers"][0][zoom]);
    }
    let small = site.json("/tiles/cases.json").await;
    let large = site.json("/tiles/cases.json?size=512").await;
    assert_eq!(
        (&small["maxzoom"], &large["maxzoom"]),
        (&json!(16), &json!(15))
    );
    assert_eq!(legend["entries"].as_array().map(Vec::len), Some(4));
}
