//! Requests that mean harm or are typing errors: a clear 400 or 404, never a panic.

use hexward_tests::Site;

/// Values that are no tile number, and the status of each.
const NUMBERS: [(&str, u16); 26] = [
    ("-1", 400),
    ("-0", 400),
    ("+1", 400),
    ("01", 400),
    ("1.5", 400),
    ("1e9", 400),
    ("0x10", 400),
    ("NaN", 400),
    ("Infinity", 400),
    ("null", 400),
    ("%31", 400),
    ("%2e%2e", 400),
    ("..", 400),
    ("%00", 400),
    ("%ff", 400),
    ("%E5%8D%81", 400),
    ("1%2F1", 400),
    ("{z}", 400),
    ("$1", 400),
    ("1;2", 400),
    ("'", 400),
    ("2147483647", 404),
    ("2147483648", 404),
    ("4294967296", 404),
    ("18446744073709551616", 404),
    ("99999999999999999999999999999999", 404),
];

#[tokio::test]
async fn numbers_that_are_none() {
    let site = Site::soho();
    for (value, status) in NUMBERS {
        // braces are not allowed in a URL, which clients forget
        let value = value.replace('{', "%7B").replace('}', "%7D");
        for path in [
            format!("/tiles/cases/{value}/0/0.png"),
            format!("/tiles/cases/3/{value}/0.png"),
            format!("/tiles/cases/3/0/{value}.png"),
            format!("/tiles/risk/3/0/{value}.mvt"),
        ] {
            let answer = site.get(&path).await;
            let dotted = answer.status == 404 && value.contains('.');
            assert!(
                answer.status == status || dotted,
                "{path}: {}",
                answer.text()
            );
            assert_eq!(
                answer.header("content-type"),
                "application/problem+json",
                "{path}"
            );
        }
    }
}

/// Paths, and the status and code that each is answered with.
const PATHS: [(&str, u16, &str); 45] = [
    ("/tiles/cases/1/2/0.png", 404, "outside"),
    ("/tiles/cases/1/0/2.png", 404, "outside"),
    ("/tiles/cases/17/0/0.png", 404, "outside"),
    ("/tiles/cases/16/0/0.png?size=512", 404, "outside"),
    ("/tiles/cases/24/0/0.png", 404, "outside"),
    ("/tiles/streets/24/0/0.png", 404, "outside"),
    ("/tiles/cases/255/0/0.png", 404, "outside"),
    ("/tiles/cases/256/0/0.png", 404, "outside"),
    ("/tiles/none/0/0/0.png", 404, "not-found"),
    ("/tiles/%2e%2e/0/0/0.png", 404, "not-found"),
    ("/tiles/../0/0/0.png", 404, "not-found"),
    ("/tiles//0/0/0.png", 404, "not-found"),
    ("/tiles/cases/0/0/0", 404, "not-offered"),
    ("/tiles/cases/0/0/0.", 404, "not-offered"),
    ("/tiles/cases/0/0/0.jpeg", 404, "not-offered"),
    ("/tiles/cases/0/0/0@2x.mvt", 404, "not-offered"),
    ("/tiles/cases/0/0/0@3x.png", 400, "malformed"),
    ("/tiles/cases/0/0/0%402x.png", 400, "malformed"),
    ("/tiles/cases/0/0/0.PNG", 404, "not-offered"),
    ("/tiles/cases/0/0/0.png.mvt", 404, "not-offered"),
    ("/tiles/cases/0/0/0.mvt", 404, "not-offered"),
    ("/tiles/cases/0/0/0.png/", 404, "not-found"),
    ("/tiles/cases/0/0", 404, "not-found"),
    ("/tiles/cases/0", 404, "not-found"),
    ("/tiles/cases", 404, "not-offered"),
    ("/tiles/none.json", 404, "not-found"),
    ("/tiles/.json", 404, "not-found"),
    ("/tiles", 404, "not-found"),
    ("/legends/none.json", 404, "not-found"),
    ("/legends/cases", 404, "not-offered"),
    ("/legends/cases.gif", 404, "not-offered"),
    ("/assets/../Cargo.toml", 404, "not-found"),
    ("/assets/%2e%2e/index.html", 404, "not-found"),
    ("/assets/..%2f..%2fetc%2fpasswd", 404, "not-found"),
    ("/assets//etc/passwd", 404, "not-found"),
    ("/assets/", 404, "not-found"),
    ("//v1", 404, "not-found"),
    ("/v1/", 404, "not-found"),
    ("/v1/grids/%00", 404, "not-found"),
    ("/v1/grids/%ff", 400, "malformed"),
    ("/v1/cells/%ff", 400, "malformed"),
    ("/v1/grids/990185400001G999", 404, "not-found"),
    ("/v1/grids/990185400001'%20OR%201=1", 404, "not-found"),
    ("/v1/cells/990185400001HA1+99+99", 404, "not-found"),
    (
        "/v1/cells/%E8%B7%AF%E8%B7%AF%E8%B7%AF%E8%B7%AF%E8%B7%AF%E8%B7%AF%E8%B7%AF",
        404,
        "not-found",
    ),
];

#[tokio::test]
async fn paths_that_lead_nowhere() {
    let site = Site::soho();
    for (path, status, code) in PATHS {
        let answer = site.get(path).await;
        assert!(
            answer.is_problem(status, code),
            "{path}: {} {}",
            answer.status,
            answer.text()
        );
    }
}

#[tokio::test]
async fn paths_without_end() {
    let site = Site::soho();
    let long = "a".repeat(20_000);
    let nines = "9".repeat(20_000);
    for (path, status, code) in [
        (format!("/tiles/cases/{nines}/0/0.png"), 404, "outside"),
        (format!("/tiles/{long}/0/0/0.png"), 404, "not-found"),
        (format!("/tiles/cases/{long}/0/0.png"), 400, "malformed"),
        (format!("/v1/grids/{long}"), 404, "not-found"),
        (format!("/v1/cells/{long}"), 404, "not-found"),
        (format!("/{long}"), 404, "not-found"),
        (format!("/assets/{long}"), 404, "not-found"),
    ] {
        let answer = site.get(&path).await;
        assert!(
            answer.is_problem(status, code),
            "{code}: {} {}",
            answer.status,
            answer.text()
        );
        assert!(answer.body.len() < 600, "the answer repeats what was asked");
    }
}

/// Addresses with a query, and the status and pointer that each is answered with.
const QUERIES: [(&str, u16, &str); 44] = [
    (
        "/tiles/risk/16/32743/21790.png?size=333",
        400,
        "/query/size",
    ),
    (
        "/tiles/risk/16/32743/21790.png?size=-256",
        400,
        "/query/size",
    ),
    ("/tiles/risk/16/32743/21790.png?size=", 400, "/query/size"),
    (
        "/tiles/risk/16/32743/21790.png?size=512.0",
        400,
        "/query/size",
    ),
    (
        "/tiles/risk/16/32743/21790.png?size=99999999999999999999",
        400,
        "/query/size",
    ),
    (
        "/tiles/risk/16/32743/21790.png?size=256&size=512",
        400,
        "/query",
    ),
    (
        "/tiles/risk/16/32743/21790.png?areas=streets",
        400,
        "/query/areas",
    ),
    (
        "/tiles/risk/16/32743/21790.png?areas=%00",
        400,
        "/query/areas",
    ),
    ("/tiles/risk/16/32743/21790.png?layer=none", 404, ""),
    ("/tiles/risk/16/32743/21790.png?layer=", 404, ""),
    (
        "/tiles/risk/16/32743/21790.png?areas=grids&layer=none",
        404,
        "",
    ),
    ("/tiles/cases.json?size=1", 400, "/query/size"),
    ("/tiles/cases.json?format=svg", 404, ""),
    ("/tiles/cases.json?format=mvt", 404, ""),
    ("/v1/grids?limit=0", 400, "/query/limit"),
    ("/v1/grids?limit=10001", 400, "/query/limit"),
    ("/v1/grids?limit=-1", 400, "/query/limit"),
    ("/v1/grids?after=", 400, "/query/after"),
    ("/v1/grids?after='", 400, "/query/after"),
    // a plus sign that was not encoded is a space
    ("/v1/cells?after=990185400001HA1+0+0", 400, "/query/after"),
    ("/v1/cells?limit=10001", 400, "/query/limit"),
    ("/v1/checkpoints?limit=1e3", 400, "/query/limit"),
    ("/legends/cases.png?lang=fr", 400, "/query/lang"),
    ("/v1/cells?layer=none", 404, ""),
    ("/v1/locate", 400, "/query/lon"),
    ("/v1/locate?lon=0", 400, "/query/lat"),
    ("/v1/locate?lon=181&lat=0", 400, "/query/lon"),
    ("/v1/locate?lon=0&lat=91", 400, "/query/lat"),
    ("/v1/locate?lon=0&lat=-90.0001", 400, "/query/lat"),
    ("/v1/locate?lon=NaN&lat=0", 400, "/query/lon"),
    ("/v1/locate?lon=inf&lat=0", 400, "/query/lon"),
    ("/v1/locate?lon=1e309&lat=0", 400, "/query/lon"),
    ("/v1/locate?lon=&lat=0", 400, "/query/lon"),
    ("/v1/locate?lon=0,0&lat=0", 400, "/query/lon"),
    ("/v1/locate?lon=%ff&lat=0", 400, "/query/lon"),
    ("/v1/locate?lon=1&lon=2&lat=0", 400, "/query"),
    ("/v1/nearest?layer=checkpoints&lat=0", 400, "/query/lon"),
    ("/v1/nearest?lon=0&lat=0", 400, "/query/layer"),
    ("/v1/nearest?layer=persons&lon=0&lat=0", 400, "/query/layer"),
    (
        "/v1/nearest?layer=checkpoints&lon=0&lat=0&k=0",
        400,
        "/query/k",
    ),
    (
        "/v1/nearest?layer=checkpoints&lon=0&lat=0&k=101",
        400,
        "/query/k",
    ),
    (
        "/v1/nearest?layer=checkpoints&lon=0&lat=0&k=-1",
        400,
        "/query/k",
    ),
    (
        "/v1/nearest?layer=checkpoints&lon=0&lat=0&k=1e2",
        400,
        "/query/k",
    ),
    (
        "/v1/nearest?layer=checkpoints&lon=0&lat=0&k=99999999999999999999",
        400,
        "/query/k",
    ),
];

#[tokio::test]
async fn queries_that_mean_nothing() {
    let site = Site::soho();
    for (path, status, pointer) in QUERIES {
        let answer = site.get(path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
        let problem = answer.json();
        assert_eq!(
            problem["pointer"].as_str().unwrap_or_default(),
            pointer,
            "{path}"
        );
        assert!(
            !problem["detail"].as_str().unwrap_or_default().is_empty(),
            "{path}"
        );
    }
}

#[tokio::test]
async fn headers_that_mean_nothing() {
    let site = Site::soho();
    let long = "x".repeat(60_000);
    for (name, value) in [
        ("if-none-match", ","),
        ("if-none-match", "\""),
        ("if-none-match", &long),
        ("accept-language", ";q=;;,,zh;q=NaN"),
        ("accept-language", &long),
        ("accept-encoding", "br;q=x, gzip;q="),
        ("range", "bytes=0-1"),
        ("content-length", "0"),
    ] {
        for path in [
            "/tiles/cases/16/32743/21790.png",
            "/tiles/cases.json",
            "/v1",
            "/nothing",
        ] {
            let answer = site.get_with(path, &[(name, value)]).await;
            let expected = if path == "/nothing" { 404 } else { 200 };
            assert_eq!(answer.status.as_u16(), expected, "{path} {name}");
        }
    }
}
