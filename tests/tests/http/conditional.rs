//! Answers that the client already has, in whichever encoding.

use axum::http::{Method, StatusCode};
use hexward_tests::Site;

const TILE: &str = "/tiles/cases/16/32743/21790.png";

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    let site = Site::soho();
    for path in [
        TILE,
        "/tiles/risk/16/32743/21790.mvt",
        "/tiles/cases.json",
        "/legends/cases.png",
        "/v1",
        "/v1/grids",
        "/",
    ] {
        let first = site.get(path).await;
        let tag = first.header("etag").to_owned();
        assert!(
            tag.starts_with('"') && tag.len() == 34,
            "{path}: {tag} is strong"
        );
        let list = format!("\"other\", W/{tag}");
        for held in [tag.as_str(), "*", list.as_str()] {
            let again = site.get_with(path, &[("if-none-match", held)]).await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path} {held}");
            assert!(again.body.is_empty());
            assert_eq!(again.header("etag"), tag);
            assert_eq!(again.header("cache-control"), first.header("cache-control"));
        }
        let other = site.get_with(path, &[("if-none-match", "\"other\"")]).await;
        assert_eq!(
            (other.status, other.body),
            (StatusCode::OK, first.body),
            "{path}"
        );
    }
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let site = Site::soho();
    for path in [TILE, "/v1", "/legends/cases.json", "/health/live"] {
        let get = site.get(path).await;
        let head = site.ask(Method::HEAD, path, &[]).await;
        assert_eq!(
            (head.status, head.body.len()),
            (StatusCode::OK, 0),
            "{path}"
        );
        for name in ["etag", "content-type", "cache-control"] {
            assert_eq!(head.header(name), get.header(name), "{path} {name}");
        }
        assert_eq!(
            head.header("content-length"),
            get.body.len().to_string(),
            "{path}"
        );
    }
    let tag = site.get(TILE).await.header("etag").to_owned();
    let head = site
        .ask(Method::HEAD, TILE, &[("if-none-match", &tag)])
        .await;
    assert_eq!(head.status, StatusCode::NOT_MODIFIED);
    assert!(
        site.ask(Method::HEAD, "/tiles/none/0/0/0.png", &[])
            .await
            .body
            .is_empty()
    );
}

#[tokio::test]
async fn each_encoding_has_a_tag_of_its_own() {
    let site = Site::soho();
    for path in [
        "/v1/grids",
        "/tiles/addresses/16/32743/21790.mvt",
        "/legends/cases.json",
    ] {
        let plain = site.get(path).await.header("etag").to_owned();
        for encoding in ["br", "gzip"] {
            let packed = site.get_with(path, &[("accept-encoding", encoding)]).await;
            assert_eq!(packed.header("content-encoding"), encoding, "{path}");
            let tag = packed.header("etag");
            assert_ne!(tag, plain, "{path}");
            let headers = [("accept-encoding", encoding), ("if-none-match", tag)];
            let again = site.get_with(path, &headers).await;
            assert_eq!(
                (again.status, again.header("etag")),
                (StatusCode::NOT_MODIFIED, tag),
                "{path}"
            );
            for answer in [&packed, &again] {
                assert_eq!(answer.header("vary"), "accept-encoding", "{path}");
            }
        }
    }
    let picture = site
        .get_with(TILE, &[("accept-encoding", "br, gzip")])
        .await;
    assert_eq!(
        (picture.header("content-encoding"), picture.header("vary")),
        ("", "")
    );
}
