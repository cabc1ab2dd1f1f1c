//! How far the work is, on a line that is written over and over for a person who watches.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use hexward_engine::Watch;

/// How often the line is written.
const TICK: Duration = Duration::from_millis(250);
/// Goes back to the beginning of the line and empties it.
const AFRESH: &str = "\r\x1b[2K";

/// The line; it goes away with this.
pub(super) struct Progress {
    /// Dropped to end the thread.
    end: Option<Sender<()>>,
    writer: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins to write of so many parents, if standard error is a terminal.
    pub(super) fn begin(doing: &'static str, all: usize, watch: &Arc<Watch>) -> Self {
        let (end, ended) = channel();
        let watch = Arc::clone(watch);
        let write = move || {
            while ended.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                let text = text(doing, watch.rows(), all);
                let _ = write!(io::stderr(), "{AFRESH}{text}");
            }
            let _ = write!(io::stderr(), "{AFRESH}");
        };
        Self {
            end: Some(end),
            writer: io::stderr().is_terminal().then(|| thread::spawn(write)),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(writer) = self.writer.take() {
            // a line that cannot be written is not missed
            let _ = writer.join();
        }
    }
}

fn text(doing: &str, done: u64, all: usize) -> String {
    let percent = 100 * done / (all as u64).max(1);
    format!("{doing}: {done} of {all} parents, {percent} %")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_line_says_how_far_it_is() {
        assert_eq!(
            super::text("searching", 30, 120),
            "searching: 30 of 120 parents, 25 %"
        );
        assert_eq!(
            super::text("searching", 0, 0),
            "searching: 0 of 0 parents, 0 %"
        );
    }
}
