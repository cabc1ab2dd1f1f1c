//! A server that is asked, and everything that it can be asked for.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use super::files::Planted;
use super::{MARK, assert_none, tile};
use crate::serving::Server;

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("json")
    }
}

/// Sends a request and reads the answer. The protocol is the old one, in which answers come in one piece.
pub(super) fn ask(server: &Server, request: &str, body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(server.address()).expect("connected");
    let limit = Some(Duration::from_mins(1));
    stream.set_read_timeout(limit).expect("set");
    let kind = if body.first() == Some(&b'{') && !request.contains("/v1/jobs?") {
        "application/json"
    } else {
        "application/octet-stream"
    };
    let (method, path) = request.split_once(' ').expect("two words");
    let path = encoded(path);
    let head = format!(
        "{method} {path} HTTP/1.0\r\nhost: localhost\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("sent");
    stream.write_all(body).expect("sent");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer");
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.expect("a head") + 4;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head[9..12].parse().expect("a status");
    let answer = Answer {
        status,
        body: bytes.split_off(end),
        head,
    };
    assert!(
        !answer.head.contains("transfer-encoding"),
        "{}",
        answer.head
    );
    assert_none(answer.head.as_bytes(), request);
    assert_none(&answer.body, request);
    answer
}

/// What does not stand in an address as it is.
fn encoded(path: &str) -> String {
    let mut text = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_graphic() && !b"+\"<>%@".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _infallible = write!(text, "%{byte:02X}");
        }
    }
    text
}

pub(super) fn get(server: &Server, path: &str) -> Answer {
    let answer = ask(server, &format!("GET {path}"), b"");
    assert_eq!(
        answer.status,
        200,
        "{path}: {}",
        String::from_utf8_lossy(&answer.body)
    );
    answer
}

/// Has a file imported as far as it goes: looked at, checked, its bad rows listed, applied. Whether it was.
pub(super) fn import(server: &Server, file: &Planted) -> bool {
    let Planted { kind, name, bytes } = file;
    let sent = ask(
        server,
        &format!("POST /v1/jobs?kind={kind}&name={name}"),
        bytes,
    );
    assert_eq!(sent.status, 201, "{name}");
    let job = format!("/v1/jobs/{}", sent.json()["id"].as_str().expect("an id"));
    ask(server, &format!("GET {job}/survey"), b"");
    let order = match *kind {
        "cases" => json!({}),
        _ => json!({ "crs": "EPSG:4326", "anywhere": true }),
    };
    let task = |act: &str, body: &Value| {
        let begun = ask(
            server,
            &format!("POST {job}/{act}"),
            body.to_string().as_bytes(),
        );
        assert_eq!(begun.status, 202, "{act}: {}", begun.json());
        // ends with the work
        get(server, &format!("{job}/events"));
        get(server, &job).json()["state"].clone()
    };
    let state = task("check", &order);
    ask(server, &format!("GET {job}/rejected"), b"");
    ask(server, &format!("GET {job}/rejected?format=json"), b"");
    let is_good = state == "checked";
    if is_good {
        assert_eq!(task("apply", &json!({ "author": "desk" })), "applied");
    }
    get(server, "/v1/jobs");
    ask(server, &format!("DELETE {job}"), b"");
    is_good
}

/// Asks for everything there is.
pub(super) fn sweep(server: &Server) {
    let overview = get(server, "/v1").json();
    let revision = overview["revision"].as_u64().expect("a number");
    for path in [
        "/v1/grids",
        "/v1/cells",
        "/v1/checkpoints",
        "/v1/units",
        "/v1/faults",
        "/v1/ledger",
        "/v1/plans",
        "/v1/revisions",
        "/v1/limits",
        "/v1/openapi.json",
        "/v1/locate?lon=120.3&lat=31.5",
        "/v1/nearest?lon=120.3&lat=31.5&layer=addresses",
        "/health/ready",
    ] {
        get(server, path);
    }
    for number in 1..=revision {
        get(server, &format!("/v1/revisions/{number}"));
    }
    for layer in [
        "grids",
        "addresses",
        "checkpoints",
        "barriers",
        "units",
        "counts",
    ] {
        for format in ["geojson", "csv", "gpkg", "shp", "fgb", "parquet"] {
            let path = format!("/v1/export/{layer}?format={format}");
            let answer = ask(server, &format!("GET {path}"), b"");
            let text = String::from_utf8_lossy(&answer.body);
            assert!(matches!(answer.status, 200 | 400), "{path}: {text}");
            if format == "shp" && answer.status == 200 {
                members(&answer.body, &path);
            }
            let shows = ["geojson", "csv", "gpkg", "fgb", "parquet"].contains(&format);
            let marked = shows && ["addresses", "checkpoints"].contains(&layer);
            assert!(!marked || text.contains(MARK), "{path} lacks the mark");
        }
    }
    tiles(server, &overview);
}

fn members(archive: &[u8], path: &str) {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).expect("a zip");
    for number in 0..archive.len() {
        let mut bytes = Vec::new();
        let mut member = archive.by_index(number).expect("a member");
        member.read_to_end(&mut bytes).expect("readable");
        assert_none(&bytes, path);
    }
}

/// All styles at several zooms, everywhere around the middle.
fn tiles(server: &Server, overview: &Value) {
    let mut heard = String::new();
    for style in overview["styles"].as_array().expect("styles") {
        let id = style["id"].as_str().expect("an id");
        get(server, &format!("/legends/{id}.json"));
        let set = get(server, &format!("/tiles/{id}.json")).json();
        let deepest = set["maxzoom"].as_u64().expect("a zoom");
        get(server, &format!("/legends/{id}.png"));
        let zooms = [0_u32, 10, 14, 16, 18].into_iter();
        for zoom in zooms.filter(|&zoom| u64::from(zoom) <= deepest) {
            let [x, y] = place(zoom);
            for (dx, dy) in [(0, 0), (1, 1)] {
                let last = (1_u64 << zoom) - 1;
                let (x, y) = ((x + dx).min(last), (y + dy).min(last));
                let tile = format!("/tiles/{id}/{zoom}/{x}/{y}");
                get(server, &format!("{tile}.png"));
                let vector = ask(server, &format!("GET {tile}.mvt"), b"");
                // some styles have pictures only
                if vector.status == 404 {
                    continue;
                }
                assert!(
                    matches!(vector.status, 200 | 204),
                    "{tile}: {}",
                    vector.status
                );
                let said = tile::said(&vector.body);
                assert_none(said.as_bytes(), &tile);
                heard.push_str(&said);
            }
        }
    }
    assert!(heard.contains(MARK), "no tile has the mark: {heard}");
}

/// The tile of 120.3 degrees east, 31.5 north.
fn place(zoom: u32) -> [u64; 2] {
    let across = f64::from(1_u32 << zoom);
    let lat = 31.5_f64.to_radians();
    let y = (1.0 - (lat.tan() + lat.cos().recip()).ln() / std::f64::consts::PI) / 2.0;
    [(300.3 / 360.0 * across) as u64, (y * across) as u64]
}
