//! Tiles in degrees and in the numbering of Tianditu, by every protocol.

use hexward_engine::geom::{Plane, Position};
use hexward_tests::Site;
use serde_json::json;

/// The pump in Broad Street.
const PUMP: (f64, f64) = (-0.136_748_6, 51.513_338);

/// The tile around the pump in a set that begins with the number `first` at the zoom 1, and the pixel of the pump in it.
fn tile(plane: Plane, zoom: u32) -> ([i64; 2], [i64; 2]) {
    let at = plane.point(Position::from_degrees(PUMP.0, PUMP.1).expect("in range"));
    let tile = [at.x, at.y].map(|unit| unit >> (40 - zoom));
    let pixel = [at.x, at.y].map(|unit| (unit >> (32 - zoom)) & 255);
    (tile, pixel)
}

#[tokio::test]
async fn a_tile_is_the_same_by_every_protocol_and_number() {
    let site = Site::soho();
    for (plane, sets) in [
        (Plane::Degrees, [("WorldCRS84Quad", 15), ("c", 16)]),
        (Plane::Mercator, [("WebMercatorQuad", 16), ("w", 16)]),
    ] {
        let ([x, y], _) = tile(plane, 16);
        let mut bodies = Vec::new();
        for (set, z) in sets {
            for path in [
                format!("/tiles/risk/{z}/{x}/{y}.png?set={set}"),
                format!("/ogc/styles/risk/map/tiles/{set}/{z}/{y}/{x}?f=png"),
                format!("/wmts/1.0.0/risk/default/current/{set}/{z}/{y}/{x}.png"),
                format!(
                    "/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=risk&STYLE=default&FORMAT=image/png\
                     &TILEMATRIXSET={set}&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
                ),
            ] {
                let answer = site.get(&path).await;
                assert_eq!(answer.status, 200, "{path}: {}", answer.text());
                bodies.push((path, answer.body));
            }
        }
        let (_, first) = &bodies[0];
        assert!(first.len() > 2000, "the ground is painted");
        for (path, body) in &bodies {
            assert_eq!(body, first, "{path}");
        }
    }
}

#[tokio::test]
async fn what_is_under_a_pixel_in_degrees_is_what_lies_there() {
    let site = Site::soho();
    let ([x, y], [i, j]) = tile(Plane::Degrees, 16);
    let info = format!("/wmts/1.0.0/risk/default/current/c/16/{y}/{x}/{j}/{i}.json");
    let info = site.json(&info).await;
    let pixel = 360.0 / 65_536.0 / 256.0;
    for (name, degrees) in [("lon", PUMP.0), ("lat", PUMP.1)] {
        let own = info[name].as_f64().expect("a number");
        assert!((own - degrees).abs() <= pixel / 2.0 + 1e-7, "{name}: {own}");
    }
}

#[tokio::test]
async fn sets_are_described_in_the_axes_of_their_system() {
    let site = Site::soho();
    for (id, axes, corner, first, width, wkss) in [
        (
            "WorldCRS84Quad",
            ["Lon", "Lat"],
            [-180.0, 90.0],
            "0",
            2,
            "GoogleCRS84Quad",
        ),
        ("c", ["Lat", "Lon"], [90.0, -180.0], "1", 2, ""),
    ] {
        let set = site.json(&format!("/ogc/tileMatrixSets/{id}")).await;
        assert_eq!(set["orderedAxes"], json!(axes));
        let matrix = &set["tileMatrices"][0];
        assert_eq!(
            (&matrix["id"], &matrix["matrixWidth"]),
            (&json!(first), &json!(width))
        );
        assert_eq!(
            (&matrix["matrixHeight"], &matrix["cellSize"]),
            (&json!(1), &json!(0.703_125))
        );
        assert_eq!(matrix["pointOfOrigin"], json!(corner));
        assert!(
            set["wellKnownScaleSet"]
                .as_str()
                .unwrap_or("")
                .ends_with(wkss)
        );
        assert_eq!(set["uri"].is_null(), id == "c");
    }
    let text = site.get("/wmts/1.0.0/WMTSCapabilities.xml").await.text();
    for part in [
        "<TopLeftCorner>90 -180</TopLeftCorner>",
        "<TopLeftCorner>-180 90</TopLeftCorner>",
        "<ows:SupportedCRS>urn:ogc:def:crs:EPSG::4490</ows:SupportedCRS>",
        "<ows:SupportedCRS>urn:ogc:def:crs:OGC:1.3:CRS84</ows:SupportedCRS>",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

#[tokio::test]
async fn what_a_set_does_not_have_is_refused() {
    let site = Site::soho();
    for (path, status, code) in [
        ("/tiles/risk/0/0/0.png?set=c", 404, "outside"),
        ("/tiles/risk/10/0/512.png?set=c", 404, "outside"),
        (
            "/tiles/risk/9/1024/0.png?set=WorldCRS84Quad",
            404,
            "outside",
        ),
        ("/tiles/risk/3/0/0.png?set=none", 400, "malformed"),
        ("/tiles/risk/3/0/0.png?set=..%2f", 400, "malformed"),
        ("/tiles/risk/3/0/0.mvt?set=c", 404, "not-offered"),
        (
            "/ogc/collections/grids-community/tiles/c/3/0/0",
            404,
            "not-offered",
        ),
        ("/ogc/styles/risk/map/tiles/c/0/0/0", 404, "outside"),
    ] {
        let answer = site.get(path).await;
        assert!(answer.is_problem(status, code), "{path}: {}", answer.text());
    }
}
