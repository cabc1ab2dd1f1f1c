//! Addresses of tiles in every protocol: whatever is asked for, the answer is one that the description promises, and never
//! a fault of the server.

use std::fmt::Write;
use std::sync::{Mutex, OnceLock, PoisonError};

use axum::http::Uri;
use tokio::runtime::{Builder, Runtime};

use super::Target;
use crate::Site;

/// A path and a query.
pub(super) const ADDRESSES: Target = Target {
    name: "addresses",
    run: ask,
    seeds: &[
        "/tiles/risk/16/32743/21790.png?areas=grids&tier=grid",
        "/tiles/cases/12/2046/1361@2x.webp?empty=404&datetime=2026-01-01/..",
        "/tiles/grids/15/16371/10895.mvt?size=512&subset=datetime(\"2027-01-01\":*)",
        "/tiles/load.json?format=mvt&by=residents",
        "/styles/checkpoints/style.json?format=png&at=2027-01-01",
        "/legends/load.svg?lang=en&tier=community",
        "/ogc/collections/grids-grid/items?bbox=-0.14,51.51,-0.13,51.52&limit=3&offset=2",
        "/ogc/collections/cells-hex60a/map/tiles/WebMercatorQuad/16/21790/32743?f=webp",
        "/ogc/collections/checkpoints/tiles/WebMercatorQuad/15/10895/16371",
        "/ogc/styles/risk/map/tiles/WebMercatorQuad/16/2147483647/2147483647",
        "/ogc/styles/load/map/tiles/WebMercatorQuad?tier=grid",
        "/wmts?SERVICE=WMTS&VERSION=1.0.0&REQUEST=GetTile&LAYER=cases&STYLE=default&FORMAT=image/png\
         &TILEMATRIXSET=WebMercatorQuad&TILEMATRIX=16&TILEROW=21790&TILECOL=32743&TIME=current",
        "/wmts?service=WMTS&version=1.0.0&request=GetFeatureInfo&layer=risk&style=&format=image/png\
         &tilematrixset=WebMercatorQuad&tilematrix=16&tilerow=21790&tilecol=32743&i=1&j=2&infoformat=text/html",
        "/wmts?service=WMTS&request=GetCapabilities&acceptversions=1.0.0",
        "/wmts/1.0.0/risk-community/default/2027-01-01/WebMercatorQuad/16/21790/32743.png",
        "/wmts/1.0.0/risk/default/current/WebMercatorQuad/16/21790/32743/12/34.json",
        "/v1/areas.topojson?tier=community&measure=deaths&simplify=5",
        "/v1/static/streets,cases/-0.1367,51.5133,16/20x10@2x.png?paper=ffffff",
    ],
    words: &[
        "2147483647",
        "99999999999999999999",
        "-1",
        "NaN",
        "1e309",
        "..",
        "%2e%2e%2f",
        "%00",
        "%ff",
        "%",
        "&",
        "=",
        "/",
        ",",
        "@2x",
        "<script>",
        "\u{8857}",
        "datetime=",
        "revision=1",
        "f=json",
    ],
};

/// The demo, and what its answers are waited for with.
static SITE: OnceLock<Mutex<(Runtime, Site)>> = OnceLock::new();

fn ask(bytes: &[u8]) {
    let Ok(uri) = address(bytes).parse::<Uri>() else {
        return;
    };
    let path = uri.path();
    let known = [
        "/tiles",
        "/styles",
        "/legends",
        "/ogc",
        "/wmts",
        "/v1/areas.",
        "/v1/static/",
    ];
    // pictures of any size would be slow, not wrong
    let large = path.starts_with("/v1/static/") && !path.contains("/20x10");
    if large || !known.iter().any(|start| path.starts_with(start)) {
        return;
    }
    let site = SITE.get_or_init(|| {
        let runtime = Builder::new_current_thread().enable_all().build();
        Mutex::new((runtime.expect("a runtime"), Site::soho()))
    });
    let site = site.lock().unwrap_or_else(PoisonError::into_inner);
    let (runtime, site) = &*site;
    let answer = runtime.block_on(site.get(&uri.to_string()));
    let status = answer.status.as_u16();
    // no font is installed, or an operation that is not done
    let known = status == 503 && path.starts_with("/legends/") || status == 501;
    assert!(status < 500 || known, "{uri}: {}", answer.text());
    assert!(!answer.text().contains("<script"), "{uri}");
}

/// The bytes as a path and a query: what a URL cannot hold is encoded, percent signs stay.
fn address(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // writing to a text does not fail
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}
