//! `/v1/compare`: the plan in force beside itself, in every form, and what is refused.

use axum::http::StatusCode;
use hexward_engine::Proposal;
use hexward_engine::edit::{Changeset, Edit, apply};
use hexward_engine::model::{AreaCode, Note, PlanId, Tier};
use hexward_engine::plans::NewPlan;
use hexward_tests::Site;

const SELF: &str = "/v1/compare?before=official&after=official";

#[tokio::test]
async fn a_plan_beside_itself_moves_nothing_and_adds_up() {
    let site = Site::soho();
    let summary = site.get(SELF).await.json();
    assert_eq!(summary["changed"], 0);
    assert_eq!(summary["unchanged"], 13);
    assert_eq!(summary["grids"].as_array().map(Vec::len), Some(0));
    let crosswalk = site.get(&format!("{SELF}&what=crosswalk&of=deaths")).await;
    let crosswalk = crosswalk.json();
    assert_eq!(crosswalk["sums"]["before"], 392);
    assert_eq!(crosswalk["reconciles"], true);
    let sums = &crosswalk["sums"];
    assert_eq!(sums["unlocated_before"], sums["unlocated_after"]);
    let impact = site.get(&format!("{SELF}&what=impact")).await.json();
    assert_eq!(impact["moved"]["households"], 0);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one list, one story")]
async fn a_draft_and_then_its_commit_are_seen_beside_what_was_before() {
    let site = Site::soho();
    let code = |number: u32| AreaCode::new(&format!("990185400001G{number:03}")).expect("valid");
    let newest = site.state().engine().snapshot();
    let (layer, index) = newest.grid(&code(1)).expect("stored");
    let has_neighbour = |n: &u32| {
        let edit = Edit::MergeGrids {
            keep: code(1),
            others: vec![code(*n)],
        };
        let changeset = Changeset {
            note: Note::default(),
            edits: vec![edit],
        };
        apply(&newest, &changeset).is_ok()
    };
    let other = (2..=13).find(has_neighbour).expect("a neighbour");
    let gone =
        &newest.assignment(Tier::Grid).tallies[layer.index_of(&code(other)).expect("stored")];
    let before = newest.revision;
    let merge = Edit::MergeGrids {
        keep: layer.records()[index].code.clone(),
        others: vec![code(other)],
    };
    let note = Note {
        author: "planning post".to_owned(),
        ..Note::default()
    };
    let plan = NewPlan {
        id: PlanId::new("next").expect("valid"),
        name: "next".to_owned(),
        from: None,
    };
    let engine = site.state().engine();
    engine.create_plan(&plan, &note).expect("created");
    let proposal = Proposal {
        plan: Some(plan.id),
        ..Proposal::from(Changeset {
            note,
            edits: vec![merge.clone()],
        })
    };
    engine.propose(&proposal).expect("a step");
    let draft = site
        .get("/v1/compare?before=official&after=plan:next")
        .await;
    site.commit(vec![merge]);
    let wish = format!("/v1/compare?before=revision:{before}&after=official");
    let summary = site.get(&wish).await.json();
    assert_eq!(draft.json(), summary);
    assert_eq!(summary["moved"]["addresses"], gone.addresses);
    assert_eq!(summary["grids"][0]["kinds"], "merged border");
    assert_eq!(summary["grids"][0]["predecessors"], code(other).as_str());
    assert_eq!(summary["grids"][1]["kinds"], "retired merged");
    let impact = site
        .get(&format!("{wish}&what=impact&format=geojson"))
        .await;
    let features = impact.json()["features"].as_array().map_or(0, Vec::len) as u64;
    assert!(
        features > 1 && features <= gone.addresses + 13,
        "{features}"
    );
}

#[tokio::test]
async fn tables_come_as_files_of_spreadsheets() {
    let site = Site::soho();
    let wish = format!("{SELF}&what=crosswalk&of=addresses");
    let csv = site.get(&format!("{wish}&format=csv&lang=en")).await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    let text = String::from_utf8(csv.body).expect("utf-8");
    assert!(
        text.starts_with("\u{feff}From grid,To grid,Value\n"),
        "{text}"
    );
    let values = text
        .lines()
        .skip(1)
        .filter_map(|line| line.rsplit(',').next());
    let sum: u64 = values
        .map(|value| value.parse::<u64>().expect("a number"))
        .sum();
    assert_eq!(sum, 324);
    let first = site.get(&format!("{wish}&format=xlsx")).await;
    let again = site.get(&format!("{wish}&format=xlsx")).await;
    assert!(first.body.starts_with(b"PK"));
    assert_eq!(first.body, again.body);
    let ground = site.get(&format!("{SELF}&format=geojson")).await;
    assert_eq!(ground.headers["content-type"], "application/geo+json");
}

#[tokio::test]
async fn what_cannot_be_compared_is_refused() {
    let site = Site::soho();
    for (wish, pointer) in [
        ("/v1/compare?after=official", "/query/before"),
        ("/v1/compare?before=official", "/query/after"),
        (
            "/v1/compare?before=file:%2Fetc%2Fpasswd&after=official",
            "/query/before",
        ),
        ("/v1/compare?before=official&after=x", "/query/after"),
        (
            "/v1/compare?before=official&after=official&what=all",
            "/query/what",
        ),
        (
            "/v1/compare?before=official&after=official&format=text",
            "/query/format",
        ),
        (
            "/v1/compare?before=official&after=official&tier=x",
            "/query/tier",
        ),
        (
            "/v1/compare?before=official&after=official&of=A+B",
            "/query/of",
        ),
        (
            "/v1/compare?before=official&after=official&of=deaths&up_to=1",
            "/query/up_to",
        ),
        (
            "/v1/compare?before=official&after=official&lang=fr",
            "/query/lang",
        ),
    ] {
        let answer = site.get(wish).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wish}");
        assert_eq!(answer.json()["pointer"], pointer, "{wish}");
    }
    for unknown in ["plan:none", "revision:99"] {
        let answer = site
            .get(&format!("/v1/compare?before={unknown}&after=official"))
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{unknown}");
    }
    let unknown = site.get(&format!("{SELF}&what=crosswalk&of=births")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(Site::empty().get(SELF).await.status, StatusCode::NOT_FOUND);
}
