//! Requests for tiles: whatever path or query is sent, the answer is one that the description of the API promises, and none is our
//! own fault.

use std::cell::OnceCell;

use axum::body::Body;
use axum::http::{Request, Uri};
use tokio::runtime::Runtime;

use super::Target;
use crate::Site;

/// Paths of tiles in all protocols, with queries.
pub(super) const PATHS: Target = Target {
    name: "tile-paths",
    run: paths,
    seeds: &[
        "/tiles/cases/16/32743/21790.png",
        "/tiles/risk/16/32743/21790@2x.webp",
        "/tiles/grids/14/8185/5447.mvt?tier=grid",
        "/tiles/risk.json?format=mvt",
        "/styles/risk/style.json?format=mvt",
        "/legends/load.svg?by=residents&lang=en",
        "/ogc/styles/risk/map/tiles/WebMercatorQuad/16/21790/32743?f=png",
        "/ogc/collections/grids-grid/tiles/WebMercatorQuad/14/5447/8185",
        "/wmts/1.0.0/cases/default/current/WebMercatorQuad/16/21790/32743.png",
        "/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=cases&STYLE=default&FORMAT=image/png&TILEMATRIXSET=WebMercatorQuad&TILEMATRIX=16&TILEROW=21790&TILECOL=32743",
        "/wmts/1.0.0/risk/default/current/WebMercatorQuad/16/21790/32743/7/9.json",
        "/v1/static/streets,cases/-0.1367,51.5133,16/64x48@2x.png",
    ],
    words: &[
        "/..",
        "%2e%2e/",
        "%00",
        "%F0%9F",
        "2147483647",
        "18446744073709551616",
        "-1",
        "NaN",
        "1e9",
        "0",
        "23",
        "24",
        "@2x",
        "@3x",
        ".png",
        ".mvt",
        ".webp",
        "?",
        "&",
        "=",
        "+",
        "/",
        "//",
        "WorldCRS84Quad",
        "TIME=",
        "streets",
        "labels",
        "4096x4096",
    ],
};

/// Queries of one tile.
pub(super) const QUERIES: Target = Target {
    name: "tile-queries",
    run: queries,
    seeds: &[
        "areas=grids&tier=community",
        "areas=cells&layer=hex60a&labels=zh",
        "tier=grid&by=residents&size=512",
        "days=1854-08-31/1854-09-05&empty=404",
        "at=1854-09-01",
        "datetime=../2026-01-01",
        "subset=datetime(%221854-08-31%22:*)",
        "revision=1&instance=x",
        "plan=2027",
    ],
    words: &[
        "areas=",
        "tier=",
        "layer=",
        "by=",
        "size=",
        "days=",
        "empty=",
        "labels=",
        "at=",
        "datetime=",
        "subset=",
        "revision=",
        "plan=",
        "&",
        "=",
        "/",
        "..",
        "%00",
        "%FF",
        "%",
        "0000-00-00",
        "9999-12-31",
        "1854-09-01T00:00:00Z",
        "18446744073709551615",
        "none",
    ],
};

thread_local! {
    /// The demo, which nothing changes.
    static DEMO: OnceCell<(Runtime, Site)> = const { OnceCell::new() };
}

fn paths(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    ask(&text);
}

fn queries(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for tile in [
        "risk/16/32743/21790.png",
        "cases/15/16371/10895.png",
        "grids/14/8185/5447.mvt",
    ] {
        ask(&format!("/tiles/{tile}?{text}"));
    }
}

fn ask(path: &str) {
    // what is no address never arrives; other paths are for other tests, and some of them never end
    let known = [
        "/tiles",
        "/styles/",
        "/legends/",
        "/ogc",
        "/wmts",
        "/v1/static/",
    ];
    let Ok(uri) = path.parse::<Uri>() else { return };
    if !known.iter().any(|start| path.starts_with(start)) || uri.authority().is_some() {
        return;
    }
    DEMO.with(|demo| {
        let (runtime, site) = demo.get_or_init(|| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            (runtime.expect("a runtime"), Site::soho())
        });
        let request = Request::get(uri).body(Body::empty()).expect("a request");
        let answer = runtime.block_on(site.send(request));
        let status = answer.status.as_u16();
        assert!(
            status < 500 || status == 501,
            "{path}: {status} {}",
            answer.text()
        );
        let (tag, lifetime) = (answer.header("etag"), answer.header("cache-control"));
        match status {
            200 => assert!(
                !tag.is_empty() && !lifetime.is_empty(),
                "{path}: no tag or no lifetime"
            ),
            204 => assert!(!lifetime.is_empty(), "{path}: no lifetime"),
            _ => assert!(
                tag.is_empty() && lifetime == "no-store",
                "{path}: {status} may be kept"
            ),
        }
    });
}
