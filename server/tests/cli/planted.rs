//! What identifies a person, planted in every field of every kind and form of file, sent to a server that logs all it can: it is
//! in no answer, export, tile, event, log and byte of the store.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::TcpStream;

use crate::persons::{features, secrets, tables};
use crate::program::Desk;
use crate::serving::Server;

#[path = "planted/files.rs"]
mod files;
#[path = "planted/site.rs"]
mod site;
#[path = "planted/tile.rs"]
mod tile;

/// What may be stored: where it is not found, nothing else would be either.
const MARK: &str = "示例门";

/// Asserts that nothing that was planted stands in bytes, in UTF-8 or GB18030.
fn assert_none(bytes: &[u8], place: &str) {
    for secret in secrets() {
        let (other, ..) = encoding_rs::GB18030.encode(secret);
        for form in [secret.as_bytes(), &*other] {
            let found = bytes.windows(form.len()).position(|part| part == form);
            let around = found.map(|at| {
                let part = &bytes[at.saturating_sub(200)..bytes.len().min(at + 200)];
                String::from_utf8_lossy(part).into_owned()
            });
            assert_eq!(around, None, "{secret} in {place}");
        }
    }
}

/// Ground, and one good row of each kind, with the mark in it.
fn desk() -> Desk {
    let desk = Desk::empty();
    for (kind, mut properties, geometry) in features() {
        for field in ["name", "label", "kind"] {
            if let Some(text) = properties.get_mut(field) {
                *text = MARK.into();
            }
        }
        let feature = serde_json::json!({ "type": "Feature", "properties": properties, "geometry": geometry });
        let file = serde_json::json!({ "type": "FeatureCollection", "features": [feature] });
        let file = desk.write("good.geojson", file.to_string());
        desk.run(&["import", kind, &file, "--crs", "EPSG:4326"])
            .ended(0);
    }
    for (kind, header, row) in tables() {
        let rows: Vec<String> = (0..100).map(row).collect();
        let file = desk.write("good.csv", format!("{header}\n{}\n", rows.join("\n")));
        let crs = ["--crs", "EPSG:4326", "--anywhere"];
        let crs = if kind == "cases" { &[][..] } else { &crs[..] };
        desk.run(&[&["import", kind, &file], crs].concat()).ended(0);
    }
    desk
}

#[test]
fn what_identifies_persons_is_in_no_answer_log_tile_or_byte() {
    let desk = desk();
    let log = desk.path("log.txt");
    let store = desk.store();
    let server = Server::start_talkative(
        &["serve", "--store", &store],
        &desk.path(""),
        File::create(&log).expect("a file"),
    );
    let mut events = TcpStream::connect(server.address()).expect("connected");
    events
        .write_all(b"GET /events HTTP/1.0\r\nhost: localhost\r\n\r\n")
        .expect("sent");
    let files = files::files(&desk);
    let applied = files
        .iter()
        .filter(|file| site::import(&server, file))
        .count();
    // names are dropped from what places have beside them, the rest is refused
    assert!(applied > 5 && applied < files.len() / 2, "{applied}");
    site::sweep(&server);
    server.stop();
    let mut heard = Vec::new();
    events.read_to_end(&mut heard).expect("heard");
    assert!(String::from_utf8_lossy(&heard).matches("event:").count() > applied / 2);
    assert_none(&heard, "the events");
    let logged = fs::read(&log).expect("a log");
    assert!(String::from_utf8_lossy(&logged).contains("TRACE"));
    assert_none(&logged, "the log");
    let mut bytes = Vec::new();
    for suffix in ["", "-wal"] {
        bytes.extend(fs::read(format!("{store}{suffix}")).unwrap_or_default());
    }
    let found = bytes
        .windows(MARK.len())
        .any(|part| part == MARK.as_bytes());
    assert!(found, "the store lacks the mark");
    assert_none(&bytes, "the store");
}
