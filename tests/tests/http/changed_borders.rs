//! The style of changed borders: a plan against what is in force, what is in force against a past day.

use hexward_engine::edit::Changeset;
use hexward_engine::model::Note;
use hexward_tests::Site;

use super::plans::{begin, merge, propose};

const TILE: &str = "14/8185/5447";

#[tokio::test]
async fn a_plan_shows_what_it_moves_and_a_day_what_has_moved_since() {
    let site = Site::soho();
    let (style, plan) = (format!("/tiles/change/{TILE}"), "a");
    let plain = site.get(&format!("{style}.png")).await;
    assert_eq!(plain.status, 200, "{}", plain.text());
    assert_eq!(
        site.get(&format!("{style}.mvt")).await.status,
        204,
        "nothing has changed"
    );
    begin(&site, plan).await;
    let edit = merge(&site);
    propose(&site, plan, edit.clone());
    let draft = site.get(&format!("{style}.png?plan={plan}")).await;
    assert_eq!(draft.status, 200, "{}", draft.text());
    assert_ne!(draft.body, plain.body, "the border between both is gone");
    assert_eq!(site.get(&format!("{style}.png")).await.body, plain.body);
    let vector = site.get(&format!("{style}.mvt?plan={plan}")).await;
    assert_eq!(vector.status, 200);
    let has = |word: &str| {
        vector
            .body
            .windows(word.len())
            .any(|part| part == word.as_bytes())
    };
    assert!(has("border") && has("old") && !has("new"));
    // other tiers keep their borders
    let streets = site
        .get(&format!("{style}.png?plan={plan}&tier=community"))
        .await;
    assert_eq!(streets.body, plain.body);

    let revision = site.state().engine().snapshot().revision;
    let changeset = Changeset {
        note: Note::default(),
        edits: vec![edit],
    };
    site.state().engine().commit(&changeset).expect("committed");
    let since = site.get(&format!("{style}.png?revision={revision}")).await;
    assert_eq!(since.status, 200, "{}", since.text());
    assert_eq!(since.body, draft.body, "what the plan would have moved");
    assert_eq!(site.get(&format!("{style}.png")).await.body, plain.body);
    let static_map =
        format!("/v1/static/change/-0.1367,51.5133,15/320x240.png?revision={revision}");
    let static_map = site.get(&static_map).await;
    let without = site
        .get("/v1/static/change/-0.1367,51.5133,15/320x240.png")
        .await;
    assert_eq!(
        (static_map.status, without.status),
        (without.status, static_map.status)
    );
    assert_ne!(static_map.body, without.body);
}
