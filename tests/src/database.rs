//! A PostgreSQL for the tests, and databases in it.

use std::env;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{self, Command};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

use hexward_engine::store::{PostGis, ServerAddress};
use postgres::{Client, NoTls};

/// The address of a database in the server that the tests may use, as somebody who may do everything.
const SERVER: &str = "HEXWARD_TEST_POSTGRES";
/// Where tests may have servers of their own.
const ROOM: &str = "HEXWARD_TEST_POSTGRES_FOLDER";
/// A database with PostGIS and nothing else, made by `scripts/postgres.sh`.
const TEMPLATE: &str = "hexward_template";

static SKIPPED: Once = Once::new();
static MADE: AtomicUsize = AtomicUsize::new(0);

/// Says once, past the test runner that keeps what passing tests print, that tests are left out.
fn say_skipped(variable: &str) {
    SKIPPED.call_once(|| {
        let line =
            format!("skipped: {variable} is not set, run `scripts/postgres.sh run cargo test`");
        let _ = writeln!(io::stderr(), "{line}");
    });
}

/// An empty database of a test's own.
#[derive(Debug)]
pub struct Database {
    url: String,
}

impl Database {
    /// One in the server that the tests may use; `None`, with a line that says so, when there is none.
    pub fn new() -> Option<Self> {
        let Ok(server) = env::var(SERVER) else {
            say_skipped(SERVER);
            return None;
        };
        Some(Self::within(&server, TEMPLATE))
    }

    /// One without PostGIS.
    pub fn plain() -> Option<Self> {
        Some(Self::within(&env::var(SERVER).ok()?, "template0"))
    }

    fn within(server: &str, template: &str) -> Self {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", process::id());
        let mut client = Client::connect(server, NoTls).expect("the server answers");
        let create = format!("CREATE DATABASE {name} TEMPLATE {template}");
        client.batch_execute(&create).expect("created");
        Self {
            url: named(server, &name),
        }
    }

    /// Its address as a URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its address.
    pub fn address(&self) -> ServerAddress {
        self.url.parse().expect("an address")
    }

    /// Its address as another role, who may log in without a password.
    pub fn url_as(&self, role: &str) -> String {
        self.url.replacen("postgres@", &format!("{role}@"), 1)
    }

    /// Its store for writing.
    pub fn writer(&self) -> PostGis {
        PostGis::create_or_open(&self.address()).expect("opened for writing")
    }

    /// Its store for reading.
    pub fn reader(&self) -> PostGis {
        PostGis::open_read_only(&self.address()).expect("opened for reading")
    }

    /// A connection behind the store's back.
    pub fn client(&self) -> Client {
        Client::connect(&self.url, NoTls).expect("the server answers")
    }

    /// Runs statements behind the store's back.
    pub fn execute(&self, statements: &str) {
        self.client().batch_execute(statements).expect(statements);
    }

    /// The processes of the server that serve stores in this database.
    pub fn serving(&self) -> Vec<i32> {
        let query = "SELECT pid FROM pg_stat_activity \
            WHERE datname = current_database() AND application_name = 'hexward'";
        let rows = self.client().query(query, &[]).expect("asked");
        rows.iter().map(|row| row.get(0)).collect()
    }
}

/// The address of another database of the same server.
fn named(url: &str, database: &str) -> String {
    let (start, query) = match url.split_once('?') {
        Some((start, query)) => (start, format!("?{query}")),
        None => (url, String::new()),
    };
    let (server, _) = start.rsplit_once('/').expect("a url with a database");
    format!("{server}/{database}{query}")
}

/// A server of a test's own, to be crashed; stopped when it is dropped.
#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
}

impl Server {
    /// Starts one; `None`, with a line that says so, when there is no room for it.
    pub fn start() -> Option<Self> {
        let Some(room) = env::var_os(ROOM) else {
            say_skipped(ROOM);
            return None;
        };
        let folder = PathBuf::from(room).join(format!("own{}", process::id()));
        let server = Self { folder };
        server.script("start");
        Some(server)
    }

    /// A database in it.
    pub fn database(&self) -> Database {
        let url = format!(
            "postgres://postgres@/postgres?host={}",
            self.folder.display()
        );
        Database::within(&url, TEMPLATE)
    }

    /// Stops it as a crash would, and starts it again.
    pub fn crash_and_start(&self) {
        self.script("crash");
        self.script("start");
    }

    fn script(&self, action: &str) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/postgres.sh");
        let status = Command::new(script).arg(action).arg(&self.folder).status();
        assert!(status.expect("started").success(), "{action}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.script("stop");
    }
}
