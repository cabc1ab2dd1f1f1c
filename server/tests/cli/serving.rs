//! The server as a process: start, answers to raw bytes, locks and stopping.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::program::{BINARY, Desk};

/// A server on a free port of this machine; killed when it is dropped.
pub(crate) struct Server {
    process: Child,
    address: String,
}

impl Server {
    pub(crate) fn start(arguments: &[&str], folder: &Path) -> Self {
        Self::begin(arguments, folder, |command| command.stderr(Stdio::null()))
    }

    /// One that writes everything that can be logged into a file.
    pub(crate) fn start_talkative(arguments: &[&str], folder: &Path, log: File) -> Self {
        Self::begin(arguments, folder, |command| {
            command.env("RUST_LOG", "trace").stderr(log)
        })
    }

    fn begin(
        arguments: &[&str],
        folder: &Path,
        log: impl FnOnce(&mut Command) -> &mut Command,
    ) -> Self {
        let mut command = Command::new(BINARY);
        command
            .args(arguments)
            .args(["--listen", "127.0.0.1:0"])
            .current_dir(folder)
            .stdout(Stdio::piped());
        let mut process = log(&mut command).spawn().expect("started");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("text");
        let address = line
            .trim()
            .strip_prefix("open http://")
            .and_then(|rest| rest.strip_suffix('/'));
        let address = address.expect("the address to open").to_owned();
        Self { process, address }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Kills it, so that it does nothing more.
    pub(crate) fn kill(&self) {
        let id = self.process.id().to_string();
        let status = Command::new("kill").args(["-9", &id]).status();
        assert!(status.expect("sent").success());
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("connected");
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("set");
        stream
    }

    /// The answer to raw bytes.
    fn send(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(request).expect("sent");
        let mut answer = Vec::new();
        // a server that refuses may close before it has read everything
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub(crate) fn get(&self, path: &str) -> String {
        self.send(
            format!(
                "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
                self.address
            )
            .as_bytes(),
        )
    }

    /// Asks it to stop and waits; the seconds that it took.
    pub(crate) fn stop(mut self) -> Duration {
        let begin = Instant::now();
        let id = self.process.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .expect("sent")
                .success()
        );
        let status = self.process.wait().expect("ended");
        assert!(status.success(), "{status}");
        begin.elapsed()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // after `stop` there is nothing to kill
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_served_store_can_be_read_but_not_written() {
    let desk = Desk::soho();
    let server = Server::start(&["serve", "--store", &desk.store()], &desk.path(""));
    let file = desk.write("more.csv", "id,lon,lat\nX1,-0.137,51.513\n");
    let run = desk
        .run(&["import", "addresses", &file, "--crs", "EPSG:4326"])
        .ended(3);
    assert!(run.err.contains("in use"), "{}", run.err);
    desk.run(&[
        "honeycomb",
        "--parent",
        "990185400001",
        "--spacing",
        "60",
        "--name",
        "x",
    ])
    .ended(3);
    desk.run(&["serve", "--listen", "127.0.0.1:0"]).ended(3);
    desk.run(&[
        "import",
        "addresses",
        &file,
        "--crs",
        "EPSG:4326",
        "--dry-run",
    ])
    .ended(0);
    desk.run(&["export", "grids", "--format", "geojson"])
        .ended(0);
    assert_eq!(desk.rows("addresses"), 324);
    server.stop();
    desk.run(&["import", "addresses", &file, "--crs", "EPSG:4326"])
        .ended(0);
}

#[test]
fn what_cannot_be_served_is_the_environments_fault() {
    let desk = Desk::empty();
    desk.run(&["serve", "--listen", "127.0.0.1:0"]).ended(3);
    assert!(!desk.path("store.gpkg").exists());
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("bound").to_string();
    let run = Desk::soho().run(&["serve", "--listen", &address]).ended(3);
    assert!(run.err.contains(&address), "{}", run.err);
    Desk::soho()
        .run(&["serve", "--public-url", "no url"])
        .ended(2);
}

#[test]
fn raw_bytes_are_refused_and_the_server_lives() {
    let desk = Desk::soho();
    let server = Server::start(&["serve", "--store", &desk.store()], &desk.path(""));
    let long = format!(
        "GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "a".repeat(1 << 20)
    );
    for request in [
        &b"GET /tiles/cases/0/0/\xe5\x8d\x81.png HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
            [..],
        b"GET /tiles/cases/0/0/0 .png HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"GET /tiles/../../etc/passwd HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
        b"GET /tiles/cases/0/0/\x00.png HTTP/1.1\r\nhost: localhost\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /v1 HTTP/1.1\r\nhost: localhost\r\ncontent-length: -1\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        long.as_bytes(),
    ] {
        let answer = server.send(&[request, b"\r\n\r\n"].concat());
        let refused = answer.is_empty() || answer.starts_with("HTTP/1.1 4");
        assert!(
            refused,
            "{}: {answer}",
            String::from_utf8_lossy(&request[..request.len().min(60)])
        );
    }
    assert!(server.get("/health/live").starts_with("HTTP/1.1 200"));
    server.stop();
}

#[test]
fn a_server_answers_to_its_own_names_only() {
    let desk = Desk::soho();
    let store = desk.store();
    let arguments = ["serve", "--store", &store, "--host", "maps.example.org"];
    let server = Server::start(&arguments, &desk.path(""));
    let ask = |host: &str| {
        let request = format!("GET /v1 HTTP/1.1\r\n{host}connection: close\r\n\r\n");
        server.send(request.as_bytes())
    };
    for own in ["localhost", "127.0.0.1:1", "maps.example.org", "[::1]"] {
        let answer = ask(&format!("host: {own}\r\n"));
        assert!(answer.starts_with("HTTP/1.1 200"), "{own}: {answer}");
    }
    let answer = ask("host: evil.example\r\n");
    assert!(answer.starts_with("HTTP/1.1 421"), "{answer}");
    for none in ["", "host: localhost\r\nhost: localhost\r\n"] {
        let answer = ask(none);
        assert!(answer.starts_with("HTTP/1.1 400"), "{none}: {answer}");
    }
    server.stop();
    for wrong in [["--host", "a b"], ["--allow-origin", "maps.example.org"]] {
        desk.run(&[&["serve"][..], &wrong].concat()).ended(2);
    }
}

#[test]
fn an_origin_is_let_in_by_an_option() {
    let desk = Desk::soho();
    let store = desk.store();
    let arguments = [
        "serve",
        "--store",
        &store,
        "--allow-origin",
        "https://maps.example.org/",
    ];
    let server = Server::start(&arguments, &desk.path(""));
    let ask = |origin: &str| {
        let request = format!(
            "GET /legends/cases.json HTTP/1.1\r\nhost: localhost\r\norigin: {origin}\r\nconnection: close\r\n\r\n"
        );
        server.send(request.as_bytes())
    };
    let allowed = "access-control-allow-origin: https://maps.example.org\r\n";
    assert!(ask("https://maps.example.org").contains(allowed));
    assert!(!ask("https://example.org").contains("access-control-allow-origin"));
    server.stop();
}

#[test]
fn idle_connections_do_not_hold_a_stopping_server() {
    let desk = Desk::soho();
    let server = Server::start(&["serve", "--store", &desk.store()], &desk.path(""));
    let mut kept = server.connect();
    kept.write_all(b"GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .expect("sent");
    let mut first = [0_u8; 12];
    kept.read_exact(&mut first).expect("an answer");
    assert_eq!(&first, b"HTTP/1.1 200");
    let took = server.stop();
    assert!(took < Duration::from_secs(10), "{took:?}");
}
