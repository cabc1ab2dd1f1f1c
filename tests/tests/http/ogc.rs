//! OGC API: landing page, conformance, collections, features (OGC 17-069r4, annex A).

use std::collections::BTreeSet;

use hexward_tests::Site;
use serde_json::Value;

/// The links of a relation.
pub(super) fn links<'a>(document: &'a Value, rel: &str) -> Vec<&'a Value> {
    let links = document["links"].as_array().expect("links").iter();
    links.filter(|link| link["rel"] == rel).collect()
}

/// The path of the first link of a relation.
pub(super) fn path<'a>(document: &'a Value, rel: &str) -> &'a str {
    let href = links(document, rel).first().map(|link| &link["href"]);
    let href = href.and_then(|href| href.as_str());
    let here = href.and_then(|href| href.strip_prefix("http://localhost"));
    assert!(here.is_some(), "no link {rel} to this server in {document}");
    here.unwrap_or_default()
}

#[tokio::test]
async fn every_link_of_the_landing_page_leads_to_what_it_says() {
    let site = Site::soho();
    let landing = site.json("/ogc").await;
    for rel in ["self", "service-desc", "conformance", "data"] {
        path(&landing, rel);
    }
    let mut seen = BTreeSet::new();
    let mut open = vec!["/ogc".to_owned()];
    while let Some(next) = open.pop() {
        if !seen.insert(next.clone()) {
            continue;
        }
        let answer = site.get(&next).await;
        assert_eq!(answer.status, 200, "{next}");
        if !answer.header("content-type").ends_with("json") || next.contains("openapi") {
            continue;
        }
        let document = answer.json();
        let mut inner = vec![&document];
        for list in ["collections", "styles", "tilesets", "tileMatrixSets"] {
            inner.extend(document[list].as_array().into_iter().flatten());
        }
        for link in inner
            .iter()
            .filter_map(|part| part["links"].as_array())
            .flatten()
        {
            assert!(
                link["rel"].is_string() && link["href"].is_string(),
                "{link}"
            );
            let href = link["href"].as_str().expect("text");
            let href = href.strip_prefix("http://localhost").expect("absolute");
            if link["templated"] != true {
                let target = site.get(href).await;
                assert_eq!(target.status, 200, "{href}");
                let kind = link["type"].as_str().unwrap_or("application/json");
                let is_document = kind.starts_with("application/vnd");
                assert!(
                    is_document || target.header("content-type").starts_with(kind),
                    "{link}"
                );
                open.push(href.to_owned());
            }
        }
    }
    assert!(seen.len() > 60, "{}", seen.len());
}

#[tokio::test]
async fn conformance_names_what_is_tested() {
    let site = Site::soho();
    let classes = site.json("/ogc/conformance").await;
    let classes: Vec<&str> = classes["conformsTo"]
        .as_array()
        .expect("classes")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    for class in [
        "ogcapi-features-1/1.0/conf/core",
        "ogcapi-features-1/1.0/conf/geojson",
        "ogcapi-tiles-1/1.0/conf/core",
        "ogcapi-tiles-1/1.0/conf/tileset",
        "ogcapi-tiles-1/1.0/conf/geodata-tilesets",
        "ogcapi-tiles-1/1.0/conf/dataset-tilesets",
    ] {
        assert!(classes.iter().any(|own| own.ends_with(class)), "{class}");
    }
    assert!(
        !classes
            .iter()
            .any(|own| own.contains("html") || own.contains("xml"))
    );
}

#[tokio::test]
async fn collections_are_described() {
    let site = Site::soho();
    let all = site.json("/ogc/collections").await;
    let all = all["collections"].as_array().expect("collections");
    let ids: Vec<&str> = all.iter().filter_map(|own| own["id"].as_str()).collect();
    for id in [
        "grids-grid",
        "grids-community",
        "cells-hex60a",
        "checkpoints",
        "barriers",
        "cases",
    ] {
        assert!(ids.contains(&id), "{id} in {ids:?}");
    }
    assert!(!ids.contains(&"addresses"));
    for own in all {
        let bbox = &own["extent"]["spatial"]["bbox"][0];
        let [west, south, east, north] = [0, 1, 2, 3].map(|i| bbox[i].as_f64().expect("a number"));
        assert!(west <= east && south <= north, "{own}");
        assert_eq!(&site.json(path(own, "self")).await, own);
        let has_items = !links(own, "items").is_empty();
        assert_eq!(own["itemType"] == "feature", has_items);
    }
    assert_eq!(site.get("/ogc/collections/none").await.status, 404);
    assert_eq!(
        site.get("/ogc/collections/addresses/items").await.status,
        404
    );
    assert_eq!(site.get("/ogc/collections/cases/items").await.status, 404);
    assert_eq!(site.get("/ogc/collections/persons").await.status, 404);
    assert_eq!(site.get("/ogc/collections?f=html").await.status, 400);
}

/// The ids of all features, portion after portion.
async fn walk(site: &Site, first: &str) -> Vec<String> {
    let (mut ids, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(path_of) = next {
        let page = site.json(&path_of).await;
        let features = page["features"].as_array().expect("features");
        assert_eq!(page["numberReturned"], features.len());
        ids.extend(
            features
                .iter()
                .map(|f| f["id"].as_str().expect("an id").to_owned()),
        );
        let more = links(&page, "next").len() == 1;
        next = more.then(|| path(&page, "next").to_owned());
    }
    ids
}

#[tokio::test]
async fn portions_make_up_the_whole() {
    let site = Site::soho();
    for collection in [
        "grids-grid",
        "grids-community",
        "cells-hex60a",
        "checkpoints",
        "barriers",
        "units",
    ] {
        let start = format!("/ogc/collections/{collection}/items");
        let whole = site.json(&format!("{start}?limit=10000")).await;
        let matched = whole["numberMatched"].as_u64().expect("a number");
        let ids = walk(&site, &format!("{start}?limit=7")).await;
        assert_eq!(ids.len() as u64, matched, "{collection}");
        let unique: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{collection}");
        if let Some(id) = ids.first() {
            let path = format!("{start}/{}", id.replace('+', "%2B"));
            let one = site.get(&path).await;
            assert_eq!(one.header("content-type"), "application/geo+json");
            let one = one.json();
            assert_eq!(one["id"], id.as_str());
            let listed = &whole["features"][0];
            for member in ["type", "id", "properties", "geometry"] {
                assert_eq!(one[member], listed[member], "{collection}");
            }
            assert_eq!(links(&one, "collection").len(), 1);
        }
    }
}

#[tokio::test]
async fn a_box_chooses_what_shares_a_point_with_it() {
    let site = Site::soho();
    let located = site.json("/v1/locate?lon=-0.1367&lat=51.5133").await;
    let grids = located["grids"].as_array().expect("grids");
    let code = grids
        .iter()
        .find(|grid| grid["tier"] == "grid")
        .expect("a grid")["code"]
        .clone();
    let start = "/ogc/collections/grids-grid/items";
    let point = "bbox=-0.1367,51.5133,-0.1367,51.5133";
    let page = site.json(&format!("{start}?{point}")).await;
    let ids: Vec<&Value> = page["features"]
        .as_array()
        .expect("features")
        .iter()
        .map(|f| &f["id"])
        .collect();
    assert_eq!(ids, [&code]);
    let all = walk(&site, start).await.len();
    for (bbox, count) in [
        ("-1,51,0,52", all),
        ("-1,51,-10,0,52,100", all),
        ("179,51,0,52", all),
        ("0,0,1,1", 0),
        ("100,-10,-100,10", 0),
    ] {
        let ids = walk(&site, &format!("{start}?bbox={bbox}&limit=3")).await;
        assert_eq!(ids.len(), count, "{bbox}");
    }
    let few = site
        .json("/ogc/collections/barriers/items?bbox=-0.1368,51.5132,-0.1366,51.5134")
        .await;
    let many = site.json("/ogc/collections/barriers/items?limit=1").await;
    assert!(few["numberMatched"].as_u64() < many["numberMatched"].as_u64());
}

#[tokio::test]
async fn what_means_nothing_is_refused() {
    let site = Site::soho();
    for (query, status) in [
        ("limit=0", 400),
        ("limit=10001", 400),
        ("limit=-1", 400),
        ("limit=1e2", 400),
        ("limit=NaN", 400),
        ("offset=-1", 400),
        ("offset=99999999999999999999", 400),
        ("offset=1000000", 200),
        ("bbox=", 400),
        ("bbox=1,2,3", 400),
        ("bbox=1,2,3,4,5", 400),
        ("bbox=0,1,1,0", 400),
        ("bbox=NaN,0,1,1", 400),
        ("bbox=-inf,0,1,1", 400),
        ("bbox=0,0,1,91", 400),
        ("bbox=0,0,1,1%00", 400),
        ("bbox=0,0,1,1&bbox=0,0,1,1", 400),
        ("f=html", 400),
        ("f=json", 200),
        ("filter=1", 400),
        ("crs=EPSG:4326", 400),
        ("datetime=2999-01-01", 200),
        ("datetime=2999-13-01", 400),
        ("datetime=..%2F..%2Fetc%2Fpasswd", 400),
        ("_=1", 400),
    ] {
        let path = format!("/ogc/collections/checkpoints/items?{query}");
        assert_eq!(site.get(&path).await.status, status, "{query}");
    }
    for path in [
        "/ogc/collections/checkpoints/items/none",
        "/ogc/collections/checkpoints/items/%00",
        "/ogc/collections/checkpoints/items/..%2f..%2f",
        "/ogc/collections/grids-grid/items/990185400001G999",
        "/ogc/collections/cells-hex60a/items/x",
        "/ogc/collections/grids-../items",
        "/ogc/collections/%2e%2e/items",
    ] {
        assert_eq!(site.get(path).await.status, 404, "{path}");
    }
    assert_eq!(site.get("/ogc/collections/%ff/items").await.status, 400);
}

#[tokio::test]
async fn features_count_what_the_grids_count() {
    let site = Site::soho();
    let grids = site.json("/v1/grids?tier=grid").await;
    let features = site
        .json("/ogc/collections/grids-grid/items?limit=10000")
        .await;
    let features = features["features"].as_array().expect("features");
    for (grid, feature) in grids["items"]
        .as_array()
        .expect("grids")
        .iter()
        .zip(features)
    {
        let own = &feature["properties"];
        for member in [
            "code",
            "name",
            "addresses",
            "households",
            "residents",
            "area_m2",
            "risk",
        ] {
            assert_eq!(grid[member], own[member], "{member}");
        }
        for count in grid["counts"].as_array().expect("counts") {
            let name = format!("count_{}", count["measure"].as_str().expect("a name"));
            assert_eq!(own[&name], count["value"], "{name}");
        }
        assert!(own.get("counts").is_none() && own.get("bounds").is_none());
    }
}
