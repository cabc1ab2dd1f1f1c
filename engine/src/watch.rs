//! How far a long work has come, and whether to break it off: shared by who works and who waits.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Counts what passes and carries the wish to stop. Shared by `Arc`; whoever works asks now and then.
#[derive(Debug, Default)]
pub struct Watch {
    stopped: AtomicBool,
    bytes: AtomicU64,
    rows: AtomicU64,
}

impl Watch {
    /// Asks the work to break off; it does so within a fraction of a second, and nothing of it stays.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked to break off.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// How many bytes were read since the last stage began.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// How many rows were worked on since the last stage began.
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// Says that so many more bytes were read.
    pub fn pass_bytes(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Says that so many more rows were worked on.
    pub fn pass_rows(&self, rows: u64) {
        self.rows.fetch_add(rows, Ordering::Relaxed);
    }

    /// Counts from zero again: another stage of the work begins.
    pub fn begin_stage(&self) {
        self.bytes.store(0, Ordering::Relaxed);
        self.rows.store(0, Ordering::Relaxed);
    }
}
