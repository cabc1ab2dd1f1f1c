//! Tiles over HTTP: empty ones, views that make no difference, and readers while commits go on.

use axum::http::StatusCode;
use hexward_engine::edit::Edit;
use hexward_engine::geom::Position;
use hexward_engine::model::{Address, AddressId, Checkpoint, CheckpointId, CheckpointState};
use hexward_tests::Site;

#[tokio::test]
async fn empty_tiles_are_one_picture_or_no_content() {
    let site = Site::soho();
    let far = site.get("/tiles/cases/10/0/0.png").await;
    let other = site.get("/tiles/addresses/12/1/2.png").await;
    assert_eq!((far.status, other.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(
        (&far.body, far.header("etag")),
        (&other.body, other.header("etag"))
    );
    let large = site.get("/tiles/cases/10/0/0.png?size=512").await;
    assert_ne!(large.body, far.body);
    let vector = site.get("/tiles/addresses/12/1/2.mvt").await;
    assert_eq!(
        (vector.status, vector.body.len()),
        (StatusCode::NO_CONTENT, 0)
    );
}

#[tokio::test]
async fn what_a_style_does_not_know_changes_nothing() {
    let site = Site::soho();
    let tag = async |path: &str| {
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        answer.header("etag").to_owned()
    };
    let cases = tag("/tiles/cases/16/32743/21790.png").await;
    for query in [
        "size=256",
        "areas=grids",
        "areas=cells",
        "layer=hex60a",
        "v=123",
        "size=256&_=1",
    ] {
        assert_eq!(
            tag(&format!("/tiles/cases/16/32743/21790.png?{query}")).await,
            cases,
            "{query}"
        );
    }
    let cells = tag("/tiles/risk/16/32743/21790.png").await;
    assert_eq!(
        tag("/tiles/risk/16/32743/21790.png?areas=cells&layer=hex60a").await,
        cells
    );
    assert_ne!(
        tag("/tiles/risk/16/32743/21790.png?areas=grids").await,
        cells
    );
    let vector = tag("/tiles/addresses/16/32743/21790.mvt").await;
    assert_eq!(
        tag("/tiles/addresses/16/32743/21790.mvt?size=512").await,
        vector
    );
}

#[tokio::test]
async fn a_picture_has_the_size_that_was_asked_for() {
    let site = Site::soho();
    for (path, side) in [
        ("/tiles/risk/15/16371/10895.png", 256),
        ("/tiles/risk/15/16371/10895.png?size=512", 512),
    ] {
        let answer = site.get(path).await;
        let picture = png::Decoder::new(std::io::Cursor::new(&answer.body))
            .read_info()
            .expect("a picture");
        assert_eq!(
            (picture.info().width, picture.info().height),
            (side, side),
            "{path}"
        );
    }
}

#[tokio::test]
async fn readers_see_whole_revisions() {
    let site = Site::soho();
    let pump = |n: usize| Checkpoint {
        id: CheckpointId::new(&format!("N{n:03}")).expect("valid"),
        position: Position::from_degrees(-0.137, 51.513).expect("in range"),
        name: "new".to_owned(),
        kind: "pump".to_owned(),
        state: CheckpointState::Open,
    };
    let house = |n: usize| Address {
        id: AddressId::new(&format!("N{n:03}")).expect("valid"),
        position: Position::from_degrees(-0.137, 51.513).expect("in range"),
        label: "".into(),
        building: "".into(),
        households: 1,
        residents: 2,
        stated: None,
    };
    for n in 0..10 {
        let edits = vec![
            Edit::ImportCheckpoints(vec![pump(n)]),
            Edit::ImportAddresses(vec![house(n)]),
        ];
        site.commit(edits);
        let (root, checkpoints) = tokio::join!(site.json("/v1"), site.json("/v1/checkpoints"));
        assert_eq!(root["totals"]["households"], n + 1);
        let nearest = checkpoints["items"].as_array().expect("items").iter();
        let addresses: u64 = nearest
            .filter_map(|item| item["nearest"]["addresses"].as_u64())
            .sum();
        assert_eq!(addresses, 325 + n as u64);
    }
}

#[tokio::test]
async fn a_tier_and_a_load_are_chosen_in_the_query() {
    let site = Site::soho();
    for (path, status) in [
        ("/tiles/load/15/16371/10895.png?tier=grid", StatusCode::OK),
        (
            "/tiles/load/15/16371/10895.png?tier=block",
            StatusCode::BAD_REQUEST,
        ),
        (
            "/tiles/load/15/16371/10895.png?tier=micro",
            StatusCode::NOT_FOUND,
        ),
        (
            "/tiles/load/15/16371/10895.mvt?by=persons",
            StatusCode::BAD_REQUEST,
        ),
        ("/tiles/risk.json?tier=", StatusCode::BAD_REQUEST),
        ("/legends/load.json?tier=micro", StatusCode::NOT_FOUND),
        ("/legends/load.png?by=residents", StatusCode::OK),
    ] {
        assert_eq!(site.get(path).await.status, status, "{path}");
    }
    let tag = async |query: &str| {
        let path = format!("/tiles/risk/15/16371/10895.png?{query}");
        site.get(&path).await.header("etag").to_owned()
    };
    let grids = tag("areas=grids").await;
    assert_eq!(tag("tier=grid").await, grids, "a tier asks for grids");
    assert_ne!(tag("tier=community").await, grids);
    assert_eq!(tag("areas=cells&tier=community").await, tag("").await);

    let described = site
        .json("/tiles/load.json?tier=community&by=residents")
        .await;
    let template = described["tiles"][0].as_str().expect("a template");
    assert!(
        template.ends_with(".png?tier=community&by=residents"),
        "{template}"
    );
    let legend = described["legend_url"].as_str().expect("an address");
    assert!(legend.ends_with("/legends/load.json?tier=community&by=residents"));
    let styles = site.json("/v1").await["styles"].clone();
    let load = styles
        .as_array()
        .expect("styles")
        .iter()
        .find(|s| s["id"] == "load");
    let options = &load.expect("listed")["options"];
    assert_eq!(options["tier"], serde_json::json!(["community", "grid"]));
    assert_eq!(options["by"][0], "households");
}
