//! How far an import is, on a line that is written over and over for a person who watches.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use hexward_engine::Watch;

use crate::importing::{Meter, Progress, Stage};

/// How often the line is written.
const TICK: Duration = Duration::from_millis(250);
/// Goes back to the beginning of the line and empties it.
const AFRESH: &str = "\r\x1b[2K";

/// The line; it goes away with this.
pub(super) struct Progression {
    watch: Arc<Watch>,
    meter: Arc<Mutex<Option<Meter>>>,
    /// Dropped to end the thread.
    end: Option<Sender<()>>,
    writer: Option<JoinHandle<()>>,
}

impl Progression {
    /// Begins to write, if standard error is a terminal.
    pub(super) fn begin() -> Self {
        let (watch, meter) = (Arc::<Watch>::default(), Arc::default());
        let (end, ended) = channel();
        let shared = (Arc::clone(&watch), Arc::clone(&meter));
        let writer = io::stderr()
            .is_terminal()
            .then(|| thread::spawn(move || write(&shared.0, &shared.1, &ended)));
        Self {
            watch,
            meter,
            end: Some(end),
            writer,
        }
    }

    /// Who counts.
    pub(super) fn watch(&self) -> &Arc<Watch> {
        &self.watch
    }

    /// Begins a stage of so many bytes or rows.
    pub(super) fn enter(&self, stage: Stage, bytes: Option<u64>, rows: Option<u64>) {
        let meter = Meter::begin(stage, bytes, rows, &self.watch);
        *self.meter.lock().unwrap_or_else(PoisonError::into_inner) = Some(meter);
    }
}

impl Drop for Progression {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(writer) = self.writer.take() {
            // a line that cannot be written is not missed
            let _ = writer.join();
        }
    }
}

fn write(watch: &Watch, meter: &Mutex<Option<Meter>>, ended: &Receiver<()>) {
    while ended.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
        let meter = *meter.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(meter) = meter {
            let text = text(&meter.progress(watch));
            let _ = write!(io::stderr(), "{AFRESH}{text}");
        }
    }
    let _ = write!(io::stderr(), "{AFRESH}");
}

fn text(progress: &Progress) -> String {
    let mut parts = vec![format!("{}: {} rows", progress.stage.name(), progress.rows)];
    if let Some(fraction) = progress.fraction {
        parts.push(format!("{:.0} %", fraction * 100.0));
    }
    if let Some(rate) = progress.rows_per_second.filter(|_| progress.rows > 0) {
        parts.push(format!("{rate:.0} rows/s"));
    }
    if let Some(left) = progress.remaining {
        parts.push(format!("{} s left", left.as_secs_f64().ceil()));
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_is_known() {
        let mut progress = Progress {
            stage: Stage::Reading,
            bytes: 10,
            rows: 1200,
            fraction: Some(0.254),
            rows_per_second: Some(600.4),
            remaining: Some(Duration::from_millis(5600)),
        };
        let all = "reading: 1200 rows, 25 %, 600 rows/s, 6 s left";
        assert_eq!(text(&progress), all);
        progress = Progress {
            rows: 0,
            fraction: None,
            remaining: None,
            ..progress
        };
        assert_eq!(text(&progress), "reading: 0 rows");
    }
}
