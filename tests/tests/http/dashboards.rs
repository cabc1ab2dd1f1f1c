//! What dashboards take: areas with values, static maps, legends.

use std::collections::BTreeMap;

use hexward_tests::Site;
use serde_json::{Value, json};

type Vertex = (i64, i64);

/// A number of degrees in steps of the lattice.
fn step(degrees: &Value) -> i64 {
    (degrees.as_f64().expect("a number") * 1e7).round() as i64
}

/// The arcs of a topology with absolute vertices.
fn arcs(topology: &Value) -> Vec<Vec<Vertex>> {
    let translate = &topology["transform"]["translate"];
    let corner = (step(&translate[0]), step(&translate[1]));
    let arcs = topology["arcs"].as_array().expect("arcs").iter();
    let absolute = |arc: &Value| {
        let mut last = corner;
        let steps = arc.as_array().expect("steps").iter();
        let vertices = steps.map(|step| {
            let by = |i: usize| step[i].as_i64().expect("a whole number");
            last = (last.0 + by(0), last.1 + by(1));
            last
        });
        vertices.collect()
    };
    arcs.map(absolute).collect()
}

/// A ring put together from its arcs.
fn ring(arcs: &[Vec<Vertex>], numbers: &Value) -> Vec<Vertex> {
    let mut ring: Vec<Vertex> = Vec::new();
    for number in numbers.as_array().expect("numbers") {
        let number = number.as_i64().expect("a number");
        let mut arc = match usize::try_from(number) {
            Ok(forward) => arcs[forward].clone(),
            Err(_) => arcs[!number as usize].iter().rev().copied().collect(),
        };
        if let Some(last) = ring.pop() {
            assert_eq!(last, arc[0], "arcs meet");
        }
        ring.append(&mut arc);
    }
    ring
}

/// The vertices of a closed ring without the last, the least first.
fn turned(ring: &[Vertex]) -> Vec<Vertex> {
    assert_eq!(ring.first(), ring.last());
    let mut open = ring[1..].to_vec();
    let least = (0..open.len()).min_by_key(|&i| open[i]).expect("vertices");
    open.rotate_left(least);
    open
}

#[tokio::test]
async fn topojson_and_geojson_are_the_same_areas() {
    let site = Site::soho();
    for query in [
        "tier=grid&measure=deaths",
        "tier=community&measure=residents",
        "tier=grid&simplify=20",
        "",
    ] {
        let features = site.get(&format!("/v1/areas.geojson?{query}")).await;
        assert_eq!(features.header("content-type"), "application/geo+json");
        let features = features.json();
        let topology = site.json(&format!("/v1/areas.topojson?{query}")).await;
        let arcs = arcs(&topology);
        let objects = topology["objects"].as_object().expect("objects");
        let object = objects.values().next().expect("an object");
        let geometries = object["geometries"].as_array().expect("geometries");
        let features = features["features"].as_array().expect("features");
        assert_eq!(geometries.len(), features.len());
        let mut passes: BTreeMap<i64, usize> = BTreeMap::new();
        for (geometry, feature) in geometries.iter().zip(features) {
            assert_eq!(geometry["properties"], feature["properties"]);
            assert_eq!(
                geometry["type"], "Polygon",
                "grids of Soho are in one piece"
            );
            let rings = geometry["arcs"].as_array().expect("rings");
            let chains = feature["geometry"]["coordinates"]
                .as_array()
                .expect("rings");
            for (numbers, chain) in rings.iter().zip(chains) {
                let chain = chain.as_array().expect("a chain").iter();
                let chain: Vec<Vertex> = chain.map(|at| (step(&at[0]), step(&at[1]))).collect();
                assert_eq!(turned(&ring(&arcs, numbers)), turned(&chain));
                for number in numbers.as_array().expect("numbers") {
                    let number = number.as_i64().expect("a number");
                    *passes.entry(number.max(!number)).or_default() += 1;
                }
            }
        }
        assert_eq!(passes.len(), arcs.len(), "every arc is used");
        assert!(passes.values().all(|&times| times <= 2));
        if geometries.len() > 2 {
            assert!(
                passes.values().any(|&times| times == 2),
                "neighbours share arcs"
            );
        }
    }
}

#[tokio::test]
async fn areas_have_the_values_that_are_asked_for() {
    let site = Site::soho();
    let grids = site.json("/v1/grids?tier=grid").await;
    let areas = site
        .json("/v1/areas.geojson?tier=grid&measure=deaths")
        .await;
    let areas = areas["features"].as_array().expect("features");
    for (grid, area) in grids["items"].as_array().expect("grids").iter().zip(areas) {
        let counts = grid["counts"].as_array().expect("counts").iter();
        let deaths = counts
            .filter(|count| count["measure"] == "deaths")
            .map(|count| &count["value"]);
        let mut deaths = deaths.chain([&Value::Null]);
        assert_eq!(Some(&area["properties"]["value"]), deaths.next());
        assert_eq!(area["properties"]["name"], grid["name"]);
        assert_eq!(area["id"], grid["code"]);
    }
    let length = |areas: &Value| areas.to_string().len();
    let whole = site.json("/v1/areas.topojson?tier=grid").await;
    let less = site.json("/v1/areas.topojson?tier=grid&simplify=30").await;
    assert!(
        length(&less) < length(&whole),
        "{} {}",
        length(&less),
        length(&whole)
    );
    for (query, status) in [
        ("tier=micro", 404),
        ("tier=block", 400),
        ("measure=persons", 404),
        ("measure=", 404),
        ("simplify=-1", 400),
        ("simplify=NaN", 400),
        ("simplify=inf", 400),
        ("simplify=10001", 400),
        ("simplify=1e400", 400),
        ("datetime=2999-01-01", 200),
    ] {
        for form in ["geojson", "topojson"] {
            let path = format!("/v1/areas.{form}?{query}");
            assert_eq!(site.get(&path).await.status, status, "{path}");
        }
    }
    assert_eq!(Site::empty().get("/v1/areas.geojson").await.status, 404);
}

/// Width, height and colours of a PNG.
fn picture(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
        .read_info()
        .expect("a png");
    let mut pixels = vec![0; reader.output_buffer_size().expect("small")];
    let frame = reader.next_frame(&mut pixels).expect("a picture");
    (frame.width, frame.height, pixels)
}

#[tokio::test]
async fn a_static_map_is_what_its_tiles_are() {
    let site = Site::soho();
    // the middle of a tile, so that a map of its size is the tile
    let (x, y) = (32_743.5 / 65_536.0, 21_790.5 / 65_536.0);
    let lon = x * 360.0 - 180.0;
    let lat = (std::f64::consts::PI * (1.0 - 2.0 * y))
        .sinh()
        .atan()
        .to_degrees();
    for (form, tile) in [
        ("256x256.png", "21790.png"),
        ("256x256@2x.png", "21790@2x.png"),
    ] {
        for style in ["risk", "checkpoints", "streets"] {
            // a hundredth of a pixel, so that rounding to the lattice does not matter
            let frame = format!("{},{},16", lon + 1e-7, lat - 1e-7);
            let map = site
                .get(&format!("/v1/static/{style}/{frame}/{form}"))
                .await;
            assert_eq!(map.status, 200, "{}", map.text());
            let tile = site.get(&format!("/tiles/{style}/16/32743/{tile}")).await;
            assert_eq!(picture(&map.body), picture(&tile.body), "{style} {form}");
        }
    }
    let summary = site.json("/v1").await;
    let bounds: Vec<String> = summary["bounds"]
        .as_array()
        .expect("four")
        .iter()
        .map(Value::to_string)
        .collect();
    let all = format!(
        "/v1/static/streets,risk,checkpoints/{}/640x480.png?paper=ffffff",
        bounds.join(",")
    );
    let (width, height, pixels) = picture(&site.get(&all).await.body);
    assert_eq!((width, height), (640, 480));
    assert!(pixels.chunks_exact(4).all(|pixel| pixel[3] == 255));
    let webp = site.get(&all.replace(".png", ".webp")).await;
    assert_eq!(webp.header("content-type"), "image/webp");
    assert_ne!(
        picture(
            &site
                .get(&all.replace("streets,risk", "risk,streets"))
                .await
                .body
        )
        .2,
        pixels
    );
    let world = site
        .get("/v1/static/streets/-180,-90,180,90/64x64.png")
        .await;
    assert_eq!(world.status, 200, "{}", world.text());
}

#[tokio::test]
async fn maps_that_mean_nothing_are_refused() {
    let site = Site::soho();
    for (path, status) in [
        ("none/0,51,16/64x64.png", 404),
        ("risk,none/0,51,16/64x64.png", 404),
        ("risk,/0,51,16/64x64.png", 404),
        (
            "risk,risk,risk,risk,risk,risk,risk,risk,risk/0,51,16/64x64.png",
            400,
        ),
        ("%2e%2e/0,51,16/64x64.png", 404),
        ("risk/0,51,24/64x64.png", 404),
        ("cases/0,51,17/64x64.png", 404),
        ("cases/0,51,16/64x64@2x.png", 200),
        ("risk/NaN,51,16/64x64.png", 400),
        ("risk/0,51/64x64.png", 400),
        ("risk/0,51,16/64x64.gif", 404),
        ("risk/0,51,16/9999x9999.png", 400),
        ("risk/0,51,16/64x64.png?paper=red", 400),
        ("risk/0,51,16/64x64.png?tier=block", 400),
        ("risk/0,51,16/64x64.png?layer=none", 404),
        ("risk/180,90,23/64x64.png", 200),
        ("risk/-180,-90,0/2048x2048.png", 200),
    ] {
        let answer = site.get(&format!("/v1/static/{path}")).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn legends_as_svg_say_what_the_others_say() {
    let site = Site::soho();
    for style in site.json("/v1").await["styles"].as_array().expect("styles") {
        let id = style["id"].as_str().expect("an id");
        let legend = site.json(&format!("/legends/{id}.json")).await;
        for lang in ["zh", "en"] {
            let svg = site.get(&format!("/legends/{id}.svg?lang={lang}")).await;
            assert_eq!(svg.header("content-type"), "image/svg+xml");
            let svg = svg.text();
            for entry in legend["entries"].as_array().expect("entries") {
                let label = entry["label"][lang]
                    .as_str()
                    .expect("a text")
                    .replace('\'', "&#39;")
                    .replace('<', "&lt;");
                assert!(svg.contains(&label), "{id}: {label} in {svg}");
                assert!(
                    svg.contains(entry["color"].as_str().expect("a colour")),
                    "{id}"
                );
            }
        }
    }
    assert_eq!(
        json!(site.get("/legends/none.svg").await.status.as_u16()),
        404
    );
}
