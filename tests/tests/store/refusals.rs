//! Databases that are no stores, and roles that may not use them: a clear refusal, and nothing in them changes.

use std::path::Path;
use std::process::Command;

use hexward_engine::model::Revision;
use hexward_engine::store::{PostGis, ServerAddress, Store, StoreError};
use hexward_tests::Database;

use crate::fixture::{everything, revision_two};

fn parsed(url: &str) -> ServerAddress {
    url.parse().expect("an address")
}

/// What a writer and a reader are told.
fn refusals(url: &str) -> [String; 2] {
    [
        PostGis::create_or_open(&parsed(url)),
        PostGis::open_read_only(&parsed(url)),
    ]
    .map(|opened| {
        let error = opened.expect_err("refused");
        let is_clear = matches!(
            error,
            StoreError::Foreign { .. } | StoreError::Server { .. }
        );
        assert!(is_clear, "{error:?}");
        error.to_string()
    })
}

fn assert_refused(url: &str, reason: &str) {
    for refusal in refusals(url) {
        assert!(refusal.contains(reason), "{refusal}");
        assert!(!refusal.contains("geheim"), "{refusal}");
    }
}

#[test]
fn servers_and_databases_that_are_not_there_are_named() {
    let nowhere = "postgres://planner:geheim@/wuxi?host=/nonexistent";
    assert_refused(nowhere, "postgres://planner@/wuxi?host=/nonexistent: ");
    assert_refused(nowhere, "No such file or directory");
    let Some(database) = Database::new() else {
        return;
    };
    let (server, query) = database.url().split_once('?').expect("a query");
    assert_refused(&format!("{server}_x?{query}"), "does not exist (3D000)");
    assert_refused(
        &database.url_as("nobody:geheim"),
        "role \"nobody\" does not exist",
    );
}

#[test]
fn a_database_without_postgis_is_refused() {
    if let Some(database) = Database::plain() {
        assert_refused(database.url(), "CREATE EXTENSION postgis");
    }
}

#[test]
fn a_schema_of_somebody_else_is_refused() {
    let Some(database) = Database::new() else {
        return;
    };
    database.execute("CREATE SCHEMA hexward CREATE TABLE grids (code text)");
    assert_refused(
        database.url(),
        "its schema hexward is not a store of hexward",
    );
}

#[test]
fn a_reader_makes_no_store() {
    let Some(database) = Database::new() else {
        return;
    };
    let error = PostGis::open_read_only(&database.address()).expect_err("refused");
    assert!(error.to_string().contains("there is no store"), "{error}");
    assert!(!PostGis::is_at(&database.address()).expect("asked"));
    drop(database.writer());
    assert!(PostGis::is_at(&database.address()).expect("asked"));
}

#[test]
fn a_store_of_a_newer_version_is_refused_politely() {
    let Some(database) = Database::new() else {
        return;
    };
    drop(database.writer());
    database.execute("INSERT INTO hexward.schema_version (version) VALUES (99)");
    assert_refused(
        database.url(),
        "a newer version made it: its schema version is 99",
    );
    database.execute("DELETE FROM hexward.schema_version");
    assert_refused(database.url(), "its schema version is not stated");
}

#[test]
fn a_store_of_an_older_version_is_brought_up_to_date_by_a_writer() {
    let Some(database) = Database::new() else {
        return;
    };
    let first = include_str!("../../../engine/src/store/postgis/migrations/0001_first.sql");
    database.execute("CREATE SCHEMA hexward");
    database.execute(first);
    database.execute("INSERT INTO hexward.schema_version (version) VALUES (1)");
    database.execute(
        "INSERT INTO hexward.addresses (geom, id, label, building, households, residents) \
         VALUES (ST_SetSRID(ST_Point(120.5, 31), 4490), 'A', 'label', '', 1, 2)",
    );
    let error = PostGis::open_read_only(&database.address()).expect_err("refused");
    assert!(
        error.to_string().contains("open it for writing once"),
        "{error}"
    );
    let mut store = database.writer();
    let rows = store.load().expect("loaded").addresses;
    assert_eq!(
        (rows.len(), rows[0].residents, &rows[0].stated),
        (1, 2, &None)
    );
    store.commit(Revision(0), &everything()).expect("fits");
    assert_eq!(
        database.reader().load().expect("loaded"),
        store.load().expect("loaded")
    );
}

/// The statements of SECURITY.md that grant what a writer and a reader need.
fn grants() -> String {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../SECURITY.md");
    let text = std::fs::read_to_string(document).expect("read");
    let (_, rest) = text.split_once("```sql\n").expect("statements");
    rest.split_once("```").expect("an end").0.to_owned()
}

#[test]
fn the_documented_rights_are_enough_and_no_more() {
    let Some(database) = Database::new() else {
        return;
    };
    // roles belong to the whole server: other tests have other names
    let name = format!("r{}", std::process::id());
    let (writer, reader) = (format!("{name}_writer"), format!("{name}_reader"));
    let (start, _) = database.url().split_once('?').expect("a query");
    let (_, own) = start.rsplit_once('/').expect("a database");
    let mut statements = grants();
    for (documented, here) in [
        ("hexward_writer", &writer),
        ("hexward_reader", &reader),
        ("DATABASE wuxi", &format!("DATABASE {own}")),
    ] {
        assert!(statements.contains(documented), "{documented}");
        statements = statements.replace(documented, here);
    }
    database.execute(&format!("CREATE ROLE {name}_nobody LOGIN"));
    database.execute(&statements);
    let mut store = PostGis::create_or_open(&parsed(&database.url_as(&writer))).expect("made");
    store.commit(Revision(0), &everything()).expect("fits");
    store.commit(Revision(1), &revision_two()).expect("fits");
    let mut shown = PostGis::open_read_only(&parsed(&database.url_as(&reader))).expect("opened");
    assert_eq!(shown.load().expect("read"), store.load().expect("read"));
    assert_eq!(shown.since(Revision(0)).expect("read").len(), 2);
    drop(store);
    let refused = PostGis::create_or_open(&parsed(&database.url_as(&reader))).expect_err("refused");
    assert!(
        refused.to_string().contains("the role lacks a right"),
        "{refused}"
    );
    assert_refused(
        &database.url_as(&format!("{name}_nobody")),
        "the role lacks a right",
    );
}

#[test]
fn gdal_reads_layers_and_reference_systems() {
    let Some(database) = Database::new() else {
        return;
    };
    let mut store = database.writer();
    store.commit(Revision(0), &everything()).expect("fits");
    let (_, host) = database.url().split_once("host=").expect("a socket");
    let (start, _) = database.url().split_once('?').expect("a query");
    let (_, name) = start.rsplit_once('/').expect("a database");
    let source = format!("PG:host={host} user=postgres dbname={name} schemas=hexward");
    let ogrinfo = |arguments: &[&str]| {
        let run = Command::new("ogrinfo").arg("-ro").args(arguments).output();
        let run = run.expect("ogrinfo runs where the server is installed");
        let text =
            [run.stdout, run.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let text = text.concat();
        assert!(run.status.success() && !text.contains("ERROR"), "{text}");
        text
    };
    for (layer, geometry, rows) in [
        ("grids", "Multi Polygon", 8),
        ("cells", "Multi Polygon", 5),
        ("addresses", "Point", 8),
        ("checkpoints", "Point", 8),
        ("barriers", "Line String", 2),
    ] {
        let text = ogrinfo(&["-so", &source, layer]);
        assert!(text.contains(&format!("Geometry: {geometry}\n")), "{text}");
        assert!(text.contains(&format!("Feature Count: {rows}\n")), "{text}");
        assert!(text.contains("ID[\"EPSG\",4490]]"), "{text}");
    }
    let text = ogrinfo(&["-q", &source, "grids", "-where", "code = '320205000000'"]);
    let outer =
        "MULTIPOLYGON (((120.3001 31.5,120.3001 31.5001,120.3 31.5001,120.3 31.5,120.3001 31.5),";
    assert!(text.contains(outer), "{text}");
    let text = ogrinfo(&["-so", &source, "counts"]);
    assert!(
        text.contains("Geometry: None") && text.contains("cutoff: Date"),
        "{text}"
    );
}
