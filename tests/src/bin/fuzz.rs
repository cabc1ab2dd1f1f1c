//! Tries changed bytes on a target, a great many times: `fuzz TARGET COUNT [SEED] [FOLDER]`, or `fuzz` for the names.
//!
//! The same arguments try the same inputs. An input that panics or takes longer than five seconds is written to the
//! folder (`target/fuzz-failures`) and named; the exit status is then 1. Memory is limited from outside, by `ulimit -v`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hexward_tests::random::Sequence;
use hexward_tests::targets::{TARGETS, Target, target};

/// The longest that one input may take.
const LIMIT: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(found) = arguments.next().and_then(|name| target(&name)) else {
        for target in TARGETS {
            println!("{}", target.name);
        }
        return ExitCode::SUCCESS;
    };
    let mut number = |otherwise: u64| {
        arguments
            .next()
            .map_or(Some(otherwise), |text| text.parse().ok())
    };
    let (Some(count), Some(seed)) = (number(100_000), number(1)) else {
        eprintln!("count and seed are numbers");
        return ExitCode::FAILURE;
    };
    let folder = PathBuf::from(
        arguments
            .next()
            .unwrap_or_else(|| "target/fuzz-failures".to_owned()),
    );
    run(found, count, seed, folder)
}

/// Tries so many inputs, each of its own seed, so that any can be tried alone.
fn run(target: &'static Target, count: u64, seed: u64, folder: PathBuf) -> ExitCode {
    let current = Arc::new(AtomicU64::new(seed));
    let folder = Arc::new(folder);
    watch(target, Arc::clone(&current), Arc::clone(&folder));
    let started = Instant::now();
    let mut longest = (Duration::ZERO, seed);
    let mut failures = 0;
    for number in seed..seed + count {
        current.store(number, Ordering::Relaxed);
        let input = target.input(&mut Sequence(number));
        let begun = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(&input)));
        longest = longest.max((begun.elapsed(), number));
        if outcome.is_err() {
            keep(target, number, &folder, "panics");
            failures += 1;
        }
        if failures == 10 {
            break;
        }
    }
    println!(
        "{}: {count} inputs from seed {seed} in {:.0} s, {failures} failures, the longest took {} ms (seed {})",
        target.name,
        started.elapsed().as_secs_f64(),
        longest.0.as_millis(),
        longest.1
    );
    if failures == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Ends the process when one input takes longer than the limit.
fn watch(target: &'static Target, current: Arc<AtomicU64>, folder: Arc<PathBuf>) {
    std::thread::spawn(move || {
        let mut last = u64::MAX;
        loop {
            std::thread::sleep(LIMIT);
            let now = current.load(Ordering::Relaxed);
            if now == last {
                keep(target, now, &folder, "hangs");
                std::process::exit(1);
            }
            last = now;
        }
    });
}

/// Writes an input that failed.
fn keep(target: &Target, number: u64, folder: &Path, what: &str) {
    let path = folder.join(format!("{}-{number}", target.name));
    let input = target.input(&mut Sequence(number));
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, input));
    eprintln!(
        "{}: the input of seed {number} {what}; {}: {written:?}",
        target.name,
        path.display()
    );
}
