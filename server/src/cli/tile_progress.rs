//! How far an export of tiles is, on a line that is written over and over for a person who watches.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use hexward_engine::Watch;

/// How often the line is written.
const TICK: Duration = Duration::from_millis(250);
/// Goes back to the beginning of the line and empties it.
const AFRESH: &str = "\r\x1b[2K";

/// The line; it goes away with this.
pub(super) struct TileProgress {
    watch: Arc<Watch>,
    /// Dropped to end the thread.
    end: Option<Sender<()>>,
    writer: Option<JoinHandle<()>>,
}

impl TileProgress {
    /// Begins to write of so many tiles, if standard error is a terminal.
    pub(super) fn begin(tiles: u64) -> Self {
        let watch = Arc::<Watch>::default();
        let (end, ended) = channel();
        let shared = Arc::clone(&watch);
        let writer = io::stderr()
            .is_terminal()
            .then(|| thread::spawn(move || write(&shared, tiles, &ended)));
        Self {
            watch,
            end: Some(end),
            writer,
        }
    }

    /// Who counts.
    pub(super) fn watch(&self) -> &Watch {
        &self.watch
    }
}

impl Drop for TileProgress {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(writer) = self.writer.take() {
            // a line that cannot be written is not missed
            let _ = writer.join();
        }
    }
}

fn write(watch: &Watch, tiles: u64, ended: &Receiver<()>) {
    let mut first = None;
    while ended.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
        let done = watch.rows();
        // what was drawn before took no time
        let (at, before) = *first.get_or_insert_with(|| (Instant::now(), done));
        let text = text(done, tiles, done - before, at.elapsed());
        let _ = write!(io::stderr(), "{AFRESH}{text}");
    }
    let _ = write!(io::stderr(), "{AFRESH}");
}

fn text(done: u64, tiles: u64, drawn: u64, elapsed: Duration) -> String {
    let percent = 100 * done / tiles.max(1);
    let text = format!("drawing: {done} of {tiles} tiles, {percent} %");
    if drawn > 0 {
        let rate = drawn as f64 / elapsed.as_secs_f64().max(0.001);
        let left = ((tiles - done) as f64 / rate).ceil();
        return format!("{text}, {rate:.0} a second, {left} s left");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_is_known() {
        let said = |done, drawn, seconds| text(done, 1000, drawn, Duration::from_secs(seconds));
        assert_eq!(said(400, 0, 0), "drawing: 400 of 1000 tiles, 40 %");
        let all = "drawing: 500 of 1000 tiles, 50 %, 50 a second, 10 s left";
        assert_eq!(said(500, 100, 2), all);
    }
}
