//! Work that takes time, away from the threads that serve connections.

use std::num::NonZero;
use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::error::ApiError;

/// By how much less urgent work gives way: between equals, to a tenth of the time of the others.
const LESS_URGENT: i32 = 10;

/// Runs at most so many pieces of work at once, for example one for each core; the others wait their turn.
#[derive(Debug, Clone)]
pub(crate) struct Workers(Arc<Semaphore>);

impl Workers {
    /// Workers for the cores of this machine.
    pub(crate) fn new() -> Self {
        Self::of(std::thread::available_parallelism().map_or(1, NonZero::get))
    }

    /// So many workers: for work that waits more than it computes.
    pub(crate) fn of(count: usize) -> Self {
        Self(Arc::new(Semaphore::new(count)))
    }

    /// The result of the work. Work that began ends, even if nobody waits for it any more.
    ///
    /// # Errors
    /// That of the work, or [`ApiError::Internal`] when it panicked.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, ApiError> + Send + 'static,
    {
        let permit = Arc::clone(&self.0)
            .acquire_owned()
            .await
            .expect("the semaphore is never closed");
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        task.await
            .unwrap_or_else(|error| Err(ApiError::Internal(error.to_string())))
    }

    /// As [`Workers::run`], on a thread of its own that gives way, with all that it starts: for work that fills every core
    /// for seconds while people wait for answers.
    ///
    /// # Errors
    /// As [`Workers::run`].
    pub(crate) async fn run_behind<T, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, ApiError> + Send + 'static,
    {
        self.run(move || {
            let behind = move || {
                give_way();
                work()
            };
            let thread = std::thread::Builder::new().name("behind".to_owned());
            let thread = thread.spawn(behind);
            let thread = thread.map_err(|error| ApiError::Internal(error.to_string()))?;
            let panicked = |_| Err(ApiError::Internal("the work panicked".to_owned()));
            thread.join().unwrap_or_else(panicked)
        })
        .await
    }
}

/// Has the system prefer other threads to this one; on Linux that is of the thread alone, and of those that it starts.
fn give_way() {
    // where the system does not allow it the work is done all the same
    let _ = rustix::process::nice(LESS_URGENT);
}
