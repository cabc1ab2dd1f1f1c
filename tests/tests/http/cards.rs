//! Cards of grids and gates of a grid that is closed off.

use axum::http::StatusCode;
use hexward_tests::Site;

const GRID: &str = "990185400001G007";

#[tokio::test]
async fn cards_in_three_forms() {
    let site = Site::soho();
    let json = site.get(&format!("/v1/cards/{GRID}.json")).await;
    assert_eq!(json.status, StatusCode::OK);
    let card = &json.json()["items"][0];
    assert_eq!(card["code"], GRID);
    assert_eq!(card["bounds"].as_array().map(Vec::len), Some(4));
    assert!(
        card["link"]
            .as_str()
            .is_some_and(|link| link.contains("/#map=17/51.5"))
    );
    let all = site.get("/v1/cards/990185400001.json?tier=grid").await;
    assert_eq!(all.json()["items"].as_array().map(Vec::len), Some(13));
    if site.get(&format!("/v1/cards/{GRID}.png")).await.status == StatusCode::SERVICE_UNAVAILABLE {
        hexward_tests::shared::skipped("no font to write cards in");
        return;
    }
    let picture = site
        .get(&format!("/v1/cards/{GRID}.png?dpi=50&lang=en"))
        .await;
    assert!(picture.body.starts_with(b"\x89PNG"));
    let paper = site
        .get("/v1/cards/990185400001.pdf?tier=grid&lang=en")
        .await;
    assert!(paper.body.starts_with(b"%PDF"));
    assert_eq!(paper.header("content-type"), "application/pdf");
    let many = site.get("/v1/cards/990185400001.png?tier=grid").await;
    assert_eq!(many.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_no_card_is_of_is_said() {
    let site = Site::soho();
    for (path, status) in [
        ("/v1/cards/990185400001G999.json", StatusCode::NOT_FOUND),
        ("/v1/cards/nothing.json", StatusCode::NOT_FOUND),
        (
            "/v1/cards/990185400001.json?tier=micro",
            StatusCode::NOT_FOUND,
        ),
        ("/v1/cards/990185400001.doc", StatusCode::NOT_FOUND),
        ("/v1/cards/990185400001.png?dpi=49", StatusCode::BAD_REQUEST),
        (
            "/v1/cards/990185400001.png?dpi=401",
            StatusCode::BAD_REQUEST,
        ),
        (
            "/v1/cards/990185400001.pdf?lang=fr",
            StatusCode::BAD_REQUEST,
        ),
        (
            "/v1/cards/990185400001.pdf?tier=ward",
            StatusCode::BAD_REQUEST,
        ),
    ] {
        assert_eq!(site.get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn gates_of_the_parish() {
    let site = Site::soho();
    let plan = site
        .get("/v1/gates/990185400001?within_m=250&shift_hours=8")
        .await
        .json();
    let number = |name: &str| plan[name].as_u64().expect("a number");
    assert_eq!(number("crossings"), number("gates") + number("blocks"));
    assert_eq!(number("reached") + number("cut_off"), 324);
    let people = plan["roster"]["people"].as_u64().expect("a number");
    assert_eq!(people, (21 * number("gates")).div_ceil(5));
    for (path, status) in [
        ("/v1/gates/990185400001G999", StatusCode::NOT_FOUND),
        ("/v1/gates/990185400001?within_m=0", StatusCode::BAD_REQUEST),
        (
            "/v1/gates/990185400001?within_m=nan",
            StatusCode::BAD_REQUEST,
        ),
        (
            "/v1/gates/990185400001?vehicles=maybe",
            StatusCode::BAD_REQUEST,
        ),
        (
            "/v1/gates/990185400001?shift_hours=5",
            StatusCode::BAD_REQUEST,
        ),
        (
            "/v1/gates/990185400001?shift_hours=8&week_hours=11",
            StatusCode::BAD_REQUEST,
        ),
        ("/v1/gates/990185400001?staff=0", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(site.get(path).await.status, status, "{path}");
    }
}
