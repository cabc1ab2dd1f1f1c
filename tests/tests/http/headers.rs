//! Headers: security, caching, languages, and whose host name ends up in a URL.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use hexward::config::Config;
use hexward_tests::Site;

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let site = Site::soho();
    for path in [
        "/",
        "/v1",
        "/nothing",
        "/tiles/cases/16/32743/21790.png",
        "/tiles/cases/1/1",
        "/legends/cases.json",
    ] {
        let answer = site.get(path).await;
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "worker-src 'self'",
            "connect-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ] {
            assert!(
                policy.split("; ").any(|directive| directive == part),
                "{path}: {part} in {policy}"
            );
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert!(
            answer
                .header("permissions-policy")
                .contains("geolocation=()"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn only_tiles_and_legends_are_open_to_other_origins() {
    let site = Site::soho();
    for path in [
        "/tiles/cases/16/32743/21790.png",
        "/tiles/cases.json",
        "/legends/cases.json",
        "/tiles/cases/99/0/0.png",
    ] {
        let answer = site
            .get_with(path, &[("origin", "https://example.org")])
            .await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            "cross-origin",
            "{path}"
        );
    }
    for path in ["/", "/v1", "/v1/grids", "/health/live", "/nothing"] {
        let answer = site
            .get_with(path, &[("origin", "https://example.org")])
            .await;
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            "same-origin",
            "{path}"
        );
    }
}

#[tokio::test]
async fn lifetimes() {
    let site = Site::soho();
    let live = "public, max-age=5, stale-while-revalidate=60";
    for (path, lifetime) in [
        ("/tiles/cases/16/32743/21790.png", live),
        ("/tiles/grids/3/0/0.mvt", live),
        ("/legends/cases.png", live),
        ("/v1", "no-cache"),
        ("/v1/grids", "no-cache"),
        ("/tiles/cases.json", "no-cache"),
        ("/", "no-cache"),
        ("/health/ready", "no-store"),
        ("/tiles/cases/99/0/0.png", "no-store"),
    ] {
        assert_eq!(
            site.get(path).await.header("cache-control"),
            lifetime,
            "{path}"
        );
    }
}

#[tokio::test]
async fn problems_speak_the_language_of_the_reader() {
    let site = Site::soho();
    for (wanted, tag, title) in [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN", "未找到"),
        ("en-GB,en;q=0.9", "en", "Not found"),
        ("", "en", "Not found"),
        ("fr", "en", "Not found"),
    ] {
        let answer = site
            .get_with("/v1/grids/none", &[("accept-language", wanted)])
            .await;
        assert!(answer.is_problem(404, "not-found"), "{}", answer.text());
        let problem = answer.json();
        assert_eq!(
            (answer.header("content-language"), &problem["title"]),
            (tag, &title.into())
        );
        assert_eq!(problem["type"], "urn:hexward:problem:not-found");
        assert_eq!(problem["detail"], "there is no grid `none`");
        assert!(answer.header("vary").contains("accept-language"));
    }
}

#[tokio::test]
async fn methods_and_bodies() {
    let site = Site::soho();
    for path in ["/v1", "/tiles/cases/16/32743/21790.png", "/"] {
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            let answer = site.ask(method, path, &[]).await;
            assert!(
                answer.is_problem(405, "method-not-allowed"),
                "{path}: {}",
                answer.text()
            );
            assert!(answer.header("allow").contains("GET"), "{path}");
        }
    }
    let large = Request::post("/v1")
        .header("content-length", "99999999999")
        .body(Body::empty());
    let answer = site.send(large.expect("a request")).await;
    assert!(answer.is_problem(413, "too-large"), "{}", answer.text());
}

#[tokio::test]
async fn host_names_are_checked_before_they_are_repeated() {
    let site = Site::soho();
    for (host, start) in [
        ("127.0.0.1:8080", "http://127.0.0.1:8080/tiles/"),
        ("maps.example.org", "http://maps.example.org/tiles/"),
        ("[::1]:8080", "http://[::1]:8080/tiles/"),
        ("evil.example/path", "/tiles/"),
        ("\"><script>", "/tiles/"),
        ("a b", "/tiles/"),
        ("user@host", "/tiles/"),
        ("host:notaport", "/tiles/"),
    ] {
        let headers = [
            ("host", host),
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-proto", "https"),
        ];
        let url = site.get_with("/tiles/cases.json", &headers).await.json()["tiles"][0].clone();
        assert!(
            url.as_str().expect("text").starts_with(start),
            "{host}: {url}"
        );
    }
    let public_url = Some("https://maps.example.org/hexward/".parse().expect("a url"));
    let behind = Site::with(Config { public_url });
    let url = behind
        .get_with("/tiles/cases.json", &[("host", "inside")])
        .await
        .json()["tiles"][0]
        .clone();
    assert_eq!(
        url,
        "https://maps.example.org/hexward/tiles/cases/{z}/{x}/{y}.png"
    );
}

#[tokio::test]
async fn a_server_that_stops_says_so() {
    let site = Site::empty();
    assert_eq!(site.get("/health/ready").await.status, StatusCode::OK);
    site.state().retire();
    assert!(
        site.get("/health/ready")
            .await
            .is_problem(503, "unavailable")
    );
    assert_eq!(site.get("/health/live").await.status, StatusCode::OK);
    assert_eq!(site.get("/v1").await.status, StatusCode::OK);
}
