//! How long answers took.

use std::fmt;
use std::time::Duration;

/// Times, in no order.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for Times {
    /// How many, and the times that half of them, 99 of 100, and all of them took at most.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let at = |share: f64| {
            let index = (sorted.len() as f64 * share) as usize;
            let time = sorted.get(index.min(sorted.len().saturating_sub(1)));
            time.map_or(0.0, |time| time.as_secs_f64() * 1e3)
        };
        let (half, most, all) = (at(0.5), at(0.99), at(1.0));
        write!(
            f,
            "{} (p50 {half:.2} ms, p99 {most:.2} ms, longest {all:.1} ms)",
            sorted.len()
        )
    }
}

/// What some connections met.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Answers that were asked for.
    pub(crate) good: Times,
    /// Tiles as they were last shown.
    pub(crate) older: Times,
    /// Refusals that say when to come back.
    pub(crate) refused: Times,
    /// Anything else.
    pub(crate) failed: Vec<String>,
}

impl Tally {
    pub(crate) fn extend(&mut self, other: Self) {
        self.good.extend(other.good);
        self.older.extend(other.older);
        self.refused.extend(other.refused);
        self.failed.extend(other.failed);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "answered {}, older {}, refused {}, failed {}",
            self.good,
            self.older,
            self.refused,
            self.failed.len()
        )?;
        match self.failed.first() {
            Some(first) => write!(f, ": {first}"),
            None => Ok(()),
        }
    }
}
