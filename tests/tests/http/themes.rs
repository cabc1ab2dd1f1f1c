//! Dark ground and fitted scales, by every route that shows or describes a picture.

use hexward_tests::Site;

const TILE: &str = "16/32743/21790";

#[tokio::test]
async fn every_picture_has_a_dark_look_under_a_key_of_its_own() {
    let site = Site::soho();
    for path in [
        format!("/tiles/risk/{TILE}.png?areas=grids"),
        "/tiles/cases/15/16371/10895.png?size=512".to_owned(),
        format!("/tiles/counts/{TILE}@2x.webp?labels=zh"),
        "/legends/load.png?lang=zh".to_owned(),
        "/legends/load.svg?lang=en".to_owned(),
        "/legends/rates.json?areas=grids".to_owned(),
        "/v1/static/streets,cases/-0.1367,51.5133,16/320x240.png?paper=161b22".to_owned(),
        "/ogc/styles/risk/map/tiles/WebMercatorQuad/16/21790/32743?f=png".to_owned(),
    ] {
        let light = site.get(&path).await;
        let stated = site.get(&format!("{path}&theme=light")).await;
        let dark = site.get(&format!("{path}&theme=dark")).await;
        assert_eq!(
            (light.status, dark.status),
            (200.try_into().expect("a status"), dark.status),
            "{path}"
        );
        assert_eq!(dark.status, 200, "{path}: {}", dark.text());
        assert_eq!(light.body, stated.body, "{path}");
        assert_ne!(light.body, dark.body, "{path}");
        assert_ne!(light.header("etag"), dark.header("etag"), "{path}");
        let other = site.get(&format!("{path}&theme=sepia")).await;
        assert!(
            other.is_problem(400, "malformed"),
            "{path}: {}",
            other.text()
        );
    }
    let styles = ["default", "dark"].map(|style| {
        format!("/wmts/1.0.0/risk/{style}/current/WebMercatorQuad/16/21790/32743.png")
    });
    let [light, dark] = [site.get(&styles[0]).await, site.get(&styles[1]).await];
    assert_eq!((light.status, dark.status), (dark.status, light.status));
    assert_eq!(dark.status, 200);
    let of_xyz = site
        .get(&format!("/tiles/risk/{TILE}.png?theme=dark"))
        .await;
    assert_eq!(dark.body, of_xyz.body);
    assert_ne!(dark.body, light.body);
    let capabilities = site.get("/wmts/1.0.0/WMTSCapabilities.xml").await.text();
    assert!(capabilities.contains("<ows:Identifier>dark</ows:Identifier>"));
    assert!(capabilities.contains("/legends/risk.png?theme=dark"));
}

#[tokio::test]
async fn documents_lead_to_tiles_and_legends_of_their_ground() {
    let site = Site::soho();
    let tiles = site.json("/tiles/risk.json?theme=dark").await;
    let [template, legend] = [&tiles["tiles"][0], &tiles["legend_url"]];
    for address in [template, legend] {
        assert!(
            address
                .as_str()
                .is_some_and(|text| text.contains("theme=dark")),
            "{tiles}"
        );
    }
    let [light, dark] = ["", "?theme=dark"].map(|query| format!("/styles/risk/style.json{query}"));
    let [light, dark] = [site.json(&light).await, site.json(&dark).await];
    assert_ne!(light["layers"], dark["layers"]);
    // the layers are the same but for their paint
    let ids = |style: &serde_json::Value| {
        let layers = style["layers"].as_array().cloned().unwrap_or_default();
        layers
            .iter()
            .map(|layer| layer["id"].to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&light), ids(&dark));
    let tiles = site
        .json("/ogc/styles/risk/map/tiles/WebMercatorQuad?theme=dark")
        .await;
    let items = tiles["links"].as_array().cloned().unwrap_or_default();
    let mut items = items.iter().filter(|link| link["rel"] == "item");
    assert!(items.all(|link| {
        link["href"]
            .as_str()
            .is_some_and(|href| href.contains("theme=dark"))
    }));
}

/// One state of the data has one scale, whoever asks for it.
#[tokio::test]
async fn a_fitted_scale_is_the_same_in_all_documents() {
    let site = Site::soho();
    for (id, query) in [
        ("intensity", ""),
        ("fifths", ""),
        ("fifths", "?areas=grids"),
        ("fifths", "?tier=community"),
    ] {
        let tiles = site.json(&format!("/tiles/{id}.json{query}")).await;
        let scale = tiles["scale"].as_str().expect("a scale").to_owned();
        assert!(scale.contains("@1:"), "{scale}");
        let legend = tiles["legend_url"].as_str().expect("an address");
        let legend = legend.split_once("/legends").expect("a legend").1;
        let legend = site.json(&format!("/legends{legend}")).await;
        assert_eq!(legend["scale"], *scale, "{id}{query}");
        let style = site.json(&format!("/styles/{id}/style.json{query}")).await;
        assert_eq!(style["metadata"]["hexward:scale"], *scale, "{id}{query}");
    }
    // a fitted choropleth paints as many classes as the legend has
    let style = site.json("/styles/fifths/style.json?areas=grids").await;
    let legend = site.json("/legends/fifths.json?areas=grids").await;
    let paint = style["layers"][0]["paint"]["fill-color"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let entries = legend["entries"].as_array().map_or(0, Vec::len);
    assert_eq!((paint.len() - 3) / 2, entries, "{style}");
}
