//! Medians, peaks and lines of JSON.

use std::time::Instant;

/// The median time of some runs in seconds, and what the last gave.
pub fn median<T>(runs: usize, mut run: impl FnMut() -> T) -> (f64, T) {
    let mut seconds = Vec::new();
    let mut last = None;
    for _ in 0..runs {
        drop(last.take());
        let start = Instant::now();
        last = Some(run());
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    (seconds[runs / 2], last.expect("at least one run"))
}

/// The most memory that this process has held, in MB; 0 where the kernel does not say.
pub fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1));
    kib.and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

/// Prints what a peer needed for a task. `wrong` is how many answers differ from ours.
pub fn line(task: &str, peer: &str, build_s: f64, run_s: f64, wrong: usize, note: &str) {
    println!(
        "{{\"task\":\"{task}\",\"peer\":\"{peer}\",\"build_s\":{build_s:.4},\"run_s\":{run_s:.4},\"peak_mb\":{:.0},\"wrong\":{wrong},\"note\":\"{note}\"}}",
        peak_mb()
    );
}
