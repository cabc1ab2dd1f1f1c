//! The run beside other programs: makes the data, and measures ours and the parts that others are built from.
//!
//! `hexward-peers data DIR | ours DIR THREADS | rstar DIR | morton DIR | geo-index DIR | kiddo DIR`. Each call is a process
//! of its own and prints one line of JSON a task. `scripts/peers.sh` runs them all.

mod files;
mod ours;
mod parts;
mod report;
mod scene;

use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["data", folder] => scene::write(Path::new(folder)),
        ["ours", folder, threads] => ours::run(Path::new(folder), threads.parse().unwrap_or(1)),
        ["memory", folder] => ours::memory(Path::new(folder)),
        ["rstar", folder] => parts::rstar_and_geo(Path::new(folder), parts::Order::AsGiven),
        ["morton", folder] => parts::rstar_and_geo(Path::new(folder), parts::Order::Morton),
        ["geo-index", folder] => parts::geo_index_windows(Path::new(folder)),
        ["kiddo", folder] => parts::kiddo_nearest(Path::new(folder)),
        _ => {
            eprintln!(
                "usage: hexward-peers data|memory|rstar|morton|geo-index|kiddo DIR, or ours DIR THREADS"
            );
            std::process::exit(2);
        }
    }
}
