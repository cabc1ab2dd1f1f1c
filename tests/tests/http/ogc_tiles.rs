//! OGC API Tiles (OGC 20-057): the points of its abstract test suite for the classes that are declared.

use std::collections::BTreeSet;

use hexward_tests::Site;
use serde_json::{Value, json};

use super::ogc::{links, path};

/// Tile matrix sets, whether they are in the register of the OGC, and their coordinate reference systems.
const FACTS: [(&str, bool, &str); 4] = [
    ("WebMercatorQuad", true, "EPSG/0/3857"),
    ("WorldCRS84Quad", true, "OGC/1.3/CRS84"),
    ("c", false, "EPSG/0/4490"),
    ("w", false, "EPSG/0/3857"),
];

/// A tile's address put into a template.
fn filled(template: &str, matrix: &str, row: &str, column: &str) -> String {
    template
        .replace("{tileMatrix}", matrix)
        .replace("{tileRow}", row)
        .replace("{tileCol}", column)
        .replace("http://localhost", "")
}

/// Every tile set that the landing page leads to, with its path.
async fn tile_sets(site: &Site) -> Vec<(String, Value)> {
    let landing = site.json("/ogc").await;
    let maps = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map";
    let vectors = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
    let mut lists = vec![path(&landing, maps).to_owned()];
    let collections = site.json("/ogc/collections").await;
    for own in collections["collections"].as_array().expect("collections") {
        for rel in [maps, vectors] {
            if !links(own, rel).is_empty() {
                lists.push(path(own, rel).to_owned());
            }
        }
    }
    let mut sets = Vec::new();
    for list in lists {
        let list = site.json(&list).await;
        for entry in list["tilesets"].as_array().expect("tile sets") {
            let own = path(entry, "self").to_owned();
            let set = site.json(&own).await;
            for member in ["dataType", "crs", "tileMatrixSetURI", "title"] {
                assert_eq!(set[member], entry[member], "{own}");
            }
            sets.push((own, set));
        }
    }
    sets
}

#[tokio::test]
async fn every_tile_set_says_where_its_tiles_are() {
    let site = Site::soho();
    let sets = tile_sets(&site).await;
    assert!(sets.len() > 12, "{}", sets.len());
    for (own, set) in &sets {
        let (_, id) = own.rsplit_once('/').expect("a path");
        let (registered, crs) = FACTS
            .into_iter()
            .find_map(|(name, registered, crs)| (name == id).then_some((registered, crs)))
            .expect("a tile matrix set");
        let kind = set["dataType"].as_str().expect("a kind");
        assert!(["map", "vector"].contains(&kind), "{own}");
        let uri = format!("http://www.opengis.net/def/tilematrixset/OGC/1.0/{id}");
        assert_eq!(set["tileMatrixSetURI"], json!(registered.then_some(uri)));
        let crs = format!("http://www.opengis.net/def/crs/{crs}");
        assert_eq!(set["crs"], crs);
        assert!(kind == "map" || crs.ends_with("3857"), "{own}");
        let scheme = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";
        assert_eq!(path(set, scheme), format!("/ogc/tileMatrixSets/{id}"));
        let items = links(set, "item");
        assert!(!items.is_empty(), "{own}");
        for item in items {
            assert_eq!(item["templated"], true, "{own}");
            let template = item["href"].as_str().expect("a template");
            let row = template.find("{tileRow}").expect("a row");
            let column = template.find("{tileCol}").expect("a column");
            assert!(
                template.find("{tileMatrix}") < Some(row) && row < column,
                "{template}"
            );
        }
        let is_vector = kind == "vector";
        assert_eq!(
            set["layers"].as_array().map(Vec::is_empty),
            Some(!is_vector),
            "{own}"
        );
        assert_eq!(set["style"].is_null(), is_vector, "{own}");
    }
    let different: BTreeSet<&String> = sets.iter().map(|(own, _)| own).collect();
    assert_eq!(different.len(), sets.len());
}

#[tokio::test]
async fn tiles_are_within_their_limits_only() {
    let site = Site::soho();
    let mut drawn = BTreeSet::new();
    for (own, set) in tile_sets(&site).await {
        // corners follow from the tile matrix set, whatever is drawn there
        let is_first = drawn.insert(set["tileMatrixSetURI"].to_string() + &set["crs"].to_string());
        let item = links(&set, "item")[0];
        let template = item["href"].as_str().expect("a template");
        let limits = set["tileMatrixSetLimits"].as_array().expect("limits");
        let at = limits
            .iter()
            .find(|own| own["tileMatrix"] == "15")
            .expect("a zoom");
        let bound = |name: &str| at[name].as_u64().expect("a number");
        let (first, last) = (bound("minTileRow"), bound("maxTileRow"));
        let (west, east) = (bound("minTileCol"), bound("maxTileCol"));
        assert!(first <= last && west <= east, "{own}");
        let corners = [(first, west, true), (last, east, true)].into_iter();
        for (row, column, inside) in corners.filter(|_| is_first).chain([
            (u64::midpoint(first, last), u64::midpoint(west, east), true),
            (first - 1, west, false),
            (last + 1, west, false),
            (first, west - 1, false),
            (first, east + 1, false),
            (2_147_483_647, 2_147_483_647, false),
            (32_768, west, false),
        ]) {
            let tile = filled(template, "15", &row.to_string(), &column.to_string());
            let answer = site.get(&tile).await;
            if inside {
                assert!([200, 204].contains(&answer.status.as_u16()), "{tile}");
                if answer.status == 200 {
                    assert_eq!(answer.header("content-type"), item["type"], "{tile}");
                }
            } else {
                assert!(
                    answer.is_problem(404, "outside"),
                    "{tile}: {}",
                    answer.text()
                );
            }
        }
        for (matrix, row, column, status) in [
            ("24", "0", "0", 404),
            ("99", "0", "0", 404),
            ("none", "0", "0", 404),
            ("15", "-1", "0", 400),
            ("15", "0", "NaN", 400),
            ("15", "1e3", "0", 400),
            ("15", "%2e%2e", "0", 400),
            ("15", "99999999999999999999", "0", 404),
            ("%2e%2e", "0", "0", 404),
        ] {
            let tile = filled(template, matrix, row, column);
            assert_eq!(site.get(&tile).await.status, status, "{tile}");
        }
    }
}

#[tokio::test]
async fn a_tile_is_that_of_the_other_addresses() {
    let site = Site::soho();
    let tail = "WebMercatorQuad/16/21790/32743";
    for (ogc, other) in [
        ("/ogc/styles/risk/map/tiles/TAIL", "risk/16/32743/21790.png"),
        (
            "/ogc/styles/risk/map/tiles/TAIL?f=webp&areas=grids",
            "risk/16/32743/21790.webp?areas=grids",
        ),
        (
            "/ogc/styles/load/map/tiles/TAIL?tier=community&by=residents",
            "load/16/32743/21790.png?tier=community&by=residents",
        ),
        (
            "/ogc/collections/grids-community/map/tiles/TAIL",
            "grids/16/32743/21790.png?tier=community",
        ),
        (
            "/ogc/collections/grids-grid/tiles/TAIL?f=mvt",
            "grids/16/32743/21790.mvt?tier=grid",
        ),
        (
            "/ogc/collections/cells-hex60a/map/tiles/TAIL",
            "honeycomb/16/32743/21790.png?layer=hex60a",
        ),
        (
            "/ogc/collections/checkpoints/tiles/TAIL",
            "checkpoints/16/32743/21790.mvt",
        ),
        (
            "/ogc/collections/cases/map/tiles/TAIL?datetime=2999-01-01",
            "cases/16/32743/21790.png",
        ),
        (
            "/ogc/collections/cases/map/tiles/TAIL?subset=datetime(%222999-01-01%22)",
            "cases/16/32743/21790.png",
        ),
    ] {
        let ogc = site.get(&ogc.replace("TAIL", tail)).await;
        let other = site.get(&format!("/tiles/{other}")).await;
        assert_eq!((ogc.status, other.status), (other.status, ogc.status));
        assert_eq!(ogc.status, 200);
        assert_eq!(ogc.header("etag"), other.header("etag"));
        assert_eq!(ogc.header("content-type"), other.header("content-type"));
    }
    let picture = site
        .get("/ogc/collections/cases/map/tiles/WebMercatorQuad/16/21790/32743")
        .await;
    let decoder = png::Decoder::new(std::io::Cursor::new(&picture.body));
    let reader = decoder.read_info().expect("a picture");
    assert_eq!((reader.info().width, reader.info().height), (256, 256));
}

#[tokio::test]
async fn the_matrix_set_is_that_of_the_register() {
    let site = Site::soho();
    let list = site.json("/ogc/tileMatrixSets").await;
    let entry = &list["tileMatrixSets"][0];
    assert_eq!(entry["id"], "WebMercatorQuad");
    let set = site.json(path(entry, "self")).await;
    assert_eq!(set["orderedAxes"], json!(["X", "Y"]));
    let matrices = set["tileMatrices"].as_array().expect("matrices");
    assert_eq!(matrices.len(), 25);
    for (zoom, matrix) in matrices.iter().enumerate() {
        assert_eq!(matrix["id"], zoom.to_string());
        assert_eq!(matrix["matrixWidth"], 1_u64 << zoom);
        assert_eq!(
            (&matrix["tileWidth"], &matrix["tileHeight"]),
            (&json!(256), &json!(256))
        );
        assert_eq!(matrix["pointOfOrigin"][0], -20_037_508.342_789_244);
        let denominator = matrix["scaleDenominator"].as_f64().expect("a number");
        let expected = 559_082_264.028_717_8 / (1_u64 << zoom) as f64;
        assert!((denominator / expected - 1.0).abs() < 1e-12);
    }
    assert_eq!(site.get("/ogc/tileMatrixSets/none").await.status, 404);
    assert_eq!(
        site.get("/ogc/styles/risk/map/tiles/none").await.status,
        404
    );
    assert_eq!(site.get("/ogc/styles/none/map/tiles").await.status, 404);
    assert_eq!(
        site.get("/ogc/collections/units/map/tiles").await.status,
        404
    );
    assert_eq!(site.get("/ogc/collections/cases/tiles").await.status, 404);
    assert_eq!(
        site.get("/ogc/styles/risk/map/tiles/none/1/0/0")
            .await
            .status,
        404
    );
    let other = "/ogc/collections/cases/map/tiles/WebMercatorQuad/16/21790/32743?f=mvt";
    assert_eq!(site.get(other).await.status, 400);
}
