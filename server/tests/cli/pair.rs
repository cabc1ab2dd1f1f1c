//! Two servers on one database: both take changes, both tell all of them, and one goes on when the other is killed.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::database::database;
use crate::program::Desk;
use crate::serving::Server;

/// How many changes each server gets in a second.
const PER_SECOND: u32 = 50;

/// The status and body of an answer, none when the server is gone.
fn post(address: &str, path: &str, body: &Value) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .ok()?;
    let body = body.to_string();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
}

/// A change that makes an address of its own.
fn change(name: &str) -> Value {
    json!({
        "author": "post 1", "key": name,
        "edits": [{ "op": "import_addresses", "addresses": [
            { "id": name, "position": [-0.1367, 51.5133], "households": 1 },
        ] }],
    })
}

/// Listens to a server from a revision on; the revisions that it tells come through the channel.
fn listen(address: &str, after: u64) -> (Receiver<u64>, TcpStream) {
    let mut stream = TcpStream::connect(address).expect("connected");
    let request = format!("GET /events?after={after} HTTP/1.0\r\nhost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    let lines = BufReader::new(stream.try_clone().expect("a clone")).lines();
    let (told, heard) = mpsc::channel();
    thread::spawn(move || {
        let mut is_commit = false;
        // the end of the server, or of the test, ends the lines
        for line in lines.map_while(Result::ok) {
            if let Some(kind) = line.strip_prefix("event:") {
                assert_ne!(kind.trim(), "resync");
                is_commit = kind.trim() == "commit";
            }
            let id = line.strip_prefix("id:").filter(|_| is_commit);
            if let Some(id) = id {
                let _ = told.send(id.trim().parse().expect("a revision"));
            }
        }
    });
    (heard, stream)
}

fn summary(server: &Server) -> Value {
    let answer = server.get("/v1");
    let (_, body) = answer.split_once("\r\n\r\n").expect("an answer");
    serde_json::from_str(body).expect("json")
}

fn revision(server: &Server) -> u64 {
    summary(server)["revision"].as_u64().expect("a number")
}

/// Waits until both servers are at a revision.
fn together(servers: [&Server; 2], at: u64) {
    let begin = Instant::now();
    while servers.iter().any(|server| revision(server) < at) {
        assert!(
            begin.elapsed() < Duration::from_secs(10),
            "one server lags behind"
        );
        thread::sleep(Duration::from_millis(20));
    }
}

/// What a listener heard: every revision up to the last, once and in order.
fn assert_heard(heard: &Receiver<u64>, after: u64, last: u64) {
    for expected in after + 1..=last {
        let told = heard.recv_timeout(Duration::from_secs(10));
        assert_eq!(told, Ok(expected));
    }
    assert!(heard.try_recv().is_err(), "nothing is told twice");
}

fn both_commit(name: &str, seconds: u32) {
    let Some(url) = database(name) else { return };
    let desk = Desk::empty();
    let first = Server::start(&["demo", "--store", &url], &desk.path(""));
    let second = Server::start(&["serve", "--store", &url], &desk.path(""));
    let base = revision(&first);
    let listeners: Vec<_> = [&first, &second, &second]
        .map(|server| listen(server.address(), base))
        .into();
    let most = Mutex::new(Duration::ZERO);
    let begin = Instant::now();
    thread::scope(|scope| {
        // two of each, so that a slow answer does not hold the next one up
        for worker in 0..4_u32 {
            let (most, servers) = (&most, [&first, &second]);
            scope.spawn(move || {
                let own = servers[worker as usize % 2];
                for number in 0..PER_SECOND / 2 * seconds {
                    let due = Duration::from_secs(number.into()) * 2 / PER_SECOND;
                    thread::sleep(due.saturating_sub(begin.elapsed()));
                    let body = change(&format!("N{worker}-{number}"));
                    let sent = Instant::now();
                    let answer = post(own.address(), "/v1/changesets", &body);
                    let (status, answer) = answer.expect("answered");
                    assert_eq!(status, 201, "{answer}");
                    let mut most = most.lock().expect("not poisoned");
                    *most = (*most).max(sent.elapsed());
                }
            });
        }
    });
    let took = begin.elapsed();
    let last = base + u64::from(2 * PER_SECOND * seconds);
    together([&first, &second], last);
    for (heard, stream) in &listeners {
        assert_heard(heard, base, last);
        let _ = stream.shutdown(Shutdown::Both);
    }
    let (one, other) = (summary(&first), summary(&second));
    assert_eq!(one["revision"], last);
    assert_eq!(one["content_hash"], other["content_hash"]);
    println!(
        "{} commits from two servers in {:.1} s, the slowest answer took {} ms",
        last - base,
        took.as_secs_f64(),
        most.lock().expect("not poisoned").as_millis()
    );
    // listeners do not hold a stopping server up
    let (_, open) = listen(first.address(), last);
    assert!(first.stop() < Duration::from_secs(5));
    let _ = open.shutdown(Shutdown::Both);
    second.stop();
}

#[test]
fn two_servers_on_a_database_tell_every_commit_of_both() {
    both_commit("pair", 3);
}

#[test]
#[ignore = "takes a minute"]
fn two_servers_on_a_database_tell_every_commit_of_both_for_a_minute() {
    both_commit("pair_minute", 60);
}

#[test]
fn when_one_of_two_servers_is_killed_the_other_goes_on() {
    let Some(url) = database("killed") else {
        return;
    };
    let desk = Desk::empty();
    let first = Server::start(&["demo", "--store", &url], &desk.path(""));
    let second = Server::start(&["serve", "--store", &url], &desk.path(""));
    let base = revision(&second);
    let (heard, stream) = listen(second.address(), base);
    let mut acknowledged = BTreeSet::new();
    let mut victim = Some(first);
    let mut longest = Duration::ZERO;
    for number in 0..60 {
        let name = format!("K{number}");
        let begin = Instant::now();
        loop {
            // a client that gets no answer asks the other server, with the same key
            let own = victim.as_ref().unwrap_or(&second);
            let answer = post(own.address(), "/v1/changesets", &change(&name));
            if let Some((200 | 201, _)) = answer {
                acknowledged.insert(name.clone());
                break;
            }
            victim = None;
            assert!(begin.elapsed() < Duration::from_secs(10), "{answer:?}");
        }
        longest = longest.max(begin.elapsed());
        if let Some(server) = victim.as_ref().filter(|_| number == 30) {
            let address = server.address().to_owned();
            let ahead = thread::spawn(move || {
                for number in 0..50 {
                    let _ = post(&address, "/v1/changesets", &change(&format!("L{number}")));
                }
            });
            thread::sleep(Duration::from_millis(100));
            server.kill();
            ahead.join().expect("ended");
        }
    }
    assert!(victim.is_none(), "the first server is dead");
    let last = revision(&second);
    assert_heard(&heard, base, last);
    let _ = stream.shutdown(Shutdown::Both);
    drop(second);
    let export = crate::database::run(&["export", "addresses", "--store", &url, "--format", "csv"]);
    let rows = export.ended(0).out;
    let ids: BTreeSet<&str> = rows
        .lines()
        .filter_map(|line| line.split(',').next())
        .collect();
    for name in &acknowledged {
        assert!(ids.contains(name.as_str()), "{name} was acknowledged");
    }
    println!("the longest change took {} ms", longest.as_millis());
}
