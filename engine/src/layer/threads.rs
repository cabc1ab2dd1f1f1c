//! Splitting bulk questions over threads.

use std::num::NonZeroUsize;

/// How many threads a bulk question may use. The answer is the same for any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threads(NonZeroUsize);

/// Answers a thread must have to give, so that starting it pays.
const LEAST_PART: usize = 16_384;

impl Threads {
    /// The caller's thread alone.
    pub const ONE: Self = Self(NonZeroUsize::MIN);

    /// So many threads; 0 counts as one.
    pub fn new(count: usize) -> Self {
        Self(NonZeroUsize::new(count).unwrap_or(NonZeroUsize::MIN))
    }

    /// How many.
    pub fn count(self) -> usize {
        self.0.get()
    }
}

/// Fills a slice part by part, each on a thread of its own; `fill` gets the place of the first item of its part.
pub(super) fn fill_in_parts<R: Send>(
    out: &mut [R],
    threads: Threads,
    fill: impl Fn(usize, &mut [R]) + Sync,
) {
    let size = out.len().div_ceil(threads.count()).max(LEAST_PART);
    std::thread::scope(|scope| {
        let mut parts = out.chunks_mut(size).enumerate();
        let own = parts.next();
        for (number, part) in parts {
            let fill = &fill;
            scope.spawn(move || fill(number * size, part));
        }
        if let Some((_, part)) = own {
            fill(0, part);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_filled_once_whatever_the_number_of_threads() {
        for count in [0, 1, LEAST_PART, LEAST_PART + 1, 7 * LEAST_PART + 3] {
            for threads in [0, 1, 2, 3, 7, 100] {
                let mut out = vec![0; count];
                fill_in_parts(&mut out, Threads::new(threads), |start, part| {
                    for (offset, item) in part.iter_mut().enumerate() {
                        *item += start + offset + 1;
                    }
                });
                assert!(out.into_iter().eq(1..=count), "{count} on {threads}");
            }
        }
    }
}
