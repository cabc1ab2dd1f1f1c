//! WMTS 1.0.0 (OGC 07-057r7): capabilities, tiles, what is under a pixel, exceptions.

use hexward_tests::{Answer, Site};

/// The texts between tags of a name.
fn texts<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let pieces = xml.split(open.as_str()).skip(1);
    pieces
        .map(|piece| piece.split(close.as_str()).next().expect("a text"))
        .collect()
}

/// The values of an attribute.
fn values<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!(" {name}=\"");
    let pieces = xml.split(open.as_str()).skip(1);
    pieces
        .map(|piece| piece.split('"').next().expect("a value"))
        .collect()
}

/// Fails when elements do not end where they must.
fn check_nesting(xml: &str) {
    let mut open = Vec::new();
    for tag in xml.split('<').skip(1) {
        let tag = tag.split('>').next().expect("an end");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{xml}");
        } else if !tag.starts_with('?') && !tag.ends_with('/') {
            open.push(tag.split(' ').next().expect("a name"));
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

const CAPABILITIES: &str = "/wmts/1.0.0/WMTSCapabilities.xml";

#[tokio::test]
async fn the_capabilities_lead_to_every_tile() {
    let site = Site::soho();
    let answer = site.get(CAPABILITIES).await;
    assert_eq!(answer.header("content-type"), "application/xml");
    let xml = answer.text();
    check_nesting(&xml);
    let by_parameters = site.get("/wmts?SERVICE=WMTS&REQUEST=GetCapabilities").await;
    assert_eq!(by_parameters.text(), xml);
    let accepted = "/wmts?service=wmts&request=GetCapabilities&AcceptVersions=2.0.0,1.0.0";
    assert_eq!(site.get(accepted).await.text(), xml);
    for needed in [
        "<ows:ServiceType>OGC WMTS</ows:ServiceType>",
        "<ows:SupportedCRS>urn:ogc:def:crs:EPSG::3857</ows:SupportedCRS>",
        "<WellKnownScaleSet>urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible</WellKnownScaleSet>",
        "<TopLeftCorner>-20037508.342789244 20037508.342789244</TopLeftCorner>",
        "<ServiceMetadataURL xlink:href=\"http://localhost/wmts/1.0.0/WMTSCapabilities.xml\"/>",
        "<Default>current</Default>",
        "<InfoFormat>application/json</InfoFormat>",
    ] {
        assert!(xml.contains(needed), "{needed}");
    }
    let layers = texts(&xml, "Layer");
    assert!(layers.len() > 15, "{}", layers.len());
    for layer in layers {
        let limits = texts(layer, "TileMatrixLimits");
        let limits = limits
            .iter()
            .find(|own| own.contains("<TileMatrix>15<"))
            .expect("a zoom");
        let number = |name: &str| texts(limits, name)[0].to_owned();
        for template in values(layer, "template") {
            let path = template
                .replace("http://localhost", "")
                .replace("{Style}", "default")
                .replace("{Time}", "current")
                .replace("{TileMatrixSet}", "WebMercatorQuad")
                .replace("{TileMatrix}", "15")
                .replace("{TileRow}", &number("MinTileRow"))
                .replace("{TileCol}", &number("MaxTileCol"))
                .replace("{J}", "255")
                .replace("{I}", "0");
            let answer = site.get(&path).await;
            assert_eq!(answer.status, 200, "{path}");
            let formats = values(layer, "format");
            let kind = answer
                .header("content-type")
                .split(';')
                .next()
                .expect("a type");
            assert!(formats.contains(&kind), "{path}: {kind}");
        }
        for legend in values(layer, "xlink:href") {
            let answer = site.get(&legend.replace("http://localhost", "")).await;
            assert!([200, 503].contains(&answer.status.as_u16()), "{legend}");
        }
    }
}

/// A tile by parameters, one of them changed.
fn asked(change: (&str, &str)) -> String {
    let parameters = [
        ("SERVICE", "WMTS"),
        ("VERSION", "1.0.0"),
        ("REQUEST", "GetTile"),
        ("LAYER", "cases"),
        ("STYLE", "default"),
        ("FORMAT", "image/png"),
        ("TILEMATRIXSET", "WebMercatorQuad"),
        ("TILEMATRIX", "16"),
        ("TILEROW", "21790"),
        ("TILECOL", "32743"),
    ];
    let pairs = parameters.iter().filter_map(|&(name, value)| match change {
        (own, "") if own == name => None,
        (own, other) if own == name => Some(format!("{name}={other}")),
        _ => Some(format!("{name}={value}")),
    });
    format!("/wmts?{}", pairs.collect::<Vec<String>>().join("&"))
}

#[tokio::test]
async fn a_tile_is_that_of_the_other_addresses() {
    let site = Site::soho();
    let tag = async |path: &str| {
        let answer = site.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.header("etag").to_owned()
    };
    let cases = tag("/tiles/cases/16/32743/21790.png").await;
    let plain = asked(("", ""));
    assert_eq!(tag(&plain).await, cases);
    let small = plain
        .replace("LAYER", "layer")
        .replace("TILEMATRIX=", "TileMatrix=");
    assert_eq!(tag(&small).await, cases);
    assert_eq!(tag(&format!("{plain}&TIME=2999-01-01")).await, cases);
    assert_eq!(tag(&format!("{plain}&Time=current")).await, cases);
    let tail = "WebMercatorQuad/16/21790/32743";
    assert_eq!(
        tag(&format!("/wmts/1.0.0/cases/default/current/{tail}.png")).await,
        cases
    );
    assert_eq!(
        tag(&format!("/wmts/1.0.0/cases/default/2999-01-01/{tail}.png")).await,
        cases
    );
    assert_eq!(
        tag(&asked(("FORMAT", "image/webp"))).await,
        tag("/tiles/cases/16/32743/21790.webp").await
    );
    assert_eq!(
        tag(&format!(
            "/wmts/1.0.0/risk-community/default/current/{tail}.png"
        ))
        .await,
        tag("/tiles/risk/16/32743/21790.png?tier=community").await
    );
    assert_eq!(
        tag(&format!(
            "/wmts/1.0.0/honeycomb-hex60a/default/current/{tail}.png"
        ))
        .await,
        tag("/tiles/honeycomb/16/32743/21790.png?layer=hex60a").await
    );
}

/// The code and the locator of an exception report.
fn exception(answer: &Answer) -> (String, String) {
    let xml = answer.text();
    assert_eq!(answer.header("content-type"), "application/xml", "{xml}");
    check_nesting(&xml);
    assert!(xml.contains("<ows:ExceptionReport "), "{xml}");
    let value = |name: &str| {
        values(&xml, name)
            .first()
            .copied()
            .unwrap_or_default()
            .to_owned()
    };
    (value("exceptionCode"), value("locator"))
}

/// A parameter given another value, and what is said of it.
const REFUSALS: [((&str, &str), u16, &str, &str); 21] = [
    (("SERVICE", ""), 400, "MissingParameterValue", "service"),
    (("SERVICE", "WMS"), 400, "InvalidParameterValue", "service"),
    (("REQUEST", ""), 400, "MissingParameterValue", "request"),
    (
        ("REQUEST", "GetMap"),
        501,
        "OperationNotSupported",
        "request",
    ),
    (("VERSION", ""), 400, "MissingParameterValue", "version"),
    (
        ("VERSION", "2.0.0"),
        400,
        "InvalidParameterValue",
        "version",
    ),
    (("LAYER", ""), 400, "MissingParameterValue", "Layer"),
    (("LAYER", "none"), 400, "InvalidParameterValue", "Layer"),
    (
        ("LAYER", "%3Cscript%3E"),
        400,
        "InvalidParameterValue",
        "Layer",
    ),
    (("STYLE", "none"), 400, "InvalidParameterValue", "Style"),
    (
        ("FORMAT", "image/jpeg"),
        400,
        "InvalidParameterValue",
        "Format",
    ),
    (("FORMAT", "png"), 400, "InvalidParameterValue", "Format"),
    (
        ("TILEMATRIXSET", "none"),
        400,
        "InvalidParameterValue",
        "TileMatrixSet",
    ),
    (
        ("TILEMATRIX", "17"),
        400,
        "InvalidParameterValue",
        "TileMatrix",
    ),
    (
        ("TILEMATRIX", "016"),
        400,
        "InvalidParameterValue",
        "TileMatrix",
    ),
    (("TILEROW", "0"), 400, "TileOutOfRange", "TileRow"),
    (("TILEROW", "2147483647"), 400, "TileOutOfRange", "TileRow"),
    (
        ("TILEROW", "99999999999999999999"),
        400,
        "TileOutOfRange",
        "TileRow",
    ),
    (("TILECOL", "2147483647"), 400, "TileOutOfRange", "TileCol"),
    (("TILEROW", "-1"), 400, "InvalidParameterValue", "TileRow"),
    (("TILECOL", "NaN"), 400, "InvalidParameterValue", "TileCol"),
];

#[tokio::test]
async fn refusals_are_exception_reports() {
    let site = Site::soho();
    for (change, status, code, locator) in REFUSALS {
        let path = asked(change);
        let answer = site.get(&path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert_eq!(
            exception(&answer),
            (code.to_owned(), locator.to_owned()),
            "{path}"
        );
        assert!(!answer.text().contains("<script"), "{path}");
    }
    let versions = "/wmts?SERVICE=WMTS&REQUEST=GetCapabilities&ACCEPTVERSIONS=2.0.0";
    assert_eq!(
        exception(&site.get(versions).await).0,
        "VersionNegotiationFailed"
    );
    let climbing = format!("{}&TIME=..%2F..%2Fetc%2Fpasswd", asked(("", "")));
    assert_eq!(exception(&site.get(&climbing).await).1, "Time");
    let broken = site.get("/wmts?SERVICE=%ff&REQUEST=GetTile").await;
    assert!(broken.status.is_client_error());
}

#[tokio::test]
async fn paths_without_meaning_are_not_found() {
    let site = Site::soho();
    let start = "/wmts/1.0.0/cases/default/current/WebMercatorQuad";
    for path in [
        format!("{start}/16/0/0.png"),
        format!("{start}/16/21790/32743.jpeg"),
        format!("{start}/16/21790/32743"),
        format!("{start}/16/2147483647/2147483647.png"),
        format!("{start}/99/0/0.png"),
        format!("{start}/16/%2e%2e/0.png"),
        format!("{start}/16/21790/32743/256/0.json"),
        format!("{start}/16/21790/32743/0/-1.json"),
        format!("{start}/16/21790/32743/0/0.xml"),
        "/wmts/1.0.0/none/default/current/WebMercatorQuad/16/21790/32743.png".to_owned(),
        "/wmts/1.0.0/cases/x/current/WebMercatorQuad/16/21790/32743.png".to_owned(),
        "/wmts/1.0.0/cases/default/..%2f..%2fetc/WebMercatorQuad/16/21790/32743.png".to_owned(),
        "/wmts/1.0.0/cases/default/current/none/16/21790/32743.png".to_owned(),
        "/wmts/1.0.0/cases/default//WebMercatorQuad/16/21790/32743.png".to_owned(),
        "/wmts/1.0.0/risk/default//WebMercatorQuad/16/21790/32743/7/9.json".to_owned(),
        "/wmts/1.0.0/risk//current/WebMercatorQuad/16/21790/32743.png".to_owned(),
        "/wmts/1.0.0/risk/default/current/WebMercatorQuad/16//32743.png".to_owned(),
    ] {
        let answer = site.get(&path).await;
        assert_eq!(answer.status, 404, "{path}");
        exception(&answer);
    }
    for path in ["/wmts/1.0.0", "/wmts/2.0.0/WMTSCapabilities.xml", "/wmts/"] {
        assert!(site.get(path).await.is_problem(404, "not-found"), "{path}");
    }
    let undecodable = "/wmts/1.0.0/%ff/default/current/WebMercatorQuad/16/21790/32743.png";
    assert!(site.get(undecodable).await.status.is_client_error());
}

#[tokio::test]
async fn what_is_under_a_pixel_is_what_lies_there() {
    let site = Site::soho();
    let start = "/wmts/1.0.0/risk/default/current/WebMercatorQuad/16/21790/32743/100/200";
    let info = site.json(&format!("{start}.json")).await;
    let (lon, lat) = (
        info["lon"].as_f64().expect("a number"),
        info["lat"].as_f64().expect("a number"),
    );
    let located = site.json(&format!("/v1/locate?lon={lon}&lat={lat}")).await;
    let codes = |list: &serde_json::Value| -> Vec<String> {
        let list = list.as_array().expect("a list").iter();
        list.map(|area| area["code"].to_string()).collect()
    };
    assert_eq!(codes(&info["grids"]), codes(&located["grids"]));
    assert_eq!(codes(&info["cells"]), codes(&located["cells"]));
    assert!(info["grids"][0]["addresses"].is_u64(), "{info}");
    // pixel 200 from the west and 100 from the north of the tile, in degrees
    let west = 32_743.0 / 65_536.0 * 360.0 - 180.0;
    let pixel = 360.0 / 65_536.0 / 256.0;
    assert!((lon - (west + 200.5 * pixel)).abs() < 1e-6, "{lon}");
    let one = start.replace("/risk/", "/risk-community/");
    let one = site.json(&format!("{one}.json")).await;
    assert_eq!(one["grids"].as_array().map(Vec::len), Some(1));
    assert_eq!(one["grids"][0]["tier"], "community");
    let code = info["grids"][0]["code"].as_str().expect("a code");
    let text = site.get(&format!("{start}.txt")).await.text();
    assert!(text.contains(&format!("code: {code}\n")), "{text}");
    let html = site.get(&format!("{start}.html")).await;
    assert!(html.header("content-type").starts_with("text/html"));
    assert!(
        html.text().contains(&format!("<td>{code}</td>")),
        "{}",
        html.text()
    );
    let asked = "/wmts?SERVICE=WMTS&VERSION=1.0.0&REQUEST=GetFeatureInfo&LAYER=risk&STYLE=default&FORMAT=image/png\
                 &TILEMATRIXSET=WebMercatorQuad&TILEMATRIX=16&TILEROW=21790&TILECOL=32743&I=200&J=100";
    let by_parameters = site
        .json(&format!("{asked}&INFOFORMAT=application/json"))
        .await;
    assert_eq!(by_parameters, info);
    assert_eq!(exception(&site.get(asked).await).0, "MissingParameterValue");
    let beyond = asked.replace("I=200", "I=256");
    let beyond = site.get(&format!("{beyond}&INFOFORMAT=text/plain")).await;
    assert_eq!(
        exception(&beyond),
        ("PointIJOutOfRange".to_owned(), "I".to_owned())
    );
}
