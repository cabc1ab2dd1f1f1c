//! Forms of tiles: WebP, double density, what is answered where there is nothing, days as the OGC writes them.

use hexward_tests::Site;

/// Width, height and straight colours of a PNG.
fn png(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().expect("a png");
    let mut pixels = vec![0; reader.output_buffer_size().expect("small")];
    let frame = reader.next_frame(&mut pixels).expect("a picture");
    (frame.width, frame.height, pixels)
}

/// The same of a WebP.
fn webp(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(bytes)).expect("a webp");
    assert!(decoder.has_alpha() && !decoder.is_lossy());
    let mut pixels = vec![0; decoder.output_buffer_size().expect("small")];
    decoder.read_image(&mut pixels).expect("a picture");
    let (width, height) = decoder.dimensions();
    (width, height, pixels)
}

#[tokio::test]
async fn webp_has_the_pixels_of_png() {
    let site = Site::soho();
    for path in [
        "/tiles/cases/16/32743/21790",
        "/tiles/risk/15/16371/10895",
        "/tiles/risk/15/16371/10895@2x",
        "/tiles/streets/14/8185/5447",
        "/tiles/cases/10/0/0",
    ] {
        let picture = site.get(&format!("{path}.png")).await;
        let other = site.get(&format!("{path}.webp")).await;
        assert_eq!(other.header("content-type"), "image/webp");
        assert_eq!(other.header("content-encoding"), "");
        assert_eq!(webp(&other.body), png(&picture.body), "{path}");
        assert_ne!(other.header("etag"), picture.header("etag"));
    }
}

/// How much a picture of 512 pixels a side differs from one of 256 whose pixels are spread, on average of all channels.
fn difference(large: &[u8], small: &[u8]) -> f64 {
    let mut sum = 0.0;
    for y in 0..256 {
        for x in 0..256 {
            let of = |x: usize, y: usize, side: usize, picture: &[u8]| {
                let at = (y * side + x) * 4;
                // colours count as far as they can be seen
                let [r, g, b, a] = [0, 1, 2, 3].map(|i| f64::from(picture[at + i]));
                [r * a / 255.0, g * a / 255.0, b * a / 255.0, a]
            };
            let own = of(x, y, 256, small);
            let four = [(0, 0), (1, 0), (0, 1), (1, 1)]
                .map(|(dx, dy)| of(2 * x + dx, 2 * y + dy, 512, large));
            for channel in 0..4 {
                let mean = four.iter().map(|pixel| pixel[channel]).sum::<f64>() / 4.0;
                sum += (mean - own[channel]).abs();
            }
        }
    }
    sum / (256.0 * 256.0 * 4.0)
}

#[tokio::test]
async fn double_density_looks_like_single_density() {
    let site = Site::soho();
    for (style, address) in [
        ("streets", "16/32743/21790"),
        ("checkpoints", "16/32743/21790"),
        ("addresses", "17/65486/43581"),
        ("addresses", "13/4092/2723"),
        ("grids", "16/32743/21790"),
        ("honeycomb", "16/32743/21790"),
        ("cases", "15/16371/10895"),
    ] {
        let path = format!("/tiles/{style}/{address}");
        let small = png(&site.get(&format!("{path}.png")).await.body).2;
        let (width, height, doubled) = png(&site.get(&format!("{path}@2x.png")).await.body);
        assert_eq!((width, height), (512, 512), "{path}");
        let next = png(&site.get(&format!("{path}.png?size=512")).await.body).2;
        let (own, other) = (difference(&doubled, &small), difference(&next, &small));
        assert!(own < 4.0, "{path}: {own}");
        assert!(own < other || style == "cases", "{path}: {own}, {other}");
    }
}

#[tokio::test]
async fn double_density_has_the_same_zooms_and_no_other_size() {
    let site = Site::soho();
    for (path, status) in [
        ("/tiles/risk/23/4191222/2789160@2x.png", 200),
        ("/tiles/cases/16/32743/21790@2x.webp", 200),
        ("/tiles/cases/17/65486/43580@2x.png", 404),
        ("/tiles/cases/16/32743/21790@2x.png?size=256", 200),
        ("/tiles/cases/16/32743/21790@2x.png?size=512", 400),
        ("/tiles/risk/16/32743/21790@2x.mvt", 404),
    ] {
        assert_eq!(site.get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn empty_tiles_are_answered_as_wished() {
    let site = Site::soho();
    for (path, status, media_type, is_empty) in [
        ("cases/10/0/0.png", 200, "image/png", false),
        ("cases/10/0/0.png?empty=200", 200, "image/png", false),
        ("cases/10/0/0.png?empty=204", 204, "", true),
        (
            "cases/10/0/0.png?empty=404",
            404,
            "application/problem+json",
            false,
        ),
        ("cases/10/0/0.webp", 200, "image/webp", false),
        ("risk/10/0/0.mvt", 204, "", true),
        (
            "risk/10/0/0.mvt?empty=200",
            200,
            "application/vnd.mapbox-vector-tile",
            true,
        ),
        (
            "risk/10/0/0.mvt?empty=404",
            404,
            "application/problem+json",
            false,
        ),
        (
            "cases/10/0/0.png?empty=403",
            400,
            "application/problem+json",
            false,
        ),
        (
            "cases/16/32743/21790.png?empty=404",
            200,
            "image/png",
            false,
        ),
    ] {
        let answer = site.get(&format!("/tiles/{path}")).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("content-type"), media_type, "{path}");
        assert_eq!(answer.body.is_empty(), is_empty, "{path}");
    }
    let [far, other] = ["cases/10/0/0", "addresses/12/1/2"];
    for form in [".webp", "@2x.png", "@2x.webp"] {
        let far = site.get(&format!("/tiles/{far}{form}")).await;
        let other = site.get(&format!("/tiles/{other}{form}")).await;
        assert_eq!(far.body, other.body, "{form}");
        assert_eq!(far.header("etag"), other.header("etag"), "{form}");
    }
}

#[tokio::test]
async fn days_choose_the_cases_of_a_density() {
    let site = Site::soho();
    let path = "/tiles/cases/16/32743/21790.png";
    let body = async |query: &str| {
        let answer = site.get(&format!("{path}?{query}")).await;
        assert_eq!(answer.status, 200, "{query}");
        answer.body
    };
    let all = body("").await;
    assert_eq!(body("days=1000-01-01/2999-01-01").await, all);
    let nothing = site.get("/tiles/cases/10/0/0.png").await.body;
    assert_eq!(body("days=2998-01-01").await, nothing);
    let described = site
        .json("/tiles/cases.json?days=1854-08-31/1854-09-05")
        .await;
    let template = described["tiles"][0].as_str().expect("a template");
    assert!(
        template.ends_with("?days=1854-08-31/1854-09-05"),
        "{template}"
    );
    for days in [
        "1854-09-05/1854-08-31",
        "1854-13-01",
        "x",
        "",
        "1/2/3",
        "../..",
        "1854-08-31/..",
    ] {
        let answer = site.get(&format!("{path}?days={days}")).await;
        assert_eq!(answer.status, 400, "{days}");
    }
}

#[tokio::test]
async fn days_may_be_written_as_the_ogc_does() {
    let site = Site::soho();
    let path = "/tiles/cases/16/32743/21790.png";
    let now = site.get(path).await;
    for query in [
        "datetime=2999-01-01",
        "datetime=2020-01-01/..",
        "datetime=2020-01-01T00:00:00Z/2999-01-01T00:00:00Z",
        "subset=datetime(%222999-01-01%22)",
    ] {
        let answer = site.get(&format!("{path}?{query}")).await;
        assert_eq!(answer.status, 200, "{query}");
        assert_eq!(answer.body, now.body, "{query}");
    }
    for (query, status) in [
        ("datetime=2999-01-01&at=2999-01-01", 400),
        ("datetime=2999-01-01&subset=datetime(%222999-01-01%22)", 400),
        ("subset=Lat(1:2)", 400),
        ("datetime=yesterday", 400),
        ("datetime=../..", 400),
        ("datetime=..%2f..%2fetc", 400),
    ] {
        assert_eq!(
            site.get(&format!("{path}?{query}")).await.status,
            status,
            "{query}"
        );
    }
    let described = site.json("/tiles/cases.json?datetime=2999-01-01").await;
    let template = described["tiles"][0].as_str().expect("a template");
    assert!(template.ends_with("?at=2999-01-01"), "{template}");
}
