//! Styles for MapLibre, and what TileJSON says beside addresses.

use hexward::config::Config;
use hexward_engine::edit::Edit;
use hexward_engine::model::Text;
use hexward_tests::Site;
use serde_json::{Value, json};

/// All texts in a document.
fn texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(members) => members.values().for_each(|member| texts(member, found)),
        _ => {}
    }
}

#[tokio::test]
async fn every_style_has_a_document() {
    let site = Site::soho();
    for own in site.json("/v1").await["styles"].as_array().expect("styles") {
        let id = own["id"].as_str().expect("an id");
        for format in own["formats"].as_array().expect("formats") {
            let format = format.as_str().expect("a format");
            // map libraries draw letters in fonts of their own
            if (id, format) == ("labels", "mvt") {
                let path = "/styles/labels/style.json?format=mvt";
                assert!(site.get(path).await.is_problem(404, "not-offered"));
                continue;
            }
            let style = site
                .json(&format!("/styles/{id}/style.json?format={format}"))
                .await;
            assert_eq!(style["version"], 8);
            let source = &style["sources"][id];
            let is_vector = format == "mvt";
            assert_eq!(source["type"], if is_vector { "vector" } else { "raster" });
            assert_eq!(
                source["tileSize"],
                if is_vector { Value::Null } else { json!(256) }
            );
            let template = source["tiles"][0].as_str().expect("a template");
            assert!(
                template.contains(&format!("{{z}}/{{x}}/{{y}}.{format}")),
                "{template}"
            );
            assert_eq!(
                (&source["minzoom"], &source["maxzoom"]),
                (&own["minzoom"], &own["maxzoom"])
            );
            let layers = style["layers"].as_array().expect("layers");
            assert!(!layers.is_empty(), "{id}");
            for layer in layers {
                assert_eq!(layer["source"], id);
                assert_eq!(
                    layer["source-layer"],
                    if is_vector { json!(id) } else { Value::Null }
                );
            }
        }
        let plain = site.json(&format!("/styles/{id}/style.json")).await;
        let expected = if own["formats"]
            .as_array()
            .expect("formats")
            .contains(&json!("mvt"))
            && id != "labels"
        {
            "vector"
        } else {
            "raster"
        };
        assert_eq!(plain["sources"][id]["type"], expected);
    }
}

#[tokio::test]
async fn documents_that_are_not_there() {
    let site = Site::soho();
    for (path, status) in [
        ("/styles/none/style.json", 404),
        ("/styles/cases/style.json?format=mvt", 404),
        ("/styles/cases/style.json?format=svg", 404),
        ("/styles/risk/style.json?tier=block", 400),
        ("/styles/%2e%2e/style.json", 404),
        ("/styles/risk", 404),
    ] {
        assert_eq!(site.get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn colours_are_those_of_the_legend() {
    let site = Site::soho();
    for (id, layer) in [
        ("risk", "risk"),
        ("load", "load"),
        ("counts", "counts"),
        ("rates", "rates"),
    ] {
        let style = site.json(&format!("/styles/{id}/style.json")).await;
        let layers = style["layers"].as_array().expect("layers").iter();
        let mut fills = layers.filter(|own| own["id"] == layer);
        let fill = fills.next().expect("a fill");
        let mut found = Vec::new();
        texts(&fill["paint"]["fill-color"], &mut found);
        let legend = site.json(&format!("/legends/{id}.json")).await;
        for entry in legend["entries"].as_array().expect("entries") {
            let color = entry["color"].as_str().expect("a colour");
            let part = |i: usize| u8::from_str_radix(&color[i..i + 2], 16).expect("a byte");
            let rgb = format!("rgba({},{},{},", part(1), part(3), part(5));
            assert!(
                found.iter().any(|text| text.starts_with(&rgb)),
                "{rgb} in {found:?}"
            );
        }
    }
    let choice = site
        .json("/styles/load/style.json?tier=community&by=residents&at=2999-01-01")
        .await;
    let template = choice["sources"]["load"]["tiles"][0]
        .as_str()
        .expect("a template");
    assert!(
        template.ends_with(".mvt?areas=grids&tier=community&by=residents&at=2999-01-01")
            || template.ends_with(".mvt?tier=community&by=residents&at=2999-01-01"),
        "{template}"
    );
    let scale = site.json("/tiles/load.json").await["scale"].clone();
    assert_eq!(choice["metadata"]["hexward:scale"], scale);
}

#[tokio::test]
async fn whom_data_is_from_is_text_within_html() {
    let site = Site::with(Config::default());
    site.commit(vec![Edit::Describe {
        name: Text::default(),
        note: Text {
            zh: String::new(),
            en: "<img src=x onerror=alert(1)> & \"survey\"".to_owned(),
        },
    }]);
    let expected = "&lt;img src=x onerror=alert(1)&gt; &amp; &quot;survey&quot;";
    assert_eq!(site.json("/tiles/risk.json").await["attribution"], expected);
    assert_eq!(site.json("/ogc").await["attribution"], expected);
    let style = site.json("/styles/risk/style.json").await;
    assert_eq!(style["sources"]["risk"]["attribution"], expected);
    let capabilities = site.get("/wmts/1.0.0/WMTSCapabilities.xml").await;
    assert!(
        capabilities
            .text()
            .contains(&format!("<ows:Abstract>{expected}</ows:Abstract>"))
    );
}

#[tokio::test]
async fn urls_are_those_that_clients_reach() {
    let behind = Site::soho_with(Config {
        behind_proxy: true,
        hosts: vec!["maps.example.org".parse().expect("a name")],
        ..Config::default()
    });
    let headers = [
        ("x-forwarded-host", "maps.example.org"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-prefix", "/city"),
    ];
    for path in [
        "/tiles/risk.json",
        "/styles/risk/style.json",
        "/ogc",
        "/ogc/collections",
        "/wmts/1.0.0/WMTSCapabilities.xml",
    ] {
        let text = behind.get_with(path, &headers).await.text();
        assert!(text.contains("https://maps.example.org/city/"), "{path}");
        assert!(!text.contains("http://localhost"), "{path}");
        let direct = Site::soho();
        let text = direct.get_with(path, &headers).await.text();
        assert!(
            text.contains("http://localhost/") && !text.contains("maps.example.org"),
            "{path}"
        );
    }
    let evil = [("x-forwarded-host", "evil.example")];
    let answer = behind.get_with("/tiles/risk.json", &evil).await;
    assert!(answer.is_problem(421, "other-host"), "{}", answer.text());
    let evil = [("x-forwarded-prefix", "//evil.example")];
    assert!(
        behind
            .get_with("/ogc", &evil)
            .await
            .is_problem(400, "malformed")
    );
}
