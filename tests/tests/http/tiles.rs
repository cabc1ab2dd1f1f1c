//! Tiles over HTTP: empty ones, views that make no difference, and what a commit does to those in memory.

use axum::http::StatusCode;
use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::geom::Position;
use hexward_engine::model::{
    Address, AddressId, Checkpoint, CheckpointId, Count, Measure, Note, Unit,
};
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

fn commit(site: &Site, edit: Edit) {
    let changeset = Changeset {
        note: Note::default(),
        edits: vec![edit],
    };
    site.state().engine().commit(&changeset).expect("committed");
}

fn at(lon: f64, lat: f64) -> Position {
    Position::from_degrees(lon, lat).expect("in range")
}

#[tokio::test]
async fn a_commit_changes_only_the_tiles_that_it_damages() {
    let site = Site::soho();
    let tag = async |path: &str| site.get(path).await.header("etag").to_owned();
    let near = "/tiles/cases/16/32743/21790.png";
    let pumps = "/tiles/checkpoints/16/32743/21790.png";
    let far = "/tiles/cases/16/32000/21000.png";
    let before = (tag(near).await, tag(pumps).await, tag(far).await);
    let hash = site.json("/v1").await["content_hash"].clone();

    let count = Count {
        address: AddressId::new("A107").expect("valid"),
        measure: Measure::new("deaths").expect("valid"),
        unit: Unit::Persons,
        cutoff: Count::parse_date("1854-10-31").expect("a date"),
        value: 40,
    };
    commit(&site, Edit::ImportCounts(vec![count]));
    let after = (tag(near).await, tag(pumps).await, tag(far).await);
    assert_ne!(after.0, before.0);
    assert_eq!((after.1, after.2), (before.1, before.2));
    let root = site.json("/v1").await;
    assert_eq!(
        (&root["revision"], &root["measures"][0]["total"]),
        (&2.into(), &432.into())
    );
    assert_ne!(root["content_hash"], hash);
}

#[tokio::test]
async fn readers_see_whole_revisions() {
    let site = Site::soho();
    let pump = |n: usize| Checkpoint {
        id: CheckpointId::new(&format!("N{n:03}")).expect("valid"),
        position: at(-0.137, 51.513),
        name: "new".to_owned(),
        kind: "pump".to_owned(),
    };
    let house = |n: usize| Address {
        id: AddressId::new(&format!("N{n:03}")).expect("valid"),
        position: at(-0.137, 51.513),
        label: String::new(),
        building: String::new(),
        households: 1,
        residents: 2,
    };
    for n in 0..10 {
        let edits = vec![
            Edit::ImportCheckpoints(vec![pump(n)]),
            Edit::ImportAddresses(vec![house(n)]),
        ];
        let engine = site.state().engine();
        engine
            .commit(&Changeset {
                note: Note::default(),
                edits,
            })
            .expect("committed");
        let (root, checkpoints) = tokio::join!(site.json("/v1"), site.json("/v1/checkpoints"));
        assert_eq!(root["totals"]["households"], n + 1);
        let nearest = checkpoints["items"].as_array().expect("items").iter();
        let addresses: u64 = nearest
            .filter_map(|item| item["nearest"]["addresses"].as_u64())
            .sum();
        assert_eq!(addresses, 325 + n as u64);
    }
}
