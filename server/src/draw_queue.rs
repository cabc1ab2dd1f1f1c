//! Drawing away from the threads that serve connections: as many pictures at once as there are cores, some that wait, and none
//! that waits long. Who finds no place in a moment is told to come back, so that under any load what is drawn is still wanted,
//! and those who ask again and again leave the cores to it.

use std::num::NonZero;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};

use crate::config::{DRAWING_PATIENCE, DRAWINGS_WAITING, PLACE_PATIENCE};
use crate::error::{ApiError, RefusalKind};

/// What is drawn, and who waits for it.
#[derive(Debug, Clone)]
pub(crate) struct DrawQueue {
    running: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// A place among those that draw or wait, until it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    _taken: OwnedSemaphorePermit,
    /// When waiting ends.
    until: Instant,
}

impl DrawQueue {
    /// The queue of this machine.
    pub(crate) fn new() -> Self {
        Self::of(drawings_at_once(), DRAWINGS_WAITING)
    }

    /// So many at once, and so many that wait.
    fn of(at_once: usize, waiting: usize) -> Self {
        Self {
            running: Arc::new(Semaphore::new(at_once)),
            places: Arc::new(Semaphore::new(at_once + waiting)),
        }
    }

    /// A place, for all the work on one picture, at once or when one is free; the first who asked gets it.
    ///
    /// # Errors
    /// [`RefusalKind::Drawings`] when all stay taken.
    pub(crate) async fn place(&self) -> Result<Place, ApiError> {
        let taken = timeout(PLACE_PATIENCE, Arc::clone(&self.places).acquire_owned()).await;
        let taken = taken.map_err(|_elapsed| {
            let detail = "as many pictures as this server can draw soon are waited for, try again";
            RefusalKind::Drawings.because(detail)
        })?;
        Ok(Place {
            _taken: taken.expect("the semaphore is never closed"),
            until: Instant::now() + DRAWING_PATIENCE,
        })
    }

    /// The result of the work, when a core is free. Work that began ends, even if nobody waits for it any more; what waits is
    /// forgotten with whoever asked.
    ///
    /// # Errors
    /// That of the work; [`RefusalKind::Drawings`] when its turn did not come in time, [`ApiError::Internal`] when it panicked.
    pub(crate) async fn run<T, F>(&self, place: &Place, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, ApiError> + Send + 'static,
    {
        let turn = timeout_at(place.until, Arc::clone(&self.running).acquire_owned()).await;
        let turn = turn.map_err(|_elapsed| {
            let detail = "the turn of the picture did not come in time, try again";
            RefusalKind::Drawings.because(detail)
        })?;
        let turn = turn.expect("the semaphore is never closed");
        let task = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        task.await
            .unwrap_or_else(|error| Err(ApiError::Internal(error.to_string())))
    }

    /// All turns, so that nothing is drawn until they are dropped.
    #[cfg(test)]
    pub(crate) async fn all_turns(&self) -> OwnedSemaphorePermit {
        let all = Arc::clone(&self.running).acquire_many_owned(drawings_at_once() as u32);
        all.await.expect("the semaphore is never closed")
    }
}

/// How many pictures are drawn at once: one for each core.
pub(crate) fn drawings_at_once() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn code<T>(result: Result<T, ApiError>) -> &'static str {
        result.map_or_else(|error| error.code(), |_| "fine")
    }

    /// A place that is free at once.
    async fn free(queue: &DrawQueue) -> Place {
        let place = timeout(Duration::ZERO, queue.place()).await;
        place.expect("at once").expect("a place")
    }

    #[tokio::test(start_paused = true)]
    async fn who_finds_no_place_is_refused_in_a_moment_and_places_come_back() {
        let queue = DrawQueue::of(1, 1);
        let places = [free(&queue).await, free(&queue).await];
        let start = Instant::now();
        assert_eq!(code(queue.place().await), "overloaded");
        assert!((PLACE_PATIENCE..DRAWING_PATIENCE).contains(&start.elapsed()));
        let drawn = queue.run(&places[0], || Ok(7)).await;
        assert_eq!(drawn, Ok(7));
        assert_eq!(
            code(queue.place().await),
            "overloaded",
            "its place is still held"
        );
        drop(places);
        free(&queue).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_place_that_comes_back_goes_to_who_asked_first() {
        let queue = DrawQueue::of(1, 0);
        let taken = free(&queue).await;
        let (first, second) = (queue.place(), queue.place());
        tokio::pin!(first, second);
        assert!(timeout(PLACE_PATIENCE / 3, &mut first).await.is_err());
        assert!(timeout(PLACE_PATIENCE / 3, &mut second).await.is_err());
        drop(taken);
        let place = first.await;
        assert_eq!(code(second.await), "overloaded");
        assert_eq!(code(place), "fine");
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_long_and_who_left_is_forgotten() {
        let queue = DrawQueue::of(1, 2);
        let turn = Arc::clone(&queue.running).acquire_owned().await;
        let (patient, leaving) = (free(&queue).await, free(&queue).await);
        let left = timeout(DRAWING_PATIENCE / 2, queue.run(&leaving, || Ok(())));
        assert!(left.await.is_err());
        assert_eq!(code(queue.run(&patient, || Ok(())).await), "overloaded");
        drop((turn, leaving));
        let place = free(&queue).await;
        assert_eq!(code(queue.run(&place, || Ok(())).await), "fine");
        assert_eq!(queue.running.available_permits(), 1);
    }

    #[tokio::test]
    async fn a_panic_gives_its_turn_back() {
        let queue = DrawQueue::of(1, 0);
        let broken = || -> Result<(), ApiError> { panic!("a secret") };
        let place = free(&queue).await;
        assert_eq!(code(queue.run(&place, broken).await), "internal");
        assert_eq!(code(queue.run(&place, || Ok(())).await), "fine");
    }
}
