//! Backups: written, restored, migrated.

use std::fs;

use serde_json::Value;

use crate::program::Desk;

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("json")
}

#[test]
fn a_backup_is_restored_as_it_was() {
    let desk = Desk::soho();
    let (copy, again) = (desk.path("copy.gpkg"), desk.path("again.gpkg"));
    let (copy, again) = (
        copy.to_str().expect("utf-8"),
        again.to_str().expect("utf-8"),
    );
    let backup = desk.run(&["backup", "-o", copy, "--json"]).ended(0);
    let written = json(&backup.out);
    let store = json(&desk.run(&["doctor", "--json"]).ended(0).out);
    assert_eq!(written["content_hash"], store["store"]["content_hash"]);
    assert_eq!(written["revision"], store["store"]["revision"]);
    // neither takes the place of anything
    desk.run(&["backup", "-o", copy]).ended(4);
    desk.run(&["restore", copy]).ended(4);
    fs::remove_file(desk.store()).expect("removed");
    let restored = json(&desk.run(&["restore", copy, "--json"]).ended(0).out);
    for field in ["revision", "content_hash", "log_hash"] {
        assert_eq!(restored[field], written[field], "{field}");
    }
    let migrated = desk.run(&["migrate"]).ended(0);
    let hash = written["log_hash"].as_str().expect("text");
    assert!(migrated.out.contains(hash), "{}", migrated.out);
    fs::write(again, b"other").expect("written");
    desk.run(&["restore", again]).ended(4);
    fs::remove_file(desk.store()).expect("removed");
    desk.run(&["restore", again]).ended(3);
    desk.run(&["migrate"]).ended(3);
}
