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

/// What may be opened to other origins, and what never is.
const OPENED: [&str; 8] = [
    "/ogc/collections",
    "/ogc/collections/checkpoints/items",
    "/wmts/1.0.0/WMTSCapabilities.xml",
    "/styles/risk/style.json",
    "/tiles/cases/16/32743/21790.png",
    "/tiles/cases.json",
    "/legends/cases.json",
    "/tiles/cases/99/0/0.png",
];
const CLOSED: [&str; 5] = ["/", "/v1", "/v1/grids", "/health/live", "/nothing"];

fn open_to(origins: &[&str]) -> Site {
    let origin = |text: &&str| text.parse().expect("an origin");
    Site::soho_with(Config {
        origins: origins.iter().map(origin).collect(),
        ..Config::default()
    })
}

/// The headers that say who may read an answer: allowed origin, resource policy, vary.
async fn sharing(site: &Site, path: &str, origin: &str) -> (String, String, String) {
    let answer = site.get_with(path, &[("origin", origin)]).await;
    let header = |name: &str| answer.header(name).to_owned();
    let varies = answer.headers.get_all("vary").iter();
    let varies: Vec<&str> = varies.filter_map(|value| value.to_str().ok()).collect();
    (
        header("access-control-allow-origin"),
        header("cross-origin-resource-policy"),
        varies.join(", "),
    )
}

#[tokio::test]
async fn nothing_is_open_to_other_origins_unless_they_are_named() {
    let own = "same-origin";
    let site = Site::soho();
    for path in OPENED.iter().chain(&CLOSED) {
        let (allowed, policy, vary) = sharing(&site, path, "https://example.org").await;
        assert_eq!((allowed.as_str(), policy.as_str()), ("", own), "{path}");
        assert!(!vary.contains("origin"), "{path}: {vary}");
    }
    let site = open_to(&["https://maps.example.org", "http://localhost:5173"]);
    for path in OPENED {
        for origin in ["https://maps.example.org", "http://localhost:5173"] {
            let (allowed, policy, vary) = sharing(&site, path, origin).await;
            assert_eq!(
                (allowed.as_str(), policy.as_str()),
                (origin, "cross-origin")
            );
            assert!(vary.contains("origin"), "{path}: {vary}");
        }
        for origin in ["https://example.org", "http://maps.example.org", "null", ""] {
            let (allowed, policy, vary) = sharing(&site, path, origin).await;
            assert_eq!(
                (allowed.as_str(), policy.as_str()),
                ("", own),
                "{path} {origin}"
            );
            assert!(vary.contains("origin"), "{path}: {vary}");
        }
    }
    let everyone = open_to(&["*"]);
    for path in OPENED {
        let (allowed, policy, _) = sharing(&everyone, path, "https://example.org").await;
        assert_eq!(
            (allowed.as_str(), policy.as_str()),
            ("*", "cross-origin"),
            "{path}"
        );
    }
    for path in CLOSED {
        for (site, origin) in [(&site, "https://maps.example.org"), (&everyone, "null")] {
            let (allowed, policy, _) = sharing(site, path, origin).await;
            assert_eq!((allowed.as_str(), policy.as_str()), ("", own), "{path}");
        }
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
async fn a_name_that_was_pointed_at_this_machine_is_refused() {
    let site = Site::soho();
    for host in [
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "10.0.0.1",
    ] {
        for path in [
            "/",
            "/v1",
            "/tiles/cases/16/32743/21790.png",
            "/health/live",
            "/nothing",
        ] {
            let answer = site.get_with(path, &[("host", host)]).await;
            assert!(
                answer.is_problem(421, "other-host"),
                "{path} {host}: {}",
                answer.text()
            );
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
        }
    }
    for host in [
        "",
        "evil.example/path",
        "\"><script>",
        "a b",
        "user@host",
        "host:notaport",
    ] {
        let answer = site.get_with("/v1", &[("host", host)]).await;
        assert!(
            answer.is_problem(400, "malformed"),
            "{host}: {}",
            answer.text()
        );
    }
    let whole = site
        .get_with("http://evil.example/v1", &[("host", "localhost")])
        .await;
    assert!(whole.is_problem(421, "other-host"), "{}", whole.text());
    let twice = Request::get("/v1")
        .header("host", "localhost")
        .header("host", "evil.example");
    let twice = site
        .send(twice.body(Body::empty()).expect("a request"))
        .await;
    assert!(twice.is_problem(400, "malformed"), "{}", twice.text());
}

#[tokio::test]
async fn urls_begin_as_the_server_was_asked_or_told() {
    let site = Site::soho_with(Config {
        hosts: vec!["maps.example.org".parse().expect("a name")],
        ..Config::default()
    });
    let first = async |site: &Site, host: &str| {
        let headers = [
            ("host", host),
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-proto", "https"),
        ];
        let tiles = site.get_with("/tiles/cases.json", &headers).await.json()["tiles"].clone();
        tiles[0].as_str().expect("text").to_owned()
    };
    for host in ["127.0.0.1:8080", "maps.example.org", "[::1]:8080"] {
        let url = first(&site, host).await;
        assert!(
            url.starts_with(&format!("http://{host}/tiles/")),
            "{host}: {url}"
        );
    }
    let behind = Site::with(Config {
        public_url: Some("https://maps.example.org/hexward/".parse().expect("a url")),
        ..Config::default()
    });
    for host in ["localhost", "maps.example.org"] {
        assert_eq!(
            first(&behind, host).await,
            "https://maps.example.org/hexward/tiles/cases/{z}/{x}/{y}.png"
        );
    }
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
