//! Load on a running server, over loopback:
//! `HEXWARD_HOST=127.0.0.1:8080 cargo bench -p hexward-tests --bench serving -- cached|clients|overload|edits`, on a store of
//! `hexward city wuxi`. Each run ends within a minute. `clients` needs 10,000 open files here and there (`ulimit -n`). The load is made
//! by one thread, which takes its share of the same cores: build it with optimisation, as `cargo bench` does, or the package alone with
//! `--config profile.dev.package.hexward-tests.opt-level=3`.

mod client;
mod ground;
mod tally;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::{MissedTickBehavior, interval_at};

use client::{Answer, Client};
use ground::Ground;
use tally::{Tally, Times};

/// Where the server is, and what it stores.
struct Site {
    host: String,
    ground: Ground,
}

/// The address of the tile of a number.
type Paths = Arc<dyn Fn(u64) -> String + Send + Sync>;

fn main() {
    let Ok(host) = std::env::var("HEXWARD_HOST") else {
        println!("skipped: HEXWARD_HOST names no server");
        return;
    };
    let wish = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(async {
        let mut client = Client::connect(&host).await.expect("a server");
        let root = client.get("/v1").await.expect("an answer");
        let ground = Ground::of(&serde_json::from_slice(&root.body).expect("json"));
        let site = Site { host, ground };
        match wish.as_deref() {
            Some("cached") => cached(site).await,
            Some("clients") => clients(site).await,
            Some("overload") => overload(site).await,
            Some("edits") => edits(&site, &mut client).await,
            _ => println!("skipped: none of cached, clients, overload, edits was asked for"),
        }
    });
}

/// One request, and into which of its times it belongs.
async fn ask(client: &mut Client, path: &str, from: Instant, tally: &mut Tally) {
    match client.get(path).await {
        Ok(answer) => {
            let time = from.elapsed();
            match (
                answer.status,
                answer.header("retry-after"),
                answer.header("x-hexward-stale"),
            ) {
                (200 | 204, _, None) => tally.good.add(time),
                (200 | 204, _, Some(_)) => tally.older.add(time),
                (503, Some(_), _) => tally.refused.add(time),
                (status, _, _) => tally.failed.push(format!("{status} of {path}")),
            }
        }
        Err(error) => tally.failed.push(format!("{error}: {path}")),
    }
}

/// Connections that ask as soon as they are answered.
async fn closed(host: &str, connections: u64, lasting: Duration, paths: &Paths) -> Tally {
    let (end, next) = (Instant::now() + lasting, Arc::new(AtomicU64::new(0)));
    let work = |_| {
        let (host, paths, next) = (host.to_owned(), Arc::clone(paths), Arc::clone(&next));
        tokio::spawn(async move {
            let mut tally = Tally::default();
            let mut client = Client::connect(&host).await.expect("a connection");
            while Instant::now() < end {
                let path = paths(next.fetch_add(1, Ordering::Relaxed));
                ask(&mut client, &path, Instant::now(), &mut tally).await;
            }
            tally
        })
    };
    gathered((0..connections).map(work).collect()).await
}

/// Connections that ask at a rate of their own, whatever the answers take; times count from when a request was due and its
/// connection had the answer to the one before, for which a client on one connection waits, whatever comes next.
async fn open(
    host: &str,
    connections: u64,
    per_second: f64,
    (offset, lasting): (u64, Duration),
    paths: &Paths,
) -> Tally {
    let every = Duration::from_secs_f64(connections as f64 / per_second);
    let (start, next) = (
        Instant::now() + Duration::from_secs(3),
        Arc::new(AtomicU64::new(offset)),
    );
    let work = |number: u64| {
        let (host, paths, next) = (host.to_owned(), Arc::clone(paths), Arc::clone(&next));
        tokio::spawn(async move {
            let mut tally = Tally::default();
            let mut client = match Client::connect(&host).await {
                Ok(client) => client,
                Err(error) => {
                    tally.failed.push(format!("connecting: {error}"));
                    return tally;
                }
            };
            let first = start + every.mul_f64(number as f64 / connections as f64);
            let mut ticks = interval_at(first.into(), every);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
            let mut free = start;
            loop {
                let due = ticks.tick().await.into_std();
                if due > start + lasting {
                    return tally;
                }
                let path = paths(next.fetch_add(1, Ordering::Relaxed));
                ask(&mut client, &path, due.max(free), &mut tally).await;
                free = Instant::now();
            }
        })
    };
    gathered((0..connections).map(work).collect()).await
}

async fn gathered(tasks: Vec<tokio::task::JoinHandle<Tally>>) -> Tally {
    let mut all = Tally::default();
    for task in tasks {
        all.extend(task.await.expect("no panic"));
    }
    all
}

/// 64 tiles in memory, over 32 connections for ten seconds.
async fn cached(site: Site) {
    let tiles = site.ground.screen(15, 8);
    let paths: Paths = Arc::new(move |number| tiles[number as usize % tiles.len()].clone());
    closed(&site.host, 4, Duration::from_secs(2), &paths).await;
    let tally = closed(&site.host, 32, Duration::from_secs(10), &paths).await;
    println!(
        "tiles in memory: {:.0} a second; {tally}",
        tally.good.len() as f64 / 10.0
    );
}

/// 10,000 connections for a minute less its beginning, each asking for a tile of a screen every five seconds.
async fn clients(site: Site) {
    const CONNECTIONS: u64 = 10_000;
    let tiles = site.ground.screen(15, 8);
    let paths: Paths = Arc::new(move |number| tiles[number as usize % tiles.len()].clone());
    closed(&site.host, 4, Duration::from_secs(2), &paths).await;
    let lasting = Duration::from_secs(54);
    let tally = open(
        &site.host,
        CONNECTIONS,
        CONNECTIONS as f64 / 5.0,
        (0, lasting),
        &paths,
    )
    .await;
    println!("{CONNECTIONS} connections: {tally}");
}

/// As many cold tiles as can be drawn, then ten times as many.
async fn overload(site: Site) {
    let ground = site.ground;
    let paths: Paths = Arc::new(move |number| ground.any(number));
    let seconds = 12;
    let lasting = Duration::from_secs(seconds);
    let alone = closed(&site.host, 8, lasting, &paths).await;
    let most = alone.good.len() as f64 / seconds as f64;
    println!("cold tiles, as many as can be: {most:.0} a second; {alone}");
    let offset = (alone.good.len() + 100) as u64;
    let tally = open(&site.host, 1000, most * 10.0, (offset, lasting), &paths).await;
    let good = tally.good.len() as f64 / seconds as f64;
    println!(
        "ten times as many: {good:.0} a second, {:.0} %; {tally}",
        100.0 * good / most
    );
}

/// 150 edits of a border, each with the tile that shows it.
async fn edits(site: &Site, client: &mut Client) {
    let (lon, lat) = site.ground.middle();
    let near = format!(
        "{},{},{},{}",
        lon - 0.01,
        lat - 0.01,
        lon + 0.01,
        lat + 0.01
    );
    let found = client
        .get(&format!("/v1/grids?tier=grid&limit=30&bbox={near}"))
        .await
        .expect("an answer");
    let found: Value = serde_json::from_slice(&found.body).expect("json");
    let codes = found["items"].as_array().expect("grids").iter();
    let codes: Vec<String> = codes
        .map(|grid| grid["code"].as_str().expect("a code").to_owned())
        .collect();
    let Some(nodes) = movable(client, &codes).await else {
        println!("no node near the middle can be moved");
        return;
    };
    let (x, y) = Ground::tile(16, (nodes[0][0], nodes[0][1]));
    let mut tile = Client::connect(&site.host).await.expect("a connection");
    let path = format!("/tiles/load/16/{x}/{y}.png?areas=grids");
    tile.get(&path).await.expect("a tile");
    let (mut committed, mut shown) = (Times::default(), Times::default());
    for number in 0..150 {
        let (from, to) = (nodes[number % 2], nodes[1 - number % 2]);
        let start = Instant::now();
        let answer = moved(client, "", from, to).await;
        assert_eq!(
            answer.status,
            201,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        let revision =
            serde_json::from_slice::<Value>(&answer.body).expect("json")["revision"].to_string();
        committed.add(start.elapsed());
        let start = Instant::now();
        let answer = tile.get(&path).await.expect("a tile");
        shown.add(start.elapsed());
        assert_eq!(
            answer.header("x-hexward-revision"),
            Some(revision.as_str()),
            "the tile is not fresh"
        );
    }
    println!("edit sent to committed: {committed}; committed to the fresh tile: {shown}");
}

async fn moved(client: &mut Client, query: &str, from: [f64; 2], to: [f64; 2]) -> Answer {
    let edit = json!({ "op": "move_node", "tier": "grid", "from": from, "to": to });
    let body = json!({ "author": "bench", "reason": "load", "edits": [edit] });
    let path = format!("/v1/changesets{query}");
    client
        .post(&path, &body.to_string())
        .await
        .expect("an answer")
}

/// A node that can be moved, and where to.
async fn movable(client: &mut Client, codes: &[String]) -> Option<[[f64; 2]; 2]> {
    for code in codes {
        let grid = client.get(&format!("/v1/grids/{code}")).await.ok()?;
        let grid: Value = serde_json::from_slice(&grid.body).ok()?;
        let ring = grid["geometry"]["coordinates"][0].as_array()?;
        for vertex in ring.iter().take(40) {
            let from = [vertex[0].as_f64()?, vertex[1].as_f64()?];
            let to = [((from[0] + 5e-6) * 1e7).round() / 1e7, from[1]];
            if moved(client, "?dry_run=true", from, to).await.status < 300 {
                return Some([from, to]);
            }
        }
    }
    None
}
