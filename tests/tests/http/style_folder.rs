//! Styles of a folder, read anew while the server runs; and the grids of consumer maps, which a server has to be told to serve.

use std::fs;
use std::path::PathBuf;

use hexward::config::Config;
use hexward::state::Reloaded;
use hexward_engine::geom::{Plane, Position};
use hexward_tests::Site;

const TILE: &str = "16/32743/21790.png";

fn shipped(name: &str) -> String {
    let path = format!("{}/../styles/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(path).expect("it ships")
}

/// An own folder with a cases.json.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cases.json");
    fs::write(&file, shipped("cases.json")).expect("written");
    (folder, file)
}

fn site(folder: &tempfile::TempDir) -> Site {
    Site::soho_with(Config {
        styles: Some(folder.path().to_owned()),
        ..Config::default()
    })
}

#[tokio::test]
async fn only_what_changed_is_drawn_anew() {
    let (folder, file) = folder();
    let site = site(&folder);
    let paths = ["cases", "risk", "rates"].map(|style| format!("/tiles/{style}/{TILE}"));
    let tags = async || {
        let mut tags = Vec::new();
        for path in &paths {
            let answer = site.get(path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text());
            tags.push(answer.header("etag").to_owned());
        }
        tags
    };
    let before = tags().await;
    let drawn = site.state().tile_work().drawings;
    assert_eq!(
        site.state().reload_styles().expect("the same"),
        Reloaded::default()
    );
    assert_eq!(tags().await, before);
    assert_eq!(
        site.state().tile_work().drawings,
        drawn,
        "nothing was drawn again"
    );

    let other = shipped("cases.json").replace("#d9401fe0", "#0040ffe0");
    fs::write(&file, other).expect("written");
    let reloaded = site.state().reload_styles().expect("valid");
    assert_eq!(reloaded.changed, ["cases"]);
    let after = tags().await;
    assert_ne!(after[0], before[0]);
    assert_eq!(after[1..], before[1..]);
    assert_eq!(site.state().tile_work().drawings, drawn + 1);

    // what cannot be used leaves all as it is
    fs::write(&file, "{").expect("written");
    let refused = site.state().reload_styles().expect_err("no style");
    assert!(refused.to_string().starts_with("cases.json: "), "{refused}");
    assert_eq!(tags().await, after);

    // a style of its own comes and goes
    fs::write(&file, shipped("cases.json")).expect("written");
    let own = shipped("cases.json").replace("\"id\": \"cases\"", "\"id\": \"ours\"");
    fs::write(folder.path().join("ours.json"), own).expect("written");
    let reloaded = site.state().reload_styles().expect("valid");
    assert_eq!(
        (reloaded.changed, reloaded.added),
        (vec!["cases".to_owned()], vec!["ours".to_owned()])
    );
    assert_eq!(tags().await, before, "the first look is back under its tag");
    let ours = site.get(&format!("/tiles/ours/{TILE}")).await;
    assert_eq!(
        (ours.status, ours.header("etag")),
        (200.try_into().expect("a status"), &*before[0])
    );
    fs::remove_file(folder.path().join("ours.json")).expect("removed");
    assert_eq!(
        site.state().reload_styles().expect("valid").removed,
        ["ours"]
    );
    let gone = site.get(&format!("/tiles/ours/{TILE}")).await;
    assert!(gone.is_problem(404, "not-found"), "{}", gone.text());
}

#[tokio::test]
async fn grids_of_consumer_maps_are_opted_in() {
    let pump = Position::from_degrees(-0.136_748_6, 51.513_338).expect("in range");
    let (plain, opted) = (
        Site::soho(),
        Site::soho_with(Config {
            shifted_grids: true,
            ..Config::default()
        }),
    );
    let south = (1_u32 << 16) - 1 - 21_790;
    for (set, path) in [
        ("gcj02", "risk/16/32743/21790".to_owned()),
        ("gcj02-tms", format!("risk/16/32743/{south}")),
    ] {
        let path = format!("/tiles/{path}.png?set={set}");
        let refused = plain.get(&path).await;
        assert!(refused.is_problem(400, "malformed"), "{}", refused.text());
        let answer = opted.get(&path).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        // GCJ-02 shifts nothing outside China: the tiles of Soho are those of Mercator, half a pixel of rounding aside
        let own = opted.get("/tiles/risk/16/32743/21790.png").await;
        assert_eq!(answer.body, own.body, "{set}");
    }
    // west of Greenwich Baidu's grid has no tiles here
    let east = Plane::Bd09.point(Position::from_degrees(0.01, 51.5).expect("in range"));
    assert!(Plane::Bd09.point(pump).x <= east.x);
    let path = "/tiles/cases/4/3/1.png?set=bd09";
    assert!(plain.get(path).await.is_problem(400, "malformed"));
    assert_eq!(opted.get(path).await.status, 200);
    let vector = opted.get("/tiles/risk/16/32743/21790.mvt?set=gcj02").await;
    assert!(vector.is_problem(404, "not-offered"), "{}", vector.text());
    for document in [
        "/ogc/tileMatrixSets/gcj02",
        "/ogc/styles/risk/map/tiles/bd09",
    ] {
        assert!(
            opted.get(document).await.is_problem(404, "not-found"),
            "{document}"
        );
    }
}
