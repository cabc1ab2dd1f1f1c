//! `at=`, `plan=` and `revision=`: every read shows what was stored then.

use axum::http::StatusCode;
use hexward::demo::soho;
use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::geom::Position;
use hexward_engine::model::{Address, AddressId, Note};
use hexward_tests::Site;
use serde_json::Value;

fn dated(at: &str) -> Note {
    Note {
        author: "test".to_owned(),
        at: at.to_owned(),
        ..Note::default()
    }
}

fn commit(site: &Site, at: &str, edits: Vec<Edit>) {
    let changeset = Changeset {
        note: dated(at),
        edits,
    };
    let engine = site.state().engine();
    engine.commit(&changeset).expect("committed");
}

/// The demo on one day, one address more, and a new name, on the next days.
fn site() -> Site {
    let site = Site::empty();
    let at = "1854-09-08T09:00:00+00:00";
    commit(&site, at, soho(Note::default()).expect("the demo").edits);
    site
}

fn later(site: &Site) {
    let address = Address {
        id: AddressId::new("B1").expect("valid"),
        position: Position::from_degrees(-0.1366, 51.5134).expect("in range"),
        label: "new".into(),
        building: "".into(),
        households: 7,
        residents: 9,
        stated: None,
    };
    commit(
        site,
        "1854-09-09T23:30:00-05:00",
        vec![Edit::ImportAddresses(vec![address])],
    );
    let snapshot = site.state().engine().snapshot();
    let (layer, index) = snapshot
        .grids
        .values()
        .next_back()
        .map(|l| (l, 0))
        .expect("grids");
    let rename = Edit::RenameGrid {
        code: layer.records()[index].code.clone(),
        name: "renamed".to_owned(),
    };
    commit(site, "1854-09-11T00:00:00+00:00", vec![rename]);
}

const READS: [&str; 17] = [
    "/v1?without=content_hash",
    "/v1/grids?limit=3",
    "/v1/grids/990185400001G001?x=y",
    "/v1/cells?limit=3",
    "/v1/checkpoints?limit=3",
    "/v1/faults?tier=grid",
    "/v1/ledger?kind=unlocated",
    "/v1/units?limit=3",
    "/v1/locate?lon=-0.1366&lat=51.5134",
    "/v1/nearest?layer=addresses&lon=-0.1366&lat=51.5134",
    "/v1/nearest?layer=checkpoints&lon=-0.1366&lat=51.5134",
    "/v1/plans?limit=3",
    "/tiles/addresses/17/65486/43580.png?size=256",
    "/tiles/addresses/17/65486/43580.mvt?size=256",
    "/tiles/load/17/65486/43580.png?areas=grids",
    "/tiles/load.json?areas=grids",
    "/legends/load.json?tier=grid",
];

/// A body without the addresses of other answers, which carry the view on.
fn content(body: &[u8]) -> Vec<u8> {
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else {
        return body.to_vec();
    };
    if let Some(object) = value.as_object_mut() {
        for name in ["next", "tiles", "legend_url"] {
            object.remove(name);
        }
    }
    value.to_string().into_bytes()
}

#[tokio::test]
async fn every_read_shows_what_was_stored_then() {
    let site = site();
    let mut then = Vec::new();
    for path in READS {
        let answer = site.get(path).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
        assert_eq!(answer.header("x-hexward-revision"), "1", "{path}");
        then.push(content(&answer.body));
    }
    later(&site);
    let mut changed = 0;
    for (path, then) in READS.iter().zip(&then) {
        let newest = site.get(path).await;
        assert_eq!(newest.header("x-hexward-revision"), "3", "{path}");
        changed += usize::from(content(&newest.body) != *then);
        for view in ["at=1854-09-08", "at=1854-09-08T23:59:59Z", "revision=1"] {
            let answer = site.get(&format!("{path}&{view}")).await;
            assert!(
                answer.status.is_success(),
                "{path} {view}: {}",
                answer.text()
            );
            assert_eq!(content(&answer.body), *then, "{path} {view}");
            assert_eq!(answer.header("x-hexward-revision"), "1", "{path} {view}");
        }
        // the day of an instant is that of its zone
        let between = site.get(&format!("{path}&at=1854-09-09")).await;
        assert_eq!(between.header("x-hexward-revision"), "2", "{path}");
        let today = site.get(&format!("{path}&at=2999-01-01")).await;
        assert_eq!(content(&today.body), content(&newest.body), "{path}");
    }
    assert!(changed > 5, "{changed} of the reads have changed");
}

#[tokio::test]
async fn a_view_goes_on_where_answers_lead() {
    let site = site();
    later(&site);
    let first = site.json("/v1/grids?limit=2&revision=1").await;
    let next = first["next"].as_str().expect("more");
    assert!(
        next.starts_with("/v1/grids?revision=1&limit=2&after="),
        "{next}"
    );
    assert_eq!(site.get(next).await.header("x-hexward-revision"), "1");
    let tiles = site
        .json("/tiles/load.json?at=1854-09-08&areas=grids")
        .await;
    let url = tiles["tiles"][0].as_str().expect("a url");
    assert!(url.ends_with("?at=1854-09-08"), "{url}");
    let legend = tiles["legend_url"].as_str().expect("a url");
    assert!(legend.ends_with("?at=1854-09-08"), "{legend}");
    let hash = async |path: &str| site.json(path).await["content_hash"].clone();
    assert_ne!(hash("/v1").await, hash("/v1?revision=1").await);
    assert_eq!(hash("/v1").await, hash("/v1?revision=3").await);
}

#[tokio::test]
async fn only_what_was_after_a_commit_is_kept_for_good() {
    let site = site();
    later(&site);
    let tile = "/tiles/load/17/65486/43580.png?areas=grids";
    let lifetime = async |view: &str| {
        let answer = site.get(&format!("{tile}{view}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.header("cache-control").to_owned()
    };
    let named = site.json("/tiles/load.json?revision=1").await["tiles"][0].clone();
    let named = named.as_str().expect("a url");
    let (_, query) = named.split_once('?').expect("it names the view");
    let for_good = "public, max-age=31536000, immutable";
    assert_eq!(lifetime(&format!("&{query}")).await, for_good);
    let other = query.replace("instance=", "instance=0");
    assert_ne!(lifetime(&format!("&{other}")).await, for_good);
    let live = "public, max-age=5, stale-while-revalidate=60";
    for view in ["", "&at=1854-09-08", "&at=2999-01-01", "&revision=1"] {
        assert_eq!(lifetime(view).await, live, "{view}");
    }
}

#[tokio::test]
async fn views_that_are_none_are_refused() {
    let site = site();
    for path in READS {
        for (view, status, code) in [
            ("at=1854-09-07", 404, "not-found"),
            ("revision=2", 404, "not-found"),
            ("plan=none", 404, "not-found"),
            ("at=", 400, "malformed"),
            ("at=now", 400, "malformed"),
            ("at=1854-02-30", 400, "malformed"),
            ("plan=", 400, "malformed"),
            ("plan=%00", 400, "malformed"),
            ("revision=-1", 400, "malformed"),
            ("revision=1e3", 400, "malformed"),
            ("revision=99999999999999999999", 400, "malformed"),
            ("plan=a&at=1854-09-08", 400, "malformed"),
            ("at=1854-09-08&revision=1", 400, "malformed"),
            ("revision=1&revision=1", 400, "malformed"),
        ] {
            let answer = site.get(&format!("{path}&{view}")).await;
            assert!(
                answer.is_problem(status, code),
                "{path} {view}: {}",
                answer.text()
            );
        }
    }
}
