//! Which areas a style colours when a request does not say.

use hexward::demo::soho;
use hexward_engine::edit::Edit;
use hexward_engine::model::Note;
use hexward_tests::Site;

const TILE: &str = "/tiles/risk/16/32743/21790.png";

#[tokio::test]
async fn grids_are_coloured_until_there_is_a_honeycomb() {
    let site = Site::empty();
    let edits = soho(Note::default()).expect("the demo can be read").edits;
    let (honeycomb, others): (Vec<Edit>, Vec<Edit>) = edits
        .into_iter()
        .partition(|edit| matches!(edit, Edit::Honeycomb { .. }));
    assert!(!honeycomb.is_empty() && !others.is_empty());
    site.commit(others);
    let grids = site.get(&format!("{TILE}?areas=grids")).await;
    let unsaid = site.get(TILE).await;
    assert_eq!(unsaid.body, grids.body);
    assert_ne!(
        site.get(&format!("{TILE}?areas=cells")).await.body,
        grids.body
    );
    let named = site.json("/tiles/risk.json").await["tiles"][0].to_string();
    assert!(named.contains("areas=grids"), "{named}");
    let unit = site.json("/legends/risk.json").await["unit"].clone();
    assert_eq!(
        unit,
        site.json("/legends/risk.json?areas=grids").await["unit"]
    );

    site.commit(honeycomb);
    let held = unsaid.header("etag");
    let now = site.get(TILE).await;
    assert_ne!(now.header("etag"), held);
    assert_eq!(
        now.body,
        site.get(&format!("{TILE}?areas=cells")).await.body
    );
    assert_ne!(now.body, grids.body);
}
